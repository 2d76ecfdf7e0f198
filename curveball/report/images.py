"""Images made of the dataset's own pixels: animated sheets, film strips and reels."""

import io
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import (
    Image,
    WebPImagePlugin,  # noqa: F401 registers WebP; otherwise the first image to be saved loads the plugins of all formats
)

_MAX_SIDE_PX = 96
_MIN_SIDE_PX = 48
_MAX_FRAMES = 24
"""A longer video is shown in this many evenly spaced frames, which bounds the size of the page."""
_GAP_PX = 2
_GAP_GRAY = 150
_CLIP_MS = 1600
# WebP's quality of a lossless image is the effort: this one encodes in half the time of 30, for a fifth more bytes.
_LOSSLESS_EFFORT = 20


def shown_frames(frames: int) -> NDArray[np.int64]:
    """Return the numbers of the frames of a video that are shown: all, or evenly spaced ones from first to last.

    They are symmetric: of a reversed video, the same frames are shown.
    """
    places = np.linspace(0, frames - 1, min(frames, _MAX_FRAMES))
    return np.where(places < (frames - 1) / 2, np.floor(places + 0.5), np.ceil(places - 0.5)).astype(np.int64)


def frames_for_page(video: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the shown frames of a video (T, H, W, C) in their size on the page.

    Small frames are enlarged by an integer factor, large ones are reduced.
    """
    frames = video[shown_frames(len(video))]
    longer = max(frames.shape[1:3])
    if longer > _MAX_SIDE_PX:
        scale = _MAX_SIDE_PX / longer
        size = max(1, round(frames.shape[2] * scale)), max(1, round(frames.shape[1] * scale))
        resized = [np.asarray(_image(frame).resize(size, Image.Resampling.BOX)) for frame in frames]
        return np.stack(resized).reshape(len(frames), size[1], size[0], -1)
    factor = math.ceil(_MIN_SIDE_PX / longer)
    return frames if factor == 1 else np.asarray(frames.repeat(factor, axis=1).repeat(factor, axis=2))


def animated_sheet(clips: Sequence[NDArray[np.uint8]], columns: int, max_bytes: int) -> bytes:
    """Return a grid of clips that play together, as an animated WebP.

    The image is lossless if it fits into `max_bytes`. Otherwise it is lossy, and loses rows of clips until it fits.

    Args:
        clips: Frames for the page, each (T', H', W', C), all of one shape.
        columns: Number of clips per row.
        max_bytes: Maximum size of the image. A single row may exceed it.
    """
    frames = [_grid(cells, columns) for cells in zip(*clips, strict=True)]
    for lossless, quality in ((True, _LOSSLESS_EFFORT), (False, 60), (False, 20)):
        encoded = _webp(frames, lossless, quality)
        if len(encoded) <= max_bytes:
            return encoded
    rows = -(-len(clips) // columns)
    return animated_sheet(clips[: (rows - 1) * columns], columns, max_bytes) if rows > 1 else encoded


def still_sheet(clips: Sequence[NDArray[np.uint8]], columns: int) -> bytes:
    """Return the first frames of clips in a grid, as a lossless WebP."""
    return _webp([_grid([clip[0] for clip in clips], columns)])


def animation(clip: NDArray[np.uint8]) -> bytes:
    """Return one clip (T', H', W', C) as an animated lossless WebP."""
    return _webp([_image(frame) for frame in clip])


def strip(clip: NDArray[np.uint8], columns: int) -> bytes:
    """Return the frames of a clip (T', H', W', C) in reading order, as a PNG."""
    file = io.BytesIO()
    _grid(list(clip), columns).save(file, "PNG", optimize=True)
    return file.getvalue()


def reel(clip: NDArray[np.uint8]) -> bytes:
    """Return the frames of a clip side by side without gaps, as a lossless WebP: the player's source of frames.

    The width is at most 24 frames of 96 pixels, far below WebP's limit of 16383.
    """
    return _webp([_image(np.concatenate(list(clip), axis=1))])


def strips(clips: Sequence[NDArray[np.uint8]]) -> bytes:
    """Return the frames of clips (T', H', W', C), a row of the image for each clip, as a lossless WebP."""
    return _webp([_grid([frame for clip in clips for frame in clip], columns=len(clips[0]))])


def _grid(cells: Sequence[NDArray[np.uint8]], columns: int) -> Image.Image:
    """Return cells (H, W, C) in rows of `columns`, separated by gray lines."""
    height, width, channels = cells[0].shape
    columns = min(columns, len(cells))
    rows = -(-len(cells) // columns)
    sheet = np.full(
        (rows * (height + _GAP_PX) - _GAP_PX, columns * (width + _GAP_PX) - _GAP_PX, channels), _GAP_GRAY, np.uint8
    )
    for number, cell in enumerate(cells):
        top, left = number // columns * (height + _GAP_PX), number % columns * (width + _GAP_PX)
        sheet[top : top + height, left : left + width] = cell
    return _image(sheet)


def _image(pixels: NDArray[np.uint8]) -> Image.Image:
    return Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)


def _webp(frames: Sequence[Image.Image], lossless: bool = True, quality: int = _LOSSLESS_EFFORT) -> bytes:
    first, *others = [frame.convert("RGB") for frame in frames]
    # The last frame lasts a little longer, so that the end of a clip is visible.
    durations_ms = [round(_CLIP_MS / len(frames))] * len(others) + [_CLIP_MS // 3]
    animated = {"save_all": True, "append_images": others, "duration": durations_ms, "loop": 0} if others else {}
    file = io.BytesIO()
    first.save(file, "WEBP", lossless=lossless, quality=quality, method=1, **animated)
    return file.getvalue()
