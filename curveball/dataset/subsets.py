"""Parts of a split for cross-validation and few-shot learning, chosen by stable hashes of the names of samples."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import xxhash
from numpy.typing import NDArray

from curveball.config.errors import CurveballError

# Hashes with different seeds are independent: few shots of a fold are no special ones.
_FOLD, _SHOT = 1, 2


class Subset(NamedTuple):
    """A part of a split: a fold or all others, and of these a few samples of each class."""

    fold: tuple[int, int] | None = None
    """(k, n): fold k of n."""
    complement: bool = False
    """Whether the samples are those of all other folds."""
    shots: int | None = None
    """Number of samples of each class; None for all."""

    @classmethod
    def of(cls, fold: Any, complement: bool, shots: Any) -> "Subset":
        """Return a valid subset.

        Raises:
            CurveballError: An argument has another type or value than it should.
        """
        if fold is not None:
            is_pair = isinstance(fold, Sequence) and len(fold) == 2 and all(type(number) is int for number in fold)
            if not is_pair or not 0 <= fold[0] < fold[1] or fold[1] < 2:
                raise CurveballError(
                    f"fold: found {fold!r:.80}, expected (k, n) for fold k of n, 0 <= k < n and n >= 2"
                )
            fold = (fold[0], fold[1])
        elif complement:
            raise CurveballError("complement: without a fold, there are no samples of other folds")
        if shots is not None and (type(shots) is not int or shots < 1):
            raise CurveballError(f"shots: found {shots!r:.80}, expected a number of samples of each class, at least 1")
        return cls(fold, complement, shots)

    @property
    def is_everything(self) -> bool:
        """Whether it has all samples."""
        return self.fold is None and self.shots is None

    def positions(self, names: Sequence[str], class_names: Sequence[str]) -> NDArray[np.int64]:
        """Return the positions of its samples, in ascending order, shape (M,).

        Args:
            names: The identifiers of N samples.
            class_names: Their classes.

        Raises:
            CurveballError: A class has fewer samples than shots.
        """
        chosen = np.arange(len(names))
        if self.fold is not None:
            number, folds = self.fold
            is_inside = _hashes(names, _FOLD) % np.uint64(folds) == number
            chosen = np.flatnonzero(is_inside != self.complement)
        if self.shots is not None:
            chosen = self._few(chosen, names, np.array(class_names, dtype=object))
        return chosen

    def _few(
        self, chosen: NDArray[np.int64], names: Sequence[str], class_names: NDArray[np.object_]
    ) -> NDArray[np.int64]:
        """Return the positions of those samples of each class that have the smallest hashes."""
        hashes = _hashes([names[place] for place in chosen.tolist()], _SHOT)
        few = []
        for class_name in sorted(set(class_names)):
            own = np.flatnonzero(class_names[chosen] == class_name)
            if len(own) < (self.shots or 0):
                raise CurveballError(
                    f"shots: found {self.shots}, but there are only {len(own)} samples of {class_name}"
                )
            few.append(chosen[own[hashes[own].argsort(kind="stable")[: self.shots]]])
        return np.sort(np.concatenate([np.empty(0, np.int64), *few]))


def _hashes(names: Sequence[str], seed: int) -> NDArray[np.uint64]:
    """Return the xxh3_64 digests of names, shape (N,)."""
    return np.array([xxhash.xxh3_64_intdigest(name.encode(), seed) for name in names], dtype=np.uint64)
