"""The report shows a sample beside its reverse, and twins beside their samples."""

import shutil
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pyarrow.parquet as pq
import pytest

import curveball
from curveball.generation.encoding import decode_video
from curveball.report.content import Content, collect
from curveball.report.images import frames_for_page
from curveball.report.pairs import collect_pairs
from tests.support.planting import with_column
from tests.support.results import Results, make_results

SAME_FRAMES = "Both have the same frames, in reverse order"


@pytest.fixture(scope="module")
def twinned(tmp_path_factory) -> Results:
    """The results of a run with twins. Read-only."""
    splits = {"train": 0.4, "validation": 0.2, "test": 0.4, "twins": 6}
    return make_results(tmp_path_factory.mktemp("twinned"), splits=splits, jitter={"probability": 1.0})


def pairs_of(results: Results) -> dict:
    content = collect(results.config, results.dataset, results.validation, jobs=[], code={})
    return {pair.kind: pair for pair in content.pairs}


def test_a_sample_is_beside_its_reverse_with_the_labels_of_both(content: Content):
    [pair] = content.pairs
    config, name = content.config, pair.first.class_name
    [reverse] = curveball.generate(config, name, [pair.first.row["index"][0].as_py()], reverse=True)

    assert pair.kind == "reverse"
    assert pair.first.sample_id == pair.second.sample_id
    np.testing.assert_array_equal(pair.second.clip, frames_for_page(reverse["video"]))
    np.testing.assert_array_equal(pair.second.trajectory_2d, reverse["trajectory_2d"])
    for label in ("direction", "pace", "description", "equation"):
        assert getattr(pair.second, label) == reverse[label]
    assert pair.first.direction != pair.second.direction
    assert {pair.first.pace, pair.second.pace} == {"speeding up", "slowing down"}


def test_the_page_shows_the_labels_and_says_that_the_frames_are_the_same(finished, content):
    [pair] = content.pairs
    shown = finished.page.read_text().partition('id="pairs"')[2].partition("</section>")[0]

    for sample in (pair.first, pair.second):
        assert f"<dd>{sample.direction}</dd>" in shown
        assert f"<dd>{sample.pace}</dd>" in shown
    assert SAME_FRAMES in shown
    assert pair.has_equal_frames


def test_a_dataset_with_twins_has_an_order_pair_and_a_curve_pair(twinned):
    pairs = pairs_of(twinned)
    order, curve = pairs["order"], pairs["curve"]

    assert list(pairs) == ["reverse", "order", "curve"]
    assert all(pair.first.sample_id == pair.second.row["twin_of"][0].as_py() for pair in (order, curve))
    assert order.second.sample_id == f"{order.first.sample_id}-order"
    assert order.has_equal_frames
    assert order.first.direction != order.second.direction
    assert curve.second.sample_id == f"{curve.first.sample_id}-{curve.second.class_name}"
    assert curve.first.class_name != curve.second.class_name
    assert not curve.has_equal_frames
    for pair in (order, curve):
        assert (pair.first.split, pair.second.split) == ("test", "twins")


def test_twins_are_the_rows_of_the_dataset(twinned):
    rows = pq.read_table(twinned.dataset / "data" / "twins-00000.parquet").to_pylist()
    videos = {row["sample_id"]: decode_video(row["video"], twinned.config.video_shape) for row in rows}

    for kind in ("order", "curve"):
        twin = pairs_of(twinned)[kind].second
        np.testing.assert_array_equal(twin.clip, frames_for_page(videos[twin.sample_id]))


@pytest.mark.parametrize("settings", [{"style": "trail"}, {"frames": 1}], ids=str)
def test_where_a_reverse_has_other_frames_or_the_same_order_none_is_shown(content, settings):
    config = msgspec.structs.replace(content.config, **settings)
    assert collect_pairs(config, Path(), content.samples) == []


def test_a_twin_whose_frames_differ_is_not_said_to_have_the_same(twinned):
    pair = pairs_of(twinned)["order"]
    pair.second.clip[0, 0, 0] ^= 1
    assert not pair.has_equal_frames


@pytest.mark.parametrize(
    ("column", "value"),
    [("curve_rotation", None), ("class_name", "spiral"), ("linear_length_m", None), ("index", -1), ("video", b"")],
)
def test_a_damaged_row_is_not_reversed(content, column, value):
    sample = content.samples["linear"][0]
    damaged = replace(sample, row=with_column(sample.row, column, [value]))

    assert [pair.kind for pair in collect_pairs(content.config, Path(), {"linear": [sample]})] == ["reverse"]
    assert collect_pairs(content.config, Path(), {"linear": [damaged]}) == []


def test_a_twin_that_cannot_be_read_is_left_out(twinned, tmp_path):
    results = Results(shutil.copytree(twinned.folder, tmp_path / "results"), twinned.config)
    (results.dataset / "data" / "twins-00000.parquet").write_bytes(b"not a Parquet file")

    assert list(pairs_of(results)) == ["reverse"]
