"""Plots of the audit show what was measured, or that nothing was."""

import pytest

from curveball.report.audit import FrameCurve, ProbeRow
from curveball.report.audit_plots import confusion, probes, single_frame
from curveball.validation.outcome import Confusion
from tests.support.outcomes import single_frame_check

pytestmark = pytest.mark.usefixtures("in_plot_style")


def curve(name: str = "single frame", frames: int = 3, bound: float | None = 0.3) -> FrameCurve:
    return FrameCurve(name, bound, single_frame_check([0.26] * frames).details)


def row(name: str, accuracy: float, **fields) -> ProbeRow:
    return ProbeRow(name=name, accuracy=accuracy, low=accuracy - 0.1, high=accuracy + 0.05, chance=0.25, **fields)


@pytest.mark.parametrize(
    ("plot", "nothing", "message"),
    [
        (probes, [], "no classifier was trained on this dataset"),
        (single_frame, [], "no classifier was trained on single frames"),
        (confusion, None, "no classifier was trained on the motion"),
    ],
)
def test_without_a_classifier_the_plot_is_a_message(plot, nothing, message):
    assert message in plot(nothing).decode()


def test_each_classifier_has_its_name_and_a_failed_one_its_own_color():
    passed, reported = row("mean color", 0.26, bound=0.27, status="passed"), row("mean image", 0.5)
    failed = row("order", 0.9, bound=0.27, status="failed")
    with_failure, without = probes([passed, failed, reported]).decode(), probes([passed, reported]).decode()
    for name in ("mean color", "order", "mean image"):
        assert f">{name}</text>" in with_failure
    assert "#c45500" in with_failure
    assert "#c45500" not in without


@pytest.mark.parametrize("frames", [1, 3, 64])
@pytest.mark.parametrize("bound", [None, 0.3])
def test_accuracies_by_frame_are_drawn_for_any_number_of_frames(frames, bound):
    svg = single_frame([curve("position", frames, bound), curve("pixels", frames, bound)]).decode()
    assert ">position</text>" in svg
    assert ">pixels</text>" in svg


@pytest.mark.parametrize("count", [1, 2, 4, 12])
def test_any_number_of_classes_has_its_confusion_matrix(count):
    names = [f"class {number}" for number in range(count)]
    fractions = [[float(row == column) for column in range(count)] for row in range(count)]
    svg = confusion(Confusion(classes=names, fractions=fractions)).decode()
    assert all(svg.count(f">{name}</text>") == 2 for name in names)
    assert (">1.00</text>" in svg) == (count <= 10), "more numbers are too small to read"
