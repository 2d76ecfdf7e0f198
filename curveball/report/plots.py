"""Plots of curves, positions and distributions."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle, StepPatch
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.report.plot_style import DASHES, INK, MUTED, SERIES, new_plot, to_svg
from curveball.report.samples import Sample

_AZIMUTH, _ELEVATION = np.deg2rad((28.0, 20.0))
_MAX_BINS = 40
_KEYS_PER_ROW = 3


def curves_with_camera(config: Config, samples: Sequence[Sample], color: str) -> bytes:
    """Draw curves in camera coordinates, with the camera on the left, viewed from its side and slightly from above."""
    figure, axes = new_plot(3.6, 2.3)
    axes.set_position((0.01, 0.01, 0.98, 0.98))
    curves = [sample.in_camera for sample in samples]
    depth = max((curve[:, 2].max() for curve in curves), default=1.0) * 1.05
    focal = float(np.median([sample.focal_length_px for sample in samples])) if samples else float(config.side_px)
    for far, width in ((depth, 0.8), (depth * 0.12, 1.2)):
        corners = _side_view(_frustum(config, focal, far))
        axes.plot(*np.vstack([corners, corners[:1]]).T, color=MUTED, linewidth=width)
    for corner in _frustum(config, focal, depth):
        axes.plot(*_side_view(np.array([[0.0, 0.0, 0.0], corner])).T, color=MUTED, linewidth=0.8)
    axis = _side_view(np.array([[0.0, 0.0, 0.0], [0.0, 0.0, depth]]))
    axes.plot(*axis.T, color=MUTED, linewidth=0.6, linestyle=DASHES[2])
    projected = [_side_view(curve) for curve in curves]
    axes.add_collection(LineCollection(projected, colors=color, linewidths=1.1, alpha=0.8))
    axes.plot(*np.array([curve[0] for curve in projected]).reshape(-1, 2).T, ".", color=color, markersize=3.5)
    axes.plot(*axis[:1].T, "o", color=INK, markersize=5)
    for end, text in zip(axis, ("camera", f"{depth:.3g} m"), strict=True):
        axes.annotate(text, end, xytext=(0, -5), textcoords="offset points", ha="center", va="top", fontsize=8.5)
    axes.set_aspect("equal")
    axes.margins(0.06)
    axes.axis("off")
    return to_svg(figure)


def _frustum(config: Config, focal_px: float, depth: float) -> NDArray[np.float64]:
    """Return the corners of the field of view at a depth in m, (4, 3), in camera coordinates."""
    x, y = config.width / 2 / focal_px * depth, config.height / 2 / focal_px * depth
    return np.array([[-x, -y, depth], [x, -y, depth], [x, y, depth], [-x, y, depth]])


def _side_view(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Project points (N, 3) in camera coordinates orthographically: (N, 2), with depth to the right and up upward."""
    right, down, forward = points.T
    across = forward * np.cos(_AZIMUTH) - right * np.sin(_AZIMUTH)
    away = forward * np.sin(_AZIMUTH) + right * np.cos(_AZIMUTH)
    return np.stack([across, away * np.sin(_ELEVATION) - down * np.cos(_ELEVATION)], axis=1)


def tracks(config: Config, samples: Sequence[Sample], color: str) -> bytes:
    """Draw the track of the ball in the image, one line per sample with a dot at its start."""
    figure, axes = _image_plot(config)
    lines = [sample.trajectory_2d for sample in samples]
    axes.add_collection(LineCollection(lines, colors=color, linewidths=1.1, alpha=0.75))
    axes.plot(*np.array([line[0] for line in lines]).reshape(-1, 2).T, ".", color=color, markersize=4)
    return to_svg(figure)


def positions(config: Config, counts: Mapping[str, NDArray[np.int64]]) -> dict[str, bytes]:
    """Draw how often the center of the ball is in each bin of the image, with one color scale for all classes.

    The plots share one figure, since creating axes takes longer than drawing them.

    Args:
        config: The configuration.
        counts: By class, the number of frames in each bin, (rows, columns).

    Returns:
        SVG by class.
    """
    percents = {class_name: own / max(own.sum(), 1) * 100 for class_name, own in counts.items()}
    max_percent = max(1e-9, *(percent.max() for percent in percents.values()))
    figure, axes = _image_plot(config)
    extent = (-0.5, config.width - 0.5, config.height - 0.5, -0.5)
    blank = np.zeros((1, 1))
    image = axes.imshow(blank, cmap="cividis", vmin=0, vmax=max_percent, extent=extent, aspect="equal")
    left, bottom, width, height = axes.get_position().bounds
    axes.set_position((left, bottom, width * 0.84, height))
    axes.apply_aspect()
    _add_color_scale(figure, axes, f"{max_percent:.2g}%")
    plots = {}
    for class_name, percent in percents.items():
        image.set_data(percent)
        plots[class_name] = to_svg(figure)
    return plots


def _add_color_scale(figure: Figure, axes: Axes, maximum: str) -> None:
    """Add a color scale to the right of an image. matplotlib's color bar takes as long as the rest of the plot."""
    place = axes.get_position()
    scale = figure.add_axes((place.x1 + 0.02, place.y0, 0.03, place.height))
    scale.imshow(np.linspace(1, 0, 32)[:, None], cmap="cividis", aspect="auto", extent=(0, 1, 0, 1))
    scale.axis("off")
    scale.text(1.4, 0, "0", va="center", fontsize=8.5)
    scale.text(1.4, 1, maximum, va="center", fontsize=8.5)


def _image_plot(config: Config) -> tuple[Figure, Axes]:
    """Return axes in pixels, with the border of the image."""
    figure, axes = new_plot(3.0, min(4.5, max(1.4, 2.0 * config.height / config.width + 0.56)))
    axes.add_patch(Rectangle((-0.5, -0.5), config.width, config.height, fill=False, edgecolor=MUTED, linewidth=0.7))
    axes.set(xlim=(-0.5, config.width - 0.5), ylim=(config.height - 0.5, -0.5), aspect="equal")
    axes.set_xlabel("column, px", labelpad=2)
    axes.set_ylabel("row, px", labelpad=1)
    axes.set(xticks=[0, config.width - 1], yticks=[0, config.height - 1])
    axes.set_anchor("NW")
    axes.spines[:].set_visible(False)
    return figure, axes


class DistributionPlot:
    """Draws the distributions of several groups, as steps. Each adds up to 1, so the scale of heights is left out.

    All plots of the same groups share one figure, since creating axes takes longer than drawing them.
    """

    def __init__(self, names: Sequence[str]):
        """Create the axes, with a key for each group.

        Args:
            names: Names of the groups.
        """
        height = 1.75
        self._figure, self._axes = new_plot(3.0, height)
        self._axes.set_position((0.04, 0.44 / height, 0.92, 1 - 0.46 / height))
        self._axes.set_yticks([])
        self._axes.spines["left"].set_visible(False)
        self._axes.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]))
        self._key_rows = -(-len(names) // _KEYS_PER_ROW)
        self._steps = {name: self._add_group(number, name) for number, name in enumerate(names)}

    def draw(self, groups: Mapping[str, NDArray[np.float32]], label: str) -> bytes:
        """Return a plot of the values of each group as SVG."""
        edges = _edges(np.concatenate(list(groups.values())))
        fractions = {name: np.histogram(values, edges)[0] / max(len(values), 1) for name, values in groups.items()}
        for name, steps in self._steps.items():
            steps.set_data(fractions[name], edges)
        highest = max(group.max() for group in fractions.values()) or 1.0
        self._axes.set(xlim=(edges[0], edges[-1]), ylim=(0, highest * (1.12 + 0.16 * self._key_rows)))
        self._axes.set_xlabel(label, labelpad=2)
        return to_svg(self._figure)

    def _add_group(self, number: int, name: str) -> StepPatch:
        """Add the steps of a group, and above them its key. matplotlib's legend takes ten times as long."""
        color, dashes = SERIES[number % len(SERIES)], DASHES[number % len(DASHES)]
        left, top = number % _KEYS_PER_ROW / _KEYS_PER_ROW, 0.95 - 0.12 * (number // _KEYS_PER_ROW)
        place = self._axes.transAxes
        self._axes.plot([left, left + 0.06], [top, top], transform=place, linewidth=1.8, color=color, linestyle=dashes)
        self._axes.text(left + 0.08, top, name, transform=place, va="center_baseline", fontsize=8.5)
        return self._axes.stairs([0.0], [0.0, 1.0], linewidth=1.4, color=color, linestyle=dashes)


def _edges(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the edges of bins over values: fewer bins for few values, and some space if all are equal."""
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    if high - low < 1e-6 * max(abs(low), abs(high), 1e-6):
        space = 0.5 * max(abs(low), 1e-3)
        low, high = low - space, high + space
    return np.linspace(low, high, min(_MAX_BINS, max(4, int(np.sqrt(len(values))))) + 1)
