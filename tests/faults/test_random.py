"""Killed at random moments, many times: as many as ``HEMERA_KILLS`` says, in rounds, each from nothing to the whole archive."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import faultkit as kit
import pytest

KILLS = int(os.environ.get("HEMERA_KILLS", "8"))
A_ROUND = 8
AGAIN = "UPDATE {} SET due_at = '2020-01-01 00:00:00', etag = '', last_modified = '', body_sha256 = ''"


class Killer:
    """Kills at random moments: half of the time in the start, half of the time in the work.

    When that begins, and how long it takes, depends on the machine: ``whole`` follows how long those took that were too quick.
    """

    def __init__(self, seed: int) -> None:
        self.chance, self.whole = random.Random(seed), 4.0  # seconds

    def kill(self, running: subprocess.Popen[str], folder: Path) -> str:
        """Return how it ended where it was not alive any more to be killed: only kills count."""
        began, at_work = time.monotonic(), self.chance.random() < 0.5
        if at_work:
            before = kit.captured(folder)
            kit.wait_for(lambda: kit.captured(folder) > before or running.poll() is not None, 300)  # a machine may be busy
        left = max(0.2, self.whole - (time.monotonic() - began))
        with suppress(subprocess.TimeoutExpired):
            running.wait(self.chance.uniform(0.0 if at_work else 0.2, left))
        lasted = time.monotonic() - began
        running.kill()
        said = "".join(running.communicate())
        if running.returncode == -signal.SIGKILL:
            self.whole *= 1.1
            return ""
        self.whole = max(0.4, (self.whole + lasted) / 2)
        return f"{running.args!r} ended with {running.returncode} after {lasted:.1f} s: {said[-400:]}"


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(-(-KILLS // A_ROUND)))
def test_killed_at_random(fresh: Callable[[], Path], undisturbed: list[kit.Row], tmp_path: Path, seed: int) -> None:
    folder, killer = fresh(), Killer(seed)
    commands = [("update", "--once")] * 6 + [("rebuild",), ("backup", str(tmp_path / "backup"))]
    number, ended = 0, list[str]()
    while number < A_ROUND:
        assert len(ended) < 4 * A_ROUND, f"only {number} were alive to be killed; the others:\n" + "\n".join(ended)
        command = ("update", "--once") if number < 3 else killer.chance.choice(commands)
        running = kit.start(*command, "-a", folder)
        early = killer.kill(running, folder)
        ended += [early] if early else []
        number += not early
        if number >= 3 and kit.captured(folder):  # there is work again: all of it is fetched once more
            for table in ("store_feed", "store_entry"):
                kit.query(folder, AGAIN.format(table))
    kit.good(kit.update(folder))
    kit.verify(folder, "--deep")
    assert kit.contents(folder) == undisturbed
    if (tmp_path / "backup" / "backup.json").exists():
        kit.good(kit.hemera("restore", "--dry-run", tmp_path / "backup", tmp_path / "new"))
    print(f"seed {seed}: {number} killed alive, of {number + len(ended)} started")
