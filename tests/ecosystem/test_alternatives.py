"""The benchmarks write with other libraries what a dataset contains, and read all of it back."""

from importlib import import_module
from importlib.util import find_spec

import numpy as np
import pytest

from benchmarks.alternatives.samples import samples_of

COUNT = 40
LIBRARIES = {"hugging_face": "datasets", "lit_data": "litdata", "web_dataset": "webdataset"}


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", [name for name, library in LIBRARIES.items() if find_spec(library)])
def test_every_reader_returns_the_videos_that_were_written(name, tmp_path):
    alternative = import_module(f"benchmarks.alternatives.{name}")
    expected = sorted(sample["video"].tobytes() for sample in samples_of(COUNT, 0, COUNT))
    alternative.write(COUNT, tmp_path)

    for reader, run in alternative.readers(COUNT, tmp_path).items():
        found = [video for item in run() for video in videos_in(item)]
        assert sorted(np.asarray(video, np.uint8).tobytes() for video in found) == expected, reader


def videos_in(item):
    """Return the videos in a sample or in a batch."""
    video = item[0] if isinstance(item, tuple) else item["video"]
    return video if np.ndim(video) == 5 else [video]
