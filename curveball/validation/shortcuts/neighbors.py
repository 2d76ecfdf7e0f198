"""A promise about splits: what a model is judged by is not nearly what it learned from."""

import numpy as np

from curveball.validation.check import Measurement
from curveball.validation.shortcuts.probe_sample import ObservationCheck

_QUANTILES = (0.0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9)
_QUERIES_AT_MOST = 1000
_CLOSEST = 0.02


class Neighbors(ObservationCheck):
    """The nearest trajectory of train is no closer to one of test than to another one of train.

    As many trajectories of train as of test, and these, are compared with the same rest of train. If test is like
    train, the closest of all pairs belong to either with the same probability: a sign test.
    """

    name = "neighbors"
    promise = "trajectories of test are no closer to train than those of train to each other (p of a sign test)"

    def judge(self) -> Measurement:
        seen = self._observations
        train, test = (_flat(rows["trajectory_2d"]) for rows in (seen.train, seen.test))
        count = min(len(test), len(train) // 2, _QUERIES_AT_MOST)
        within, across = (_to_nearest(part[:count], train[count:]) for part in (train, test))
        p, nearer = _sign_test(within, across)
        details = {
            "quantiles": list(_QUANTILES),
            "across_px": np.quantile(across, _QUANTILES).tolist(),
            "within_px": np.quantile(within, _QUANTILES).tolist(),
        }
        if p < self._checks.false_alarm_rate:
            details["finding"] = f"of the closest pairs of trajectories, {nearer:.0%} are of test and train (p {p:.1g})"
        return self.at_least(self._checks.false_alarm_rate, p, **details)


def _flat(trajectories: np.ndarray) -> np.ndarray:
    """Return trajectories (N, T, 2) as points whose distance is the root mean square one of their positions."""
    return trajectories.reshape(len(trajectories), -1) / np.sqrt(trajectories.shape[1])


def _to_nearest(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    from sklearn.metrics import pairwise_distances_argmin_min

    return pairwise_distances_argmin_min(points.astype(np.float64), others.astype(np.float64))[1]


def _sign_test(within: np.ndarray, across: np.ndarray) -> tuple[float, float]:
    """Return the p of a test that the closest of both are no more often of `across`, and how often they are."""
    from scipy.stats import binomtest

    order = np.argsort(np.concatenate([within, across]), kind="stable")
    closest = order[: max(int(_CLOSEST * len(order)), 10)] >= len(within)
    test = binomtest(int(closest.sum()), len(closest), 0.5, alternative="greater")
    return float(test.pvalue), float(closest.mean())
