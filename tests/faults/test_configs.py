"""Every configuration is rejected at once, with its key, or makes a dataset that passes all checks."""

import itertools
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.odd_configs import End, end_of, random_corners, random_values, single_corners

GOOD = {"passed", "refused", "refused by a job"}
MAX_SECONDS_OF_REFUSAL = 3
SEED = int(os.environ.get("FAULTS_SEED", "1"))
PARTS, CONFIGS_PER_PART = 20, 100

FORMERLY_WRONG = [
    {"style": "trail", "height": 24, "width": 24},
    {"style": "trail", "height": 48, "width": 48},
    {"style": "trail", "frames": 12, "height": 32, "width": 32},
    {"ball.radius": [0.024, 0.03]},
    {"background": "#808080", "ball.color": "#ffffff", "ball.outline_color": "#010101", "ball.radius": [0.06, 0.1]},
    {"ball.color": "#f7f7f7", "ball.outline_color": "#f7ffff"},
    {"framing.field_of_view_deg": [90, 120], "framing.extent": [0.2, 0.25]},
]
"""Correct datasets that the checks of the pixels once failed."""

UNUSABLE = [
    ({"style": "trail", "height": 12, "width": 12}, "ball.radius"),
    ({"height": 8, "width": 10}, "ball.radius"),
    ({"ball.radius": [0.01, 0.02]}, "ball.radius"),
    ({"ball.color": "#fffffe"}, "ball.color must differ from background"),
    ({"background": "#808080", "ball.color": "#ffffff", "ball.outline_color": "#010101"}, "ball.radius"),
    ({"framing.extent": [0.49, 0.5]}, "framing.extent [0.49, 0.5]"),
    ({"framing.max_attempts": 1, "classes.linear.visibility": 0.9}, "increase framing.max_attempts"),
    ({"splits": {"train": 0.8, "validation": 0.1, "test": 0.1000001}}, "add up to 1.0000001"),
]


def wrong(end: End) -> bool:
    return end.kind not in GOOD or (end.kind == "refused" and end.seconds > MAX_SECONDS_OF_REFUSAL)


@pytest.mark.parametrize("changes", FORMERLY_WRONG, ids=str)
def test_a_correct_dataset_passes(changes, tmp_path):
    assert end_of(changes, tmp_path / "made")[:2] == ("passed", "")


@pytest.mark.parametrize(("changes", "reason"), UNUSABLE, ids=str)
def test_what_cannot_be_seen_or_framed_is_rejected_at_once(changes, reason, tmp_path):
    end = end_of(changes, tmp_path / "made")
    assert end.kind == "refused"
    assert reason in end.reason
    assert end.seconds < 1


@pytest.mark.parametrize("changes", tuple(itertools.islice(random_values(0), 8)), ids=range(8))
def test_a_few_random_configurations_end_well(changes, tmp_path):
    end = end_of(changes, tmp_path / "made")
    assert not wrong(end), end


def report(chosen: Iterator[dict[str, Any]], folder: Path) -> None:
    """Try configurations, print how many ended how, and fail with those that ended badly."""
    ends = [(changes, end_of(changes, folder / "made")) for changes in itertools.islice(chosen, CONFIGS_PER_PART)]
    print("", *(f"{count:6} {kind}" for kind, count in Counter(end.kind for _, end in ends).most_common()), sep="\n")
    assert not [(changes, end) for changes, end in ends if wrong(end)]


@pytest.mark.faults
@pytest.mark.parametrize("part", range(4))
def test_every_corner_of_every_key_alone_ends_well(part, tmp_path):
    report(itertools.islice(single_corners(), part, None, 4), tmp_path)


@pytest.mark.faults
@pytest.mark.parametrize("part", range(PARTS))
def test_random_corners_of_several_keys_end_well(part, tmp_path):
    report(random_corners(SEED * PARTS + part), tmp_path)


@pytest.mark.faults
@pytest.mark.parametrize("part", range(PARTS))
def test_random_values_of_all_keys_end_well(part, tmp_path):
    report(random_values(SEED * PARTS + part), tmp_path)
