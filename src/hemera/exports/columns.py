"""What a row holds of an article, as far as its source's rights and its publisher's wishes let it leave. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from hemera.errors import QueryError
from hemera.types import Article, Rights
from hemera.wishes import Terms, quoted, terms

NO_EXPORT = "no-export"  # why nothing of an article leaves: its source lets none
RIGHTS = "rights"  # why a text stays: its source's rights, by the catalogue. All other reasons are wishes, by their words


class Kind(StrEnum):
    """What a cell holds, by the names of https://datapackage.org/standard/table-schema/"""

    INTEGER = "integer"
    STRING = "string"
    BOOLEAN = "boolean"
    DATETIME = "datetime"
    LIST = "list"  # of strings; in CSV one string, parted by "; "


@dataclass(frozen=True, slots=True)
class Scope:
    """With what rows are made: the moment, the portal's address, and for whom.

    ``whole`` lifts what the sources' rights and other wishes keep back, for the eyes of those who may read all that was captured.
    What is reserved from mining it lifts not: a table is made to be mined.
    """

    now: datetime
    whole: bool = False
    site: str = ""  # the portal's public address, without a slash at its end; "" where it is not known
    languages: tuple[str, ...] = ()  # of the interface; the first is the default

    def address(self, article: Article) -> str:
        """Return the article's lasting address, or its path where the portal's own is not known."""
        line = article.line
        language = line.language if line.language in self.languages else self.languages[0] if self.languages else ""
        return f"{self.site}/{language}/{line.source}/{line.number}" if language else f"{line.source}/{line.number}"


@dataclass(frozen=True, slots=True)
class Given:
    """One article on its way out. ``withheld`` is why its text stays; "" where it goes too."""

    article: Article
    terms: Terms
    withheld: str
    address: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called, what it holds, and where that comes from."""

    name: str
    kind: Kind
    meaning: str
    value: Callable[[Given], Any]


def leaves(article: Article, scope: Scope) -> bool:
    """Say whether anything of an article leaves at all."""
    return article.export or scope.whole


def given(article: Article, scope: Scope) -> Given:
    """Decide what of an article leaves."""
    may = terms(article.rights, article.line.wishes, scope.now)
    shown = Terms(minable=may.minable) if scope.whole else may
    return Given(article, shown, _withheld(article, shown), scope.address(article))


def _withheld(article: Article, may: Terms) -> str:
    if may.level is not Rights.FULL:
        return RIGHTS if article.rights is not Rights.FULL else may.because[0]
    return "" if may.minable else "tdm-reservation"


def _lead(one: Given) -> str | None:
    return None if one.terms.level is Rights.LINK else quoted(one.article.content.lead, one.terms)


_I, _S, _B, _D, _L = Kind.INTEGER, Kind.STRING, Kind.BOOLEAN, Kind.DATETIME, Kind.LIST
COLUMNS = (
    Column("id", _I, "the article's number in this archive's record; another after a rebuild", lambda g: g.article.line.id),
    Column("source", _S, "id of the source", lambda g: g.article.line.source),
    Column("number", _I, "number within the source; with it, the lasting name of the article", lambda g: g.article.line.number),
    Column("address", _S, "lasting address in this archive", lambda g: g.address),
    Column("url", _S, "address at the source", lambda g: g.article.line.url),
    Column("title", _S, "as printed", lambda g: g.article.content.title),
    Column("authors", _L, "as printed", lambda g: list(g.article.content.authors)),
    Column("agency", _S, "the news agency that signed; empty if none did", lambda g: g.article.content.agency),
    Column("house", _S, "the newsroom as it signed itself, where no person did", lambda g: g.article.content.house),
    Column("published", _D, "when it was published, as the source says", lambda g: g.article.line.published),
    Column("language", _S, "BCP 47", lambda g: g.article.line.language),
    Column("section", _S, "section of the archive; empty if unknown", lambda g: g.article.line.section),
    Column("lead", _S, "null where rights allow the title and the link only", _lead),
    Column("text", _S, "the body, a paragraph a line; null where it is withheld", lambda g: None if g.withheld else g.article.text),
    Column("withheld", _S, "why there is no text: rights (the source's), or a publisher's wish; else empty", lambda g: g.withheld),
    Column("wishes", _S, "what the publisher wishes for the page, in words", lambda g: g.article.line.wishes),
    Column("partial", _B, "the source showed a part only", lambda g: g.article.content.partial),
    Column("revision", _I, "which version of the article this is; 1 is the first seen", lambda g: g.article.revision),
    Column("text_sha256", _S, "of all words of this version, given or not: two rows that share it say the same",
           lambda g: g.article.content.text_sha256),
    Column("captured_at", _D, "when the page was stored, UTC", lambda g: g.article.captured_at),
    Column("record_id", _S, "WARC-Record-ID of the stored page", lambda g: g.article.capture.record_id),
)  # fmt: skip
NAMES = tuple(column.name for column in COLUMNS)


def chosen(names: Iterable[str]) -> tuple[Column, ...]:
    """Return the columns of these names, in this order; all of them for none.

    Raises:
        QueryError: ``export.no-field``.
    """
    wanted = [name.strip() for name in names if name.strip()]
    for name in wanted:
        if name not in NAMES:
            message = "There is no field {field}; there are {known}."
            raise QueryError("export.no-field", message, field=name[:60], known=", ".join(NAMES))
    by_name = {column.name: column for column in COLUMNS}
    return tuple(by_name[name] for name in dict.fromkeys(wanted)) or COLUMNS
