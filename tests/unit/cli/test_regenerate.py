"""`curveball regenerate` compares samples with a dataset."""

import json

from tests.support.planting import TRAIN, Copy


def test_samples_of_an_intact_dataset_are_equal(run, made):
    result = run("regenerate", "helical-7", "linear-0000003", "--check", made.folder)

    assert result.exit_code == 0
    assert result.stdout == "helical-7: equal to the bit\nlinear-0000003: equal to the bit\n"


def test_a_sample_that_differs_fails_with_its_columns(run, made, tmp_path):
    copy = Copy(made.config, made.folder, tmp_path / "dataset")
    copy.change("radius_px", lambda values, _: values + 1, [TRAIN])
    name = copy.read(TRAIN)["sample_id"][0].as_py()
    result = run("regenerate", name, "--check", copy.folder)

    assert (result.exit_code, result.stdout) == (1, f"{name}: differs in radius_px\n")
    assert json.loads(run("regenerate", name, "--check", copy.folder, "--json").stdout) == {name: ["radius_px"]}


def test_without_a_dataset_the_digest_is_printed(run, made, tmp_path):
    (tmp_path / "mine.yaml").write_text("")
    digest = json.loads(run("show", "helical-7", made.folder, "--json").stdout)["digest"]

    assert run("regenerate", "helical-7").stdout == f"{digest}  helical-7\n"
    assert json.loads(run("regenerate", "helical-7", "--config", tmp_path / "mine.yaml", "--json").stdout) == {
        "helical-7": digest
    }
    assert run("regenerate", "helical-7", "--config", tmp_path / "mine.yaml", "--check", made.folder).exit_code == 2
