"""`curveball show`."""

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from curveball.cli.parameters import config_option, json_option

if TYPE_CHECKING:
    from curveball.dataset.sample_rows import Sample

_EPILOG = """\b
Examples:
  curveball show helical-0000042 results/dataset
  curveball show helical-42 --config mine.yaml
  curveball show helical-42 results/dataset --output helix.gif
  curveball show helical-42 results/dataset --json
"""
_FPS = 10.0


@click.command(epilog=_EPILOG)
@click.argument("sample")
@click.argument("dataset", required=False, type=click.Path(path_type=Path, file_okay=False))
@config_option
@click.option("--output", type=click.Path(path_type=Path), help="Write a .gif, .webp, .mp4 or .png (all frames).")
@click.option("--overwrite", is_flag=True, help="Replace the output if it exists.")
@click.option("--fps", type=click.FloatRange(0.1, 100), default=_FPS, show_default=True, help="Frames per second.")
@click.option("--loops", type=click.IntRange(1), default=3, show_default=True, help="How often the video is played.")
@json_option
def show(
    sample: str,
    dataset: Path | None,
    config_file: Path | None,
    output: Path | None,
    overwrite: bool,
    fps: float,
    loops: int,
    as_json: bool,
) -> None:
    """Play a sample, or write it to a file.

    Plays it in the terminal. If the output is not a terminal with colors, writes SAMPLE.gif into this folder instead.
    Reads it from DATASET. Without one, generates it with the default configuration or that of --config.
    """
    if dataset and config_file:
        raise click.UsageError("Give either a dataset or --config: a dataset has a configuration of its own.")
    if math.isnan(fps):
        raise click.UsageError("Invalid value for '--fps': nan is not a number of frames.")
    if output:
        _check_output(output, overwrite)
    found = _sample(sample, dataset, config_file)
    if not (output or as_json or _is_playable()):
        output = Path(f"{found['sample_id']}.gif")
        _check_output(output, overwrite)
    click.echo(json.dumps(_facts(found), indent=2) if as_json else _text(found))
    if output:
        from curveball.export.clips import write_clip

        write_clip(found["video"], output, fps)
        if not as_json:
            click.echo(f"Written to {output}")
    elif not as_json:
        from curveball.cli.terminal import play

        play(found["video"], sys.stdout, fps, loops)


def _check_output(output: Path, overwrite: bool) -> None:
    """Refuse a file that cannot be written, before anything is generated."""
    from curveball.export.clips import SUFFIXES

    if output.suffix.lower() not in SUFFIXES:
        raise click.UsageError(f"{output}: the suffix must be one of {', '.join(SUFFIXES)}.")
    if output.exists() and (output.is_dir() or not overwrite):
        raise click.UsageError(f"{output} exists. Choose another name, or replace it with --overwrite.")


def _sample(name: str, dataset: Path | None, config_file: Path | None) -> "Sample":
    """Return a sample from a dataset, or generate it."""
    if dataset:
        from curveball.dataset.lookup import find_sample

        return find_sample(dataset, name)
    from curveball.config.loading import load_config, parse_config
    from curveball.dataset.samples import generate_by_name

    return generate_by_name(load_config(config_file) if config_file else parse_config({}), name)


def _is_playable() -> bool:
    from curveball.cli.terminal import can_show_color

    return can_show_color(sys.stdout)


def _facts(sample: "Sample") -> dict[str, Any]:
    """Return all columns but the video, as JSON has them: parameters of other classes are null."""
    import numpy as np

    values = {name: np.asarray(value).tolist() for name, value in sample.items() if name != "video"}
    return {name: None if value != value else value for name, value in values.items()}


def _text(sample: "Sample") -> str:
    return (
        f"{sample['sample_id']}, label {sample['label']}, digest {sample['digest']}\n"
        f"{sample['description']}\n{sample['equation']}"
    )
