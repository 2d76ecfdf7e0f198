from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.dataset.splits import SPLITS, split_counts, split_of

# Any two cuts of a whole in tenths of a percent, small parts among them.
FRACTIONS = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(
    lambda cuts: (min(cuts) / 1000, (max(cuts) - min(cuts)) / 1000, (1000 - max(cuts)) / 1000)
)


def with_splits(train: float, validation: float, test: float, samples: int = 100, seed: int = 42) -> Config:
    parts = {"train": train, "validation": validation, "test": test}
    return parse_config({"splits": parts, "samples_per_class": samples, "seed": seed})


@given(FRACTIONS, st.integers(1, 3000), st.integers(1, 3000))
def test_growth_moves_no_sample(fractions, small, large):
    before, after = (split_of(with_splits(*fractions, n), "linear", np.arange(n)) for n in sorted((small, large)))
    np.testing.assert_array_equal(after[: len(before)], before)


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=30))
def test_a_split_does_not_depend_on_what_else_is_asked_for(indices):
    config = Config()
    together = split_of(config, "helical", np.array(indices))
    assert together.tolist() == [split_of(config, "helical", np.array([index]))[0] for index in indices]


@given(FRACTIONS, st.integers(1, 3000))
def test_counts_are_those_of_the_members(fractions, samples):
    config = with_splits(*fractions, samples)
    members = np.bincount(split_of(config, "linear", np.arange(samples)), minlength=3)
    assert split_counts(config, "linear").tolist() == members.tolist()


def test_samples_of_a_very_large_dataset_can_be_held_out():
    large = {
        "samples_per_class": 5_000_000,
        "rows_per_file": 10_000,
        "splits": {"hold_out": {"extent": {"above": 0.15}}},
    }
    counts = split_counts(parse_config(large), "linear", stop=100)
    assert counts.sum() == 100
    assert counts[3] > 0


@pytest.mark.parametrize("fractions", [(0.97, 0.015, 0.015), (0.826, 0.003, 0.171), (0.99, 0.005, 0.005)])
def test_a_small_split_never_shrinks(fractions):
    config = with_splits(*fractions)
    counts = [split_counts(replace(config, samples_per_class=n), "linear") for n in range(1, 600)]
    assert np.diff(counts, axis=0).min() == 0


@given(FRACTIONS, st.integers(1, 150))
def test_fractions_are_exact_within_a_sample_after_every_twenty(fractions, blocks):
    config = with_splits(*fractions, 20 * blocks)
    off = split_counts(config, "linear") - 20 * blocks * np.array(fractions)
    assert np.abs(off).max() <= 1 + 1e-9


def test_the_default_is_eighty_ten_ten_exactly():
    assert split_counts(Config(), "linear").tolist() == [6000, 750, 750]


@pytest.mark.parametrize("fractions", [*permutations((0, 0.37, 0.63)), *set(permutations((1, 0, 0)))])
def test_an_empty_split_stays_empty(fractions):
    splits = split_of(with_splits(*fractions), "linear", np.arange(997))
    assert set(splits) == set(np.flatnonzero(fractions))


def test_classes_and_seeds_deal_out_differently():
    indices = np.arange(2000)
    dealt = [
        split_of(with_splits(0.8, 0.1, 0.1, seed=seed), name, indices)
        for seed, name in ((42, "linear"), (43, "linear"), (42, "circular"))
    ]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        agreement = (dealt[one] == dealt[other]).mean()
        assert agreement == pytest.approx(0.8**2 + 0.1**2 + 0.1**2, abs=0.04), "as of independent ones"


def test_the_place_within_a_block_of_twenty_says_nothing_about_the_split():
    splits = split_of(Config(), "linear", np.arange(20 * 2000)).reshape(2000, 20)
    held_out = (splits > 0).mean(axis=0)
    assert np.abs(held_out - 0.2).max() < 4 * np.sqrt(0.2 * 0.8 / 2000)


def test_there_are_three_splits_by_these_names():
    assert SPLITS == ("train", "validation", "test"), "Hugging Face's `datasets` infers splits from these names"
