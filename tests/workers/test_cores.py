"""A collector's threads share a core while it works; what it starts does not."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from hemera.pipeline.cores import one_core

pytestmark = pytest.mark.skipif(sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="one core, or not Linux")


def test_threads_share_a_core_and_are_let_go() -> None:
    with ThreadPoolExecutor(1) as other:
        number = other.submit(threading.get_native_id).result()
        before = os.sched_getaffinity(0)
        with one_core(0, threading.get_native_id(), number):
            mine, its = os.sched_getaffinity(0), os.sched_getaffinity(number)
        assert mine == its
        assert len(mine) == 1
        assert os.sched_getaffinity(0) == os.sched_getaffinity(number) == before


def test_collectors_beside_each_other_take_different_ones() -> None:
    found = []
    for number in (0, 1):
        with one_core(number, threading.get_native_id()):
            found.append(os.sched_getaffinity(0))
    assert found[0] != found[1]


def test_what_another_thread_starts_runs_anywhere() -> None:
    ask = [sys.executable, "-c", "import os; print(len(os.sched_getaffinity(0)))"]
    with ThreadPoolExecutor(1) as other:
        other.submit(int).result()  # begun before, as the pool's are
        with one_core(0, threading.get_native_id()):
            done = other.submit(subprocess.run, ask, capture_output=True, text=True, check=True).result()
    assert int(done.stdout) == len(os.sched_getaffinity(0))


def test_a_thread_that_has_ended_is_no_matter() -> None:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    with one_core(0, thread.native_id or 0):
        pass
