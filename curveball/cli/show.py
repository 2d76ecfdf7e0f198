"""`curveball show`."""

import json
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

    Plays it in the terminal, if this shows colors.
    Reads it from DATASET. Without one, generates it with the default configuration or that of --config.
    """
    if dataset and config_file:
        raise click.UsageError("Give either a dataset or --config: a dataset has a configuration of its own.")
    if output and output.exists() and not overwrite:
        raise click.UsageError(f"{output} exists. Choose another name, or replace it with --overwrite.")
    found = _sample(sample, dataset, config_file)
    click.echo(json.dumps(_facts(found), indent=2) if as_json else _text(found))
    if output:
        from curveball.export.clips import write_clip

        write_clip(found["video"], output, fps)
    elif not as_json:
        _play(found, fps, loops)


def _sample(name: str, dataset: Path | None, config_file: Path | None) -> "Sample":
    """Return a sample from a dataset, or generate it."""
    if dataset:
        from curveball.dataset.lookup import find_sample

        return find_sample(dataset, name)
    from curveball.config.loading import load_config, parse_config
    from curveball.dataset.samples import generate_by_name

    return generate_by_name(load_config(config_file) if config_file else parse_config({}), name)


def _play(sample: "Sample", fps: float, loops: int) -> None:
    from curveball.cli.terminal import can_show_color, play

    if can_show_color(sys.stdout):
        play(sample["video"], sys.stdout, fps, loops)
    else:
        click.echo("The output is no terminal with colors. To write the video: --output FILE.gif", err=True)


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
