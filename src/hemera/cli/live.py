"""``hemera status --live``: the archive's state as a page that stays, drawn again every two seconds."""

from __future__ import annotations

import select
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from hemera.cli.console import printable
from hemera.cli.coverage import alarm
from hemera.cli.words import because, lasting, size

if TYPE_CHECKING:
    from datetime import datetime

    from hemera.archive import Archive
    from hemera.coverage import Month, Slot
    from hemera.watching import Collector, State

EVERY = 2.0  # seconds
MARGIN = 12  # columns of what stands before a line
LISTED, FEW, HIGH = 5, 2, 32  # causes, holes and alarms told one by one; fewer where a terminal has not so many lines
BARS, NOTHING, BLIND = "▁▂▃▄▅▆▇█", "·", "░"
PLAIN, GOOD, WARNING, BAD = "", "green", "yellow", "red"
Line = tuple[str, str]  # style, text


def show_live(press: Archive) -> None:
    """Draw until q or Ctrl-C."""
    from rich.console import Console, Group
    from rich.live import Live
    from rich.text import Text

    console = Console()  # knows NO_COLOR, and what the terminal can

    def drawn() -> Group:
        lines = page(press.watch(), press.config.name, console.width, console.height)
        return Group(*(Text(printable(text), style, no_wrap=True, overflow="ellipsis") for style, text in lines))

    with suppress(KeyboardInterrupt), _keys() as pressed, Live(drawn(), console=console, screen=True, auto_refresh=False) as live:
        while not pressed(EVERY):
            live.update(drawn(), refresh=True)


@contextmanager
def _keys() -> Iterator[Callable[[float], bool]]:
    """Yield a function that waits so many seconds and says whether q was pressed meanwhile."""
    import termios
    import tty

    if not sys.stdin.isatty():
        yield lambda seconds: bool(select.select([], [], [], seconds)[0])
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield lambda seconds: bool(select.select([descriptor], [], [], seconds)[0]) and sys.stdin.read(1) in ("q", "Q", "")
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def page(state: State, name: str, width: int, height: int) -> list[Line]:
    """Return the lines of a page for a terminal of such a size; the sources in trouble come first."""
    listed = LISTED if height >= HIGH else FEW
    top = [*_title(state, name, width), *_working(state, listed), *_waiting(state), *_missing(state, listed)]
    room = max(0, height - len(top) - 2)
    alarmed = {day.source for day in state.alarms}
    months = sorted(state.months, key=lambda one: (-_trouble(one, alarmed), one.source))
    shown = [_source(one, state, width, _trouble(one, alarmed)) for one in months[:room]]
    left = len(months) - len(shown)
    return [*top, (PLAIN, _heading(width)), *shown, *([(PLAIN, f"… and {left} more sources")] if left else [])]


def _title(state: State, name: str, width: int) -> Iterator[Line]:
    told = f"{state.at:%Y-%m-%d %H:%M:%S} UTC  q ends"
    yield "bold", f"{name[: max(0, width - len(told) - 2)]}  {told}"


def _working(state: State, listed: int) -> Iterator[Line]:
    if not state.collectors:
        yield BAD, _line("collectors", "none is at work; `hemera run` collects")
    for one in state.collectors:
        yield (WARNING if one.paused else GOOD), _line("collector", _collector(one, state.at))
    told = ", ".join(f"{n:.1f} {name}" for name, n in state.rates.items())
    yield PLAIN, _line("a minute", told)
    causes = list(state.errors.items())
    more = f", {len(causes) - listed} other causes" if len(causes) > listed else ""
    yield PLAIN, _line("last hour", f"{_many(sum(state.errors.values()), 'error')}{more}")
    for key, n in causes[:listed]:
        yield WARNING, _line("", f"{n} × {because(key)}")


def _collector(one: Collector, now: datetime) -> str:
    if one.started is None or one.written is None:
        return "is starting"
    silent = (now - one.written).total_seconds()
    quiet = f"; SILENT FOR {lasting(silent)}" if silent > 30 else ""
    paused = "; PAUSED, THE DISK IS NEARLY FULL" if one.paused else ""
    return (
        f"process {one.pid}, for {lasting((now - one.started).total_seconds())}, {_many(one.in_hand, 'job')} in hand{paused}{quiet}"
    )


def _waiting(state: State) -> Iterator[Line]:
    late = [_many(q.due, q.kind) + (f" (for {lasting(q.oldest)})" if q.due else "") for q in state.queues]
    held = [_many(q.in_hand, q.kind) for q in state.queues]
    yield PLAIN, _line("due", ", ".join(late))
    yield PLAIN, _line("in hand", ", ".join(held))
    lag = "cannot be read; `hemera reindex` makes it anew" if state.lag is None else f"{state.lag} changes behind"
    yield (BAD if state.lag is None else PLAIN), _line("index", lag)
    disk = state.disk
    lasts = (
        "how long it lasts is not known yet" if disk.days is None else f"lasts {_days(disk.days)} at {size(disk.growth or 0)} a day"
    )
    style = BAD if disk.paused else WARNING if disk.days is not None and disk.days < 30 else PLAIN
    yield style, _line("disk", f"{size(sum(disk.sizes.values()))} used, {size(disk.free)} free; {lasts}")


def _days(days: float) -> str:
    return f"{days:.0f} days" if days < 2_000 else f"{days / 365:.0f} years"


def _missing(state: State, listed: int) -> Iterator[Line]:
    yield (
        PLAIN,
        _line("last 7 days", f"{len(state.holes)} of {len(state.months)} sources have holes; {_many(len(state.alarms), 'alarm')}"),
    )
    for day in state.alarms[:listed]:
        yield BAD, _line("", f"{day.source}: {alarm(day)}")
    for one in sorted(state.holes, key=lambda one: -one.hours)[:listed]:
        why = ", ".join(because(key) for key in one.causes)
        yield WARNING, _line("", f"{one.source}: {one.hours:.0f} h not read{', it lasts' if one.lasts else ''}: {why}")


def _many(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _line(what: str, told: str) -> str:
    return f"{what:<{MARGIN}}{told}"


# -- sources -----------------------------------------------------------------------------------------------------------


def _trouble(one: Month, alarmed: set[str]) -> int:
    return 2 if one.source in alarmed else 1 if one.failing or any(slot.hole for slot in one.days[-7:]) else 0


def _shape(width: int) -> tuple[int, int, bool]:
    """Return the columns of a name, the days drawn, and whether both pictures have room."""
    days = 30 if width >= 64 else 14
    both = width >= 2 * days + 40
    return min(24, max(8, width - days * (2 if both else 1) - 26)), days, both


def _heading(width: int) -> str:
    name, days, both = _shape(width)
    pictures = f"{'announced':<{days}} {'kept':<{days}}" if both else f"{'kept':<{days}}"
    return f"{'source':<{name}} {pictures} {'today':>9} {'last read':>10}"


def _source(one: Month, state: State, width: int, trouble: int) -> Line:
    name, length, both = _shape(width)
    days, today = one.days[-length:], one.days[-1]
    most = max(1, *(day.announced for day in days))
    kept = spark(days, [day.kept for day in days], most)
    pictures = f"{spark(days, [day.announced for day in days], most)} {kept}" if both else kept
    told = f"{today.kept}/{today.announced}"
    last = f"{lasting((state.at - one.succeeded_at).total_seconds())} ago" if one.succeeded_at else "never"
    return (PLAIN, WARNING, BAD)[trouble], f"{one.source[:name]:<{name}} {pictures} {told:>9} {last:>10}"


def spark(days: Sequence[Slot], counts: Sequence[int], most: int) -> str:
    """Draw a character a day: its count against the most there is; ``░`` where nobody looked, ``·`` for none."""
    return "".join(_bar(day, n, most) for day, n in zip(days, counts, strict=True))


def _bar(day: Slot, n: int, most: int) -> str:
    if not n:
        return BLIND if day.blind else NOTHING
    return BARS[min(len(BARS) - 1, n * len(BARS) // (most + 1))]
