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


def kill_at_random(running: subprocess.Popen[str], folder: Path, chance: random.Random) -> str:
    """Kill it: half of the time in its start, half of the time in the work; when that begins depends on the machine.

    Return how it ended where it was not alive any more to be killed: only kills count.
    """
    if chance.random() < 0.5:
        before = kit.captured(folder)
        kit.wait_for(lambda: kit.captured(folder) > before or running.poll() is not None, 300)  # a machine may be busy
        time.sleep(chance.uniform(0, 1.5))
    else:
        time.sleep(chance.uniform(0.3, 4))
    running.kill()
    said = "".join(running.communicate())
    return "" if running.returncode == -signal.SIGKILL else f"{running.args!r} ended with {running.returncode}: {said[-400:]}"


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(-(-KILLS // A_ROUND)))
def test_killed_at_random(fresh: Callable[[], Path], undisturbed: list[kit.Row], tmp_path: Path, seed: int) -> None:
    folder, chance = fresh(), random.Random(seed)
    commands = [("update", "--once")] * 6 + [("rebuild",), ("backup", str(tmp_path / "backup"))]
    number, ended = 0, list[str]()
    while number < A_ROUND:
        assert len(ended) < 4 * A_ROUND, f"only {number} were alive to be killed; the others:\n" + "\n".join(ended)
        command = ("update", "--once") if number < 3 else chance.choice(commands)
        running = kit.start(*command, "-a", folder)
        early = kill_at_random(running, folder, chance)
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
