"""The content of a report is collected from the results of a run."""

import pytest

from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import ManifestError, read_manifest
from curveball.dataset.reader import Dataset
from curveball.dataset.splits import split_counts
from curveball.report.content import Content, collect
from curveball.report.coverage import measure_coverage
from curveball.validation.outcome import OutcomeError
from tests.support.outcomes import fault_count, usual_checks
from tests.support.results import Results, make_results


def collected(results: Results) -> Content:
    return collect(results.config, results.dataset, results.validation, jobs=[], code={})


def test_a_run_that_passed_has_its_checks_samples_and_rules(finished, content):
    assert content.outcome == finished.outcome
    assert content.manifest == read_manifest(finished.dataset / MANIFEST)
    assert {name: len(samples) for name, samples in content.samples.items()} == {"linear": 10, "circular": 10}
    assert list(content.rules.index) == ["generate_linear", "generate_circular", "merge_dataset"]
    assert content.examples == {}


def test_the_size_is_that_of_the_data_files(finished, content):
    assert content.file_bytes == sum(path.stat().st_size for path in (finished.dataset / "data").iterdir())


def test_failed_checks_come_first_then_passed_ones_then_those_without_a_result(results):
    results.write_checks(*usual_checks(), fault_count("centers", faults=2))
    checks = collected(results).checks
    assert checks[0].name == "centers"
    assert [check.status for check in checks] == ["failed"] + ["passed"] * 3 + ["reported", "not_applicable"]


def test_samples_are_counted_by_class_and_split(content):
    counts = content.counts
    for class_name in content.config.classes:
        assert counts.loc[class_name, ["train", "validation", "test"]].tolist() == list(
            split_counts(content.config, class_name)
        )
    assert counts["all"].tolist() == [10, 10]


def test_up_to_three_samples_that_a_failed_check_names_are_shown(results):
    names = [f"circular-{number:07d}" for number in range(5)]
    results.write_checks(
        fault_count("clear_border", faults=6, examples=["gone-0000001", *names]),
        fault_count("files", faults=1, examples=["data/train-00000.parquet"]),
        fault_count("labels", faults=0, examples=names),
    )

    examples = collected(results).examples

    assert {check: [sample.sample_id for sample in shown] for check, shown in examples.items()} == {
        "clear_border": names[:2]
    }


def test_without_jobs_there_are_no_rules(results):
    content = collected(results)
    assert len(content.rules) == 0
    assert content.time_line.rows == {}


@pytest.mark.parametrize(("file", "error"), [("validation", OutcomeError), ("dataset/manifest", ManifestError)])
def test_a_file_that_cannot_be_read_is_named(results, file, error):
    path = results.folder / f"{file}.json"
    path.write_text("{}")
    with pytest.raises(error, match=path.name):
        collected(results)


@pytest.mark.slow
def test_further_splits_are_counted_and_named(tmp_path):
    splits = {"train": 0.5, "validation": 0.2, "test": 0.3, "hold_out": {"extent": {"below": 0.05}}, "twins": 4}
    results = make_results(tmp_path / "results", splits=splits, samples_per_class={"linear": 20, "circular": 12})
    content = collected(results)

    twins = len(Dataset(results.dataset, "twins"))
    assert content.counts["all"].sum() == content.manifest.samples == 20 + 12 + twins
    assert content.counts.sum()["twins"] == twins > 0
    coverage = measure_coverage(results.config, results.dataset)
    assert coverage.numbers["split"].value_counts().to_dict() == content.counts.sum().drop("all").to_dict()
    assert f"(test_shifted) and {twins} (twins) samples" in results.report()
