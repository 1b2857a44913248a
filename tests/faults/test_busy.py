"""F7. Somebody else writes to the database for longer than a commit waits: what was in hand is done later, and once."""

from __future__ import annotations

import sqlite3
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import faultkit as kit
import pytest

pytestmark = pytest.mark.faults


@contextmanager
def writing(folder: Path, seconds: float) -> Iterator[None]:
    """Hold the one place of a writer for so long."""
    begun = threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(folder / "archive.sqlite3", timeout=60, isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            begun.set()
            time.sleep(seconds)
            database.execute("ROLLBACK")

    holder = threading.Thread(target=hold)
    holder.start()
    assert begun.wait(60)
    yield
    holder.join()


@pytest.mark.parametrize("seconds", [3, 35])
def test_while_it_collects(fresh: Callable[[], Path], undisturbed: list[kit.Row], seconds: float) -> None:
    folder = fresh()
    running = kit.start("update", "--once", "-a", folder)
    kit.wait_for(lambda: kit.captured(folder) >= 3)
    with writing(folder, seconds):
        pass
    running.communicate(timeout=200)
    if running.returncode:  # it said that it could not go on, and ended: the next one does
        kit.good(kit.update(folder))
    kit.verify(folder, "--deep")
    assert kit.contents(folder) == undisturbed


def test_before_it_begins(fresh: Callable[[], Path], undisturbed: list[kit.Row]) -> None:
    folder = fresh()
    kit.good(kit.hemera("status", "-a", folder))
    with writing(folder, 8):
        kit.good(kit.update(folder))
    kit.verify(folder)
    assert kit.contents(folder) == undisturbed


def test_the_portal_answers_meanwhile(copy: Path) -> None:
    running = kit.start("serve", "--port", "0", "-a", copy)
    try:
        assert running.stdout is not None
        address = running.stdout.readline().split()[0]
        with writing(copy, 30):
            for page in ("", "search?q=a", "api/v1/articles"):
                with urllib.request.urlopen(address + page, timeout=20) as answer:
                    assert answer.status == 200
    finally:
        running.terminate()
        running.communicate(timeout=60)
