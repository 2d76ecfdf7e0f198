"""A video is drawn with half blocks."""

import io
import re

import numpy as np
import pytest

from curveball.cli.terminal import can_show_color, draw, fit, play


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _truecolor(monkeypatch):
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


def colors_of(text: str) -> list[list[tuple[tuple[int, ...], tuple[int, ...]]]]:
    """Return the two colors of each character, line by line."""
    lines = []
    for line in text.splitlines():
        pairs, now = [], ((), ())
        for escape, character in re.findall(r"\x1b\[([\d;]+)m|(▀)", line):
            numbers = tuple(map(int, filter(None, escape.split(";"))))
            now = (numbers[2:5], numbers[7:10]) if escape else now
            pairs += [now] if character else []
        lines.append(pairs)
    return lines


def test_a_character_shows_two_pixels():
    frame = np.random.default_rng(0).integers(0, 256, (6, 5, 3), dtype=np.uint8)
    drawn = np.array(colors_of(draw(frame)))  # rows of pairs, columns, upper and lower, channels

    assert np.array_equal(drawn.transpose(0, 2, 1, 3).reshape(6, 5, 3), frame)


def test_a_gray_frame_with_an_odd_number_of_rows_is_drawn():
    frame = np.full((3, 2, 1), 7, dtype=np.uint8)
    assert np.array_equal(np.array(colors_of(draw(frame))), np.full((2, 2, 2, 3), 7))


def test_older_terminals_get_one_of_216_colors(monkeypatch):
    monkeypatch.delenv("COLORTERM")
    assert draw(np.uint8([[[255, 0, 51]], [[0, 0, 0]]])) == "\x1b[38;5;197;48;5;16m▀\x1b[0m\n"


def test_a_large_video_is_reduced_until_it_fits():
    video = np.arange(2 * 100 * 64, dtype=np.uint8).reshape(2, 100, 64, 1)

    assert fit(video, columns=64, rows=100) is video
    assert fit(video, columns=40, rows=60).shape == (2, 50, 32, 1)
    assert fit(video, columns=40, rows=60)[0, 0, 0, 0] == round(video[0, :2, :2, 0].mean())


def test_a_video_is_played_frame_over_frame():
    screen = Terminal()
    play(np.zeros((3, 4, 4, 3), np.uint8), screen, fps=1000, loops=2)

    assert screen.getvalue().count("\x1b[2A\r") == 5  # each frame but the first is drawn over the one before
    assert screen.getvalue().endswith("\x1b[?25h")


def test_colors_are_shown_only_where_they_are_wanted(monkeypatch):
    assert can_show_color(Terminal())
    assert not can_show_color(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not can_show_color(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not can_show_color(Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "")  # as if it were not set: https://no-color.org
    assert can_show_color(Terminal())
    monkeypatch.setattr(Terminal, "encoding", "latin-1")
    assert not can_show_color(Terminal())
