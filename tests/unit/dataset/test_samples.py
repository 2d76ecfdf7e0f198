"""Samples generated on the spot equal those in the files."""

import doctest
from pathlib import Path

import numpy as np
import pytest

import curveball
from curveball.dataset.reader import Dataset

ROOT = Path(__file__).parents[3]


def test_generated_samples_equal_those_of_the_dataset(made):
    stored = {sample["sample_id"]: sample for sample in Dataset(made.folder)}
    for class_name in made.config.classes:
        for sample in curveball.generate(made.config, class_name, [17, 3]):
            expected = stored[sample["sample_id"]]
            assert sample.keys() == expected.keys()
            for name, value in sample.items():
                np.testing.assert_array_equal(value, expected[name])


def test_the_example_of_the_documentation_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    examples = doctest.DocTestFinder(recurse=False).find(curveball.generate, globs={"curveball": curveball})
    assert doctest.DocTestRunner().run(examples[0]) == (0, 3)


def test_the_order_of_the_indices_is_kept(made):
    samples = curveball.generate(made.config, "linear", iter([5, 0, 5]))
    assert [sample["index"] for sample in samples] == [5, 0, 5]
    assert curveball.generate(made.config, "linear", []) == []


@pytest.mark.parametrize(
    ("class_name", "indices", "message"),
    [("spiral", [0], "'spiral' is not a class of this configuration; it has linear"), ("linear", [3, -1], "Index -1")],
)
def test_what_cannot_be_generated_is_explained(made, class_name, indices, message):
    with pytest.raises(curveball.CurveballError, match=message):
        curveball.generate(made.config, class_name, indices)


@pytest.mark.parametrize(("index", "error"), [(1.7, TypeError), ("3", TypeError), (2**53, curveball.CurveballError)])
def test_an_index_is_an_integer_that_there_is(made, index, error):
    with pytest.raises(error):
        curveball.generate(made.config, "helical", [index])


def test_the_last_index_is_generated_as_any_other(made):
    last = 2**53 - 1
    alone = curveball.generate(made.config, "helical", [last])[0]
    together = curveball.generate(made.config, "helical", [last - 1, np.int64(last), 5])

    assert (alone["index"], alone["digest"]) == (last, together[1]["digest"])
    assert len({sample["digest"] for sample in together}) == 3
