"""The workflow on a real SLURM cluster: the same bytes, a view of what happens, and a way back from every failure."""

import os
import re
import signal
import time

import pytest

from curveball.dataset.layout import parse_log_file
from curveball.pipeline.job_log import read_node
from tests.support.project import Project, Run, Running
from tests.support.slurm_cluster import NODES, SlurmCluster
from tests.support.tiny_dataset import tiny

pytestmark = pytest.mark.cluster

PROFILE = "profiles/slurm"
either_option = pytest.mark.parametrize("option", ["--profile", "--workflow-profile"])
TAIL = "rule_tail_describe_dataset_merge_dataset_validate_dataset_write_report"
"""What Snakemake calls the group of the last jobs."""
JOB_S = 20
"""What a job of these tests takes at most, from its submission until Snakemake knows of its end."""
EXPECTED = f"Fingerprint: {tiny(samples_per_class=8)}"
IN_PARTS = ("rows_per_file=2", "samples_per_part=11")
WHOLE = ("rows_per_file=2",)
LONG = ("samples_per_class=40000", "samples_per_shard=40000")
"""Jobs that take several seconds each."""
"""The same dataset, of 32 videos, in three parts and in one."""


def test_a_cluster_makes_the_dataset_that_one_machine_makes(made):
    project, run = made

    assert run.returncode == 0, run.screen
    assert EXPECTED in run.screen
    assert project.path("results/verdict.txt").exists()


def test_jobs_ask_for_few_cpus_since_a_node_may_have_no_more(made, cluster):
    assert cluster.cpus_of("rule_generate_linear_wildcards_00000") == {1}
    assert cluster.cpus_of(TAIL) == {2}


def test_both_nodes_work(made, cluster):
    nodes = {read_node(log) for log in made[0].folder.glob("logs/*_generate_*.log")}

    assert nodes == set(NODES)


def test_all_logs_have_one_time_stamp_and_each_job_has_one(made):
    logs = sorted(made[0].folder.glob("logs/*.log"))

    assert len({log.name[: len("20260125_005159")] for log in logs}) == 1
    assert {"merge_dataset", "validate_dataset", "describe_dataset", "write_report", "enforce_checks"} == {
        parse_log_file(log) for log in logs if "generate" not in log.name
    }
    assert len(logs) == 4 + 5


def test_the_screen_tells_the_progress_and_nothing_of_accounts(made):
    assert re.search(r"\d videos generated", made[1].screen)
    assert not re.search("account|Slurm|sacct", made[1].screen)


@either_option
def test_either_way_to_name_the_profile_keeps_what_is_current(project, option):
    for script in project.folder.glob("workflow/scripts/*.py"):
        script.touch()

    assert project.stale_with(option, PROFILE, cores=None) == {}


@either_option
def test_a_failed_check_is_named_and_leaves_dataset_validation_and_report(project, option):
    run = run_on_slurm(project, config=("checks={projection_px: 0.000000001}",), option=option)

    assert run.returncode == 1
    assert read_node(max(project.folder.glob("logs/*_validate_dataset.log"))) in NODES
    assert re.search(r"1 of \d+ checks failed:\n  reprojection_error: ", run.screen)
    assert "run again" not in run.screen, "the verdict is not tried twice"
    for result in ("dataset/manifest.json", "dataset/README.md", "validation.json", "report.html"):
        assert project.path(f"results/{result}").exists()
    assert not project.path("results/verdict.txt").exists()


def test_a_submission_that_slurm_refuses_is_explained(project):
    run = run_on_slurm(
        project,
        "--forcerun",
        "merge_dataset",
        "--until",
        "merge_dataset",
        "--set-resources",
        "merge_dataset:mem_mb=1000000",
    )

    assert run.returncode == 1
    assert "run again" not in run.screen, "SLURM would refuse it again"
    last_words = run.screen.partition("Complete log")[2]
    assert re.search(r"_merge_dataset\.log:\nSLURM refused the job: Memory specification can not be satisf", last_words)
    assert project.path("results/dataset/manifest.json").exists(), "the results of before are kept"


def test_jobs_that_slurm_refuses_for_one_reason_are_all_counted_and_the_reason_is_told_once(new_project):
    run = run_on_slurm(new_project, "--default-resources", "slurm_partition=nosuch")

    assert run.returncode == 1
    assert "run again" not in run.screen
    last_words = run.screen.partition("Complete log")[2]
    assert "_00000.log and 3 other logs:\nSLURM refused the job: invalid partition specified: nosuch" in last_words
    assert last_words.count("refused") == 1


def test_a_run_outlives_a_node(new_project, cluster):
    running = start_on_slurm(new_project)
    await_jobs(cluster, running, count=4)
    began = time.monotonic()
    cluster.crash("node2")

    run = running.wait(120)
    took_s = time.monotonic() - began
    cluster.start_node("node2")

    assert run is not None
    assert run.returncode == 0, run.screen
    assert EXPECTED in run.screen
    assert re.search(r"generate_\w+_00000 failed and is run again, attempt 2 of 3\. .*Its node failed\.", run.screen)
    assert re.search(r"videos generated.*; jobs: \d (queued|running)", run.screen)
    assert "; jobs: 2 running" in run.screen, "those of the lost node, of which SLURM does not know yet"
    assert re.search(r"jobs: .*\d retried", run.screen)
    assert took_s < JOB_S + 60, "the time of a job, and a minute"


def test_a_job_whose_node_slurm_gives_to_another_is_run_again(new_project, cluster):
    running = start_on_slurm(new_project)
    await_jobs(cluster, running, count=4)
    cluster.give_to_another("node2")

    run = success_of(running)

    assert EXPECTED in run.screen
    assert re.search(r"generate_\w+_00000 failed and is run again, .*its node was given to another job\.", run.screen)


def test_a_job_that_slurm_puts_back_into_its_queue_is_counted_and_runs_again(new_project, cluster):
    new_project.edit(f"{PROFILE}/config.yaml", "slurm-no-requeue: true", "slurm-requeue: true")
    rules = [f"generate_{name}" for name in ("linear", "circular", "helical", "parabolic")]
    running = start_on_slurm(new_project, "--until", *rules, config=LONG)
    await_text(new_project, running, "; jobs: 4 running")
    number = cluster.requeue("node2")
    await_text(new_project, running, "1 requeued")
    cluster.start_now(number)

    run = success_of(running)

    assert not set(rules) & set(new_project.stale_with(config=LONG))
    assert "run again" not in run.screen, "for Snakemake, the job has not failed"


def test_a_dataset_in_parts_is_merged_and_validated_on_both_nodes(project):
    made = set(project.folder.glob("logs/*.log"))

    run = run_on_slurm(project, config=IN_PARTS)
    logs = {parse_log_file(log): log for log in project.folder.glob("logs/*.log") if log not in made}
    in_parts = data_of(project)

    assert run.returncode == 0, run.screen
    assert EXPECTED in run.screen
    assert re.search(r"parts: \d/3 merged, \d/3 validated", run.screen)
    for rule in ("merge_part", "validate_part"):
        assert {read_node(logs[f"{rule}_0000{number}"]) for number in range(3)} == set(NODES), rule
    assert len({log.name[: len("20260125_005159")] for log in logs.values()}) == 1
    project.make("--until", "merge_dataset", config=WHOLE)
    assert data_of(project) == in_parts, "the bytes are those of one part, on one machine"


def test_a_run_outlives_a_node_that_merges_a_part(project, cluster):
    merges = [f"merge_part_0000{number}" for number in range(3)]
    running = start_on_slurm(project, "--until", *merges, config=IN_PARTS)
    await_jobs(cluster, running, count=3)
    cluster.crash("node2")

    run = running.wait(120)
    cluster.start_node("node2")

    assert run is not None
    assert run.returncode == 0, run.screen
    assert re.search(r"merge_part_0000\d failed and is run again, attempt 2 of 3\. .*Its node failed\.", run.screen)
    assert not set(merges) & set(project.stale_with(config=IN_PARTS))
    assert EXPECTED in project.make(config=IN_PARTS)


def test_a_run_outlives_the_node_that_completes_the_dataset(project, cluster):
    before = data_of(project)
    running = start_on_slurm(project, "--forcerun", "merge_dataset")
    await_jobs(cluster, running, count=1)
    node = cluster.jobs_at_work()[TAIL]
    cluster.crash(node)

    run = running.wait(120)
    cluster.start_node(node)

    assert run is not None
    assert run.returncode == 0, run.screen
    assert EXPECTED in run.screen
    assert re.search(r"_dataset failed and is run again, attempt 2 of 3\. .*Its node failed\.", run.screen)
    assert data_of(project) == before
    assert project.stale_with("--profile", PROFILE, cores=None) == {}


def test_a_job_on_a_cluster_uses_no_more_cores_than_it_asked_for(project):
    validation = ("--dry-run", "--forcerun", "validate_dataset", "--until", "validate_dataset")

    assert "threads: 4" in project.make(*validation, cores=8)
    assert "threads: 2" in project.make(*validation, "--mode", "remote", cores=8)
    assert "threads: 2" in project.make(*validation, "--profile", PROFILE, cores=8)


def test_control_c_cancels_the_jobs_on_the_cluster(new_project, cluster):
    running = start_on_slurm(new_project)
    await_jobs(cluster, running, count=4)

    os.kill(running.pid, signal.SIGINT)
    run = running.wait(30)

    assert run is not None
    assert run.screen.rstrip().endswith(
        "The run was interrupted (SIGINT). Finished results are kept. The same command continues the run."
    )
    assert cluster.jobs_at_work() == {}


def test_a_controller_that_does_not_answer_is_told_of_and_control_c_waits_for_it(new_project, cluster):
    running = start_on_slurm(new_project)
    await_jobs(cluster, running, count=4)
    cluster.suspend_controller()
    await_text(new_project, running, "; SLURM has not answered for ")
    os.kill(running.pid, signal.SIGINT)
    await_text(new_project, running, "The jobs on the cluster are not canceled yet: ")
    cluster.resume_controller()

    run = running.wait(60)

    assert run is not None
    assert run.screen.rstrip().endswith("The same command continues the run.")
    assert "Traceback" not in run.screen


def test_jobs_that_slurm_has_forgotten_are_run_again(new_project, cluster):
    running = start_on_slurm(new_project)
    await_jobs(cluster, running, count=4)
    cluster.restart_controller()

    run = success_of(running)

    assert EXPECTED in run.screen
    assert re.search(r"generate_\w+_00000 failed and is run again, .*SLURM does not know it any more\.", run.screen)


def test_control_c_does_not_wait_for_jobs_that_slurm_has_forgotten(new_project, cluster):
    running = start_on_slurm(new_project)
    await_jobs(cluster, running, count=4)
    cluster.restart_controller()
    os.kill(running.pid, signal.SIGINT)

    run = running.wait(60)

    assert run is not None
    assert run.screen.rstrip().endswith("The same command continues the run.")
    assert "Traceback" not in run.screen


def run_on_slurm(project: Project, *arguments: str, config: tuple[str, ...] = (), option: str = "--profile") -> Run:
    """Run Snakemake as on a login node: its own cores do not matter there, and `--cores` would bound those of jobs."""
    return project.snakemake(option, PROFILE, *arguments, config=config, cores=None)


def start_on_slurm(project: Project, *arguments: str, config: tuple[str, ...] = ()) -> Running:
    """Start Snakemake in the same way, and leave it at work."""
    return project.start("--profile", PROFILE, *arguments, config=config, cores=None)


def success_of(running: Running) -> Run:
    """Wait for the end of a run, which must succeed, and return it."""
    run = running.wait(120)
    assert run is not None
    assert run.returncode == 0, run.screen
    return run


def data_of(project: Project) -> dict[str, bytes]:
    """Return the files of a dataset, without those that describe it."""
    return {path.name: path.read_bytes() for path in project.path("results/dataset/data").iterdir()}


def await_text(project: Project, running: Running, text: str) -> None:
    """Return when the screen shows a text."""
    deadline, shown = time.monotonic() + 60, ""
    while text not in shown:
        assert running.is_alive
        assert time.monotonic() < deadline, shown
        time.sleep(0.1)
        shown = project.screen.read_text() if project.screen.exists() else ""


def await_jobs(cluster: SlurmCluster, running: Running, count: int) -> None:
    """Return when this number of jobs is at work."""
    deadline = time.monotonic() + 60
    while len(cluster.jobs_at_work()) < count:
        assert running.is_alive
        assert time.monotonic() < deadline
        time.sleep(0.1)
