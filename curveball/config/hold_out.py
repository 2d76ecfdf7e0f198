"""Which samples are held out of the random splits: regions of parameters, of the camera, of size and of pace."""

import difflib
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray

from curveball.config.building import InvalidSettingsError, Problem, build, problems_below
from curveball.numerics.ranges import Range, Within
from curveball.structures import Structure, fields_of

if TYPE_CHECKING:
    from curveball.config.model import Config

COMMON_QUANTITIES = ("extent", "elevation_deg", "field_of_view_deg", "pace_bend", "jitter_std")
"""What can be held out in all classes. All else are parameters of a class, such as `circular.radius_m`."""

_STEPS = 1000
_FAR = 1e12


class Region(Structure, omit_defaults=True):
    """Values that are held out: those above a number, below a number, or between two numbers, which are included.

    With several of these keys, a value is held out if any of them holds.
    """

    above: float | None = None
    """Hold out values greater than this."""
    below: float | None = None
    """Hold out values less than this."""
    between: Annotated[Range | None, Within(-_FAR, _FAR)] = None
    """Hold out values from the first number to the second."""

    def __post_init__(self) -> None:
        """Raise ValueError if no value is held out, or every one."""
        if self.above is None and self.below is None and self.between is None:
            raise ValueError("must have at least one of the keys above, below and between")
        if self.above is not None and self.below is not None and self.above < self.below:
            raise ValueError(
                f"any of several keys suffices, so every value is above {self.above:g} or below {self.below:g}; "
                f"for the values from one to the other, write between: [{self.above:g}, {self.below:g}]"
            )

    def contains(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which values are held out, in the shape of `values`. NaN never is."""
        inside = np.zeros(values.shape, dtype=bool)
        if self.above is not None:
            inside |= values > self.above
        if self.below is not None:
            inside |= values < self.below
        if self.between is not None:
            inside |= self.between.contains(values)
        return inside

    def __str__(self) -> str:
        """Return the condition in words: "below 0.3 or above 0.8"."""
        parts = [f"{name} {value:g}" for name in ("below", "above") if (value := getattr(self, name)) is not None]
        if self.between is not None:
            parts.append(f"from {self.between.low:g} to {self.between.high:g}")
        return " or ".join(parts)


def _regions(value: Any) -> dict[str, Region]:
    """Return the regions by the names of their quantities, without those that are null."""
    if not isinstance(value, dict):
        raise ValueError("must be a mapping of keys to values")
    regions: dict[str, Region] = {}
    problems: list[Problem] = []
    for key, settings in value.items():
        if not isinstance(key, str):
            raise InvalidSettingsError([Problem((), "keys must be strings", key)])
        nested = [name for name, own in settings.items() if isinstance(own, dict)] if isinstance(settings, dict) else []
        if nested and not settings.keys() & {field.name for field in fields_of(Region)}:
            raise ValueError(f"write the class and its parameter as one key, {key}.{nested[0]}")
        try:
            if settings is not None:
                regions[key] = build(Region, settings)
        except ValueError as error:
            problems += problems_below(key, settings, error)
    if problems:
        raise InvalidSettingsError(problems)
    return regions


HoldOut = Annotated[dict[str, Region], _regions]
"""The regions of values that are held out, by the names of their quantities."""


def quantities_of(config: "Config", class_name: str) -> dict[str, str]:
    """Return the quantities of a class that decide whether a sample is held out, by their keys in `splits.hold_out`.

    A parameter has its own name, without the name of the class.
    """
    found = {}
    for key in config.splits.hold_out:
        owner, _, parameter = key.rpartition(".")
        if owner in ("", class_name):
            found[key] = parameter
    return found


def check_hold_out(config: "Config") -> None:
    """Check that every key of `splits.hold_out` is a quantity, and that its region leaves some samples, but not all.

    Raises:
        ValueError: The message names the key, what is wrong, and what is allowed.
    """
    supports = _supports(config)
    for key, region in config.splits.hold_out.items():
        if key not in supports:
            close = difflib.get_close_matches(key, supports, n=1)
            suggestion = f"Did you mean {close[0]}? " if close else ""
            raise ValueError(
                f"splits.hold_out: unknown quantity {key!r:.80}. {suggestion}There are {', '.join(supports)}"
            )
        values = supports[key]
        is_held_out = region.contains(values)
        if is_held_out.all() or not is_held_out.any():
            raise ValueError(
                f"splits.hold_out.{key}: {region} is {'every' if is_held_out.all() else 'no'} value of this "
                f"configuration, which has {values.min():g} to {values.max():g}; hold out a part of them"
            )


def _supports(config: "Config") -> dict[str, NDArray[np.float64]]:
    """Return values of each quantity, over all that the configuration allows."""
    bend, jitter = config.pace.variation, config.jitter
    is_clean = [0.0] if jitter.probability < 1 else []
    supports = {
        "extent": _steps(config.framing.extent),
        "elevation_deg": _steps(config.framing.elevation_deg),
        "field_of_view_deg": _steps(config.framing.field_of_view_deg),
        "pace_bend": np.concatenate([-_steps(bend), [0.0], _steps(bend)]),
        "jitter_std": np.concatenate([is_clean, _steps(jitter.std) if jitter.probability > 0 else []]),
    }
    for class_name, motion in config.classes.items():
        supports |= {f"{class_name}.{name}": _steps(getattr(motion, name)) for name in motion.range_names()}
        supports |= {f"{class_name}.{name}": np.array([-1.0, 1.0]) for name in motion.signs}
    return supports


def _steps(extent: Range) -> NDArray[np.float64]:
    """Return evenly spaced values of a range."""
    return np.linspace(extent.low, extent.high, _STEPS + 1)
