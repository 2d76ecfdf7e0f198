"""Arguments and options that commands share."""

from pathlib import Path

import click

dataset_argument = click.argument("dataset", type=click.Path(path_type=Path, file_okay=False))
"""Folder of a dataset."""
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
"""Print JSON."""
config_option = click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A configuration file; by default, the default configuration.",
)
"""A configuration file."""
