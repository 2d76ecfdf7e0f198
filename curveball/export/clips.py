"""Single videos as files that players and browsers show: GIF, WebP, MP4, and a strip of frames as PNG."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from curveball.config.errors import CurveballError
from curveball.export.extras import load
from curveball.generation.atomic import replacing

Video = NDArray[np.uint8]
"""Shape (T, H, W, C)."""

_MAX_COLORS = 256
# With routines that give the same bytes on each processor. Those that x264 would choose do not even give the same bytes
# twice: some depend on where the frames are in memory.
_MP4_OPTIONS = {"crf": "12", "preset": "medium", "threads": "1", "x264-params": "cpu-independent=1"}


def write_clip(video: Video, path: Path, fps: float) -> None:
    """Write a video to a file whose suffix names the format, atomically.

    WebP and PNG are lossless, GIF is so for at most 256 colors per frame, and MP4 (H.264) is not.

    Args:
        video: Shape (T, H, W, C).
        path: A file with the suffix .gif, .webp, .mp4 or .png; a PNG has all frames side by side.
        fps: Frames per second.

    Raises:
        CurveballError: The suffix is none of these, the frames are too large for the format, or MP4 lacks its library.
    """
    write = _writer(path)
    with replacing(path) as temporary:
        write(video, temporary, fps)


def save_clip(video: Video, path: Path, fps: float) -> None:
    """Do the same at once, in a folder that nobody sees before it is complete."""
    _writer(path)(video, path, fps)


def read_clip(path: Path, fps: float) -> Video:
    """Return the frames of a GIF, WebP or MP4 in RGB, as decoders show them.

    Args:
        path: A file that `write_clip` wrote.
        fps: The rate with which it was written. Neighboring frames that are equal are stored as one that lasts longer.

    Returns:
        Shape (T, H, W, 3).
    """
    if path.suffix.lower() == ".mp4":
        av = load("av", "mp4", "MP4")
        with av.open(str(path)) as container:
            return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])
    frames: list[Video] = []
    with Image.open(path) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            frame = np.asarray(image.convert("RGB"))  # Its duration is known only after it was decoded.
            repeated = round(image.info.get("duration", 0) / _duration_ms(path.suffix.lower(), fps))
            frames += [frame] * max(1, repeated)
    return np.stack(frames)


def is_lossless(video: Video, suffix: str) -> bool:
    """Tell whether a video can be read back from a format without any change."""
    if suffix == ".gif":
        return all(len(np.unique(_packed(frame))) <= _MAX_COLORS for frame in to_rgb(video))
    return suffix == ".webp"


def to_rgb(video: Video) -> Video:
    """Return the frames with three channels, shape (T, H, W, 3)."""
    return np.repeat(video, 3, axis=-1) if video.shape[-1] == 1 else video


def _writer(path: Path) -> Callable[[Video, Path, float], None]:
    if path.suffix.lower() not in _WRITERS:
        raise CurveballError(f"{path}: the suffix must be one of {', '.join(_WRITERS)}")
    return _WRITERS[path.suffix.lower()]


def _write_webp(video: Video, path: Path, fps: float) -> None:
    frames = [Image.fromarray(frame) for frame in to_rgb(video)]
    _save(frames, path, "WEBP", _duration_ms(".webp", fps), lossless=True, quality=20, method=1)


def _write_gif(video: Video, path: Path, fps: float) -> None:
    _save(list(map(_with_palette, to_rgb(video))), path, "GIF", _duration_ms(".gif", fps), optimize=False)


def _with_palette(frame: Video) -> Image.Image:
    """Return a frame (H, W, 3) with a palette of exactly its colors, or in RGB if it has too many for that."""
    colors, indices = np.unique(_packed(frame), return_inverse=True)
    if len(colors) > _MAX_COLORS:
        return Image.fromarray(frame)
    image = Image.fromarray(indices.reshape(frame.shape[:2]).astype(np.uint8))
    image.putpalette(colors.astype(">u4").view(np.uint8).reshape(-1, 4)[:, 1:].tobytes())
    return image


def _write_png(video: Video, path: Path, fps: float) -> None:
    strip = np.concatenate(list(video), axis=1)
    Image.fromarray(strip[..., 0] if strip.shape[-1] == 1 else strip).save(path, "PNG")


def _write_mp4(video: Video, path: Path, fps: float) -> None:
    av = load("av", "mp4", "MP4")
    _, height, width, _ = video.shape
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"}) as container:
        stream = container.add_stream("libx264", rate=Fraction(fps).limit_denominator(1000), options=_MP4_OPTIONS)
        stream.width, stream.height = width, height
        stream.pix_fmt = "yuv444p" if height % 2 or width % 2 else "yuv420p"  # The latter has no odd sizes.
        for frame in to_rgb(video):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        container.mux(stream.encode())


_WRITERS: dict[str, Callable[[Video, Path, float], None]] = {
    ".gif": _write_gif,
    ".webp": _write_webp,
    ".mp4": _write_mp4,
    ".png": _write_png,
}


SUFFIXES = tuple(_WRITERS)
"""Suffixes of the files that `write_clip` writes."""


def _save(frames: Sequence[Image.Image], path: Path, kind: str, duration_ms: int, **options: Any) -> None:
    animated = {"save_all": True, "append_images": frames[1:], "duration": duration_ms, "loop": 0}
    try:
        frames[0].save(path, kind, **animated, **options)
    except ValueError as error:
        raise CurveballError(f"{kind} cannot hold these frames ({error}); choose another format") from None


def _duration_ms(suffix: str, fps: float) -> int:
    """Return how long a frame is shown. A GIF counts hundredths of a second."""
    return max(1, round(100 / fps)) * 10 if suffix == ".gif" else max(1, round(1000 / fps))


def _packed(frame: Video) -> NDArray[np.uint32]:
    """Return the colors of a frame (H, W, 3) as numbers 0xrrggbb, shape (H, W)."""
    red, green, blue = np.moveaxis(frame.astype(np.uint32), -1, 0)
    packed: NDArray[np.uint32] = red << np.uint32(16) | green << np.uint32(8) | blue
    return packed
