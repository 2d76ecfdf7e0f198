"""The outcome of a validation, as `validation.json` holds it.

The checks write it; the verdict, the report and users read it back as the same typed models. Numbers are finite, or
null where there is nothing to measure, so the file is valid JSON whatever a dataset contains.
"""

import json
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np

from curveball.config.errors import CurveballError
from curveball.dataset.provenance import file_digest
from curveball.generation.atomic import write_text
from curveball.structures import Structure


class OutcomeError(CurveballError):
    """A file is not the outcome of a validation."""


class _Details(Structure, tag_field="kind"):
    """What a check found besides its value. The key `kind` names the structure."""

    @property
    def kind(self) -> str:
        """The key `kind` of the JSON."""
        return str(self.__struct_config__.tag)


class Interval(Structure):
    """The confidence interval of a value (Wilson).

    Each end is on the wrong side of the true value with a probability of `checks.false_alarm_rate`, divided by the
    number of values of which the check takes the worst.
    """

    low: float
    """Lower end."""
    high: float
    """Upper end."""


class Score(Structure):
    """The accuracy of a classifier on rows that it was not trained on."""

    accuracy: float
    """Fraction of the test rows that are classified correctly."""
    low: float
    """Lower end of the confidence interval of the accuracy (Wilson)."""
    high: float
    """Upper end of the interval."""


class NamedScore(Score):
    """The score of a probe that is reported and has no check of its own."""

    name: str
    """The features that the probe was trained on."""
    below_reference: float | None = None
    """How much more accurate the best of much stronger classifiers was on the default dataset, if it was measured."""


class Confusion(Structure):
    """A row-normalized confusion matrix of K classes."""

    classes: list[str]
    """Names of the K classes, in the order of their labels."""
    fractions: list[list[float]]
    """Shape (K, K): the row is the true class, the column the predicted one. A row adds up to 1, or to 0 for a class
    without test rows."""


class ClassifierDetails(_Details, tag="classifier"):
    """How a classifier was trained whose accuracy is the value of the check."""

    chance: float
    """Accuracy of a constant answer."""
    features: list[str]
    """What the classifier is trained on."""
    train_rows: int
    """Number of rows that the classifier was trained on."""
    test_rows: int
    """Number of rows that it was tested on."""
    below_reference: float | None = None
    """How much more accurate the best of much stronger classifiers was on the default dataset, if it was measured."""
    ceiling: Score | None = None
    """Score of the same classifier on the 3-D motion, an upper limit for the motion in the image."""
    confusion: Confusion | None = None
    """Confusion matrix of the test rows, for a classifier of the motion."""


class FrameScores(_Details, tag="frame_scores"):
    """The scores of classifiers trained on a single frame each; the value of the check is the highest accuracy."""

    frames: list[int]
    """Numbers of the F evaluated frames, from 0."""
    accuracy: list[float]
    """F accuracies."""
    low: list[float]
    """F lower ends of the confidence intervals."""
    high: list[float]
    """F upper ends of the confidence intervals."""
    chance: float
    """Accuracy of a constant answer."""
    features: list[str]
    """What each classifier is trained on."""
    train_rows: int
    """Number of rows that each classifier was trained on."""
    test_rows: int
    """Number of rows that each was tested on."""
    below_reference: float | None = None
    """How much more accurate the best of much stronger classifiers was on the default dataset, if it was measured."""


class PairConfusion(_Details, tag="pair_confusion"):
    """The pair of classes that the motion classifier confuses most; the value of the check is their confusion."""

    pair: tuple[str, str]
    """The true class and the predicted one."""
    confusion: Confusion
    """Confusion matrix of the test rows."""


class ProbeScores(_Details, tag="probe_scores"):
    """Scores that are reported and have no bound."""

    chance: float
    """Accuracy of a constant answer."""
    probes: list[NamedScore]
    """One entry per classifier."""


class RowCounts(_Details, tag="row_counts"):
    """Rows by split and class."""

    counts: dict[str, dict[str, int]]
    """Split -> class -> rows."""


class ClassCounts(_Details, tag="class_counts"):
    """Rows by class."""

    counts: dict[str, int]
    """Class -> rows."""


class FoundFingerprint(_Details, tag="fingerprint"):
    """The fingerprint of the rows that were read."""

    fingerprint: str
    """32 hexadecimal digits, computed as for the manifest."""


class ParameterHistogram(Structure):
    """How the values of a parameter are spread over its range."""

    class_name: str
    """Name of the class."""
    parameter: str
    """Name of the parameter in the configuration of the class; `jitter_std` for the noise."""
    low: float
    """Lower end of the range in the configuration."""
    high: float
    """Upper end of the range in the configuration."""
    counts: list[int]
    """Rows in each of 16 equal parts of the range."""
    p_value: float
    """Of a chi-square test that the distribution is uniform."""


class ParameterHistograms(_Details, tag="parameter_histograms"):
    """The histograms of all parameters."""

    parameters: list[ParameterHistogram]
    """One entry per parameter, class by class."""


class ParameterRange(Structure):
    """The extremes of a parameter in each split."""

    class_name: str
    """Name of the class."""
    parameter: str
    """Name of the parameter in the configuration of the class; `jitter_std` for the noise."""
    ranges: dict[str, tuple[float, float]]
    """Split -> smallest and largest value; a split without rows is left out."""
    p_value: float
    """Of a chi-square test that the distribution is the same in every split."""


class ParameterRanges(_Details, tag="parameter_ranges"):
    """The extremes of all parameters."""

    parameters: list[ParameterRange]
    """One entry per parameter, class by class."""


class NeighborDistances(_Details, tag="neighbor_distances"):
    """Quantiles of the distance of a trajectory to its nearest neighbor in train, in px."""

    quantiles: list[float]
    """Fractions of the distances, from 0 to 1: Q of them."""
    across_px: list[float]
    """Q quantiles of the distances from test to train."""
    within_px: list[float]
    """Q quantiles of the distances from train to the rest of train."""
    closest_across: float
    """Fraction of the closest pairs that are between test and train: 0.5 is expected."""


class PredictionError(Structure):
    """The error of a predicted frame; pixels range from 0 to 1."""

    mse: float
    """Mean squared error of a pixel."""
    psnr_db: float | None
    """Peak signal-to-noise ratio; null for a perfect prediction."""


class VideoBytes(Structure):
    """Size of a video in bytes."""

    raw: int
    """Size of an uncompressed video."""
    mean: float
    """Mean size of a compressed video."""
    by_class: dict[str, float]
    """Class -> mean size of a compressed video."""


class Baselines(_Details, tag="baselines"):
    """What a trained model has to beat."""

    frame: int
    """Number of the frame that is predicted: the last."""
    bytes_per_video: VideoBytes
    """Size of a compressed video."""
    copy_last_frame: PredictionError | None = None
    """Error of the last frame but one as a prediction of the last one; null for videos of fewer than three frames."""
    constant_velocity: PredictionError | None = None
    """Error of a rendered frame in which the ball has kept its velocity; null like `copy_last_frame`."""


Details = (
    ClassifierDetails
    | FrameScores
    | PairConfusion
    | ProbeScores
    | RowCounts
    | ClassCounts
    | FoundFingerprint
    | ParameterHistograms
    | ParameterRanges
    | NeighborDistances
    | Baselines
)

Status = Literal["passed", "failed", "reported", "not_applicable"]


class Measurement(Structure):
    """The outcome of one check."""

    name: str
    """Name of the check."""
    description: str
    """What holds if the check passes, or what is reported."""
    quantity: str
    """What the value is, with its unit: `median distance in px`."""
    status: Status
    """Whether the value is within the bound; `reported` without a bound, `not_applicable` with a reason."""
    value: float | None = None
    """The measured quantity; null where it is not a finite number or was not measured."""
    interval: Interval | None = None
    """The confidence interval of the value, if it is an estimate: it decides whether the check passes."""
    comparison: Literal["at most", "at least"] | None = None
    """How the value is compared with the bound; null where there is no bound."""
    bound: float | None = None
    """The limit of the value; null where there is no bound."""
    reason: str | None = None
    """Why the check does not apply."""
    finding: str | None = None
    """For a failed check: what is wrong, in one line."""
    examples: list[str] = msgspec.field(default_factory=list)
    """Up to five of the rows, digests or files at fault."""
    details: Details | None = None
    """What else the check found; the key `kind` names the structure."""

    @property
    def below_reference(self) -> float | None:
        """How much more accurate much stronger classifiers were on the default dataset, for a classifier's accuracy."""
        return getattr(self.details, "below_reference", None)


class Outcome(Structure):
    """The outcome of all checks of a dataset."""

    passed: bool
    """Whether no check failed."""
    manifest: str
    """xxh3_128 of the manifest of the dataset, 32 hexadecimal digits: which dataset the outcome is about."""
    fingerprint: str
    """Fingerprint of the rows that were read."""
    samples: int
    """Number of rows that were read."""
    checks: list[Measurement]
    """All checks, in a fixed order."""
    identity: str = ""
    """Digest of the settings, code and versions that the outcome depends on, 32 hexadecimal digits."""

    def having(self, status: Status) -> list[Measurement]:
        """Return the checks with a status, in order."""
        return [check for check in self.checks if check.status == status]

    def __getitem__(self, name: str) -> Measurement:
        """Return the check with a name.

        Raises:
            KeyError: There is no check with that name.
        """
        for check in self.checks:
            if check.name == name:
                return check
        raise KeyError(name)


def write_outcome(outcome: Outcome, path: Path) -> None:
    """Write an outcome as JSON; the file appears complete or not at all.

    Raises:
        ValueError: A value has another type than the outcome declares, or is a number that is not finite.
    """
    content = msgspec.json.encode(outcome, enc_hook=_plain)
    if msgspec.json.decode(content, type=Outcome) != outcome:
        raise ValueError(
            "The outcome would be read as another: it has a number that is not finite, or a tuple for a list"
        )
    write_text(path, msgspec.json.format(content, indent=2).decode() + "\n")


def read_outcome(path: Path, manifest: Path | None = None, identity: str | None = None) -> Outcome:
    """Read an outcome.

    Args:
        path: The file, usually `results/validation.json`.
        manifest: The manifest of the dataset that the outcome must be about; None accepts any.
        identity: The identity that the outcome must have; None accepts any.

    Raises:
        OutcomeError: The file is not the outcome of a validation by this version of Curveball, it is about another
            dataset, or it has another identity.
    """
    outcome = _parse(path)
    if manifest and outcome.manifest != file_digest(manifest):
        raise OutcomeError(
            f"{path}: not about the dataset in {manifest.parent}, since one of them was changed or replaced. "
            f"Delete {path} and run snakemake again"
        )
    if identity is not None and outcome.identity != identity:
        raise OutcomeError(
            f"{path}: the outcome of checks with other settings or other code. Delete {path} and run snakemake again"
        )
    return outcome


def _parse(path: Path) -> Outcome:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Outcome)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise OutcomeError(f"{path}: not the outcome of a validation ({error}). Delete it and run again") from None


def _plain(value: Any) -> Any:
    """Return a number of NumPy as one of Python."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in an outcome")


def json_schema() -> str:
    """Return the JSON schema of `validation.json`."""
    return json.dumps(msgspec.json.schema(Outcome), indent=2) + "\n"
