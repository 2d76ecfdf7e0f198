"""Plots of the run: the rules, and its jobs over time."""

from itertools import pairwise

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from curveball.config.model import Config
from curveball.report.jobs import TimeLine, lanes
from curveball.report.plot_style import DASHES, INK, LINE, MUTED, SERIES, VARIABLES, new_plot, to_svg

# What waits for what, after the shards. A test compares it with Snakemake's own graph.
AFTER_SHARDS = ("merge_dataset", "validate_dataset", "write_report", "enforce_checks")
_MOST_LANES = 8


def rule_edges(config: Config) -> set[tuple[str, str]]:
    """Return the pairs of rules of which the second needs results of the first."""
    first, *_ = AFTER_SHARDS
    shards = {(f"generate_{class_name}", first) for class_name in config.classes}
    # The report reads the dataset as well; an arrow that the others imply is left out.
    return shards | set(pairwise(AFTER_SHARDS))


def rules(config: Config) -> bytes:
    """Draw the rules from the shards to the verdict: what waits for what."""
    shards = -(-config.samples_per_class // config.samples_per_shard)
    rows = max(len(config.classes), len(AFTER_SHARDS))
    figure, axes = new_plot(4.4, 0.2 + 0.46 * rows)
    axes.set_position((0.005, 0.01, 0.99, 0.98))
    left = {f"generate_{name}": (0.0, 0.5 * k) for k, name in enumerate(config.classes)}
    right = {name: (2.55, 0.5 * k) for k, name in enumerate(AFTER_SHARDS)}
    for name, (x, y) in (left | right).items():
        axes.add_patch(FancyBboxPatch((x, y), 1.65, 0.3, "round,pad=0,rounding_size=0.06", fc="none", ec=MUTED, lw=0.9))
        times = f" x {shards}" if name in left and shards > 1 else ""
        axes.text(x + 0.825, y + 0.15, name + times, ha="center", va="center_baseline", fontsize=8.5)
    for name in left:
        start, end = (1.65, left[name][1] + 0.15), (2.53, 0.15)
        axes.add_patch(_arrow(start, end, f"arc3,rad={0.0 if name == next(iter(left)) else 0.12}"))
    for above, below in pairwise(AFTER_SHARDS):
        axes.add_patch(_arrow((3.375, right[above][1] + 0.31), (3.375, right[below][1] - 0.01), "arc3"))
    axes.set(xlim=(-0.03, 4.25), ylim=(0.5 * rows - 0.15, -0.05))
    axes.axis("off")
    return to_svg(figure)


def _arrow(start: tuple[float, float], end: tuple[float, float], style: str) -> FancyArrowPatch:
    look = {"arrowstyle": "-|>", "mutation_scale": 8, "color": MUTED, "linewidth": 0.9, "shrinkA": 0, "shrinkB": 0}
    return FancyArrowPatch(start, end, connectionstyle=style, **look)


def phase_color(rule: str) -> str:
    """Return the CSS variable of the color that a rule, or its verb, has on the time line."""
    return VARIABLES[SERIES[_phase_number(rule)]]


def _phase_number(rule: str) -> int:
    verbs = ("generate", *(name.partition("_")[0] for name in AFTER_SHARDS))
    verb = rule.partition("_")[0]
    return verbs.index(verb) if verb in verbs else len(verbs)


def time_line(line: TimeLine) -> bytes:
    """Draw each job as a bar, a row a rule; long pauses between jobs are cut out and marked."""
    if not line.rows:
        figure, axes = new_plot(4.4, 0.8)
        axes.axis("off")
        axes.text(0.5, 0.5, "Snakemake left no benchmarks", transform=axes.transAxes, ha="center", color=MUTED)
        return to_svg(figure)
    figure, axes = new_plot(4.4, 0.55 + 0.27 * len(line.rows))
    height = figure.get_figheight()
    axes.set_position((0.31, 0.42 / height, 0.67, 1 - 0.48 / height))
    for row, (rule, bars) in enumerate(line.rows.items()):
        chosen = lanes(bars, _MOST_LANES)
        thickness = 0.7 / (max(chosen) + 1)
        for (start, length), lane in zip(bars, chosen, strict=True):
            low = row - 0.35 + lane * thickness
            color = SERIES[_phase_number(rule)]
            axes.broken_barh([(start, length)], (low, thickness * 0.92), color=color, linewidth=0)
    for pause in line.pauses:
        axes.axvline(pause, color=INK, linewidth=0.9, linestyle=DASHES[2])
    axes.set(xlim=(0, line.seconds * 1.02 or 1), ylim=(len(line.rows) - 0.4, -0.6), yticks=range(len(line.rows)))
    axes.set_yticklabels(list(line.rows), fontsize=8.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("seconds since the first job began", labelpad=2)
    return to_svg(figure)
