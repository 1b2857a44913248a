"""Tasks in bounded children: what a child does wrong is its own task's end and nobody else's."""

from __future__ import annotations

import collections
import ctypes
import itertools
import operator
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import Any

import pytest

from hemera import workers
from hemera.errors import ParseError, WorkerKilled
from hemera.workers import BoundedPool

MEMORY = 512 << 20


@pytest.fixture
def pool() -> Any:
    with BoundedPool(1, memory=MEMORY) as bounded:
        yield bounded


def killed(future: Future[Any]) -> str:
    error = future.exception(20)
    assert isinstance(error, WorkerKilled)
    return error.key


def children() -> list[int]:
    """Return the process ids of our children."""
    found = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return [int(pid) for path in found for pid in path.read_text().split()]


def refuse() -> None:
    raise ParseError("parse.bad", "Line {line} is bad.", line=7)


class StubbornError(Exception):
    """Pickles, and does not come back: its constructor wants more than its message."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def fail_stubbornly() -> None:
    raise StubbornError("one", "two")


def test_results_come_back(pool: BoundedPool) -> None:
    futures = [pool.submit(operator.mul, n, n) for n in range(10)]
    assert [future.result(20) for future in futures] == [n * n for n in range(10)]
    assert pool.submit(os.getpid).result(20) == pool.submit(os.getpid).result(20) != os.getpid()


def test_exceptions_come_back_with_their_details(pool: BoundedPool) -> None:
    error = pool.submit(refuse).exception(20)
    assert isinstance(error, ParseError)
    assert (error.key, error.details, str(error)) == ("parse.bad", {"line": 7}, "Line 7 is bad.")
    assert isinstance(pool.submit(int, "x").exception(20), ValueError)
    assert isinstance(pool.submit(open, os.devnull).exception(20), TypeError)  # an answer that cannot be sent


def test_an_exception_that_does_not_travel_is_named(pool: BoundedPool) -> None:
    future = pool.submit(fail_stubbornly)
    assert killed(future) == "worker.killed.answer"
    assert "onetwo" in str(future.exception())


@pytest.mark.parametrize(
    ("call", "limits", "key"),
    [
        ((os._exit, 3), {}, "died"),
        ((ctypes.string_at, 0), {}, "died"),
        ((bytes, 1 << 30), {}, "memory"),
        ((time.sleep, 30), {"deadline": 0.2}, "deadline"),
        ((collections.deque, itertools.repeat(None), 0), {"cpu_seconds": 0.1, "deadline": 60.0}, "cpu"),
    ],
)
def test_a_child_that_goes_wrong_ends_its_own_task_only(pool: BoundedPool, call: Any, limits: dict[str, Any], key: str) -> None:
    before, bad, after = pool.submit(os.getpid), pool.submit(*call, **limits), pool.submit(os.getpid)
    assert killed(bad) == f"worker.killed.{key}"
    assert before.result(20) != after.result(20)


def test_processor_time_is_counted_by_task(pool: BoundedPool) -> None:
    def burn() -> Future[Any]:
        return pool.submit(sum, itertools.repeat(1, 12_000_000), cpu_seconds=0.5)

    first = pool.submit(os.getpid).result(20)
    for _ in range(4):
        burn().result(20)
    assert pool.submit(os.getpid).result(20) == first


def test_workers_work_side_by_side() -> None:
    with BoundedPool(2, memory=MEMORY) as pool:
        futures = [pool.submit(time.sleep, 30) for _ in range(2)]
        while not all(future.running() for future in futures):
            assert not any(future.done() for future in futures)
            time.sleep(0.01)


def test_what_is_preloaded_is_there() -> None:
    with BoundedPool(1, preload=["hemera.query"], memory=MEMORY) as pool:
        assert "hemera.query" in pool.submit(eval, "list(__import__('sys').modules)").result(20)


def test_a_child_that_cannot_start_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    with BoundedPool(1, preload=["hemera.no_such_module"], memory=MEMORY) as pool:
        assert killed(pool.submit(os.getpid)) == "worker.killed.died"
    assert "no_such_module" in capfd.readouterr().err


def test_what_a_task_prints_does_not_reach_our_output(pool: BoundedPool, capfd: pytest.CaptureFixture[str]) -> None:
    pool.submit(print, "noise").result(20)
    assert capfd.readouterr().out == ""


def test_close_leaves_nothing_behind() -> None:
    before = set(children()), threading.active_count()
    pool = BoundedPool(2, memory=MEMORY)
    futures = [pool.submit(time.sleep, 30) for _ in range(4)]
    while sum(future.running() for future in futures) < 2 or len(children()) < len(before[0]) + 2:
        time.sleep(0.01)
    start = time.monotonic()
    pool.close()
    assert time.monotonic() - start < 2
    assert [killed(future) for future in futures[:2]] == ["worker.killed.closed"] * 2
    for future in futures[2:]:
        with pytest.raises(CancelledError):
            future.result(0)
    assert (set(children()), threading.active_count()) == before
    with pytest.raises(WorkerKilled):
        pool.submit(os.getpid)
    pool.close()


def test_a_pool_nobody_used_starts_no_child() -> None:
    before = children()
    with BoundedPool(2, memory=MEMORY):
        assert children() == before


def test_children_end_with_a_parent_that_is_killed() -> None:
    code = (
        "import os, time\nfrom hemera.workers import BoundedPool\n"
        "pool = BoundedPool(1)\nprint(pool.submit(os.getpid).result(), flush=True)\ntime.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 5
    while alive(child):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Say whether a process runs; one that only waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_script_needs_no_main_guard_and_ctrl_c_is_quiet(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import os, time\nfrom hemera.workers import BoundedPool\nprint('once', flush=True)\n"
        "pool = BoundedPool(2)\npool.submit(os.getpid).result()\nfuture = pool.submit(time.sleep, 30)\n"
        "try:\n    print('ready', flush=True)\n    future.result()\n"
        "except KeyboardInterrupt:\n    pool.close()\n    print('closed')\n"
    )
    process = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(2)] == ["once\n", "ready\n"]
    os.killpg(process.pid, 2)  # as a terminal does: the whole foreground group
    output, errors = process.communicate(timeout=10)
    assert (output, errors, process.returncode) == ("closed\n", "", 0)


def test_processor_time_is_reckoned_by_the_clock_that_limits_go_by() -> None:
    """It counts what is used, and nothing while it sleeps, as the true time does but for ticks."""
    before, true = workers.cpu_used(), time.process_time()
    while time.process_time() < true + 0.2:
        pass
    time.sleep(0.1)
    assert abs(workers.cpu_used() - before - 0.2) < 0.1
