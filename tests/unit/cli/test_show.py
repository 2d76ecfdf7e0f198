"""`curveball show` tells about a sample, and writes it to a file."""

import json

import numpy as np
import pytest
from PIL import Image

from curveball.dataset.lookup import find_sample


def test_a_sample_of_a_dataset_is_described(run, made):
    result = run("show", "helical-7", made.folder, "--json")
    sample = find_sample(made.folder, "helical-7")
    facts = json.loads(result.stdout)

    assert (facts["sample_id"], facts["digest"]) == ("helical-0000007", sample["digest"])
    assert np.array_equal(np.float32(facts["trajectory_3d"]), sample["trajectory_3d"])


def test_a_sample_needs_no_dataset(run, made, tmp_path):
    (tmp_path / "mine.yaml").write_text("samples_per_class: 24")
    for options in ([], ["--config", tmp_path / "mine.yaml"]):
        shown = [run("show", "helical-7", *where, "--json").stdout for where in (options, [made.folder])]
        assert shown[0] == shown[1]


def test_where_there_is_no_terminal_a_file_is_written(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert run("show", "helical-7").stdout.endswith("Written to helical-0000007.gif\n")
    with Image.open("helical-0000007.gif") as image:
        assert image.n_frames == 16
    assert "exists" in run("show", "helical-7").stderr


def test_a_strip_has_all_frames(run, made, tmp_path):
    path = tmp_path / "strip.png"
    assert run("show", "linear-3", made.folder, "--output", path).exit_code == 0

    strip = np.concatenate(list(find_sample(made.folder, "linear-3")["video"]), axis=1)
    with Image.open(path) as image:
        assert np.array_equal(np.asarray(image), strip)


def test_an_existing_file_is_replaced_only_if_asked(run, tmp_path):
    path = tmp_path / "strip.png"
    path.write_text("precious")

    assert "exists" in run("show", "linear-3", "--output", path).stderr
    assert path.read_text() == "precious"
    assert run("show", "linear-3", "--output", path, "--overwrite").exit_code == 0
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_suffix_that_means_no_format_is_refused(run, tmp_path):
    result = run("show", "linear-3", "--output", tmp_path / "video.avi")
    assert (result.exit_code, result.stderr) == (
        2,
        f"Error: {tmp_path / 'video.avi'}: the suffix must be one of .gif, .webp, .mp4, .png. "
        "Try: curveball show --help\n",
    )


def test_a_dataset_has_a_configuration_of_its_own(run, made, tmp_path):
    (tmp_path / "mine.yaml").write_text("")
    assert run("show", "linear-3", made.folder, "--config", tmp_path / "mine.yaml").exit_code == 2


@pytest.mark.parametrize(
    "options", [("--output", "clip.bmp"), ("--output", "."), ("--output", "clip"), ("--fps", "nan")], ids=str
)
def test_options_are_checked_before_anything_is_shown(run, options):
    result = run("show", "linear-3", *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
