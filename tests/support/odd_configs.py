"""Odd configurations: mutations of every key, alone and in combination, and how each of them ends."""

import itertools
import random
import shutil
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st

from curveball.config.errors import ConfigError
from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.generation.feasibility import check_first_samples
from curveball.generation.framing import FramingError
from curveball.validation.validate import measure
from tests.support.made_dataset import make_dataset

SMALL = {"samples_per_class": 8, "frames": 5, "height": 32, "width": 40}
MAX_SECONDS_OF_REFUSAL = 2
"""Snakemake takes one more to start."""

Changes = dict[str, Any]
"""Settings by dotted key, on top of `SMALL`."""

CORNERS: dict[str, list[Any]] = {
    "seed": [0, 2**63 - 1, -1, 2**63, "42", 4.0],
    "samples_per_class": [1, 2, 40, 0, None],
    "samples_per_shard": [1, 4, 1_000_000, 0],
    "rows_per_file": [1, 7, 1_000_000, 0],
    "frames": [1, 2, 3, 40, 0, 1025],
    "height": [8, 10, 12, 16, 22, 24, 48, 64, 150, 7, 1025],
    "width": [8, 10, 12, 16, 22, 24, 48, 64, 150, 7, "32"],
    "grayscale": [True, False, 1, "yes"],
    "style": ["dot", "trail", "line"],
    "background": ["#000000", "#808080", "#d62728", "#fffffe", "#3a0a0b", "#f7f7f7", "#102030", "white", 0],
    "ball.radius": [
        [0.005, 0.01], [0.01, 0.02], [0.024, 0.03], [0.05, 0.05], [0.1, 0.3], [0.3, 0.4], [0.45, 0.45], [0.035, 0.45],
        [0.06, 0.05], [0.05], "big",
    ],
    "ball.pulse": [[0, 0], [0.4, 0.4], [0, 0.4], [0.4, 0.3], [0.5, 0.5], 0.2],
    "ball.outline": [0, 0.01, 0.1, 0.5, 0.9, 0.99, 1, -0.1, 1.1],
    "ball.color": ["#fffffe", "#ffffff", "#f8f8f8", "#f7f7f7", "#00ff00", "#010101", "#d6272", "red"],
    "ball.outline_color": ["#fffffe", "#f8ffff", "#f7ffff", "#ffffff", "#010101", "#d62728", "#ffff00"],
    "framing.extent": [
        [0.001, 0.002], [0.01, 0.02], [0.2, 0.25], [0.3, 0.3], [0.49, 0.5], [0.06, 0.3], [0.0, 0.1], [0.1, 0.6],
    ],
    "framing.margin_px": [1, 2, 5, 12, 100, 0.5],
    "framing.field_of_view_deg": [[1, 1], [1, 120], [120, 120], [90, 100], [0.5, 30]],
    "framing.elevation_deg": [[-90, -90], [90, 90], [-90, 90], [0, 0], [-91, 0]],
    "framing.placement": ["random", "centered", "left"],
    "framing.orientation": ["random", "fixed", "free"],
    "framing.max_attempts": [1, 2, 8, 1000, 0],
    "pace.variation": [[0, 0], [0.95, 0.95], [0, 0.95], [1, 1], "even"],
    "jitter.probability": [0, 1, 1.5],
    "jitter.std": [[0, 0], [0.1, 0.1], [0, 0.1], [0.2, 0.3]],
    "splits": [
        {"train": 1, "validation": 0, "test": 0}, {"train": 0, "validation": 0, "test": 1},
        {"train": 0.5, "validation": 0.5, "test": 0}, {"train": 0.34, "validation": 0.33, "test": 0.33},
        {"train": 0.8}, {"train": 0.9}, {"train": 0.8, "validation": 0.1, "test": 0.1000001},
    ],
    "checks.regenerated_fraction": [0, 1, 2],
    "checks.false_alarm_rate": [1e-3, 0.1, 0],
    "checks.center_px_max": [0.25, 100, 0],
    "checks.single_frame_leak": [0.05, 1, -1],
    "checks.motion_accuracy": [0, 0.97, 2],
    "checks.projection_px": [0.01, 5, 0],
    "classes": [
        {"linear": {}}, {"helical": {}, "linear": {}}, {"parabolic": None, "circular": {}}, {}, {"oval": {}},
        {"linear": None}, None, [],
    ],
    "classes.linear.length_m": [[0.01, 0.01], [100, 100], [0.01, 100]],
    "classes.linear.visibility": [0, 0.9, 0.95],
    "classes.circular.radius_m": [[0.01, 0.01], [100, 100]],
    "classes.circular.turns": [[0.1, 0.1], [1, 1], [100, 100], [0, 1]],
    "classes.circular.start_turns": [[0, 0], [1, 1]],
    "classes.circular.visibility": [0, 0.9],
    "classes.helical.radius_m": [[0.01, 0.01], [100, 100]],
    "classes.helical.length_m": [[0.01, 0.01], [100, 100]],
    "classes.helical.turns": [[0.1, 0.1], [100, 100]],
    "classes.helical.start_turns": [[0, 0], [1, 1], [0, 2]],
    "classes.helical.visibility": [0, 0.9],
    "classes.parabolic.width_m": [[0.01, 0.01], [100, 100]],
    "classes.parabolic.height_m": [[0.01, 0.01], [100, 100]],
    "classes.parabolic.apex": [[0, 0], [1, 1], [0, 1]],
    "classes.parabolic.visibility": [0, 0.9],
}  # fmt: skip
"""Values of each key at and beyond its bounds."""


class End(NamedTuple):
    """How a configuration ended."""

    kind: str
    """"passed", "refused", "refused by a job", "failed" or "traceback"."""
    reason: str
    seconds: float

    @property
    def is_wrong(self) -> bool:
        """Whether it was neither refused at once with a reason nor made a dataset that passes."""
        return self.kind not in ("passed", "refused") or (
            self.kind == "refused" and (self.seconds > MAX_SECONDS_OF_REFUSAL or not self.reason)
        )


def set_key(settings: dict[str, Any], key: str, value: Any) -> None:
    """Set "ball.radius" in nested settings, with the default classes around a class."""
    *sections, last = key.split(".")
    for section in sections:
        if not isinstance(settings.get(section), dict):
            settings[section] = {name: {} for name in Config().classes} if section == "classes" else {}
        settings = settings[section]
    settings[last] = value


def settings_with(changes: Changes) -> dict[str, Any]:
    """Return small settings with some keys changed."""
    settings: dict[str, Any] = dict(SMALL)
    for key, value in changes.items():
        set_key(settings, key, value.copy() if isinstance(value, dict) else value)
    return settings


def single_corners() -> Iterator[Changes]:
    """Yield each corner of each key alone, for both styles, and both styles at every side of 8 to 48 px."""
    for key, values in CORNERS.items():
        for value, style in itertools.product(values, ("dot", "trail")):
            yield {"style": style, key: value}
    for side, style in itertools.product(range(8, 49), ("dot", "trail")):
        yield {"style": style, "height": side, "width": side}


def pairs_of_corners(seed: int) -> Iterator[Changes]:
    """Yield one pair of corners for every pair of keys, in random order."""
    generator = random.Random(seed)  # noqa: S311
    pairs = list(itertools.combinations(CORNERS, 2))
    generator.shuffle(pairs)
    for keys in pairs:
        yield {key: generator.choice(CORNERS[key]) for key in sorted(keys, key=lambda key: key.count("."))}


def odd_values() -> st.SearchStrategy[Changes]:
    """Return a strategy for settings of all that is allowed for size, colors, ball and framing."""
    channel = st.integers(0, 255)
    near = st.tuples(channel, *[st.integers(0, 11)] * 3).map(lambda c: [min(255, c[0] + step) for step in c[1:]])
    color = st.one_of(near, st.tuples(channel, channel, channel)).map(lambda rgb: "#" + bytes(rgb).hex())

    def span(low: float, high: float) -> st.SearchStrategy[list[float]]:
        """Two numbers in order, evenly spread over their logarithms."""
        position = st.floats(0, 1).map(lambda u: min(high, low * (high / low) ** u))
        return st.tuples(position, position).map(sorted)

    keys: dict[str, st.SearchStrategy[Any]] = {
        "seed": st.integers(0, 2**63 - 1),
        "style": st.sampled_from(["dot", "trail"]),
        "grayscale": st.booleans(),
        "frames": st.sampled_from([1, 2, 5, 9, 24]),
        "height": st.integers(8, 90),
        "width": st.integers(8, 90),
        "background": color,
        "ball.color": color,
        "ball.outline_color": color,
        "ball.outline": st.floats(0, 1),
        "ball.radius": span(0.005, 0.45),
        "ball.pulse": span(0.001, 0.4),
        "framing.extent": span(0.001, 0.3),
        "framing.margin_px": st.floats(1, 4),
        "framing.field_of_view_deg": span(1, 120),
        "framing.placement": st.sampled_from(["random", "centered"]),
        "framing.orientation": st.sampled_from(["random", "fixed"]),
        "pace.variation": span(0.001, 0.95),
        "jitter.probability": st.floats(0, 1),
        "jitter.std": span(0.0005, 0.1),
    }
    return st.fixed_dictionaries({}, optional=keys)


def end_of(changes: Changes, folder: Path) -> End:
    """Make and validate the dataset of a configuration in a folder, as the workflow does, and tell how it ends."""
    start = time.perf_counter()
    kind, reason = _end(settings_with(changes), folder)
    seconds = time.perf_counter() - start
    shutil.rmtree(folder, ignore_errors=True)
    return End(kind, reason, seconds)


def _end(settings: dict[str, Any], folder: Path) -> tuple[str, str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                config = parse_config(settings)
                check_first_samples(config)
            except (ConfigError, FramingError) as error:
                return "refused", str(error)
            try:
                made = make_dataset(settings, folder)
            except FramingError as error:
                return "refused by a job", str(error)
            failed = measure(config, made.folder, 1, lambda rows: None).having("failed")
            return ("failed", "; ".join(str(check.finding) for check in failed)) if failed else ("passed", "")
    except Exception:
        return "traceback", traceback.format_exc()


def reduced(changes: Changes, ends_alike: Callable[[Changes], bool]) -> Changes:
    """Leave out keys, one at a time, as long as the rest ends alike."""
    for key in list(changes):
        fewer = {other: value for other, value in changes.items() if other != key}
        if ends_alike(fewer):
            changes = fewer
    return changes
