"""What ``hemera status`` says of coverage: sources with holes, or one source day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hemera.cli.console import emit, say, table
from hemera.cli.words import because

if TYPE_CHECKING:
    from hemera.archive import Archive
    from hemera.coverage import Day, Holes, Lapse

WEEK = timedelta(days=7)
_HEADERS = ("day", "announced", "articles", "queued", "held", "discarded", "hours not read", "usual", "why")


def show_source(press: Archive, source: str, length: int, *, as_json: bool) -> None:
    """Print a source's last days, oldest first, and each lapse of them; raises ``NotFound``."""
    from hemera import clock

    zone = ZoneInfo(next((one.zone for one in press.sources() if one.id == source), "UTC"))
    today = clock.now().astimezone(zone).date()
    days = press.coverage(source, today - timedelta(days=length - 1), today)
    if as_json:
        emit([_plain(day) for day in days])
        return
    table(_HEADERS, (_row(day) for day in days))
    for lapse in {id(one): one for day in days for one in day.lapses}.values():
        say(f"{_moment(lapse.since, zone)} – {_moment(lapse.until, zone)}  {_causes(lapse)}; missed: {lapse.missed}  {lapse.feed}")


def show_holes(holes: Sequence[Holes], alarms: Sequence[Day], sources: int) -> None:
    """Print a line for each source of which something of the last week may be missing, or whose rhythm broke yesterday."""
    say(f"coverage   last 7 days: {len(holes)} of {sources} sources have holes; `hemera status SOURCE` tells more")
    for one in holes:
        why = ", ".join(f"{because(key)} × {n}" if n > 1 else because(key) for key, n in one.causes.items())
        say(f"           {one.source}: {one.hours:.0f} h not read{', it lasts' if one.lasts else ''}: {why}")
    for day in alarms:
        say(f"           {day.source}: {alarm(day)} on {day.day:%A} {day.day}")


def plain(holes: Sequence[Holes], alarms: Sequence[Day]) -> dict[str, Any]:
    """Return the same for JSON."""
    found = [{"source": o.source, "hours": round(o.hours, 1), "causes": o.causes, "lasts": o.lasts} for o in holes]
    return {"holes": found, "alarms": [_plain(day) for day in alarms]}


def _row(day: Day) -> tuple[object, ...]:
    usual = f"{day.usual.low}–{day.usual.high}" if day.usual else ""
    figures = (day.announced, day.articles, day.queued, sum(day.held.values()), sum(day.discarded.values()))
    return (f"{day.day:%a} {day.day}", *figures, f"{day.unseen:.1f}" if day.unseen else "", usual, _why(day))


def _why(day: Day) -> str:
    """Name what became of what is no article, and why something may be missing."""
    reasons = [f"{because(key)} × {n}" for key, n in {**day.waiting, **day.held, **day.discarded}.items()]
    partial = [f"partial {day.partial}"] if day.partial else []
    brought = [f"back-crawl by {way.removeprefix('past-')} {n}" for way, n in day.brought.items()]
    lapses = dict.fromkeys(f"{because(lapse.cause)}; missed: {lapse.missed}" for lapse in day.lapses)
    return ", ".join([*reasons, *partial, *brought, *lapses, *([alarm(day)] if day.alarm else [])])


def alarm(day: Day) -> str:
    """Say how a day broke its source's rhythm; "" where it did not."""
    if day.quiet:
        return f"ALARM: nothing new for {day.quiet} day{'s' if day.quiet > 1 else ''}"
    usual = day.usual
    return f"ALARM: {day.announced} announced where {usual.low} to {usual.high} are usual" if usual else ""


def _causes(lapse: Lapse) -> str:
    return ", ".join(f"{because(key)} × {n}" for key, n in sorted(lapse.causes.items(), key=lambda pair: -pair[1]))


def _moment(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "now"


def _plain(day: Day) -> dict[str, Any]:
    return asdict(day) | {"lapses": [asdict(lapse) | {"cause": lapse.cause} for lapse in day.lapses]}
