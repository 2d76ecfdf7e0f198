"""Checks that the configuration files of a run can be read, before Snakemake reads them.

Where Snakemake cannot read a configuration file, it shows a traceback or leaves the file unnamed. It reads them before
the Snakefile; only a profile is read earlier, so `profiles/default` runs this file as a program. It imports nothing of
Curveball: which copy of the library a run uses is decided later, by the Snakefile.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import yaml


class UnusableFileError(ValueError):
    """A configuration file cannot be read. The message names the file and the reason."""


def main(arguments: Sequence[str]) -> None:
    """End the process with a message if a configuration file of `snakemake <arguments>` cannot be used."""
    try:
        for path in config_files(arguments):
            check_config_file(path)
    except UnusableFileError as error:
        sys.exit(f"\n{error}\n")


def config_files(arguments: Sequence[str]) -> list[Path]:
    """Return the files that `snakemake <arguments>` reads: the default configuration, then those of --configfile."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--snakefile", "-s", type=Path, default=Path("Snakefile"))
    parser.add_argument("--configfile", "--configfiles", type=Path, nargs="+", default=[])
    options, _ = parser.parse_known_args(arguments)
    default = options.snakefile.parent / "config" / "config.yaml"
    return [*([default] if default.exists() else []), *options.configfile]


def check_config_file(path: Path) -> None:
    """Check that a file is JSON or YAML with keys at its top level, which is what Snakemake accepts.

    Raises:
        UnusableFileError: It is not.
    """
    try:
        settings = _parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        reason = getattr(error, "strerror", None) or str(error)
    else:
        if isinstance(settings, dict):
            return
        reason = "it has no keys at its top level"
    raise UnusableFileError(
        f"The configuration file {path} cannot be used: {reason}\nIt must be YAML or JSON, like config/config.yaml."
    )


def _parse(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return yaml.safe_load(text)


if __name__ == "__main__":
    main(sys.argv[1:])
