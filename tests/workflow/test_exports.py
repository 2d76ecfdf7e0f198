"""Exports are written after the verdict, and nothing else depends on them."""

import numpy as np
import pytest

from curveball.dataset.reader import Dataset

EXPORTS = "exports=[webdataset,npz]"


def test_only_the_exports_are_written_for_a_dataset_that_is_complete(project):
    assert project.stale(EXPORTS) == {"export_webdataset": 1, "export_npz": 1, "all": 1}


@pytest.fixture(scope="module")
def exported_project(finished_project, tmp_path_factory):
    """A project whose dataset is exported."""
    project = finished_project.copy(tmp_path_factory.mktemp("exported") / "project")
    project.make(config=(EXPORTS,))
    return project


@pytest.fixture
def exported(exported_project, tmp_path):
    return exported_project.copy(tmp_path / "project")


@pytest.mark.slow
def test_exports_hold_the_dataset_and_have_records(exported):
    with np.load(exported.path("results/exports/npz/train.npz"), allow_pickle=False) as arrays:
        videos = arrays["videos"]
    expected = [sample["video"].transpose(0, 3, 1, 2) for sample in Dataset(exported.path("results/dataset"), "train")]

    assert np.array_equal(videos, expected)
    assert len(list(exported.path("results/exports/webdataset").iterdir())) == 5
    assert exported.path("results/records/export_npz.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ((EXPORTS,), []),
        ((), []),
        ((EXPORTS, "checks={center_px_median: 0.04}"), ["validate_dataset", "write_report", "enforce_checks"]),
        ((EXPORTS, "rows_per_file=9"), ["merge_dataset", "export_webdataset", "export_npz"]),
    ],
    ids=str,
)
def test_exports_are_written_again_only_if_the_dataset_changes(exported, settings, expected):
    rules = {"merge_dataset", "export_webdataset", "export_npz", *expected}
    assert exported.stale(*settings).keys() & rules == set(expected)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["npz/test.npz", "webdataset/train-000000.tar"])
def test_a_changed_byte_makes_its_export_stale(exported, name):
    path = exported.path(f"results/exports/{name}")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    assert exported.stale(EXPORTS) == {f"export_{name.partition('/')[0]}": 1, "all": 1}


@pytest.mark.slow
def test_a_dataset_that_failed_its_checks_is_not_exported(project):
    run = project.snakemake(config=("exports=[hf]", "checks={projection_px: 0.0000001}"))

    assert run.returncode != 0
    assert not project.path("results/exports/hf/data").exists()
