"""The order of the frames tells the direction; without their order, nothing does."""

import numpy as np
import pytest

import curveball
from curveball.config.loading import parse_config
from curveball.validation.shortcuts.direction import DirectionInOrder, DirectionWithoutOrder
from curveball.validation.shortcuts.probe_sample import ProbeSample
from tests.support.audited_settings import AUDITED


@pytest.fixture
def sample():
    return ProbeSample(parse_config({}))


def columns_of(check, samples):
    return check.columns({name: np.stack([s[name] for s in samples]) for name in ("trajectory_2d", "radius_px")})


def test_a_reversed_sample_is_the_same_without_its_order_and_another_in_order(sample):
    config = parse_config({})
    for class_name in config.classes:
        forth, back = (
            curveball.generate(config, class_name, range(5), reverse=is_reversed) for is_reversed in (False, True)
        )

        assert np.array_equal(*(columns_of(DirectionWithoutOrder(sample), samples) for samples in (forth, back)))
        assert not np.isclose(*(columns_of(DirectionInOrder(sample), samples)[:, 0] for samples in (forth, back))).any()


def test_both_checks_are_audited(audit):
    checks = audit(**AUDITED)

    assert checks["direction_without_order"].bound == 0.5
    for name in ("direction_without_order", "direction_in_order"):
        assert checks[name].status == "passed"
        assert checks[name].details.chance == 0.5
    assert checks["direction_in_order"].value > 0.9


def test_what_the_first_frame_tells_is_reported(audited_copy):
    found = audited_copy.check("direction_from_first_frame")
    assert (found.status, found.bound, found.details.chance) == ("reported", None, 0.5)

    def start_by_direction(positions: np.ndarray, _: np.ndarray) -> np.ndarray:
        positions[:, 0, 0] = np.where(positions[:, -1, 0] > positions[:, 0, 0], 5, 15)
        return positions

    audited_copy.change("trajectory_2d", start_by_direction)
    assert audited_copy.check("direction_from_first_frame").value > found.value


def test_with_trails_a_frame_shows_its_past(audit):
    without_order = audit(**AUDITED, style="trail")["direction_without_order"]

    assert without_order.status == "not_applicable"
    assert "by design" in without_order.reason


@pytest.mark.parametrize(
    ("check", "frames", "reason"),
    [
        (DirectionWithoutOrder, 1, "a single frame shows no direction"),
        (DirectionInOrder, 1, "a single frame shows no direction"),
        (DirectionInOrder, 2, "two frames do not show which way a curve turns"),
    ],
)
def test_too_few_frames_show_no_direction(check, frames, reason):
    assert check(ProbeSample(parse_config({"frames": frames}))).why_not_applicable() == reason
