"""Folds and few shots are chosen by hashes of names: disjoint, nested, balanced, and stable when a dataset grows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curveball.config.errors import CurveballError
from curveball.dataset.reader import Dataset
from curveball.dataset.stream import Stream
from curveball.dataset.subsets import Subset
from curveball.generation.schema import sample_id

CLASSES = ("linear", "circular")


def names_of(count: int) -> tuple[list[str], list[str]]:
    """Return the names and classes of the first samples of both classes."""
    class_names = [name for name in CLASSES for _ in range(count)]
    return [sample_id(name, index) for name in CLASSES for index in range(count)], class_names


def chosen(count: int, *, fold=None, complement=False, shots=None) -> set[str]:
    names, class_names = names_of(count)
    return {names[place] for place in Subset.of(fold, complement, shots).positions(names, class_names)}


@given(st.integers(2, 9), st.integers(1, 60))
def test_folds_are_disjoint_and_together_everything(folds, count):
    parts = [chosen(count, fold=(number, folds)) for number in range(folds)]
    assert sum(map(len, parts)) == len(set().union(*parts)) == 2 * count
    for number, part in enumerate(parts):
        assert chosen(count, fold=(number, folds), complement=True) == set(names_of(count)[0]) - part


@given(st.integers(2, 9), st.integers(1, 60), st.integers(0, 60), st.booleans())
def test_growth_moves_no_sample_to_another_fold(folds, count, more, complement):
    before, after = (chosen(n, fold=(0, folds), complement=complement) for n in (count, count + more))
    assert before == after & set(names_of(count)[0])


@given(st.integers(1, 40), st.integers(0, 40), st.integers(40, 80))
def test_shots_are_nested_and_as_many_of_each_class(few, more, count):
    some, others = chosen(count, shots=few), chosen(count, shots=min(few + more, count))
    assert some <= others
    assert [sum(name.startswith(class_name) for name in some) for class_name in CLASSES] == [few, few]


@given(st.integers(1, 20), st.integers(0, 60))
def test_growth_replaces_shots_only_by_new_samples(shots, more):
    before, after = chosen(40, shots=shots), chosen(40 + more, shots=shots)
    assert after & set(names_of(40)[0]) <= before


def test_a_fold_has_about_its_part_of_each_class_and_independent_shots():
    fold = chosen(4000, fold=(2, 5))
    for class_name in CLASSES:
        assert sum(name.startswith(class_name) for name in fold) == pytest.approx(800, abs=4 * np.sqrt(4000 * 0.16))
    shots = chosen(4000, shots=500)
    assert len(shots & fold) == pytest.approx(200, abs=4 * np.sqrt(1000 * 0.16))


def test_a_dataset_and_a_stream_have_the_same_subsets(made):
    for options in ({"fold": (1, 3)}, {"fold": (1, 3), "complement": True, "shots": 2}, {"shots": 3}):
        stored, stream = (
            source(where, "train", columns=["sample_id", "digest"], **options)
            for source, where in ((Dataset, made.folder), (Stream, made.config))
        )
        assert [sample["digest"] for sample in stored] == [sample["digest"] for sample in stream]
        assert 0 < len(stored) < len(Dataset(made.folder, "train"))
        assert stored.batch([0])["sample_id"] == [stored[0]["sample_id"]]
        assert len(stored.to_pandas()) == len(stored)


def test_fresh_samples_of_a_fold_are_of_this_fold(made):
    stream = Stream(made.config, "train", columns=["sample_id"], fold=(0, 2))
    names = [sample["sample_id"] for sample in stream.fresh(1)]
    assert len(Subset.of((0, 2), False, None).positions(names, names)) == len(names) > 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"fold": (5, 5)}, r"fold: found \(5, 5\), expected \(k, n\) for fold k of n"),
        ({"fold": (0, 1)}, "0 <= k < n and n >= 2"),
        ({"fold": 3}, "fold: found 3, expected"),
        ({"fold": (0.5, 2)}, "fold: found"),
        ({"complement": True}, "without a fold, there are no samples of other folds"),
        ({"shots": 0}, "shots: found 0, expected a number of samples of each class, at least 1"),
        ({"shots": 10_000}, "shots: found 10000, but there are only .* samples of"),
    ],
)
def test_an_invalid_subset_is_explained(made, options, message):
    for source, where in ((Dataset, made.folder), (Stream, made.config)):
        with pytest.raises(CurveballError, match=message):
            source(where, "train", **options)
