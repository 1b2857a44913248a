"""What all collectors of an archive know of the hosts they ask, in a file they share: who asks one now, when it was last asked,
how long it wants to be left alone.

A host has one place in a table, found by its name's hash. Two that share a place wait for each other, which is never too early;
what only one of them said (a pause, a crawl-delay) is kept beside its name. The file is read and written under its lock, for
some microseconds, at the beginning and the end of an exchange; never mapped, since a full disk kills who writes to a hole of a map.

Who asks signs with a number of its own and locks the byte of that number while it lives, so a place held by the dead is seen;
one whose owner only sleeps is free when no exchange can last longer. Times are the machine's monotonic seconds, which all processes
share; they begin anew with the machine, and what the file says is then carried over by the clock on the wall.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import struct
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import blake2b, sha256
from pathlib import Path

from hemera import disk

_PLACES = 1 << 17
_SIZE = 64  # bytes of a place, and of the head before them
_HEAD = struct.Struct("<8s16sdd")  # what this is, which start of the machine, the wall's time at second 0 of it, when it was opened
_PLACE = struct.Struct("<QQdddffHd6s")  # name's hash, owner, until when at most, then what is known; 64 bytes
_MAGIC = b"hosts 1\n"
_LIVING = 1 << 40  # from here on bytes are locked, not written: one for every number
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_FLOCK = struct.Struct("hhqqi0q")  # struct flock on 64 bits
_TRIES = 50
LONGEST = 86_400.0  # seconds that a pause carried over a start of the machine may have left
SOON = 0.05  # seconds until a host that somebody asks is looked at again


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a host. Times are monotonic seconds; 0: never."""

    ended: float = 0.0  # of the last exchange
    paused_until: float = 0.0
    latency: float = 0.0
    crawl_delay: float = 0.0
    strikes: int = 0  # 429 and 503 in a row
    down_until: float = 0.0  # it could not be reached: until when whoever met that leaves it alone
    down_for: int = 0  # … and whose number that is


class Hosts:
    """One asker's view of the file. Every time given must be ``time.monotonic()`` or a loop's, which is the same."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._number = secrets.randbits(40) + 1
        self._held: dict[int, str] = {}
        _lock_byte(self._file, _LIVING + self._number)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            with suppress(OSError):  # a full disk keeps nobody from locking
                _open(self._file, time.monotonic(), time.time())
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of everything."""
        os.close(self._file)

    def begin(self, key: str, until: float, now: float) -> tuple[bool, Known]:
        """Take a host for an exchange that is over at ``until``; False: another asks it, as far as is known until ``ended``."""
        place, name = _place(key)
        if place in self._held or not self._locked():
            return False, Known(ended=now + SOON)
        try:
            kept, owner, held_until, known = self._read(place)
            if owner not in (0, self._number):
                if held_until > now and self._lives(owner):
                    return False, Known(ended=now + SOON)
                known = replace(known, ended=min(held_until, now))  # it died, or sleeps: when it last asked is not known
            known = self._without_the_dead_s(known, now)
            self._write(place, kept or name, self._number, until, known)
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._held[place] = key
        return True, _bounded(known if kept in (0, name) else Known(ended=known.ended), now)

    def end(self, key: str, known: Known | None = None) -> None:
        """Give a host back, with what is known of it now; None where it was not asked."""
        place, name = _place(key)
        if self._held.get(place) != key:
            return
        del self._held[place]
        if not self._locked():
            return  # it is free when its time is over
        try:
            kept, owner, _, before = self._read(place)
            if owner == self._number:  # else we slept too long
                if known and known.down_until and not known.down_for:
                    known = replace(known, down_for=self._number)
                self._write(place, *_merged(kept, before, name, known))
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _without_the_dead_s(self, known: Known, now: float) -> Known:
        """Forget that a host could not be reached once whoever met that has ended: it may have been our own fault, and mended."""
        if not known.down_for or (now < known.down_until <= now + LONGEST and self._lives(known.down_for)):
            return known
        return replace(known, down_until=0.0, down_for=0)

    def _locked(self) -> bool:
        """Lock the file. Others hold it for microseconds, unless they were stopped in the middle of that."""
        for _ in range(_TRIES):
            if disk.lock(self._file):
                return True
            time.sleep(0.0002)
        return False

    def _read(self, place: int) -> tuple[int, int, float, Known]:
        try:
            found = os.pread(self._file, _PLACE.size, place)
        except OSError:
            found = b""
        if len(found) < _PLACE.size:
            return 0, 0, 0.0, Known()
        return _unpacked(found)

    def _write(self, place: int, name: int, owner: int, until: float, known: Known) -> None:
        with suppress(OSError):  # a full disk: what is known is known to this process alone
            os.pwrite(self._file, _packed(name, owner, until, known), place)

    def _lives(self, number: int) -> bool:
        return not hasattr(fcntl, "F_OFD_GETLK") or _is_locked(self._file, _LIVING + number)


def _merged(kept: int, before: Known, name: int, known: Known | None) -> tuple[int, int, float, Known]:
    """Return what a place says after an exchange: of two hosts that share it, the one with the longer pause is remembered."""
    if known is None:
        return kept, 0, 0.0, before
    if kept not in (0, name) and before.paused_until > max(known.paused_until, known.ended):
        return kept, 0, 0.0, replace(before, ended=known.ended)
    return name, 0, 0.0, known


def _bounded(known: Known, now: float) -> Known:
    """Believe no time that cannot be: bytes on a disk may change."""
    if known.ended <= now and known.paused_until <= now + LONGEST:
        return known
    return Known(ended=now, paused_until=known.paused_until if known.paused_until <= now + LONGEST else 0.0)


def _place(key: str) -> tuple[int, int]:
    """Return where a host's place begins, and its name's hash, which is never 0."""
    number = int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little") | 1
    return _SIZE * (1 + (number >> 20) % _PLACES), number


def _packed(name: int, owner: int, until: float, known: Known) -> bytes:
    said = (known.ended, known.paused_until, known.latency, known.crawl_delay, known.strikes, known.down_until)
    return _PLACE.pack(name, owner, until, *said, known.down_for.to_bytes(6, "little"))


def _unpacked(found: bytes) -> tuple[int, int, float, Known]:
    name, owner, until, ended, paused, latency, crawl_delay, strikes, down_until, down_for = _PLACE.unpack(found)
    return name, owner, until, Known(ended, paused, latency, crawl_delay, strikes, down_until, int.from_bytes(down_for, "little"))


def _open(file: int, now: float, wall: float) -> None:
    """Begin the file, or carry it over from before the machine was started again; a foreign or damaged one is begun anew."""
    boot, start = _boot(), wall - now
    head = os.pread(file, _HEAD.size, 0)
    magic, of, before, opened = _HEAD.unpack(head) if len(head) == _HEAD.size else (b"", b"", 0.0, 0.0)
    if magic != _MAGIC:
        os.truncate(file, 0)
        os.truncate(file, _SIZE * (1 + _PLACES))
    elif of != boot or opened > now:
        _carry_over(file, before - start, now)
    os.pwrite(file, _HEAD.pack(_MAGIC, boot, start, now), 0)


def _carry_over(file: int, shift: float, now: float) -> None:
    """Turn the times of another start of the machine into this one's. Nobody of then lives; no exchange ended after now."""
    for place in range(_SIZE, _SIZE * (1 + _PLACES), _SIZE):
        found = os.pread(file, _PLACE.size, place)
        if len(found) == _PLACE.size and any(found):
            name, owner, until, known = _unpacked(found)
            ended = max(known.ended, until) if owner else known.ended
            pause = min(known.paused_until + shift, now + LONGEST)
            known = replace(known, ended=min(ended + shift, now), paused_until=pause, down_until=0.0, down_for=0)
            os.pwrite(file, _packed(name, 0, 0.0, known), place)


def _boot() -> bytes:
    try:
        return sha256(_BOOT.read_bytes()).digest()[:16]
    except OSError:
        return bytes(16)  # a time that lies ahead still tells that the machine was started again


def _lock_byte(file: int, at: int) -> None:
    if hasattr(fcntl, "F_OFD_SETLK"):
        fcntl.fcntl(file, fcntl.F_OFD_SETLK, _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, at, 1, 0))


def _is_locked(file: int, at: int) -> bool:
    asked = _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, at, 1, 0)
    kind, *_ = _FLOCK.unpack(fcntl.fcntl(file, fcntl.F_OFD_GETLK, asked))
    return bool(kind != fcntl.F_UNLCK)
