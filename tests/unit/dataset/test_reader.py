import pickle
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import curveball
from curveball.config.errors import CurveballError
from curveball.dataset.reader import Dataset
from curveball.dataset.splits import SPLITS, split_counts
from curveball.generation.encoding import digest


@pytest.fixture(scope="module")
def train(made) -> Dataset:
    return Dataset(made.folder, split="train")


@pytest.fixture(scope="module")
def table(made) -> pa.Table:
    return pa.concat_tables(map(pq.read_table, sorted(made.folder.glob("data/train-*"))))


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
    }
    assert type(sample["label"]) is int
    assert type(sample["equation"]) is type(sample["description"]) is str


def test_a_sample_has_the_parameters_of_its_own_class_only(train):
    for sample in train[:10]:
        own = [name for name in sample if name.split("_")[0] in ("linear", "circular", "helical", "parabolic")]
        assert own
        assert all(name.startswith(sample["class_name"]) for name in own)


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


def test_a_damaged_file_is_noticed_when_it_is_read(made, tmp_path):
    folder = shutil.copytree(made.folder, tmp_path / "dataset")
    path = folder / "data" / "test-00000.parquet"
    video = next(c for c in columns_of(path) if c.path_in_schema == "video")
    data = bytearray(path.read_bytes())
    data[video.data_page_offset + video.total_compressed_size // 2] ^= 1
    path.write_bytes(data)

    with pytest.raises(OSError, match="CRC checksum"):
        Dataset(folder, split="test")[0]


def columns_of(path) -> list[pq.ColumnChunkMetaData]:
    group = pq.read_metadata(path).row_group(0)
    return [group.column(k) for k in range(group.num_columns)]
