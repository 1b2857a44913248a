"""Where a newsroom is, from what little a site says: the end of its host's name, a language's region, the clock of its dates."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

# Second-level names that are sold to the whole world, and those of no country.
_WORLDWIDE = frozenset(("ai", "cc", "co", "fm", "gg", "io", "ly", "me", "tv", "ws", "eu", "su"))
_OTHER_NAMES = {"uk": "gb"}
_AGREE = 0.8  # of the dates that must fit a zone


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    """Return country -> its zones, the most populous first, from the time zone database itself."""
    found: dict[str, list[str]] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found.setdefault(country.lower(), []).append(zone)
    return {country: tuple(zones) for country, zones in found.items()}


def zones(country: str) -> tuple[str, ...]:
    """Return the time zones of a country; none for what is no country."""
    return _table().get(country.lower(), ())


def country_of_zone(zone: str) -> str:
    """Return the country a zone is of, ``""`` for UTC and its like."""
    return next((country for country, names in _table().items() if zone in names), "")


def country_of_host(url: str) -> str:
    """Return the country an address's last label names, ``""`` where it names none."""
    last = (urlsplit(url).hostname or "").rpartition(".")[2]
    last = _OTHER_NAMES.get(last, last)
    return last if last in _table() and last not in _WORLDWIDE else ""


def country_of_tag(tag: str) -> str:
    """Return the country of a language tag (``fr-MA``, ``ar_TN``), ``""`` where it names none.

    ``fr-FR`` says nothing: it is what half of the systems there are write unasked.
    """
    language, _, region = tag.replace("_", "-").partition("-")
    region = region.split("-")[-1].lower()
    return region if region in _table() and region != language.lower() else ""


def guess_zone(country: str, dates: Collection[datetime]) -> str:
    """Return the zone most of the dates fit that a newsroom of the country printed, ``""`` where nothing tells.

    Dates in UTC are a system's, not a newsroom's, and say nothing.
    """
    known = zones(country)
    printed = [date for date in dates if date.utcoffset()]
    if not printed:
        return known[0] if len(known) == 1 else ""
    return next((zone for zone in known if _fits(zone, printed)), "")


def _fits(zone: str, dates: Collection[datetime]) -> bool:
    there = ZoneInfo(zone)
    return sum(date.astimezone(there).utcoffset() == date.utcoffset() for date in dates) >= _AGREE * len(dates)


def most(names: Iterable[str]) -> str:
    """Return the name that is said most often, the first of equals; ``""`` of none."""
    said = [name for name in names if name]
    return max(said, key=said.count, default="")
