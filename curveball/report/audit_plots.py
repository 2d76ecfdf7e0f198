"""Plots of what classifiers can read off, from the details of the checks."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from curveball.report.audit import Curve, Matrix, Score
from curveball.report.plot_style import DASHES, INK, MARKERS, MUTED, SERIES, new_plot, to_svg


def probes(scores: Sequence[Score]) -> bytes:
    """Draw each classifier's accuracy with its interval, against chance and its bound."""
    if not scores:
        return _nothing("no classifier was tried on this dataset")
    figure, axes = new_plot(4.4, 0.62 + 0.27 * len(scores))
    axes.set_position((0.45, 0.44 / figure.get_figheight(), 0.53, 1 - 0.62 / figure.get_figheight()))
    for row, score in enumerate(scores):
        color = SERIES[1] if score.passed is False else SERIES[0]
        axes.plot([score.low, score.high], [row, row], color=color, linewidth=2.2, solid_capstyle="butt")
        axes.plot(score.accuracy, row, "X" if score.passed is False else "o", color=color, markersize=6)
        if score.bound is not None:
            axes.plot([score.bound] * 2, [row - 0.36, row + 0.36], color=INK, linewidth=1.3)
    _chance(axes.axvline, scores[0].chance)
    axes.set(xlim=(0, 1.02), ylim=(len(scores) - 0.4, -0.6), yticks=range(len(scores)))
    axes.set_yticklabels([score.name for score in scores], fontsize=8.5)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("accuracy", labelpad=2)
    return to_svg(figure)


def single_frame(curves: Sequence[Curve]) -> bytes:
    """Draw the accuracy of a classifier that sees one frame only, for every frame."""
    if not curves:
        return _nothing("no classifier was tried on single frames")
    figure, axes = new_plot(4.4, 2.4)
    for number, curve in enumerate(curves):
        color, marker = SERIES[number % len(SERIES)], MARKERS[number % len(MARKERS)]
        axes.fill_between(curve.frames, curve.low, curve.high, color=color, alpha=0.18, linewidth=0)
        shown = marker if len(curve.frames) <= 40 else ""
        axes.plot(curve.frames, curve.accuracy, color=color, marker=shown or None, markersize=3.5, label=curve.name)
        if curve.bound is not None:
            axes.axhline(curve.bound, color=color, linewidth=0.9, linestyle=DASHES[1])
    _chance(axes.axhline, curves[0].chance)
    highest = max(max(curve.high) for curve in curves)
    bounds = [curve.bound for curve in curves if curve.bound is not None]
    axes.set_ylim(0, min(1.02, max([highest, *bounds, 2 * curves[0].chance]) * 1.3))
    axes.set_xlabel("frame that the classifier sees", labelpad=2)
    axes.set_ylabel("accuracy", labelpad=2)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(loc="upper left", ncols=2, handlelength=1.8, borderpad=0.1)
    return to_svg(figure)


def _chance(draw: Any, chance: float) -> None:
    draw(chance, color=MUTED, linewidth=1, linestyle=DASHES[2], zorder=0.5)


def confusion(matrix: Matrix | None) -> bytes:
    """Draw which share of each class is taken for which."""
    if matrix is None:
        return _nothing("no classifier was tried on the motion")
    count = len(matrix.classes)
    side = min(4.4, 1.5 + 0.55 * count)
    figure, axes = new_plot(side + 0.6, side)
    axes.set_position((0.28, 0.2, 0.7, 0.7))
    shares = np.array(matrix.shares)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for row in range(count if count <= 10 else 0):
        for column in range(count):
            share = shares[row, column]
            color = "#ffffff" if share > 0.55 else "#000000"
            axes.text(column, row, f"{share:.2f}", ha="center", va="center", color=color, fontsize=8.5)
    axes.set(xticks=range(count), yticks=range(count))
    slant = {"rotation": 20, "ha": "right"} if count > 3 else {}
    axes.set_xticklabels(matrix.classes, **slant)
    axes.set_yticklabels(matrix.classes)
    axes.set_ylabel("true class", labelpad=3)
    axes.set_title("answer", color=INK, fontsize=9)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return to_svg(figure)


def _nothing(reason: str) -> bytes:
    figure, axes = new_plot(4.4, 0.8)
    axes.axis("off")
    axes.set_position((0, 0, 1, 1))
    axes.text(0.5, 0.5, reason, ha="center", va="center", color=MUTED)
    return to_svg(figure)
