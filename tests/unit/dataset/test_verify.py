"""A dataset is verified byte by byte and sample by sample, and what is wrong is named."""

import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

import curveball
from curveball.config.errors import CurveballError
from curveball.dataset.layout import DESCRIPTION, MANIFEST
from curveball.dataset.manifest import read_manifest
from curveball.dataset.verify import verify
from tests.support.planting import TEST, TRAIN, VALIDATION, Copy, with_column

ROOT = Path(__file__).parents[3]
WITHOUT_THE_PIPELINE = """
import sys
for name in ("pandas", "scipy", "xgboost", "snakemake", "jinja2", "matplotlib", "PIL", "threadpoolctl"):
    sys.modules[name] = None
import curveball
print(curveball.verify(sys.argv[1]).passed)
"""


@pytest.fixture
def copy(made, tmp_path) -> Copy:
    return Copy(made.config, made.folder, tmp_path / "dataset")


def names(findings: list) -> list[str]:
    return [finding.name for finding in findings]


def test_an_intact_dataset_passes(made):
    result = curveball.verify(made.folder)

    assert result.passed
    assert (result.files, result.samples) == (6, 96)
    assert result.fingerprint == result.expected_fingerprint == read_manifest(made.folder / MANIFEST).fingerprint
    assert result.size_bytes == sum(path.stat().st_size for path in made.folder.glob("data/*"))


def test_files_alone_are_verified_without_reading_samples(made):
    result = verify(made.folder, samples=False)

    assert result.passed
    assert not result.has_samples_verified
    assert (result.files, result.samples, result.fingerprint) == (6, 0, None)


def test_a_missing_file_and_its_samples_are_named(copy):
    gone = copy.read(VALIDATION)["sample_id"].to_pylist()
    (copy.folder / VALIDATION).unlink()
    result = verify(copy.folder)

    assert not result.passed
    assert names(result.missing_files) == [VALIDATION]
    assert sorted(gone) == sorted(result.missing_samples)
    assert (result.files, result.samples) == (5, 96 - len(gone))
    assert result.damaged_files == result.foreign_files == result.damaged_samples == []


def test_foreign_files_are_named(copy):
    left = ["data/._train-00000.parquet", "data/old/train-00000.parquet", f".{MANIFEST}.12ab.tmp", "notes.txt"]
    for name in left:
        (copy.folder / name).parent.mkdir(exist_ok=True)
        (copy.folder / name).write_bytes(b"")
    for name in (*DESCRIPTION[:-1], ".gitattributes"):
        (copy.folder / name).write_text("This is no data, and may be here.")

    assert sorted(names(verify(copy.folder).foreign_files)) == sorted(left)


def test_a_damaged_file_is_named_with_both_digests_and_its_other_rows_are_verified(copy):
    data = bytearray((copy.folder / TEST).read_bytes())
    data[len(data) // 2] ^= 1
    (copy.folder / TEST).write_bytes(data)
    result = verify(copy.folder)

    assert names(result.damaged_files) == [TEST]
    assert "bytes with the digest" in result.damaged_files[0].found
    assert len(result.missing_samples) == len(copy.read(TRAIN).slice(0, 0)) + 96 - result.samples


def test_swapped_files_are_both_damaged(copy):
    shutil.move(copy.folder / TEST, copy.folder / "aside")
    shutil.move(copy.folder / VALIDATION, copy.folder / TEST)
    shutil.move(copy.folder / "aside", copy.folder / VALIDATION)

    assert sorted(names(verify(copy.folder).damaged_files)) == [TEST, VALIDATION]


def test_swapped_videos_are_found_although_the_files_have_their_digests(copy):
    videos = copy.read(TRAIN)["video"].to_pylist()
    videos[3], videos[4] = videos[4], videos[3]
    copy.write(TRAIN, with_column(copy.read(TRAIN), "video", videos))
    result = verify(copy.folder)

    assert result.damaged_files == []
    assert [sample.row for sample in result.damaged_samples] == [3, 4]
    assert "a video with the digest" in result.damaged_samples[0].found
    assert result.samples == 94


def test_a_video_that_cannot_be_decoded_is_a_damaged_sample(copy):
    copy.put("video", 3, b"no video")
    [sample] = verify(copy.folder).damaged_samples
    assert "not a zstd frame" in sample.found


def test_a_wrong_label_and_a_wrong_name_are_damaged_samples(copy):
    copy.put("label", 3, 7)
    copy.put("sample_id", 4, "linear-0099999")
    found = [(sample.row, sample.found) for sample in verify(copy.folder).damaged_samples]

    assert found == [(3, "the label 7"), (4, "the name linear-0099999")]


def test_a_changed_trajectory_changes_the_fingerprint(copy):
    copy.change("trajectory_3d", lambda values, _: values + 0.01, [TRAIN])
    result = verify(copy.folder)

    assert result.damaged_samples == result.damaged_files == []
    assert result.fingerprint != result.expected_fingerprint
    assert not result.passed


@pytest.mark.parametrize(("column", "value"), [("direction", "upward"), ("pace", "even, almost")])
def test_a_changed_label_changes_the_fingerprint(copy, column, value):
    copy.put(column, 3, value)
    result = verify(copy.folder)

    assert result.damaged_files == []
    assert result.fingerprint != result.expected_fingerprint
    assert not result.passed


@pytest.mark.parametrize("column", ["description", "questions"])
def test_a_changed_text_is_found_by_the_digest_of_its_file_only(copy, column):
    intact = (copy.folder / MANIFEST).read_bytes()
    copy.put(column, 3, "Another text.")
    with_new_digests = verify(copy.folder)
    (copy.folder / MANIFEST).write_bytes(intact)

    assert with_new_digests.passed
    assert names(verify(copy.folder).damaged_files) == [TRAIN]


def test_a_repeated_sample_is_foreign_and_the_one_that_it_replaced_is_missing(copy):
    table = copy.read(TRAIN)
    gone = table["sample_id"][1].as_py()
    copy.write(TRAIN, pa.concat_tables([table.slice(0, 1), table.slice(0, 1), table.slice(2)]))
    result = verify(copy.folder)

    assert [sample.found for sample in result.foreign_samples] == ["a sample that another row also has"]
    assert result.missing_samples == [gone]


def test_a_sample_of_another_configuration_is_foreign(copy):
    copy.put("index", 3, 24)
    copy.put("class_name", 4, "spiral")
    rows = [sample.row for sample in verify(copy.folder).foreign_samples]

    assert rows == [3, 4]


def test_a_folder_without_a_manifest_cannot_be_verified(copy):
    (copy.folder / MANIFEST).unlink()
    with pytest.raises(CurveballError, match=r"manifest\.json: cannot be read .*No such file"):
        verify(copy.folder)


def test_a_manifest_whose_configuration_asks_for_other_samples_is_refused(copy):
    copy.edit_manifest(lambda manifest: manifest["config"].update(samples_per_class=25))
    with pytest.raises(CurveballError, match=r"manifest\.json: .*found 96 samples, but the configuration asks"):
        verify(copy.folder)


def test_only_the_packages_of_the_library_are_needed(made):
    command = [sys.executable, "-c", WITHOUT_THE_PIPELINE, str(made.folder)]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "True\n"
