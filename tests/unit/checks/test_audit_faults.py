"""Each fault, planted in a copy of a small dataset, is caught by the checks that fit it, and by no other."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pytest
from planting import Copy, make_dataset

from curveball.columns import to_numpy
from curveball.config import Config, parse_config


@pytest.fixture(scope="module")
def config() -> Config:
    return parse_config(
        {"samples_per_class": 400, "rows_per_file": 700, "height": 32, "width": 32, "grayscale": True, "frames": 8}
    )


@pytest.fixture(scope="module")
def dataset(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_dataset(config, tmp_path_factory.mktemp("small"))


@pytest.fixture
def copy(config: Config, dataset: Path, tmp_path: Path) -> Copy:
    shutil.copytree(dataset, tmp_path / "dataset")
    return Copy(config, tmp_path / "dataset")


class Fault(NamedTuple):
    plant: Callable
    caught_by: set[str]
    may_be_caught_by: frozenset[str] | set[str] = frozenset()
    signed: bool = True


def flip_a_label(copy):
    copy.change("label", lambda labels, _: np.where(np.arange(len(labels)) == 7, (labels + 1) % 4, labels), "test")


def repeat_a_video(copy):
    name, table = "train-00000.parquet", copy.files["train-00000.parquet"]
    own = np.flatnonzero(to_numpy(table["label"]) == 0)
    order = np.arange(len(table))
    order[own[1]] = own[0]
    for column in ("video", "digest"):
        copy.set(name, column, table[column].take(order).combine_chunks())


def swap_two_videos(copy):
    table = copy.files["train-00000.parquet"]
    order = np.arange(len(table))
    order[[3, 4]] = [4, 3]
    copy.set("train-00000.parquet", "video", table["video"].take(order).combine_chunks())


def shift_the_trajectories(copy):
    copy.change("trajectory_2d", lambda position, _: position + np.float32(0.5))


def cut_the_ball(copy):
    copy.redraw(lambda frames, _: np.roll(frames, -int(np.argmax((frames != 255).any(axis=(0, 1, 3)))) - 1, axis=2))


def understate_the_room(copy):
    copy.change("radius_px", lambda radius, _: radius * np.float32(1.5))


def put_a_sample_in_two_splits(copy):
    train, test = copy.files["train-00000.parquet"], copy.files["test-00000.parquet"]
    label = test["label"][0].as_py()
    twin = int(np.flatnonzero(to_numpy(train["label"]) == label)[0])
    copy.files["test-00000.parquet"] = pa.concat_tables([train.slice(twin, 1), test.slice(1)]).combine_chunks()


def exchange_samples_between_splits(copy):
    train, test = copy.files["train-00000.parquet"], copy.files["test-00000.parquet"]
    twin = int(np.flatnonzero(to_numpy(train["label"]) == test["label"][0].as_py())[0])
    copy.files["test-00000.parquet"] = pa.concat_tables([train.slice(twin, 1), test.slice(1)]).combine_chunks()
    parts = [train.slice(0, twin), test.slice(0, 1), train.slice(twin + 1)]
    copy.files["train-00000.parquet"] = pa.concat_tables(parts).combine_chunks()


def cut_a_range(copy, split=""):
    low, _ = copy.config.classes["circular"].turns
    copy.change("circular_turns", lambda turns, _: low + (turns - low) / 2, split)


def cut_a_range_in_test(copy):
    cut_a_range(copy, "test")


def tint_a_class(copy):
    copy.redraw(lambda frames, label: np.minimum(frames, 253) if label == 2 else frames)


def sort_by_class(copy):
    for name in copy.names("train"):
        copy.files[name] = copy.files[name].sort_by("label")


def deal_out_in_turns(copy):
    for name in copy.names():
        labels = to_numpy(copy.files[name]["label"])
        turn = np.array([np.count_nonzero(labels[:row] == label) for row, label in enumerate(labels)])
        copy.files[name] = copy.files[name].take(np.lexsort([labels, turn]))


def number_samples_by_class(copy):
    copy.change("index", lambda index, labels: index * 4 + labels)


def place_one_frame_by_class(copy):
    def change(position, labels):
        position[:, 3] = np.stack([8 + 16 * (labels % 2), 8 + 16 * (labels // 2)], axis=1)
        return position

    copy.change("trajectory_2d", change)


def paint_one_frame_by_class(copy):
    def change(frames, label):
        frames[5, 8 + 16 * (label % 2), 8 + 16 * (label // 2)] = 80
        return frames

    copy.redraw(change)


def paint_dots_by_class(copy):
    rng = np.random.default_rng(0)

    def change(frames, label):
        frames.reshape(-1)[rng.integers(0, frames.size, 25 * label)] = 250
        return frames

    copy.redraw(change)


def shuffle_time(copy):
    rng = np.random.default_rng(0)
    copy.change("trajectory_2d", lambda position, _: rng.permuted(position, axis=1))
    copy.change("trajectory_3d", lambda position, _: rng.permuted(position, axis=1))


def make_two_classes_alike(copy):
    def change(points, labels):
        circular, helical = np.flatnonzero(labels == 1), np.flatnonzero(labels == 2)
        points[helical[::5]] = points[np.resize(circular, len(helical))[::5]]
        return points

    copy.change("trajectory_2d", change)


def nearly_repeat_train_in_test(copy):
    train = to_numpy(copy.files["train-00000.parquet"]["trajectory_2d"])
    labels_of_train = to_numpy(copy.files["train-00000.parquet"]["label"])

    def change(position, labels):
        for label in range(4):
            own, twins = np.flatnonzero(labels == label), np.flatnonzero(labels_of_train == label)
            position[own[:8]] = train[twins[-8:]] + np.float32(0.01)
        return position

    copy.change("trajectory_2d", change, "test")


def leave_a_row_out(copy):
    copy.files["train-00000.parquet"] = copy.files["train-00000.parquet"].slice(1)


def write_a_nan(copy):
    def change(position, _):
        position[5, 2] = np.nan
        return position

    copy.change("trajectory_3d", change, "test")


def rewrite_a_sentence(copy):
    for name in copy.names():
        copy.set(name, "description", ["The ball moves."] * len(copy.files[name]))


def leave_a_column_out(copy):
    copy.files["test-00000.parquet"] = copy.files["test-00000.parquet"].drop_columns(["equation"])


def exchange_trajectories_for_those_of_another_seed(copy):
    copy.change("trajectory_2d", lambda position, _: np.nextafter(position, np.float32(0)), "test")


def do_nothing(copy):
    """Keep the dataset as it is."""


POSITIONS = {"projection", "centres", "remade"}
PIXELS = {"centres", "radii", "remade", "clear_border"}

FAULTS = [
    Fault(do_nothing, set()),
    Fault(flip_a_label, {"labels"}, {"remade"}),
    Fault(repeat_a_video, {"unique_videos"}, PIXELS),
    Fault(swap_two_videos, {"digests"}, {"centres", "radii"}),
    Fault(shift_the_trajectories, {"projection", "centres", "remade"}, {"ball_inside"}),
    Fault(cut_the_ball, {"clear_border", "centres", "remade"}, {"radii", "single_frame_pixels"}),
    Fault(understate_the_room, {"ball_inside", "radii", "remade"}),
    Fault(put_a_sample_in_two_splits, {"disjoint_splits", "unique_videos", "split_membership"}),
    Fault(exchange_samples_between_splits, {"split_membership"}),
    Fault(cut_a_range, {"parameter_coverage", "remade"}),
    Fault(cut_a_range_in_test, {"same_ranges", "remade"}, {"parameter_coverage"}),
    Fault(tint_a_class, {"mean_colour", "clear_border", "remade"}, {*PIXELS, "ball_pixels", "single_frame_pixels"}),
    Fault(sort_by_class, {"order"}),
    Fault(deal_out_in_turns, {"order"}),
    Fault(number_samples_by_class, {"sample_index", "labels"}, {"split_membership", "remade"}),
    Fault(place_one_frame_by_class, {"single_frame_position", *POSITIONS}, {"motion", "confused_pairs"}),
    Fault(paint_one_frame_by_class, {"single_frame_pixels", "remade", "centres"}, PIXELS),
    Fault(paint_dots_by_class, {"ball_pixels", "remade"}, PIXELS),
    Fault(shuffle_time, {"motion", "motion_3d", "confused_pairs", "centres", "remade", "projection"}, {"ball_inside"}),
    Fault(make_two_classes_alike, {"confused_pairs", *POSITIONS}, {"motion", "ball_inside"}),
    Fault(nearly_repeat_train_in_test, {"neighbours", *POSITIONS}, {"ball_inside"}),
    Fault(leave_a_row_out, {"row_counts", "balance"}),
    Fault(write_a_nan, {"finite_values"}, {"projection", "remade"}),
    Fault(rewrite_a_sentence, {"remade"}),
    Fault(leave_a_column_out, {"schema", "row_counts"}, {"balance", "fingerprint"}),
    Fault(exchange_trajectories_for_those_of_another_seed, {"files", "fingerprint", "remade"}, signed=False),
]
REPORTED = {"baselines", "reported_probes"}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.plant.__name__)
def test_a_fault_is_caught_by_the_checks_that_fit(fault, copy):
    fault.plant(copy)
    copy.write(sign=fault.signed)
    failed = {name for name, check in copy.measure().items() if check.passed is False}
    assert fault.caught_by <= failed <= fault.caught_by | fault.may_be_caught_by


def test_a_flipped_bit_is_caught_by_the_files_and_the_pages(copy):
    path = copy.folder / "data" / "train-00000.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    failed = {name for name, check in copy.measure().items() if check.passed is False}
    assert {"files", "page_checksums"} <= failed
    assert failed <= {"files", "page_checksums", "row_counts", "balance", "fingerprint"}


def test_every_gate_has_a_fault_that_it_must_catch(copy):
    caught = set().union(*(fault.caught_by for fault in FAULTS)) | {"page_checksums"}
    assert copy.measure().keys() - REPORTED == caught
