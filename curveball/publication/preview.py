"""The preview: samples of every class in motion, as one small animated image."""

from pathlib import Path

from curveball.config.model import Config
from curveball.report.images import animated_sheet
from curveball.report.samples import first_samples

MAX_BYTES = 300_000
SAMPLES_PER_CLASS = 6


def render_preview(config: Config, dataset: Path) -> bytes:
    """Return an animated WebP with a column per class, in the order of the labels, and a row per sample.

    It loses colors first, and then rows, until it has at most `MAX_BYTES`.

    Args:
        config: The configuration.
        dataset: Folder of the dataset.
    """
    samples = first_samples(config, dataset, SAMPLES_PER_CLASS)
    rows = zip(*samples.values(), strict=False)  # Only a damaged dataset has fewer samples of one class.
    clips = [sample.clip for row in rows for sample in row]
    return animated_sheet(clips, columns=len(config.classes), max_bytes=MAX_BYTES)
