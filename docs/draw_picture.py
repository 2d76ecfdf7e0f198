"""Renders the animation of the README: samples of each class, as dots and with trails. `make picture` runs it."""

import sys

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from curveball.config.loading import parse_config
from curveball.generation.rendering import render
from curveball.generation.sampling import draw_samples

COLUMNS = 4
GAP = 2
LABEL_WIDTH = 76
SCALE = 1.5


def main(path: str) -> None:
    """Write an animated GIF: one row per class, with dots on the left and the same samples with trails on the right."""
    dots = sheet("dot")
    trails = sheet("trail")
    frames = [draw_frame(np.concatenate([a, b], axis=1)) for a, b in zip(dots, trails, strict=True)]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[120] * 15 + [900], loop=0, optimize=True)


def sheet(style: str) -> NDArray[np.uint8]:
    """Return a grid of videos with one row per class, shape (T, H, W, 3)."""
    config = parse_config({"style": style})
    rows = []
    for name in config.classes:
        samples = draw_samples(config, name, np.arange(COLUMNS))
        videos = render(config, samples.trajectory_2d, samples.radius_px)
        videos = np.pad(videos, ((0, 0), (0, 0), (GAP, GAP), (GAP, GAP), (0, 0)), constant_values=225)
        rows.append(np.concatenate(list(videos), axis=2))
    return np.concatenate(rows, axis=1)


def draw_frame(pixels: NDArray[np.uint8]) -> Image.Image:
    """Return a frame of the animation, with the name of each class to the left of its row."""
    names = list(parse_config({}).classes)
    image = Image.fromarray(pixels)
    image = image.resize((round(image.width * SCALE), round(image.height * SCALE)), Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", (image.width + LABEL_WIDTH, image.height), "white")
    canvas.paste(image, (LABEL_WIDTH, 0))
    draw, font = ImageDraw.Draw(canvas), ImageFont.load_default(14)
    for row, name in enumerate(names):
        draw.text((8, (row + 0.5) * image.height / len(names)), name, fill="#444444", font=font, anchor="lm")
    return canvas.quantize(48, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main(sys.argv[1])
