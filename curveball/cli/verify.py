"""`curveball verify`."""

from pathlib import Path

import click

from curveball.cli.parameters import dataset_argument, json_option

_EPILOG = """\b
Examples:
  curveball verify results/dataset
  curveball verify results/dataset --files-only
  curveball verify results/dataset --json | jq .damaged_files

\b
Exit codes:
  0  the dataset is intact
  1  files or samples are missing, foreign or damaged
  2  the dataset cannot be verified, because it has no manifest or a damaged one
"""


@click.command(epilog=_EPILOG)
@dataset_argument
@click.option("--files-only", is_flag=True, help="Compare only files with their digests: ten times as fast.")
@json_option
@click.pass_context
def verify(ctx: click.Context, dataset: Path, files_only: bool, as_json: bool) -> None:
    """Verify every file and sample of a dataset.

    Compares manifest, digests of files, digests of videos, names, labels and fingerprint. Prints which files and
    samples are missing, foreign or damaged.
    """
    from curveball.dataset.verify import verify as verify_dataset

    result = verify_dataset(dataset, samples=not files_only)
    click.echo(result.as_json() if as_json else result)
    ctx.exit(0 if result.passed else 1)
