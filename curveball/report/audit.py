"""What the checks found, sorted for the reader: broken promises first, and the numbers of the shortcut audit."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Score:
    """How often a classifier is right, with its interval."""

    name: str
    accuracy: float
    low: float
    high: float
    chance: float
    bound: float | None
    passed: bool | None


@dataclass(frozen=True)
class Curve:
    """The same for each frame of the video, seen alone."""

    name: str
    frames: list[int]
    accuracy: list[float]
    low: list[float]
    high: list[float]
    chance: float
    bound: float | None


@dataclass(frozen=True)
class Matrix:
    """Which share of each class (a row) is taken for which (a column)."""

    name: str
    classes: list[str]
    shares: list[list[float]]


def sort_checks(checks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the checks: the broken ones first, then those that hold, then those that don't apply."""
    return sorted(map(dict, checks), key=lambda check: {False: 0, True: 1}.get(check.get("passed"), 2))


def curves(checks: Iterable[Mapping[str, Any]]) -> list[Curve]:
    """Return the accuracies by frame, of the checks that have them."""
    return [
        Curve(_title(check), *(details[key] for key in _OF_FRAMES), details["chance"], _bound(check))
        for check in checks
        if _are_numbers(details := check.get("details") or {}, *_OF_FRAMES) and _is_number(details.get("chance"))
    ]


def scores(checks: Iterable[Mapping[str, Any]]) -> list[Score]:
    """Return the accuracies of all classifiers; of those that see one frame only, the worst frame's."""
    return [score for check in checks for score in _scores(check)]


def matrix(checks: Iterable[Mapping[str, Any]]) -> Matrix | None:
    """Return the first confusion matrix that the checks have."""
    for check in checks:
        details = check.get("details") or {}
        classes, shares = details.get("classes"), details.get("matrix")
        if _is_list(classes) and _is_square(shares, len(classes)):
            totals = [sum(row) or 1 for row in shares]
            shares = [[value / total for value in row] for row, total in zip(shares, totals, strict=True)]
            return Matrix(_title(check), [str(name) for name in classes], shares)
    return None


_OF_FRAMES = ("frames", "accuracy", "low", "high")
_INTERVAL = ("accuracy", "low", "high")


def _scores(check: Mapping[str, Any]) -> Iterator[Score]:
    details, name, passed = check.get("details") or {}, _title(check), check.get("passed")
    chance = details.get("chance")
    if not _is_number(chance):
        return
    if _are_numbers(details, *_OF_FRAMES):
        worst = max(range(len(details["frames"])), key=details["accuracy"].__getitem__)
        values = [details[key][worst] for key in _INTERVAL]
        yield Score(name, *values, chance, _bound(check), passed)
    elif all(_is_number(details.get(key)) for key in _INTERVAL):
        yield Score(name, *(details[key] for key in _INTERVAL), chance, _bound(check), passed)
    for probe in details.get("probes") or ():
        if isinstance(probe, Mapping) and all(_is_number(probe.get(key)) for key in _INTERVAL):
            yield Score(str(probe.get("name", "")), *(probe[key] for key in _INTERVAL), chance, None, None)


def _title(check: Mapping[str, Any]) -> str:
    return str(check.get("name", "")).replace("_", " ")


def _bound(check: Mapping[str, Any]) -> float | None:
    return check["bound"] if _is_number(check.get("bound")) else None


def _are_numbers(details: Mapping[str, Any], *keys: str) -> bool:
    """Tell whether these are lists of numbers, all of one length, and not empty."""
    lists = [details.get(key) for key in keys]
    return (
        all(_is_list(values) and values and all(map(_is_number, values)) for values in lists)
        and len({len(values) for values in lists}) == 1
    )


def _is_square(rows: Any, size: int) -> bool:
    return (
        _is_list(rows)
        and len(rows) == size > 0
        and all(_is_list(row) and len(row) == size and all(map(_is_number, row)) for row in rows)
    )


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
