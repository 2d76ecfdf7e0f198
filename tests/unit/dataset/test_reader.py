import gc
import multiprocessing
import os
import pickle
import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import curveball
from curveball.config.errors import CurveballError
from curveball.dataset.checked_file import CheckedFile
from curveball.dataset.layout import MANIFEST
from curveball.dataset.reader import Dataset
from curveball.dataset.splits import SPLITS, split_counts
from curveball.generation.encoding import digest
from tests.support.planting import Copy, with_column

TRAIN = "data/train-00001.parquet"


@pytest.fixture(scope="module")
def train(made) -> Dataset:
    return Dataset(made.folder, split="train")


@pytest.fixture(scope="module")
def table(made) -> pa.Table:
    return pa.concat_tables(map(pq.read_table, sorted(made.folder.glob("data/train-*"))))


@pytest.fixture
def copy(made, tmp_path) -> Path:
    return Path(shutil.copytree(made.folder, tmp_path / "dataset"))


def ids(dataset) -> list[str]:
    return [sample["sample_id"] for sample in dataset]


def test_the_dataset_is_found_at_the_top_of_the_package(made):
    assert curveball.Dataset is Dataset
    assert len(curveball.Dataset(made.folder)) == 96


def test_its_length_is_that_of_the_split(made):
    for number, split in enumerate(SPLITS):
        expected = sum(split_counts(made.config, name)[number] for name in made.config.classes)
        assert len(Dataset(made.folder, split=split)) == expected


def test_without_a_split_it_has_all_samples_once(made):
    assert len(set(ids(Dataset(made.folder)))) == len(Dataset(made.folder)) == 96


def test_samples_are_in_the_order_of_the_files(train, table):
    assert ids(train) == table["sample_id"].to_pylist()


def test_a_sample_holds_what_the_file_holds(train, table):
    for position in (0, 19, 20, len(train) - 1):
        sample = train[position]
        for name, value in table.slice(position, 1).to_pylist()[0].items():
            if name != "video" and value is not None:
                assert np.array_equal(sample[name], value), name


def test_a_video_has_its_digest(train):
    for sample in train[:5]:
        assert digest(sample["video"]) == sample["digest"]


def test_a_sample_is_made_of_numpy_arrays_numbers_and_texts(train):
    sample = train[0]
    shapes = {name: (value.shape, value.dtype) for name, value in sample.items() if isinstance(value, np.ndarray)}
    assert shapes == {
        "video": ((16, 64, 64, 3), np.uint8),
        "trajectory_3d": ((16, 3), np.float32),
        "trajectory_2d": ((16, 2), np.float32),
        "radius_px": ((16,), np.float32),
        "principal_point_px": ((2,), np.float64),
        "camera_rotation": ((3, 3), np.float64),
        "camera_translation_m": ((3,), np.float64),
        "curve_rotation": ((3, 3), np.float64),
    }
    assert type(sample["label"]) is type(sample["is_reversed"]) is int
    assert type(sample["direction"]) is type(sample["pace"]) is str
    assert type(sample["equation"]) is type(sample["description"]) is str


def test_all_samples_have_the_same_keys_and_those_of_other_classes_are_nan(train):
    for sample in train[:10]:
        assert list(sample) == train.schema.names
        parameters = [name for name in sample if name.split("_")[0] in ("linear", "circular", "helical", "parabolic")]
        for name in parameters:
            assert type(sample[name]) is float
            assert np.isnan(sample[name]) != name.startswith(sample["class_name"]), name


def test_only_the_columns_that_were_asked_for_are_read(made):
    whole, part = Dataset(made.folder), Dataset(made.folder, columns=["label", "video"])

    assert part.schema.names == list(part[70]) == list(part.batch([70])) == ["label", "video"]
    np.testing.assert_array_equal(part[70]["video"], whole[70]["video"])
    assert list(part.to_pandas().columns) == ["label"]
    assert Dataset(made.folder, columns=["index"]).batch(slice(3))["index"].tolist() == [s["index"] for s in whole[:3]]
    with pytest.raises(CurveballError, match="columns: found vido, expected a list of: sample_id, label"):
        Dataset(made.folder, columns=["vido"])


def test_a_dataset_in_memory_needs_its_files_no_more(copy):
    expected = ids(Dataset(copy))
    dataset = Dataset(copy, in_memory=True)
    shutil.rmtree(copy / "data")

    assert ids(dataset) == expected


def test_arrays_can_be_changed_without_changing_the_dataset(train):
    sample = train[3]
    for name in ("video", "trajectory_3d", "radius_px"):
        sample[name][:] = 0
        assert train[3][name].any()


def test_a_negative_index_counts_from_the_end(train):
    assert train[-1]["sample_id"] == train[len(train) - 1]["sample_id"]
    assert train[-len(train)]["sample_id"] == train[0]["sample_id"]


def test_a_numpy_integer_is_an_index(train):
    assert train[np.int64(3)]["sample_id"] == train[3]["sample_id"]


@pytest.mark.parametrize("beyond", [0, 1, 10_000])
def test_an_index_beyond_the_ends_is_an_index_error(train, beyond):
    with pytest.raises(IndexError):
        train[len(train) + beyond]
    with pytest.raises(IndexError):
        train[-len(train) - 1 - beyond]


@pytest.mark.parametrize(
    "part", [slice(3, 8), slice(None, None, 7), slice(-5, None), slice(None, None, -1), slice(500, 600)]
)
def test_a_slice_is_a_dataset_of_these_samples(train, part):
    assert isinstance(train[part], Dataset)
    assert ids(train[part]) == ids(train)[part]
    assert len(train[part]) == len(ids(train)[part])


def test_a_slice_of_a_slice_is_that_of_a_list(train):
    part = train[5:40:3]
    assert ids(part[2:-2]) == ids(train)[5:40:3][2:-2]
    assert part[-1]["sample_id"] == ids(train)[5:40:3][-1]
    with pytest.raises(IndexError):
        part[len(part)]


def test_it_can_be_iterated_again_and_again(train):
    assert ids(train) == ids(train)
    assert len(ids(train)) == len(train)


def test_it_says_what_it_is(train):
    assert repr(train) == f"<Dataset of {len(train)} samples, videos (16, 64, 64, 3)>"


@pytest.mark.parametrize("split", ["val", "Train", "", "train-00000"])
def test_a_wrong_split_is_refused_with_those_that_there_are(made, split):
    with pytest.raises(CurveballError, match=r"no split .*; it has train, validation, test"):
        Dataset(made.folder, split=split)


def test_a_missing_folder_is_refused_by_name(tmp_path):
    with pytest.raises(CurveballError, match=r"nowhere: no dataset here"):
        Dataset(tmp_path / "nowhere")


def test_a_part_of_the_dataset_becomes_a_table_without_videos(made):
    part = Dataset(made.folder, split="train")[3:7]
    table = part.to_pandas()

    assert list(table.index) == [sample["sample_id"] for sample in part]
    assert table["label"].tolist() == [sample["label"] for sample in part]
    assert "video" not in table.columns
    assert table["trajectory_2d"].iloc[0][0].tolist() == part[0]["trajectory_2d"][0].tolist()


def test_a_part_of_the_dataset_can_be_sent_to_another_process(train):
    part = train[3:7]
    part[0]
    copy = pickle.loads(pickle.dumps(part))  # noqa: S301

    assert ids(copy) == ids(part)
    assert copy.schema.equals(part.schema)


def test_an_empty_part_becomes_an_empty_table(made):
    table = Dataset(made.folder)[:0].to_pandas()

    assert len(table) == 0
    assert list(table.columns) == list(Dataset(made.folder)[:1].to_pandas().columns)


@pytest.mark.parametrize("part", [[77, 0, 40, 40, -1], slice(None, None, -1), slice(19, 21)])
def test_a_table_has_the_order_of_its_dataset(made, part):
    part = Dataset(made.folder)[part]
    assert list(part.to_pandas().index) == ids(part)


@pytest.mark.parametrize("kind", [list, tuple, np.array])
def test_a_list_of_positions_is_a_dataset_of_these_samples(train, kind):
    part = train[kind([5, -1, 0, 5, 6, 7, 40])]

    assert isinstance(part, Dataset)
    assert ids(part) == [ids(train)[k] for k in (5, -1, 0, 5, 6, 7, 40)]
    assert ids(part[2:5][[1]]) == [ids(train)[5]]
    assert len(train[kind([])]) == 0


@pytest.mark.parametrize("beyond", [78, -79])
def test_a_list_with_a_position_beyond_the_ends_is_an_index_error(train, beyond):
    assert len(train) == 78
    with pytest.raises(IndexError):
        train[[0, beyond]]


@pytest.mark.parametrize("positions", [[True, False], [0.5], ["train"], [[1, 2]]])
def test_positions_that_are_no_integers_are_refused(train, positions):
    with pytest.raises(TypeError, match="positions must be integers"):
        train[positions]


@pytest.mark.parametrize("method", ["fork", "forkserver", pytest.param("spawn", marks=pytest.mark.slow)])
def test_other_processes_read_the_same(train, method):
    train[0]
    with ProcessPoolExecutor(1, multiprocessing.get_context(method)) as pool:
        assert pool.submit(ids, train[3:50:9]).result() == ids(train[3:50:9])


def test_no_file_stays_open(made):
    gc.collect()  # what earlier tests have left
    before = len(os.listdir("/dev/fd"))
    dataset = Dataset(made.folder)
    ids(dataset)
    assert len(os.listdir("/dev/fd")) == before


def test_the_default_dataset_opens_without_reading_its_files(made, monkeypatch):
    monkeypatch.setattr(CheckedFile, "read_group", None)
    assert len(Dataset(made.folder)) == 96


def test_files_that_the_manifest_does_not_list_are_ignored(copy):
    expected = ids(Dataset(copy))
    shutil.copy(copy / TRAIN, copy / "data" / "train-00099.parquet")
    shutil.copy(copy / TRAIN, copy / "data" / "train-00000 (1).parquet")
    (copy / "data" / "._train-00000.parquet").write_bytes(b"Mac OS X")

    assert ids(Dataset(copy)) == expected


def test_a_dataset_without_its_manifest_is_refused(copy):
    (copy / MANIFEST).unlink()
    with pytest.raises(CurveballError, match=r"dataset: an incomplete dataset \(no manifest\.json\)\. Run snakemake"):
        Dataset(copy)


def a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (Path.unlink, r"no file \(No such file or directory\), expected a file of [\d,]+ bytes\. Run snakemake"),
        (a_directory, r"a directory, expected a file of [\d,]+ bytes"),
        (lambda path: path.write_bytes(b""), r"0 bytes, expected a file of"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), r"[\d,]+ bytes, expected a file of"),
        (lambda path: path.write_bytes(path.read_bytes() + b"\0"), r"[\d,]+ bytes, expected a file of"),
        (
            lambda path: path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"),
            r"a pointer to a file in Git LFS, expected a file of [\d,]+ bytes\. Run git lfs pull",
        ),
    ],
)
def test_a_file_of_another_size_is_named_when_the_dataset_is_opened(copy, damage, message):
    damage(copy / TRAIN)
    with pytest.raises(CurveballError, match=rf"data/train-00001\.parquet: found {message}"):
        Dataset(copy)


def flipped(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def test_a_changed_footer_is_noticed_without_verification(copy):
    flipped(copy / TRAIN, -100)
    with pytest.raises(CurveballError, match=r"train-00001\.parquet: found a footer with the digest \w+, expected \w+"):
        ids(Dataset(copy))


def test_verification_notices_a_change_of_any_byte_before_the_first_sample(copy):
    flipped(copy / TRAIN, 4)
    dataset = Dataset(copy, verify=True)

    assert len(ids(dataset[:20])) == 20
    with pytest.raises(CurveballError, match=r"train-00001\.parquet: found bytes with the digest \w+, expected \w+"):
        dataset[20]


def test_verification_notices_a_video_that_differs_from_its_digest(made, tmp_path):
    copy = Copy(made.config, made.folder, tmp_path / "copy")
    videos = copy.read(TRAIN)["video"].to_pylist()
    videos[3], videos[4] = videos[4], videos[3]
    copy.write(TRAIN, with_column(copy.read(TRAIN), "video", videos))

    assert Dataset(copy.folder)[23]["sample_id"] == Dataset(copy.folder, verify=True)[[0, 23]].to_pandas().index[1]
    with pytest.raises(CurveballError, match=r"train-00001\.parquet: found damage in row 3 \(\S+ has a video with the"):
        Dataset(copy.folder, verify=True)[23]


def test_verification_notices_it_in_a_batch_too(made, tmp_path):
    copy = Copy(made.config, made.folder, tmp_path / "copy")
    copy.put("digest", 3, "0" * 32, TRAIN)

    for threads, columns in ((1, None), (2, ["video"])):
        dataset = Dataset(copy.folder, verify=True, columns=columns)
        with pytest.raises(CurveballError, match=r"train-00001\.parquet: found damage in row 3 \(\S+ has a video with"):
            dataset.batch(range(64), threads)


def test_row_groups_are_forgotten_when_there_are_too_many(made, monkeypatch):
    monkeypatch.setattr("curveball.dataset.row_group_cache.CACHE_BYTES", 1)
    dataset = Dataset(made.folder)
    backwards = ids(dataset[::-1])

    assert backwards == ids(dataset)[::-1]
    assert len(dataset._cache._kept) == 1


def test_a_damaged_file_is_noticed_when_it_is_read(made, tmp_path):
    folder = shutil.copytree(made.folder, tmp_path / "dataset")
    path = folder / "data" / "test-00000.parquet"
    video = next(c for c in columns_of(path) if c.path_in_schema == "video")
    data = bytearray(path.read_bytes())
    data[video.data_page_offset + video.total_compressed_size // 2] ^= 1
    path.write_bytes(data)

    with pytest.raises(CurveballError, match=r"test-00000\.parquet: found damage .*CRC checksum.*Run snakemake"):
        Dataset(folder, split="test")[0]


def columns_of(path) -> list[pq.ColumnChunkMetaData]:
    group = pq.read_metadata(path).row_group(0)
    return [group.column(k) for k in range(group.num_columns)]
