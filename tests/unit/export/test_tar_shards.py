"""Tar files as WebDataset reads them. `tests/ecosystem` reads them with WebDataset itself."""

import gzip
import io
import json
import tarfile

import numpy as np


def test_samples_are_in_order_each_with_label_columns_and_video(exported, samples):
    files: dict[str, bytes] = {}
    for path in sorted(exported("webdataset").glob("train-*.tar")):
        with tarfile.open(path) as tar:
            files |= {member.name: tar.extractfile(member).read() for member in tar}

    assert [name for name in files if name.endswith(".cls")] == [f"{s['sample_id']}.cls" for s in samples["train"]]
    for sample in samples["train"]:
        name = sample["sample_id"]
        columns = json.loads(files[f"{name}.json"])
        assert int(files[f"{name}.cls"]) == columns["label"] == sample["label"]
        assert columns.keys() == sample.keys() - {"video"}
        assert np.array_equal(np.float32(columns["trajectory_3d"]), sample["trajectory_3d"])
        assert np.array_equal(np.load(io.BytesIO(gzip.decompress(files[f"{name}.video.npy.gz"]))), sample["video"])


def test_headers_tell_nothing_of_when_and_by_whom_they_were_written(exported):
    with tarfile.open(exported("webdataset") / "test-000000.tar") as tar:
        assert {(m.mtime, m.uid, m.gid, m.uname, m.gname, m.mode) for m in tar} == {(0, 0, 0, "", "", 0o644)}
