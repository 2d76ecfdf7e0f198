"""Held-out samples are recognized by their stored columns, whatever split they are in."""

import numpy as np
import pyarrow as pa
import pytest

from curveball.config.loading import parse_config
from curveball.dataset.splits import ALL_SPLITS, is_held_out
from curveball.generation.columns import to_numpy
from curveball.validation.batch import Batch
from curveball.validation.checks.held_out import HeldOut
from curveball.validation.selection import Selection
from curveball.validation.shortcuts.video_summary import VideoSummarizer
from tests.support.made_dataset import Made, make_dataset
from tests.support.planting import TRAIN, Copy

SHIFTED = "data/test_shifted-00000.parquet"
REGIONS = {
    "circular.radius_m": {"above": 0.6},
    "linear.length_m": {"between": [1.0, 1.5]},
    "elevation_deg": {"between": [-10, 20]},
    "extent": {"below": 0.06},
    "field_of_view_deg": {"above": 35},
    "pace_bend": {"above": 0.6, "below": -0.6},
    "jitter_std": {"between": [0, 0]},
}
SETTINGS = {
    "samples_per_class": 30,
    "frames": 3,
    "height": 24,
    "width": 32,
    "classes": {"linear": {}, "circular": {}},
}


@pytest.fixture(scope="module")
def shifted(tmp_path_factory) -> Made:
    settings = SETTINGS | {"splits": {"hold_out": {"circular.radius_m": {"above": 0.6}}}}
    return make_dataset(settings, tmp_path_factory.mktemp("shifted"))


@pytest.fixture
def copy(shifted, tmp_path) -> Copy:
    return Copy(shifted.config, shifted.folder, tmp_path / "dataset")


@pytest.mark.parametrize("key", REGIONS)
def test_the_columns_tell_what_was_drawn(copy, key):
    rows = pa.concat_tables([copy.read(name) for name in copy.names])
    config = parse_config(SETTINGS | {"splits": {"hold_out": {key: REGIONS[key]}}})
    names, indices = np.array(rows["class_name"].to_pylist()), to_numpy(rows["index"])
    drawn = np.zeros(len(rows), dtype=bool)
    for class_name in config.classes:
        drawn[names == class_name] = is_held_out(config, class_name, indices[names == class_name])
    for number, split in enumerate(ALL_SPLITS[:4]):
        batch = Batch(
            config=config,
            split=number,
            file=0,
            first_row=0,
            rows=rows,
            selection=Selection(config),
            summarizer=VideoSummarizer(config),
        )
        expected = ~drawn if split == "test_shifted" else drawn
        np.testing.assert_array_equal(HeldOut().faults(batch), expected)
    assert 0 < drawn.sum() < len(drawn)


def test_without_a_fault_all_checks_pass(copy):
    assert copy.failed() == set()


def test_a_held_out_sample_in_train_fails_it(copy):
    train, held_out = copy.read(TRAIN), copy.read(SHIFTED)
    copy.write(TRAIN, pa.concat_tables([train.slice(1), held_out.slice(0, 1)]))
    copy.write(SHIFTED, pa.concat_tables([held_out.slice(1), train.slice(0, 1)]))
    found = copy.measure()
    assert found["held_out"].value == 2
    assert {check.name for check in found.having("failed")} == {"held_out", "split_assignment", "row_counts"} - (
        {"row_counts"} if train["class_name"][0].as_py() == "circular" else set()
    )
