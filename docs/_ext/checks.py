"""The reference of the checks, measured on a small dataset so that every bound is the one that was applied."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from curveball.config.loading import parse_config
from curveball.dataset import layout
from curveball.dataset.merging import merge_shards
from curveball.generation.shards import write_shard
from curveball.validation.outcome import Measurement
from curveball.validation.validate import measure

# The smallest dataset that the classifiers of the audit accept.
_SETTINGS = {"samples_per_class": 100, "splits": {"hold_out": {"circular.radius_m": {"above": 0.8}}, "twins": 8}}


def entries() -> str:
    """Return an entry per check, to which the role `check` refers, in the order of validation.json."""
    return "\n".join(_entry(measurement) for measurement in _measurements())


def names() -> list[str]:
    """Return the names of all checks, in the order of validation.json."""
    return [measurement.name for measurement in _measurements()]


@cache
def _measurements() -> list[Measurement]:
    """Generate a small dataset and return the measurement of every check."""
    config = parse_config(_SETTINGS)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shards = layout.shards(config)
        for shard in shards:
            path = folder / shard.file
            write_shard(config, shard.class_name, shard.first, shard.count, path, _ignore)
        merge_shards(config, [folder / shard.file for shard in shards], folder / "dataset", _ignore)
        return measure(config, folder / "dataset", 1, _ignore).checks


def _ignore(done: int) -> None:
    """Nobody waits for progress here."""


def _entry(measurement: Measurement) -> str:
    fields = [f":Value: {measurement.quantity}"]
    if measurement.bound is None:
        fields.append(":Bound: none; the value is only reported")
    else:
        fields.append(f":Bound: {measurement.comparison} {measurement.bound:.4g}")
    if measurement.details:
        kind = measurement.details.kind
        fields.append(f":Details: {{ref}}`{kind} <details-{kind}>`")
    return f"::::{{check}} {measurement.name}\n{measurement.description}\n\n" + "\n".join(fields) + "\n::::\n"
