"""F12. Two at the same work, one asleep past its time, one dead: nothing is done twice, nothing waits for the dead."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import faultkit as kit
import pytest

pytestmark = pytest.mark.faults


def leased(folder: Path) -> int:
    return sum(
        kit.query(folder, f"SELECT count(*) FROM {table} WHERE lease_until IS NOT NULL")[0][0]
        for table in ("store_feed", "store_entry", "store_imageaddress")
    )


def put_to_sleep(running: subprocess.Popen[str], folder: Path) -> None:
    """Stop a process between two transactions: in the middle of one it would keep everybody from writing."""
    while True:
        running.send_signal(signal.SIGSTOP)
        try:
            with closing(sqlite3.connect(folder / "archive.sqlite3", timeout=0.5)) as database:
                database.execute("BEGIN IMMEDIATE")
                return
        except sqlite3.OperationalError:
            running.send_signal(signal.SIGCONT)


def test_what_a_dead_one_held_is_free_at_once(fresh: Callable[[], Path], undisturbed: list[kit.Row]) -> None:
    folder = fresh()
    kit.killed(kit.update(folder, fault="pipeline.captured:2"))
    assert leased(folder) > 0
    kit.good(kit.update(folder))
    assert leased(folder) == 0
    assert kit.contents(folder) == undisturbed


def test_one_asleep_past_its_time_is_refused(fresh: Callable[[], Path], undisturbed: list[kit.Row]) -> None:
    folder = fresh()
    sleeper = kit.start("update", "--once", "-a", folder)
    kit.wait_for(lambda: kit.captured(folder) >= 3)
    put_to_sleep(sleeper, folder)
    try:
        kit.good(kit.update(folder))  # it lives: what it holds is left to it
        held = leased(folder)
        for table in ("store_feed", "store_entry", "store_imageaddress"):  # as after a quarter of an hour
            kit.query(folder, f"UPDATE {table} SET lease_until = '2000-01-01 00:00:00' WHERE lease_until IS NOT NULL")
        kit.good(kit.update(folder))
        assert leased(folder) == 0
    finally:
        sleeper.send_signal(signal.SIGCONT)
    _, said = sleeper.communicate(timeout=120)
    assert sleeper.returncode == 0, said
    assert held > 0, "it held nothing: it was asleep too late"
    kit.good(kit.update(folder))
    kit.verify(folder, "--deep")
    assert kit.contents(folder) == undisturbed


def test_two_at_once_do_nothing_twice(fresh: Callable[[], Path], undisturbed: list[kit.Row]) -> None:
    folder = fresh()
    kit.good(kit.hemera("status", "-a", folder))
    both = [kit.start("update", "--once", "-a", folder) for _ in range(2)]
    for running in both:
        _, said = running.communicate(timeout=240)
        assert running.returncode == 0, said
    kit.good(kit.update(folder))
    kit.verify(folder, "--deep")
    assert kit.contents(folder) == undisturbed
    asked = kit.query(folder, "SELECT url, count(*) FROM store_capture GROUP BY url HAVING count(*) > 1")
    assert not asked
