"""F16. Told to stop, it finishes what is in hand within 30 seconds; started and stopped again and again, it does no harm."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import faultkit as kit
import pytest

pytestmark = pytest.mark.faults

TIMES = int(os.environ.get("HEMERA_STOPS", "5"))
LIMIT = 30  # seconds within which it is gone; the promise, not a measure of this machine


def gone(folder: Path) -> list[str]:
    """Return the processes that work on an archive still."""
    return [path.parent.name for path in Path("/proc").glob("[0-9]*/cmdline") if str(folder).encode() in _read(path)]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize("command", [("run", "--port", "0"), ("update",)])
def test_told_to_stop_in_the_middle(fresh: Callable[[], Path], undisturbed: list[kit.Row], command: tuple[str, ...]) -> None:
    folder = fresh()
    running = kit.start(*command, "-a", folder)
    kit.wait_for(lambda: kit.captured(folder) >= 3)
    running.send_signal(signal.SIGTERM)
    began = time.monotonic()
    running.communicate(timeout=2 * LIMIT)
    assert time.monotonic() - began < LIMIT
    kit.wait_for(lambda: not gone(folder), 5)
    assert kit.query(folder, "SELECT count(*) FROM store_entry WHERE lease_until IS NOT NULL") == [(0,)]
    kit.verify(folder, "--deep")
    kit.good(kit.update(folder))
    kit.verify(folder, "--deep")
    assert kit.contents(folder) == undisturbed


def test_killed_itself_its_collector_ends_in_order(fresh: Callable[[], Path], undisturbed: list[kit.Row]) -> None:
    folder = fresh()
    running = kit.start("run", "--port", "0", "-a", folder)
    kit.wait_for(lambda: kit.captured(folder) >= 3)
    running.kill()
    running.communicate()
    kit.wait_for(lambda: not gone(folder), LIMIT)
    kit.verify(folder)
    kit.good(kit.update(folder))
    assert kit.contents(folder) == undisturbed


def test_a_slow_page_does_not_hold_it_up(fresh: Callable[[], Path], undisturbed: list[kit.Row]) -> None:
    """What has reached the disk by the time is read by the next run."""
    folder = fresh()
    done = kit.python("-c", kit.SLOW_READER, folder, PYTHONPATH=str(Path(__file__).parent))
    assert done.returncode == 0, done.stderr
    kit.good(kit.update(folder))
    kit.verify(folder, "--deep")
    assert kit.contents(folder) == undisturbed


def test_started_and_stopped_again_and_again(fresh: Callable[[], Path], undisturbed: list[kit.Row]) -> None:
    folder, chance = fresh(), random.Random(16)
    for _ in range(TIMES):
        running = kit.start("run", "--port", "0", "-a", folder)
        time.sleep(chance.uniform(0.1, 6))
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=2 * LIMIT)
        kit.wait_for(lambda: not gone(folder), LIMIT)
    kit.good(kit.update(folder))
    kit.verify(folder, "--deep")
    assert kit.contents(folder) == undisturbed
