"""`snakemake --cores N`, from nothing to a report, as a user sees it."""

import json
import re

import pytest

import curveball
from curveball.dataset.manifest import read_manifest


def test_the_run_leaves_a_dataset_a_validation_a_report_and_stamped_logs(finished_project):
    results = finished_project.path("results")
    validation = json.loads((results / "validation.json").read_text())
    logs = sorted(path.name for path in finished_project.path("logs").iterdir())

    assert len(curveball.Dataset(results / "dataset")) == 32
    assert validation["passed"] is True
    assert validation["samples"] == 32
    assert "<html" in (results / "report.html").read_text()
    assert len(logs) == 13
    assert all(re.fullmatch(r"\d{8}_\d{6}_[a-z]+_[a-z]+(_\d{5})?\.log", name) for name in logs)
    assert len({name[:15] for name in logs}) == 1


def test_a_log_tells_versions_settings_progress_and_time(finished_project):
    (log,) = finished_project.path("logs").glob("*_generate_linear_00000.log")
    text = log.read_text()

    assert re.search(r"versions: python \S+, numpy \S+, pyarrow \S+", text)
    assert re.search(r"settings: .*'height': 24", text)
    assert re.search(r"5/5 videos, [\d,]+ videos/s, 0 s left", text)
    assert re.search(r"finished in \d+\.\d\d s", text)


def test_the_last_lines_tell_where_how_many_how_long_and_whether_the_checks_passed(finished_project):
    manifest = read_manifest(finished_project.path("results/dataset/manifest.json"))
    verdict = finished_project.path("results/verdict.txt").read_text().splitlines()[0]
    lines = finished_project.path("../screen.txt").read_text().strip().splitlines()[-3:]

    assert re.fullmatch(r"32 videos in results/dataset \(\d+ s\)", lines[0])
    assert lines[1] == f"Fingerprint: {manifest.fingerprint}"
    assert lines[2] == f"{verdict} See results/report.html"
    assert re.match(r"All \d+ checks passed", verdict)


def test_while_it_runs_the_screen_shows_no_message_about_single_jobs(finished_project):
    screen = finished_project.path("../screen.txt").read_text()

    assert "rule generate_linear" in finished_project.log
    assert "rule generate_linear" not in screen


@pytest.mark.parametrize("cores", [pytest.param(1, marks=pytest.mark.slow), 4])
def test_shards_and_cores_change_nothing_in_the_dataset(finished_project, tmp_path, cores):
    other = finished_project.copy(tmp_path / "other")
    other.make("--until", "merge_dataset", config=("samples_per_shard=8",), cores=cores)

    names = [path.name for path in sorted(finished_project.path("results/dataset/data").iterdir())]
    assert names
    assert [path.name for path in sorted(other.path("results/dataset/data").iterdir())] == names
    for name in names:
        expected = finished_project.path(f"results/dataset/data/{name}").read_bytes()
        assert other.path(f"results/dataset/data/{name}").read_bytes() == expected


@pytest.mark.slow
def test_merge_reads_its_inputs_and_leaves_no_file_of_a_larger_dataset(project):
    project.make("--until", "merge_dataset", config=("samples_per_class=5", "rows_per_file=8"))

    dataset = project.path("results/dataset")
    assert project.path("results/shards/linear/00001.parquet").exists()  # kept for when the dataset grows again
    assert len(curveball.Dataset(dataset)) == 20
    assert read_manifest(dataset / "manifest.json").samples == 20


@pytest.mark.slow
def test_results_go_where_directory_says(project, tmp_path):
    project.make("--directory", str(tmp_path / "elsewhere"), "--until", "generate_linear")

    assert sorted(path.name for path in (tmp_path / "elsewhere").rglob("*.parquet")) == [
        "00000.parquet",
        "00001.parquet",
    ]


def test_a_config_file_of_the_users_own_overrides_the_default(kept_project, tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("classes:\n  helical: null\njitter:\n  probability: 0.5\n")

    stale = kept_project.stale_with("--configfile", str(mine))

    assert "generate_helical" not in stale
    assert stale["generate_linear"] == 2


def test_rulegraph_works_as_ever_without_a_number_of_cores(kept_project):
    graph = kept_project.make("--rulegraph", cores=None)

    assert "digraph" in graph
    for rule in (
        "generate_linear",
        "merge_dataset",
        "validate_dataset",
        "describe_dataset",
        "write_report",
        "enforce_checks",
    ):
        assert rule in graph


@pytest.mark.slow
def test_a_failed_check_is_named_fails_again_and_leaves_its_evidence(project):
    failing = ("checks={projection_px: 0.000000001}",)
    first, second = project.snakemake(config=failing), project.snakemake(config=failing)

    for run in (first, second):
        assert run.returncode != 0
        assert "Traceback" not in run.screen
        last_lines = run.screen.split("Elapsed")[1]
        assert re.search(r"1 of \d+ checks failed:\n  reprojection_error: ", last_lines)
    assert json.loads(project.path("results/validation.json").read_text())["passed"] is False
    assert " checks failed</h1>" in project.path("results/report.html").read_text()
    assert not project.path("results/verdict.txt").exists()
