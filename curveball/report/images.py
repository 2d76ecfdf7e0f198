"""Pictures made of the dataset's own pixels: moving sheets and film strips."""

import io
import math
from collections.abc import Sequence

import numpy as np
from PIL import Image

_LARGEST_CELL_PX = 96
_SMALLEST_CELL_PX = 48
_FRAMES = 24
"""Frames of a longer video that are shown, evenly spaced, so that a page of long videos is not a large one."""
_GAP_PX = 2
_GAP_GRAY = 150
_CLIP_MS = 1600


def shown_frames(frames: int) -> np.ndarray:
    """Return which frames of a video are shown: all, or some at even distances from the first to the last."""
    return np.linspace(0, frames - 1, min(frames, _FRAMES)).round().astype(int)


def frames_for_page(video: np.ndarray) -> np.ndarray:
    """Return the shown frames of a video (T, H, W, C) in their size on the page.

    Small ones are enlarged by whole pixels, large ones made smaller.
    """
    frames = video[shown_frames(len(video))]
    longer = max(frames.shape[1:3])
    if longer > _LARGEST_CELL_PX:
        scale = _LARGEST_CELL_PX / longer
        size = max(1, round(frames.shape[2] * scale)), max(1, round(frames.shape[1] * scale))
        resized = [np.asarray(_image(frame).resize(size, Image.Resampling.BOX)) for frame in frames]
        return np.stack(resized).reshape(len(frames), size[1], size[0], -1)
    times = math.ceil(_SMALLEST_CELL_PX / longer)
    return frames.repeat(times, axis=1).repeat(times, axis=2)


def moving_sheet(clips: Sequence[np.ndarray], columns: int, most_bytes: int) -> bytes:
    """Return an animated WebP, a grid of clips that play together; lossy or fewer where it grows too large.

    Args:
        clips: Frames for the page, each (T, H, W, C) uint8, of one shape.
        columns: How many stand side by side.
        most_bytes: How large the file should be at most.
    """
    frames = [_grid(cells, columns) for cells in zip(*clips, strict=True)]
    for settings in ({"lossless": True, "quality": 30}, {"quality": 60}, {"quality": 20}):
        encoded = _webp(frames, **settings)
        if len(encoded) <= most_bytes:
            return encoded
    rows = -(-len(clips) // columns)
    return moving_sheet(clips[: (rows - 1) * columns], columns, most_bytes) if rows > 1 else encoded


def still_sheet(clips: Sequence[np.ndarray], columns: int) -> bytes:
    """Return a lossless WebP of the first frames of clips in a grid."""
    return _webp([_grid([clip[0] for clip in clips], columns)], lossless=True, quality=30)


def moving_picture(clip: np.ndarray) -> bytes:
    """Return one clip as an animated WebP, lossless."""
    return _webp([_image(frame) for frame in clip], lossless=True, quality=30)


def strip(clip: np.ndarray, columns: int) -> bytes:
    """Return a PNG of a clip's frames in reading order."""
    return _png(_grid(list(clip), columns))


def reel(clip: np.ndarray) -> bytes:
    """Return a lossless WebP of a clip's frames side by side without gaps, for a player to step through.

    WebP ends at 16383 pixels; 24 frames of at most 96 pixels are far below.
    """
    return _webp([_image(np.concatenate(list(clip), axis=1))], lossless=True, quality=30)


def _grid(cells: Sequence[np.ndarray], columns: int) -> Image.Image:
    """Put cells (H, W, C) in rows, with gray lines between them."""
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


def _image(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)


def _webp(frames: Sequence[Image.Image], **settings: object) -> bytes:
    file = io.BytesIO()
    frames = [frame.convert("RGB") for frame in frames]
    # The last frame stays a little longer, so that the eye sees where a clip ends.
    pace = [round(_CLIP_MS / len(frames))] * (len(frames) - 1) + [_CLIP_MS // 3]
    moving = {"save_all": True, "append_images": frames[1:], "duration": pace, "loop": 0} if len(frames) > 1 else {}
    frames[0].save(file, "WEBP", method=2, **moving, **settings)
    return file.getvalue()


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
