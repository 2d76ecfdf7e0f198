"""The page presents any dataset, and the same results give the same page."""

import re
import xml.dom.minidom
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from curveball.report.catalog import figures
from curveball.report.page import _number, _size
from curveball.validation.outcome import Confusion
from tests.support.outcomes import audited_checks, fault_count, motion_check, usual_checks
from tests.support.results import IMAGE_THAT_RUNS, JOBS, NOW, change_texts, make_results

DASH = "\N{EN DASH}"


class _Tags(HTMLParser):
    """Collects the start tags of a page with their attributes."""

    def __init__(self, page: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))


def test_the_verdict_comes_first(finished):
    page = finished.page.read_text()

    assert "All 3 checks passed</h1>" in page
    assert re.search(r"<h[1-6]", page).start() == page.index("<h1>")
    assert "Of the other checks, 1 is reported only; 1 does not apply: see" in page


def test_a_single_check_is_in_the_singular(results, page_of):
    results.write_checks(fault_count("labels"))

    assert "The check passed</h1>" in page_of(results)


def test_the_files_of_figures_are_those_of_the_catalog(finished):
    names = {figure.file for figure in figures(finished.config)}

    assert {path.name for path in finished.figures.iterdir()} == names
    for path in finished.figures.glob("*.svg"):
        xml.dom.minidom.parse(str(path))  # noqa: S318 our own


def test_every_figure_has_a_caption(finished, request):
    captions = request.config.rootpath / "workflow" / "report"

    for figure in figures(finished.config):
        assert (captions / f"{figure.kind}.rst").read_text().strip()


def test_the_page_is_small_and_loads_nothing(finished):
    page = finished.page.read_text()
    tags = _Tags(page).tags

    assert len(page) < 3_000_000
    for _, attributes in tags:
        for name in ("src", "href", "srcset", "data", "poster"):
            assert attributes.get(name, "#").startswith(("#", "data:"))
    assert "url(http" not in page
    assert "default-src 'none'" in page


def test_the_same_results_give_the_same_page_except_for_one_line(finished, results):
    first = finished.page.read_text()
    second = results.report(NOW + timedelta(days=400))

    assert _differing_lines(first, second) == 1
    for path in finished.figures.iterdir():
        assert path.name == "time_line.svg" or path.read_bytes() == (results.figures / path.name).read_bytes()


@pytest.mark.slow
def test_two_processes_write_the_page_of_one(finished, results):
    assert results.report(processes=2) == finished.page.read_text()


def test_other_durations_change_that_line_only(finished, results):
    jobs = [job._replace(seconds=7.25, memory_mib=300.1) for job in JOBS]

    assert _differing_lines(finished.page.read_text(), results.report(jobs=jobs)) == 1


def test_a_failed_check_comes_first_with_its_samples(results, page_of):
    failed = fault_count("centers", faults=2, examples=["circular-0000003", "gone-0000001"])
    results.write_checks(*usual_checks(), failed)

    page = page_of(results)
    top = page.partition("<nav")[0]

    assert "1 of 4 checks failed</h1>" in page
    assert "faulty rows: 2, must be at most 0" in top
    assert 'aria-label="Film strip of circular-0000003"' in top
    assert page.index("✗ failed") < page.index("✓ passed")


def test_every_check_is_listed_with_its_status_value_and_bound(results, page_of):
    results.write_checks(*audited_checks(results.config), *usual_checks()[-1:])

    table = page_of(results).partition("<h3>All checks</h3>")[2].partition("</table>")[0]

    for state in ("✓ passed", f"{DASH} reported", f"{DASH} not evaluated"):
        assert state in table
    for text in ("0.97<br>", "0.95 to 0.99", "at least</span> 0.9", "fewer than 200 samples of each class"):
        assert text in table


def test_the_audit_is_shown_with_its_plots_and_the_reported_classifiers(results):
    results.write_checks(*audited_checks(results.config))

    page = results.report()

    for label in ("Accuracy of each classifier", "Accuracy from a single frame", "Confusion of classes"):
        assert f'aria-label="{label}"' in page
    assert "mean image 0.500, first and last frame 0.500 (accuracy; chance is 0.25)" in page
    assert "0.97" in (results.figures / "confusion.svg").read_text()


def test_a_failed_audit_is_linked_from_the_verdict(results, page_of):
    results.write_checks(*audited_checks(results.config, leak=0.4))

    top = page_of(results).partition("<nav")[0]

    assert 'frame 0 alone predicts the class with an accuracy of 0.66 (<a href="#audit">audit</a>)' in top


def test_without_an_audit_the_checks_are_listed(finished):
    page = finished.page.read_text()

    assert "<h3>All checks</h3>" in page
    assert 'aria-label="Confusion of classes"' not in page


def test_text_that_looks_like_html_stays_text(results):
    change_texts(results, description=IMAGE_THAT_RUNS, equation=IMAGE_THAT_RUNS)
    results.change_manifest(versions={"curveball": IMAGE_THAT_RUNS})
    confusion = Confusion(classes=[IMAGE_THAT_RUNS], fractions=[[1]])
    motion = motion_check(results.config)
    results.write_checks(
        fault_count("labels", faults=1, finding=IMAGE_THAT_RUNS, examples=[IMAGE_THAT_RUNS]),
        fault_count(IMAGE_THAT_RUNS, reason=IMAGE_THAT_RUNS),
        replace(
            motion,
            name=IMAGE_THAT_RUNS,
            description=IMAGE_THAT_RUNS,
            details=replace(motion.details, confusion=confusion),
        ),
    )

    tags = _Tags(results.report(jobs=[JOBS[0]._replace(rule=IMAGE_THAT_RUNS)], code={"x": IMAGE_THAT_RUNS})).tags

    assert not any(name.startswith("on") for _, attributes in tags for name in attributes)
    assert all(attributes.get("src", "data:").startswith("data:") for _, attributes in tags)
    assert "onerror=" in results.page.read_text()
    for path in results.figures.glob("*.svg"):
        assert not xml.dom.minidom.parse(str(path)).getElementsByTagName("img")  # noqa: S318 our own


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [
        {"frames": 1, "samples_per_class": 1},
        {"frames": 40, "style": "trail", "grayscale": True, "height": 24, "width": 48},
        {"height": 160, "width": 120, "samples_per_class": 2},
        {"jitter": {"probability": 0}, "classes": {"linear": {"length_m": [1, 1]}}, "samples_per_class": 3},
    ],
    ids=str,
)
def test_any_dataset_has_a_page(tmp_path, settings):
    results = make_results(tmp_path, **({"classes": {"circular": {}}} | settings))

    page = results.report()

    assert "<h1>" in page
    assert {path.name for path in results.figures.iterdir()} == {figure.file for figure in figures(results.config)}


def test_without_jobs_the_page_has_no_times(results, page_of):
    page = page_of(results, jobs=[])

    assert "The jobs took" not in page
    assert "Time and memory of each rule" not in page


def test_rules_are_listed_with_their_time_and_memory(finished):
    table = finished.page.read_text().partition('aria-label="Table of rules"')[2].partition("</table>")[0]

    assert '<th scope="row">generate_linear</th><td class="n">1</td><td class="n">1.50</td>' in table
    assert '<td class="n">120</td>' in table or '<td class="n">121</td>' in table
    assert f'<td class="n">{DASH}</td>' in table, "merge_dataset was not measured"


def test_a_class_without_readable_samples_is_noted(results, page_of):
    for path in (results.dataset / "data").glob("*.parquet"):
        path.write_bytes(b"not a Parquet file")

    assert "No sample of this class can be shown" in page_of(results)


def test_files_that_cannot_be_read_are_named(results, page_of):
    path = min((results.dataset / "data").glob("train-*.parquet"))
    path.write_bytes(path.read_bytes()[:2000])

    assert f"Files that cannot be read completely: {path.name}" in page_of(results)


def test_figures_of_an_earlier_dataset_are_removed(results):
    leftover = results.figures / "sheet_spiral.webp"
    leftover.write_bytes(b"old")

    results.report()

    assert not leftover.exists()


@pytest.mark.parametrize(("count", "text"), [(0, "0 B"), (999, "999 B"), (3_400_000, "3.4 MB"), (2e16, "2e+04 TB")])
def test_sizes_have_a_unit(count, text):
    assert _size(count) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, DASH), (float("nan"), DASH), (30_000, "30,000"), (30_000.0, "30,000"), (0.28333, "0.2833")],
)
def test_numbers_are_short(value, text):
    assert _number(value) == text


def _differing_lines(first: str, second: str) -> int:
    return sum(one != other for one, other in zip(first.splitlines(), second.splitlines(), strict=True))
