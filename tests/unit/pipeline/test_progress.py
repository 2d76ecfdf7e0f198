"""The progress of a run, read from its shards and logs."""

import io
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from curveball.config.loading import parse_config
from curveball.dataset.layout import Shard, log_file, shards
from curveball.pipeline.job_log import job_log
from curveball.pipeline.job_watch import JobWatch
from curveball.pipeline.progress import Progress

RUN = "20260125_005159"
SHARDS = shards(
    parse_config({"samples_per_class": 3000, "samples_per_shard": 1500, "classes": {"linear": {}, "circular": {}}})
)


class Screen(io.StringIO):
    """What is shown, on a terminal or elsewhere."""

    def __init__(self, is_terminal: bool = False):
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


class Run:
    """A run of four shards of 1,500 videos, none of which exists yet."""

    def __init__(self, folder: Path):
        self.folder, self.logs = folder / "shards", folder / "logs"
        self.logs.mkdir()
        self.progress = self.shown_on(Screen())

    def shown_on(self, screen: Screen, **pace: Any) -> Progress:
        return Progress(SHARDS, self.folder, self.logs, RUN, screen, **pace)

    def finish(self, *finished: Shard) -> None:
        for shard in finished:
            (self.folder / shard.file).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / shard.file).touch()

    def log(self, job: str, *lines: str, run: str = RUN) -> None:
        text = "".join(f"2026-01-25 00:52:01 {line}\n" for line in lines)
        (self.logs / log_file(run, job)).write_text(text)


def wait_until(is_so: Callable[[], object]) -> None:
    """Return once something is so; fail after half a minute."""
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self._now = 1000.0

    def forward(self, seconds: float) -> None:
        self._now += seconds

    def monotonic(self) -> float:
        return self._now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """The clock by which the progress is measured."""
    clock = Clock()
    monkeypatch.setattr("curveball.pipeline.progress.time", clock)
    return clock


@pytest.fixture
def run(tmp_path) -> Run:
    return Run(tmp_path)


def test_nothing_is_done_at_first(run):
    assert run.progress.line() == "0 of 6,000 videos generated (starting); shards: linear 0/2, circular 0/2"


def test_finished_shards_and_those_being_generated_count(run):
    run.finish(SHARDS[0])
    run.log(SHARDS[1].job, "INFO 500/1,500 videos, 900 videos/s, 1 s left")

    line = run.progress.line(bar_width=8)

    assert line.startswith("███░░░░░ 2,000 of 6,000 videos generated (")
    assert "videos/s" in line
    assert "s left)" in line
    assert line.endswith("; shards: linear 1/2, circular 0/2")


def test_the_wait_for_machines_does_not_count_as_work(clock, run):
    clock.forward(3600)
    run.progress.line()
    run.finish(SHARDS[0])
    clock.forward(10)

    assert "(150 videos/s, 30 s left)" in run.progress.line()


def test_while_nothing_moves_no_time_is_left(clock, run):
    run.finish(SHARDS[0])
    run.progress.line()
    clock.forward(42)

    assert "1,500 of 6,000 videos generated (no further video for 42 s); " in run.progress.line()


def test_jobs_on_other_machines_are_counted(run):
    watch = JobWatch()
    watch.counts = lambda: {"queued": 3, "running": 2, "requeued": 0, "retried": 1}

    line = run.shown_on(Screen(), watch=watch).line()

    assert line.endswith("; shards: linear 0/2, circular 0/2; jobs: 3 queued, 2 running, 1 retried")


def test_that_slurm_does_not_answer_is_told_after_a_while(run):
    watch = JobWatch()
    line = run.shown_on(Screen(), watch=watch).line
    watch._note_question()
    assert "SLURM" not in line()

    watch._asked -= 42
    watch._note_question()
    assert line().endswith("; SLURM has not answered for 42 s")

    watch._note_states({})
    assert "SLURM" not in line()


def test_shards_of_an_earlier_run_do_not_make_this_one_faster(run):
    run.finish(*SHARDS[:2])

    assert run.shown_on(Screen()).line().startswith("3,000 of 6,000 videos generated (starting)")


def test_old_shards_that_the_run_generates_again_do_not_count(clock, run):
    paths = [run.folder / shard.file for shard in SHARDS]
    run.finish(*SHARDS)
    progress = run.shown_on(Screen(), parts={"merged": paths[:3]}, outdated=paths)
    at_first = "0 of 6,000 videos generated (starting); shards: linear 0/2, circular 0/2; parts: 0/3 merged"
    assert progress.line() == at_first

    paths[0].unlink()  # as Snakemake does before the job starts
    assert progress.line() == at_first

    clock.forward(10)
    run.finish(SHARDS[0])
    assert progress.line().startswith("1,500 of 6,000 videos generated (150 videos/s, 30 s left); shards: linear 1/2")


def test_a_log_of_another_run_does_not_count(run):
    run.log(SHARDS[0].job, "INFO 500/1,500 videos, ", run="20250101_000000")

    assert run.progress.line().startswith("0 of 6,000")


def test_a_job_that_failed_does_not_count(run):
    run.log(SHARDS[0].job, "INFO 500/1,500 videos, 900 videos/s, 1 s left", "ERROR No view.")

    assert run.progress.line().startswith("0 of 6,000")


def test_after_the_shards_the_running_jobs_are_shown(run):
    run.finish(*SHARDS)
    run.log("merge_dataset", "INFO 6,000/6,000 videos, 1 videos/s, 0 s left", "INFO finished in 1.00 s")
    run.log("validate_dataset", "INFO 3,000/6,000 videos, 1 videos/s, 3,000 s left")
    run.log("write_report", "INFO write_report started")

    expected = "██░░ 6,000 videos generated; validate_dataset: 3,000 of 6,000; write_report"
    assert run.progress.line(bar_width=4) == expected


def test_the_parts_of_a_large_dataset_are_counted_and_their_jobs_are_told_together(run, tmp_path):
    run.finish(*SHARDS)
    parts = {"merged": [tmp_path / f"{number}.json" for number in range(3)], "validated": [tmp_path / "none"] * 3}
    parts["merged"][0].touch()
    run.log("merge_part_00001", "INFO 500/2,000 videos, 900 videos/s, 1 s left")
    run.log("merge_part_00002", "INFO 300/2,000 videos, 900 videos/s, 1 s left")
    run.log("validate_part_00000", "INFO validate_part started")

    told = "parts: 1/3 merged, 0/3 validated; merge_part (2 jobs): 800 of 4,000; validate_part_00000"
    assert run.shown_on(Screen(), parts=parts).line(bar_width=5) == f"█░░░░ 6,000 videos generated; {told}"


def test_parts_are_counted_while_shards_are_generated(run, tmp_path):
    line = run.shown_on(Screen(), parts={"merged": [tmp_path, tmp_path / "none"], "validated": []}).line()

    assert line.endswith("; shards: linear 0/2, circular 0/2; parts: 1/2 merged")


def test_what_a_job_writes_to_its_log_is_understood(run):
    with job_log(run.logs / log_file(RUN, SHARDS[0].job), "generate_linear", {}) as log:
        log.progress(1500)(1500)
        assert run.progress.line().startswith("1,500 of 6,000")


def test_without_a_terminal_lines_are_shown_now_and_then(run):
    screen = Screen()
    progress = run.shown_on(screen, redraw_s=0.01, first_line_s=0.02)

    progress.start()
    wait_until(screen.getvalue)
    progress.stop()

    assert screen.getvalue().startswith("0 of 6,000 videos")


def test_without_a_terminal_a_line_is_not_repeated_until_it_changes(run):
    screen = Screen()
    progress = run.shown_on(screen, redraw_s=0.01, first_line_s=0.02)

    progress.start()
    wait_until(screen.getvalue)
    run.finish(*SHARDS)
    wait_until(lambda: "6,000 videos generated" in screen.getvalue())
    progress.join(0.2)
    progress.stop()

    lines = screen.getvalue().splitlines()
    assert lines[0].startswith("0 of 6,000 videos")
    assert lines[-1] == "6,000 videos generated"
    assert all(line != following for line, following in pairwise(lines))


def test_a_terminal_shows_one_line_that_is_removed_in_the_end(run):
    screen = Screen(is_terminal=True)
    progress = run.shown_on(screen, redraw_s=0.01)

    progress.start()
    wait_until(lambda: screen.getvalue().count("0 of 6,000 videos") > 1)
    progress.stop()

    shown = screen.getvalue()
    assert "\n" not in shown
    assert shown.count("0 of 6,000 videos") > 1
    assert shown.endswith("\x1b[2K\r")


def test_a_display_that_was_never_shown_can_be_stopped(run):
    run.progress.stop()
