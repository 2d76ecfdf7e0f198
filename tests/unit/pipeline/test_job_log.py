import errno
import re
from importlib.metadata import version

import pytest

from curveball.config.errors import CurveballError
from curveball.pipeline.job_log import JobState, Phase, add_failure, job_log, read_error, read_node, read_state


def lines(path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_a_log_tells_the_job_its_versions_settings_and_duration(tmp_path):
    with job_log(tmp_path / "log", "merge_dataset", {"seed": 42, "splits": {"train": 0.8}}) as log:
        log.line("halfway")
    found = lines(tmp_path / "log")
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d INFO ", line) for line in found)
    texts = [line.split(" ", 3)[3] for line in found]
    assert texts[0] == "merge_dataset started"
    assert f"numpy {version('numpy')}" in texts[1]
    assert texts[2:5] == ["seed: 42", "splits: {'train': 0.8}", "halfway"]
    assert re.fullmatch(r"finished in \d+\.\d\d s", texts[-1])


def test_a_line_is_in_the_file_at_once(tmp_path):
    with job_log(tmp_path / "log", "job", {}) as log:
        log.line("here")
        assert lines(tmp_path / "log")[-1].endswith(" INFO here")


def fail_with(error: BaseException, path) -> None:
    with job_log(path, "merge_dataset", {}):
        raise error


def test_invalid_input_is_a_message_without_a_traceback(tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        fail_with(CurveballError("the shards end too early"), tmp_path / "log")
    assert caught.value.code == 1
    assert capsys.readouterr().err == "", "the workflow repeats the errors of all logs at its end"
    assert lines(tmp_path / "log")[-1].endswith("ERROR the shards end too early")
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_a_full_disk_is_a_message_without_a_traceback(tmp_path):
    with pytest.raises(SystemExit) as caught:
        fail_with(OSError(errno.ENOSPC, "", "results/shards/linear/00000.parquet"), tmp_path / "log")
    assert caught.value.code == 1
    assert (
        "ERROR results/shards/linear/00000.parquet: No space left on device. Free space" in lines(tmp_path / "log")[-1]
    )
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_a_log_that_cannot_be_written_is_a_message_on_the_screen(tmp_path, capsys):
    with pytest.raises(SystemExit) as caught, job_log("/dev/full", "merge_dataset", {}):
        pytest.fail("the job does not start")
    assert caught.value.code == 1
    assert capsys.readouterr().err.startswith("/dev/full: No space left on device. Free space on its disk; then run")


def test_a_log_that_cannot_be_opened_is_a_message_on_the_screen(tmp_path):
    with pytest.raises(SystemExit, match="Is a directory"), job_log(tmp_path, "merge_dataset", {}):
        pytest.fail("the job does not start")


def test_an_unexpected_error_is_raised_with_its_traceback_in_the_log(tmp_path):
    with pytest.raises(KeyError):
        fail_with(KeyError("x"), tmp_path / "log")
    assert "Traceback" in (tmp_path / "log").read_text()
    assert "finished in" not in (tmp_path / "log").read_text()


def test_an_interrupted_job_logs_this_without_a_traceback(tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        fail_with(KeyboardInterrupt(), tmp_path / "log")
    assert caught.value.code == 130  # the exit code that shells use
    assert lines(tmp_path / "log")[-1].endswith("ERROR Interrupted")
    assert "Traceback" not in (tmp_path / "log").read_text() + capsys.readouterr().err


def test_two_jobs_of_one_name_write_to_their_own_logs(tmp_path):
    for number in (1, 2):
        with job_log(tmp_path / str(number), "job", {"number": number}):
            pass
    assert "number: 2" not in (tmp_path / "1").read_text()
    assert len(lines(tmp_path / "1")) == len(lines(tmp_path / "2")) == 4


def test_progress_writes_the_last_line_always_and_not_one_per_batch(tmp_path):
    with job_log(tmp_path / "log", "job", {}) as log:
        report = log.progress(1000)
        for done in range(0, 1001, 10):
            report(done)
    written = [line for line in lines(tmp_path / "log") if "videos/s" in line]
    assert len(written) == 1
    assert re.search(r"1,000/1,000 videos, [\d,]+ videos/s, 0 s left$", written[0])


def test_progress_writes_lines_as_time_passes(tmp_path, monkeypatch):
    monkeypatch.setattr("curveball.pipeline.job_log._SECONDS_BETWEEN_LINES", 0.0)
    with job_log(tmp_path / "log", "job", {}) as log:
        report = log.progress(1000)
        for done in (0, 500, 1000):
            report(done)
    written = [line.split(" INFO ")[1] for line in lines(tmp_path / "log") if "videos/s" in line]
    assert [line.split(",")[0] for line in written] == ["0/1", "500/1", "1"]
    assert written[0] == "0/1,000 videos, 0 videos/s, inf s left"


def test_the_state_of_a_job_is_read_from_its_log(tmp_path):
    path = tmp_path / "log"
    with job_log(path, "job", {}) as log:
        assert read_state(path) == JobState(Phase.RUNNING, done=0, total=0)
        log.progress(1234)(1234)
        assert read_state(path) == JobState(Phase.RUNNING, done=1234, total=1234)
    assert read_state(path) == JobState(Phase.FINISHED, done=1234, total=1234)


def test_only_the_end_of_a_long_log_is_read(tmp_path):
    path = tmp_path / "log"
    with job_log(path, "job", {"settings": "é" * 10_000}) as log:
        log.progress(7)(7)
        assert read_state(path) == JobState(Phase.RUNNING, done=7, total=7)


def test_a_job_without_a_log_is_waiting_and_has_no_error(tmp_path):
    assert read_state(tmp_path / "none") == JobState(Phase.WAITING)
    assert read_error(tmp_path / "none") is None


def test_a_job_that_is_run_again_waits_and_its_earlier_error_does_not_count(tmp_path):
    path = tmp_path / "log"
    with pytest.raises(SystemExit):
        fail_with(CurveballError("No view."), path)
    assert read_state(path).phase == Phase.FAILED

    add_failure(path, None, next_attempt=2)
    assert read_state(path) == JobState(Phase.WAITING)
    assert read_error(path) is None

    add_failure(path, "Its node failed.", next_attempt=None)
    assert read_state(path) == JobState(Phase.FAILED)
    assert read_error(path) == "Its node failed."


def test_a_job_on_a_cluster_logs_its_node(tmp_path, monkeypatch):
    for node in (None, "node2"):
        if node:
            monkeypatch.setenv("SLURMD_NODENAME", node)
        with job_log(tmp_path / str(node), "merge_dataset", {}):
            assert read_node(tmp_path / str(node)) == node


def test_why_a_job_failed_is_written_into_its_log_even_if_it_never_started(tmp_path):
    path = tmp_path / "logs" / "log"

    add_failure(path, "Its node failed.", next_attempt=None)

    assert read_error(path) == "Its node failed."
    assert read_state(path).phase == Phase.FAILED
    add_failure(tmp_path / "none", None, next_attempt=None)
    assert not (tmp_path / "none").exists()


def test_the_error_of_a_job_is_read_from_its_log(tmp_path):
    path = tmp_path / "log"
    with pytest.raises(SystemExit):
        fail_with(CurveballError("config: unknown key.\n  An ERROR of the user"), path)
    assert read_error(path) == "config: unknown key.\n  An ERROR of the user"


def test_a_setting_that_looks_like_an_error_is_none(tmp_path):
    with job_log(tmp_path / "log", "job", {"background": "an ERROR color"}):
        pass
    assert read_error(tmp_path / "log") is None
