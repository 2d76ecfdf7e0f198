"""A folder appears complete or not at all."""

import pytest

from curveball.export.folder import replacing_folder
from curveball.export.source import ExportError


def test_the_folder_appears_at_the_end(tmp_path):
    with replacing_folder(tmp_path / "new" / "export", overwrite=False) as folder:
        (folder / "file").write_text("complete")
        assert not (tmp_path / "new" / "export").exists()

    assert (tmp_path / "new" / "export" / "file").read_text() == "complete"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["export"]


def test_an_existing_folder_is_replaced_only_if_asked_and_only_at_the_end(tmp_path):
    export = tmp_path / "export"
    export.mkdir()
    (export / "train.npz").write_text("old")
    with pytest.raises(ExportError, match="exists and is not empty"), replacing_folder(export, overwrite=False):
        pass
    with pytest.raises(KeyboardInterrupt), replacing_folder(export, overwrite=True):
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.rglob("*")] == ["export", "train.npz"]

    with replacing_folder(export, overwrite=True) as folder:
        (folder / "file").write_text("new")
        assert (export / "train.npz").exists()
    assert [path.name for path in tmp_path.rglob("*")] == ["export", "file"]


def test_an_empty_folder_and_what_a_killed_export_left_are_in_nobodys_way(tmp_path):
    (tmp_path / "export").mkdir()
    (tmp_path / ".export.0123456789abcdef.tmp").mkdir()
    (tmp_path / ".export.0123456789abcdef.tmp" / "half").write_text("")
    with replacing_folder(tmp_path / "export", overwrite=False):
        pass

    assert [path.name for path in tmp_path.rglob("*")] == ["export"]


def test_a_file_or_a_link_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("precious")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("file", "link"):
        with pytest.raises(ExportError, match="is not a folder"), replacing_folder(tmp_path / name, overwrite=True):
            pass


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json", "train/model.pt", ".bashrc", "data/mine.parquet"])
def test_a_folder_with_files_of_others_is_not_replaced(tmp_path, name):
    (tmp_path / "export" / name).parent.mkdir(parents=True)
    (tmp_path / "export" / name).write_text("precious")
    expected = pytest.raises(ExportError, match=f"{name} is not a file of an export")
    with expected, replacing_folder(tmp_path / "export", overwrite=True):
        pass

    assert (tmp_path / "export" / name).read_text() == "precious"


def test_an_error_of_the_disk_names_the_folder(tmp_path):
    expected = pytest.raises(ExportError, match=r"export: No space left on device. The export was not written")
    with expected, replacing_folder(tmp_path / "export", overwrite=False) as folder:
        raise OSError(28, "No space left on device", str(folder / "train.npz"))
    assert list(tmp_path.iterdir()) == []


def test_what_a_running_export_with_a_longer_name_writes_is_left_alone(tmp_path):
    with replacing_folder(tmp_path / "export.v2", overwrite=False) as running:
        (running / "file").write_text("")
        with replacing_folder(tmp_path / "export", overwrite=False):
            pass

    assert sorted(path.name for path in tmp_path.rglob("*")) == ["export", "export.v2", "file"]
