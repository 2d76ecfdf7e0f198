"""The page: one self-contained HTML file, and its pictures beside it."""

import base64
import hashlib
import json
import math
import re
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from curveball.config.model import Config
from curveball.dataset.provenance import versions
from curveball.dataset.splits import SPLITS, split_counts
from curveball.generation.atomic import replacing, write_text
from curveball.generation.schema import parameter_column
from curveball.motions import available_classes
from curveball.report import audit, catalog
from curveball.report import images as pictures
from curveball.report.content import Content, gather
from curveball.report.drawing import SHEET_COLUMNS, class_color, draw_figures
from curveball.report.plot_style import VARIABLES, inline
from curveball.report.run_plots import phase_color
from curveball.report.scene import points_text, scene_of

BROWSED_PER_CLASS = 5
_MEDIA_TYPES = {"webp": "image/webp", "png": "image/png"}


def write_report(
    config: Config,
    dataset: Path,
    validation: Path,
    benchmarks: Path,
    code: Mapping[str, str],
    path: Path,
    figures: Path,
    now: datetime,
) -> None:
    """Write the report and its figures.

    Args:
        config: The configuration.
        dataset: Folder of the dataset.
        validation: What was measured, as JSON.
        benchmarks: Folder of Snakemake's benchmarks, a .tsv per job; may miss some or all.
        code: Digest of the code behind each phase, by the phase's name.
        path: Where the page goes.
        figures: Folder of the figures, of which those of an earlier dataset are removed.
        now: The date on the page. Nothing else on it depends on anything but the arguments' content.
    """
    content = gather(config, dataset, validation, benchmarks, code)
    drawn = draw_figures(content)
    _write_figures(figures, drawn)
    write_text(path, render_page(content, drawn, now))


def render_page(content: Content, drawn: Mapping[str, bytes], now: datetime) -> str:
    """Fill in the template; every text is escaped, and nothing on the page may load or run anything from elsewhere."""
    environment = Environment(
        loader=PackageLoader("curveball.report", "template"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": _number, "size": _size, "title": _title, "webp": _webp}
    script = _template_file("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page = environment.get_template("page.html.jinja").render(
        _facts(content),
        content=content,
        config=content.config,
        now=now,
        style=Markup(_template_file("page.css")),  # noqa: S704 our own file, as the next one
        script=Markup(script),  # noqa: S704
        script_digest=digest,
        plot=lambda name: _plot(drawn, name),
        symbol=lambda name: _symbol(drawn, name),
        symbol_box=lambda name: re.search(r'viewBox="([^"]*)"', drawn[f"{name}.svg"].decode())[1],
        picture=lambda file: _data_uri(file.rpartition(".")[2], drawn[file]),
        color=lambda class_name: VARIABLES[class_color(content, class_name)],
        phase_color=phase_color,
        scene_of=scene_of,
        points_text=points_text,
        pictures=pictures,
        sheet_columns=SHEET_COLUMNS,
        parameter_column=parameter_column,
    )
    return _without_blank_lines(page)


def _facts(content: Content) -> dict[str, Any]:
    config = content.config
    states = [check["passed"] for check in content.checks]
    counts = {class_name: split_counts(config, class_name).tolist() for class_name in config.classes}
    return {
        "broken": [check for check in content.checks if check["passed"] is False],
        "held": states.count(True),
        "silent": states.count(None),
        "splits": SPLITS,
        "counts": counts,
        "totals": [sum(column) for column in zip(*counts.values(), strict=True)],
        "browsed": {name: samples[:BROWSED_PER_CLASS] for name, samples in content.samples.items()},
        "shown_frames": pictures.shown_frames(config.frames).tolist(),
        "audited": bool(audit.scores(content.checks)),
        "curves": audit.curves(content.checks),
        "matrix": audit.matrix(content.checks),
        "raw_bytes": math.prod(config.video_shape),
        "quantities": catalog.quantities(config),
        "parameters": catalog.parameters(config),
        "settings": _settings(config),
        "code": content.code,
        "page_versions": {"python": ".".join(map(str, sys.version_info[:3]))}
        | versions("snakemake", "matplotlib", "pillow", "jinja2"),
    }


def _settings(config: Config) -> str:
    """Return the whole configuration as YAML. Classes that are left out are named, since Snakemake merges files."""
    settings = config.model_dump(mode="json")
    settings["classes"] |= {name: None for name in available_classes() if name not in config.classes}
    return yaml.safe_dump(settings, sort_keys=False, default_flow_style=None, width=100)


def _write_figures(folder: Path, drawn: Mapping[str, bytes]) -> None:
    for name, data in drawn.items():
        with replacing(folder / name) as temporary:
            temporary.write_bytes(data)
    for leftover in folder.iterdir():
        if leftover.is_file() and leftover.name not in drawn:
            leftover.unlink()


def _template_file(name: str) -> str:
    return _without_blank_lines((Path(__file__).parent / "template" / name).read_text(encoding="utf-8"))


def _without_blank_lines(text: str) -> str:
    return re.sub(r"\n\s*\n+", "\n", text)


def _plot(drawn: Mapping[str, bytes], name: str) -> Markup:
    return Markup(inline(drawn[f"{name}.svg"], name))  # noqa: S704 matplotlib has escaped its texts


def _symbol(drawn: Mapping[str, bytes], name: str) -> Markup:
    """Return a plot as a symbol, to be shown in another place."""
    svg = inline(drawn[f"{name}.svg"], name)
    svg = re.sub(r'<svg (viewBox="[^"]*")[^>]*>', rf'<symbol id="{name}" \1>', svg, count=1)
    return Markup(svg.replace("</svg>", "</symbol>"))  # noqa: S704


def _data_uri(suffix: str, data: bytes) -> str:
    return f"data:{_MEDIA_TYPES[suffix]};base64,{base64.b64encode(data).decode()}"


def _webp(data: bytes) -> str:
    return _data_uri("webp", data)


def _number(value: Any) -> str:
    if value is None:
        return "\N{EN DASH}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return json.dumps(value) if isinstance(value, list | dict) else str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"


def _size(count: float) -> str:
    """Write a number of bytes: 3.4 MB."""
    units = ["B", "kB", "MB", "GB", "TB"]
    while count >= 999.5 and len(units) > 1:
        count, units = count / 1000, units[1:]
    return f"{count:.3g} {units[0]}"


def _title(name: str) -> str:
    """Write a name of the code as words: ball_inside -> ball inside."""
    return name.replace("_", " ")
