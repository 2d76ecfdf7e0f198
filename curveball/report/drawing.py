"""All figures of the report, by the names of their files."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from curveball.config.model import Config
from curveball.dataset.splits import split_names
from curveball.generation.schema import parameter_column
from curveball.report import audit, audit_plots, images, plots, run_plots
from curveball.report.catalog import parameters, quantities
from curveball.report.content import Content
from curveball.report.coverage import Coverage, measure_coverage
from curveball.report.plot_style import SERIES, plot_style

SHEET_COLUMNS = 6
STRIP_COLUMNS = 8
_MAX_BYTES_OF_ALL_SHEETS = 900_000


def draw_coverage(config: Config, dataset: Path) -> tuple[Coverage, dict[str, bytes]]:
    """Measure the coverage of a dataset. Return it with the content of its figures, by the names of their files."""
    coverage = measure_coverage(config, dataset)
    with plot_style():
        return coverage, _of_positions(config, coverage) | _of_distributions(config, coverage)


def draw_figures(content: Content) -> dict[str, bytes]:
    """Return the content of all figures but those of the coverage, by the names of their files.

    A second thread encodes the images while this one draws the plots: Pillow releases the interpreter lock for that.
    """
    with ThreadPoolExecutor(1) as second_thread, plot_style():
        pixels = second_thread.submit(_of_pixels, content)
        return {
            **_of_classes(content),
            **_of_audit(content),
            **_of_run(content),
            **pixels.result(),
        }


def class_color(content: Content, class_name: str) -> str:
    """Return the color of a class's plots."""
    return SERIES[content.config.labels[class_name] % len(SERIES)]


def _of_pixels(content: Content) -> dict[str, bytes]:
    blank = np.full((1, 48, 48, 3), 128, dtype=np.uint8)
    max_bytes = _MAX_BYTES_OF_ALL_SHEETS // len(content.config.classes)
    drawn = {}
    for class_name, samples in content.samples.items():
        clips = [sample.clip for sample in samples] or [blank]
        drawn[f"sheet_{class_name}.webp"] = images.animated_sheet(clips, SHEET_COLUMNS, max_bytes)
        drawn[f"strip_{class_name}.png"] = images.strip(clips[0], STRIP_COLUMNS)
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
        "probes.svg": audit_plots.probes(audit.probe_rows(content.outcome)),
        "single_frame.svg": audit_plots.single_frame(audit.frame_curves(content.outcome)),
        "confusion.svg": audit_plots.confusion(audit.confusion_of_motion(content.outcome)),
    }


def _of_positions(config: Config, coverage: Coverage) -> dict[str, bytes]:
    drawn = plots.positions(config, coverage.positions)
    return {f"positions_{class_name}.svg": svg for class_name, svg in drawn.items()}


def _of_distributions(config: Config, coverage: Coverage) -> dict[str, bytes]:
    by_split, by_class = plots.DistributionPlot(split_names(config)), plots.DistributionPlot(list(config.classes))
    drawn = {}
    for name, unit in quantities(config).items():
        label = f"{name}, {unit}"
        drawn[f"distribution_{name}_by_split.svg"] = by_split.draw(coverage.groups(name, by="split"), label)
        drawn[f"distribution_{name}_by_class.svg"] = by_class.draw(coverage.groups(name, by="class_name"), label)
    for class_name, name, _ in parameters(config):
        column = parameter_column(class_name, name)
        drawn[f"distribution_{column}.svg"] = by_split.draw(
            coverage.groups(column, by="split"), f"{class_name}: {name}"
        )
    return drawn


def _of_run(content: Content) -> dict[str, bytes]:
    return {
        "rules.svg": run_plots.rules(content.config),
        "time_line.svg": run_plots.time_line(content.time_line),
    }
