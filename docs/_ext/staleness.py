"""What becomes stale when a key of the configuration changes, found by comparing the specs of two configurations.

Snakemake regenerates a result when its `spec` or its inputs change, so nothing here repeats what the pipeline knows.
"""

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from curveball.config.errors import ConfigError
from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.dataset import layout
from curveball.numerics.ranges import Range
from curveball.pipeline import specs
from curveball.structures import fields_of, to_json

# Two whole shards and a partial one per class.
_BASE = {"samples_per_class": 25, "samples_per_shard": 10}


@cache
def stale_after_a_change_of(name: str) -> str:
    """Return the first results in the workflow that a change of this key makes stale: `all shards`, `dataset`, …

    What depends on them is regenerated too.
    """
    before = parse_config(_BASE)
    after = next(_variants(before, name))
    stale = _stale_shards(before, after)
    if stale:
        return _named(stale, before)
    for result, spec in (
        ("dataset", specs.merge_spec),
        ("validation", specs.validate_spec),
        ("report", specs.report_spec),
    ):
        if spec(before) != spec(after):
            return result
    if before.exports != after.exports:
        return "this export"
    raise ValueError(f"{name}: no result depends on this key")


def _stale_shards(before: Config, after: Config) -> set[tuple[str, int]]:
    """Return class and number of the shards of the first configuration that the second one lacks or changes."""
    then, now = _shards(before), _shards(after)
    return {
        (name, number)
        for name, number in then
        if (name, number) not in now or specs.shard_spec(before, name, number) != specs.shard_spec(after, name, number)
    }


def _shards(config: Config) -> set[tuple[str, int]]:
    return {(shard.class_name, shard.number) for shard in layout.shards(config)}


def _named(stale: set[tuple[str, int]], config: Config) -> str:
    shards = _shards(config)
    last = {(name, max(number for other, number in shards if other == name)) for name in config.classes}
    classes = sorted({class_name for class_name, _ in stale}, key=list(config.classes).index)
    whole = stale == {(name, number) for name, number in shards if name in classes}
    if stale == shards:
        return "all shards"
    if whole and len(classes) == 1:
        return "shards of the class"
    if whole and classes == list(config.classes)[-len(classes) :]:
        return "shards of the class and of the classes after it"
    if stale == last:
        return "the last shard of each class"
    raise ValueError(f"no name for this set of stale shards: {sorted(stale)}")


def _variants(config: Config, name: str) -> Iterator[Config]:
    """Yield valid configurations that differ in this key only, or also in a sibling that it must add up to 1 with."""
    settings = to_json(config)
    *path, key = name.split(".")
    for change in _changes(config, path, key):
        changed = copy.deepcopy(settings)
        section = changed
        for part in path:
            section = section[part]
        section.update(change)
        try:
            yield parse_config(changed)
        except ConfigError:
            continue


def _changes(config: Config, path: list[str], key: str) -> Iterator[dict[str, Any]]:
    """Yield other values for a key of a section."""
    owner: Any = config
    for part in path:
        owner = owner[part] if isinstance(owner, dict) else getattr(owner, part)
    if path == ["classes"]:
        yield {key: None}
        return
    value = getattr(owner, key)
    types = {field.name: field.type for field in fields_of(type(owner))}
    for other in _other_values(value, types[key]):
        yield {key: other}
    for sibling in types:
        if isinstance(value, float) and isinstance(getattr(owner, sibling), float) and sibling != key:
            yield {key: value - 0.05, sibling: getattr(owner, sibling) + 0.05}


def _other_values(value: Any, annotation: Any) -> list[Any]:
    if isinstance(value, Range):
        return [[value.low, (value.low + value.high) / 2]]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1]
    if isinstance(value, float):
        return [value * 0.9, value * 1.1]
    if isinstance(value, dict):
        return [{"extent": {"above": 0.1}}]
    if isinstance(value, list):
        return [[choice] for choice in get_args(get_args(annotation)[0])]
    if value == "auto":
        return [1000]
    return [choice for choice in get_args(annotation) if choice != value] or ["#123456"]
