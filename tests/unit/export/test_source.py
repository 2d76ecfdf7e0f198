"""Exports read the dataset a few rows at a time."""

import numpy as np
import pytest

import curveball
from curveball.export.source import ExportError, Source, check_equal


def test_all_rows_are_read_in_order(made):
    source = Source(made.folder)
    rows = [table for part in source.parts for table in source.rows(part)]
    names = [name for table in rows for name in table["sample_id"].to_pylist()]

    assert names == [sample["sample_id"] for sample in curveball.Dataset(made.folder)]
    assert source.samples == len(names) == 96
    assert list(source.splits()) == ["train", "validation", "test"]


def test_videos_are_decoded_and_few_at_a_time(made, monkeypatch):
    monkeypatch.setattr("curveball.export.source._MAX_BYTES", 3 * 16 * 64 * 64 * 3)
    source = Source(made.folder, "test")
    sizes, videos = [], []
    for rows in source.rows(source.parts[0], ["video"]):
        sizes.append(len(rows))
        videos += list(source.videos(source.parts[0], rows))

    assert max(sizes) == 3
    assert np.array_equal(videos, [sample["video"] for sample in curveball.Dataset(made.folder, "test")])


def test_a_split_without_samples_is_refused(made):
    with pytest.raises(ExportError, match="has no samples in the split 'dev'"):
        Source(made.folder, "dev")


def test_a_difference_is_an_error():
    check_equal("a.npz", 3, 3)
    with pytest.raises(ExportError, match=r"^a\.npz, the label: found 3, expected 4\. Verify the dataset"):
        check_equal("a.npz, the label", 3, 4)
