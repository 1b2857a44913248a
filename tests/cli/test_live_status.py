"""``hemera status --live``, on a terminal of our own; and what its page says of a state."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from two_papers import PRESS, Run

import configured  # noqa: F401  words for causes are Django's
from hemera.cli import live
from hemera.coverage import Alarm, Day, Holes, Lapse, Missed, Month, Slot
from hemera.jobs import Queue
from hemera.watching import Collector, Disk, State, errors, rates

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def month(source: str, *days: tuple[int, int], blind: int = 0) -> Month:
    """Return a source that announced and kept so many, of the last days; the first ``blind`` were not looked at."""
    whole = [(0, 0)] * (30 - len(days)) + list(days)
    slots = tuple(Slot(NOW.date() - timedelta(days=29 - n), *pair, blind=n < blind) for n, pair in enumerate(whole))
    return Month(source, source.title(), True, NOW - HOUR, 0, slots)


@pytest.fixture
def state() -> State:
    lapse = Lapse(NOW - 9 * HOUR, NOW - 4 * HOUR, {"http.503": 4}, Missed.POSSIBLE)
    return State(
        at=NOW,
        collectors=(Collector(0, 4711, NOW - 3 * HOUR, NOW, 12),),
        rates={"polled": 2.0, "fetched": 30.5, "articles": 7.0},
        errors={"fetch.dns": 8, "http.404": 2},
        queues=(Queue("feed", 3, 1, 120.0), Queue("page", 0, 11, 0.0), Queue("image", 0, 0, 0.0)),
        lag=4,
        disk=Disk({"captures": 2_000_000_000, "record": 500_000_000}, 60_000_000_000, 500_000_000, 100_000_000.0),
        holes=(Holes("sada", (lapse,), 5.0),),
        alarms=(Day("nawras", NOW.date() - timedelta(days=1), quiet=3, alarm=Alarm.SILENT),),
        months=(month("carnet", (8, 8), (8, 4)), month("nawras", blind=2), month("sada", (1, 1))),
    )


def said(state: State, width: int = 120, height: int = 40) -> str:
    return "\n".join(text for _, text in live.page(state, "Manar", width, height))


def test_the_page_says_who_works_what_is_due_and_what_goes_wrong_in_words(state: State) -> None:
    text = said(state)
    for words in (
        "process 4711, for 3 h, 12 jobs in hand",
        "2.0 polled, 30.5 fetched, 7.0 articles",
        "8 × its name was not to be found on the network (fetch.dns)",
        "3 feeds (for 2 min), 0 pages, 0 images",
        "1 feed, 11 pages",
        "4 changes behind",
        "2.5 GB used, 60 GB free; lasts 595 days at 100 MB a day",
        "1 of 3 sources have holes; 1 alarm",
        "sada: 5 h not read: its server reported a fault (http.503)",
        "nawras: ALARM: nothing new for 3 days",
    ):
        assert words in text


def test_nobody_at_work_a_silent_collector_and_a_full_disk_are_told(state: State) -> None:
    assert "none is at work" in said(replace(state, collectors=()))
    silent = replace(state.collectors[0], written=NOW - HOUR, paused=True)
    assert "PAUSED, THE DISK IS NEARLY FULL; SILENT FOR 60 min" in said(replace(state, collectors=(silent,)))


def test_the_pictures_show_each_day_against_the_greatest(state: State) -> None:
    lines = {line.split()[0]: line for line in said(state).splitlines() if line}
    assert re.search(r"·{28}██ ·{28}█▄ +4/8 +60 min ago", lines["carnet"])
    assert "░░" + "·" * 28 in lines["nawras"]


@pytest.mark.parametrize(("width", "height"), [(120, 40), (80, 24), (64, 20), (40, 12)])
def test_a_page_fits_its_terminal_and_shows_trouble_first(state: State, width: int, height: int) -> None:
    many = replace(state, months=(*state.months, *(month(f"source-{n}") for n in range(300))))
    lines = live.page(many, "Manar", width, height)
    pictures = [text for _, text in lines if "·" * 14 in text]
    assert all(len(text) <= width for text in pictures)
    assert len(lines) <= max(height, 20)
    assert not pictures or pictures[0].startswith("nawras")
    assert re.fullmatch(r"… and \d+ more sources", lines[-1][1])


def test_rates_and_errors_are_told_from_what_collectors_wrote() -> None:
    minute = int(NOW.timestamp() // 60)
    written = {str(minute - n): Counter({"polled": 6, "!fetch.dns": 1}) for n in range(30)}
    one = Collector(0, 1, NOW - 3 * HOUR, NOW, raw={"minutes": written})
    young = Collector(1, 2, NOW - timedelta(minutes=2), NOW, raw={"minutes": {str(minute - 1): {"articles": 10}}})
    assert rates((one, young), NOW) == {"polled": pytest.approx(7.2), "fetched": 0, "articles": pytest.approx(5)}
    assert errors((one, young)) == {"fetch.dns": 30}


def terminal(folder: Path, width: int, typed: bytes, **environment: str) -> tuple[int, bytes]:
    """Run it on a terminal of such a width until it has drawn, type, and return its exit code and what it wrote."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("HEMERA_", "DJANGO_"))} | {"TERM": "xterm"} | environment
    command = [sys.executable, "-m", "hemera", "status", "--live", "-a", str(folder)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ, start_new_session=True) as process:
        os.close(theirs)
        written, is_typed = b"", False
        while select.select([ours], [], [], 60)[0]:
            try:
                written += os.read(ours, 65_536)
            except OSError:  # the other end is closed
                break
            if not is_typed and PRESS[1].encode() in written:
                os.write(ours, typed)
                is_typed = True
        os.close(ours)
    return process.returncode, written


def test_it_draws_on_a_terminal_until_q_and_without_colour_where_that_is_asked(collected: tuple[Path, dict[str, Any]]) -> None:
    code, written = terminal(collected[0], 80, b"q", NO_COLOR="1")
    assert code == 0
    assert not re.search(rb"\x1b\[[0-9;]*3[0-9]m", written)  # no colour …
    assert b"none is at work" in written
    assert b"\x1b[?25h" in written[-40:]  # … and the cursor is back


def test_elsewhere_than_on_a_terminal_it_says_so(collected: tuple[Path, dict[str, Any]], hemera: Run) -> None:
    done = hemera("status", "--live", "-a", collected[0])
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
