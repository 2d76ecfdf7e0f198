"""Writes one video of each class, side by side, to an animated WebP: `python examples/hello_world.py`."""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

import curveball

config = curveball.load_config(Path(__file__).parents[1] / "config" / "config.yaml")
videos = [curveball.generate(config, class_name, [0])[0]["video"] for class_name in config.classes]
frames = [Image.fromarray(frame) for frame in np.concatenate(videos, axis=2)]

path = sys.argv[1] if len(sys.argv) > 1 else "hello_world.webp"
frames[0].save(path, save_all=True, append_images=frames[1:], duration=80, loop=0, lossless=True)
print(f"{path}: {', '.join(config.classes)}")
