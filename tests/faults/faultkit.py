"""An archive collected from a few pages of the little press, and what is done to it: commands in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import forked
from hemera import catalogue
from hemera.demo.catalogue import sources
from hemera.demo.server import PressServer

SOURCES, EACH = ("phare", "bousla"), 6
SETTINGS = 'name = "Faults"\ngap = 0.01\nworkers = 1\n'
DUMP = """
import json, sys, hemera
with hemera.open(sys.argv[1]) as press:
    found = sorted([a.source, a.line.number, a.line.url, a.content.text_sha256, a.revision] for a in press.articles())
    learned = [source.id for source in press.sources() if press.templates(source.id)]
    print(json.dumps({"articles": found, "indexed": press.count(), "learned": sorted(learned)}))
"""
WITHDRAW = """
import sys, hemera
with hemera.open(sys.argv[1]) as press:
    def withdraw(address):
        from hemera import clock
        from hemera.moderation.actions.withdraw_article import withdraw_article
        return withdraw_article(article.line.id, actor="staff", reason="privacy", now=clock.now())
    article = press.article(sys.argv[2])
    assert press._call(withdraw, sys.argv[2])
"""
SHOWN = """
import sys, hemera
with hemera.open(sys.argv[1]) as press:
    print(*(article.line.url for article in press.articles()), sep="\\n")
"""
# An archive as an earlier Hemera left it: its database has been through no more than some migration.
AS_OF = """
import os, pathlib, sys
folder = pathlib.Path(sys.argv[1])
folder.mkdir()
(folder / "hemera.toml").write_text('name = "Faults"\\ngap = 0.01\\nworkers = 1\\n')
os.environ |= {"HEMERA_ARCHIVE": str(folder), "DJANGO_SETTINGS_MODULE": "hemera.server.settings"}
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "store", sys.argv[2], verbosity=0)
"""
# The capture file takes no more after a while, as on a disk of its own that is full.
REFUSING = """
import errno, sys, hemera
from hemera.captures import store
write, times = store._OpenFile._write, iter(range(1000))
def refuse(self, data):
    if next(times) > 20:
        raise OSError(errno.ENOSPC, "No space left on device")
    write(self, data)
store._OpenFile._write = refuse
with hemera.open(sys.argv[1]) as press:
    assert press.update().paused
"""
# The disk tells of little room for the first looks at it.
FULL_FOR_A_WHILE = """
import sys, threading, hemera
from hemera.pipeline import room
from hemera.pipeline.update import Update
room.LOOK_EVERY = 0.5
looks = iter([0] * 4)
room.free = lambda folder: next(looks, 10**12)
stop = threading.Event()
def report(tally):
    if tally.articles >= 12 and not tally.queued:
        stop.set()
with hemera.open(sys.argv[1]) as press:
    press.update(once=False, stop=stop, report=report)
"""
# Pages that take half a minute each to read; told to stop when the first are in hand.
SLOW_READER = """
import sys, threading, time, hemera
from hemera.pipeline import page_desk, tasks, update
import slow_reading
page_desk.read_new = slow_reading.read
update.DRAIN = 3.0
stop = threading.Event()
def report(tally):
    if tally.fetched >= 4:
        stop.set()
with hemera.open(sys.argv[1]) as press:
    press.update(once=False, stop=stop, report=report)
assert stop.is_set()
"""
# The clock jumps after so many looks at it, by so many seconds.
JUMPING = """
import sys
from datetime import timedelta
from itertools import count
from hemera import clock
right, looks = clock.now, count()
def now():
    return right() + timedelta(seconds=int(sys.argv[3]) if next(looks) >= int(sys.argv[2]) else 0)
clock.now = now
import hemera
with hemera.open(sys.argv[1]) as press:
    press.update()
"""
POISONED = """
import sys, hemera
from functools import partial
from hemera.pipeline import page_desk
import poisoned_reading
page_desk.read_new = partial(poisoned_reading.read, sys.argv[2])
page_desk.CPU_SECONDS = {**page_desk.CPU_SECONDS, "page": 4.0}
with hemera.open(sys.argv[1]) as press:
    press.update()
"""
# Every fifth time the disk fails to give back what lies on it, or to promise what was written; or takes its time.
BAD_DISK = """
import errno, os, sys, time, hemera
from itertools import count
from hemera.captures import store
times, pread, fsync = count(1), os.pread, os.fsync
def fail():
    if next(times) % 5 == 0:
        raise OSError(errno.EIO, "Input/output error")
def reading(*args):
    fail()
    return pread(*args)
def promising(descriptor):
    if sys.argv[2] == "slow":
        time.sleep(0.5)
    else:
        fail()
    fsync(descriptor)
if sys.argv[2] == "read":
    store.os.pread = reading
else:
    store.os.fsync = promising
with hemera.open(sys.argv[1]) as press:
    press.update()
"""
READ_ONLY = """
import os, sys, hemera
with hemera.open(sys.argv[1]) as press:
    def forbid():
        from django.db import connection
        connection.cursor().execute("PRAGMA query_only=ON")
    press._call(forbid)
    press.update()
"""

Row = list[Any]


def archive(press: PressServer, folder: Path, settings: str = SETTINGS) -> Path:
    """Make an archive that has the press to collect from, and has not begun."""
    chosen = [s for s in sources(press) if s.id in SOURCES]
    (folder / "sources").mkdir(parents=True)
    (folder / "hemera.toml").write_text(settings, encoding="utf-8")
    (folder / "sources" / "demo.toml").write_text(catalogue.dump(chosen), encoding="utf-8")
    return folder


def environ(fault: str = "", **more: str) -> dict[str, str]:
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("HEMERA_", "DJANGO_"))}
    return plain | ({"HEMERA_FAULT": fault} if fault else {}) | more


def python(
    *arguments: str | Path, fault: str = "", before: Callable[[], object] | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run Python; ``before`` runs in the child first, to take something away from it."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=600,
        env=environ(fault, **more),
        preexec_fn=before,
        check=False,
    )


def hemera(*arguments: str | Path, **how: Any) -> subprocess.CompletedProcess[str]:
    """Run a command; one that nothing is to befall is forked, which saves half a second."""
    if any(how.values()):
        return python("-m", "hemera", *arguments, **how)
    return forked.hemera([str(word) for word in arguments], environ(), timeout=600)


def start(*arguments: str | Path, fault: str = "", **more: str) -> subprocess.Popen[str]:
    """Start a command and leave it running."""
    command = [sys.executable, "-m", "hemera", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ(fault, **more))


def update(folder: Path, fault: str = "", **how: Any) -> subprocess.CompletedProcess[str]:
    return hemera("update", "--once", "--archive", folder, fault=fault, **how)


def killed(done: subprocess.CompletedProcess[str]) -> None:
    """Expect that the fault was reached."""
    assert done.returncode == -signal.SIGKILL, f"the point was not reached:\n{done.stdout}\n{done.stderr}"


def good(done: subprocess.CompletedProcess[str]) -> str:
    """Expect that a command did what it should; return what it printed."""
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def verify(folder: Path, *options: str) -> None:
    good(hemera("verify", *options, "--archive", folder))


def problems(folder: Path, *options: str) -> dict[str, list[str]]:
    """Return what is wrong, by the name of the check that found it."""
    done = hemera("verify", "--json", *options, "--archive", folder)
    return {check["check"]: check["problems"] for check in json.loads(done.stdout) if check["problems"]}


def dump(folder: Path) -> dict[str, Any]:
    table: dict[str, Any] = json.loads(good(python("-c", DUMP, folder)))
    assert table["indexed"] == len(table["articles"])
    return table


def numbered(folder: Path) -> list[Row]:
    """Return all public articles with the numbers of their lasting addresses."""
    found: list[Row] = dump(folder)["articles"]
    return found


def contents(folder: Path) -> list[Row]:
    """Return all public articles but for their numbers."""
    return without_numbers(numbered(folder))


def without_numbers(rows: list[Row]) -> list[Row]:
    return sorted([source, url, text, revision] for source, _, url, text, revision in rows)


def withdraw(folder: Path, address: str) -> None:
    good(python("-c", WITHDRAW, folder, address))


def query(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """Ask the database beside whoever uses it."""
    with closing(sqlite3.connect(folder / "archive.sqlite3", timeout=30)) as connection, connection:
        return connection.execute(sql).fetchall()


def wait_for(condition: Callable[[], object], seconds: float = 240) -> None:
    """Look again until something is so."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.05)


def wait_to_hear(running: subprocess.Popen[str], words: str, seconds: float = 240) -> None:
    """Read what a command says beside its answer until it says this."""
    heard = threading.Event()

    def listen() -> None:
        for line in running.stderr or ():
            if words in line:
                heard.set()
                return

    threading.Thread(target=listen, daemon=True).start()
    assert heard.wait(seconds), f"it never said {words!r}"


def captured(folder: Path) -> int:
    """Return how many captures have a row so far."""
    try:
        return int(query(folder, "SELECT count(*) FROM store_capture")[0][0])
    except sqlite3.OperationalError:
        return 0
