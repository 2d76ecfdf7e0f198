"""All figures are drawn, and the same results give the same bytes."""

from curveball.report.catalog import figures
from curveball.report.drawing import class_color, draw_coverage, draw_figures
from curveball.report.plot_style import SERIES

BEGINNINGS = {"svg": b"<svg", "png": b"\x89PNG", "webp": b"RIFF"}


def test_the_drawn_figures_are_those_of_the_catalog(content, drawn):
    assert set(drawn) == {figure.file for figure in figures(content.config)}


def test_every_file_has_the_format_of_its_suffix(drawn):
    for file, data in drawn.items():
        assert data.lstrip().startswith(BEGINNINGS[file.rpartition(".")[2]]), file


def test_figures_are_reproducible(finished, content, drawn):
    assert draw_figures(content) | draw_coverage(finished.config, finished.dataset)[1] == drawn


def test_classes_have_different_colors(content):
    colors = [class_color(content, class_name) for class_name in content.config.classes]
    assert colors == list(SERIES[:2])
