"""The lines of a search's results: what answered marked in the true text, copies of the same text below the first, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from hemera import types
from hemera.portal import folding, lines, passages, rights
from hemera.portal.typesetting import bound
from hemera.portal.wording import counted, spoken
from hemera.query import Node, Query, format  # noqa: A004  the grammar's own word
from hemera.query.reasons import Reason, Seen, reasons
from hemera.store import queries
from hemera.types import Line, Rights

COPIES = 20  # of one text are listed
_UNSAFE = re.compile(r"[\x00-\x20\"#%&+<>\\^`{|}\x7f]")
_QUOTES = {"ar": "«{}»", "fr": "«\u202f{}\u202f»"}


@dataclass(frozen=True, slots=True)
class Desk:
    """What every link of the page is made with: the order, each copy by itself, whether it is told why, and by whom."""

    lines: lines.Desk
    newest: bool
    single: bool = False
    why: bool = False
    authors: bool = False

    def href(self, query: Node | Query | str, *, cursor: str = "", **other: bool) -> str:
        """Return the address of a search, as an IRI: Arabic stays readable, and a third as long. ``other``: fields to change."""
        text = query if isinstance(query, str) else format(query)
        asked = {name: other.get(name, getattr(self, name)) for name in ("newest", "single", "why", "authors")}
        said = {"&sort=relevance": not asked["newest"], "&copies=1": asked["single"], "&why=1": asked["why"]}
        said["&authors=1"] = asked["authors"]
        rest = "".join(part for part, on in said.items() if on) + (f"&cursor={quote(cursor)}" if cursor else "")
        return f"/{self.lines.language}/search?q={iri(text)}{rest}"


@dataclass(frozen=True, slots=True)
class Found:
    """One result: its row, its title and passage as (text, is it a hit), and what is folded below it."""

    row: lines.Row
    title: passages.Pieces
    passage: passages.Pieces
    folded: str  # "+ 3 copies", "" where there are none
    copies: tuple[lines.Row, ...]
    why: tuple[tuple[str, str], ...]  # word of the search, where it stands


def iri(text: str) -> str:
    """Escape what an address cannot hold; letters of any script stay."""
    return _UNSAFE.sub(lambda match: f"%{ord(match[0]):02X}", text)


def found(desk: Desk, query: Query, results: Sequence[folding.Result]) -> list[Found]:
    """Lay out results."""
    below = [id_ for result in results for id_ in result.copies[:COPIES]]
    copies = {line.id: line for line in queries.lines(below)} if below else {}
    return [_one(desk, query, result, [copies[id_] for id_ in result.copies[:COPIES] if id_ in copies]) for result in results]


def _one(desk: Desk, query: Query, result: folding.Result, below: Sequence[Line]) -> Found:
    article = result.article
    shown = rights.shown(article, desk.lines.now, trusted=desk.lines.trusted)
    row = desk.lines.row(article.line)
    folded = counted(row.speech, "+ %(count)s copy", "+ %(count)s copies", len(result.copies)) if result.copies else ""
    passage = [(bound(text, row.lang), hit) for text, hit in passages.passage(query, shown, row.lang)]
    why = tuple(_why(query, article, shown, row.speech)) if desk.why else ()
    return Found(row, passages.title(query, article), passage, folded, desk.lines.rows(below), why)


def _why(query: Query, article: types.Found, shown: rights.Shown, speech: str) -> Iterator[tuple[str, str]]:
    """Yield each word of the search with where it stands, in the language a result's own line speaks."""
    told = reasons(query, article.line.title, passages.text(shown), passages.alike(article.line.language))
    for reason in told:
        yield _quoted(reason.term, speech), " · ".join(_places(reason, speech))
    if not told and shown.level is not Rights.FULL:
        yield "", spoken(speech, "in the part of the text that stays with its publisher")


def _places(reason: Reason, speech: str) -> Iterator[str]:
    if reason.title.exact:
        yield spoken(speech, "in the title, as typed")
    if reason.title.other:
        yield spoken(speech, "in the title, as %(forms)s") % {"forms": _forms(reason.title, speech)}
    if reason.text.exact:
        yield counted(speech, "%(count)s time in the text, as typed", "%(count)s times in the text, as typed", reason.text.exact)
    if reason.text.other:
        times = counted(speech, "%(count)s time in the text", "%(count)s times in the text", reason.text.other)
        yield spoken(speech, "%(times)s as %(forms)s") % {"times": times, "forms": _forms(reason.text, speech)}


def _forms(seen: Seen, speech: str) -> str:
    return " / ".join(_quoted(form, speech) for form in seen.forms)


def _quoted(text: str, speech: str) -> str:
    return _QUOTES.get(speech, "“{}”").format(text)
