"""What a dataset is for and what it is not for, as its card and the fields of responsible AI in its metadata state."""

from typing import NamedTuple

from curveball.publication.facts import Facts


class Statements(NamedTuple):
    """Statements about a dataset, each a paragraph of plain text."""

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
        collection=(
            "Synthetic: every sample is computed by a program from the configuration, the name of the class and the "
            "index of the sample. Nothing was recorded, scraped or collected from people."
        ),
        annotation=(
            "Labels, trajectories, cameras, equations and descriptions are the values from which the frames are "
            "rendered, so they are exact. Nobody annotated anything by hand."
        ),
        uses=(
            "Classify a motion from a video, where a single frame is not sufficient.",
            "Estimate a 3-D trajectory, the camera, or the parameters of a motion from pixels.",
            "Predict frames, and measure errors in pixels and meters against an exact ground truth.",
            "Test training code end to end: the data are small, exact and identical on every machine.",
        ),
        misuses=(
            "Conclusions about real footage: accuracy on these videos does not transfer to it.",
            "Safety-relevant tracking of objects or people.",
        ),
        limitations=(
            "One ball on a plain background, seen by a pinhole camera that does not move: no occlusion, lighting, "
            "texture, motion blur or sensor noise.",
            f"The motions are the {len(facts.config.classes)} curves of the configuration, which are not simulated "
            "from forces.",
            "Several frames together reveal the class by the shape of the curve, whatever their order. What a single "
            "frame reveals is measured by the audit.",
        ),
        biases=(
            "Classes are exactly balanced. Parameters are uniform in the ranges of the configuration, apart from views "
            "that show a curve unclearly, which are drawn again.",
            "Sizes, colors and cameras cover the ranges of the configuration and nothing else.",
        ),
        personal_information="None: the data show no people and derive from no person.",
        social_impact="None is expected: the data show a ball in motion.",
        maintenance=(
            f"The fingerprint {facts.manifest.fingerprint} identifies the content. Any later version can be compared "
            "with it, and the same configuration and generator reproduce it bit for bit. Errors are corrected in the "
            "generator, whose changelog names every change of the data."
        ),
    )
