"""What the report says: numbers and pictures, gathered from the results."""

import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

from curveball.config import Config
from curveball.dataset import Dataset
from curveball.merging import MANIFEST

_SAMPLES_PER_SHEET = 6
_FRAMES_PER_STRIP = 8
_SCALE_TO_PX = 96


def collect(config: Config, dataset: Path, validation: Path, benchmarks: Path) -> dict[str, Any]:
    """Return the values of the page's template by name."""
    outcome = json.loads(validation.read_text(encoding="utf-8"))
    checks = sorted(outcome["checks"], key=lambda check: check["passed"] is not False)
    counts = next(check["details"]["counts"] for check in checks if check["name"] == "row_counts")
    return {
        "passed": outcome["passed"],
        "manifest": json.loads((dataset / MANIFEST).read_text(encoding="utf-8")),
        "checks": checks,
        "counts": pd.DataFrame(counts).reindex(list(config.classes)).fillna(0).astype(int).to_dict("index"),
        "jobs": _jobs(config, benchmarks),
        "sheets": _contact_sheets(config, dataset),
    }


def _jobs(config: Config, benchmarks: Path) -> list[dict[str, Any]]:
    """Return the time and the speed of each rule: seconds are those of all its jobs together."""
    tables = [
        pd.read_csv(path, sep="\t", usecols=["s", "max_rss"], na_values="-").assign(rule=_rule(path.stem))
        for path in sorted(benchmarks.glob("*.tsv"))
    ]
    if not tables:
        return []
    jobs = pd.concat(tables).groupby("rule", sort=False).agg(jobs=("s", "size"), s=("s", "sum"), rss=("max_rss", "max"))
    videos = {f"generate_{name}": config.samples_per_class for name in config.classes}
    jobs["videos"] = [videos.get(rule, config.total_samples) for rule in jobs.index]
    return jobs.assign(speed=jobs["videos"] / jobs["s"]).reset_index().to_dict("records")


def _rule(stem: str) -> str:
    """Return the rule of a benchmark: generate_linear_00000 -> generate_linear."""
    name, _, shard = stem.rpartition("_")
    return name if shard.isdigit() else stem


def _contact_sheets(config: Config, dataset: Path) -> list[dict[str, Any]]:
    samples: dict[str, list] = {name: [] for name in config.classes}
    for sample in Dataset(dataset):
        own = samples.get(sample["class_name"], [])
        if len(own) < min(_SAMPLES_PER_SHEET, config.samples_per_class):
            own.append(sample)
        if all(len(own) >= min(_SAMPLES_PER_SHEET, config.samples_per_class) for own in samples.values()):
            break
    return [{"class_name": name, "samples": own, "image": _sheet(config, own)} for name, own in samples.items()]


def _sheet(config: Config, samples: list[dict[str, Any]]) -> str:
    """Return a picture, a row a sample, of frames from the first to the last, as a data URI."""
    times = np.linspace(0, config.frames - 1, min(_FRAMES_PER_STRIP, config.frames)).round().astype(int)
    rows = [
        np.concatenate(
            [np.pad(frame, ((1, 1), (1, 1), (0, 0)), constant_values=128) for frame in sample["video"][times]], 1
        )
        for sample in samples
    ]
    pixels = np.concatenate(rows)
    image = Image.fromarray(pixels[..., 0] if config.grayscale else pixels)
    if (scale := _SCALE_TO_PX // config.side) > 1:
        image = image.resize((image.width * scale, image.height * scale), Image.Resampling.NEAREST)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
