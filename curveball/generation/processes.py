"""Further processes, which work for this one."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from curveball.config.errors import CurveballError

Item = TypeVar("Item")
Result = TypeVar("Result")


class KilledProcessError(CurveballError):
    """A process that worked for this one was killed."""


class OtherProcesses:
    """Processes that call functions for this one. They end with it at the latest, even if it is killed.

    A forked process is at work at once, without imports: measured for the validation of the default dataset, that saves
    0.7 s of CPU time. But a fork copies locks that other threads hold at this moment, and the new process would wait
    for them forever. So a process that has other threads starts new ones, which import what they need.
    """

    def __init__(self, count: int, initializer: Callable[..., None] | None = None, *arguments: Any):
        """Start the processes.

        Args:
            count: Number of processes.
            initializer: Called first in each of them.
            arguments: Its arguments.
        """
        context = multiprocessing.get_context("fork" if has_no_other_threads() else "spawn")
        initial = (os.getpid(), initializer, *arguments)
        self._executor = ProcessPoolExecutor(count, context, initializer=_begin, initargs=initial)
        self._executor.submit(int)  # All processes start with the first call.

    def map(
        self,
        function: Callable[[Item], Result],
        items: Sequence[Item],
        own: Callable[[Item], Result],
        at_last: Callable[[], None] = lambda: None,
    ) -> Iterator[Result]:
        """Let the processes call a function with items, and yield the results in the order of the items.

        Instead of waiting for a result, this process calls a function as well. At last, the processes end.

        Args:
            function: What they call.
            items: Its arguments, all of which the processes are given at once.
            own: What this process calls, with the same result.
            at_last: What this process calls, once, when no item is left for it: the others may still be at work.

        Raises:
            KilledProcessError: One of the processes was killed. It is raised where the next result is asked for.
        """
        with _told_if_killed():
            futures = [self._executor.submit(function, item) for item in items]
        return self._results(futures, items, own, at_last)

    def _results(
        self,
        futures: Sequence["Future[Result]"],
        items: Sequence[Item],
        own: Callable[[Item], Result],
        at_last: Callable[[], None],
    ) -> Iterator[Result]:
        results: dict[int, Result] = {}
        following = 0
        """Number of the next item that no process may have begun."""
        is_last = False
        try:
            with _told_if_killed():
                for number, future in enumerate(futures):
                    while number not in results and not future.done() and following < len(items):
                        if futures[following].cancel():
                            results[following] = own(items[following])
                        following += 1
                    if not is_last and (following == len(items) or number == len(items) - 1):
                        is_last = True
                        at_last()
                    yield results.pop(number) if number in results else future.result()
        finally:
            for future in futures:
                future.cancel()
            self._executor.shutdown(wait=False)


def has_no_other_threads() -> bool:
    """Tell whether this process has no thread but the one that calls. Only Linux tells.

    The thread in which jemalloc, an allocator of pyarrow, cleans up does not count: jemalloc prepares itself for forks.
    """
    if sys.platform != "linux":
        return False
    threads = {path.name for path in Path("/proc/self/task").iterdir() if _name(path) != "jemalloc_bg_thd"}
    return threads == {str(os.getpid())}


def _name(thread: Path) -> str | None:
    try:
        return (thread / "comm").read_text().strip()
    except OSError:
        return None  # It has ended since, but others of its kind could be there.


@contextmanager
def _told_if_killed() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool:
        raise KilledProcessError(
            "One of the processes of this job was killed, as the system does when memory runs out. Free memory, or let "
            "fewer processes run at the same time (snakemake --cores 1); then run the same command again"
        ) from None


def _begin(parent: int, initializer: Callable[..., None] | None, *arguments: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Whoever interrupts a job interrupts the parent as well.
    Thread(target=_end_with, args=(parent,), daemon=True).start()
    if initializer is not None:
        initializer(*arguments)


def _end_with(parent: int) -> None:
    """End this process soon after its parent, even if the parent was killed and could not say so."""
    while os.getppid() == parent:
        time.sleep(0.1)
    os._exit(1)
