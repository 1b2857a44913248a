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
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any
from zoneinfo import available_timezones

from hemera.errors import ConfigError
from hemera.types import Feed, FeedKind, Rights, Source

# First segments of the portal's own addresses: no source may be called so.
RESERVED = frozenset(
    "about admin api author calendar cite compare day feed help image media opensearch out report rights search section sitemap source "
    "sources static story takedown wire".split()
)
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_DEFAULTS = ("country", "zone", "rights", "languages")
_SOURCE_KEYS = {f.name for f in fields(Source)}
_FEED_KEYS = {f.name for f in fields(Feed)}


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
    defaults = {key: table[key] for key in _DEFAULTS if key in table}
    sources = tuple(_source({**defaults, **item}, where, n) for n, item in enumerate(table.get("source", [])))
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
        self.lines = text.splitlines()

    def fail(self, nth: int | None, key: str, problem: str) -> None:
        message = "{file}, line {line}: {key} {problem}."
        raise ConfigError("catalogue.value", message, file=self.file, line=self._line(nth, key), key=key, problem=problem)

    def _line(self, nth: int | None, key: str) -> int:
        starts = [i for i, line in enumerate(self.lines) if line.strip() == "[[source]]"]
        begin = 0 if nth is None else starts[nth] if nth < len(starts) else 0
        end = next((s for s in starts if s > begin), len(self.lines)) if nth is not None else len(self.lines)
        pattern = re.compile(rf"(?:^|[{{,\s]){re.escape(key)}\s*=")
        return next((i + 1 for i in range(begin, end) if pattern.search(self.lines[i])), begin + 1)


def _source(item: Mapping[str, Any], where: _Where, nth: int) -> Source:
    for key in item:
        if key not in _SOURCE_KEYS:
            where.fail(nth, key, "is not a key of a source; known are " + ", ".join(sorted(_SOURCE_KEYS)))
    for f in fields(Source):
        if f.default is MISSING and f.default_factory is MISSING and f.name not in item:
            where.fail(nth, f.name, f"is missing in source {item.get('id', nth + 1)!r}")
    _check_source(item, where, nth)
    values = dict(item)
    values["languages"] = tuple(item["languages"])
    values["rights"] = Rights(item.get("rights", Rights.EXCERPT))
    values["feeds"] = tuple(_feed(feed, where, nth) for feed in item.get("feeds", []))
    values["sections"] = {k: str(v) for k, v in item.get("sections", {}).items()}
    return Source(**values)


def _check_source(item: Mapping[str, Any], where: _Where, nth: int) -> None:
    problems = {
        "id": None
        if _slug(item["id"])
        else "must be 1 to 40 lower-case letters, digits or hyphens, and no word the portal uses itself",
        "name": None if _text(item["name"]) else "must be a text",
        "home": None if _http(item["home"]) else "must be an http or https address",
        "languages": None if _texts(item["languages"]) else "must be a list of language tags",
        "country": None if _text(item["country"]) and len(item["country"]) == 2 else "must be a two-letter country code",
        "zone": None if item["zone"] in available_timezones() else "must be an IANA time zone, such as Africa/Casablanca",
        "rights": None if item.get("rights", "full") in list(Rights) else "must be full, excerpt or link",
        "gap": None if isinstance(item.get("gap", 1), int | float) and item.get("gap", 1) >= 0 else "must be seconds, 0 or more",
    }
    for key, problem in problems.items():
        if problem:
            where.fail(nth, key, problem)
    for key in ("images", "enabled", "loopback"):
        if not isinstance(item.get(key, True), bool):
            where.fail(nth, key, "must be true or false")


def _feed(item: object, where: _Where, nth: int) -> Feed:
    if not isinstance(item, dict) or not _http(item.get("url")):
        where.fail(nth, "feeds", 'must be a list of tables such as { url = "https://…" }')
        raise AssertionError
    for key in item:
        if key not in _FEED_KEYS:
            where.fail(nth, key, "is not a key of a feed; known are " + ", ".join(sorted(_FEED_KEYS)))
    if item.get("kind", "feed") not in list(FeedKind):
        where.fail(nth, "kind", "must be feed, sitemap or section")
    return Feed(**{**item, "kind": FeedKind(item.get("kind", "feed"))})


def _slug(value: object) -> bool:
    return isinstance(value, str) and bool(_ID.fullmatch(value)) and value not in RESERVED and not value.isdigit()


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(_text(v) for v in value)


def _http(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


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
    return json.dumps(str(value), ensure_ascii=False)  # a TOML basic string escapes as JSON does


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)
