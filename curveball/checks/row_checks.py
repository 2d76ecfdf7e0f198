"""All checks that see rows, and what they share."""

from typing import Any

from curveball.checks.baselines import Baselines
from curveball.checks.batch import Batch
from curveball.checks.check import Check, Witness
from curveball.checks.coverage import Histograms, ParameterCoverage, SameRanges
from curveball.checks.geometry import BallInside, FiniteValues, Projection
from curveball.checks.motion import ConfusedPairs, Motion, Motion3d, MotionProbe
from curveball.checks.neighbours import Neighbours
from curveball.checks.observations import Observations
from curveball.checks.pixels import Centres, ClearBorder, Digests, Radii
from curveball.checks.reported import ReportedProbes
from curveball.checks.reproducibility import Fingerprint, Remade
from curveball.checks.shortcuts import (
    BallPixels,
    MeanColor,
    Order,
    SampleIndex,
    SingleFramePixels,
    SingleFramePosition,
)
from curveball.checks.table import Balance, DisjointSplits, Labels, RowCounts, SplitMembership, UniqueVideos
from curveball.config import Config


class RowChecks(Witness):
    """All checks that see rows, in the order of validation.json."""

    def __init__(self, config: Config, fingerprint: str = ""):
        """Prepare the checks.

        Args:
            config: What the dataset should be.
            fingerprint: What its fingerprint should be; of no matter where rows are only seen.
        """
        self.observations = Observations(config)
        histograms = Histograms(config)
        motion = MotionProbe(self.observations)
        self.checks: list[Check] = [
            RowCounts(config),
            Balance(config),
            Labels(),
            DisjointSplits(),
            SplitMembership(),
            UniqueVideos(),
            FiniteValues(),
            BallInside(config),
            Projection(config),
            Digests(),
            ClearBorder(),
            Centres(config),
            Radii(config),
            Remade(config),
            Fingerprint(fingerprint),
            Baselines(config),
            ParameterCoverage(histograms),
            SameRanges(histograms),
            SingleFramePosition(self.observations),
            SingleFramePixels(self.observations),
            MeanColor(self.observations),
            BallPixels(self.observations),
            Order(self.observations),
            SampleIndex(self.observations),
            Motion(motion),
            Motion3d(motion),
            ConfusedPairs(motion),
            Neighbours(self.observations),
            ReportedProbes(self.observations),
        ]
        self._witnesses: list[Witness] = [self.observations, histograms, *self.checks]

    def see(self, batch: Batch) -> list[Any]:
        """Return what each witness sees."""
        return [witness.see(batch) for witness in self._witnesses]

    def add(self, seen: list[Any]) -> None:
        for witness, part in zip(self._witnesses, seen, strict=True):
            witness.add(part)
