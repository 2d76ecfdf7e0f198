import os
import shutil
from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from msgspec.structs import replace

from curveball.config.loading import parse_config
from curveball.dataset import merging
from curveball.dataset.layout import data_files
from curveball.dataset.manifest import read_manifest
from curveball.dataset.merging import ShardError, merge_shards
from curveball.dataset.provenance import file_digest
from curveball.dataset.splits import SPLITS, split_counts, split_of
from curveball.generation.columns import to_numpy
from curveball.generation.encoding import fingerprint
from curveball.generation.schema import dataset_schema
from curveball.generation.shards import write_shard
from tests.support.made_dataset import make_dataset

TINY = {"frames": 1, "height": 16, "width": 16}


def merge(config, shards, folder):
    merge_shards(config, shards, folder, progress=lambda done: None)
    return read(folder)


def read(folder) -> dict[str, pa.Table]:
    return {split: pa.concat_tables(map(pq.read_table, sorted(folder.glob(f"data/{split}-*")))) for split in SPLITS}


@pytest.fixture
def shards(made, tmp_path):
    """A copy of the shards, to plant faults in."""
    copies = [tmp_path / "shards" / path.parent.name / path.name for path in made.shards]
    for source, copy in zip(made.shards, copies, strict=True):
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    return copies


def test_every_sample_is_there_once_and_unchanged(made):
    merged = pa.concat_tables(read(made.folder).values()).sort_by("sample_id")
    for class_name in made.config.classes:
        own = [path for path in made.shards if path.parent.name == class_name]
        shards = pa.concat_tables(map(pq.read_table, own)).sort_by("sample_id")
        rows = merged.filter(pa.compute.equal(merged["class_name"], class_name))
        unchanged = [name for name in shards.schema.names if name != "questions"]
        assert rows.select(unchanged).equals(shards.select(unchanged))
    assert len(merged) == made.config.total_samples


def test_the_questions_for_the_curve_are_added(made):
    merged = pa.concat_tables(read(made.folder).values())
    before = pa.concat_tables([pq.read_table(path, columns=["sample_id", "questions"]) for path in made.shards])
    in_shard = dict(zip(*before.to_pydict().values(), strict=True))
    for name, text in zip(merged["sample_id"].to_pylist(), merged["questions"].to_pylist(), strict=True):
        assert in_shard[name] == ("" if '"about":"curve"' in text else text), name
    assert "" in in_shard.values()


def test_parameters_of_other_classes_are_missing(made):
    train = read(made.folder)["train"]
    is_linear = np.array(train["class_name"].to_pylist()) == "linear"
    assert (train["linear_length_m"].is_valid().to_numpy() == is_linear).all()


def test_every_sample_is_in_its_split(made):
    for number, (split, rows) in enumerate(read(made.folder).items()):
        for class_name, index in zip(rows["class_name"].to_pylist(), rows["index"].to_pylist(), strict=True):
            assert split_of(made.config, class_name, np.array([index]))[0] == number, split


def test_every_file_has_the_schema_of_the_dataset(made):
    for path in made.folder.glob("data/*"):
        assert pq.read_schema(path).equals(dataset_schema(made.config), check_metadata=True)


def test_files_are_full_but_the_last_of_a_split(made):
    files = data_files(made.config)
    for split in SPLITS:
        rows = [pq.read_metadata(made.folder / file.name).num_rows for file in files if file.split == split]
        assert sum(rows) == sum(split_counts(made.config, name)[SPLITS.index(split)] for name in made.config.classes)
        assert all(number == 20 for number in rows[:-1])
        assert 1 <= rows[-1] <= 20
    assert [file.split for file in files].count("train") > 1


def test_there_are_the_files_that_were_announced_and_no_others(made):
    found = {f"data/{name}" for name in os.listdir(made.folder / "data")}
    assert found == {file.name for file in data_files(made.config)}
    assert sorted(os.listdir(made.folder)) == ["data", "manifest.json"]


def test_names_of_files_do_not_change_when_the_dataset_grows():
    small, large = (set(data_files(parse_config({"samples_per_class": n}))) for n in (7500, 10_000))
    assert len({file for file in small if file.split == "train"}) == 16
    assert small < large
    assert {file.split for file in large - small} == set(SPLITS)


def test_an_empty_split_has_no_file(tmp_path):
    splits = {"train": 0.9, "validation": 0.0, "test": 0.1}
    made = make_dataset(TINY | {"samples_per_class": 20, "splits": splits}, tmp_path)
    assert sorted(os.listdir(made.folder / "data")) == ["test-00000.parquet", "train-00000.parquet"]
    assert {file.split for file in data_files(made.config)} == {"train", "test"}


def test_the_manifest_says_what_is_there(made):
    manifest = read_manifest(made.folder / "manifest.json")
    assert manifest.samples == 96
    for file in manifest.files():
        assert file.rows == pq.read_metadata(made.folder / file.name).num_rows
        assert file.xxh3_128 == file_digest(made.folder / file.name)
    assert parse_config(manifest.config) == made.config
    assert "exports" not in manifest.config
    rows = pa.concat_tables(read(made.folder).values())
    assert manifest.fingerprint == f"{fingerprint(rows):032x}"


@pytest.mark.parametrize("samples_per_shard", [5, 9, 24])
def test_the_dataset_does_not_depend_on_how_the_shards_are_cut(made, tmp_path, samples_per_shard):
    settings = {"samples_per_class": 24, "rows_per_file": 20, "samples_per_shard": samples_per_shard}
    other = make_dataset(settings, tmp_path)
    for path in sorted(made.folder.glob("data/*")):
        assert (other.folder / "data" / path.name).read_bytes() == path.read_bytes()


def test_how_much_waits_to_be_written_changes_no_byte(made, tmp_path, monkeypatch):
    monkeypatch.setattr(merging, "_MAX_WAITING_BYTES", 0)
    merge(made.config, made.shards, tmp_path)
    for path in sorted(made.folder.glob("data/*")):
        assert (tmp_path / "data" / path.name).read_bytes() == path.read_bytes()


def test_the_rows_do_not_depend_on_the_size_of_the_files(made, tmp_path):
    other = replace(made.config, rows_per_file=7)
    merged = merge(other, made.shards, tmp_path)
    for split, rows in read(made.folder).items():
        assert merged[split].equals(rows)
    assert len(list(tmp_path.glob("data/train-*"))) == -(-len(merged["train"]) // 7)


@pytest.fixture(scope="module")
def shuffled(tmp_path_factory) -> dict[str, pa.Table]:
    settings = TINY | {"samples_per_class": 1500, "classes": {"linear": {}, "parabolic": {}}}
    return read(make_dataset(settings, tmp_path_factory.mktemp("shuffled")).folder)


def test_classes_are_interleaved_at_random(shuffled):
    labels = to_numpy(shuffled["train"]["label"])
    assert len(labels) == 2400
    runs = 1 + np.count_nonzero(np.diff(labels))
    assert runs == pytest.approx(1201, abs=4 * np.sqrt(600)), "the number of runs in a random order (Wald, Wolfowitz)"
    for part in np.split(labels, 6):
        assert part.mean() == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(400))


def test_splits_are_interleaved_differently(shuffled):
    validation, test = (to_numpy(shuffled[split]["label"]) for split in ("validation", "test"))
    assert (validation == test).mean() == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(300))


def test_every_split_is_stratified(shuffled):
    for split, share in zip(SPLITS, (1200, 150, 150), strict=True):
        assert Counter(shuffled[split]["class_name"].to_pylist()) == {"linear": share, "parabolic": share}


def test_a_sample_keeps_its_split_when_the_dataset_grows(made, tmp_path):
    grown = make_dataset({"samples_per_class": 40, "rows_per_file": 20}, tmp_path)
    for before, after in zip(read(made.folder).values(), read(grown.folder).values(), strict=True):
        assert set(before["sample_id"].to_pylist()) <= set(after["sample_id"].to_pylist())


def test_files_of_an_earlier_larger_dataset_go(made, tmp_path):
    merge(replace(made.config, rows_per_file=5), made.shards, tmp_path)
    merge(made.config, made.shards, tmp_path)
    assert sorted(os.listdir(tmp_path / "data")) == sorted(os.listdir(made.folder / "data"))


def test_a_merge_that_is_interrupted_leaves_no_file_half_written(made, tmp_path):
    def interrupt(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        merge_shards(made.config, made.shards, tmp_path, progress=interrupt)
    assert not (tmp_path / "manifest.json").exists()
    assert list(tmp_path.glob("data/.*")) == []
    for path in tmp_path.glob("data/*"):
        pq.read_table(path)


# Shards that are not what they should be: (what was done to the shards of linear, what the message says)


def drop_last(paths):
    return [path for path in paths if path != paths[2]]


def shorten_last(paths):
    write_shard(parse_config({}), "linear", 20, 2, paths[2], lambda done: None)
    return paths


def swap(paths):
    return [paths[1], paths[0], *paths[2:]]


def cut_in_half(paths):
    paths[1].write_bytes(paths[1].read_bytes()[: paths[1].stat().st_size // 2])
    return paths


def flip_a_byte(paths):
    group = pq.read_metadata(paths[1]).row_group(0)
    video = next(group.column(k) for k in range(group.num_columns) if group.column(k).path_in_schema == "video")
    data = bytearray(paths[1].read_bytes())
    data[video.data_page_offset + video.total_compressed_size // 2] ^= 1
    paths[1].write_bytes(data)
    return paths


def remove_fingerprint(paths):
    pq.write_table(pq.read_table(paths[1]), paths[1])
    return paths


def delete(paths):
    paths[1].unlink()
    return paths


def lengthen_last(paths):
    write_shard(parse_config({}), "linear", 20, 5, paths[2], lambda done: None)
    return paths


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (drop_last, r"11 shards were given; the configuration needs 12"),
        (shorten_last, r"shards of linear end after 22 samples; 24 are needed"),
        (swap, r"shards of linear continue with index 10 instead of 0"),
        (cut_in_half, r"linear/00001\.parquet: not a complete shard"),
        (flip_a_byte, r"linear/00001\.parquet: not a complete shard"),
        (remove_fingerprint, r"linear/00001\.parquet: not a complete shard"),
        (delete, r"linear/00001\.parquet: not a complete shard"),
        (lengthen_last, r"shards of linear hold more than 24 samples"),
    ],
)
def test_shards_that_are_not_those_needed_are_refused_by_name(made, shards, tmp_path, fault, message):
    with pytest.raises(ShardError, match=message):
        merge(made.config, fault(shards), tmp_path / "dataset")
    assert not (tmp_path / "dataset" / "manifest.json").exists()


def test_a_shard_with_another_identity_is_refused_before_anything_is_written(tmp_path):
    config = parse_config(TINY | {"samples_per_class": 4, "classes": {"linear": {}, "circular": {}}})
    shards = [tmp_path / f"{name}.parquet" for name in config.classes]
    for name, shard in zip(config.classes, shards, strict=True):
        write_shard(config, name, 0, 4, shard, lambda done: None, identity=f"identity of {name}")

    merge_shards(config, shards, tmp_path / "a", lambda done: None, ["identity of linear", "identity of circular"])
    with pytest.raises(ShardError, match=r"circular\.parquet: not the shard that its name says"):
        merge_shards(config, shards, tmp_path / "b", lambda done: None, ["identity of linear", "another"])

    assert (tmp_path / "a" / "manifest.json").exists()
    assert not (tmp_path / "b").exists()
