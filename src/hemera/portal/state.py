"""The archive's state as staff sees it: words and figures in the page's language, and a small picture for each source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hemera.coverage import Day, Holes, Month
from hemera.languages import direction
from hemera.portal import addresses, causes, dates
from hemera.portal.lines import Desk
from hemera.watching import Collector, State

STEP, GAP, HEIGHT = 6, 1, 28  # units of a picture
LISTED = 12  # causes, holes and alarms told one by one
LATE = 3600.0  # seconds after which what waits is said to be late
SILENT = 30.0  # seconds after which a collector that tells nothing is said to be silent
_KINDS = {"feed": gettext_noop("Feeds"), "page": gettext_noop("Pages"), "image": gettext_noop("Pictures")}
_DURATIONS = {
    "fr": ("s", "min", "h", "j"),
    "ar": ("ثانية", "دقيقة", "ساعة", "يوما"),
    "en": ("s", "min", "h", "d"),
}
_FEW = dict(zip(_DURATIONS["ar"], ("ثوان", "دقائق", "ساعات", "أيام"), strict=True))  # three to ten of them
_UNITS = ((1, 90), (60, 90), (3600, 48))  # seconds of each, and how many are told before it is so many of the next
_SIZES = {"fr": "o,ko,Mo,Go,To", "ar": "بايت,كيلوبايت,ميغابايت,جيغابايت,تيرابايت", "en": "B,kB,MB,GB,TB"}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something in words. ``mark``: "" for well, else ``warn`` or ``bad``."""

    text: str
    mark: str = ""
    href: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A source's last days: paths of a drawing, and the same in figures."""

    name: str
    href: str
    mark: str
    announced: str  # paths
    kept: str
    lost: str
    blind: str
    figures: tuple[tuple[str, str], ...]

    width = 30 * STEP - GAP
    height = HEIGHT


@dataclass(frozen=True, slots=True)
class Page:
    """All of it."""

    at: str
    collectors: tuple[Fact, ...]
    rates: tuple[Fact, ...]
    errors: tuple[Fact, ...]
    due: tuple[Fact, ...]
    index: Fact
    disk: tuple[Fact, ...]
    alarms: tuple[Fact, ...]
    holes: tuple[Fact, ...]
    sources: tuple[Picture, ...]


def page(state: State, desk: Desk) -> Page:
    language = desk.language
    alarmed = {day.source for day in state.alarms}
    pictures = [(_trouble(one, alarmed), _picture(one, desk, _trouble(one, alarmed))) for one in state.months]
    return Page(
        at=dates.clock(state.at.astimezone(desk.zone)),
        collectors=tuple(_collector(one, state.at, language) for one in state.collectors)
        or (Fact(_("No collector is at work."), "bad"),),
        rates=tuple(_rates(state, language)),
        errors=tuple(Fact(f"{dates.number(n, language)} × {words}") for words, n in _errors(state).items())[:LISTED],
        due=tuple(_due(state, language)),
        index=_index(state, language),
        disk=tuple(_disk(state, language)),
        alarms=tuple(_alarm(day, desk) for day in state.alarms[:LISTED]),
        holes=tuple(_hole(one, desk) for one in sorted(state.holes, key=lambda one: -one.hours)[:LISTED]),
        sources=tuple(one for _trouble_, one in sorted(pictures, key=lambda pair: (-pair[0], pair[1].name.casefold()))),
    )


def _collector(one: Collector, now: datetime, language: str) -> Fact:
    if one.started is None or one.written is None:
        return Fact(_("A collector is starting."))
    said = {"pid": one.pid, "time": lasting((now - one.started).total_seconds(), language)}
    text = _("Process %(pid)s, for %(time)s.") % said
    text += " " + _told(_("Jobs in hand:"), dates.number(one.in_hand, language))
    if one.paused:
        return Fact(text + " " + _("It pauses: the disk is nearly full."), "bad")
    silent = (now - one.written).total_seconds()
    if silent > SILENT:
        return Fact(text + " " + _told(_("It has told nothing for:"), lasting(silent, language)), "warn")
    return Fact(text)


def _rates(state: State, language: str) -> Iterator[Fact]:
    for name, words in (("polled", _("Feeds polled:")), ("fetched", _("Answers kept:")), ("articles", _("New articles:"))):
        yield Fact(_told(words, _decimal(state.rates.get(name, 0.0), language)))


def _errors(state: State) -> dict[str, int]:
    """Add up what is called the same."""
    found: dict[str, int] = {}
    for key, n in state.errors.items():
        found[causes.cause(key)] = found.get(causes.cause(key), 0) + n
    return found


def _due(state: State, language: str) -> Iterator[Fact]:
    for one in state.queues:
        told = [_told(_("due:"), dates.number(one.due, language)), _told(_("in hand:"), dates.number(one.in_hand, language))]
        if one.due:
            told.append(_told(_("late by:"), lasting(one.oldest, language)))
        yield Fact(f"{_(_KINDS[one.kind])} – {' · '.join(told)}", "warn" if one.oldest > LATE else "")


def _index(state: State, language: str) -> Fact:
    if state.lag is None:
        return Fact(_("It cannot be read."), "bad")
    return Fact(_told(_("Changes it has not followed yet:"), dates.number(state.lag, language)))


def _disk(state: State, language: str) -> Iterator[Fact]:
    disk = state.disk
    yield Fact(_told(_("Used:"), size(sum(disk.sizes.values()), language)))
    yield Fact(_told(_("Free:"), size(disk.free, language)), "bad" if disk.paused else "")
    if disk.days is not None:
        told = _told(_("Days it lasts at the present rate:"), dates.number(round(disk.days), language))
        yield Fact(told, "warn" if disk.days < 30 else "")


def _alarm(day: Day, desk: Desk) -> Fact:
    href = addresses.source(desk.language, day.source) + "#coverage"
    return Fact(causes.alarm(day, desk.language), "bad", href, desk.name(day.source, desk.language))


def _hole(one: Holes, desk: Desk) -> Fact:
    why = " · ".join(dict.fromkeys(causes.cause(key) for key in one.causes))
    told = [
        _told(_("Hours not read:"), dates.number(round(one.hours), desk.language)),
        why,
        *([_("it lasts")] if one.lasts else []),
    ]
    href = addresses.source(desk.language, one.source) + "#coverage"
    return Fact(" · ".join(told), "warn", href, desk.name(one.source, desk.language))


# -- sources -----------------------------------------------------------------------------------------------------------


def _trouble(one: Month, alarmed: set[str]) -> int:
    return 2 if one.source in alarmed else 1 if one.failing or any(slot.hole for slot in one.days[-7:]) else 0


def _picture(one: Month, desk: Desk, trouble: int) -> Picture:
    language, days = desk.language, one.days[::-1] if direction(desk.language) == "rtl" else one.days
    most = max(1, *(day.announced for day in days))
    kept = [_height(day.kept, most) for day in days]
    return Picture(
        name=desk.name(one.source, language),
        href=addresses.source(language, one.source) + "#coverage",
        mark=("", "warn", "bad")[trouble],
        announced=_bars((0, _height(day.announced, most)) for day in days),
        kept=_bars((0, height) for height in kept),
        lost=_bars((foot, _height(day.lost, most)) for foot, day in zip(kept, days, strict=True)),
        blind=_bars((0, HEIGHT if day.blind else 0) for day in days),
        figures=tuple(_figures(one, desk)),
    )


def _figures(one: Month, desk: Desk) -> Iterator[tuple[str, str]]:
    sums = (
        (_("Announced:"), sum(day.announced for day in one.days)),
        (_("Kept:"), sum(day.kept for day in one.days)),
        (_("Waiting:"), sum(day.waiting for day in one.days)),
        (_("Not kept:"), sum(day.lost for day in one.days)),
        (_("Days nobody looked:"), sum(day.blind for day in one.days)),
    )
    yield from ((words, dates.number(n, desk.language)) for words, n in sums)
    yield _("Last read:"), dates.ago(one.succeeded_at, desk.now, desk.language) if one.succeeded_at else _("never")


def _bars(found: Iterable[tuple[int, int]]) -> str:
    """Draw (foot, height) day by day."""
    thick = STEP - GAP
    return "".join(f"M{STEP * n} {HEIGHT - foot}v-{h}h{thick}v{h}z" for n, (foot, h) in enumerate(found) if h)


def _height(n: int, most: int) -> int:
    return max(1, round(HEIGHT * n / most)) if n else 0


# -- figures -----------------------------------------------------------------------------------------------------------


def _told(words: str, value: str) -> str:
    return f"{words} {value}"


def _decimal(value: float, language: str) -> str:
    text = f"{value:.1f}"
    return text if language == "en" else text.replace(".", ",")


def lasting(seconds: float, language: str) -> str:
    """Write a time in one unit: ``40 s``, ``12 min``, ``3 h``, ``5 j``."""
    *shorter, days = _DURATIONS[language]
    for name, (length, most) in zip(shorter, _UNITS, strict=True):
        if seconds / length < most:
            return _of(round(seconds / length), name)
    return _of(round(seconds / 86_400), days)


def _of(n: int, unit: str) -> str:
    return f"{n}\u00a0{_FEW.get(unit, unit) if 3 <= n <= 10 else unit}"


def size(count: float, language: str) -> str:
    """Write bytes."""
    *units, last = _SIZES[language].split(",")
    for unit in units:
        if count < 1000:
            return f"{count:.3g}\u00a0{unit}".replace(".", "." if language == "en" else ",")
        count /= 1000
    return f"{count:.3g}\u00a0{last}".replace(".", "." if language == "en" else ",")
