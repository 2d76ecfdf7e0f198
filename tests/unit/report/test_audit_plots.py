"""Plots of the audit say what was found, or that there is nothing."""

import pytest

from curveball.report.audit import Curve, Matrix, Score
from curveball.report.audit_plots import confusion, probes, single_frame

pytestmark = pytest.mark.usefixtures("in_house_style")


def curve(name: str = "single frame", frames: int = 3, bound: float | None = 0.3) -> Curve:
    return Curve(name, list(range(frames)), [0.26] * frames, [0.2] * frames, [0.3] * frames, 0.25, bound)


@pytest.mark.parametrize(
    ("plot", "nothing", "said"),
    [
        (probes, [], "no classifier was tried on this dataset"),
        (single_frame, [], "no classifier was tried on single frames"),
        (confusion, None, "no classifier was tried on the motion"),
    ],
)
def test_where_nothing_was_tried_the_plot_says_so(plot, nothing, said):
    assert said in plot(nothing).decode()


def test_each_classifier_has_its_name_and_a_broken_bound_its_own_color():
    passed = Score("mean color", 0.26, 0.2, 0.3, 0.25, 0.27, True)
    failed = Score("order", 0.9, 0.8, 0.95, 0.25, 0.27, False)
    told = Score("mean image", 0.5, 0.4, 0.6, 0.25, None, None)
    both, without = probes([passed, failed, told]).decode(), probes([passed, told]).decode()
    for name in ("mean color", "order", "mean image"):
        assert f">{name}</text>" in both
    assert "#c45500" in both
    assert "#c45500" not in without


@pytest.mark.parametrize("frames", [1, 3, 64])
@pytest.mark.parametrize("bound", [None, 0.3])
def test_accuracies_by_frame_are_drawn_for_any_number_of_frames(frames, bound):
    svg = single_frame([curve("by place", frames, bound), curve("by pixels", frames, bound)]).decode()
    assert ">by place</text>" in svg
    assert ">by pixels</text>" in svg


@pytest.mark.parametrize("count", [1, 2, 4, 12])
def test_any_number_of_classes_has_its_matrix(count):
    names = [f"class {number}" for number in range(count)]
    shares = [[float(row == column) for column in range(count)] for row in range(count)]
    svg = confusion(Matrix("motion", names, shares)).decode()
    assert all(svg.count(f">{name}</text>") == 2 for name in names)
    assert (">1.00</text>" in svg) == (count <= 10), "more numbers than that can't be read"
