"""Writing so that a power cut leaves the whole file or the one before, never half of it; and locks that die with who holds them."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


def replace(path: Path, data: bytes) -> None:
    """Put a small file in its place in one step: write beside, fsync, rename, fsync the folder."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lock(descriptor: int, *, shared: bool = False) -> bool:
    """Lock an open file, or say False where another has it: nobody waits. Closing the file lets go of it, and so does death."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
