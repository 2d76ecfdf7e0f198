"""How far a run is, while it runs: shards and videos done, speed, and time left, from the shards and logs on disk.

Snakemake knows jobs, not the videos within them, and its logger plugins see what Snakemake knows. The jobs write how
far they are to their logs, wherever they run; this reads the logs, so that jobs on a cluster are seen, too.
"""

import re
import shutil
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

_REDRAW_S = 0.5
_FIRST_LINE_S, _SLOWEST_LINE_S = 5.0, 60.0
_TAIL_BYTES = 4096
_DONE_OF = re.compile(r" ([\d,]+)/([\d,]+) videos, ")
_ENDED = (" INFO done in ", " ERROR ")


@dataclass(frozen=True)
class Shard:
    """A file that a run makes, and how many videos it holds."""

    class_name: str
    job: str
    videos: int


class Progress(threading.Thread):
    """Shows how far a run is: as a bar that is drawn again and again on a terminal, as lines elsewhere.

    A line comes every five seconds at first, and less and less often in a long run, once a minute at least.
    """

    def __init__(self, shards: Mapping[Path, Shard], logs: Path, stamp: str, screen: TextIO = sys.stderr):
        """Prepare to watch.

        Args:
            shards: The shards by their paths.
            logs: Folder of the logs.
            stamp: With which the names of this run's logs begin.
            screen: Where to show it.
        """
        super().__init__(daemon=True)
        self._shards, self._logs, self._stamp, self._screen = shards, logs, stamp, screen
        self._over = threading.Event()
        self._total = sum(shard.videos for shard in shards.values())
        self._began = time.monotonic()
        self._at_first = self._made({})

    def run(self) -> None:
        live = self._screen.isatty()
        shown = self._began
        while not self._over.wait(_REDRAW_S):
            now = time.monotonic()
            pause = min(_SLOWEST_LINE_S, max(_FIRST_LINE_S, (now - self._began) / 10))
            if live:
                width = shutil.get_terminal_size().columns - 1
                print(f"\x1b[2K{self.line(bar=20)[:width]}", end="\r", file=self._screen, flush=True)
            elif now - shown >= pause:
                shown = now
                print(self.line(), file=self._screen, flush=True)

    def stop(self) -> None:
        """End the display and take the bar away."""
        self._over.set()
        if self.is_alive():
            self.join()
            if self._screen.isatty():
                print("\x1b[2K", end="\r", file=self._screen, flush=True)

    def line(self, bar: int = 0) -> str:
        """Return how far the run is, in one line, after a bar of so many characters."""
        running = self._running()
        made = self._made(running)
        if made < self._total:
            return _bar(made / self._total, bar) + self._of_shards(made)
        others = {job: counts for job, counts in running.items() if not job.startswith("generate_")}
        part = next((done / total for done, total in others.values() if total), 1.0)
        steps = [f"{job} {done:,} of {total:,}" if total else job for job, (done, total) in sorted(others.items())]
        return _bar(part, bar) + f"{self._total:,} videos made" + "".join(f"; {step}" for step in steps)

    def _of_shards(self, made: int) -> str:
        speed = (made - self._at_first) / (time.monotonic() - self._began + 1e-9)
        left = f"{speed:,.0f} videos/s, {(self._total - made) / speed:,.0f} s left" if speed > 0 else "starting"
        of = Counter(shard.class_name for shard in self._shards.values())
        done = Counter(shard.class_name for path, shard in self._shards.items() if path.exists())
        shards = ", ".join(f"{class_name} {done[class_name]}/{count}" for class_name, count in of.items())
        return f"{made:,} of {self._total:,} videos, {left}; shards done: {shards}"

    def _made(self, running: Mapping[str, tuple[int, int]]) -> int:
        """Return how many videos there are: of shards that are done, and of those that are at work."""
        return sum(
            shard.videos if path.exists() else min(running.get(shard.job, (0, 0))[0], shard.videos)
            for path, shard in self._shards.items()
        )

    def _running(self) -> dict[str, tuple[int, int]]:
        """Return how many videos of how many each job that is at work has done, (0, 0) if it doesn't say."""
        jobs = {}
        for log in self._logs.glob(f"{self._stamp}_*.log"):
            tail = _tail(log)
            if not any(mark in tail for mark in _ENDED):
                counts = _DONE_OF.findall(tail)
                done, total = (int(text.replace(",", "")) for text in (counts[-1] if counts else ("0", "0")))
                jobs[log.stem.removeprefix(f"{self._stamp}_")] = done, total
        return jobs


def _tail(path: Path) -> str:
    try:
        with open(path, "rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return _ENDED[0]


def _bar(part: float, width: int) -> str:
    full = round(min(part, 1.0) * width)
    return "█" * full + "░" * (width - full) + (" " if width else "")
