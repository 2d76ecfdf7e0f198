"""The page: one self-contained HTML file, with its figures as separate files beside it."""

import base64
import hashlib
import math
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from curveball.config.model import Config
from curveball.config.settings_text import settings_text
from curveball.dataset.provenance import versions
from curveball.dataset.splits import split_names
from curveball.generation.atomic import replacing, write_text
from curveball.generation.processes import OtherProcesses
from curveball.generation.schema import parameter_column
from curveball.report import audit, catalog, images, template
from curveball.report.content import Content, collect
from curveball.report.coverage import Coverage
from curveball.report.drawing import SHEET_COLUMNS, class_color, draw_coverage, draw_figures
from curveball.report.jobs import Job
from curveball.report.plot_style import VARIABLES, inline, view_box
from curveball.report.run_plots import phase_color
from curveball.report.scene import points_text, scene_of
from curveball.validation import verdict

SCENES_PER_CLASS = 5
_MAX_BYTES_OF_A_PAIR = 150_000
_MEDIA_TYPES = {"webp": "image/webp", "png": "image/png"}


def write_report(
    config: Config,
    dataset: Path,
    validation: Path,
    jobs: Sequence[Job],
    code: Mapping[str, str],
    path: Path,
    figures: Path,
    now: datetime,
    identity: str | None = None,
    processes: int = 1,
) -> None:
    """Write the report and its figures.

    Apart from one line of the page and the figure of the time line, they depend only on the configuration, the dataset,
    its validation and the code.

    Args:
        config: The configuration.
        dataset: Folder of the dataset.
        validation: Outcome of the validation, as JSON.
        jobs: The finished jobs of the run; may be empty.
        code: Digest of the code behind each phase, by the name of the phase.
        path: The page to write.
        figures: Folder to write the figures to. Other files in it, such as figures of an earlier dataset, are removed.
        now: The date on the page.
        identity: The identity that the outcome must have; None accepts any.
        processes: 2 lets another process measure and draw the coverage at the same time.

    Raises:
        ManifestError: The dataset has no manifest, or it cannot be read.
        OutcomeError: The outcome of the validation cannot be read, or it is not that of this validation.
        KilledProcessError: The other process was killed.
    """
    draw = partial(draw_coverage, config)
    results = OtherProcesses(1).map(draw, [dataset], draw) if processes > 1 else map(draw, [dataset])
    content = collect(config, dataset, validation, jobs, code, identity)
    drawn = draw_figures(content)
    coverage, drawn_coverage = next(results)
    drawn |= drawn_coverage
    _write_figures(figures, drawn)
    write_text(path, render_page(content, coverage, drawn, now))


def render_page(content: Content, coverage: Coverage, drawn: Mapping[str, bytes], now: datetime) -> str:
    """Return the page as HTML.

    Every text is escaped. A content security policy forbids the page to load anything, and to run any script but its
    own.

    Args:
        content: What the page presents.
        coverage: The coverage of the dataset, which it presents as well.
        drawn: Content of the figures, by the names of their files.
        now: The date on the page.
    """
    environment = Environment(
        loader=PackageLoader(template.__name__, "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": _number, "size": _size, "words": audit.words, "webp": _webp}
    script = _template_file("page.js")
    page = environment.get_template("page.html.jinja").render(
        _facts(content, coverage),
        **_drawing_tools(content, drawn),
        now=now,
        style=Markup(_template_file("page.css")),  # noqa: S704 a file of this package, as the next one
        script=Markup(script),  # noqa: S704
        script_digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    return _without_blank_lines(page)


def _facts(content: Content, coverage: Coverage) -> dict[str, Any]:
    """Return what the templates print."""
    config, outcome = content.config, content.outcome
    return {
        "content": content,
        "coverage": coverage,
        "config": config,
        "failed": outcome.having("failed"),
        "passed": outcome.having("passed"),
        "others": verdict.others(outcome),
        "splits": split_names(config),
        "counts": content.counts.to_dict("index"),
        "totals": content.counts.sum().to_dict(),
        "scene_samples": {name: samples[:SCENES_PER_CLASS] for name, samples in content.samples.items()},
        "shown_frames": images.shown_frames(config.frames).tolist(),
        "probes": audit.probe_rows(outcome),
        "reported_probes": audit.reported_probes(outcome),
        "curves": audit.frame_curves(outcome),
        "confusion": audit.confusion_of_motion(outcome),
        "raw_bytes": math.prod(config.video_shape),
        "bytes_per_video": content.file_bytes / max(coverage.total, 1),
        "quantities": catalog.quantities(config),
        "parameters": catalog.parameters(config),
        "settings": settings_text(config),
        "report_versions": {"python": ".".join(map(str, sys.version_info[:3]))}
        | versions("snakemake", "matplotlib", "pandas", "pillow", "jinja2"),
    }


def _drawing_tools(content: Content, drawn: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the functions that the templates call for figures, colors and scenes."""
    return {
        "plot": lambda name: _plot(drawn, name),
        "symbol": lambda name: _symbol(drawn, name),
        "symbol_box": lambda name: view_box(drawn[f"{name}.svg"]),
        "image": lambda file: _data_uri(file.rpartition(".")[2], drawn[file]),
        "color": lambda class_name: VARIABLES[class_color(content, class_name)],
        "phase_color": phase_color,
        "scene_of": scene_of,
        "points_text": points_text,
        "images": images,
        "sheet_columns": SHEET_COLUMNS,
        "max_pair_bytes": _MAX_BYTES_OF_A_PAIR,
        "parameter_column": parameter_column,
    }


def _write_figures(folder: Path, drawn: Mapping[str, bytes]) -> None:
    for name, data in drawn.items():
        with replacing(folder / name) as temporary:
            temporary.write_bytes(data)
    for leftover in folder.iterdir():
        if leftover.is_file() and leftover.name not in drawn:
            leftover.unlink()


def _template_file(name: str) -> str:
    return _without_blank_lines(Path(template.__path__[0], name).read_text(encoding="utf-8"))


def _without_blank_lines(text: str) -> str:
    return re.sub(r"\n\s*\n+", "\n", text)


def _plot(drawn: Mapping[str, bytes], name: str) -> Markup:
    return Markup(inline(drawn[f"{name}.svg"], name))  # noqa: S704 matplotlib has escaped its texts


def _symbol(drawn: Mapping[str, bytes], name: str) -> Markup:
    """Return a plot as a symbol, which the page shows elsewhere."""
    svg = inline(drawn[f"{name}.svg"], name)
    svg = re.sub(r'<svg (viewBox="[^"]*")[^>]*>', rf'<symbol id="{name}" \1>', svg, count=1)
    return Markup(svg.replace("</svg>", "</symbol>"))  # noqa: S704 matplotlib has escaped its texts


def _data_uri(suffix: str, data: bytes) -> str:
    return f"data:{_MEDIA_TYPES[suffix]};base64,{base64.b64encode(data).decode()}"


def _webp(data: bytes) -> str:
    return _data_uri("webp", data)


def _number(value: float | None, form: str | None = None) -> str:
    """Return a number as text; a dash if there is none.

    Args:
        value: The number; None or NaN if there is none.
        form: Format specification. By default, integers have separators and fractions four digits.
    """
    if value is None or math.isnan(value):
        return "\N{EN DASH}"
    return f"{value:{form or (',.0f' if float(value).is_integer() else '.4g')}}"


def _size(count: float) -> str:
    """Return a number of bytes as text: 3.4 MB."""
    units = ["B", "kB", "MB", "GB", "TB"]
    while count >= 999.5 and len(units) > 1:
        count, units = count / 1000, units[1:]
    return f"{count:.3g} {units[0]}"
