"""Exports are read by the libraries for which they are made."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import curveball
from curveball.export import exporting
from curveball.export.clip_folders import FPS
from curveball.export.clips import save_clip
from curveball.export.exporting import export
from curveball.export.files import clip_file
from curveball.export.formats import find_format
from curveball.export.source import ExportError
from tests.support.made_dataset import Made, make_dataset

pytestmark = [pytest.mark.ecosystem, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Made:
    settings = {"samples_per_class": 10, "rows_per_file": 8, "frames": 6, "height": 32, "width": 48}
    return make_dataset(settings, tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def train(made) -> dict[str, curveball.Sample]:
    return {sample["sample_id"]: sample for sample in curveball.Dataset(made.folder, "train")}


def test_webdataset_decodes_videos_labels_and_columns(made, train, tmp_path):
    webdataset = pytest.importorskip("webdataset")
    export("webdataset", made.folder, tmp_path / "shards", split="train")
    files = sorted(map(str, (tmp_path / "shards").glob("*.tar")))
    found = list(webdataset.WebDataset(files, shardshuffle=False).decode())

    assert [sample["__key__"] for sample in found] == list(train)
    for sample in found:
        expected = train[sample["__key__"]]
        assert np.array_equal(sample["video.npy.gz"], expected["video"])
        assert sample["cls"] == expected["label"]
        assert sample["json"]["equation"] == expected["equation"]


@pytest.mark.parametrize("streaming", [False, True])
def test_datasets_loads_frames_as_images(made, train, tmp_path, streaming):
    datasets = pytest.importorskip("datasets")
    export("hf", made.folder, tmp_path / "export")
    loaded = datasets.load_dataset(
        str(tmp_path / "export"), split="train", streaming=streaming, cache_dir=str(tmp_path / "cache")
    )

    assert loaded.features["label"].names == list(made.config.classes)
    rows = list(loaded)
    assert [row["sample_id"] for row in rows] == list(train)
    for row in rows:
        expected = train[row["sample_id"]]
        assert np.array_equal(np.stack([np.asarray(frame) for frame in row["frames"]]), expected["video"])
        assert np.array_equal(np.float32(row["trajectory_3d"]), expected["trajectory_3d"])


@pytest.mark.parametrize("size", [{"height": 32, "width": 48}, {"height": 31, "width": 33, "grayscale": True}], ids=str)
def test_mp4_has_all_frames_and_is_close_to_them(tmp_path, size):
    av = pytest.importorskip("av")
    made = make_dataset({"samples_per_class": 2, "frames": 6, **size}, tmp_path)
    for name in ("one", "two"):
        export("mp4", made.folder, tmp_path / name)

    for sample in curveball.Dataset(made.folder, "train"):
        path = Path("train", sample["class_name"], f"{sample['sample_id']}.mp4")
        with av.open(str(tmp_path / "one" / path)) as container:
            assert container.streams.video[0].average_rate == 10
            frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        assert len(frames) == 6
        assert np.abs(np.stack(frames).astype(int) - sample["video"]).mean() < 4
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()


@pytest.mark.parametrize("planted", ["another sample", "no ball"])
def test_mp4_with_a_wrong_video_does_not_appear(made, tmp_path, monkeypatch, planted):
    pytest.importorskip("av")
    chosen = find_format("mp4")
    sample = curveball.Dataset(made.folder, "test")[0]
    wrong = curveball.generate(made.config, sample["class_name"], [99])[0]["video"]
    if planted == "no ball":
        wrong[:] = wrong[0, 0, 0]

    def write_and_damage(source, folder, count) -> None:
        chosen.write(source, folder, count)
        save_clip(wrong, folder / clip_file("test", sample["class_name"], sample["sample_id"], ".mp4"), FPS)

    monkeypatch.setattr(exporting, "find_format", lambda name: replace(chosen, write=write_and_damage))
    with pytest.raises(ExportError, match=f"{sample['sample_id']}.mp4, its likeness: found False"):
        export("mp4", made.folder, tmp_path / "export")


def test_mp4_has_the_same_bytes_wherever_its_frames_are_in_memory(tmp_path):
    pytest.importorskip("av")
    config = curveball.parse_config({"grayscale": True})  # x264's own routines gave two results for this sample
    video = curveball.generate(config, "linear", [0])[0]["video"]
    kept, found = [], set()
    for size in range(60):
        save_clip(video, tmp_path / "clip.mp4", 10)
        kept.append(bytearray(size * 4321))
        found.add((tmp_path / "clip.mp4").read_bytes())

    assert len(found) == 1
