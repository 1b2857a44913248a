"""Catalogues of other programs, in and out: OPML, CSV, and our own TOML."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from hemera import catalogue, urls
from hemera.config import Config
from hemera.errors import ConfigError
from hemera.types import Feed, FeedKind, Rights, Source

COLUMNS = ("id", "name", "home", "languages", "country", "zone", "rights", "feed", "kind", "enabled")
MAX_BYTES = 8_000_000
Given = Mapping[str, object]


def read(path: Path, config: Config, given: Given) -> list[Source]:
    """Read a file by what its name ends in; ``given`` (languages, country, zone, rights) fills what it does not say.

    Raises:
        ConfigError: another kind of file, too large, or a source that cannot be; ParseError: no OPML.
    """
    readers: dict[str, Callable[[bytes], list[Source]]] = {
        ".toml": lambda body: list(catalogue.parse(_text(body, path), path.name)),
        ".opml": lambda body: _from_opml(body, config, given),
        ".xml": lambda body: _from_opml(body, config, given),
        ".csv": lambda body: _from_csv(_text(body, path), path.name, config, given),
    }
    if path.suffix.lower() not in readers:
        raise ConfigError("source.kind", "{file}: a name that ends in .opml, .csv or .toml is wanted.", file=path.name)
    if path.stat().st_size > MAX_BYTES:
        raise ConfigError("source.too-large", "{file} is larger than {limit} bytes.", file=path.name, limit=MAX_BYTES)
    return _checked(readers[path.suffix.lower()](path.read_bytes()), path.name)


def write(sources: Iterable[Source], form: str) -> str:
    """Return sources as ``opml``, ``csv`` or ``toml``."""
    if form == "toml":
        return catalogue.dump(sources)
    if form == "csv":
        return _to_csv(sources)
    from hemera.feeds import opml

    return opml.write(sources)


def propose(url: str, home: str, name: str, config: Config, given: Given) -> Source:
    """Make a source of what is known of one feed; the id comes from the host's name.

    Raises:
        ConfigError: a needed word was neither given nor can be guessed.
    """
    missing = [option for option, key in (("--language", "languages"), ("--country", "country")) if not given.get(key)]
    if missing:
        raise ConfigError("source.undescribed", "{url}: say more with {missing}.", url=url, missing=" and ".join(missing))
    languages = given["languages"]
    return Source(
        id=slug(str(given.get("id_") or host(home))),
        name=name,
        home=home,
        languages=tuple(map(str, languages)) if isinstance(languages, tuple | list) else (str(languages),),
        country=str(given["country"]).lower(),
        zone=str(given.get("zone") or config.zone),
        rights=Rights(str(given.get("rights") or "excerpt")),
        feeds=(Feed(url, kind=FeedKind(str(given.get("kind") or "feed")), articles=_or_none(given.get("articles"))),),
        loopback=bool(given.get("loopback")),
    )


def slug(text: str) -> str:
    """Turn a name into an id."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40].strip("-") or "source"


def _or_none(value: object) -> str | None:
    return str(value) if value else None


def is_address(url: str) -> bool:
    """Say whether a text is an http or https address we would open."""
    return urls.is_http(url)


def host(home: str) -> str:
    """Return a host's name without what all hosts have: ``www.lighthouse.example`` is ``lighthouse``."""
    host = (urlsplit(home).hostname or "").removeprefix("www.")
    return host.rpartition(".")[0] or host


def _text(body: bytes, path: Path) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError("source.encoding", "{file} is not UTF-8: {error}", file=path.name, error=error) from error


def _from_opml(body: bytes, config: Config, given: Given) -> list[Source]:
    from hemera.feeds import opml

    return _merged(
        propose(s.xml_url, s.html_url or root(s.xml_url), s.title or host(s.xml_url), config, given) for s in opml.read(body)
    )


def _from_csv(text: str, file: str, config: Config, given: Given) -> list[Source]:
    rows = csv.DictReader(io.StringIO(text))
    if unknown := set(rows.fieldnames or ()) - set(COLUMNS):
        message = "{file}, line 1: unknown columns {unknown}. Known: {known}."
        raise ConfigError("source.columns", message, file=file, unknown=", ".join(sorted(unknown)), known=", ".join(COLUMNS))
    return _merged(
        _from_row({k: v or "" for k, v in row.items() if k}, f"{file}, line {rows.line_num}", config, given) for row in rows
    )


def _from_row(row: dict[str, str], where: str, config: Config, given: Given) -> Source:
    url = row.get("feed", "").strip()
    if not urls.is_http(url):
        raise ConfigError("source.feed", "{where}: feed must be an http or https address.", where=where)
    said: dict[str, object] = {key: row[key].strip() for key in ("country", "zone", "rights", "kind") if row.get(key)}
    if row.get("languages"):
        said["languages"] = tuple(row["languages"].split())
    if row.get("id"):
        said["id_"] = row["id"]
    home = row.get("home") or root(url)
    try:
        source = propose(url, home, row.get("name") or host(home), config, {**given, **said})
    except ValueError as error:
        raise ConfigError("source.value", "{where}: {error}", where=where, error=error) from error
    on = row.get("enabled", "").strip().lower() not in ("false", "0", "no", "off")
    return replace(source, feeds=tuple(replace(feed, enabled=on) for feed in source.feeds))


def _merged(sources: Iterable[Source]) -> list[Source]:
    """Put the feeds of one outlet under one source."""
    found: dict[str, Source] = {}
    for source in sources:
        first = found.get(source.id)
        found[source.id] = replace(first, feeds=first.feeds + source.feeds) if first else source
    return list(found.values())


def _checked(sources: list[Source], file: str) -> list[Source]:
    return list(catalogue.parse(catalogue.dump(sources), file))


def root(url: str) -> str:
    """Return the front page of the site an address is of."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def _to_csv(sources: Iterable[Source]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for s in sources:
        for f in s.feeds:
            on = str(f.enabled and s.enabled).lower()
            writer.writerow((s.id, s.name, s.home, " ".join(s.languages), s.country, s.zone, s.rights, f.url, f.kind, on))
    return out.getvalue()
