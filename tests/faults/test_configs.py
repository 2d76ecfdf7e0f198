"""Every configuration is rejected at once, with its key, or makes a dataset that passes all checks."""

import itertools
import math
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.support.odd_configs import Changes, end_of, odd_values, pairs_of_corners, reduced, single_corners
from tests.support.project import Project

PARTS = 8
MAX_SECONDS = 3

FORMERLY_WRONG = [
    {"style": "trail", "height": 24, "width": 24},
    {"style": "trail", "frames": 12, "height": 32, "width": 32},
    {"height": 8, "width": 10},
    {"ball.radius": [0.01, 0.02], "height": 64, "width": 64},
    {"background": "#808080", "ball.color": "#ffffff", "ball.outline_color": "#010101"},
    {"ball.color": "#f7f7f7", "ball.outline_color": "#f7ffff"},
    {"ball.color": "#fbfbfb", "ball.outline_color": "#fbffff", "ball.radius": [0.05, 0.1]},
    {"frames": 1, "framing.placement": "centered", "height": 16, "width": 16, "ball.radius": [0.1, 0.1]},
]
"""Correct datasets that checks once failed."""
ALL_AT_ONCE = {"style": "trail", "height": 10, "width": 12, "background": "#808080", "ball.color": "#ffffff"}

UNUSABLE = [
    ({"ball.color": "#fffffe"}, "ball.color must differ from background by at least 4 of 255"),
    ({"ball.outline_color": "#fffffe"}, "found #fffffe on #ffffff, a difference of 1"),
    ({"ball.radius": [0.005, 0.01]}, "ball.radius: the smallest ball, of 0.128 px"),
    ({"ball.radius": [0.3, 0.36], "ball.pulse": [0.3, 0.4]}, "the largest ball with its margin needs"),
    ({"framing.extent": [0.49, 0.5]}, "framing.extent [0.49, 0.5]"),
    (
        {
            "frames": 1,
            "framing.placement": "centered",
            "ball.radius": [0.45, 0.45],
            "ball.pulse": [0, 0],
            "pace.variation": [0, 0],
            "seed": 0,
        },
        "are the same video",
    ),
    ({"framing.max_attempts": 1, "classes.linear.visibility": 0.9}, "increase framing.max_attempts"),
]


@pytest.mark.parametrize(
    "changes", [ALL_AT_ONCE, *(pytest.param(changes, marks=pytest.mark.faults) for changes in FORMERLY_WRONG)], ids=str
)
def test_a_correct_dataset_passes(changes, tmp_path):
    assert end_of(changes, tmp_path / "made")[:2] == ("passed", "")


@pytest.mark.parametrize(("changes", "reason"), UNUSABLE, ids=str)
def test_what_cannot_be_seen_or_framed_is_rejected_at_once(changes, reason, tmp_path):
    end = end_of(changes, tmp_path / "made")
    assert not end.is_wrong
    assert end.kind == "refused"
    assert reason in end.reason


def try_all(chosen: Iterable[Changes], folder: Path, tally: Callable[..., None]) -> None:
    """Try configurations and record how many ended how. Fail with those that end badly, each reduced to few keys."""
    ends = [(changes, end_of(changes, folder)) for changes in chosen]
    counts = Counter(end.kind for _, end in ends)
    for kind, count in counts.items():
        tally("configuration", kind, count)

    def alike(kind: str) -> Callable[[Changes], bool]:
        return lambda fewer: (end := end_of(fewer, folder)).is_wrong and end.kind == kind

    wrong = [(reduced(changes, alike(end.kind)), end) for changes, end in ends if end.is_wrong]
    assert wrong == []


@pytest.mark.faults
@pytest.mark.parametrize("part", range(PARTS))
def test_every_corner_of_every_key_alone_ends_well(part, tmp_path, tally):
    try_all(itertools.islice(single_corners(), part, None, PARTS), tmp_path / "made", tally)


@pytest.mark.faults
@pytest.mark.parametrize("part", range(PARTS))
def test_corners_of_every_pair_of_keys_end_well(part, tmp_path, tally, faults_seed):
    try_all(itertools.islice(pairs_of_corners(faults_seed), part, None, PARTS), tmp_path / "made", tally)


@pytest.mark.faults
@pytest.mark.parametrize("part", range(PARTS))
def test_random_values_of_all_keys_end_well(part, tmp_path, tally, faults_seed):
    ends: Counter[str] = Counter()

    @seed(faults_seed * PARTS + part)
    @settings(
        max_examples=80,
        derandomize=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(odd_values())
    def each_ends_well(changes: Changes) -> None:
        end = end_of(changes, tmp_path / "made")
        ends[end.kind] += 1
        assert not end.is_wrong, end

    each_ends_well()
    for kind, count in ends.items():
        tally("configuration", kind, count)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    """A copy of the project without results."""
    return Project.copy_of_the_repository(tmp_path_factory.mktemp("configs") / "project")


REFUSED_BY_SNAKEMAKE = [
    (('ball={color: "#fffffe"}',), "ball.color must differ from background"),
    (("ball={radius: [0.005, 0.01]}",), "ball.radius: the smallest ball"),
    (("framing={extent: [0.49, 0.5]}",), "framing.extent [0.49, 0.5]"),
    (("framing={extent: [0.49, 0.5], max_attempts: 1000}",), "in 1000 attempts"),
    (
        ("framing={field_of_view_deg: [120, 120], extent: [0.2, 0.2]}", "ball={radius: [0.012, 0.012]}"),
        "cannot be seen",
    ),
    (("frames=0",), "  frames: "),
]


@pytest.mark.faults
@pytest.mark.parametrize(("config", "reason"), REFUSED_BY_SNAKEMAKE, ids=lambda value: str(value))
def test_snakemake_refuses_at_once_in_one_message(project, config, reason, tally):
    fastest = math.inf
    for _ in range(3):  # Other processes may delay one.
        began = time.monotonic()
        run = project.snakemake(config=config)
        fastest = min(fastest, time.monotonic() - began)
        if fastest < MAX_SECONDS:
            break
    assert fastest < MAX_SECONDS
    assert run.returncode != 0
    assert "Traceback" not in run.screen
    assert "Building DAG" not in run.screen
    assert run.screen.count(reason) == 1
    assert not project.path("results").exists()
    tally("configuration, with Snakemake", "refused")


@pytest.mark.faults
@pytest.mark.parametrize("config", [("style=trail",), ("height=8", "width=10"), ("frames=1",)], ids=str)
def test_snakemake_makes_what_it_accepts(project, config, tmp_path, tally):
    assert "checks passed" in project.copy(tmp_path / "project").make(config=config)
    tally("configuration, with Snakemake", "passed")
