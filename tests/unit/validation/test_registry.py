"""All checks of rows, together."""

import math
import pickle

import pytest

from curveball.config.loading import parse_config
from curveball.validation.batch import Batch
from curveball.validation.registry import Registry
from curveball.validation.selection import Selection
from curveball.validation.shortcuts.video_summary import VideoSummarizer
from tests.support.planting import TRAIN, Copy

CHECKS = Registry(parse_config({})).checks


@pytest.mark.parametrize("attribute", ["name", "description"])
def test_no_two_checks_have_the_same(attribute):
    assert len({getattr(check, attribute) for check in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_every_check_describes_itself_in_a_sentence(check):
    assert check.description[0].isupper()
    assert check.description.endswith(".")
    assert not check.quantity.endswith(".")


def test_partial_results_are_small_and_picklable_and_mapping_changes_nothing(copy):
    registry, batch = Registry(copy.config), whole_file(copy)
    first, second = (pickle.dumps(registry.map(batch)) for _ in range(2))
    assert first == second
    assert len(first) < len(batch) * math.prod(copy.config.video_shape) / 4


def whole_file(copy: Copy) -> Batch:
    return Batch(
        config=copy.config,
        split=0,
        file=0,
        first_row=0,
        rows=copy.read(TRAIN),
        selection=Selection(copy.config),
        summarizer=VideoSummarizer(copy.config),
    )
