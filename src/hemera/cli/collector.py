"""``hemera update`` in a process of its own, started again when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from hemera import events
from hemera.cli.console import note

PATIENCE = 22.0  # seconds a collector has to finish what it holds (it takes 15); killed later it loses nothing, only repeats some
FIRST_WAIT, LONGEST_WAIT, HEALTHY = 1.0, 60.0, 120.0  # seconds: back-off, and the life after which it begins anew


class Collector:
    """Keeps a collector running while the block lasts.

    The child stops when its standard input closes: it does when we ask, and when we die in whatever way.
    """

    def __init__(self, folder: Path, log: Mapping[str, str | None] | None = None) -> None:
        """``log`` holds the options of its log that were given."""
        options = [word for name, value in (log or {}).items() if value for word in (f"--{name.replace('_', '-')}", value)]
        self.command = [sys.executable, "-m", "hemera", "update", "--archive", str(folder), "--quiet", "--until-eof", *options]
        self.ended = threading.Event()
        self.lock = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._watch, name="hemera-collector", daemon=True)

    def __enter__(self) -> Self:
        self._start()
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        with self.lock:
            self.ended.set()
            child = self.child
        if child is not None:
            _end(child)
        self.thread.join()

    def _start(self) -> subprocess.Popen[bytes] | None:
        with self.lock:
            if self.ended.is_set():
                return None
            # A session of its own: Ctrl-C in the terminal reaches us alone, and we end it in order.
            self.child = subprocess.Popen(self.command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603  our own command
            return self.child

    def _watch(self) -> None:
        wait = FIRST_WAIT
        while not self.ended.is_set() and self.child is not None:
            began = time.monotonic()
            code = self.child.wait()
            if self.ended.is_set():
                return
            wait = FIRST_WAIT if time.monotonic() - began > HEALTHY else min(wait * 2, LONGEST_WAIT)
            if events.as_json():
                events.tell("collector.ended", events.WARNING, why=_why(code), again_in=wait)
            else:
                note(f"The collector ended ({_why(code)}); it starts again in {wait:.0f} s.")
            if self.ended.wait(wait) or self._start() is None:
                return


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ask, insist, and last take its whole session away."""
    if child.stdin is not None:
        with suppress(OSError):
            child.stdin.close()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _why(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
