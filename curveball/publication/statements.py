"""What a dataset is for and what it is not for, as its card and the fields of responsible AI in its metadata state."""

from typing import NamedTuple

from curveball.publication.facts import Facts
from curveball.validation.outcome import Measurement

_SINGLE_FRAME = ("single_frame_position", "single_frame_pixels")
"""The checks of what a single frame reveals."""


class Statements(NamedTuple):
    """Statements about a dataset, each a paragraph of plain text."""

    purpose: str
    collection: str
    annotation: str
    uses: tuple[str, ...]
    misuses: tuple[str, ...]
    limitations: tuple[str, ...]
    biases: tuple[str, ...]
    personal_information: str
    social_impact: str
    maintenance: str


def statements(facts: Facts) -> Statements:
    """Return the statements about a dataset."""
    return Statements(
        purpose=(
            "Labels and 3-D ground truth of recorded videos are expensive and inexact, and scenery often reveals what "
            "motion should. Here they are exact, and what reveals the class besides the motion is measured."
        ),
        collection=(
            "Synthetic: every sample is computed by a program from the configuration, the name of the class and the "
            "index of the sample. Nothing was recorded, scraped or collected from people."
        ),
        annotation=(
            "Labels, trajectories, cameras, equations, descriptions and questions state the values from which the "
            "frames are rendered, so they are exact. Nobody annotated anything by hand."
        ),
        uses=_uses(facts),
        misuses=(
            "Conclusions about real footage: accuracy on these videos does not transfer to it.",
            "Safety-relevant tracking of objects or people.",
        ),
        limitations=_limitations(facts),
        biases=_biases(facts),
        personal_information="None: the data show no people and derive from no person.",
        social_impact="None is expected: the data show a ball in motion.",
        maintenance=(
            f"The fingerprint {facts.manifest.fingerprint} identifies the content. Any later version can be compared "
            "with it, and the same configuration and generator reproduce it bit for bit. Errors are corrected in the "
            "generator, whose changelog names every change of the data."
        ),
    )


def _uses(facts: Facts) -> tuple[str, ...]:
    """Return the intended uses, of which videos of one class or of one frame allow fewer."""
    classify = "Classify a motion from a video"
    return (
        *([f"{classify}, where a single frame is not sufficient."] if _hides_class_in_frame(facts) else []),
        *([f"{classify}."] if _has_classes(facts) and not _hides_class_in_frame(facts) else []),
        "Estimate a 3-D trajectory, the camera, or the parameters of a motion from pixels.",
        *(
            ["Predict frames, and measure errors in pixels and meters against an exact ground truth."]
            if facts.config.frames > 1
            else []
        ),
        "Test training code end to end: the data are small, exact and identical on every machine.",
    )


def _limitations(facts: Facts) -> tuple[str, ...]:
    failed = [check.name for check in facts.outcome.having("failed")]
    count = len(facts.config.classes)
    curves = "one curve" if count == 1 else f"{count} curves"
    return (
        *([f"The dataset failed {len(failed)} of its checks: {', '.join(failed)}. Do not use it."] if failed else []),
        "One ball on a plain background, seen by a pinhole camera that does not move: no occlusion, lighting, "
        "texture, motion blur or sensor noise.",
        f"The motions follow the {curves} of the configuration, and are not simulated from forces.",
        *([_class_in_frames(facts)] if _has_classes(facts) else []),
    )


def _class_in_frames(facts: Facts) -> str:
    """Return what frames reveal of the class."""
    if facts.config.style == "trail":
        return "A late frame shows the trail of the ball, and so reveals the class by itself."
    several = "Several frames together reveal the class by the shape of the curve, whatever their order. "
    single = (
        "What a single frame reveals is measured by the audit."
        if any(check.value is not None for check in _single_frame_checks(facts))
        else "What a single frame reveals was not measured, because the checks of it do not apply to this dataset."
    )
    return f"{several if facts.config.frames > 1 else ''}{single}"


def _biases(facts: Facts) -> tuple[str, ...]:
    return (
        f"{'Classes are exactly balanced. ' if _has_classes(facts) else ''}Parameters are uniform in the ranges of the "
        "configuration, apart from views that show a curve unclearly, which are drawn again. Directions and paces are "
        "equally likely, whatever the class.",
        "Sizes, colors and cameras cover the ranges of the configuration and nothing else.",
    )


def _has_classes(facts: Facts) -> bool:
    return len(facts.config.classes) > 1


def _hides_class_in_frame(facts: Facts) -> bool:
    """Tell whether it was measured, by all checks of it, that a single frame does not reveal the class."""
    checks = _single_frame_checks(facts)
    return bool(checks) and all(check.status == "passed" for check in checks)


def _single_frame_checks(facts: Facts) -> list[Measurement]:
    return [check for check in facts.outcome.checks if check.name in _SINGLE_FRAME]
