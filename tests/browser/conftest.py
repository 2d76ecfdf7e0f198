"""Pages of real datasets, opened in a real browser, without a screen and without a network."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.outcomes import audited_checks
from tests.support.results import Results, make_results

if TYPE_CHECKING:  # Only `make test-browser` installs it.
    from playwright.sync_api import Browser, Page

_FOUR_CLASSES = {name: {} for name in ("linear", "circular", "helical", "parabolic")}


@pytest.fixture(scope="session")
def browser() -> "Browser":
    """Chromium, by any of its usual names."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def passed(tmp_path_factory) -> Results:
    """The results of a run whose checks passed, with an audit."""
    return _results_with_audit(tmp_path_factory.mktemp("passed"), leak=0.0)


@pytest.fixture(scope="session")
def failed(tmp_path_factory) -> Results:
    """The results of a run whose single frames tell the class."""
    return _results_with_audit(tmp_path_factory.mktemp("failed"), leak=0.4)


class OpenPage:
    """A page in the browser, with its errors and its requests."""

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
    """Make small results with twins and an audit, in which a frame predicts the class by `leak` better than chance."""
    splits = {"train": 0.7, "validation": 0.1, "test": 0.2, "twins": 12}
    results = make_results(folder, classes=_FOUR_CLASSES, samples_per_class=30, splits=splits)
    results.write_checks(*audited_checks(results.config, leak))
    results.report()
    return results
