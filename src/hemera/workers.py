"""A few child processes for work on hostile bytes, bounded in processor time, memory and patience.

A parser that loops or eats memory cannot be stopped from inside its own process; a child can be killed, and takes
only its own task with it. Children are fresh interpreters, not forks: nothing of the parent's threads, locks and
connections is in them, and a script without a ``__main__`` guard is not run twice.
"""

from __future__ import annotations

import os
import pickle
import queue
import resource
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from hemera.errors import WorkerKilled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

P = ParamSpec("P")
R = TypeVar("R")

MEMORY = 1536 << 20  # bytes of address space
_LIMITED = ~0 << 3  # user and system time of this process: https://man7.org/linux/man-pages/man3/clock_getcpuclockid.3.html
_START = 300.0  # seconds a child may take to start and import: it has seen no bytes yet, only the machine can be slow


@dataclass(frozen=True, slots=True)
class _Task:
    future: Future[Any]
    call: bytes  # pickled (function, arguments)
    cpu_seconds: float
    deadline: float  # seconds of wall clock


class BoundedPool:
    """Runs picklable functions in ``workers`` child processes, one task each at a time.

    ``memory`` bounds each child's address space (bytes); ``preload`` names modules a child imports when it starts, so
    that the first task is as quick as the next. Children start with their first task. Any thread may submit.
    """

    def __init__(self, workers: int = 2, *, memory: int = MEMORY, preload: Sequence[str] = ()) -> None:
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._workers = [_Worker(memory, tuple(preload)) for _ in range(workers)]
        self._threads = [threading.Thread(target=self._serve, args=(w,), name="hemera-pool", daemon=True) for w in self._workers]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> BoundedPool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def submit(self, fn: Callable[..., R], *args: object, cpu_seconds: float = 10.0, deadline: float | None = None) -> Future[R]:
        """Queue ``fn(*args)``. The future gives its result, its exception, or ``WorkerKilled``.

        ``cpu_seconds`` is rounded up to a whole second by the system; ``deadline`` is wall-clock seconds, by default
        four times the processor time and ten seconds more, as a busy machine is nobody's fault.
        """
        future: Future[R] = Future()
        call = pickle.dumps((fn, args), pickle.HIGHEST_PROTOCOL)
        wall = 4 * cpu_seconds + 10 if deadline is None else deadline
        with self._lock:
            if self._closed:
                raise _killed("closed", "The pool is closed.")
            self._tasks.put(_Task(future, call, cpu_seconds, wall))
        return future

    @property
    def restarts(self) -> int:
        """Count the children that took the place of one that died or was killed."""
        return sum(max(0, worker.started - 1) for worker in self._workers)

    def cpu_seconds(self) -> float:
        """Return the processor time of the children that live; that of ended ones the system adds to our own children's."""
        return sum(worker.cpu_seconds() for worker in self._workers)

    def close(self) -> None:
        """Cancel what is queued, kill what is running (``WorkerKilled``), and wait until no child is left."""
        with self._lock:
            self._closed = True
        for worker in self._workers:
            worker.stop()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def _serve(self, worker: _Worker) -> None:
        while (task := self._tasks.get()) is not None:
            if self._closed:
                task.future.cancel()
            elif task.future.set_running_or_notify_cancel():
                worker.run(task)
        worker.end()


class _Worker:
    """One child at a time, replaced when it dies; run by one thread, stopped by another."""

    def __init__(self, memory: int, preload: tuple[str, ...]) -> None:
        self._memory = memory
        self._preload = preload
        self._lock = threading.Lock()
        self._stopped = False
        self.started = 0  # children, one after another
        self._child: subprocess.Popen[bytes] | None = None
        self._pipe: Connection

    def run(self, task: _Task) -> None:
        """Settle a task's future."""
        try:
            good, value = self._ask(task)
        except WorkerKilled as error:
            self.end()
            task.future.set_exception(error)
        else:
            if good:
                task.future.set_result(value)
            else:
                task.future.set_exception(value)

    def _ask(self, task: _Task) -> tuple[bool, Any]:
        """Have the child run a task; whatever keeps it from answering is ``WorkerKilled``."""
        try:
            self._start()
            self._pipe.send((task.cpu_seconds, task.call))
            if not self._pipe.poll(task.deadline):
                raise _killed("deadline", "The worker gave no answer within {seconds} s.", seconds=task.deadline)
            kind, value = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise self._died() from error
        if kind == "memory":
            raise _killed("memory", "The worker went over its memory.")
        return kind == "result", value

    def _start(self) -> None:
        with self._lock:
            if self._stopped:
                raise _killed("closed", "The pool is closed.")
            if self._child is not None:
                return
            self._pipe, theirs = Pipe()
            with theirs:
                self._child = _spawn(theirs.fileno(), self._memory, self._preload)
                self.started += 1
        if not (self._pipe.poll(_START) and self._pipe.recv() == "ready"):
            raise _killed("start", "The worker did not start.")

    def _died(self) -> WorkerKilled:
        """Say how the child ended: the system kills with SIGXCPU what goes over its processor time."""
        if self._stopped or self._child is None:
            return _killed("closed", "The pool is closed.")
        code = self._child.wait()
        if -code == signal.SIGXCPU:
            return _killed("cpu", "The worker went over its processor time.")
        return _killed("died", "The worker died with code {code}.", code=code)

    def stop(self) -> None:
        """Kill the child and let none start again; safe while another thread waits for it."""
        with self._lock:
            self._stopped = True
            if self._child is not None:
                self._child.kill()

    def cpu_seconds(self) -> float:
        child = self._child
        try:
            told = Path(f"/proc/{child.pid}/stat").read_text() if child else ""
        except OSError:  # it ended meanwhile
            return 0.0
        ticks = told.rpartition(")")[2].split()[11:13]  # utime, stime: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """Kill and reap the child, if there is one."""
        with self._lock:
            if self._child is not None:
                self._child.kill()
                self._child.wait()
                self._pipe.close()
                self._child = None


def _spawn(descriptor: int, memory: int, preload: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """Start a child that finds what we find, and that a Ctrl-C at our terminal does not reach."""
    code = f"from hemera.workers import child; child({descriptor}, {memory}, {preload!r})"
    return subprocess.Popen(  # noqa: S603 -- our own interpreter and code
        [sys.executable, "-P", "-c", code],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # ours may be a pipe of JSON
        pass_fds=(descriptor,),
        process_group=0,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def _killed(reason: str, message: str, **details: object) -> WorkerKilled:
    return WorkerKilled(f"worker.killed.{reason}", message, **details)


# -- in the child ------------------------------------------------------------------------------------------------------


class _Caught:
    """Holds the exception a block ended with, whatever it is: not judged here but carried to who asked for the work."""

    error: Exception | None = None

    def __enter__(self) -> _Caught:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        self.error = error if isinstance(error, Exception) else None
        return self.error is not None


def child(descriptor: int, memory: int, preload: tuple[str, ...]) -> None:
    """Serve tasks from a pipe until it is closed; the main function of a worker process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for name in preload:
        __import__(name)
    with Connection(descriptor) as pipe:
        pipe.send("ready")
        while (task := _next(pipe)) is not None:
            _limit_cpu(task[0])
            answer, error = _answer(task[1])
            pipe.send_bytes(answer)
            if isinstance(error, MemoryError):  # what it holds now is anybody's guess: end, and be replaced
                return


def _next(pipe: Connection) -> tuple[float, bytes] | None:
    try:
        task: tuple[float, bytes] = pipe.recv()
    except (EOFError, OSError):
        return None
    return task


def _answer(call: bytes) -> tuple[bytes, Exception | None]:
    """Run a pickled call and pickle what came of it."""
    with _Caught() as caught:
        fn, args = pickle.loads(call)  # noqa: S301 -- from our parent
        return pickle.dumps(("result", fn(*args)), pickle.HIGHEST_PROTOCOL), None
    error = caught.error
    if isinstance(error, MemoryError):
        return pickle.dumps(("memory", None)), error
    with _Caught():  # exceptions that want more than their message (lxml's) pickle but do not come back
        packed = pickle.dumps(("error", error))
        pickle.loads(packed)  # noqa: S301 -- just packed
        return packed, error
    return pickle.dumps(("error", _killed("answer", "The task failed: {error}", error=repr(error)[:200]))), error


def _limit_cpu(seconds: float) -> None:
    """Let this process use so much more processor time; the hard limit stays, so the next task can raise it again."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(cpu_used() + seconds) + 1, hard))


def cpu_used() -> float:
    """Return the processor time of this process in seconds, as the system reckons it where it judges limits.

    Linux counts ticks there: what a process of many short tasks has used by that clock runs away from its true time by minutes
    in an hour, and one limited by the true time is killed for nothing.
    """
    return time.clock_gettime(_LIMITED) if sys.platform == "linux" else time.process_time()
