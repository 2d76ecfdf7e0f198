"""What a dataset is for and what it is not for is stated in full, and holds for its configuration."""

import pytest

from curveball.publication.statements import statements
from tests.support.outcomes import fault_count, single_frame_check
from tests.support.published import facts_of
from tests.support.results import make_results


@pytest.fixture
def told(tmp_path):
    """The statements about a dataset with settings, and with checks of its own, as one text."""

    def tell(*checks, **settings) -> str:
        results = make_results(tmp_path, **settings)
        if checks:
            results.write_checks(*checks)
        return str(statements(facts_of(results)))

    return tell


def test_nothing_is_left_empty(facts):
    told = statements(facts)
    assert all(told)
    assert facts.manifest.fingerprint in told.maintenance


@pytest.mark.parametrize(
    ("accuracy", "is_hidden", "is_open"), [(0.25, True, False), (0.9, False, True)], ids=["passed", "failed"]
)
def test_a_single_frame_is_insufficient_only_where_that_was_measured(told, accuracy, is_hidden, is_open):
    text = told(single_frame_check([accuracy] * 4))
    assert ("where a single frame is not sufficient" in text) is is_hidden
    assert ("Classify a motion from a video." in text) is is_open


def test_what_was_not_measured_is_not_claimed(told):
    reason = "a dataset of fewer than 400 samples is too small"
    text = told(fault_count("single_frame_position", status="not_applicable", value=None, reason=reason))
    assert "where a single frame is not sufficient" not in text
    assert "What a single frame reveals was not measured" in text


def test_a_trail_reveals_the_class(told):
    assert "A late frame shows the trail of the ball" in told(style="trail")


def test_one_class_has_nothing_to_classify(told):
    text = told(classes={"linear": {}})
    assert "one curve of the configuration" in text
    assert "Classify" not in text
    assert "Classes are" not in text


def test_one_frame_predicts_nothing(told):
    text = told(frames=1)
    assert "Predict frames" not in text
    assert "Several frames" not in text


def test_failed_checks_are_a_limitation(told):
    assert "failed 1 of its checks: video_digests. Do not use it." in told(fault_count("video_digests", faults=3))


def test_classes_of_different_sizes_are_told(told):
    text = told(samples_per_class={"linear": 14, "circular": 10})
    assert "Classes have different sizes: linear 14, circular 10." in text
    assert "exactly balanced" not in text


def test_values_that_were_held_out_are_told(told):
    text = told(splits={"train": 0.5, "validation": 0.2, "test": 0.3, "hold_out": {"extent": {"below": 0.05}}})
    assert "Only test_shifted has samples with extent below 0.05." in text
