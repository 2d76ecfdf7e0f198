"""All checks that see rows, and what they share."""

from typing import Any

from curveball.config.model import Config
from curveball.validation.batch import Batch
from curveball.validation.check import Check, Witness
from curveball.validation.checks.baselines import Baselines
from curveball.validation.checks.geometry import BallInside, FiniteValues, Projection
from curveball.validation.checks.parameters import Histograms, ParameterCoverage, SameRanges
from curveball.validation.checks.pixels import Centers, ClearBorder, Digests, Radii
from curveball.validation.checks.regeneration import Fingerprint, Remade
from curveball.validation.checks.table import Balance, DisjointSplits, Labels, RowCounts, SplitMembership, UniqueVideos
from curveball.validation.shortcuts.leaks import (
    BallPixels,
    MeanColor,
    Order,
    SampleIndex,
    SingleFramePixels,
    SingleFramePosition,
)
from curveball.validation.shortcuts.motion import ConfusedPairs, Motion, Motion3d, MotionProbe
from curveball.validation.shortcuts.neighbors import Neighbors
from curveball.validation.shortcuts.probe_sample import Observations
from curveball.validation.shortcuts.reported import ReportedProbes


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
            Centers(config),
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
            Neighbors(self.observations),
            ReportedProbes(self.observations),
        ]
        self._witnesses: list[Witness] = [self.observations, histograms, *self.checks]

    def see(self, batch: Batch) -> list[Any]:
        """Return what each witness sees."""
        return [witness.see(batch) for witness in self._witnesses]

    def add(self, seen: list[Any]) -> None:
        for witness, part in zip(self._witnesses, seen, strict=True):
            witness.add(part)
