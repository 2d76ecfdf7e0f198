"""Which twins a dataset has: for samples of test, the same sample with another order or another curve."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from curveball.config.errors import CurveballError
from curveball.config.model import Config
from curveball.dataset.splits import ALL_SPLITS, Places, split_of
from curveball.generation.names import parse_sample_id, sample_id

_INDICES_AT_A_TIME = 1 << 17

ORDER = "order"
"""The variant of a twin whose time is reversed. All other variants are names of classes."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A sample and the variant of it that is its twin."""

    class_name: str
    """Class of the sample."""
    index: int
    """Its index within its class."""
    variant: str
    """ORDER, or the class whose curve the twin has."""

    @property
    def name(self) -> str:
        """Identifier of the twin: linear-0000042-circular."""
        return f"{self.original}-{self.variant}"

    @property
    def original(self) -> str:
        """Identifier of the sample."""
        return sample_id(self.class_name, self.index)

    @property
    def kind(self) -> str:
        """What differs: "order" or "curve"."""
        return ORDER if self.variant == ORDER else "curve"

    @property
    def own_class(self) -> str:
        """Class of the twin."""
        return self.class_name if self.variant == ORDER else self.variant

    @classmethod
    def parse(cls, name: str) -> "Twin | None":
        """Return the twin that an identifier tells; None if it is the identifier of a sample.

        Raises:
            CurveballError: It is neither.
        """
        original, _, variant = name.rpartition("-")
        if "-" not in original:
            return None
        return cls(*parse_sample_id(original), variant)

    def check(self, config: Config) -> None:
        """Raise CurveballError if a configuration has no such twin."""
        others = [name for name in config.classes if name != self.class_name]
        if self.class_name not in config.classes:
            raise CurveballError(
                f"{self.class_name!r} is not a class of this configuration; it has {', '.join(config.classes)}"
            )
        if self.variant not in (ORDER, *others):
            raise CurveballError(
                f"{self.original} has no twin {self.variant!r:.80}; it has {', '.join((ORDER, *others))}"
            )


def planned_twins(config: Config, fresh: int = 0) -> tuple[Twin, ...]:
    """Return the twins of a dataset, in the order of their rows.

    The samples of test with the smallest indices have twins, equally many of each class, each one twin: its reverse, or
    it as one of the other classes, in turn. So growth moves and changes none.

    Args:
        config: The configuration.
        fresh: As for `order.sample_order`.

    Returns:
        `splits.twins` twins, or fewer if a class has too few samples in test.
    """
    if not config.splits.twins:
        return ()
    return _planned(Places(config), fresh)


@lru_cache(maxsize=16)
def _planned(places: Places, fresh: int) -> tuple[Twin, ...]:
    config = places.config
    ranked = []
    for number, (name, count) in enumerate(config.class_counts.items()):
        wanted = (config.splits.twins + len(config.classes) - 1 - number) // len(config.classes)
        of_test = _first_of_test(config, name, range(fresh * count, (fresh + 1) * count), wanted)
        ranked += [
            (rank, number, Twin(name, index, _variant(config, name, rank))) for rank, index in enumerate(of_test)
        ]
    return tuple(twin for _, _, twin in sorted(ranked, key=lambda entry: entry[:2]))


def _first_of_test(config: Config, class_name: str, window: range, wanted: int) -> list[int]:
    """Return the smallest indices of a class that are in a window and in test, but at most as many as are wanted."""
    found: list[int] = []
    for first in range(window.start, window.stop, _INDICES_AT_A_TIME):
        indices = np.arange(first, min(first + _INDICES_AT_A_TIME, window.stop))
        found += indices[split_of(config, class_name, indices) == ALL_SPLITS.index("test")].tolist()
        if len(found) >= wanted:
            break
    return found[:wanted]


def _variant(config: Config, class_name: str, rank: int) -> str:
    """Return the variant of the twin of a class's sample of test, by its rank among them."""
    others = [name for name in config.classes if name != class_name]
    if rank % 2 == 0 or not others:
        return ORDER
    return others[rank // 2 % len(others)]
