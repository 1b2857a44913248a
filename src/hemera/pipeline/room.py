"""Room on the disk: collecting pauses below a floor, so that what is shown, and the database under it, still have some."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

from hemera import events

log = logging.getLogger("hemera.pipeline")

LOOK_EVERY = 5.0  # seconds
REFUSED_FOR = 30.0  # seconds nothing is asked for after the disk has refused a capture, whatever room it tells of


def free(folder: Path) -> int:
    """Return the bytes that may still be written where a folder lies."""
    told = os.statvfs(folder)
    return told.f_bavail * told.f_frsize


class Room:
    """Watches the disk an archive lies on."""

    def __init__(self, folder: Path, floor: int) -> None:
        self.folder, self.floor = folder, floor
        self._short = False
        self._look_at = 0.0

    def is_short(self) -> bool:
        """Say whether collecting pauses; look at the disk now and then, and say when that changes."""
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + LOOK_EVERY
            self._note(free(self.folder) < self.floor)
        return self._short

    def was_refused(self, reason: str) -> None:
        """Take account of a disk that took no capture."""
        log.warning("A capture could not be written: %s. It is fetched again when the disk takes it.", reason)
        self._note(short=True)
        self._look_at = time.monotonic() + REFUSED_FOR

    def _note(self, short: bool) -> None:
        if short and not self._short:
            words = "Collecting pauses: %d MB are free where %s lies, min_free is %d MB. What is kept can be read meanwhile."
            log.warning(words, free(self.folder) // 1_000_000, self.folder, self.floor // 1_000_000)
            events.tell("paused", free=free(self.folder), min_free=self.floor)
        elif self._short and not short:
            log.warning("Collecting goes on: there is room again.")
            events.tell("resumed", free=free(self.folder))
        self._short = short
