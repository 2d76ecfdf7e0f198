"""`curveball regenerate`."""

import json
from pathlib import Path

import click

from curveball.cli.parameters import config_option, json_option

_EPILOG = """\b
Examples:
  curveball regenerate helical-0000042 --check results/dataset
  curveball regenerate helical-42 linear-7 --check results/dataset --json
  curveball regenerate helical-42 --config mine.yaml

\b
Exit codes:
  0  each sample is equal to the bit, or there was nothing to compare it with
  1  a sample differs
  2  a sample cannot be read or generated
"""


@click.command(epilog=_EPILOG)
@click.argument("samples", metavar="SAMPLE...", nargs=-1, required=True)
@click.option("--check", "dataset", type=click.Path(path_type=Path, file_okay=False), help="Compare with this dataset.")
@config_option
@json_option
@click.pass_context
def regenerate(
    ctx: click.Context, samples: tuple[str, ...], dataset: Path | None, config_file: Path | None, as_json: bool
) -> None:
    """Regenerate samples, and compare them.

    A sample depends on the configuration and its name alone. With --check, uses the configuration in the dataset and
    compares every column. Otherwise, prints the digest of each video.
    """
    if dataset and config_file:
        raise click.UsageError("Give either --check or --config: a dataset has a configuration of its own.")
    if dataset is None:
        found = {name: _digest(name, config_file) for name in samples}
        click.echo(json.dumps(found, indent=2) if as_json else "\n".join(f"{d}  {name}" for name, d in found.items()))
        return
    from curveball.dataset.regeneration import differing_columns

    different = {name: differing_columns(dataset, name) for name in samples}
    click.echo(json.dumps(different, indent=2) if as_json else "\n".join(map(_line, different, different.values())))
    ctx.exit(1 if any(different.values()) else 0)


def _digest(name: str, config_file: Path | None) -> str:
    from curveball.config.loading import load_config, parse_config
    from curveball.dataset.samples import generate
    from curveball.generation.schema import parse_sample_id

    class_name, index = parse_sample_id(name)
    config = load_config(config_file) if config_file else parse_config({})
    return str(generate(config, class_name, [index])[0]["digest"])


def _line(name: str, columns: list[str]) -> str:
    return f"{name}: differs in {', '.join(columns)}" if columns else f"{name}: equal to the bit"
