"""F4. The index deleted, damaged, of another record, half rebuilt: the portal answers, and it is built anew."""

from __future__ import annotations

import shutil
import urllib.error
import urllib.request
from pathlib import Path

import faultkit as kit
import pytest

pytestmark = pytest.mark.faults


def empty(index: Path) -> None:
    for path in index.rglob("*"):
        if path.is_file():
            path.write_bytes(b"")


def damage(index: Path) -> None:
    for path in index.rglob("*.store"):
        path.write_bytes(bytes(path.stat().st_size))


def age(index: Path) -> None:
    for path in index.iterdir():
        path.rename(path.with_name("an-older-version"))


def leave_half_rebuilt(index: Path) -> None:
    kit.killed(kit.hemera("reindex", "-a", index.parent, fault="index.rebuilding:1"))


SPOILERS = {"deleted": shutil.rmtree, "emptied": empty, "damaged": damage, "older": age, "half rebuilt": leave_half_rebuilt}


@pytest.mark.parametrize("how", SPOILERS)
def test_the_portal_answers_and_it_is_built_anew(copy: Path, undisturbed: list[kit.Row], how: str) -> None:
    SPOILERS[how](copy / "index")
    running = kit.start("serve", "--port", "0", "-a", copy)
    try:
        assert running.stdout is not None
        address = running.stdout.readline().split()[0]
        with urllib.request.urlopen(address) as answer:
            assert answer.status == 200
        for page in ("search?q=a", "api/v1/search?q=a"):
            assert status(address + page) in (200, 503)
    finally:
        running.terminate()
        running.communicate(timeout=60)
    kit.good(kit.hemera("reindex", "-a", copy))
    kit.verify(copy, "--deep")
    assert kit.contents(copy) == undisturbed


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_collecting_builds_a_deleted_one(copy: Path, undisturbed: list[kit.Row]) -> None:
    shutil.rmtree(copy / "index")
    kit.good(kit.update(copy))
    kit.verify(copy)
    assert kit.contents(copy) == undisturbed
