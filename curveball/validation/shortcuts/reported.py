"""What tells the class by rights, short of the motion: how well, for a reader of results. No bound."""

from collections.abc import Callable

import numpy as np

from curveball.validation.check import Measurement
from curveball.validation.shortcuts.probe_sample import ObservationCheck, Rows

_LEARNS_FROM_EVERY = 4


class ReportedProbes(ObservationCheck):
    """What may tell the class, and how well: reported, with no bound."""

    name = "reported_probes"
    promise = "what else tells the class without the order of the frames (reported, no bound)"

    def judge(self) -> Measurement:
        from curveball.validation.shortcuts import probes

        seen = self._observations
        sights: dict[str, Callable[[Rows], np.ndarray]] = {
            "positions without their order": lambda rows: probes.unordered_features(rows["trajectory_2d"]),
            "mean image": lambda rows: rows["cells"].mean(axis=1, dtype=np.float32),
            "first and last frame": _first_and_last,
            "bytes of the compressed video": lambda rows: rows["bytes"][:, None],
        }
        scores = [seen.score(probes.forest(), sight, learns_from_every=_LEARNS_FROM_EVERY) for sight in sights.values()]
        found = [
            {"name": name, "accuracy": score.accuracy, "low": score.low, "high": score.high}
            for name, score in zip(sights, scores, strict=True)
        ]
        details = {"reason": "reported, not gated", "chance": seen.chance, "probes": found}
        return Measurement(self.name, self.promise, None, None, None, details)


def _first_and_last(rows: Rows) -> np.ndarray:
    first, last = (np.column_stack([rows["trajectory_2d"][:, k], rows["radius_px"][:, k]]) for k in (0, -1))
    return np.column_stack([first, last, last - first])
