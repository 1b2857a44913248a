"""The catalogue: ``sources/*.toml`` ⇄ ``Source``. Pure: text in, values out; the caller reads and writes files.

A file describes the outlets of one country or group::

    country = "ma"                      # defaults for the sources below
    zone = "Africa/Casablanca"

    [[source]]
    id = "lighthouse"                   # lasting: part of every address
    name = "Le Phare du Golfe"
    names = { ar = "منارة الخليج" }
    home = "https://lighthouse.example/"
    languages = ["fr"]
    rights = "excerpt"                  # full | excerpt | link
    feeds = [{ url = "https://lighthouse.example/feed", enabled = true }]
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from math import inf
from typing import Any

from hemera.config import is_zone
from hemera.errors import ConfigError
from hemera.types import Feed, FeedKind, Rights, Source

# First segments of the portal's own addresses: no source may be called so.
RESERVED = frozenset((
    "about", "admin", "alerts", "api", "author", "calendar", "cite", "compare", "day", "feed", "frozen", "help",
    "image", "media", "opensearch", "out", "report", "rights", "search", "section", "sitemap", "source", "sources",
    "static", "story", "takedown", "websub", "wire",
))  # fmt: skip
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
MAX_EMBARGO = 36_525  # days: a hundred years
_DEFAULTS = ("country", "zone", "rights", "languages")


def parse(text: str, file: str) -> tuple[Source, ...]:
    """Read one catalogue file.

    Raises:
        ConfigError: names file, line and key of the first thing that is wrong.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError("catalogue.syntax", "{file}: {error}", file=file, error=error) from error
    where = _Where(file, text)
    for key in table:
        if key != "source" and key not in _DEFAULTS:
            where.fail(None, key, "is not a key of a catalogue; known are source, " + ", ".join(_DEFAULTS))
    items = table.pop("source", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        where.fail(None, "source", "must be tables, each under a line [[source]]")
    sources = tuple(_source({**table, **item}, where, n) for n, item in enumerate(items))
    seen: set[str] = set()
    for n, source in enumerate(sources):
        if source.id in seen:
            where.fail(n, "id", f"{source.id!r} is there twice")
        seen.add(source.id)
    return sources


def merge(files: Iterable[tuple[str, str]]) -> tuple[Source, ...]:
    """Read several (name, text) files into one catalogue; a source may stand in one of them only."""
    found: dict[str, tuple[str, Source]] = {}
    for name, text in files:
        for source in parse(text, name):
            if source.id in found:
                message = "{file}: source {id!r} is in {other} already."
                raise ConfigError("catalogue.twice", message, file=name, id=source.id, other=found[source.id][0])
            found[source.id] = (name, source)
    return tuple(source for _, source in found.values())


def dump(sources: Iterable[Source]) -> str:
    """Write sources as a catalogue file that ``parse`` reads back to the same values."""
    return "\n".join(_dump_source(s) for s in sources)


class _Where:
    """Finds the line of a key, since the TOML reader forgets it."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = text.split("\n")

    def fail(self, nth: int | None, key: str, problem: str) -> None:
        message = "{file}, line {line}: {key} {problem}."
        raise ConfigError("catalogue.value", message, file=self.file, line=self._line(nth, key), key=key, problem=problem)

    def _line(self, nth: int | None, key: str) -> int:
        starts = [i for i, line in enumerate(self.lines) if line.partition("#")[0].strip() == "[[source]]"]
        begin = 0 if nth is None else starts[nth] if nth < len(starts) else 0
        end = next((s for s in starts if s > begin), len(self.lines)) if nth is not None else len(self.lines)
        pattern = re.compile(rf"(?:^|[{{,\s]){re.escape(key)}\s*=")
        return next((i + 1 for i in range(begin, end) if pattern.search(self.lines[i])), begin + 1)


def _source(item: Mapping[str, Any], where: _Where, nth: int) -> Source:
    for f in fields(Source):
        if f.default is MISSING and f.default_factory is MISSING and f.name not in item:
            where.fail(nth, f.name, f"is missing in source {item.get('id', nth + 1)!r}")
    _check(item, _SOURCE, where, nth)
    values = dict(item)
    values["languages"] = tuple(item["languages"])
    values["rights"] = Rights(item.get("rights", Rights.EXCERPT))
    values["feeds"] = tuple(_feed(feed, where, nth) for feed in item.get("feeds", []))
    return Source(**values)


def _feed(item: Mapping[str, Any], where: _Where, nth: int) -> Feed:
    _check(item, _FEED, where, nth)
    return Feed(**{**item, "kind": FeedKind(item.get("kind", "feed"))})


def _check(item: Mapping[str, Any], rules: Mapping[str, tuple[Callable[[Any], bool], str]], where: _Where, nth: int) -> None:
    for key, value in item.items():
        if key not in rules:
            where.fail(nth, key, "is not a key here; known are " + ", ".join(sorted(rules)))
        good, demand = rules[key]
        if not good(value):
            where.fail(nth, key, f"must be {demand}")


def _slug(value: object) -> bool:
    return isinstance(value, str) and bool(_ID.fullmatch(value)) and value not in RESERVED and not value.isdigit()


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(_text(v) for v in value)


def _named_texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())


def _truth(value: object) -> bool:
    return isinstance(value, bool)


def _http(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _seconds(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < inf


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 31


def _pattern(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(re.compile(value))
    except re.error:
        return False


def _feeds(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(v, dict) and "url" in v for v in value)


_SOURCE: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "id": (_slug, "1 to 40 lower-case letters, digits or hyphens, and no word the portal uses itself"),
    "name": (_text, "a text"),
    "home": (_http, "an http or https address"),
    "languages": (_texts, "a list of language tags"),
    "country": (lambda v: _text(v) and len(v) == 2, "a two-letter country code"),
    "zone": (lambda v: _text(v) and is_zone(v), "an IANA time zone, such as Africa/Casablanca"),
    "feeds": (_feeds, 'a list of tables such as { url = "https://…" }'),
    "names": (_named_texts, 'a table such as { ar = "…", en = "…" }'),
    "rights": (lambda v: v in list(Rights), "full, excerpt or link"),
    "consent": (_truth, "true or false"),
    "images": (_truth, "true or false"),
    "export": (_truth, "true or false"),
    "embargo": (lambda v: _count(v) and v <= MAX_EMBARGO, f"whole days, 0 to {MAX_EMBARGO}"),
    "enabled": (_truth, "true or false"),
    "sections": (_named_texts, 'a table such as { "Economie" = "economy" }'),
    "gap": (_seconds, "seconds, 0 or more"),
    "revisits": (_count, "a whole number, 0 or more"),
    "loopback": (_truth, "true or false"),
    "notes": (lambda v: isinstance(v, str), "a text"),
    "logo": (lambda v: v == "" or _http(v), "an http or https address"),
}
_FEED: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "url": (_http, "an http or https address"),
    "kind": (lambda v: v in list(FeedKind), "feed, sitemap or section"),
    "enabled": (_truth, "true or false"),
    "language": (_text, "a language tag"),
    "section": (_text, "a section of the archive"),
    "articles": (_pattern, "a regular expression that the paths of articles match"),
}


def _dump_source(source: Source) -> str:
    values = {f.name: getattr(source, f.name) for f in fields(Source) if f.name != "feeds"}
    kept = {k: v for k, v in values.items() if v not in (None, "", {}) and not _is_default(Source, k, v)}
    lines = ["[[source]]", *(f"{k} = {_toml(v)}" for k, v in kept.items())]
    if source.feeds:
        lines += ["feeds = [", *(f"    {_dump_feed(feed)}," for feed in source.feeds), "]"]
    return "\n".join(lines) + "\n"


def _dump_feed(feed: Feed) -> str:
    values = {f.name: getattr(feed, f.name) for f in fields(Feed)}
    return _toml({k: v for k, v in values.items() if k in ("url", "enabled") or not _is_default(Feed, k, v)})


def _is_default(kind: type, key: str, value: object) -> bool:
    return any(f.name == key and f.default == value for f in fields(kind)) and key != "rights"


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", r"\u007f")  # TOML escapes as JSON does, and DEL too


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _toml(key)
