"""Every export is complete, compared with the dataset, and equal to the byte from time to time."""

from dataclasses import replace
from pathlib import Path

import pytest

from curveball.dataset.layout import data_files
from curveball.export import exporting
from curveball.export.exporting import export
from curveball.export.files import files_of
from curveball.export.formats import FORMATS, find_format
from curveball.export.progress import Count
from curveball.export.source import ExportError, Source
from tests.support.planting import TRAIN, Copy

INSTALLED = [
    pytest.param(name, marks=[] if name in ("hf", "webdataset", "npz") else pytest.mark.slow)
    for name in FORMATS
    if name != "mp4"
]


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", INSTALLED)
def test_bytes_are_equal_from_time_to_time(exported, little, tmp_path, monkeypatch, name):
    monkeypatch.setattr("time.time", lambda: 2e9)
    monkeypatch.setattr("os.getuid", lambda: 1234)
    export(name, little.folder, tmp_path / "again")

    assert content(tmp_path / "again") == content(exported(name))


@pytest.mark.parametrize("name", INSTALLED)
def test_an_export_that_was_damaged_while_it_was_written_does_not_appear(little, tmp_path, monkeypatch, name):
    chosen = find_format(name)

    def write_and_damage(source: Source, folder: Path, count: Count) -> None:
        chosen.write(source, folder, count)
        path = max(filter(Path.is_file, folder.rglob("*")), key=lambda path: path.stat().st_size)
        data = bytearray(path.read_bytes())
        for position in range(len(data) // 3, len(data) // 3 + 40):
            data[position] ^= 255
        path.write_bytes(data)

    monkeypatch.setattr(exporting, "find_format", lambda name: replace(chosen, write=write_and_damage))
    with pytest.raises(ExportError, match=r"Verify the dataset, and export it again|cannot be read back \(\w+: "):
        export(name, little.folder, tmp_path / "export")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["hf", "webdataset", "npz", "memmap"])
def test_the_files_are_those_that_their_names_foretell(exported, little, name):
    assert sorted(content(exported(name))) == sorted(files_of(name, data_files(little.config)))


def test_one_split_is_exported(little, tmp_path):
    assert export("webdataset", little.folder, tmp_path / "export", split="test") > 0
    assert [path.name for path in (tmp_path / "export").iterdir()] == ["test-000000.tar"]


def test_progress_counts_what_is_written_and_what_is_compared(little, tmp_path):
    calls: list[tuple[int, int]] = []
    export("npz", little.folder, tmp_path / "export", progress=lambda done, total: calls.append((done, total)))

    assert calls[-1] == (32, 32)
    assert [done for done, _ in calls] == sorted(done for done, _ in calls)


def test_a_damaged_video_is_not_exported(little, tmp_path):
    copy = Copy(little.config, little.folder, tmp_path / "dataset")
    copy.put("digest", 3, "0" * 32)
    name = copy.read(TRAIN)["sample_id"][3].as_py()

    for format_name in ("webdataset", "npz", "hf"):
        with pytest.raises(ExportError, match=f"the video of {name}: found .*Verify the dataset"):
            export(format_name, copy.folder, tmp_path / "export")
    assert [path.name for path in tmp_path.iterdir()] == ["dataset"]


def test_an_export_never_replaces_the_dataset(little, tmp_path):
    copy = Copy(little.config, little.folder, tmp_path / "dataset")
    (tmp_path / "link").symlink_to(copy.folder / "data")
    for output, reason in [
        (copy.folder, "contains the dataset"),
        (tmp_path, "contains the dataset"),
        (copy.folder / "data", "is within the dataset"),
        (copy.folder / "new", "is within the dataset"),
        (tmp_path / "link", "is within the dataset"),
    ]:
        with pytest.raises(ExportError, match=reason):
            export("npz", copy.folder, output, overwrite=True)
