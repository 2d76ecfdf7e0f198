"""A stored sample is compared with a regenerated one in every column."""

import pytest

from curveball.dataset.regeneration import differing_columns
from tests.support.planting import TRAIN, Copy


def test_a_sample_of_an_intact_dataset_differs_in_nothing(made):
    assert differing_columns(made.folder, "parabolic-0000011") == []


@pytest.mark.parametrize(
    ("column", "value"), [("description", "It moves."), ("focal_length_px", 1.0), ("digest", "0" * 32), ("label", 9)]
)
def test_a_changed_value_is_found(made, tmp_path, column, value):
    copy = Copy(made.config, made.folder, tmp_path / "dataset")
    copy.put(column, 3, value)

    assert differing_columns(copy.folder, copy.read(TRAIN)["sample_id"][3].as_py()) == [column]


def test_changed_pixels_are_found_whether_their_digest_agrees_or_not(made, tmp_path):
    copy = Copy(made.config, made.folder, tmp_path / "dataset")
    name = copy.read(TRAIN)["sample_id"][3].as_py()
    video = copy.read(TRAIN)["video"][4].as_py()
    copy.put("video", 3, video)

    assert differing_columns(copy.folder, name) == ["video", "digest"]
