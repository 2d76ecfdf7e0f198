"""What a report says is gathered from the results of a run."""

import json

from curveball.report.content import Content, gather
from tests.support.results import Results


def gathered(results: Results) -> Content:
    folder = results.folder
    return gather(results.config, folder / "dataset", folder / "validation.json", folder / "benchmarks", code={})


def test_a_good_run_has_its_checks_samples_and_jobs(finished, content):
    assert content.passed
    assert {check["name"] for check in content.checks} == {check["name"] for check in finished.checks}
    assert content.manifest == json.loads((finished.folder / "dataset" / "manifest.json").read_text())
    assert {name: len(samples) for name, samples in content.samples.items()} == {"linear": 10, "circular": 10}
    assert {step.rule for step in content.steps} == {"generate_linear", "generate_circular", "merge_dataset"}
    assert content.examples == {}


def test_bytes_are_those_of_the_files(finished, content):
    files = (finished.folder / "dataset" / "data").iterdir()
    assert content.bytes_of_files == sum(path.stat().st_size for path in files)


def test_samples_that_a_broken_promise_names_are_shown_up_to_three(results):
    checks = results.checks
    names = [f"circular-{number:07d}" for number in range(5)]
    checks[3] |= {"passed": False, "details": {"examples": ["gone-0000001", *names]}}
    checks[4] |= {"passed": False, "details": {"examples": "no list"}}
    checks[5] |= {"passed": False, "details": None}
    results.change_validation(passed=False, checks=checks)

    found = gathered(results)

    assert not found.passed
    assert {name: [sample.sample_id for sample in samples] for name, samples in found.examples.items()} == {
        checks[3]["name"]: names[:2]
    }


def test_without_benchmarks_there_are_no_jobs(results):
    for path in (results.folder / "benchmarks").iterdir():
        path.unlink()

    found = gathered(results)

    assert found.steps == []
    assert found.time_line.rows == {}
