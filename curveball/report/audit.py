"""The audit's numbers, selected from the outcome of the validation for plots and text."""

from dataclasses import dataclass

from curveball.validation.outcome import (
    ClassifierDetails,
    Confusion,
    FrameScores,
    Measurement,
    Outcome,
    ProbeScores,
    Status,
)


@dataclass(frozen=True, kw_only=True)
class ProbeRow:
    """The accuracy of one classifier with its confidence interval, as one row of the plot of all classifiers."""

    name: str
    accuracy: float
    low: float
    high: float
    chance: float
    """Accuracy of a constant answer."""
    bound: float | None = None
    status: Status = "reported"
    below_reference: float | None = None
    """What stronger classifiers add to the accuracy on the default dataset."""


@dataclass(frozen=True)
class FrameCurve:
    """The accuracies of classifiers that see a single frame each, and the bound of their check."""

    name: str
    bound: float | None
    scores: FrameScores


def probe_rows(outcome: Outcome) -> list[ProbeRow]:
    """Return all classifiers; of those that see a single frame, the one with the highest accuracy."""
    return [row for check in outcome.checks for row in _rows(check)]


def frame_curves(outcome: Outcome) -> list[FrameCurve]:
    """Return the accuracies by frame of each check that has them."""
    return [
        FrameCurve(words(check.name), check.bound, check.details)
        for check in outcome.checks
        if isinstance(check.details, FrameScores)
    ]


def confusion_of_motion(outcome: Outcome) -> Confusion | None:
    """Return the confusion matrix of the first classifier that has one: the one trained on the motion in the image."""
    for check in outcome.checks:
        if isinstance(check.details, ClassifierDetails) and check.details.confusion is not None:
            return check.details.confusion
    return None


def reported_probes(outcome: Outcome) -> list[ProbeRow]:
    """Return the scores of classifiers that have no check of their own."""
    return [row for check in outcome.checks if isinstance(check.details, ProbeScores) for row in _rows(check)]


def words(name: str) -> str:
    """Return an identifier as words: ball_inside -> ball inside."""
    return name.replace("_", " ")


def _rows(check: Measurement) -> list[ProbeRow]:
    match check.details:
        case ClassifierDetails(chance=chance) if check.value is not None and check.interval is not None:
            return [_row(check, check.value, check.interval.low, check.interval.high, chance)]
        case FrameScores(accuracy=accuracy) as scores:
            best = max(range(len(accuracy)), key=accuracy.__getitem__)
            return [_row(check, accuracy[best], scores.low[best], scores.high[best], scores.chance)]
        case ProbeScores(chance=chance, probes=probes):
            return [
                ProbeRow(
                    name=probe.name,
                    accuracy=probe.accuracy,
                    low=probe.low,
                    high=probe.high,
                    chance=chance,
                    below_reference=probe.below_reference,
                )
                for probe in probes
            ]
        case _:
            return []


def _row(check: Measurement, accuracy: float, low: float, high: float, chance: float) -> ProbeRow:
    return ProbeRow(
        name=words(check.name),
        accuracy=accuracy,
        low=low,
        high=high,
        chance=chance,
        bound=check.bound,
        status=check.status,
    )
