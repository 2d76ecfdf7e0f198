"""The page works in a real browser: with mouse and keyboard, on small screens, in light and dark mode, in print."""

import shutil

import pytest
from msgspec.structs import replace

from tests.support.results import IMAGE_THAT_RUNS, Results, change_texts

pytestmark = pytest.mark.browser


@pytest.fixture(params=["passed", "failed"])
def results(request) -> Results:
    return request.getfixturevalue(request.param)


def test_the_console_has_no_error_and_the_page_requests_nothing(open_page, results):
    opened = open_page(results)
    opened.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    opened.page.wait_for_timeout(300)

    assert opened.problems == []
    assert [url for url in opened.requests if not url.startswith("data:")] == [opened.url]


def test_every_image_is_loaded_and_visible(open_page, results):
    page = open_page(results).page
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.removeAttribute('name'); d.open = true })")
    empty = page.evaluate(
        """[...document.querySelectorAll("img, svg, canvas")].filter((image) => {
            const box = image.getBoundingClientRect();
            const loaded = image.tagName !== "IMG" || (image.complete && image.naturalWidth > 0);
            return !loaded || box.width < 1 || box.height < 1;
        }).map((image) => image.outerHTML.slice(0, 200))"""
    )

    assert empty == []


def test_the_video_and_the_scene_are_synchronized(open_page, passed):
    page = open_page(passed).page
    screen = page.locator("details.sample[open] canvas").first
    slider = page.locator("details.sample[open] input[type=range]").first
    states = []
    for key in ("End", "Home", "End"):  # The first one only stops the video, which may already be at its end.
        slider.press(key)
        states.append((screen.evaluate("canvas => canvas.toDataURL()"), _ball(page)))
    _, before, after = states

    assert page.locator("details.sample[open] button", has_text="Play").first.is_visible()
    assert page.locator("details.sample[open] .screen .quiet").first.text_content() == "frame 3"
    assert before[0] != after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize("width", [390, 1280])
def test_pairs_play_side_by_side_above_their_labels(open_page, passed, width):
    pairs = open_page(passed, width=width).page.locator("figure.pair")

    assert pairs.count() == 3
    for pair in pairs.all():
        video = pair.locator("picture img").bounding_box()
        first, second = (labels.bounding_box() for labels in pair.locator("dl").all())
        assert first["y"] == second["y"] >= video["y"] + video["height"]
        assert first["x"] == video["x"]
        assert abs(second["x"] - video["x"] - video["width"] / 2) < 12


def test_the_scene_is_rotated_by_mouse_keyboard_and_buttons(open_page, passed):
    page = open_page(passed).page
    scene = page.locator("svg.scene").first
    scene.scroll_into_view_if_needed()
    views = [_curve(page)]

    box = scene.bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 180, box["y"] + 140, steps=5)
    page.mouse.up()
    views.append(_curve(page))
    scene.press("ArrowLeft")
    views.append(_curve(page))
    page.get_by_role("button", name="Camera view").first.press("Enter")
    views.append(_curve(page))

    assert len(set(views)) == 4


def test_details_open_and_close_by_keyboard(open_page, passed):
    page = open_page(passed).page
    summary = page.locator("summary", has_text="Load the dataset")
    for _ in range(20):
        page.keyboard.press("Tab")
        if summary.evaluate("summary => summary === document.activeElement"):
            break
    page.keyboard.press("Enter")
    assert page.locator("pre", has_text="import curveball").is_visible()
    page.keyboard.press("Space")
    assert not page.locator("pre", has_text="import curveball").is_visible()


def test_the_page_is_complete_without_its_script(open_page, passed):
    page = open_page(passed, java_script_enabled=False).page

    assert page.locator("svg.scene path.curve").first.get_attribute("d").startswith("M")
    assert page.locator(".screen img").first.is_visible()
    page.locator("details.sample summary").nth(1).click()
    assert page.locator("details.sample").nth(1).locator(".equation").is_visible()
    assert page.locator("button:visible").count() == 0


@pytest.mark.parametrize("width", [390, 320, 768, 1280])
def test_nothing_scrolls_sideways(open_page, results, width):
    page = open_page(results, width=width).page
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.removeAttribute('name'); d.open = true })")

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_violation(open_page, results, color_scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(results, width=width, color_scheme=color_scheme).page
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.removeAttribute('name'); d.open = true })")

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


def test_plots_have_other_colors_in_dark_mode(open_page, passed):
    fills = set()
    for color_scheme in ("light", "dark"):
        page = open_page(passed, color_scheme=color_scheme).page
        text = page.locator("figure svg:not(.scene) text").first
        fills.add(text.evaluate("text => getComputedStyle(text).fill"))

    assert len(fills) == 2


def test_reduced_motion_shows_still_images(open_page, passed):
    page = open_page(passed, reduced_motion="reduce").page
    shown = page.locator("img.moving").first.evaluate("image => image.currentSrc === image.src")

    assert not shown
    assert page.locator("details.sample[open] button", has_text="Play").first.is_visible()


def test_the_print_includes_closed_details(open_page, passed):
    page = open_page(passed).page
    page.emulate_media(media="print")

    assert page.locator("pre", has_text="import curveball").is_visible()
    assert not page.locator("nav").is_visible()
    assert len(page.pdf()) > 50_000


def test_an_image_that_runs_a_script_stays_text(open_page, tmp_path, failed):
    results = Results(shutil.copytree(failed.folder, tmp_path / "planted"), failed.config)
    change_texts(results, description=IMAGE_THAT_RUNS, equation=IMAGE_THAT_RUNS)
    texts = {"name": IMAGE_THAT_RUNS, "description": IMAGE_THAT_RUNS, "finding": IMAGE_THAT_RUNS}
    results.write_checks(*(replace(check, **texts) for check in results.outcome.checks))
    results.report()

    opened = open_page(results)

    assert opened.problems == []
    assert opened.page.locator("img[onerror]").count() == 0
    assert opened.page.locator("summary", has_text="<img src=x onerror=").count() > 0


def _curve(page) -> str:
    return page.locator("svg.scene path.curve").first.get_attribute("d")


def _ball(page) -> tuple:
    ball = page.locator("svg.scene circle").first
    return ball.get_attribute("cx"), ball.get_attribute("cy")
