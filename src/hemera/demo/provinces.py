"""The provincial papers: article pages in many layouts, each with the truth about it. They measure how far extraction reaches.

Every outlet is a folder: ``outlet.toml`` holds who it is, its articles and how they are set, ``page.html`` the page around them
(``hemera.demo.typesetting`` says how the two meet). The pages are only read, never served. All of it is invented.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from zoneinfo import ZoneInfo

from hemera.demo.typesetting import BLOCKS, Article, Sheet, page, plain
from hemera.errors import ConfigError
from hemera.types import BlockKind, Hints, PageKind

FETCHED_AFTER = timedelta(hours=3)  # how long after publication a page is taken to have been fetched

_KINDS = dict(zip(BLOCKS, (BlockKind.PARAGRAPH, BlockKind.SUBHEAD, BlockKind.ITEM, BlockKind.QUOTE, BlockKind.TIME), strict=True))
_OUTLET_NEEDS = frozenset({"id", "name", "language", "zone", "home", "sections", "article"})
_OUTLET_MAY = frozenset({"names", "encoding", "declares", "markup", "fill", "when", "unless", "lists", "noise", "and"})
_ARTICLE_NEEDS = frozenset({"path", "title", "published", "section", "body"})
_ARTICLE_MAY = frozenset({"authors", "agency", "lead", "kind", "partial", "captions", "fill", "noise"})


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet. ``encoding`` is of its pages' bytes, ``declares`` the Content-Type its server sends: the two may differ."""

    id: str
    name: str
    names: tuple[str, ...]  # other printed names
    language: str
    zone: str  # IANA zone of the newsroom
    home: str
    encoding: str
    declares: str
    sections: Mapping[str, str]  # as printed -> section of the archive
    sheet: Sheet
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """What a perfect extractor finds on a page. ``published`` is aware, to the minute, in the newsroom's zone."""

    title: str
    authors: tuple[str, ...]
    agency: str
    published: datetime
    section: str  # of the archive
    section_raw: str  # as printed
    lead: str
    blocks: tuple[tuple[BlockKind, str], ...]
    captions: tuple[str, ...]  # of a gallery's photographs
    kind: PageKind
    partial: bool  # behind a paywall: the blocks are those a visitor sees
    language: str


@dataclass(frozen=True, slots=True)
class Page:
    """One article's page as its server would send it, with the truth about it and what is known before it is read."""

    outlet: str
    url: str
    body: bytes
    content_type: str
    gold: Gold
    hints: Hints


@cache
def outlets() -> tuple[Outlet, ...]:
    """Read the packaged outlets, by id. Raises ``ConfigError`` where a text is wrong."""
    folder = files("hemera.demo") / "provinces"
    return tuple(_packaged(each) for each in sorted(folder.iterdir(), key=lambda f: f.name) if each.is_dir())


def pages() -> tuple[Page, ...]:
    """Return every page of every outlet. Raises ``ConfigError`` where a text or a layout is wrong."""
    return tuple(each for outlet in outlets() for each in printed(outlet))


def printed(outlet: Outlet) -> tuple[Page, ...]:
    """Return the pages of one outlet. Raises ``ConfigError``."""
    return tuple(
        Page(
            outlet=outlet.id,
            url=_root(outlet) + article.path,
            # What the encoding lacks is written as a character reference, as newsroom systems of the time did.
            body=page(outlet.sheet, outlet.articles, number, _names(outlet)).encode(outlet.encoding, "xmlcharrefreplace"),
            content_type=outlet.declares,
            gold=_gold(outlet, article),
            hints=_hints(outlet, article),
        )
        for number, article in enumerate(outlet.articles)
    )


def parse(name: str, text: str, html: str) -> Outlet:
    """Make an outlet of its TOML text and its page; ``name`` is its folder's, for messages. Raises ``ConfigError``."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(name, error) from error
    _check(name, table, _OUTLET_NEEDS, _OUTLET_MAY)
    if table["id"] != name:
        raise _wrong(name, f"the id {table['id']!r} is not the folder's name")
    return Outlet(
        id=table["id"],
        name=table["name"],
        names=tuple(table.get("names", ())),
        language=table["language"],
        zone=table["zone"],
        home=table["home"],
        encoding=table.get("encoding", "utf-8"),
        declares=table.get("declares", "text/html"),
        sections=table["sections"],
        sheet=_sheet(name, table, html),
        articles=tuple(_article(f"{name}: {row.get('title', '?')}", row, table) for row in table["article"]),
    )


def _packaged(folder: Traversable) -> Outlet:
    return parse(folder.name, (folder / "outlet.toml").read_text("utf-8"), (folder / "page.html").read_text("utf-8"))


def _sheet(name: str, table: Mapping[str, Any], html: str) -> Sheet:
    return Sheet(
        outlet=name,
        html=html,
        markup=table.get("markup", {}),
        fill=table.get("fill", {}),
        when=table.get("when", {}),
        unless=table.get("unless", {}),
        lists=table.get("lists", {}),
        noise=_noise(table),
        between=table.get("and", "، " if table["language"] == "ar" else ", "),
    )


def _article(where: str, row: Mapping[str, Any], outlet: Mapping[str, Any]) -> Article:
    _check(where, row, _ARTICLE_NEEDS, _ARTICLE_MAY)
    if row["section"] not in outlet["sections"]:
        raise _wrong(where, f"the section {row['section']!r} is not among the outlet's sections")
    return Article(
        path=row["path"],
        title=row["title"],
        authors=tuple(row.get("authors", ())),
        agency=row.get("agency", ""),
        published=_moment(where, row["published"], outlet["zone"]),
        section=row["section"],
        lead=row.get("lead", ""),
        kind=row.get("kind", "article"),
        partial=row.get("partial", False),
        captions=tuple(row.get("captions", ())),
        body=tuple(_block(where, block) for block in row["body"]),
        fill=row.get("fill", {}),
        noise=_noise(row),
    )


def _block(where: str, block: Mapping[str, str]) -> tuple[str, str]:
    if len(block) != 1 or not block.keys() <= _KINDS.keys():
        raise _wrong(where, f"a block is one of {', '.join(_KINDS)}: {block}")
    return next(iter(block.items()))


def _noise(row: Mapping[str, Any]) -> tuple[tuple[int, str], ...]:
    return tuple((each["after"], each["html"]) for each in row.get("noise", ()))


def _moment(where: str, text: str, zone: str) -> datetime:
    moment = datetime.fromisoformat(text)
    there = moment.astimezone(ZoneInfo(zone))
    if moment.utcoffset() != there.utcoffset():
        raise _wrong(where, f"{text}: in {zone} it was {there.isoformat()}")
    return there


def _check(where: str, row: Mapping[str, Any], needs: Iterable[str], may: frozenset[str]) -> None:
    missing, unknown = set(needs) - row.keys(), row.keys() - may - set(needs)
    if missing or unknown:
        raise _wrong(where, f"missing keys: {sorted(missing)}, unknown keys: {sorted(unknown)}")


def _wrong(where: str, why: object) -> ConfigError:
    return ConfigError("demo.text", "{where}: {why}", where=where, why=why)


def _root(outlet: Outlet) -> str:
    return outlet.home.rstrip("/")


def _names(outlet: Outlet) -> dict[str, str]:
    return {"home": _root(outlet), "name": outlet.name}


def _gold(outlet: Outlet, article: Article) -> Gold:
    return Gold(
        title=article.title,
        authors=article.authors,
        agency=article.agency,
        published=article.published,
        section=outlet.sections[article.section],
        section_raw=article.section,
        lead=article.lead,
        blocks=tuple((_KINDS[kind], plain(text)) for kind, text in article.body),
        captions=article.captions,
        kind=PageKind(article.kind),
        partial=article.partial,
        language=outlet.language,
    )


def _hints(outlet: Outlet, article: Article) -> Hints:
    return Hints(
        source=outlet.id,
        languages=(outlet.language,),
        zone=outlet.zone,
        fetched_at=(article.published + FETCHED_AFTER).astimezone(UTC),
        sections=outlet.sections,
        source_names=(outlet.name, *outlet.names),
    )
