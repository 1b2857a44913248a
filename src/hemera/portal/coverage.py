"""What may be missing, as readers see it: a source's last days as a picture and a table, and a line under what a search finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hemera import clock
from hemera.coverage import Day, Holes, Lapse, bounds
from hemera.languages import direction
from hemera.portal import causes, dates, memory
from hemera.portal.lines import Desk
from hemera.store import coverage

DAYS = 30
STEP, GAP, HEIGHT = 10, 2, 60  # units of the drawing
LISTED = 10  # lapses told one by one
EARLIEST = date(1900, 1, 1)  # no collector ran before


@dataclass(frozen=True, slots=True)
class Bar:
    """A day of the picture."""

    x: int
    announced: int  # heights
    kept: int
    hole: bool
    alarm: bool
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A day of the table: announced = kept + waiting + not kept."""

    day: str
    iso: str
    announced: str
    kept: str
    waiting: str
    lost: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A lapse in words."""

    since: str
    until: str
    cause: str
    missed: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A source's last days, oldest first."""

    bars: tuple[Bar, ...]
    rows: tuple[Row, ...]
    lapses: tuple[Told, ...]
    announced: str
    kept: str
    waiting: str
    lost: str
    hours: str  # without a look; "" for none
    first: str
    last: str

    @property
    def width(self) -> int:
        return STEP * len(self.bars) - GAP

    @property
    def height(self) -> int:
        return HEIGHT

    @property
    def thick(self) -> int:
        return STEP - GAP

    @property
    def announced_path(self) -> str:
        return self._path((bar.x, bar.announced) for bar in self.bars)

    @property
    def kept_path(self) -> str:
        return self._path((bar.x, bar.kept) for bar in self.bars)

    @property
    def hole_path(self) -> str:
        return self._path((bar.x, HEIGHT) for bar in self.bars if bar.hole)

    @property
    def alarm_path(self) -> str:
        """A stroke over each day that broke the rhythm."""
        return "".join(f"M{bar.x} 0h{self.thick}v3h-{self.thick}z" for bar in self.bars if bar.alarm)

    def _path(self, bars: Iterable[tuple[int, int]]) -> str:
        return "".join(f"M{x} {HEIGHT}v-{height}h{self.thick}v{height}z" for x, height in bars if height)


def picture(desk: Desk, source: str, zone: ZoneInfo) -> Picture | None:
    """Draw a source's last days; None where nothing was announced and nothing missed."""
    days = _days(source, desk.now.astimezone(zone).date())
    if not any(day.announced or day.lapses or day.brought for day in days):
        return None
    language, lapses = desk.language, list({id(one): one for day in days for one in day.lapses}.values())
    holes = [lapse for lapse in lapses if lapse.is_hole]
    hours = sum(day.unseen for day in days)
    return Picture(
        bars=_bars(days, language),
        rows=tuple(_row(day, language) for day in reversed(days)),
        lapses=tuple(_told(lapse, zone, language) for lapse in holes[::-1][:LISTED]),
        announced=dates.number(sum(day.announced for day in days), language),
        kept=dates.number(sum(day.articles for day in days), language),
        waiting=dates.number(sum(day.queued for day in days), language),
        lost=dates.number(sum(_lost(day) for day in days), language),
        hours=dates.number(round(hours), language) if round(hours) else "",
        first=dates.day(days[0].day, language, year=False),
        last=dates.day(days[-1].day, language, year=False),
    )


@memory.remember(60)
def _days(source: str, today: date) -> list[Day]:
    return coverage.days(source, today - timedelta(days=DAYS - 1), today, clock.now())


def _bars(days: Sequence[Day], language: str) -> tuple[Bar, ...]:
    most = max(1, *(day.announced for day in days))
    mirrored = direction(language) == "rtl"
    return tuple(
        Bar(
            x=STEP * (len(days) - 1 - place if mirrored else place),
            announced=_height(day.announced, most),
            kept=_height(day.articles, most),
            hole=day.is_hole,
            alarm=day.alarm is not None,
            label=dates.day(day.day, language, weekday=True),
        )
        for place, day in enumerate(days)
    )


def _height(n: int, most: int) -> int:
    return max(1, round(HEIGHT * n / most)) if n else 0


def _lost(day: Day) -> int:
    return sum(day.held.values()) + sum(day.discarded.values())


def _row(day: Day, language: str) -> Row:
    return Row(
        day=dates.day(day.day, language, weekday=True, year=False).replace(" ", "\u00a0"),
        iso=day.day.isoformat(),
        announced=dates.number(day.announced, language),
        kept=dates.number(day.articles, language),
        waiting=dates.number(day.queued, language),
        lost=dates.number(_lost(day), language),
        notes=tuple(_notes(day, language)),
    )


def _notes(day: Day, language: str) -> Iterable[str]:
    """Say what became of what is not kept, and what may be missing."""
    for key, n in _in_words({**day.held, **day.discarded}).items():
        yield f"{dates.number(n, language)} × {key}"
    if day.partial:
        yield _("only the beginning could be had: %(count)s") % {"count": dates.number(day.partial, language)}
    if round(day.unseen):
        yield _("hours not read: %(count)s") % {"count": dates.number(round(day.unseen), language)}
    yield from causes.brought(day, language)
    yield from dict.fromkeys(causes.cause(lapse.cause) for lapse in day.lapses)
    if told := causes.alarm(day, language):
        yield told


def _in_words(reasons: Mapping[str, int]) -> dict[str, int]:
    """Add up what is called the same."""
    found: dict[str, int] = {}
    for key, n in reasons.items():
        found[causes.cause(key)] = found.get(causes.cause(key), 0) + n
    return found


def _told(lapse: Lapse, zone: ZoneInfo, language: str) -> Told:
    since, until = (_moment(at, zone, language) if at else _("now") for at in (lapse.since, lapse.until))
    return Told(since, until, causes.cause(lapse.cause), causes.missed(lapse))


def _moment(at: datetime, zone: ZoneInfo, language: str) -> str:
    local = at.astimezone(zone)
    return f"{dates.day(local, language, year=False)} {dates.clock(local)}"


# -- a time ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """How much of a time may be missing, and the page that tells more."""

    text: str
    href: str


def line(desk: Desk, first: date, last: date, sources: Sequence[str] = ()) -> Line | None:
    """Say of how many sources, of all or of some, something of these days may be missing; None where none is collected."""
    asked = collected(desk) & set(sources) if sources else collected(desk)
    first, last = max(first, EARLIEST), min(last, desk.today)
    if not asked or first > last:
        return None
    with_holes = {hole.source for hole in holes(first, last, desk.zone)} & asked
    language = desk.language
    text = of_sources(len(with_holes), len(asked), language)
    if late := sum(1 for source in asked if _is_later(source, first, desk.zone)):
        text += " " + later(late, language)
    return Line(text, f"/{language}/sources/coverage?from={first}&to={last}")


def of_sources(some: int, every: int, language: str) -> str:
    """Say ``2 of 31 sources have holes in this period``."""
    if not some:
        return _("No source has a hole in this period that we know of.")
    text = ngettext(
        "%(count)s of %(all)s sources has a hole in this period.", "%(count)s of %(all)s sources have holes in this period.", some
    )
    return text % {"count": dates.number(some, language), "all": dates.number(every, language)}


def later(some: int, language: str) -> str:
    """Say that some sources were not collected yet."""
    text = ngettext(
        "%(count)s source was collected only from a later day on.",
        "%(count)s sources were collected only from a later day on.",
        some,
    )
    return text % {"count": dates.number(some, language)}


def collected(desk: Desk) -> set[str]:
    return {name for name, source in desk.sources.items() if source.enabled}


@memory.remember(60)
def holes(first: date, last: date, zone: ZoneInfo) -> list[Holes]:
    """Return what may be missing of the days from ``first`` to ``last``, at most a minute old."""
    return coverage.holes(bounds(first, zone)[0], bounds(last, zone)[1], clock.now())


@memory.remember(600)
def _began() -> dict[str, datetime]:
    return coverage.began()


def _is_later(source: str, first: date, zone: ZoneInfo) -> bool:
    began = _began().get(source)
    return began is None or began.astimezone(zone).date() > first
