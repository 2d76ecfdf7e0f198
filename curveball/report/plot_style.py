"""The style of plots: one palette, which the page replaces in dark mode, and small deterministic SVG."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

INK, MUTED, LINE, PAPER = "#1d2329", "#59636e", "#d0d7dd", "#fdfdfd"
# Okabe and Ito's palette for color-blind readers, slightly darker for thin lines on white.
SERIES = ("#0072b1", "#c45500", "#00805f", "#a64d85", "#8a6d00", "#3a86b8", "#6b4fa0", "#555e66")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES: tuple[str | tuple[float, tuple[float, ...]], ...] = (
    "-",
    (0, (4, 1.5)),
    (0, (1, 1.2)),
    (0, (5, 1.2, 1, 1.2)),
    (0, (9, 1.5)),
)
"""Line styles: solid, dashed, dotted, dash-dotted, long-dashed. Five, so that 40 series with eight colors differ."""
VARIABLES = {INK: "ink", MUTED: "muted", LINE: "line", PAPER: "paper"} | {
    color: f"series-{number}" for number, color in enumerate(SERIES)
}
"""The page's CSS variable for each color."""

_CHROME = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)
_FONT = re.compile(r"font: ((?:[a-z0-9]+ )*?[0-9.]+px) [^;\"]*")
_NUMBER = re.compile(r"-?\d+\.\d{3,}")


@contextmanager
def plot_style() -> Iterator[None]:
    """Draw in the report's style."""
    with mpl.rc_context(
        {
            "svg.fonttype": "none",  # text stays text: small, selectable, in the reader's font
            "svg.hashsalt": "curveball",
            "path.simplify_threshold": 0.2,
            "font.family": "sans-serif",
            "font.size": 9,
            "axes.edgecolor": MUTED,
            "axes.labelcolor": INK,
            "axes.linewidth": 0.7,
            "axes.spines.right": False,
            "axes.spines.top": False,
            "axes.titlesize": 9,
            "figure.facecolor": PAPER,
            "axes.facecolor": "none",
            "text.color": INK,
            "xtick.color": MUTED,
            "ytick.color": MUTED,
            "xtick.labelcolor": INK,
            "ytick.labelcolor": INK,
            "xtick.major.width": 0.7,
            "ytick.major.width": 0.7,
            "legend.frameon": False,
            "legend.fontsize": 8.5,
            "lines.linewidth": 1.5,
            "image.interpolation": "none",
        }
    ):
        yield


def new_plot(width: float = 3.6, height: float = 2.2) -> tuple[Figure, Axes]:
    """Return a figure of a size in inches, with axes that leave room for their labels."""
    figure = Figure((width, height))
    FigureCanvasSVG(figure)
    left, right, bottom, top = 0.58 / width, 0.12 / width, 0.44 / height, 0.1 / height
    return figure, figure.add_axes((left, bottom, 1 - left - right, 1 - bottom - top))


def to_svg(figure: Figure) -> bytes:
    """Return a figure as a standalone SVG on a light background. The same figure gives the same bytes."""
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    text = _NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), _CHROME.sub("", file.getvalue()))
    text = _FONT.sub(r"font: \1 system-ui, 'DejaVu Sans', sans-serif", text)
    return re.sub(r"\s*\n\s*", "\n", text).strip().encode() + b"\n"


def inline(svg: bytes, name: str) -> str:
    """Return a standalone SVG as an element of the page: with the page's colors, and identifiers of its own.

    The element is one line and takes its size from its place on the page. Screen readers skip it, since the text beside
    it says what it shows.

    Args:
        svg: What `to_svg` returned.
        name: Prefix of the identifiers, unique on the page.
    """
    text = re.sub(r'<g id="[^"]*"', "<g", svg.decode())
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r'(url\(#|href="#)', rf"\g<1>{name}-", text)
    for color, variable in VARIABLES.items():
        text = text.replace(color, f"var(--{variable})")
    text = text.replace("system-ui, 'DejaVu Sans', sans-serif", "inherit")
    _, _, body = text.partition(">")
    return f'<svg viewBox="{view_box(svg)}" aria-hidden="true" focusable="false">{body}'.replace("\n", " ")


def view_box(svg: bytes) -> str:
    """Return the view box of an SVG: the coordinates of its left and top edge, its width and its height."""
    found = re.search(rb'viewBox="([^"]*)"', svg)
    if found is None:
        raise ValueError("an SVG without a viewBox")
    return found[1].decode()
