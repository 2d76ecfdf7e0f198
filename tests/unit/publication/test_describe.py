"""The files that describe a dataset are complete, reproducible, and about this dataset only."""

import shutil
import subprocess

import pytest

from curveball.config.errors import CurveballError
from curveball.dataset import layout
from curveball.dataset.verify import verify
from curveball.validation.outcome import OutcomeError
from tests.support.published import describe
from tests.support.results import Results


@pytest.fixture
def copy(published, tmp_path) -> Results:
    shutil.copytree(published.folder, tmp_path / "copy")
    return Results(tmp_path / "copy", published.config)


def contents(results: Results) -> dict[str, bytes]:
    return {name: (results.dataset / name).read_bytes() for name in layout.DESCRIPTION}


def test_nothing_else_lies_in_the_folder(published):
    assert {path.name for path in published.dataset.iterdir()} == {"data", layout.MANIFEST, *layout.DESCRIPTION}
    assert verify(published.dataset).passed


def test_a_second_description_has_the_same_bytes(copy):
    before = contents(copy)
    describe(copy)

    assert contents(copy) == before


def test_sha256sum_accepts_the_checksums_of_all_files(published):
    command = ["sha256sum", "--check", "--strict", layout.CHECKSUMS]
    done = subprocess.run(command, cwd=published.dataset, capture_output=True, text=True, check=False)
    listed = {line.split(": ")[0] for line in done.stdout.splitlines()}
    files = (path for path in published.dataset.rglob("*") if path.is_file())

    assert done.returncode == 0, done.stderr
    assert listed == {path.relative_to(published.dataset).as_posix() for path in files} - {layout.CHECKSUMS}


def test_the_validation_of_another_dataset_is_refused(copy):
    copy.change_manifest(fingerprint="2" * 32)
    with pytest.raises(OutcomeError, match="not about the dataset"):
        describe(copy)


def test_no_checksum_vouches_for_a_changed_file(copy):
    path = next((copy.dataset / "data").iterdir())
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(CurveballError, match=f"{path.name}: changed after it was written"):
        describe(copy)
