"""However few samples a dataset has, and however they are split, its checks pass or tell why they do not apply."""

import itertools

import pytest

from curveball.validation.outcome import read_outcome, write_outcome
from curveball.validation.validate import measure
from tests.support.fault_table import TALLY
from tests.support.made_dataset import make_dataset

pytestmark = pytest.mark.faults

CLASSES = ("linear", "circular", "helical", "parabolic")
SPLITS = [
    (1, 0, 0),
    (0, 1, 0),
    (0, 0, 1),
    (0.8, 0.1, 0.1),
    (0.5, 0, 0.5),
    (0, 0.5, 0.5),
    (0.7, 0.3, 0),
    (0.98, 0.01, 0.01),
    (0.01, 0.01, 0.98),
    (0.0025, 0, 0.9975),
    (0.9975, 0, 0.0025),
]
TINY = list(itertools.product((1, 2, 3), (1, 2, 3, 4, 5, 7, 10, 20), (1, 2, 3)))
# Videos of fewer frames fail for another reason: the box around two positions is their displacement, which tells a line
# from a circle, and three or four positions do not tell the motion.
LARGE_ENOUGH_FOR_CLASSIFIERS = list(itertools.product((2, 4), (100, 200, 400), (8, 16)))


@pytest.mark.parametrize("splits", SPLITS, ids=str)
@pytest.mark.parametrize("sizes", [TINY, LARGE_ENOUGH_FOR_CLASSIFIERS], ids=["tiny", "large enough for classifiers"])
def test_no_check_fails_by_the_lack_of_rows(sizes, splits, tmp_path, record_property):
    for number, (classes, samples_per_class, frames) in enumerate(sizes):
        settings = {
            "classes": {name: {} for name in CLASSES[:classes]},
            "samples_per_class": samples_per_class,
            "frames": frames,
            "splits": dict(zip(("train", "validation", "test"), map(float, splits), strict=True)),
            "checks": {"false_alarm_rate": 1e-6},  # By chance, one of these hundreds would fail otherwise.
        }
        made = make_dataset(settings, tmp_path / f"{number}")
        outcome = measure(made.config, made.folder, 1, lambda rows: None)
        assert outcome.having("failed") == [], settings
        assert all(check.reason for check in outcome.having("not_applicable"))
        write_outcome(outcome, tmp_path / f"{number}.json")
        assert read_outcome(tmp_path / f"{number}.json") == outcome, settings
    record_property(TALLY, ("few rows", "passed, or does not apply", len(sizes)))
