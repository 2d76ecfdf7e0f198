"""A sample is found by its name."""

import pytest

import curveball
from curveball.config.errors import CurveballError
from curveball.dataset.lookup import find_sample
from tests.support.planting import VALIDATION, Copy, with_column


@pytest.mark.parametrize("position", [0, 50, 95])
def test_it_is_the_sample_of_the_reader(made, position):
    sample = curveball.Dataset(made.folder)[position]
    found = find_sample(made.folder, sample["sample_id"])

    assert found["digest"] == sample["digest"]
    assert (found["video"] == sample["video"]).all()
    assert found.keys() == sample.keys()


def test_leading_zeros_may_be_left_out(made):
    assert find_sample(made.folder, "helical-7")["sample_id"] == "helical-0000007"


@pytest.mark.parametrize("name", ["helical-24", "spiral-0"])
def test_a_sample_that_the_dataset_does_not_have_is_refused(made, name):
    with pytest.raises(CurveballError, match=f"has no sample {name}; it has the samples 0 to 23 of the classes linear"):
        find_sample(made.folder, name)


def test_a_sample_that_is_lost_is_told(made, tmp_path):
    copy = Copy(made.config, made.folder, tmp_path / "dataset")
    table = copy.read(VALIDATION)
    names = table["sample_id"].to_pylist()
    copy.write(VALIDATION, with_column(table, "sample_id", ["linear-0000000"] * len(names)))

    with pytest.raises(CurveballError, match=f"no row has the sample {names[0]}; `curveball verify"):
        find_sample(copy.folder, names[0])
