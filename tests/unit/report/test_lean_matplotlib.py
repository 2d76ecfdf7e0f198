"""Matplotlib is imported faster, in a process of its own, as this changes the whole process."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
LEAN = "from curveball.report.lean_matplotlib import compose_no_docstrings; compose_no_docstrings()"
DRAW = """
import hashlib, io
import matplotlib.figure, matplotlib.lines
figure, image = matplotlib.figure.Figure(), io.BytesIO()
figure.subplots().plot([1, 3, 2])
figure.savefig(image, format="png")
print(hashlib.sha256(image.getvalue()).hexdigest(), "alpha:" in matplotlib.lines.Line2D.set.__doc__)
"""


def run(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    return done.stdout.split()


def test_artists_without_composed_docstrings_draw_the_same():
    (usual, documented), (lean, composed) = run(DRAW), run(f"{LEAN}\n{DRAW}")

    assert lean == usual
    assert (documented, composed) == ("True", "False")
