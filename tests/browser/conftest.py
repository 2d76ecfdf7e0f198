"""Pages of real datasets, opened in a real browser, without a screen and without a network."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.results import Results, make_results

if TYPE_CHECKING:  # Only `make test-browser` installs it.
    from playwright.sync_api import Browser, Page

_FOUR_CLASSES = {name: {} for name in ("linear", "circular", "helical", "parabolic")}


@pytest.fixture(scope="session")
def browser() -> "Browser":
    """Debian's Chromium, or one that is named otherwise."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def passed(tmp_path_factory) -> Results:
    """The results of a run whose promises all held, with an audit."""
    return _results_with_audit(tmp_path_factory.mktemp("passed"), leak=0.0)


@pytest.fixture(scope="session")
def failed(tmp_path_factory) -> Results:
    """The results of a run whose dataset gives its classes away in one frame."""
    return _results_with_audit(tmp_path_factory.mktemp("failed"), leak=0.4)


class OpenPage:
    """A page in the browser, with all that went wrong on it."""

    def __init__(self, page: "Page", results: Results):
        self.page, self.problems, self.requests = page, [], []
        page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        self.url = results.page.as_uri()
        page.goto(self.url)
        page.wait_for_timeout(200)


@pytest.fixture
def open_page(browser):
    """Open the page of some results: `open_page(results, color_scheme="dark")`."""
    pages = []

    def open_it(results: Results, width: int = 1280, **settings) -> OpenPage:
        pages.append(browser.new_page(viewport={"width": width, "height": 900}, **settings))
        return OpenPage(pages[-1], results)

    yield open_it
    for page in pages:
        page.close()


def _results_with_audit(folder: Path, leak: float) -> Results:
    """Make small results, and add the audit of a dataset whose frames tell the class so far over chance."""
    results = make_results(folder, classes=_FOUR_CLASSES, samples_per_class=30)
    results.change_validation(passed=not leak, checks=_with_audit(results, leak))
    results.report()
    return results


def _with_audit(results: Results, leak: float) -> list[dict]:
    checks = [check for check in results.checks if check["passed"]]
    accuracy = [0.26 + leak] * results.config.frames
    by_frame = {
        "frames": list(range(len(accuracy))),
        "accuracy": accuracy,
        "low": [value - 0.02 for value in accuracy],
        "high": [value + 0.02 for value in accuracy],
        "chance": 0.25,
    }
    finding = {"finding": "the ball's place in a single frame gives the class away"} if leak else {}
    classes = list(results.config.classes)
    motion = {"accuracy": 0.97, "low": 0.96, "high": 0.98, "chance": 0.25, "classes": classes}
    matrix = [[0.97 if row == column else 0.01 for column in classes] for row in classes]
    held = not leak
    return [
        *checks,
        _check("single_frame_position", "one frame says nothing", 0.35, accuracy[0], held, by_frame | finding),
        _check("motion", "the motion says all", 0.9, 0.97, True, motion | {"matrix": matrix}),
        _check("baselines", "baselines", None, None, None, {"reason": "reported, not judged"}),
    ]


def _check(name, promise, bound, measured, passed, details) -> dict:
    return json.loads(json.dumps(locals()))
