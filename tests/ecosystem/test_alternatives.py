"""The benchmarks write with other libraries what a dataset contains, and read all of it back."""

from importlib import import_module
from importlib.util import find_spec

import pytest

from benchmarks.alternatives.samples import digest_of, samples_of

COUNT = 40
LIBRARIES = {"hugging_face": "datasets", "lit_data": "litdata", "web_dataset": "webdataset"}


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", [name for name, library in LIBRARIES.items() if find_spec(library)])
def test_every_reader_returns_the_videos_that_were_written(name, tmp_path):
    alternative = import_module(f"benchmarks.alternatives.{name}")
    alternative.write(COUNT, tmp_path)

    for reader, run in alternative.readers(COUNT, tmp_path).items():
        assert digest_of(run()) == digest_of(samples_of(COUNT, 0, COUNT)), reader
