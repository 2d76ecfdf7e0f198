"""The examples run as they stand."""

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]


def test_hello_world_writes_a_video_of_each_class(tmp_path):
    command = [sys.executable, ROOT / "examples" / "hello_world.py"]
    run = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )

    with Image.open(tmp_path / "hello_world.webp") as image:
        assert image.size == (4 * 64, 64)
        assert image.n_frames == 16
    assert run.stdout == "hello_world.webp: linear, circular, helical, parabolic\n"
