"""Pairs of samples that differ in one respect: a sample beside its reverse, and twins beside their samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path

import numpy as np
import pyarrow as pa

from curveball.config.errors import CurveballError
from curveball.config.model import Config
from curveball.dataset.rendered_videos import PIXEL_COLUMNS
from curveball.dataset.reversal import reverse
from curveball.dataset.sample_rows import SampleRows
from curveball.dataset.splits import TWINS
from curveball.dataset.twin_plan import Twin, planned_twins
from curveball.generation.encoding import decode_video
from curveball.report.images import frames_for_page
from curveball.report.samples import Sample, samples_by_id

_TWINS_OF_A_KIND = 12


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two samples to be shown beside each other."""

    kind: str
    """`reverse`: a sample and its reverse, which is not in the dataset. `order` and `curve`: a sample and its twin."""
    first: Sample
    second: Sample

    @property
    def has_equal_frames(self) -> bool:
        """Whether the second video has the frames of the first in the opposite order."""
        return np.array_equal(self.first.clip[::-1], self.second.clip)

    @property
    def displacement_px(self) -> float:
        """How far each of the balls is at the end from where it started, or farther."""
        return min(map(_displacement_px, (self.first, self.second)))


def collect_pairs(config: Config, dataset: Path, samples: Mapping[str, Sequence[Sample]]) -> list[Pair]:
    """Return the pairs that the report shows; fewer if rows are damaged.

    Args:
        config: The configuration.
        dataset: Folder of the dataset.
        samples: Samples of each class, of which one is reversed.
    """
    pairs = []
    if config.style == "dot" and config.frames > 1:
        pairs += _reversed_pair(config, [sample for some in samples.values() for sample in some])
    return pairs + _twin_pairs(config, dataset)


def _reversed_pair(config: Config, samples: Sequence[Sample]) -> list[Pair]:
    """Return the sample whose ball ends farthest from its start, of those with a pace that is not even, reversed."""
    if not samples:
        return []
    sample = max(samples, key=lambda sample: (sample.pace != "even", _displacement_px(sample)))
    try:
        with np.errstate(invalid="raise"):
            return [Pair(kind="reverse", first=sample, second=_reversed(config, sample))]
    except (CurveballError, ArithmeticError, LookupError, TypeError, ValueError, pa.ArrowException):
        return []  # The row is damaged, which the checks report.


def _twin_pairs(config: Config, dataset: Path) -> list[Pair]:
    """Return a twin of each kind with its sample: of the first ones, those that move farthest."""
    twins: dict[str, list[Twin]] = {}
    for twin in planned_twins(config):
        twins.setdefault(twin.kind, []).append(twin)
    considered = [twin for some in twins.values() for twin in some[:_TWINS_OF_A_KIND]]
    seconds = samples_by_id(config, dataset, {twin.name for twin in considered}, TWINS)
    firsts = samples_by_id(config, dataset, {twin.original for twin in considered}, "test")
    pairs: dict[str, Pair] = {}
    for twin in considered:
        if twin.original in firsts and twin.name in seconds:
            pair = Pair(kind=twin.kind, first=firsts[twin.original], second=seconds[twin.name])
            pairs[twin.kind] = max(pairs.get(twin.kind, pair), pair, key=attrgetter("displacement_px"))
    return list(pairs.values())


def _displacement_px(sample: Sample) -> float:
    return float(np.linalg.norm(sample.trajectory_2d[-1] - sample.trajectory_2d[0]))


def _reversed(config: Config, sample: Sample) -> Sample:
    """Return a sample reversed, as `curveball.reverse` does it."""
    video = decode_video(sample.row["video"][0].as_py(), config.video_shape)
    stored = SampleRows(sample.row, sample.row.schema.names, PIXEL_COLUMNS)
    found = reverse(stored.sample(0, [video, sample.row["digest"][0].as_py()]), config)
    return replace(
        sample,
        direction=found["direction"],
        pace=found["pace"],
        description=found["description"],
        equation=found["equation"],
        clip=frames_for_page(found["video"]),
        trajectory_3d=found["trajectory_3d"].astype(float),
        trajectory_2d=found["trajectory_2d"].astype(float),
    )
