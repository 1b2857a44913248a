"""Who is collecting: each collector holds the lock of a file of its own while it lives, and the system lets go of it when it dies.

A lease names its owner. One whose owner is dead is free at once; one whose owner only sleeps is free when its time has run out,
and the fencing token refuses what the sleeper writes later. ``gate`` keeps collectors out while the record is being rebuilt.
Locks need no database: a restore takes one where there is none.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from hemera import disk
from hemera.errors import ConfigError

if TYPE_CHECKING:
    from django.db.models import Q

FOLDER = "collectors"  # in the archive's
_GATE = "gate"
current: ContextVar[int | None] = ContextVar("owner", default=None)  # who takes leases on this thread


@contextmanager
def collecting(folder: Path) -> Iterator[int]:
    """Be a collector of an archive: yield the number that leases name it by.

    Raises:
        ConfigError: the record is being rebuilt or restored.
    """
    place = folder / FOLDER
    with _gate(place, shared=True):
        number = secrets.randbits(62)
        descriptor = _own(place / str(number))
        token = current.set(number)
        try:
            yield number
        finally:
            current.reset(token)
            (place / str(number)).unlink(missing_ok=True)
            os.close(descriptor)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep collectors out while the block lasts.

    Raises:
        ConfigError: one is at work.
    """
    with _gate(folder / FOLDER, shared=False):
        yield


def look(folder: Path) -> tuple[set[int], int]:
    """Return the numbers of all collectors at work, and how many dead ones left something behind, which is removed."""
    living, dead = set(), 0
    for path in (folder / FOLDER).glob("[0-9]*"):
        with suppress(FileNotFoundError):
            if _is_locked(path):
                living.add(int(path.name))
            else:
                dead += 1
    return living, dead


def free_newly_dead(folder: Path) -> int:
    """Free the leases of collectors that died since somebody last looked; return how many. Costs nothing where none did."""
    living, dead = look(folder)
    return _free_all_but(living) if dead else 0


def free_dead(folder: Path) -> int:
    """Free the leases of collectors that live no more; return how many. A lease without a name runs out by itself."""
    return _free_all_but(look(folder)[0])


def free(owner: int) -> int:
    """Free what a collector still holds that is about to end."""
    from django.db.models import Q

    return _free(Q(owner=owner))


def _free_all_but(living: set[int]) -> int:
    from django.db.models import Q

    return _free(Q(owner__isnull=False) & ~Q(owner__in=living))


def _free(whose: Q) -> int:
    from hemera.store.leases import TABLES

    held = [kind._default_manager.filter(whose, lease_until__isnull=False) for kind in TABLES.values()]
    return sum(rows.update(lease_until=None) for rows in held)


def _own(path: Path) -> int:
    """Make and lock a file. One that was taken for a dead collector's in between is made again."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if path.stat().st_ino == os.fstat(descriptor).st_ino:
                return descriptor
        os.close(descriptor)


def _is_locked(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        if not disk.lock(descriptor):
            return True
        path.unlink(missing_ok=True)  # under its lock: who makes it anew in between sees that, and begins again
        return False
    finally:
        os.close(descriptor)


@contextmanager
def _gate(place: Path, *, shared: bool) -> Iterator[None]:
    place.mkdir(exist_ok=True)
    descriptor = os.open(place / _GATE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not disk.lock(descriptor, shared=shared):
            raise _shut(place.parent, shared=shared)
        yield
    finally:
        os.close(descriptor)


def _shut(folder: Path, *, shared: bool) -> ConfigError:
    if shared:
        return ConfigError("config.rebuilding", "{folder} is being rebuilt or restored. Collect when that is done.", folder=folder)
    message = "A collector is at work in {folder}. Stop `hemera run` or `hemera update` first; what is in hand is not lost."
    return ConfigError("config.collecting", message, folder=folder)
