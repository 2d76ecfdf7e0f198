"""`curveball config`: checks configuration files and explains keys."""

import json
import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from curveball.cli.parameters import json_option

if TYPE_CHECKING:
    from curveball.config.model import Config
    from curveball.config.reference import Key

_CHECK_EPILOG = """\b
Examples:
  curveball config check mine.yaml
  curveball config check mine.yaml --json > resolved.json

\b
Exit codes:
  0  Snakemake accepts the file
  1  the file is invalid; one line per invalid key says what was found and what is allowed
  2  there is no such file
"""
_EXPLAIN_EPILOG = """\b
Examples:
  curveball config explain framing.extent
  curveball config explain classes.helical
  curveball config explain
"""
_WIDTH = 100


@click.group()
def config() -> None:
    """Check configuration files, and explain their keys."""


@config.command(epilog=_CHECK_EPILOG)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
@click.pass_context
def check(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Check a configuration file.

    Checks its keys and values, and that the camera can show its first samples. With --json,
    prints the whole configuration, with defaults for the keys that the file leaves out.
    """
    from curveball.config.errors import CurveballError
    from curveball.config.loading import load_config
    from curveball.generation.feasibility import check_first_samples
    from curveball.structures import to_json

    try:
        loaded = load_config(file)
        check_first_samples(loaded)
    except CurveballError as error:
        click.echo(error, err=True)
        ctx.exit(1)
    click.echo(json.dumps(to_json(loaded), indent=2) if as_json else _summary(file, loaded))


def _summary(file: Path, config: "Config") -> str:
    frames, height, width, _ = config.video_shape
    return (
        f"{file}: valid. {config.total_samples:,} videos of {', '.join(config.classes)}; "
        f"{frames} frames of {width}x{height} pixels"
    )


def _complete_key(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from curveball.config.reference import all_keys

    return [CompletionItem(key.name) for key in all_keys() if key.name.startswith(incomplete)]


@config.command(epilog=_EXPLAIN_EPILOG)
@click.argument("key", required=False, shell_complete=_complete_key)
@json_option
def explain(key: str | None, as_json: bool) -> None:
    """Explain a key, or the keys of a section.

    Prints type, default, allowed values and meaning.
    """
    from curveball.config.reference import all_keys, find_keys

    keys = find_keys(key) if key else all_keys()
    click.echo(json.dumps([asdict(key) for key in keys], indent=2) if as_json else "\n".join(_lines(keys)))


def _lines(keys: "list[Key]") -> Iterator[str]:
    for number, key in enumerate(keys):
        if number:
            yield ""
        facts = [key.type, f"default {key.default}" if key.default else "", key.allowed]
        yield f"{key.name}: {'; '.join(filter(None, facts))}"
        yield textwrap.indent(textwrap.fill(key.meaning, _WIDTH - 2), "  ")
