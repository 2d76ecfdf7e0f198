"""The card states what is in the dataset, as Hugging Face and people read it."""

import re
from dataclasses import replace

import msgspec
import pytest
import yaml

from curveball.generation.schema import dataset_schema
from curveball.publication.card import render_card
from tests.support.outcomes import audited_checks, fault_count, single_frame_check, usual_checks
from tests.support.published import CITATION, facts_of
from tests.support.results import IMAGE_THAT_RUNS, make_results


def metadata_of(card: str) -> dict:
    return yaml.safe_load(card.split("\n---\n")[0])


def test_the_metadata_names_license_task_size_and_the_files_of_each_split(facts):
    metadata = metadata_of(render_card(facts))

    assert metadata["license"] == "mit"
    assert metadata["task_categories"] == ["video-classification"]
    assert metadata["size_categories"] == ["n<1K"]
    files = metadata["configs"][0]["data_files"]
    assert files[0] == {"split": "train", "path": "data/train-*.parquet"}
    assert [split["num_examples"] for split in metadata["dataset_info"]["splits"]] == list(facts.rows.values())


def test_the_features_are_the_columns_in_their_order(facts):
    features = metadata_of(render_card(facts))["dataset_info"]["features"]
    by_name = {feature["name"]: feature for feature in features}

    assert list(by_name) == dataset_schema(facts.config).names
    assert by_name["label"]["dtype"] == {"class_label": {"names": {"0": "linear", "1": "circular"}}}
    assert by_name["video"]["dtype"] == "binary"
    assert by_name["trajectory_3d"]["sequence"] == {"sequence": "float32", "length": 3}
    assert by_name["trajectory_3d"]["length"] == 4


@pytest.mark.parametrize(("samples", "category"), [(999, "n<1K"), (30_000, "10K<n<100K"), (20_000_000, "10M<n<100M")])
def test_the_size_is_a_category_of_hugging_face(facts, samples, category):
    before = facts.manifest.samples
    msgspec.structs.force_setattr(facts.manifest, "samples", samples)
    try:
        assert metadata_of(render_card(facts))["size_categories"] == [category]
    finally:
        msgspec.structs.force_setattr(facts.manifest, "samples", before)


def test_every_column_has_its_row(facts):
    card = render_card(facts)
    for field in dataset_schema(facts.config):
        assert f"\n| `{field.name}` |" in card
    assert "| `trajectory_3d` | float32 | `(4, 3)` | m | center of the ball" in card
    assert "uint8, compressed by zstd | `(4, 32, 32, 3)`: T,H,W,C" in card


def test_a_dataset_that_failed_a_check_carries_a_warning(tmp_path):
    results = make_results(tmp_path)
    results.write_checks(*usual_checks(), fault_count("video_digests", faults=3))
    card = render_card(facts_of(results))

    assert "checks of this dataset failed. Do not use it" in card
    assert "- `video_digests`: faulty rows: 3" in card


def test_a_split_without_samples_is_left_out(tmp_path):
    results = make_results(tmp_path, splits={"train": 1.0, "validation": 0.0, "test": 0.0})
    metadata = metadata_of(render_card(facts_of(results)))

    assert [split["name"] for split in metadata["dataset_info"]["splits"]] == ["train"]
    assert [entry["split"] for entry in metadata["configs"][0]["data_files"]] == ["train"]


def test_the_code_reads_a_split_that_has_samples(tmp_path):
    results = make_results(tmp_path, splits={"train": 0.0, "validation": 0.5, "test": 0.5})
    card = render_card(facts_of(results))

    assert card.count('"FOLDER", split="validation"') == 2
    assert 'split="train"' not in card


def test_checks_that_do_not_apply_are_named_with_their_reason(tmp_path):
    results = make_results(tmp_path)
    results.write_checks(fault_count("file_order", status="not_applicable", value=None, reason="only *one* class"))
    card = render_card(facts_of(results))

    assert "- `file_order`: only \\*one\\* class" in card
    assert "Classifiers are trained" not in card


def test_exports_change_nothing(facts):
    config = msgspec.structs.replace(facts.config, exports=("npz",))
    assert render_card(replace(facts, config=config)) == render_card(facts)


def test_texts_from_files_are_escaped(published, tmp_path):
    path = tmp_path / "CITATION.cff"
    hostile = f"{IMAGE_THAT_RUNS} | `[a](javascript:b)` ---"
    citation = yaml.safe_load(CITATION.read_bytes()) | {"title": hostile, "abstract": f"```\n# {hostile}\n{{{{ 1 }}}}"}
    path.write_text(yaml.safe_dump(citation))
    card = render_card(facts_of(published, path))
    text = re.sub(r"```bibtex.*?\n```\n", "", card.partition("\n---\n")[2], flags=re.S)

    assert metadata_of(card)["pretty_name"] == hostile
    assert "<img" not in text.replace(r"\<img", "")
    assert "](javascript" not in text.replace(r"\](javascript", "")
    assert "{{ 1 }}" in text


def test_the_audit_has_a_row_for_each_check_with_its_bound(tmp_path):
    results = make_results(tmp_path)
    unbounded = msgspec.structs.replace(single_frame_check([0.5, 0.25], bound=None), name="single_frame_pixels")
    results.write_checks(*audited_checks(results.config), unbounded)
    rows = re.findall(r"^\| `(\w+)` \| .+ \| (\S+) \| (.*) \| (\w+) \|$", render_card(facts_of(results)), re.M)

    assert rows == [
        ("single_frame_position", "0.26", "at most 0.35", "passed"),
        ("motion_accuracy", "0.97", "at least 0.9", "passed"),
        ("single_frame_pixels", "0.5", "", "passed"),
    ]
