"""Endless service notices: weather, ferries, tides, oil, library and sky, composed of sentences of ``bulletins.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zlib import crc32

from hemera.demo.dates import FRENCH_DAYS
from hemera.demo.press import Piece, local

_TOWNS: Mapping[str, Sequence[str]] = {
    "fr": ("Marsa Ennour", "Aïn Zitoun", "Bab Errih", "Oued Leïla", "Qsar Lahmam", "Ras Tamr"),
    "en": ("Marsa Ennour", "Aïn Zitoun", "Bab Errih", "Oued Leïla", "Qsar Lahmam", "Ras Tamr"),
    "ar": ("مرسى النور", "عين الزيتون", "باب الريح", "وادي ليلى", "قصر الحمام", "رأس التمر"),
}
_WINDS: Mapping[str, Sequence[str]] = {
    "fr": ("nord", "nord-ouest", "ouest", "sud-ouest"),
    "en": ("northerly", "north-westerly", "westerly", "south-westerly"),
    "ar": ("الشمال", "الشمال الغربي", "الغرب", "الجنوب الغربي"),
}
_SIDES: Mapping[str, Sequence[str]] = {
    "fr": ("nord-ouest", "sud-ouest"),
    "en": ("north-west", "south-west"),
    "ar": ("الشمال الغربي", "الجنوب الغربي"),
}


class _Choices:
    """Choices that differ from bulletin to bulletin and are always the same for one."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._taken = 0

    def between(self, low: int, high: int) -> int:
        self._taken += 1
        return low + crc32(f"{self._number}.{self._taken}".encode()) % (high - low + 1)

    def of(self, options: Sequence[str]) -> str:
        return options[self.between(0, len(options) - 1)]


def bulletin(number: int, moment: datetime) -> Piece:
    """Return the notice of that number (from 0), printed at ``moment``; outlets and subjects take turns."""
    rows = _rows()
    row, choose = rows[number % len(rows)], _Choices(number)
    printed = local(moment, row["source"])
    fields = _fields(row["lang"], choose, printed)
    return Piece(
        source=row["source"],
        slug=f"{row['slug']}-{printed:%Y%m%d-%H%M}-{number}",
        language=row["lang"],
        published=printed,
        topic=row["topic"],
        section=row["section"],
        title=choose.of(row["title"]).format_map(fields),
        lead=choose.of(row["lead"]).format_map(fields),
        body=tuple(choose.of(paragraph).format_map(fields) for paragraph in row["body"]),
        motif=row["motif"],
    )


@cache
def _rows() -> Sequence[Mapping[str, Any]]:
    rows: Sequence[Mapping[str, Any]] = tomllib.loads((files("hemera.demo") / "bulletins.toml").read_text("utf-8"))["bulletin"]
    return rows


def _fields(language: str, choose: _Choices, printed: datetime) -> Mapping[str, object]:
    """Fill the blanks of every sentence there is; each uses a few."""
    hours, decimals = _hours(choose, printed), _decimals(choose)
    if language == "fr":
        decimals = {name: text.replace(".", ",") for name, text in decimals.items()}
        hours = {name: text.replace(":", "\u00a0h\u00a0") for name, text in hours.items()}
    return {**_figures(choose), **decimals, **hours, **_words(language, choose), "weekday": FRENCH_DAYS[printed.weekday()]}


def _figures(choose: _Choices) -> dict[str, int]:
    """Choose whole numbers, in ranges that keep Arabic nouns in one form: after 11 to 99, the singular accusative."""
    wind = choose.between(21, 39)
    ranges = {
        "low": (5, 11),
        "mid": (13, 15),
        "high": (17, 24),
        "gust": (wind + 15, wind + 30),
        "pier": (2, 6),
        "clear": (6, 9),
        "tonnes": (41, 89),
        "yield": (18, 22),
        "books": (23, 58),
    }
    return {"wind": wind} | {name: choose.between(*bounds) for name, bounds in ranges.items()}


def _decimals(choose: _Choices) -> dict[str, str]:
    ranges = {"price": (9, 60, 95), "bottle": (11, 20, 90), "tide": (1, 2, 8), "acid": (0, 2, 6)}
    return {name: f"{whole}.{choose.between(low, high)}" for name, (whole, low, high) in ranges.items()}


def _hours(choose: _Choices, printed: datetime) -> dict[str, str]:
    ranges = {
        "hour1": (10, 13),
        "hour2": (16, 18),
        "eve": (20, 21),
        "late": (22, 22),
        "dep1": (7, 8),
        "dep2": (11, 13),
        "dep3": (16, 17),
    }
    return {"now": f"{printed:%H:%M}"} | {name: _hour(choose, *bounds) for name, bounds in ranges.items()}


def _words(language: str, choose: _Choices) -> dict[str, str]:
    towns = list(_TOWNS[language])
    return {
        "port": towns[0],
        "town": towns.pop(choose.between(0, len(towns) - 1)),
        "town2": choose.of(towns),
        "wind_from": choose.of(_WINDS[language]),
        "sky_wind": choose.of(_WINDS[language]),
        "sky_side": choose.of(_SIDES[language]),
    }


def _hour(choose: _Choices, first: int, last: int) -> str:
    return f"{choose.between(first, last):02}:{choose.between(0, 11) * 5:02}"
