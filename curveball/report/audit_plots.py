"""Plots of the audit: which classifiers recognize the class, and which classes they confuse."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from curveball.report.audit import FrameCurve, ProbeRow
from curveball.report.plot_style import DASHES, INK, MARKERS, MUTED, SERIES, new_plot, to_svg
from curveball.validation.outcome import Confusion

_MAX_CLASSES_WITH_NUMBERS = 10
_MAX_FRAMES_WITH_MARKERS = 40


def probes(rows: Sequence[ProbeRow]) -> bytes:
    """Draw the accuracy of each classifier with its confidence interval, chance and its bound."""
    if not rows:
        return _message("no classifier was trained on this dataset")
    height = 0.62 + 0.27 * len(rows)
    figure, axes = new_plot(4.4, height)
    axes.set_position((0.45, 0.44 / height, 0.53, 1 - 0.62 / height))
    for number, row in enumerate(rows):
        failed = row.status == "failed"
        color = SERIES[1] if failed else SERIES[0]
        axes.plot([row.low, row.high], [number, number], color=color, linewidth=2.2, solid_capstyle="butt")
        axes.plot(row.accuracy, number, "X" if failed else "o", color=color, markersize=6)
        if row.bound is not None:
            axes.plot([row.bound] * 2, [number - 0.36, number + 0.36], color=INK, linewidth=1.3)
    _draw_chance(axes.axvline, rows[0].chance)
    axes.set(xlim=(0, 1.02), ylim=(len(rows) - 0.4, -0.6), yticks=range(len(rows)))
    axes.set_yticklabels([row.name for row in rows], fontsize=8.5)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("accuracy", labelpad=2)
    return to_svg(figure)


def single_frame(curves: Sequence[FrameCurve]) -> bytes:
    """Draw the accuracy of classifiers that see one frame only, frame by frame."""
    if not curves:
        return _message("no classifier was trained on single frames")
    figure, axes = new_plot(4.4, 2.4)
    for number, curve in enumerate(curves):
        _draw_curve(axes, number, curve)
    chance = curves[0].scores.chance
    _draw_chance(axes.axhline, chance)
    tops = [max(curve.scores.high) for curve in curves] + [curve.bound for curve in curves if curve.bound is not None]
    axes.set_ylim(0, min(1.02, max([*tops, 2 * chance]) * 1.3))
    axes.set_xlabel("number of the frame", labelpad=2)
    axes.set_ylabel("accuracy", labelpad=2)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="upper left", ncols=2, handlelength=1.8, borderpad=0.1)
    return to_svg(figure)


def _draw_curve(axes: Axes, number: int, curve: FrameCurve) -> None:
    color, scores = SERIES[number % len(SERIES)], curve.scores
    marker = MARKERS[number % len(MARKERS)] if len(scores.frames) <= _MAX_FRAMES_WITH_MARKERS else None
    axes.fill_between(scores.frames, scores.low, scores.high, color=color, alpha=0.18, linewidth=0)
    axes.plot(scores.frames, scores.accuracy, color=color, marker=marker, markersize=3.5, label=curve.name)
    if curve.bound is not None:
        axes.axhline(curve.bound, color=color, linewidth=0.9, linestyle=DASHES[1])


def _draw_chance(draw: Callable[..., Line2D], chance: float) -> None:
    draw(chance, color=MUTED, linewidth=1, linestyle=DASHES[2], zorder=0.5)


def confusion(matrix: Confusion | None) -> bytes:
    """Draw which fraction of each class is classified as which."""
    if matrix is None:
        return _message("no classifier was trained on the motion")
    count = len(matrix.classes)
    side = min(4.4, 1.5 + 0.55 * count)
    figure, axes = new_plot(side + 0.6, side)
    axes.set_position((0.28, 0.2, 0.7, 0.7))
    axes.imshow(np.array(matrix.fractions), cmap="Blues", vmin=0, vmax=1, aspect="auto")
    if count <= _MAX_CLASSES_WITH_NUMBERS:
        _write_fractions(axes, matrix)
    axes.set(xticks=range(count), yticks=range(count))
    axes.set_xticklabels(matrix.classes, rotation=20 if count > 3 else 0, ha="right" if count > 3 else "center")
    axes.set_yticklabels(matrix.classes)
    axes.set_ylabel("true class", labelpad=3)
    axes.set_title("predicted class", color=INK, fontsize=9)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return to_svg(figure)


def _write_fractions(axes: Axes, matrix: Confusion) -> None:
    for row, fractions in enumerate(matrix.fractions):
        for column, fraction in enumerate(fractions):
            color = "#ffffff" if fraction > 0.55 else "#000000"
            axes.text(column, row, f"{fraction:.2f}", ha="center", va="center", color=color, fontsize=8.5)


def _message(text: str) -> bytes:
    """Draw a text in place of a plot."""
    figure, axes = new_plot(4.4, 0.8)
    axes.axis("off")
    axes.set_position((0, 0, 1, 1))
    axes.text(0.5, 0.5, text, ha="center", va="center", color=MUTED)
    return to_svg(figure)
