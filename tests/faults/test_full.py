"""F2. The disk is full: collecting pauses and says so, the portal stays up, and with room again all is as if nothing had been."""

from __future__ import annotations

import json
import resource
import signal
import urllib.request
from collections.abc import Callable
from pathlib import Path

import faultkit as kit
import pytest

pytestmark = pytest.mark.faults


def limited(size: int) -> Callable[[], None]:
    """Let a child write no file beyond so many bytes: the nearest there is to a full disk without one."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    return limit


@pytest.mark.parametrize("kilobytes", [0, 8, 40, 100, 250, 400, 700, 1000])
def test_no_file_may_grow(fresh: Callable[[], Path], undisturbed: list[kit.Row], kilobytes: int) -> None:
    """A small limit meets the database first, a larger one the captures, pictures or the index."""
    folder = fresh()
    kit.update(folder, before=limited(kilobytes * 1000))
    kit.good(kit.update(folder))
    kit.verify(folder, "--deep")
    assert kit.contents(folder) == undisturbed


def test_captures_alone_find_no_room(fresh: Callable[[], Path], undisturbed: list[kit.Row]) -> None:
    folder = fresh()
    done = kit.python("-c", kit.REFUSING, folder)
    assert "could not be written" in done.stderr
    kit.verify(folder)
    kit.good(kit.update(folder))
    kit.verify(folder, "--deep")
    assert kit.contents(folder) == undisturbed


def test_below_the_floor_nothing_is_asked_for_and_the_portal_answers(copy: Path, undisturbed: list[kit.Row]) -> None:
    settings = copy / "hemera.toml"
    plain = settings.read_text()
    settings.write_text(plain + "min_free = 1_000_000_000_000_000\n")
    asked = kit.captured(copy)
    kit.query(copy, "UPDATE store_entry SET due_at = '2020-01-01 00:00:00', etag = '', last_modified = '', body_sha256 = ''")
    done = kit.update(copy)
    assert done.returncode == 1
    assert "nearly full" in done.stderr
    assert kit.captured(copy) == asked
    assert json.loads(kit.good(kit.hemera("status", "--json", "-a", copy)))["room"]["paused"]
    running = kit.start("run", "--port", "0", "-a", copy)
    try:
        assert running.stdout is not None
        address = running.stdout.readline().split()[0]
        for page in ("", "api/v1/articles", "search?q=a"):
            with urllib.request.urlopen(address + page) as answer:
                assert answer.status == 200
        kit.wait_to_hear(running, "Collecting pauses")
    finally:
        running.terminate()
        running.communicate(timeout=60)
    assert kit.captured(copy) == asked
    settings.write_text(plain)
    kit.good(kit.update(copy))
    kit.verify(copy, "--deep")
    assert kit.contents(copy) == undisturbed


def test_it_goes_on_by_itself(fresh: Callable[[], Path], undisturbed: list[kit.Row]) -> None:
    folder = fresh()
    done = kit.python("-c", kit.FULL_FOR_A_WHILE, folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr.index("Collecting pauses") < done.stderr.index("Collecting goes on")
    kit.verify(folder, "--deep")
    assert kit.contents(folder) == undisturbed
