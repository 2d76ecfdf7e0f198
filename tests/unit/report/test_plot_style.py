"""Plots are small and reproducible, and take their colors from the page."""

import re

import pytest

from curveball.report.plot_style import INK, SERIES, VARIABLES, inline, new_plot, plot_style, to_svg, view_box


def a_plot(width: float = 3.6) -> bytes:
    with plot_style():
        figure, axes = new_plot(width)
        axes.plot([0, 1, 2], [0.123456789, 1, 0], "o-", color=SERIES[0])
        axes.set_xlabel("time")
        return to_svg(figure)


def test_a_plot_is_reproducible_and_has_no_date():
    assert a_plot() == a_plot()
    assert b"<metadata>" not in a_plot()
    assert b"<!--" not in a_plot()


def test_text_stays_text_and_numbers_are_short():
    svg = a_plot().decode()
    assert ">time</text>" in svg
    assert not re.search(r"\d\.\d{3,}", svg)


def test_the_style_ends_with_its_block():
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    a_plot()
    assert dict(mpl.rcParams) == before


def test_on_the_page_colors_are_variables():
    svg = inline(a_plot(), "plot")
    assert f"var(--{VARIABLES[SERIES[0]]})" in svg
    assert SERIES[0] not in svg
    assert INK not in svg


def test_two_plots_on_a_page_share_no_identifier():
    one, other = (inline(a_plot(), name) for name in ("one", "other"))
    found = [set(re.findall(r'\bid="([^"]*)"', svg)) for svg in (one, other)]
    assert found[0]
    assert not found[0] & found[1]
    for svg, ids in zip((one, other), found, strict=True):
        used = re.findall(r'url\(#([^)]*)\)|href="#([^"]*)"', svg)
        assert {name or link for name, link in used} <= ids


def test_on_the_page_a_plot_is_one_line_without_a_size():
    svg = inline(a_plot(), "plot")
    head = re.match(r"<svg[^>]*>", svg)[0]
    assert "\n" not in svg.strip()
    assert "viewBox" in head
    assert "width=" not in head


@pytest.mark.parametrize("width", [2.0, 4.4])
def test_the_space_for_labels_does_not_depend_on_the_width(width):
    figure, axes = new_plot(width)
    assert axes.get_position().x0 * figure.get_figwidth() == pytest.approx(0.58)


def test_the_view_box_is_that_of_the_svg():
    assert view_box(a_plot(3.6)) == "0 0 259.2 158.4"


def test_an_svg_without_a_view_box_is_refused():
    with pytest.raises(ValueError, match="without a viewBox"):
        view_box(b"<svg></svg>")
