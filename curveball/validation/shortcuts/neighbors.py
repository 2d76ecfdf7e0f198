"""A check of the splits: test holds no near-duplicates of train."""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from curveball.validation.check import Bound, Value
from curveball.validation.outcome import NeighborDistances
from curveball.validation.shortcuts.probe_sample import ProbeCheck, ProbeSample
from curveball.validation.significance import more_often_p

_QUANTILES = (0.0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9)
_MAX_QUERIES = 1000
_CLOSEST = 0.02
_MIN_CLOSEST = 10
_ROWS_AT_A_TIME = 256


class NearestNeighbors(ProbeCheck):
    """Compares the distances from test to train with the distances within train.

    Equally many trajectories of train and of test look for their nearest neighbor in the same rest of train. If test is
    distributed like train, the closest of all pairs belong to either group with the same probability: a sign test.
    """

    bound: Bound
    name = "nearest_neighbors"
    description = "Trajectories of test are no closer to those of train than those of train are to each other."
    quantity = "p-value of a sign test on the closest pairs"

    def __init__(self, sample: ProbeSample):
        super().__init__(sample)
        self.bound = Bound("at least", sample.config.checks.false_alarm_rate)

    def why_not_applicable(self) -> str | None:
        """Return why the check does not apply: also if not even all of the closest pairs would fail it."""
        if reason := super().why_not_applicable():
            return reason
        pairs = _closest_pairs(2 * self._queries())
        return f"a sign test of {pairs} pairs cannot fail" if 0.5**pairs > self.bound.limit else None

    def probe(self) -> Value:
        """Return the p-value, and quantiles of the distances."""
        train, test = (_flat(rows["trajectory_2d"]) for rows in (self._sample.train, self._sample.test))
        count = self._queries()
        within, across = (_to_nearest(part[:count], train[count:]) for part in (train, test))
        p_value, closest_across = _sign_test(within, across)
        details = NeighborDistances(
            quantiles=list(_QUANTILES),
            across_px=np.quantile(across, _QUANTILES).tolist(),
            within_px=np.quantile(within, _QUANTILES).tolist(),
            closest_across=closest_across,
        )
        return Value(number=p_value, details=details)

    def _queries(self) -> int:
        """Return the number of trajectories of each split that look for their nearest neighbor."""
        return min(len(self._sample.test["label"]), len(self._sample.train["label"]) // 2, _MAX_QUERIES)

    def explain(self, value: Value) -> str:
        """Tell how many of the closest pairs join test and train."""
        details = cast(NeighborDistances, value.details)
        return (
            f"{details.closest_across:.0%} of the closest pairs of trajectories are between test and train, "
            f"50% are expected (p-value {value.number:.1g}, must be {self.bound})"
        )


def _flat(trajectories: NDArray[Any]) -> NDArray[Any]:
    """Return trajectories (N, T, 2) as points (N, 2 T) whose distance is the RMS distance of their positions."""
    return np.asarray(trajectories.reshape(len(trajectories), -1) / np.sqrt(trajectories.shape[1]), dtype=np.float64)


def _to_nearest(points: NDArray[Any], others: NDArray[Any]) -> NDArray[np.float64]:
    """Return the distance of each point (N, F) to the nearest one of the others (M, F): shape (N,)."""
    # The squares of differences are sums of products, which a matrix product computes.
    squares = np.einsum("ij,ij->i", others, others)
    distances = np.empty(len(points))
    for start in range(0, len(points), _ROWS_AT_A_TIME):
        part = points[start : start + _ROWS_AT_A_TIME]
        nearest = (squares - 2 * part @ others.T).min(axis=1)
        distances[start : start + len(part)] = nearest + np.einsum("ij,ij->i", part, part)
    return np.sqrt(np.maximum(distances, 0))


def _closest_pairs(pairs: int) -> int:
    """Return how many of some pairs are compared: the closest ones."""
    return min(max(int(_CLOSEST * pairs), _MIN_CLOSEST), pairs)


def _sign_test(within: NDArray[np.float64], across: NDArray[np.float64]) -> tuple[float, float]:
    """Test that the closest pairs are across no more often than within; return the p-value and how often they are."""
    order = np.argsort(np.concatenate([within, across]), kind="stable")
    is_across = order[: _closest_pairs(len(order))] >= len(within)
    return more_often_p(int(is_across.sum()), len(is_across)), float(is_across.mean())
