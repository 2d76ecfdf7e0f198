"""Plots of curves, places and distributions."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from curveball.config.model import Config
from curveball.dataset.splits import SPLITS
from curveball.report.coverage import Coverage
from curveball.report.plot_style import DASHES, INK, MUTED, SERIES, new_plot, to_svg
from curveball.report.samples import Sample

_AZIMUTH, _ELEVATION = np.deg2rad((28.0, 20.0))
_BINS = 40
_KEYS_A_ROW = 3


def curves_with_camera(config: Config, samples: Sequence[Sample], color: str) -> bytes:
    """Draw curves in camera coordinates, so that one camera sees them all: from its side, a little from above."""
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
    seen = [_side_view(curve) for curve in curves]
    axes.add_collection(LineCollection(seen, colors=color, linewidths=1.1, alpha=0.8))
    axes.plot(*np.array([curve[0] for curve in seen]).reshape(-1, 2).T, ".", color=color, markersize=3.5)
    axes.plot(*axis[:1].T, "o", color=INK, markersize=5)
    for end, text in zip(axis, ("camera", f"{depth:.3g} m"), strict=True):
        axes.annotate(text, end, xytext=(0, -5), textcoords="offset points", ha="center", va="top", fontsize=8.5)
    axes.set_aspect("equal")
    axes.margins(0.06)
    axes.axis("off")
    return to_svg(figure)


def _frustum(config: Config, focal_px: float, depth: float) -> np.ndarray:
    """Return the corners of what a camera sees at a depth, (4, 3), in camera coordinates."""
    x, y = config.width / 2 / focal_px * depth, config.height / 2 / focal_px * depth
    return np.array([[-x, -y, depth], [x, -y, depth], [x, y, depth], [-x, y, depth]])


def _side_view(points: np.ndarray) -> np.ndarray:
    """Project points (N, 3) of camera coordinates orthographically: depth leads to the right, up is up."""
    right, down, forward = points.T
    across = forward * np.cos(_AZIMUTH) - right * np.sin(_AZIMUTH)
    away = forward * np.sin(_AZIMUTH) + right * np.cos(_AZIMUTH)
    return np.stack([across, away * np.sin(_ELEVATION) - down * np.cos(_ELEVATION)], axis=1)


def tracks(config: Config, samples: Sequence[Sample], color: str) -> bytes:
    """Draw the ball's way through the picture, a line a sample, with a dot where it starts."""
    figure, axes = _picture(config)
    lines = [sample.trajectory_2d for sample in samples]
    axes.add_collection(LineCollection(lines, colors=color, linewidths=1.1, alpha=0.75))
    axes.plot(*np.array([line[0] for line in lines]).reshape(-1, 2).T, ".", color=color, markersize=4)
    return to_svg(figure)


def positions(config: Config, counts: np.ndarray, greatest: float) -> bytes:
    """Draw how often the ball's center is in each cell; `greatest` is the share that all classes' scales end with."""
    figure, axes = _picture(config)
    share = counts / max(counts.sum(), 1) * 100
    share_end = max(greatest * 100, 1e-9)
    extent = (-0.5, config.width - 0.5, config.height - 0.5, -0.5)
    axes.imshow(share, cmap="cividis", vmin=0, vmax=share_end, extent=extent, aspect="equal")
    # A color bar of our own: matplotlib's costs as much time as the rest of the picture.
    left, bottom, width, height = axes.get_position().bounds
    axes.set_position((left, bottom, width * 0.84, height))
    axes.apply_aspect()
    place = axes.get_position()
    bar = figure.add_axes((place.x1 + 0.02, place.y0, 0.03, place.height))
    bar.imshow(np.linspace(1, 0, 32)[:, None], cmap="cividis", aspect="auto", extent=(0, 1, 0, 1))
    bar.axis("off")
    for height, text in ((0, "0"), (1, f"{share_end:.2g} %")):
        bar.text(1.4, height, text, va="center", fontsize=8.5)
    return to_svg(figure)


def _picture(config: Config):
    figure, axes = new_plot(3.0, min(4.5, max(1.4, 2.0 * config.height / config.width + 0.56)))
    axes.add_patch(Rectangle((-0.5, -0.5), config.width, config.height, fill=False, edgecolor=MUTED, linewidth=0.7))
    axes.set(xlim=(-0.5, config.width - 0.5), ylim=(config.height - 0.5, -0.5), aspect="equal")
    axes.set_xlabel("column, px", labelpad=2)
    axes.set_ylabel("row, px", labelpad=1)
    axes.set(xticks=[0, config.width - 1], yticks=[0, config.height - 1])
    axes.set_anchor("NW")
    axes.spines[:].set_visible(False)
    return figure, axes


def by_split(coverage: Coverage, name: str, chosen: np.ndarray, label: str) -> bytes:
    """Draw the distribution of a number in each split: the three should lie on one another."""
    groups = {split: coverage.of(name, chosen & (coverage.splits == k)) for k, split in enumerate(SPLITS)}
    return _distributions(groups, label)


def by_class(config: Config, coverage: Coverage, name: str, label: str) -> bytes:
    """Draw the distribution of a number in each class."""
    groups = {class_name: coverage.of(name, coverage.class_names == class_name) for class_name in config.classes}
    return _distributions(groups, label)


def _distributions(groups: Mapping[str, np.ndarray], label: str) -> bytes:
    """Draw the distribution of each group as steps, without a scale of heights: each adds up to the whole."""
    figure, axes = new_plot(3.0, 1.75)
    axes.set_position((0.04, 0.44 / 1.75, 0.92, 1 - 0.46 / 1.75))
    edges = _edges(np.concatenate(list(groups.values())))
    shares = {name: np.histogram(values, edges)[0] / max(len(values), 1) for name, values in groups.items()}
    highest = max(share.max() for share in shares.values()) or 1.0
    for number, (name, share) in enumerate(shares.items()):
        style = {"color": SERIES[number % len(SERIES)], "linestyle": DASHES[number % len(DASHES)]}
        axes.stairs(share, edges, linewidth=1.4, **style)
        _key(axes, number, name, style)
    rows = -(-len(groups) // _KEYS_A_ROW)
    axes.set(xlim=(edges[0], edges[-1]), ylim=(0, highest * (1.12 + 0.16 * rows)), yticks=[])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(label, labelpad=2)
    axes.xaxis.get_major_locator().set_params(nbins=4)
    return to_svg(figure)


def _key(axes: Axes, number: int, name: str, style: dict) -> None:
    """Write what a line means above the lines; matplotlib's legend takes ten times as long."""
    left, top = number % _KEYS_A_ROW / _KEYS_A_ROW, 0.95 - 0.12 * (number // _KEYS_A_ROW)
    axes.plot([left, left + 0.06], [top, top], transform=axes.transAxes, linewidth=1.8, **style)
    axes.text(left + 0.08, top, name, transform=axes.transAxes, va="center_baseline", fontsize=8.5)


def _edges(values: np.ndarray) -> np.ndarray:
    """Return edges of bins over the values, fewer where there are few, and some room where all are equal."""
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    if high - low < 1e-6 * max(abs(low), abs(high), 1e-6):
        room = 0.5 * max(abs(low), 1e-3)
        low, high = low - room, high + room
    return np.linspace(low, high, min(_BINS, max(4, int(np.sqrt(len(values))))) + 1)
