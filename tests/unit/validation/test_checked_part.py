"""A dataset is validated by parts, whose results lie in files, with the outcome of one pass."""

import json
import pickle

import numpy as np
import pytest

from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import read_manifest
from curveball.validation.checked_part import CheckedPart, PartError, read_part, write_part
from curveball.validation.validate import check_part, measure
from tests.support.faults import a_wrong_label
from tests.support.planting import Copy


def outcome_of_parts(copy: Copy, folder, number: int):
    """Check the files in `number` parts, each in files of its own, and put the results together."""
    names = [file.name for file in read_manifest(copy.folder / MANIFEST).files()]
    parts = []
    for k in range(number):
        path, arrays = folder / f"{k}.json", folder / f"{k}.arrays"
        found = check_part(copy.config, copy.folder, names[k::number], 1, lambda rows: None, identity=f"part {k}")
        write_part(found, path, arrays)
        parts.append(read_part(path, arrays, f"part {k}"))
    return measure(copy.config, copy.folder, 1, lambda rows: None, parts)


@pytest.mark.parametrize("number", [1, 3])
def test_parts_have_the_outcome_of_the_whole(copy, tmp_path, number):
    assert outcome_of_parts(copy, tmp_path, number) == copy.measure()
    assert any(path.stat().st_size for path in tmp_path.glob("*.arrays"))


def a_missing_file(copy):
    next(copy.folder.glob("data/test-*")).unlink()


def a_foreign_file(copy):
    (copy.folder / "data/train-00099.parquet").write_bytes(next(copy.folder.glob("data/train-*")).read_bytes())


def a_cut_file(copy):
    path = next(copy.folder.glob("data/validation-*"))
    path.write_bytes(path.read_bytes()[:-100])


@pytest.mark.parametrize("fault", [a_wrong_label, a_missing_file, a_foreign_file, a_cut_file])
def test_faults_in_parts_are_found_as_in_the_whole(copy, tmp_path, fault):
    fault(copy)
    found = outcome_of_parts(copy, tmp_path, 2)
    assert found == copy.measure()
    assert not found.passed


def a_part(identity="own"):
    return CheckedPart(
        identity=identity, digests={}, differing=[], unreadable=[], rows=2, partials=[[np.arange(20_000)], [np.ones(2)]]
    )


def test_large_arrays_are_mapped_from_their_file(tmp_path):
    write_part(a_part(), tmp_path / "part", tmp_path / "arrays")
    assert (tmp_path / "part").stat().st_size < 2_000
    assert (tmp_path / "arrays").stat().st_size == 160_000 + 16
    (large,), (small,) = read_part(tmp_path / "part", tmp_path / "arrays", "own").partials
    assert large.tolist() == list(range(20_000))
    assert small.tolist() == [1, 1]


def test_what_is_no_part_or_another_one_is_refused(tmp_path):
    path, arrays = tmp_path / "part", tmp_path / "arrays"
    write_part(a_part(), path, arrays)
    with pytest.raises(PartError, match="made with other settings or other code"):
        read_part(path, arrays, "another")
    for content in (b"", b"no JSON", path.read_bytes()[:-3]):
        path.write_bytes(content)
        with pytest.raises(PartError, match="cannot be read"):
            read_part(path, arrays, "own")
    with pytest.raises(PartError, match="cannot be read"):
        read_part(tmp_path / "none", arrays, "own")


def test_reading_runs_no_code_that_a_file_names(tmp_path):
    path, arrays = tmp_path / "part", tmp_path / "arrays"
    write_part(a_part(), path, arrays)
    found = json.loads(path.read_text())
    for foreign in ({"os.system": ["true"]}, {"array": ["|O", [1], 0]}, {"array": ["<i8", [9], 10**9]}):
        path.write_text(json.dumps(found | {"partials": [foreign]}))
        with pytest.raises(PartError, match="cannot be read"):
            read_part(path, arrays, "own")
    path.write_bytes(pickle.dumps(a_part()))
    with pytest.raises(PartError, match="cannot be read"):
        read_part(path, arrays, "own")
