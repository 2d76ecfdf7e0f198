"""How far a run is, read from its shards and logs."""

import io
from pathlib import Path

import pytest

from curveball.pipeline.job_log import job_log
from curveball.pipeline.progress import Progress, Shard


@pytest.fixture
def run(tmp_path):
    """A run of four shards, of which none is there yet."""
    (tmp_path / "logs").mkdir()
    shards = {
        tmp_path / class_name / f"{number:05d}.parquet": Shard(class_name, f"generate_{class_name}_{number:05d}", 1500)
        for class_name in ("linear", "circular")
        for number in range(2)
    }
    return Progress(shards, tmp_path / "logs", "20260125_005159", io.StringIO()), tmp_path


def test_nothing_is_done_at_first(run):
    progress, _ = run

    assert progress.line() == "0 of 6,000 videos, starting; shards done: linear 0/2, circular 0/2"


def test_done_shards_and_those_at_work_count(run):
    progress, folder = run
    _finish(folder / "linear/00000.parquet")
    _log(folder, "generate_linear_00001", "2026-01-25 00:52:01 INFO 500/1,500 videos, 900 videos/s, 1 s left")

    line = progress.line(bar=8)

    assert line.startswith("███░░░░░ 2,000 of 6,000 videos, ")
    assert "videos/s" in line
    assert "s left" in line
    assert line.endswith("shards done: linear 1/2, circular 0/2")


def test_a_log_of_another_run_does_not_count(run):
    progress, folder = run
    path = folder / "logs" / "20250101_000000_generate_linear_00000.log"
    path.write_text(" INFO 500/1,500 videos, ")

    assert progress.line().startswith("0 of 6,000")


def test_after_the_shards_the_other_jobs_are_shown(run):
    progress, folder = run
    for class_name in ("linear", "circular"):
        for number in range(2):
            _finish(folder / class_name / f"{number:05d}.parquet")
    _log(folder, "merge_dataset", " INFO 6,000/6,000 videos, 1 videos/s, 0 s left\n INFO done in 1.00 s")
    _log(folder, "validate_dataset", " INFO 3,000/6,000 videos, 1 videos/s, 3,000 s left")

    assert progress.line(bar=4) == "██░░ 6,000 videos made; validate_dataset 3,000 of 6,000"


def test_what_a_job_writes_to_its_log_is_understood(run):
    progress, folder = run

    with job_log(folder / "logs" / "20260125_005159_generate_linear_00000.log", "generate_linear", {}) as log:
        log.progress(1500)(1500)
        assert progress.line().startswith("1,500 of 6,000")


def test_where_there_is_no_terminal_a_line_comes_now_and_then(run, monkeypatch):
    progress, _ = run
    monkeypatch.setattr("curveball.pipeline.progress._REDRAW_S", 0.01)
    monkeypatch.setattr("curveball.pipeline.progress._FIRST_LINE_S", 0.2)

    progress.start()
    progress.join(0.5)
    progress.stop()

    lines = progress._screen.getvalue().splitlines()
    assert 1 <= len(lines) <= 3
    assert all(line.startswith("0 of 6,000 videos") for line in lines)


def test_a_terminal_has_one_line_that_goes_in_the_end(run, monkeypatch):
    progress, _ = run
    monkeypatch.setattr("curveball.pipeline.progress._REDRAW_S", 0.01)
    progress._screen.isatty = lambda: True

    progress.start()
    progress.join(0.2)
    progress.stop()

    shown = progress._screen.getvalue()
    assert "\n" not in shown
    assert shown.count("0 of 6,000 videos") > 1
    assert shown.endswith("\x1b[2K\r")


def _finish(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.touch()


def _log(folder: Path, job: str, text: str) -> None:
    (folder / "logs" / f"20260125_005159_{job}.log").write_text(text + "\n")
