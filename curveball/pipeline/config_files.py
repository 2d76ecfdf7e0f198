"""Checks the settings of a run, its files and `--config`, and its folders, before Snakemake uses them.

Where Snakemake cannot read a configuration, it shows a traceback or leaves the file unnamed, and some files it reads
otherwise than they are meant. It reads them before the Snakefile; only a profile is read earlier, so `profiles/default`
runs this file as a program. It runs two other files by their paths and imports nothing of Curveball: which copy of the
library a run uses is decided later, by the Snakefile.
"""

import argparse
import re
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

_PLACES = runpy.run_path(str(Path(__file__).with_name("places.py")))
_STRICT = runpy.run_path(str(Path(__file__).parents[1] / "config" / "strict_parsing.py"))


class UnusableSettingsError(ValueError):
    """A configuration file or a value of `--config` cannot be used. The message names it and the reason."""


def main(arguments: Sequence[str]) -> None:
    """End the process with a message if a setting or a folder of `snakemake <arguments>` cannot be used."""
    options = _parse(arguments)
    try:
        _PLACES["check_places"](options.snakefile, options.directory)
        for path in config_files(arguments):
            check_config_file(path)
        for entry in options.config:
            check_config_entry(entry)
    except (UnusableSettingsError, _PLACES["UnusablePlaceError"]) as error:
        sys.exit(f"\n{error}\n")


def config_files(arguments: Sequence[str]) -> list[Path]:
    """Return the files that `snakemake <arguments>` reads: the default configuration, then those of --configfile."""
    options = _parse(arguments)
    default = options.snakefile.parent / "config" / "config.yaml"
    return [*([default] if default.exists() else []), *options.configfile]


def check_config_file(path: Path) -> None:
    """Check that a file is JSON or YAML with keys at its top level, and has only one meaning.

    Raises:
        UnusableSettingsError: It is not.
    """
    try:
        settings = _STRICT["read_settings"](path)
        if not isinstance(settings, dict):
            raise ValueError("it has no keys at its top level")
        if "__use_yte__" in settings:
            raise ValueError("templates are not supported; found __use_yte__")
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
            _STRICT["check_command_line_value"](value)
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
    parser.add_argument("--configfile", "--configfiles", type=Path, nargs="+", default=[])
    parser.add_argument("--config", "-C", nargs="*", default=[])
    return parser.parse_known_args(arguments)[0]


if __name__ == "__main__":
    main(sys.argv[1:])
