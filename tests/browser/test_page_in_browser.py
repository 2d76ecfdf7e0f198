"""The page works in a real browser: for eyes, keyboards, small screens and the dark."""

import shutil

import pytest

from tests.support.results import IMAGE_THAT_RUNS, Results, change_texts

pytestmark = pytest.mark.browser


@pytest.fixture(params=["passed", "failed"])
def results(request) -> Results:
    return request.getfixturevalue(request.param)


def test_nothing_is_wrong_on_the_console_and_no_request_leaves_the_page(open_page, results):
    opened = open_page(results)
    opened.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    opened.page.wait_for_timeout(300)

    assert opened.problems == []
    assert [url for url in opened.requests if not url.startswith("data:")] == [opened.url]


def test_every_picture_has_loaded_and_has_size(open_page, results):
    page = open_page(results).page
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.removeAttribute('name'); d.open = true })")
    empty = page.evaluate(
        """[...document.querySelectorAll("img, svg, canvas")].filter((picture) => {
            const box = picture.getBoundingClientRect();
            const loaded = picture.tagName !== "IMG" || (picture.complete && picture.naturalWidth > 0);
            return !loaded || box.width < 1 || box.height < 1;
        }).map((picture) => picture.outerHTML.slice(0, 200))"""
    )

    assert empty == []


def test_the_video_plays_in_step_with_the_scene(open_page, passed):
    page = open_page(passed).page
    screen = page.locator("details.sample[open] canvas").first
    slider = page.locator("details.sample[open] input[type=range]").first
    seen = []
    for key in ("End", "Home", "End"):  # The first only stops the video, which may be at its end already.
        slider.press(key)
        seen.append((screen.evaluate("canvas => canvas.toDataURL()"), _ball(page)))
    _, before, after = seen

    assert page.locator("details.sample[open] button", has_text="Play").first.is_visible()
    assert page.locator("details.sample[open] .screen .quiet").first.text_content() == "frame 3"
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_the_scene_turns_by_mouse_by_keyboard_and_by_buttons(open_page, passed):
    page = open_page(passed).page
    scene = page.locator("svg.scene").first
    scene.scroll_into_view_if_needed()
    looks = [_curve(page)]

    box = scene.bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 180, box["y"] + 140, steps=5)
    page.mouse.up()
    looks.append(_curve(page))
    scene.press("ArrowLeft")
    looks.append(_curve(page))
    page.get_by_role("button", name="As the camera sees it").first.press("Enter")
    looks.append(_curve(page))

    assert len(set(looks)) == 4


def test_folding_works_by_keyboard(open_page, passed):
    page = open_page(passed).page
    summary = page.locator("summary", has_text="How to load it")
    for _ in range(20):
        page.keyboard.press("Tab")
        if summary.evaluate("summary => summary === document.activeElement"):
            break
    page.keyboard.press("Enter")
    assert page.locator("pre", has_text="from curveball.dataset").is_visible()
    page.keyboard.press("Space")
    assert not page.locator("pre", has_text="from curveball.dataset").is_visible()


def test_the_page_reads_without_a_script(open_page, passed):
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


def test_colors_of_plots_change_in_the_dark(open_page, passed):
    fills = set()
    for color_scheme in ("light", "dark"):
        page = open_page(passed, color_scheme=color_scheme).page
        text = page.locator("figure svg:not(.scene) text").first
        fills.add(text.evaluate("text => getComputedStyle(text).fill"))

    assert len(fills) == 2


def test_who_wants_no_motion_sees_none(open_page, passed):
    page = open_page(passed, reduced_motion="reduce").page
    shown = page.locator("img.moving").first.evaluate("image => image.currentSrc === image.src")

    assert not shown
    assert page.locator("details.sample[open] button", has_text="Play").first.is_visible()


def test_it_prints_with_what_is_folded(open_page, passed):
    page = open_page(passed).page
    page.emulate_media(media="print")

    assert page.locator("pre", has_text="from curveball.dataset").is_visible()
    assert not page.locator("nav").is_visible()
    assert len(page.pdf()) > 50_000


def test_an_image_that_runs_a_script_stays_text(open_page, tmp_path, failed):
    results = Results(shutil.copytree(failed.folder, tmp_path / "planted"), failed.config)
    change_texts(results, description=IMAGE_THAT_RUNS, equation=IMAGE_THAT_RUNS)
    checks = [check | {"name": IMAGE_THAT_RUNS, "promise": IMAGE_THAT_RUNS} for check in results.checks]
    results.change_validation(checks=checks)
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
