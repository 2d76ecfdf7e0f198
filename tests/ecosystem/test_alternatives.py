"""The benchmarks write with other libraries what a dataset contains, and read all of it back."""

from importlib import import_module
from importlib.util import find_spec

import numpy as np
import pytest

from benchmarks.alternatives.samples import config_of, digest_of, samples_of

COUNT = 40
LIBRARIES = {"hugging_face": "datasets", "lit_data": "litdata", "web_dataset": "webdataset"}


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", [name for name, library in LIBRARIES.items() if find_spec(library)])
def test_every_reader_returns_the_videos_that_were_written(name, tmp_path):
    alternative = import_module(f"benchmarks.alternatives.{name}")
    alternative.write(COUNT, tmp_path)

    for reader, run in alternative.readers(COUNT, tmp_path).items():
        assert digest_of(run()) == digest_of(samples_of(COUNT, 0, COUNT)), reader


@pytest.mark.skipif(not find_spec("cv2"), reason="OpenCV is not installed")
@pytest.mark.parametrize("name", ["usual_script", "usual_pool"])
def test_the_usual_scripts_draw_each_ball_where_the_dataset_has_it(name, tmp_path):
    import_module(f"benchmarks.alternatives.{name}").write(COUNT, tmp_path)

    for class_name, label in config_of(COUNT).labels.items():
        saved = np.load(tmp_path / f"{class_name}.npz")
        ink = (1 - saved["videos"]).sum(axis=-1)
        rows, columns = np.indices(ink.shape[2:])
        found = np.stack([(ink * place).sum(axis=(2, 3)) / ink.sum(axis=(2, 3)) for place in (columns, rows)], axis=-1)

        assert saved["labels"].tolist() == [label] * (COUNT // 4)
        assert saved["videos"].dtype == np.float32
        assert ink.min() >= 0
        assert np.abs(found - saved["trajectory_2d"]).max() < 0.2
        assert saved["trajectory_2d"].shape == (*saved["trajectory_3d"].shape[:2], 2) == (*saved["radius_px"].shape, 2)
