"""F14, as far as it can be staged without another machine: no file descriptors, no memory, a disk that fails or is slow."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import faultkit as kit
import pytest

pytestmark = pytest.mark.faults


def limited(what: int, amount: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(what, (amount, amount))


@pytest.mark.parametrize("descriptors", [24, 32, 40, 64])
def test_file_descriptors_run_out(fresh: Callable[[], Path], undisturbed: list[kit.Row], descriptors: int) -> None:
    folder = fresh()
    kit.update(folder, before=limited(resource.RLIMIT_NOFILE, descriptors))
    finish(folder, undisturbed)


@pytest.mark.parametrize("megabytes", [250, 400, 600, 900])
def test_memory_runs_out(fresh: Callable[[], Path], undisturbed: list[kit.Row], megabytes: int) -> None:
    folder = fresh()
    kit.update(folder, before=limited(resource.RLIMIT_AS, megabytes << 20))
    finish(folder, undisturbed)


@pytest.mark.parametrize("fault", ["read", "fsync", "slow"])
def test_the_disk_fails_now_and_then(fresh: Callable[[], Path], undisturbed: list[kit.Row], fault: str) -> None:
    folder = fresh()
    kit.python("-c", kit.BAD_DISK, folder, fault)
    finish(folder, undisturbed)


def test_a_disk_that_cannot_be_written_can_be_read(copy: Path, undisturbed: list[kit.Row]) -> None:
    """As after a remount: the collector leaves with a reason, and does no harm."""
    kit.query(copy, "UPDATE store_entry SET due_at = '2020-01-01 00:00:00', etag = '', last_modified = '', body_sha256 = ''")
    done = kit.python("-c", kit.READ_ONLY, copy)
    assert done.returncode != 0
    finish(copy, undisturbed)


def finish(folder: Path, undisturbed: list[kit.Row]) -> None:
    """Go on as soon as all is well, with nothing kept back for what failed."""
    kit.good(kit.update(folder))
    for table in ("store_feed", "store_entry", "store_imageaddress"):
        kit.query(folder, f"UPDATE {table} SET due_at = '2020-01-01 00:00:00' WHERE due_at IS NOT NULL")
    kit.good(kit.update(folder))
    kit.verify(folder, "--deep")
    assert kit.contents(folder) == undisturbed
