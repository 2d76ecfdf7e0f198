"""Reads the settings of a run, its files and `--config`, and rejects what Snakemake cannot read or misreads.

Where Snakemake cannot read a configuration, it shows a traceback or leaves the file unnamed, and some settings it reads
otherwise than they are meant. It reads the command line before the Snakefile. Only a profile is read earlier, so
`profiles/default` calls `main`.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from curveball.config import strict_parsing
from curveball.config.errors import CurveballError
from curveball.pipeline.places import check_places


class UnusableSettingsError(CurveballError):
    """A configuration file or a value of `--config` cannot be used. The message names it and the reason."""


def main(command: Sequence[str]) -> None:
    """End the process with a message if a setting or a folder of a command of Snakemake cannot be used.

    Args:
        command: The command, beginning with the program, as in `sys.argv`.
    """
    options = _parse(command[1:])
    try:
        check_places(options.snakefile, options.directory)
        check_command(command)
        for path in options.configfile[-1]:
            check_config_file(path)
    except CurveballError as error:
        sys.exit(f"\n{error}\n")


def check_command(command: Sequence[str]) -> None:
    """Check that Snakemake uses each setting of a command as it is meant. It need not be a command of Snakemake.

    Raises:
        UnusableSettingsError: It does not.
    """
    if Path(command[0]).name not in ("snakemake", "__main__.py"):
        return
    options = _parse(command[1:])
    for option, values in (("--config", options.config), ("--configfile", options.configfile)):
        if len(values) > 2:
            raise UnusableSettingsError(
                f"{option} is given {len(values) - 1} times, and Snakemake would use only the last.\n"
                f"Write all values after one {option}, separated by spaces."
            )
    for entry in options.config[-1]:
        check_config_entry(entry)


def check_config_file(path: Path) -> None:
    """Check that a file is JSON or YAML with keys at its top level, and has only one meaning.

    Raises:
        UnusableSettingsError: It is not.
    """
    try:
        strict_parsing.read_mapping(path)
    except ValueError as error:
        raise UnusableSettingsError(
            f"The configuration file {path} cannot be used: {error}\nIt must be YAML or JSON, like config/config.yaml."
        ) from None


def check_config_entry(entry: str) -> None:
    """Check that Snakemake can read an argument of `--config`.

    Raises:
        UnusableSettingsError: It cannot.
    """
    key, equals, value = entry.partition("=")
    value = value.strip("\"'")  # as Snakemake does, so that no quotes protect a # of the value itself
    try:
        if not (equals and re.fullmatch(r"[a-zA-Z_][\w-]*\w", key)):
            raise ValueError("it must be key=value, as in seed=43")
        if value:
            strict_parsing.check_command_line_value(value)
    except ValueError as error:
        raise UnusableSettingsError(
            f"--config {entry} cannot be used: {str(error).removeprefix('line 1: ')}\n"
            "Quote a value with a # and the whole argument, --config 'ball={color: \"#2ca02c\"}', or write it into a "
            "file, --configfile mine.yaml."
        ) from None


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--snakefile", "-s", type=Path, default=Path("Snakefile"))
    parser.add_argument("--directory", "-d", type=Path, default=Path("."))
    parser.add_argument("--configfile", "--configfiles", type=Path, nargs="+", action="append", default=[[]])
    parser.add_argument("--config", "-C", nargs="*", action="append", default=[[]])
    return parser.parse_known_args(arguments)[0]
