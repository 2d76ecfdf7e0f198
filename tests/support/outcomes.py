"""Outcomes of a validation, as the checks write them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from curveball.config.model import Config
from curveball.dataset.provenance import file_digest
from curveball.validation.outcome import (
    ClassifierDetails,
    Confusion,
    FrameScores,
    Interval,
    Measurement,
    NamedScore,
    Outcome,
    ProbeScores,
)


def outcome_of(*checks: Measurement, samples: int = 20, manifest: Path | None = None) -> Outcome:
    """Return the outcome of some checks: passed if none of them failed."""
    about = file_digest(manifest) if manifest else "0" * 32
    passed = all(check.status != "failed" for check in checks)
    return Outcome(
        passed=passed, manifest=about, identity="1" * 32, fingerprint="0" * 32, samples=samples, checks=list(checks)
    )


def fault_count(name: str, faults: int = 0, **fields: Any) -> Measurement:
    """Return a check that counts faulty rows."""
    found = {"finding": f"faulty rows: {faults}, must be at most 0"} if faults else {}
    return Measurement(
        name=name,
        description=f"The check {name} has no faulty row.",
        quantity="faulty rows",
        comparison="at most",
        bound=0,
        **({"status": "failed" if faults else "passed", "value": faults} | found | fields),
    )


def usual_checks() -> list[Measurement]:
    """Return the checks of a dataset that is too small for an audit: all that apply pass."""
    return [
        fault_count("files"),
        fault_count("labels"),
        fault_count("clear_border"),
        Measurement(
            name="baselines",
            description="Simple predictions of the last frame.",
            quantity="reported in the details",
            status="reported",
        ),
        Measurement(
            name="motion_accuracy",
            description="The motion of the ball in the image predicts the class.",
            quantity="accuracy of a classifier that sees the motion",
            status="not_applicable",
            reason="fewer than 200 samples of each class",
        ),
    ]


def single_frame_check(accuracy: Sequence[float], bound: float | None = 0.35, chance: float = 0.25) -> Measurement:
    """Return the check of classifiers that see one frame each."""
    highest = max(accuracy)
    failed = bound is not None and highest - 0.02 > bound
    return Measurement(
        name="single_frame_position",
        description="The position of the ball in a single frame does not predict the class.",
        quantity="accuracy in the frame with the highest accuracy",
        status="failed" if failed else "passed",
        value=highest,
        interval=Interval(low=highest - 0.02, high=highest + 0.02),
        comparison="at most",
        bound=bound,
        finding=f"frame 0 alone predicts the class with an accuracy of {highest:.2f}" if failed else None,
        details=FrameScores(
            frames=list(range(len(accuracy))),
            accuracy=list(accuracy),
            low=[value - 0.02 for value in accuracy],
            high=[value + 0.02 for value in accuracy],
            chance=chance,
            features=["column and row of the ball"],
            train_rows=80,
            test_rows=40,
        ),
    )


def motion_check(config: Config, accuracy: float = 0.97) -> Measurement:
    """Return the check of a classifier that sees the motion, with its confusion matrix."""
    classes = list(config.classes)
    others = (1 - accuracy) / max(len(classes) - 1, 1)
    fractions = [[accuracy if row == column else others for column in classes] for row in classes]
    return Measurement(
        name="motion_accuracy",
        description="The motion of the ball in the image predicts the class.",
        quantity="accuracy of a classifier that sees the motion",
        status="passed",
        value=accuracy,
        interval=Interval(low=accuracy - 0.02, high=min(1.0, accuracy + 0.02)),
        comparison="at least",
        bound=0.9,
        details=ClassifierDetails(
            chance=1 / len(classes),
            features=["motion in the image"],
            train_rows=80,
            test_rows=40,
            confusion=Confusion(classes=classes, fractions=fractions),
        ),
    )


def reported_check(*names: str) -> Measurement:
    """Return the check that reports classifiers without a bound."""
    probes = [NamedScore(name=name, accuracy=0.5, low=0.4, high=0.6) for name in names]
    return Measurement(
        name="reported_probes",
        description="What else predicts the class.",
        quantity="reported in the details",
        status="reported",
        details=ProbeScores(chance=0.25, probes=probes),
    )


def audited_checks(config: Config, leak: float = 0.0) -> list[Measurement]:
    """Return the checks of an audited dataset whose single frames predict the class so much better than chance."""
    others = [check for check in usual_checks() if check.name != "motion_accuracy"]
    return [
        *others,
        single_frame_check([0.26 + leak] * config.frames),
        motion_check(config),
        reported_check("mean image", "first and last frame"),
    ]
