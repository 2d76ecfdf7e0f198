import re
from importlib.metadata import version

import pytest

from curveball.config.errors import CurveballError
from curveball.pipeline.job_log import job_log


def lines(path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_a_log_says_what_ran_with_what_and_how_long(tmp_path):
    with job_log(tmp_path / "log", "merge_dataset", {"seed": 42, "splits": {"train": 0.8}}) as log:
        log.line("half way")
    found = lines(tmp_path / "log")
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d INFO ", line) for line in found)
    texts = [line.split(" ", 3)[3] for line in found]
    assert texts[0] == "merge_dataset begins"
    assert f"numpy {version('numpy')}" in texts[1]
    assert texts[2:5] == ["seed: 42", "splits: {'train': 0.8}", "half way"]
    assert re.fullmatch(r"done in \d+\.\d\d s", texts[-1])


def test_a_line_is_in_the_file_at_once(tmp_path):
    with job_log(tmp_path / "log", "job", {}) as log:
        log.line("here")
        assert lines(tmp_path / "log")[-1].endswith(" INFO here")


def fail_with(error: BaseException, path) -> None:
    with job_log(path, "merge_dataset", {}):
        raise error


def test_a_fault_of_the_input_is_a_message_without_a_traceback(tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        fail_with(CurveballError("the shards end too early"), tmp_path / "log")
    assert caught.value.code == 1
    assert capsys.readouterr().err == "", "the workflow repeats the errors of all logs at its end"
    assert lines(tmp_path / "log")[-1].endswith("ERROR the shards end too early")
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_a_fault_of_the_code_goes_on_with_its_traceback_in_the_log(tmp_path):
    with pytest.raises(KeyError):
        fail_with(KeyError("x"), tmp_path / "log")
    assert "Traceback" in (tmp_path / "log").read_text()
    assert "done in" not in (tmp_path / "log").read_text()


def test_an_interrupted_job_says_so_and_shows_no_traceback(tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        fail_with(KeyboardInterrupt(), tmp_path / "log")
    assert caught.value.code == 130  # as shells call it
    assert lines(tmp_path / "log")[-1].endswith("ERROR interrupted")
    assert "Traceback" not in (tmp_path / "log").read_text() + capsys.readouterr().err


def test_two_jobs_of_one_name_write_to_their_own_logs(tmp_path):
    for number in (1, 2):
        with job_log(tmp_path / str(number), "job", {"number": number}):
            pass
    assert "number: 2" not in (tmp_path / "1").read_text()
    assert len(lines(tmp_path / "1")) == len(lines(tmp_path / "2")) == 4


def test_progress_writes_the_last_line_always_and_not_one_a_batch(tmp_path):
    with job_log(tmp_path / "log", "job", {}) as log:
        report = log.progress(1000)
        for done in range(0, 1001, 10):
            report(done)
    written = [line for line in lines(tmp_path / "log") if "videos/s" in line]
    assert len(written) == 1
    assert re.search(r"1,000/1,000 videos, [\d,]+ videos/s, 0 s left$", written[0])
