"""All checks of rows, in the order of validation.json, and the collectors that several of them share."""

from collections.abc import Sequence
from typing import Any

from curveball.config.model import Config
from curveball.validation.batch import Batch
from curveball.validation.check import Check, Collector
from curveball.validation.checks.baselines import Baselines
from curveball.validation.checks.geometry import BallInFrame, FiniteValues, ReprojectionError
from curveball.validation.checks.held_out import HeldOut
from curveball.validation.checks.parameters import Histograms, ParameterCoverage, ParameterDrift
from curveball.validation.checks.pixels import (
    BallErrors,
    CenterErrorMax,
    CenterErrorMedian,
    ClearBorder,
    RadiusErrorMax,
    RadiusErrorMedian,
    VideoDigests,
)
from curveball.validation.checks.regeneration import Fingerprint, Regeneration
from curveball.validation.checks.table import (
    ClassBalance,
    Labels,
    RowCounts,
    SplitAssignment,
    UniqueSamples,
    UniqueVideos,
)
from curveball.validation.shortcuts import partial_views
from curveball.validation.shortcuts.direction import (
    DirectionFromFirstFrame,
    DirectionInOrder,
    DirectionWithoutOrder,
)
from curveball.validation.shortcuts.leaks import (
    BallPixels,
    FileOrder,
    MeanColor,
    SampleIndex,
    SingleFramePixels,
    SingleFramePosition,
)
from curveball.validation.shortcuts.motion import (
    Motion3dAccuracy,
    MotionAccuracy,
    MotionClassifier,
    PairwiseConfusion,
)
from curveball.validation.shortcuts.neighbors import NearestNeighbors
from curveball.validation.shortcuts.probe_sample import ProbeSample, TrackSample
from curveball.validation.shortcuts.question_answers import QuestionAnswers
from curveball.validation.shortcuts.reported import ReportedProbes


class Registry:
    """All checks of rows. A new check is added here."""

    def __init__(self, config: Config, fingerprint: str = ""):
        """Create the checks.

        Args:
            config: What the dataset should be.
            fingerprint: What its fingerprint should be; not needed where rows are only mapped.
        """
        checks = config.checks
        histograms, ball_errors = Histograms(config), BallErrors(config)
        self.probe_sample, self.track_sample = ProbeSample(config), TrackSample(config)
        self.fingerprint = Fingerprint(fingerprint)
        motion, motion_3d = (MotionClassifier(self.probe_sample, f"trajectory_{d}d") for d in (2, 3))
        self.checks: list[Check] = [
            RowCounts(config),
            ClassBalance(config),
            Labels(),
            UniqueSamples(),
            SplitAssignment(),
            *([HeldOut()] if config.splits.hold_out else []),
            UniqueVideos(),
            FiniteValues(),
            BallInFrame(config),
            ReprojectionError(config),
            VideoDigests(),
            ClearBorder(),
            CenterErrorMedian(ball_errors, checks.center_px_median),
            CenterErrorMax(ball_errors, checks.center_px_max),
            RadiusErrorMedian(ball_errors, checks.radius_px_median),
            RadiusErrorMax(ball_errors, checks.radius_px_max),
            Regeneration(config),
            self.fingerprint,
            Baselines(config),
            ParameterCoverage(config, histograms),
            ParameterDrift(config, histograms),
            SingleFramePosition(self.probe_sample),
            SingleFramePixels(self.probe_sample),
            *(view(self.track_sample) for view in partial_views.ALL),
            MeanColor(self.probe_sample),
            BallPixels(self.probe_sample),
            FileOrder(self.probe_sample),
            SampleIndex(self.probe_sample),
            MotionAccuracy(motion, ceiling=motion_3d),
            Motion3dAccuracy(motion_3d),
            PairwiseConfusion(motion),
            DirectionWithoutOrder(self.track_sample),
            DirectionInOrder(self.track_sample),
            DirectionFromFirstFrame(self.track_sample),
            NearestNeighbors(self.probe_sample),
            QuestionAnswers(config),
            ReportedProbes(self.probe_sample, self.track_sample),
        ]
        own = [check for check in self.checks if isinstance(check, Collector)]
        self._collectors: list[Collector[Any]] = [self.probe_sample, self.track_sample, histograms, ball_errors, *own]

    def map(self, batch: Batch) -> list[Any]:
        """Return the partial result of each collector."""
        return [collector.map(batch) for collector in self._collectors]

    def update(self, partials: Sequence[Any]) -> None:
        """Add the partial results of the next batch."""
        for collector, partial in zip(self._collectors, partials, strict=True):
            collector.update(partial)

    def condense(self, partials: Sequence[Sequence[Any]]) -> list[list[Any]]:
        """Return what `update_condensed` of another registry takes instead of the partial results of batches."""
        by_collector = zip(*partials, strict=True) if partials else [()] * len(self._collectors)
        pairs = zip(self._collectors, by_collector, strict=True)
        return [collector.condense(list(own)) for collector, own in pairs]

    def update_condensed(self, partials: Sequence[Sequence[Any]]) -> None:
        """Add the partial results of the batches of a part of the dataset, which `condense` returned."""
        for collector, own in zip(self._collectors, partials, strict=True):
            for partial in own:
                collector.update(partial)

    def finish(self) -> None:
        """Complete what several checks share, after the last update and before any check is evaluated."""
        self.probe_sample.finish()
        self.track_sample.finish()
