"""The page says what was made, the same way every time, and whatever the dataset is."""

import json
import re
import xml.dom.minidom
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from curveball.report.catalog import figures
from tests.support.results import IMAGE_THAT_RUNS, NOW, change_texts, make_results


class _Tags(HTMLParser):
    """Collects elements, and text outside of them."""

    def __init__(self, page: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))


def test_the_verdict_comes_first_and_says_passed(finished):
    page = finished.page.read_text()
    heading = re.search(r"<h1>(.*?)</h1>", page)[1]

    held = sum(check["passed"] is True for check in finished.checks)
    assert f"Passed: all {held} promises" in heading
    assert re.search(r"<h[1-6]", page).start() == page.index("<h1>")


def test_every_figure_of_the_catalogue_is_a_file_and_no_other(finished):
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


def test_the_same_results_give_the_same_page_but_for_one_line(finished, results):
    first = finished.page.read_text()
    second = results.report(NOW + timedelta(days=400))

    assert _differing_lines(first, second) == 1
    for path in finished.figures.iterdir():
        assert path.name == "time_line.svg" or path.read_bytes() == (results.figures / path.name).read_bytes()


def test_what_another_run_of_the_same_took_changes_that_line_only(finished, results):
    results.add_benchmark("generate_linear_00000", 7.25, "300.1")

    assert _differing_lines(finished.page.read_text(), results.report()) == 1


def test_a_broken_promise_comes_first_with_its_samples(results):
    checks = results.checks
    broken = next(check for check in checks if check["name"] == "clear_border")
    broken |= {"passed": False, "measured": 2, "details": {"examples": ["circular-0000003", "gone-0000001"]}}
    results.change_validation(passed=False, checks=checks)

    page = results.report()

    applying = sum(check["passed"] is not None for check in checks)
    assert f"Failed: 1 of {applying} promises about this dataset is broken" in page
    assert page.index("✗ broken") < page.index("✓ held")
    assert "Frames of circular-0000003" in page.partition("<nav")[0]


def test_the_audit_is_shown_where_it_was_made(results):
    classes = list(results.config.classes)
    position = {"frames": [0, 1, 2], "accuracy": [0.3, 0.5, 0.4], "low": [0.2, 0.4, 0.3], "high": [0.4, 0.6, 0.5]}
    matrix = [[0.97 if row == column else 0.03 for column in range(2)] for row in range(2)]
    score = {"accuracy": 0.97, "low": 0.95, "high": 0.99, "chance": 0.25}
    results.change_validation(
        checks=[
            *results.checks,
            _check("single_frame_position", 0.5, True, position | {"chance": 0.25}),
            _check("motion", 0.97, True, score | {"classes": classes, "matrix": matrix}),
            _check("of_another_shape", 1.0, True, {"frames": [0], "accuracy": ["x"], "low": [0], "high": [1]}),
            _check("without_details", 1.0, True, None),
            _check("reported_probes", None, None, {"reason": "reported", "chance": 0.25, "probes": [{"name": "x"}]}),
        ]
    )

    page = results.report()

    assert 'aria-label="Accuracy from a single frame"' in page
    assert 'aria-label="Confusion of classes"' in page
    assert "not judged" in page
    assert "0.97" in (results.figures / "confusion.svg").read_text()


def test_without_an_audit_the_page_has_its_checks(finished):
    page = finished.page.read_text()

    assert "Every promise, measured" in page
    assert 'aria-label="Confusion of classes"' not in page


def test_text_that_looks_like_html_stays_text(results):
    change_texts(results, description=IMAGE_THAT_RUNS, equation=IMAGE_THAT_RUNS)
    checks = results.checks
    checks[0] |= {"passed": False, "promise": IMAGE_THAT_RUNS, "name": IMAGE_THAT_RUNS}
    checks[1] |= {"passed": False, "details": {"finding": IMAGE_THAT_RUNS, "examples": [IMAGE_THAT_RUNS]}}
    matrix = {"classes": [IMAGE_THAT_RUNS], "matrix": [[1]], "accuracy": 1, "low": 1, "high": 1, "chance": 1}
    checks[2] |= {"name": IMAGE_THAT_RUNS, "details": matrix}
    results.change_validation(passed=False, checks=checks)
    manifest = results.folder / "dataset" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"fingerprint": IMAGE_THAT_RUNS}))
    results.add_benchmark("<img src=x onerror=alert(1)>", 1.0)

    tags = _Tags(results.report()).tags

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


def test_without_benchmarks_the_page_leaves_times_out(results):
    for path in (results.folder / "benchmarks").iterdir():
        path.unlink()

    page = results.report()

    assert "made in" not in page
    assert "Time and memory of every step" not in page


def test_files_that_cannot_be_read_are_named(results):
    path = sorted((results.folder / "dataset" / "data").glob("train-*.parquet"))[0]
    path.write_bytes(path.read_bytes()[:2000])

    assert f"Not readable to the end: {path.name}" in results.report()


def test_pictures_of_an_earlier_dataset_go(results):
    leftover = results.figures / "sheet_spiral.webp"
    leftover.write_bytes(b"old")

    results.report()

    assert not leftover.exists()


def _differing_lines(first, second):
    return sum(one != other for one, other in zip(first.splitlines(), second.splitlines(), strict=True))


def _check(name, measured, passed, details):
    return {"name": name, "promise": "p", "bound": 0.6, "measured": measured, "passed": passed, "details": details}
