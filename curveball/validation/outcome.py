"""The outcome of a validation, as `validation.json` holds it.

The checks write it; the verdict, the report and users read it back as the same typed models. Numbers are finite, or
null where there is nothing to measure, so the file is valid JSON whatever a dataset contains.
"""

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from curveball.config.errors import CurveballError
from curveball.generation.atomic import write_text


class OutcomeError(CurveballError):
    """A file is not the outcome of a validation."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Score(_Model):
    """How often a classifier is right on rows that it has not seen."""

    accuracy: float
    """Fraction of the test rows that it gets right."""
    low: float
    """Lower end of the confidence interval of the accuracy (Wilson)."""
    high: float
    """Upper end of the interval."""


class NamedScore(Score):
    """The score of a probe that is reported and has no check of its own."""

    name: str
    """What the probe sees."""


class Confusion(_Model):
    """Which fraction of each true class gets which answer."""

    classes: list[str]
    """Names of the classes, in the order of their labels: K of them."""
    fractions: list[list[float]]
    """K rows of K: row is the true class, column the answer. A row adds up to 1, or is 0 for a class without rows."""


class ClassifierScore(Score):
    """The score of a probe, and what it saw."""

    kind: Literal["classifier_score"] = "classifier_score"
    chance: float
    """Accuracy of an answer that depends on nothing."""
    features: list[str]
    """What the probe sees of a sample."""
    train_rows: int
    test_rows: int
    ceiling: Score | None = None
    """Score of the same probe on the motion in the world: the most that the image can tell."""
    confusion: Confusion | None = None


class FrameScores(_Model):
    """The scores of a probe that sees a single frame, frame by frame."""

    kind: Literal["frame_scores"] = "frame_scores"
    frames: list[int]
    """Numbers of the frames, from 0: T' of them."""
    accuracy: list[float]
    """T' accuracies."""
    low: list[float]
    """T' lower ends of the intervals."""
    high: list[float]
    """T' upper ends of the intervals."""
    chance: float
    features: list[str]
    train_rows: int
    test_rows: int


class PairConfusion(_Model):
    """The pair of classes that a probe confuses most."""

    kind: Literal["pair_confusion"] = "pair_confusion"
    pair: tuple[str, str]
    """The true class and the answer."""
    low: float
    """Lower end of the confidence interval of the fraction."""
    high: float
    confusion: Confusion


class ProbeScores(_Model):
    """Scores that are reported and not judged."""

    kind: Literal["probe_scores"] = "probe_scores"
    chance: float
    probes: list[NamedScore]


class RowCounts(_Model):
    """Rows by split and class."""

    kind: Literal["row_counts"] = "row_counts"
    counts: dict[str, dict[str, int]]
    """Split -> class -> rows."""


class ClassCounts(_Model):
    """Rows by class."""

    kind: Literal["class_counts"] = "class_counts"
    counts: dict[str, int]


class FoundFingerprint(_Model):
    """The fingerprint of the rows that were read."""

    kind: Literal["fingerprint"] = "fingerprint"
    fingerprint: str


class ParameterHistogram(_Model):
    """How the values of a parameter are spread over its range."""

    class_name: str
    parameter: str
    low: float
    """Lower end of the range in the configuration."""
    high: float
    counts: list[int]
    """Rows in each of 16 equal parts of the range."""
    p: float
    """p-value of a chi-square test of uniformity."""


class ParameterHistograms(_Model):
    """The histograms of all parameters."""

    kind: Literal["parameter_histograms"] = "parameter_histograms"
    parameters: list[ParameterHistogram]


class ParameterRange(_Model):
    """The extremes of a parameter in each split."""

    class_name: str
    parameter: str
    ranges: dict[str, tuple[float, float]]
    """Split -> smallest and largest value; a split without rows is left out."""
    p: float
    """p-value of a chi-square test that the distribution is the same in each split."""


class ParameterRanges(_Model):
    """The extremes of all parameters."""

    kind: Literal["parameter_ranges"] = "parameter_ranges"
    parameters: list[ParameterRange]


class NeighborDistances(_Model):
    """Quantiles of the distance of a trajectory to its nearest neighbor in train, in px."""

    kind: Literal["neighbor_distances"] = "neighbor_distances"
    quantiles: list[float]
    across_px: list[float]
    """From test to train."""
    within_px: list[float]
    """From train to the rest of train."""


class PredictionError(_Model):
    """How far a predicted frame is from the real one; pixels from 0 to 1."""

    mse: float
    psnr_db: float | None
    """Peak signal-to-noise ratio; null for a perfect prediction."""


class VideoBytes(_Model):
    """Size of a video in bytes."""

    raw: int
    mean: float
    by_class: dict[str, float]


class Baselines(_Model):
    """What a trained model has to beat."""

    kind: Literal["baselines"] = "baselines"
    frame: int
    """Number of the frame that is predicted: the last."""
    copy_last_frame: PredictionError | None = None
    constant_velocity: PredictionError | None = None
    bytes_per_video: VideoBytes


Details = Annotated[
    ClassifierScore
    | FrameScores
    | PairConfusion
    | ProbeScores
    | RowCounts
    | ClassCounts
    | FoundFingerprint
    | ParameterHistograms
    | ParameterRanges
    | NeighborDistances
    | Baselines,
    Field(discriminator="kind"),
]


class Measurement(_Model):
    """The outcome of one check."""

    name: str
    description: str
    """What holds if the check passes."""
    bound: float | None = None
    """What the value is compared with; null where nothing is compared."""
    comparison: Literal["at most", "at least"] | None = None
    value: float | None = None
    """What was measured; null where it could not be measured, or is not a finite number."""
    passed: bool | None
    """Whether the value is within its bound; null where the check does not apply or only reports."""
    reason: str | None = None
    """Why the check does not apply, has no bound or could not be measured."""
    finding: str | None = None
    """Of a failed check: what is wrong, in one line."""
    examples: list[str] = []
    """Up to five of the rows, digests or files at fault."""
    details: Details | None = None


class Outcome(_Model):
    """The outcome of all checks of a dataset."""

    passed: bool
    """Whether no check failed."""
    fingerprint: str
    samples: int
    checks: list[Measurement]

    @property
    def failed(self) -> list[Measurement]:
        """The checks that failed."""
        return [check for check in self.checks if check.passed is False]

    @property
    def passed_checks(self) -> list[Measurement]:
        """The checks that passed."""
        return [check for check in self.checks if check.passed]

    @property
    def not_judged(self) -> list[Measurement]:
        """The checks that do not apply, and those that only report."""
        return [check for check in self.checks if check.passed is None]

    def __getitem__(self, name: str) -> Measurement:
        """Return a check by its name.

        Raises:
            KeyError: There is no such check.
        """
        for check in self.checks:
            if check.name == name:
                return check
        raise KeyError(name)


def write_outcome(outcome: Outcome, path: Path) -> None:
    """Write an outcome as JSON; the file appears complete or not at all."""
    write_text(path, outcome.model_dump_json(indent=2) + "\n")


def read_outcome(path: Path) -> Outcome:
    """Read an outcome.

    Raises:
        OutcomeError: The file is not the outcome of a validation by this version of Curveball.
    """
    try:
        return Outcome.model_validate_json(path.read_bytes())
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"])) or "the file"
        raise OutcomeError(
            f"{path}: not the outcome of a validation ({where}: {fault['msg']}). Delete it and run again"
        ) from None


def json_schema() -> str:
    """Return the JSON schema of `validation.json`."""
    return json.dumps(Outcome.model_json_schema(mode="serialization"), indent=2) + "\n"
