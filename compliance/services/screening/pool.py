"""The worker processes, and who hands them their chunks.

Each has a pipe of its own and shares nothing with the others, so that the death of one is seen as the end of its pipe,
costs its own chunk alone, and takes no lock with it for which the others would wait.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import connection, resource_tracker

from compliance.services.screening.work import Chunk, Job, ScreeningFault, work

FAULTS_AT_MOST = 5
_FORKLESS = multiprocessing.get_context("spawn")  # a fork would share the engine's state and Arrow's locks


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0))


def decide_chunks(job: Job, todo: Iterable[Chunk], workers: int, done: Callable[[int], None]) -> None:
    """Has every chunk decided; `done` is told the rows of each.

    A chunk that fails is left out and the others go on, unless many fail: then raises ScreeningFault, with all of them.
    Whatever else is raised, KeyboardInterrupt too, stops the workers at once.
    """
    team = _Team(job, workers, done)
    try:
        for chunk in todo:
            team.give(chunk)
        team.finish()
    finally:
        team.leave()


class _Worker:
    """One process; `chunk` is what it is at."""

    def __init__(self) -> None:
        self.pipe, theirs = _FORKLESS.Pipe()
        # What doesn't fit into the pipe from which a new process reads its arguments is waited for without end where
        # the process dies, so it is given nothing but its own pipe.
        self.process = _FORKLESS.Process(target=work, args=(theirs,), daemon=True)
        resource_tracker.ensure_running()  # its start would let interrupts through
        with _no_interrupts():  # the process never hears Ctrl-C: stopping it is our business
            self.process.start()
        theirs.close()
        self.chunk: Chunk | None = None
        self._briefed = False

    def give(self, job: Job, chunk: Chunk) -> None:
        self.chunk = chunk
        with suppress(OSError):  # it is dead, and taking its answer will tell
            if not self._briefed:
                self.pipe.send(job)
                self._briefed = True
            self.pipe.send(chunk)

    def take(self) -> int | Exception:
        """What it answers: the rows done, or why they aren't."""
        assert self.chunk
        try:
            answer: int | Exception = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join()
            answer = ScreeningFault(f"{self.chunk.place}：工作进程意外结束（{self.process.exitcode}），可能是内存不够")
        self.chunk = None
        return answer

    def leave(self) -> None:
        """Sends it home; at once if it is still at work, which is safe, for a part is whole or not there."""
        self.pipe.close()
        if self.chunk:
            self.process.kill()
        self.process.join()
        self.process.close()


class _Team:
    def __init__(self, job: Job, size: int, done: Callable[[int], None]) -> None:
        self._job, self._size, self._done = job, size, done
        self._workers: list[_Worker] = []
        self._faults: list[str] = []

    def give(self, chunk: Chunk) -> None:
        """Gives the chunk to a worker that is free, and waits for one if need be."""
        while not (free := [each for each in self._workers if not each.chunk]):
            if len(self._workers) < self._size:
                self._workers += [_Worker() for _ in range(self._size - len(self._workers))]
            else:
                self._collect()
        free[0].give(self._job, chunk)

    def finish(self) -> None:
        """Waits for what is still under way; raises ScreeningFault where anything failed."""
        while any(each.chunk for each in self._workers):
            self._collect()
        self._raise_faults(1)

    def leave(self) -> None:
        for each in self._workers:
            each.leave()

    def _collect(self) -> None:
        busy = {each.pipe: each for each in self._workers if each.chunk}
        for pipe in connection.wait(list(busy)):
            worker = busy[pipe]  # type: ignore[index]
            answer = worker.take()
            if isinstance(answer, int):
                self._done(answer)
            elif isinstance(answer, ScreeningFault):
                self._faults.append(str(answer))
            else:
                raise answer
            if worker.process.exitcode is not None:
                worker.leave()
                self._workers.remove(worker)
        self._raise_faults(FAULTS_AT_MOST)

    def _raise_faults(self, enough: int) -> None:
        if len(self._faults) >= enough:
            raise ScreeningFault("有的行没有判断，其余做完的都留着：\n" + "\n".join(self._faults))


@contextmanager
def _no_interrupts() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
