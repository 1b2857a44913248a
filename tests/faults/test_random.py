"""Killed at random moments, many times: as many as ``HEMERA_KILLS`` says, in rounds, each from nothing to the whole archive."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import faultkit as kit
import pytest

KILLS = int(os.environ.get("HEMERA_KILLS", "8"))
A_ROUND = 8
AGAIN = "UPDATE {} SET due_at = '2020-01-01 00:00:00', etag = '', last_modified = '', body_sha256 = ''"


def kill_at_random(running: subprocess.Popen[str], folder: Path, chance: random.Random) -> bool:
    """Kill it: half of the time in its start, half of the time in the work; when that begins depends on the machine.

    Return whether it was still alive to be killed: only that counts.
    """
    if chance.random() < 0.5:
        before = kit.captured(folder)
        kit.wait_for(lambda: kit.captured(folder) > before or running.poll() is not None, 300)  # a machine may be busy
        time.sleep(chance.uniform(0, 1.5))
    else:
        time.sleep(chance.uniform(0.3, 4))
    running.kill()
    running.communicate()
    return running.returncode == -signal.SIGKILL


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(-(-KILLS // A_ROUND)))
def test_killed_at_random(fresh: Callable[[], Path], undisturbed: list[kit.Row], tmp_path: Path, seed: int) -> None:
    folder, chance = fresh(), random.Random(seed)
    commands = [("update", "--once")] * 6 + [("rebuild",), ("backup", str(tmp_path / "backup"))]
    number = tries = 0
    while number < A_ROUND:
        tries += 1
        assert tries <= 5 * A_ROUND, f"only {number} of {tries} were alive to be killed"
        command = ("update", "--once") if number < 3 else chance.choice(commands)
        running = kit.start(*command, "-a", folder)
        number += kill_at_random(running, folder, chance)
        if number >= 3 and kit.captured(folder):  # there is work again: all of it is fetched once more
            for table in ("store_feed", "store_entry"):
                kit.query(folder, AGAIN.format(table))
    kit.good(kit.update(folder))
    kit.verify(folder, "--deep")
    assert kit.contents(folder) == undisturbed
    if (tmp_path / "backup" / "backup.json").exists():
        kit.good(kit.hemera("restore", "--dry-run", tmp_path / "backup", tmp_path / "new"))
    print(f"seed {seed}: {number} killed alive, of {tries} started")
