"""Plots of the run: its rules, and its jobs over time."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from curveball.config.model import Config
from curveball.dataset import layout
from curveball.dataset.parts import count_parts
from curveball.report.jobs import TimeLine, lanes
from curveball.report.plot_style import DASHES, INK, LINE, MUTED, SERIES, VARIABLES, new_plot, to_svg

AFTER_SHARDS = ("merge_dataset", "validate_dataset", "describe_dataset", "write_report", "enforce_checks")
"""The rules that follow the shards, in their order."""
_EDGES = {
    ("merge_dataset", "validate_dataset"),
    ("validate_dataset", "describe_dataset"),
    ("validate_dataset", "write_report"),
    ("describe_dataset", "enforce_checks"),
    ("write_report", "enforce_checks"),
}
"""Those that depend on each other. A test compares them with Snakemake's own graph."""
_OF_PARTS = ("merge_part", "validate_part")
"""The rules that precede them if the dataset is large."""
_EDGES_OF_PARTS = {
    ("merge_part", "merge_dataset"),
    ("merge_part", "validate_part"),
    ("validate_part", "validate_dataset"),
}
_MAX_LANES = 8


def rule_edges(config: Config) -> set[tuple[str, str]]:
    """Return the pairs of rules of which the second one needs results of the first.

    Dependencies that others imply are left out: the report also reads the dataset, after its validation.
    """
    first, *_ = names = _after_shards(config)
    edges = _EDGES | _EDGES_OF_PARTS
    return {(f"generate_{class_name}", first) for class_name in config.classes} | {
        (above, below) for above, below in edges if above in names
    }


def _after_shards(config: Config) -> tuple[str, ...]:
    """Return the rules that follow the shards, in their order."""
    return (*_OF_PARTS, *AFTER_SHARDS) if count_parts(config) > 1 else AFTER_SHARDS


def rules(config: Config) -> bytes:
    """Draw the rules from the shards to the verdict, with an arrow to each rule from those it depends on."""
    jobs = {f"generate_{name}": len(layout.shards_of_class(config, name)) for name in config.classes}
    jobs |= dict.fromkeys(_OF_PARTS, count_parts(config))
    after = _after_shards(config)
    rows = max(len(config.classes), len(after))
    figure, axes = new_plot(4.4, 0.2 + 0.46 * rows)
    axes.set_position((0.005, 0.01, 0.99, 0.98))
    left = {f"generate_{name}": (0.0, 0.5 * k) for k, name in enumerate(config.classes)}
    right = {name: (2.55, 0.5 * k) for k, name in enumerate(after)}
    for name, (x, y) in (left | right).items():
        axes.add_patch(FancyBboxPatch((x, y), 1.65, 0.3, "round,pad=0,rounding_size=0.06", fc="none", ec=MUTED, lw=0.9))
        times = f" x {jobs[name]}" if jobs.get(name, 1) > 1 else ""
        axes.text(x + 0.825, y + 0.15, name + times, ha="center", va="center_baseline", fontsize=8.5)
    for name in left:
        start, end = (1.65, left[name][1] + 0.15), (2.53, 0.15)
        axes.add_patch(_arrow(start, end, f"arc3,rad={0.0 if name == next(iter(left)) else 0.12}"))
    for above, below in sorted(rule_edges(config)):
        if above not in right:
            continue
        top, bottom = right[above][1], right[below][1]
        if bottom - top == 0.5:
            axes.add_patch(_arrow((3.375, top + 0.31), (3.375, bottom - 0.01), "arc3"))
        else:  # around the rules between them
            axes.add_patch(_arrow((4.26, top + 0.15), (4.26, bottom + 0.15), "arc3,rad=-0.35"))
    axes.set(xlim=(-0.03, 4.55), ylim=(0.5 * rows - 0.15, -0.05))
    axes.axis("off")
    return to_svg(figure)


def _arrow(start: tuple[float, float], end: tuple[float, float], connection: str) -> FancyArrowPatch:
    return FancyArrowPatch(
        start,
        end,
        connectionstyle=connection,
        arrowstyle="-|>",
        mutation_scale=8,
        color=MUTED,
        linewidth=0.9,
        shrinkA=0,
        shrinkB=0,
    )


def phase_color(rule: str) -> str:
    """Return the CSS variable of a rule's color on the time line; the verb of the rule is enough."""
    return VARIABLES[SERIES[_phase_number(rule)]]


def _phase_number(rule: str) -> int:
    verbs = ("generate", *(name.partition("_")[0] for name in AFTER_SHARDS))
    verb = rule.partition("_")[0]
    return verbs.index(verb) if verb in verbs else len(verbs)


def time_line(line: TimeLine) -> bytes:
    """Draw each job as a bar in the row of its rule. A dotted line marks a pause that was cut out."""
    if not line.rows:
        figure, axes = new_plot(4.4, 0.8)
        axes.axis("off")
        axes.text(0.5, 0.5, "no benchmarks were found", transform=axes.transAxes, ha="center", color=MUTED)
        return to_svg(figure)
    height = 0.55 + 0.27 * len(line.rows)
    figure, axes = new_plot(4.4, height)
    axes.set_position((0.31, 0.42 / height, 0.67, 1 - 0.48 / height))
    for row, (rule, bars) in enumerate(line.rows.items()):
        _draw_bars(axes, row, bars, SERIES[_phase_number(rule)])
    for pause in line.pauses:
        axes.axvline(pause, color=INK, linewidth=0.9, linestyle=DASHES[2])
    axes.set(xlim=(0, line.seconds * 1.02 or 1), ylim=(len(line.rows) - 0.4, -0.6), yticks=range(len(line.rows)))
    axes.set_yticklabels(list(line.rows), fontsize=8.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("seconds since the start of the first job", labelpad=2)
    return to_svg(figure)


def _draw_bars(axes: Axes, row: int, bars: Sequence[tuple[float, float]], color: str) -> None:
    """Draw the jobs of a rule, simultaneous ones in lanes of their own."""
    chosen = lanes(bars, _MAX_LANES)
    thickness = 0.7 / (max(chosen) + 1)
    for bar, lane in zip(bars, chosen, strict=True):
        axes.broken_barh([bar], (row - 0.35 + lane * thickness, thickness * 0.92), color=color, linewidth=0)
