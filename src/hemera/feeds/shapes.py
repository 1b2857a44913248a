"""What an address looks like, apart from what it names: ``/2024/05/le-marche-rouvre/`` is ``/Y/D/S/``.

Newsrooms' systems print addresses by a pattern. Two articles of one system differ in their numbers, dates and slugs and
agree in the rest, so the rest tells articles from sections, authors and print views without anybody describing it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

MAX_PATH = 500  # characters looked at
_LEAST_WORDS = 3  # words that make a slug
_LONG_WORD = 24  # characters without a hyphen that are no name of a section
_MONTHS = frozenset(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))

_YEAR = re.compile(r"(?:19[89]|20[0-4])\d")
_DATE = re.compile(r"(?:19[89]|20[0-4])\d[-_]?(?:0?[1-9]|1[0-2])[-_]?(?:[0-3]?\d)?")
_DAY = re.compile(r"\d{1,2}")
_NUMBER = re.compile(r"\d+")
_KEY = re.compile(r"(?=[^-_]*\d)(?=[^-_]*[a-zA-Z])[0-9a-zA-Z]{7,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ENDING = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|cfm|do|amp)$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d{2,})[-_.,](.*)|(.*?)[-_.,](?:[a-z]{0,3}(\d{3,}))$", re.DOTALL)
_HYPHENS = re.compile(r"[-_+ ]+")


class Shape(NamedTuple):
    """An address's pattern: ``fine`` keeps plain words, ``wide`` forgets its last segment, ``coarse`` forgets all of them."""

    fine: str
    wide: str
    coarse: str
    words: tuple[str, ...]  # of its slug
    dated: bool
    number: int  # digits of the longest number that is no date


@lru_cache(maxsize=8192)
def shape(url: str) -> Shape:
    """Return the shape of a normalised address."""
    parts = urlsplit(url)
    segments = unquote(parts.path)[:MAX_PATH].split("/")[1:]
    tokens = _segments(segments)
    asked = [(key, _token(value, "")) for key, value in sorted(parse_qsl(parts.query[:MAX_PATH]))[:8]]
    query = "?" + "&".join(f"{key}={token}" for key, token in asked) if asked else ""
    last = next((n for n in reversed(range(len(tokens))) if tokens[n]), 0)
    wide = [*tokens[:last], "*" + (_ending(segments[last]) if segments else ""), *tokens[last + 1 :]]
    plain = [token.rstrip("+") if token in _CLASSES or not token else "w" for token in map(_bare, tokens)]
    return Shape(
        fine="/" + "/".join(tokens) + query,
        wide="/" + "/".join(wide) + query,
        coarse="/" + "/".join(plain) + query,
        words=tuple(word for segment in segments[-2:] for word in _words(_ENDING.sub("", segment)))[:20],
        dated="Y" in tokens or any(token.startswith("D8") for token in tokens),
        number=_longest_number(segments, [value for _, value in parse_qsl(parts.query[:MAX_PATH])]),
    )


_CLASSES = frozenset(("Y", "D", "D8", "N", "n", "S", "NS", "NS+", "SN", "SN+", "K"))


def _segments(segments: list[str]) -> list[str]:
    """Class the segments; what follows a year may be a month and a day, and what follows a date is a slug however short."""
    tokens: list[str] = []
    for n, segment in enumerate(segments):
        before = tokens[-1] if tokens else ""
        token = _token(segment, before)
        ends = n == len(segments) - 1 or not any(segments[n + 1 :])
        if ends and before in ("Y", "D", "D8", "N") and _bare(token) not in _CLASSES and segment:
            token = "S" + _ending(segment)
        tokens.append(token)
    return tokens


def _token(segment: str, before: str) -> str:
    ending = _ending(segment)
    stem = segment[: len(segment) - len(ending)]
    return _class(stem, before) + ending.lower()


def _class(stem: str, before: str) -> str:
    if _YEAR.fullmatch(stem):
        return "Y"
    if before in ("Y", "D") and (_DAY.fullmatch(stem) or (stem.lower()[:3] in _MONTHS and len(stem) <= 9)):
        return "D"
    if _NUMBER.fullmatch(stem):
        return ("D8" if len(stem) == 8 and _DATE.fullmatch(stem) else "N") if len(stem) > 2 else "n"
    if _DATE.fullmatch(stem):
        return "D8"
    return _named(stem)


def _named(stem: str) -> str:
    """Class what holds letters."""
    match = _NUMBERED.match(stem)
    if match:
        long = "+" if len(match[1] or match[4]) > 4 else ""  # sections have short numbers
        return f"NS{long}" if match[1] else f"SN{long}"
    if _KEY.fullmatch(stem):
        return "K"
    return "S" if len(_words(stem)) >= _LEAST_WORDS or len(stem) > _LONG_WORD else stem.lower()


def _bare(token: str) -> str:
    return _ENDING.sub("", token)


def _ending(segment: str) -> str:
    match = _ENDING.search(segment)
    return match[0] if match and match.start() else ""


def _words(stem: str) -> list[str]:
    return [word for word in _HYPHENS.split(stem.casefold()) if word and not word.isdigit()]


def _longest_number(segments: list[str], values: list[str]) -> int:
    found = [run for text in (*segments, *values) for run in re.findall(r"\d+", text) if not _YEAR.fullmatch(run)]
    return max(map(len, found), default=0)
