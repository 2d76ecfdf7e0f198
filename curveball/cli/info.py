"""`curveball info`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from curveball.cli.parameters import dataset_argument, json_option

if TYPE_CHECKING:
    from curveball.dataset.manifest import Manifest

_EPILOG = """\b
Examples:
  curveball info results/dataset
  curveball info results/dataset --json | jq -r .fingerprint
"""


@click.command(epilog=_EPILOG)
@dataset_argument
@json_option
def info(dataset: Path, as_json: bool) -> None:
    """Describe a dataset: splits, classes, settings.

    Reads its manifest only, which has a checksum. `verify` reads the data.
    """
    from curveball.dataset.layout import MANIFEST
    from curveball.dataset.manifest import read_manifest

    facts = _facts(read_manifest(dataset / MANIFEST))
    click.echo(json.dumps(facts, indent=2) if as_json else "\n".join(_lines(dataset, facts)))


def _facts(manifest: "Manifest") -> dict[str, Any]:
    """Return what the manifest tells, as JSON has it."""
    settings = manifest.config
    return {
        "fingerprint": manifest.fingerprint,
        "samples": manifest.samples,
        "splits": {
            name: {"samples": sum(file.rows for file in files), "files": len(files)}
            for name, files in manifest.splits.items()
        },
        "classes": list(settings["classes"]),
        "video_shape": [settings["frames"], settings["height"], settings["width"], 1 if settings["grayscale"] else 3],
        "size_bytes": sum(file.size_bytes for file in manifest.files()),
        "changed_settings": dict(_changed_settings(settings)),
        "versions": manifest.versions,
    }


def _changed_settings(settings: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the settings that differ from the defaults, by their keys."""
    from curveball.config.model import Config
    from curveball.structures import to_json

    defaults = dict(_flat(to_json(Config())))
    for key, value in _flat(settings):
        if key not in defaults or defaults[key] != value:
            yield key, value
    for name in {*Config().classes} - {*settings["classes"]}:
        yield f"classes.{name}", None


def _flat(settings: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _lines(folder: Path, facts: dict[str, Any]) -> Iterator[str]:
    frames, height, width, channels = facts["video_shape"]
    splits = ", ".join(f"{name} {split['samples']:,}" for name, split in facts["splits"].items())
    changes = ", ".join(f"{key}={json.dumps(value)}" for key, value in facts["changed_settings"].items())
    yield f"{folder}: {facts['samples']:,} videos, {facts['size_bytes'] / 1e6:,.1f} MB"
    yield f"Splits:      {splits}"
    yield f"Classes:     {', '.join(facts['classes'])}"
    yield f"Videos:      {frames} frames of {width}x{height} pixels, {'gray' if channels == 1 else 'RGB'}"
    yield f"Settings:    {changes or 'all defaults'}"
    yield f"Fingerprint: {facts['fingerprint']}"
    yield f"Made with:   {', '.join(f'{name} {version}' for name, version in facts['versions'].items())}"
