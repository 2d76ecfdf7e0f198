"""Plays a video in a terminal: each character shows two pixels, one above the other."""

import os
import shutil
import time
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

_UPPER_HALF = "▀"
_RESET = "\x1b[0m"
_HIDE_CURSOR, _SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"
_OTHER_LINES = 6
"""Lines of the terminal that are left for text."""


def can_show_color(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal that shows colors and half blocks, and nobody has asked for no colors."""
    try:
        _UPPER_HALF.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return stream.isatty() and os.environ.get("TERM", "dumb") != "dumb" and not os.environ.get("NO_COLOR")


def play(video: NDArray[np.uint8], stream: TextIO, fps: float, loops: int) -> None:
    """Play a video, and leave its last frame on the screen.

    Args:
        video: Shape (T, H, W, C). It is reduced by an integer factor until it fits the terminal.
        stream: The terminal.
        fps: Frames per second.
        loops: How often it is played.
    """
    size = shutil.get_terminal_size()
    frames = [draw(frame) for frame in fit(video, size.columns, 2 * max(1, size.lines - _OTHER_LINES))]
    up = f"\x1b[{frames[0].count(chr(10))}A\r"
    stream.write(_HIDE_CURSOR)
    try:
        for number, frame in enumerate(frames * loops):
            stream.write((up if number else "") + frame)
            stream.flush()
            time.sleep(1 / fps)
    finally:
        stream.write(_SHOW_CURSOR)
        stream.flush()


def fit(video: NDArray[np.uint8], columns: int, rows: int) -> NDArray[np.uint8]:
    """Return a video (T, H, W, C), reduced by the smallest integer factor with which a frame fits."""
    frames, height, width, channels = video.shape
    factor = max(1, -(-height // rows), -(-width // columns))
    if factor == 1:
        return video
    height, width = height // factor, width // factor
    blocks = video[:, : height * factor, : width * factor].reshape(frames, height, factor, width, factor, channels)
    reduced: NDArray[np.uint8] = blocks.mean(axis=(2, 4)).round().astype(np.uint8)
    return reduced


def draw(frame: NDArray[np.uint8]) -> str:
    """Return a frame (H, W, C) as lines of colored characters, each ending with a line feed."""
    rgb = np.repeat(frame, 3, axis=-1) if frame.shape[-1] == 1 else frame
    if len(rgb) % 2:
        rgb = np.concatenate([rgb, rgb[-1:]])
    has_all_colors = os.environ.get("COLORTERM", "") in ("truecolor", "24bit")
    lines = []
    for upper, lower in zip(rgb[::2].tolist(), rgb[1::2].tolist(), strict=True):
        line, before = "", ""
        for top, bottom in zip(upper, lower, strict=True):
            color = f"\x1b[38;{_color(top, has_all_colors)};48;{_color(bottom, has_all_colors)}m"
            line += (color if color != before else "") + _UPPER_HALF
            before = color
        lines.append(f"{line}{_RESET}\n")
    return "".join(lines)


def _color(channels: list[int], has_all_colors: bool) -> str:
    """Return the parameters of an escape sequence for a color, or for the nearest one of the 216 of older terminals."""
    red, green, blue = channels
    if has_all_colors:
        return f"2;{red};{green};{blue}"
    red, green, blue = (round(channel / 51) for channel in channels)
    return f"5;{16 + 36 * red + 6 * green + blue}"
