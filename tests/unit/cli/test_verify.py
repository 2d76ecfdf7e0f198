"""`curveball verify` tells what is wrong, and its exit code tells whether."""

import json

from curveball.dataset.layout import MANIFEST
from tests.support.planting import TRAIN, Copy


def test_an_intact_dataset_passes(run, made):
    for options in ([], ["--files-only"]):
        result = run("verify", made.folder, *options)
        assert result.exit_code == 0
        assert ": intact. 6 files" in result.stdout


def test_a_damaged_dataset_fails_and_what_is_wrong_is_named(run, made, tmp_path):
    copy = Copy(made.config, made.folder, tmp_path / "dataset")
    (copy.folder / TRAIN).unlink()
    result = run("verify", copy.folder, "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["missing_files"][0]["name"] == TRAIN
    assert f"missing file {TRAIN}" in run("verify", copy.folder).stdout


def test_a_folder_without_a_manifest_cannot_be_verified(run, tmp_path):
    result = run("verify", tmp_path)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {tmp_path / MANIFEST}: cannot be read")
