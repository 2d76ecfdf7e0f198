"""Progress of a run: shards and videos done, speed, and time left, read from the shards and logs on disk.

Snakemake knows the jobs, not the videos within them. The jobs write their progress to their logs, wherever they run,
so reading the logs also covers the jobs on a cluster. Which of those are waiting for a machine, only Snakemake knows.
"""

import re
import shutil
import sys
import threading
import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from curveball.dataset.layout import SHARD_NUMBER, Shard, find_logs
from curveball.pipeline.job_log import JobState, Phase, read_state
from curveball.pipeline.job_watch import JobWatch

_CLEAR_LINE = "\x1b[2K"
_BAR_WIDTH = 20
_SLOWEST_LINE_S = 60.0
_STALLED_S = 10.0
"""After this time without a further video, the time left is unknown."""
_SILENT_S = 15.0
"""After this time without an answer from SLURM, which is sometimes busy, the user is told."""
_NUMBER = re.compile(f"_{SHARD_NUMBER}$")
"""What the names of jobs that do the same with other parts end with."""


class Progress(threading.Thread):
    """Shows the progress of a run while it runs: a bar on a terminal, lines elsewhere.

    Lines come every five seconds at first, and less often as a run gets longer, but at least once a minute. A line that
    has not changed is not repeated.
    """

    def __init__(
        self,
        shards: Sequence[Shard],
        folder: Path,
        logs: Path,
        run: str,
        screen: TextIO = sys.stderr,
        redraw_s: float = 0.5,
        first_line_s: float = 5.0,
        watch: JobWatch | None = None,
        parts: Mapping[str, Sequence[Path]] | None = None,
        outdated: Collection[Path] = (),
    ):
        """Prepare the display; `start` shows it.

        Args:
            shards: All shards of the dataset.
            folder: Folder of the shards.
            logs: Folder of the logs.
            run: Time at which the run started, with which the names of its logs begin.
            screen: Where to show the progress.
            redraw_s: Time between two reads of the logs, in seconds.
            first_line_s: Time until the first line where there is no terminal, in seconds.
            watch: The jobs that Snakemake has submitted.
            parts: One file per part of a large dataset, by what has been done once they exist: merged, validated.
            outdated: Files that the run writes again. Those of before do not count.
        """
        super().__init__(daemon=True)
        self._shards = {folder / shard.file: shard for shard in shards}
        self._logs, self._run, self._screen = logs, run, screen
        self._watch, self._parts = watch or JobWatch(), parts or {}
        self._outdated = {path: version for path in outdated if (version := _version(path))}
        self._redraw_s, self._first_line_s = redraw_s, first_line_s
        self._over = threading.Event()
        self._total = sum(shard.count for shard in shards)
        self._began = time.monotonic()
        self._at_first = self._videos_done({})
        self._done, self._waits_since, self._moved = self._at_first, self._began, self._began

    def run(self) -> None:
        """Show the progress until `stop`; the thread does this."""
        live = self._screen.isatty()
        shown, last_line = self._began, ""
        while not self._over.wait(self._redraw_s):
            now = time.monotonic()
            pause = min(_SLOWEST_LINE_S, max(self._first_line_s, (now - self._began) / 10))
            if live:
                width = shutil.get_terminal_size().columns - 1
                print(f"{_CLEAR_LINE}{self.line(_BAR_WIDTH)[:width]}", end="\r", file=self._screen, flush=True)
            elif now - shown >= pause:
                shown, line = now, self.line()
                if line != last_line:
                    print(line, file=self._screen, flush=True)
                last_line = line

    def stop(self) -> None:
        """End the display and remove the bar."""
        self._over.set()
        if self.is_alive():
            self.join()
            if self._screen.isatty():
                print(_CLEAR_LINE, end="\r", file=self._screen, flush=True)

    def line(self, bar_width: int = 0) -> str:
        """Return the progress in one line, after a bar of `bar_width` characters."""
        running = self._running_jobs()
        done = self._videos_done(running)
        self._note_movement(done)
        if done < self._total:
            told = [_bar(done / self._total, bar_width) + self._progress_of_shards(done), *self._progress_of_parts()]
        else:
            told = self._progress_after_shards(running, bar_width)
        return "; ".join([*told, *self._counts_of_jobs(), *self._silence()])

    def _note_movement(self, done: int) -> None:
        """Remember when videos were last completed. The wait for the first ones does not count."""
        now = time.monotonic()
        if done != self._done:
            self._done, self._moved = done, now
        elif done == self._at_first:
            self._moved = self._waits_since = now

    def _progress_after_shards(self, running: Mapping[str, JobState], bar_width: int) -> list[str]:
        shards = {shard.job for shard in self._shards.values()}
        others = _joined({job: state for job, state in sorted(running.items()) if job not in shards})
        fraction = next((state.done / state.total for state in others.values() if state.total), 1.0)
        return [
            f"{_bar(fraction, bar_width)}{self._total:,} videos generated",
            *self._progress_of_parts(),
            *(_progress_of_job(job, state) for job, state in others.items()),
        ]

    def _progress_of_parts(self) -> list[str]:
        counts = {done: (sum(map(self._is_done, paths)), len(paths)) for done, paths in self._parts.items()}
        told = ", ".join(f"{finished}/{total} {done}" for done, (finished, total) in counts.items() if total)
        return [f"parts: {told}"] if told else []

    def _progress_of_shards(self, done: int) -> str:
        totals = Counter(shard.class_name for shard in self._shards.values())
        finished = Counter(shard.class_name for path, shard in self._shards.items() if self._is_done(path))
        shards = ", ".join(f"{class_name} {finished[class_name]}/{total}" for class_name, total in totals.items())
        return f"{done:,} of {self._total:,} videos generated ({self._pace(done)}); shards: {shards}"

    def _pace(self, done: int) -> str:
        """Return speed and time left, or why there are none."""
        now = time.monotonic()
        if done == self._at_first:
            return "starting"
        if now - self._moved > _STALLED_S:
            return f"no further video for {now - self._moved:,.0f} s"
        speed = (done - self._at_first) / (now - self._waits_since + 1e-9)
        return f"{speed:,.0f} videos/s, {(self._total - done) / speed:,.0f} s left"

    def _counts_of_jobs(self) -> list[str]:
        """Return how many jobs wait for a machine, run, and had to start again, if they run on other machines."""
        told = ", ".join(f"{count} {state}" for state, count in self._watch.counts().items() if count)
        return [f"jobs: {told}"] if told else []

    def _silence(self) -> list[str]:
        """Return for how long SLURM has not told how its jobs are, if that is long."""
        silence_s = self._watch.silence_s
        return [f"SLURM has not answered for {silence_s:,.0f} s"] if silence_s > _SILENT_S else []

    def _videos_done(self, running: Mapping[str, JobState]) -> int:
        """Return the number of videos in finished shards and in those being generated."""
        done = {job: state.done for job, state in running.items()}
        return sum(
            shard.count if self._is_done(path) else min(done.get(shard.job, 0), shard.count)
            for path, shard in self._shards.items()
        )

    def _is_done(self, path: Path) -> bool:
        """Tell whether a file exists, and is not one that the run is yet to write again."""
        return _version(path) not in (None, self._outdated.get(path))

    def _running_jobs(self) -> dict[str, JobState]:
        states = {job: read_state(path) for job, path in find_logs(self._logs, self._run).items()}
        return {job: state for job, state in states.items() if state.phase == Phase.RUNNING}


def _version(path: Path) -> int | None:
    """Return when a file was written, in nanoseconds; None if there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


def _joined(running: Mapping[str, JobState]) -> dict[str, JobState]:
    """Join jobs that do the same with other parts, of which a cluster runs many at a time."""
    by_rule: dict[str, list[str]] = {}
    for job in running:
        by_rule.setdefault(_NUMBER.sub("", job), []).append(job)
    return {
        jobs[0] if len(jobs) == 1 else f"{rule} ({len(jobs)} jobs)": JobState(
            Phase.RUNNING, sum(running[job].done for job in jobs), sum(running[job].total for job in jobs)
        )
        for rule, jobs in by_rule.items()
    }


def _progress_of_job(job: str, state: JobState) -> str:
    return f"{job}: {state.done:,} of {state.total:,}" if state.total else job


def _bar(fraction: float, width: int) -> str:
    full = round(min(fraction, 1.0) * width)
    return "█" * full + "░" * (width - full) + (" " if width else "")
