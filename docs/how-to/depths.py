"""A plot of the report."""

from collections.abc import Sequence

from curveball.report.plot_style import new_plot, to_svg
from curveball.report.samples import Sample


def depths(samples: Sequence[Sample], color: str) -> bytes:
    """Draw the distance of the ball along the optical axis over the frames, one line per sample."""
    figure, axes = new_plot(3.6, 2.2)
    for sample in samples:
        axes.plot(sample.in_camera[:, 2], color=color, linewidth=1.1, alpha=0.8)
    axes.set_xlabel("frame")
    axes.set_ylabel("depth, m")
    return to_svg(figure)
