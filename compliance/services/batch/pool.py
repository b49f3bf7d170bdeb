"""The worker processes, and who hands them their tasks.

Each has a pipe of its own and shares nothing with the others, so that the death of one is seen as the end of its pipe,
costs its own task alone, and takes no lock with it for which the others would wait.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import connection, resource_tracker
from typing import Any

from compliance.services.batch.worker import Failed, Job, work

_FORKLESS = multiprocessing.get_context("spawn")  # a fork would share the engine's state and Arrow's locks


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0))


def run_tasks(
    job: Job,
    tasks: Iterable[Any],
    workers: int,
    done: Callable[[Any, Any], None],
    failed: Callable[[Any, str], None],
    patience: float | None = None,
) -> None:
    """Has every task worked on by one of the processes, each of which begins the job once.

    `done` is told each task with what came of it; `failed` each that a bug of ours, the death of its process or more
    than `patience` seconds kept from being done, and why. The others go on. Whatever is raised, a ComplianceError from
    a worker, KeyboardInterrupt or something in `done` and `failed`, stops the workers at once.
    """
    team = _Team(job, workers, done, failed, patience)
    try:
        for task in tasks:
            team.give(task)
        team.finish()
    finally:
        team.leave()


class _Worker:
    """One process; `task` is what it is at, `until` when it must be done with it."""

    def __init__(self) -> None:
        self.pipe, theirs = _FORKLESS.Pipe()
        # What doesn't fit into the pipe from which a new process reads its arguments is waited for without end where
        # the process dies, so it is given nothing but its own pipe.
        self.process = _FORKLESS.Process(target=work, args=(theirs,), daemon=True)
        resource_tracker.ensure_running()  # its start would let interrupts through
        with _no_interrupts():  # the process never hears Ctrl-C: stopping it is our business
            self.process.start()
        theirs.close()
        self.task: Any = None
        self.until = float("inf")
        self._briefed = False

    def give(self, job: Job, task: Any, until: float) -> None:
        self.task, self.until = task, until
        with suppress(OSError):  # it is dead, and taking its answer will tell
            if not self._briefed:
                self.pipe.send(job)
                self._briefed = True
            self.pipe.send(task)

    def take(self) -> Any:
        """What it answers."""
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join()
            answer = Failed(f"工作进程意外结束（{self.process.exitcode}），可能是内存不够")
        self.task = None
        return answer

    def stop(self) -> None:
        """Ends it in the middle of its task, which is safe: what it writes is whole or not there."""
        self.process.kill()
        self.process.join()
        self.task = None

    def leave(self) -> None:
        """Sends it home; at once if it is still at work."""
        self.pipe.close()
        if self.task is not None:
            self.stop()
        self.process.join()
        self.process.close()


class _Team:
    def __init__(
        self,
        job: Job,
        size: int,
        done: Callable[[Any, Any], None],
        failed: Callable[[Any, str], None],
        patience: float | None,
    ) -> None:
        self._job, self._size, self._done, self._failed, self._patience = job, size, done, failed, patience
        self._workers: list[_Worker] = []

    def give(self, task: Any) -> None:
        """Gives the task to a worker that is free, and waits for one if need be."""
        while not (free := [each for each in self._workers if each.task is None]):
            if len(self._workers) < self._size:
                self._workers += [_Worker() for _ in range(self._size - len(self._workers))]
            else:
                self._collect()
        free[0].give(self._job, task, time.monotonic() + (self._patience or float("inf")))

    def finish(self) -> None:
        """Waits for what is still under way."""
        while any(each.task is not None for each in self._workers):
            self._collect()

    def leave(self) -> None:
        for each in self._workers:
            each.leave()

    def _collect(self) -> None:
        busy = {each.pipe: each for each in self._workers if each.task is not None}
        first = min(each.until for each in busy.values())
        ready = connection.wait(list(busy), None if first == float("inf") else max(0.0, first - time.monotonic()))
        for pipe in ready:
            worker = busy[pipe]  # type: ignore[index]
            task, answer = worker.task, worker.take()
            if worker.process.exitcode is not None:
                self._without(worker)
            self._tell(task, answer)
        if not ready:
            self._stop_the_late()

    def _stop_the_late(self) -> None:
        now = time.monotonic()
        for worker in [each for each in self._workers if each.task is not None and each.until <= now]:
            task = worker.task
            worker.stop()
            self._without(worker)
            self._tell(task, Failed(f"超过 {self._patience:g} 秒还没做完"))

    def _without(self, worker: _Worker) -> None:
        worker.leave()
        self._workers.remove(worker)

    def _tell(self, task: Any, answer: Any) -> None:
        if isinstance(answer, Failed):
            self._failed(task, answer.reason)
        elif isinstance(answer, Exception):
            raise answer
        else:
            self._done(task, answer)


@contextmanager
def _no_interrupts() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
