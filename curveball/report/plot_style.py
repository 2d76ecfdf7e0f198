"""How plots look: one palette, which the page swaps for another in the dark, and small deterministic SVG."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

INK, MUTED, LINE, PAPER = "#1d2329", "#59636e", "#d0d7dd", "#fdfdfd"
# Okabe and Ito's colors, which can be told apart without color vision, a little darker for thin lines on white.
SERIES = ("#0072b1", "#c45500", "#00805f", "#a64d85", "#8a6d00", "#3a86b8", "#6b4fa0", "#555e66")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES = ("-", (0, (4, 1.5)), (0, (1, 1.2)))
VARIABLES = {INK: "ink", MUTED: "muted", LINE: "line", PAPER: "paper"} | {
    color: f"series-{number}" for number, color in enumerate(SERIES)
}
"""Name of the page's CSS variable for each color."""

_SETTINGS = {
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
_CHROME = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)
_FONT = re.compile(r"font: ((?:[a-z0-9]+ )*?[0-9.]+px) [^;\"]*")
_NUMBER = re.compile(r"-?\d+\.\d{3,}")


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the report's style."""
    with mpl.rc_context(_SETTINGS):
        yield


def new_plot(width: float = 3.6, height: float = 2.2) -> tuple[Figure, Axes]:
    """Return a figure of this size in inches with one pair of axes that leaves room for its labels."""
    figure = Figure((width, height))
    FigureCanvasSVG(figure)
    left, right, bottom, top = 0.58 / width, 0.12 / width, 0.44 / height, 0.1 / height
    return figure, figure.add_axes((left, bottom, 1 - left - right, 1 - bottom - top))


def to_svg(figure: Figure) -> bytes:
    """Return a figure as SVG that stands alone, on a light ground; the same bytes every time."""
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    text = _NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), _CHROME.sub("", file.getvalue()))
    text = _FONT.sub(r"font: \1 system-ui, 'DejaVu Sans', sans-serif", text)
    return re.sub(r"\s*\n\s*", "\n", text).strip().encode() + b"\n"


def inline(picture: bytes, name: str) -> str:
    """Return a figure's SVG as a part of a page: colors from the page's variables, identifiers of its own.

    It is one line, has no size but that of its place, and is hidden from assistive software: the page tells in words
    beside it what it shows.
    """
    svg = re.sub(r'<g id="[^"]*"', "<g", picture.decode())
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r'(url\(#|href="#)', rf"\g<1>{name}-", svg)
    for color, variable in VARIABLES.items():
        svg = svg.replace(color, f"var(--{variable})")
    svg = re.sub(r"system-ui, 'DejaVu Sans', sans-serif", "inherit", svg)
    head = re.search(r"<svg[^>]*>", svg)
    box = re.search(r'viewBox="[^"]*"', head[0])[0]
    body = svg[head.end() :].replace("\n", " ")
    return f'<svg {box} aria-hidden="true" focusable="false">{body}'
