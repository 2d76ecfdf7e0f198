"""Classifiers find what there is to find, nothing else, and the same every time."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from curveball.validation.shortcuts.classifiers import (
    BoostedTrees,
    Histogram,
    LinearMap,
    RandomCosines,
    few_trees,
    load_library,
)
from curveball.validation.shortcuts.probes import score
from tests.support.labeled_rows import labeled

BEST_FIRST = partial(BoostedTrees, leaves=8)
CLASSIFIERS = pytest.mark.parametrize("classifier", [few_trees, LinearMap, BoostedTrees, BEST_FIRST, RandomCosines])
ERROR_RATE = 0.001
ROOT = Path(__file__).parents[4]


@CLASSIFIERS
def test_separated_classes_are_predicted(classifier):
    found = score(classifier(), labeled(0, gap=9), labeled(1, gap=9), 3, ERROR_RATE)
    assert found.accuracy > 0.98
    assert found.counts.shape == (3, 3)
    assert found.counts.sum(axis=1).tolist() == [100, 100, 100]


@CLASSIFIERS
def test_equal_classes_are_predicted_at_chance(classifier):
    found = score(classifier(), labeled(0, gap=0), labeled(1, gap=0), 3, ERROR_RATE)
    assert found.interval[0] < 1 / 3 < found.interval[1]


@CLASSIFIERS
def test_the_same_rows_give_the_same_score(classifier):
    one, other = (score(classifier(), labeled(0, gap=1), labeled(1, gap=1), 3, ERROR_RATE) for _ in range(2))
    assert one.accuracy == other.accuracy
    np.testing.assert_array_equal(one.counts, other.counts)


@CLASSIFIERS
def test_of_two_labels_the_right_one_is_predicted(classifier):
    x, y = labeled(0, gap=9)
    model = classifier()
    model.fit(x, np.minimum(y, 1))
    assert (model.predict(x) == np.minimum(y, 1)).mean() > 0.98


@pytest.mark.parametrize("classifier", [few_trees, LinearMap, BoostedTrees])
def test_a_feature_that_never_changes_changes_nothing(classifier):
    (train, y), (test, _) = labeled(0, gap=3), labeled(1, gap=3)
    found = []
    for columns in ((), (np.full(len(train), 7.0),)):
        model = classifier()
        model.fit(np.column_stack([train, *columns]), y)
        found.append(model.predict(np.column_stack([test, *columns])))
    np.testing.assert_array_equal(*found)


def test_random_cosines_take_a_feature_that_never_changes():
    (train, y), (test, labels) = labeled(0, gap=9), labeled(1, gap=9)
    model = RandomCosines()
    model.fit(np.column_stack([train, np.full(len(train), 7.0)]), y)
    assert (model.predict(np.column_stack([test, np.full(len(test), 8.0)])) == labels).mean() > 0.98


def test_random_cosines_find_a_curved_boundary():
    x = np.random.default_rng(0).uniform(-1, 1, (4000, 2))
    y = ((x**2).sum(axis=1) > 0.6).astype(np.int64)
    model = RandomCosines()
    model.fit(x[:2000], y[:2000])
    assert (model.predict(x[2000:]) == y[2000:]).mean() > 0.97


def test_a_histogram_finds_the_ranges_of_each_label():
    x = np.random.default_rng(0).exponential(size=(4000, 1))
    y = (8 * np.exp(-x[:, 0])).astype(np.int64) % 3
    model = Histogram()
    model.fit(x[:2000], y[:2000])
    assert (model.predict(x[2000:]) == y[2000:]).mean() > 0.95


@pytest.mark.parametrize("values", [[5.0], [5.0, 6.0], [-np.pi, 0.0, 2.0]])
def test_a_histogram_of_few_values_predicts_the_most_frequent_label_of_each(values):
    x = np.repeat(values, 40)[:, None]
    y = np.repeat(np.arange(len(values)), 40)
    y[::5] = 1
    model = Histogram()
    model.fit(x, y)
    np.testing.assert_array_equal(model.predict(np.array(values)[:, None]), np.arange(len(values)))


def test_trees_find_what_tells_the_class_of_rows_that_alternate_between_classes():
    y = np.arange(12_000) % 4
    x = (y + np.random.default_rng(0).uniform(0, 0.9, len(y)))[:, None]
    model = few_trees()
    model.fit(x, y)
    assert (model.predict(x) == y).mean() > 0.98


def test_trees_find_what_two_features_say_only_together():
    x = np.random.default_rng(0).uniform(-1, 1, (4000, 2))
    y = (x[:, 0] * x[:, 1] > 0).astype(np.int64)
    accuracies = {}
    for classifier in (BoostedTrees, LinearMap):
        model = classifier()
        model.fit(x[:2000], y[:2000])
        accuracies[classifier] = (model.predict(x[2000:]) == y[2000:]).mean()
    assert accuracies[BoostedTrees] > 0.95
    assert accuracies[LinearMap] < 0.6


def test_classifiers_that_are_trained_at_the_same_time_are_those_that_are_trained_alone():
    lessons = [labeled(seed, gap=1, count=3000) for seed in range(6)]

    def predictions(number):
        model = BoostedTrees()
        model.fit(*lessons[number])
        return model.predict(lessons[0][0])

    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(predictions, range(6)))

    np.testing.assert_array_equal(together, [predictions(number) for number in range(6)])


def test_the_library_can_be_loaded_early():
    load_library()
    assert "xgboost" in sys.modules


def test_a_library_that_cannot_be_loaded_is_an_error_that_says_what_to_do(tmp_path):
    (tmp_path / "xgboost.py").write_text("raise ValueError('XGBoost Library could not be loaded: no libomp.dylib')")
    code = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
from curveball.config.errors import CurveballError
from curveball.validation.shortcuts.classifiers import load_library
try:
    load_library()
except CurveballError as error:
    print(error)
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "no libomp.dylib" in run.stdout
    assert "brew install libomp" in run.stdout
