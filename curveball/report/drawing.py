"""All pictures of the report, by the name of their file."""

import numpy as np

from curveball.generation.schema import parameter_column
from curveball.report import audit, plots
from curveball.report import audit_plots as plots_of_audit
from curveball.report import images as pictures
from curveball.report import run_plots as plots_of_run
from curveball.report.catalog import parameters, quantities
from curveball.report.content import Content
from curveball.report.plot_style import SERIES, house_style

SHEET_COLUMNS = 6
STRIP_COLUMNS = 8
_BYTES_OF_ALL_SHEETS = 900_000


def draw_figures(content: Content) -> dict[str, bytes]:
    """Return the content of every file of the catalog of figures, by its name."""
    with house_style():
        return {
            **_of_pixels(content),
            **_of_classes(content),
            **_of_audit(content),
            **_of_positions(content),
            **_of_distributions(content),
            **_of_run(content),
        }


def class_color(content: Content, class_name: str) -> str:
    """Return the color of a class's plots."""
    return SERIES[content.config.labels[class_name] % len(SERIES)]


def _of_pixels(content: Content) -> dict[str, bytes]:
    blank = np.full((1, 48, 48, 3), 128, dtype=np.uint8)
    most = _BYTES_OF_ALL_SHEETS // len(content.config.classes)
    drawn = {}
    for class_name, samples in content.samples.items():
        clips = [sample.clip for sample in samples] or [blank]
        drawn[f"sheet_{class_name}.webp"] = pictures.moving_sheet(clips, SHEET_COLUMNS, most)
        drawn[f"strip_{class_name}.png"] = pictures.strip(clips[0], STRIP_COLUMNS)
    return drawn


def _of_classes(content: Content) -> dict[str, bytes]:
    drawn = {}
    for class_name, samples in content.samples.items():
        color = class_color(content, class_name)
        drawn[f"curves_{class_name}.svg"] = plots.curves_with_camera(content.config, samples, color)
        drawn[f"tracks_{class_name}.svg"] = plots.tracks(content.config, samples, color)
    return drawn


def _of_audit(content: Content) -> dict[str, bytes]:
    return {
        "probes.svg": plots_of_audit.probes(audit.scores(content.checks)),
        "single_frame.svg": plots_of_audit.single_frame(audit.curves(content.checks)),
        "confusion.svg": plots_of_audit.confusion(audit.matrix(content.checks)),
    }


def _of_positions(content: Content) -> dict[str, bytes]:
    counts = content.coverage.positions
    greatest = max(counted.max() / max(counted.sum(), 1) for counted in counts.values())
    return {
        f"positions_{class_name}.svg": plots.positions(content.config, counted, greatest)
        for class_name, counted in counts.items()
    }


def _of_distributions(content: Content) -> dict[str, bytes]:
    config, coverage = content.config, content.coverage
    everyone = np.ones(len(coverage.splits), dtype=bool)
    drawn = {}
    for name, unit in quantities(config).items():
        drawn[f"distribution_{name}_by_split.svg"] = plots.by_split(coverage, name, everyone, f"{name}, {unit}")
        drawn[f"distribution_{name}_by_class.svg"] = plots.by_class(config, coverage, name, f"{name}, {unit}")
    for class_name, name, _ in parameters(config):
        own = coverage.class_names == class_name
        column = parameter_column(class_name, name)
        drawn[f"distribution_{column}.svg"] = plots.by_split(coverage, column, own, f"{class_name}: {name}")
    return drawn


def _of_run(content: Content) -> dict[str, bytes]:
    return {
        "rules.svg": plots_of_run.rules(content.config),
        "time_line.svg": plots_of_run.time_line(content.time_line),
    }
