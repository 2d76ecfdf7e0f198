"""The examples of the how-to guides do what they say. tests/workflow/test_new_class.py runs the example of a class."""

import runpy
import sys
import xml.dom.minidom
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curveball.report.plot_style import SERIES, plot_style
from curveball.report.samples import first_samples
from curveball.validation.batch import Batch
from curveball.validation.check import evaluate
from curveball.validation.outcome import Measurement
from curveball.validation.selection import Selection
from curveball.validation.shortcuts.video_summary import VideoSummarizer
from tests.support.made_dataset import Made, make_dataset
from tests.support.planting import TRAIN, with_column

GUIDES = Path(__file__).parents[1] / "docs" / "how-to"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_dataset({"samples_per_class": 5}, tmp_path_factory.mktemp("made"))


def example(name: str) -> dict[str, Any]:
    """Return what an example defines."""
    return runpy.run_path(str(GUIDES / name))


def complete_sentences(made: Made, rows: pa.Table) -> Measurement:
    """Return what the check of the guide finds in some rows."""
    check = example("complete_sentences.py")["CompleteSentences"]()
    batch = Batch(
        config=made.config,
        split=0,
        file=0,
        first_row=0,
        rows=rows,
        selection=Selection(made.config),
        summarizer=VideoSummarizer(made.config),
    )
    check.update(check.map(batch))
    return evaluate(check)


def test_the_class_of_the_guide_passes_its_test(monkeypatch):
    spiral = ModuleType("spiral")
    spiral.Spiral = example("spiral.py")["Spiral"]
    monkeypatch.setitem(sys.modules, "curveball.motions.spiral", spiral)

    example("test_spiral.py")["test_a_spiral_leads_from_the_origin_to_its_radius"]()


def test_the_check_passes_on_a_sound_dataset(made):
    assert complete_sentences(made, pq.read_table(made.folder / TRAIN)).status == "passed"


def test_the_check_catches_the_planted_fault(made):
    rows = pq.read_table(made.folder / TRAIN)
    descriptions = rows["description"].to_pylist()
    descriptions[3] = "The ball moves"

    found = complete_sentences(made, with_column(rows, "description", descriptions))

    assert found.status == "failed"
    assert found.examples == [rows["sample_id"][3].as_py()]


def test_the_figure_is_an_svg_with_a_line_per_sample_and_always_the_same(made):
    samples = first_samples(made.config, made.folder, 3)["helical"]
    depths = example("depths.py")["depths"]

    with plot_style():
        first, second = (depths(samples, SERIES[0]) for _ in range(2))

    assert first == second
    paths = xml.dom.minidom.parseString(first).getElementsByTagName("path")  # noqa: S318  It is our own.
    assert sum(SERIES[0] in path.getAttribute("style") for path in paths) == len(samples) == 3
