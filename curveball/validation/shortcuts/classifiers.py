"""The classifiers of the audit. XGBoost trains outside the interpreter's lock: threads train them side by side."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from curveball.config.errors import CurveballError

_SHRINKAGE = 0.01
"""How far the covariance of features is shrunk toward that of independent ones with their mean variance."""
_TINY = 1e-12
_ROWS_THAT_SET_BINS = 3_000
"""How many rows set the limits of bins, at most: to sort all of them would take four times as long."""
_RANGES = 64
_COSINES, _ROWS_PER_COSINE = 800, 5
_ROWS_AT_A_TIME = 500
"""How many rows have their cosines computed together: those of all rows would leave the cache."""
_RIDGE = 1e-6
"""Added to the diagonal of the products of the cosines, as a fraction of its mean."""


class LibraryError(CurveballError):
    """The library of the classifiers cannot be loaded."""


class Classifier(Protocol):
    """What learns to predict labels from features."""

    def fit(self, x: NDArray[Any], y: NDArray[np.int64]) -> None:
        """Train on features (N, F) and labels (N,), which are at least 0."""

    def predict(self, x: NDArray[Any]) -> NDArray[np.int64]:
        """Return the labels (N,) predicted for features (N, F)."""


class BoostedTrees:
    """Gradient-boosted trees (T. Chen and C. Guestrin, 2016), trained by one thread."""

    def __init__(
        self,
        rounds: int = 12,
        rate: float = 0.5,
        depth: int = 4,
        leaves: int | None = None,
        bins: int = 64,
        smallest_leaf: float = 5,
    ):
        """Describe the trees. Those of the defaults are for many features.

        Args:
            rounds: Number of trees of each class.
            rate: How much each tree contributes.
            depth: Maximum depth of a tree, which grows level by level.
            leaves: Maximum number of leaves of a tree of any depth, which grows where it gains most. With as many
                leaves, that takes half as long again, and finds a little more where it takes many.
            bins: In how many values each feature is divided.
            smallest_leaf: Minimum weight of a leaf. A row weighs at most 0.5, and less the surer its prediction is.
        """
        self._rounds = rounds
        shape = {"grow_policy": "lossguide", "max_depth": 0, "max_leaves": leaves} if leaves else {"max_depth": depth}
        self._parameters: dict[str, Any] = shape | {
            "eta": rate,
            "max_bin": bins,
            "min_child_weight": smallest_leaf,
            "nthread": 1,
            "tree_method": "hist",
            "verbosity": 0,
        }

    def fit(self, x: NDArray[Any], y: NDArray[np.int64]) -> None:
        """Train on features (N, F) and labels (N,)."""
        from xgboost import QuantileDMatrix, train

        labels = int(y.max()) + 1
        target = {"objective": "multi:softmax", "num_class": labels} if labels > 2 else {"objective": "binary:logistic"}
        features, bins = _as_float32(x), self._parameters["max_bin"]
        # Random ones: every so many rows could be those of one class, and the values of the others could share a bin.
        some = features[np.random.default_rng(0).permutation(len(x))[:_ROWS_THAT_SET_BINS]]
        # XGBoost would find about the same quantiles, in six times the time.
        quantiles = np.sort(some, axis=0)[np.arange(bins) * len(some) // bins]
        limits = QuantileDMatrix(quantiles, max_bin=bins, nthread=1)
        rows = QuantileDMatrix(features, y, max_bin=bins, nthread=1, ref=limits)
        self._trees = train(self._parameters | target, rows, self._rounds)

    def predict(self, x: NDArray[Any]) -> NDArray[np.int64]:
        """Return the labels (N,) predicted for features (N, F)."""
        # The number of one of several labels, or the probability of the second of two.
        labels: NDArray[np.int64] = np.rint(self._trees.inplace_predict(_as_float32(x))).astype(np.int64)
        return labels


class LinearMap:
    """One weight per feature and label: linear discriminant analysis (T. Hastie et al., 2009, section 4.3).

    For coarse pixels: they show where the ball is, so one weight per cell maps each class.
    """

    def fit(self, x: NDArray[Any], y: NDArray[np.int64]) -> None:
        """Train on features (N, F) and labels (N,)."""
        self._labels, number, counts = np.unique(y, return_inverse=True, return_counts=True)
        means = np.stack([x[number == label].mean(axis=0, dtype=np.float64) for label in range(len(counts))])
        offsets = x - means[number]
        covariance = (1 - _SHRINKAGE) * (offsets.T @ offsets) / len(x)
        size = max(float(covariance.trace()) / len(covariance), _TINY)
        covariance[np.diag_indices_from(covariance)] += _SHRINKAGE * size
        self._weights = np.linalg.solve(covariance, means.T)
        self._constants = np.log(counts / len(x)) - np.einsum("kf,fk->k", means, self._weights) / 2

    def predict(self, x: NDArray[Any]) -> NDArray[np.int64]:
        """Return the labels (N,) predicted for features (N, F)."""
        labels: NDArray[np.int64] = self._labels[(x @ self._weights + self._constants).argmax(axis=1)]
        return labels


class Histogram:
    """The most frequent label in each of 64 ranges of a single feature. Each range has about as many rows."""

    def fit(self, x: NDArray[Any], y: NDArray[np.int64]) -> None:
        """Train on one feature (N, 1) and labels (N,)."""
        self._limits = np.unique(np.quantile(x[:, 0], np.arange(1, _RANGES) / _RANGES, method="lower"))
        labels = int(y.max()) + 1
        counts = np.bincount(self._ranges(x) * labels + y, minlength=(len(self._limits) + 1) * labels)
        self._most_frequent = counts.reshape(-1, labels).argmax(axis=1)

    def predict(self, x: NDArray[Any]) -> NDArray[np.int64]:
        """Return the labels (N,) predicted for one feature (N, 1)."""
        labels: NDArray[np.int64] = self._most_frequent[self._ranges(x)]
        return labels

    def _ranges(self, x: NDArray[Any]) -> NDArray[np.int64]:
        return np.searchsorted(self._limits, x[:, 0])


class RandomCosines:
    """Least squares on cosines of random sums of the features (A. Rahimi and B. Recht, 2007), and on the features.

    For smooth boundaries between classes, where as many boosted trees take two or three times as long. Each feature is
    mapped to a normal distribution first.
    """

    def fit(self, x: NDArray[Any], y: NDArray[np.int64]) -> None:
        """Train on features (N, F) and labels (N,)."""
        from scipy.special import ndtri

        random = np.random.default_rng(0)
        levels = (np.arange(_RANGES) + 0.5) / _RANGES
        self._normal = ndtri(levels)
        self._knots = np.quantile(x[random.permutation(len(x))[:_ROWS_THAT_SET_BINS]], levels, axis=0)
        count = min(_COSINES, len(x) // _ROWS_PER_COSINE)  # More of them would learn the rows by heart.
        self._sums = _as_float32(random.standard_normal((x.shape[1], count)) / np.sqrt(x.shape[1]))
        self._phases = _as_float32(random.uniform(0, 2 * np.pi, count))
        columns = self._columns(x)
        products = (columns.T @ columns).astype(np.float64)
        products[np.diag_indices_from(products)] += _RIDGE * products.trace() / len(products)
        targets = np.eye(int(y.max()) + 1, dtype=np.float32)[y]
        self._weights = _as_float32(np.linalg.solve(products, (columns.T @ targets).astype(np.float64)))

    def predict(self, x: NDArray[Any]) -> NDArray[np.int64]:
        """Return the labels (N,) predicted for features (N, F)."""
        labels: NDArray[np.int64] = (self._columns(x) @ self._weights).argmax(axis=1)
        return labels

    def _columns(self, x: NDArray[Any]) -> NDArray[np.float32]:
        pairs = zip(x.T, self._knots.T, strict=True)
        normal = _as_float32(np.column_stack([np.interp(column, knots, self._normal) for column, knots in pairs]))
        cosines = len(self._phases)
        columns = np.empty((len(x), cosines + x.shape[1] + 1), dtype=np.float32)
        for start in range(0, len(x), _ROWS_AT_A_TIME):
            rows = slice(start, start + _ROWS_AT_A_TIME)
            np.cos(normal[rows] @ self._sums + self._phases, out=columns[rows, :cosines])
        columns[:, cosines:-1] = normal
        columns[:, -1] = 1
        return columns


def load_library() -> None:
    """Import XGBoost, which takes a third of a second, at a time when it keeps nobody waiting.

    Raises:
        LibraryError: It is installed, but cannot be loaded.
    """
    try:
        import xgboost  # noqa: F401
    except ValueError as error:  # what its own error is; without the module, that has no name
        reason = " ".join(str(error).split())
        raise LibraryError(
            f"XGBoost, which trains the classifiers of the validation, cannot be loaded: {reason[:300]}\n"
            "On macOS, it needs libomp: brew install libomp. Then run the same command again"
        ) from None


def few_trees() -> Classifier:
    """Return a classifier for few features: as good as more trees on typical leaks, in a tenth of the time."""
    return BoostedTrees(rounds=3, smallest_leaf=10)


def _as_float32(x: NDArray[Any]) -> NDArray[np.float32]:
    return np.ascontiguousarray(x, dtype=np.float32)
