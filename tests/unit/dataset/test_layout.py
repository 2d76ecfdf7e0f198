"""Names of files and jobs are composed and parsed in one place, which also cuts indices into shards."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curveball.config.loading import parse_config
from curveball.dataset import layout
from curveball.dataset.layout import DataFile, Shard


@given(samples=st.integers(1, 10_000), per_shard=st.integers(1, 10_000))
def test_shards_cut_the_indices_of_a_class_without_gap_or_overlap(samples, per_shard):
    if samples > 100 * per_shard:
        per_shard = samples // 100 + 1
    config = parse_config({"samples_per_class": samples, "samples_per_shard": per_shard})
    shards = layout.shards_of_class(config, "helical")
    indices = [index for shard in shards for index in range(shard.first, shard.first + shard.count)]
    assert indices == list(range(samples))
    assert all(shard.count == per_shard for shard in shards[:-1])
    assert [layout.shard_at(config, "helical", shard.number) for shard in shards] == shards


def test_a_shard_is_in_the_folder_of_its_class_and_bears_the_name_of_its_job():
    shard = Shard("helical", 3, first=300, count=100)
    assert shard.file == "helical/00003.parquet"
    assert shard.job == "generate_helical_00003"


def test_files_that_do_not_belong_to_a_dataset_are_found(tmp_path):
    for name in ("data/train-00000.parquet", "manifest.json", "README.md", ".gitattributes", ".git/config"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert layout.find_foreign_files(tmp_path, ["data/train-00000.parquet"]) == []

    foreign = [".README.md.12ab.tmp", "data/.train-00000.parquet.12ab.tmp", "data/train-00001.parquet", "notes/a.txt"]
    for name in foreign:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert layout.find_foreign_files(tmp_path, ["data/train-00000.parquet"]) == foreign


@given(name=st.from_regex(r"[a-z][a-z_]{0,20}", fullmatch=True), number=st.integers(0, 99_999))
def test_the_name_of_a_job_is_parsed_as_it_is_composed(name, number):
    shard = Shard(name, number, first=0, count=1)
    assert layout.parse_job(shard.job) == (f"generate_{name}", number)


@pytest.mark.parametrize("job", ["merge_dataset", "all", "generate_linear_1", "generate_linear_000001"])
def test_another_job_is_the_only_one_of_its_rule(job):
    assert layout.parse_job(job) == (job, None)


def test_the_logs_of_a_run_are_found_by_the_names_of_their_jobs(tmp_path):
    for run, job in (("1_2", "write_report"), ("1_2", "merge_dataset"), ("1_3", "merge_dataset")):
        (tmp_path / layout.log_file(run, job)).touch()
    (tmp_path / "1_2_notes.txt").touch()

    assert layout.find_logs(tmp_path, "1_2") == {
        "merge_dataset": tmp_path / "1_2_merge_dataset.log",
        "write_report": tmp_path / "1_2_write_report.log",
    }


@given(split=st.sampled_from(["train", "validation", "test"]), number=st.integers(0, 99_999))
def test_the_name_of_a_data_file_is_parsed_as_it_is_composed(split, number):
    file = DataFile(split, number)
    assert layout.parse_data_file(Path("results/dataset", file.name)) == file


@pytest.mark.parametrize("name", ["train.parquet", "val-00000.parquet", "train-0.parquet", "._train-00000.parquet"])
def test_other_names_are_refused(name):
    with pytest.raises(ValueError, match="not the name of a file of a dataset"):
        layout.parse_data_file(Path(name))


def test_files_are_found_in_the_order_of_splits_and_numbers(tmp_path):
    (tmp_path / "data").mkdir()
    for name in ("test-00000", "train-00001", "train-00000", "validation-00000", ".train-00002", "notes"):
        (tmp_path / "data" / f"{name}.parquet").touch()
    found = [path.stem for _, path in layout.find_data_files(tmp_path)]
    assert found == ["train-00000", "train-00001", "validation-00000", "test-00000"]
