"""The order of the frames tells the direction; without their order, nothing does."""

import numpy as np
import pytest

import curveball
from curveball.config.loading import parse_config
from curveball.validation.shortcuts.direction import DirectionInOrder, DirectionWithoutOrder, goes_left
from curveball.validation.shortcuts.probe_sample import ProbeSample
from curveball.validation.validate import measure
from tests.support.audited_settings import AUDITED


@pytest.fixture
def sample():
    return ProbeSample(parse_config({}))


def columns_of(check, samples):
    return check.columns({name: np.stack([s[name] for s in samples]) for name in ("trajectory_2d", "radius_px")})


@pytest.fixture(params=parse_config({}).classes)
def forth_and_back(request):
    return [curveball.generate(parse_config({}), request.param, range(5), reverse=back) for back in (False, True)]


def test_without_its_order_a_reversed_sample_is_the_same(sample, forth_and_back):
    assert np.array_equal(*(columns_of(DirectionWithoutOrder(sample), samples) for samples in forth_and_back))


def test_in_order_a_reversed_sample_is_the_same_case_for_the_classifier(sample, forth_and_back):
    check = DirectionInOrder(sample)
    tracks = [np.stack([video["trajectory_2d"] for video in samples]) for samples in forth_and_back]
    rows = [{"trajectory_2d": track, "direction": np.full(5, way)} for way, track in enumerate(tracks)]

    assert np.allclose(*(columns_of(check, samples) for samples in forth_and_back), atol=1e-6)
    assert np.array_equal(*(check.target(each) for each in rows))
    assert np.array_equal(goes_left(tracks[0]), ~goes_left(tracks[1]))


@pytest.fixture(scope="module")
def audited_checks(audited_motion):
    return measure(audited_motion.config, audited_motion.folder, 1, lambda rows: None)


def test_both_checks_are_audited(audited_checks):
    assert audited_checks["direction_without_order"].bound == 0.5
    for name in ("direction_without_order", "direction_in_order"):
        assert audited_checks[name].status == "passed"
        assert audited_checks[name].details.chance == 0.5
    assert audited_checks["direction_in_order"].value > 0.99


def test_the_motion_is_tested_on_at_most_half_as_many_rows_as_it_is_learned_from(audited_checks):
    found = audited_checks["direction_in_order"].details
    assert found.test_rows == found.train_rows // 2
    assert found.test_rows < audited_checks["direction_without_order"].details.test_rows


def test_the_motion_is_not_held_to_a_bound_that_few_rows_cannot_teach(audited_copy):
    found = audited_copy.check("direction_in_order")
    assert found.status == "not_applicable"
    assert found.reason == "the split train has 240 rows; the direction is learned from 800"


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
