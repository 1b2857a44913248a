"""By-lines: people in one list, agencies in another field, "Par" and "بقلم" in neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hemera import markup
from hemera.extract import jsonld, vocabulary
from hemera.extract.choice import Said
from hemera.extract.page import Line, Page
from hemera.text import fold

MOST = 12
MAX_NAME = 60  # characters
MAX_LINE = 200
_BY = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(vocabulary.BY, key=len, reverse=True))
_LEAD_IN = re.compile(rf"^(?:\W*(?:{_BY})(?:\s*[:：]\s*|\s+))+", re.IGNORECASE)
_SIGNING = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in vocabulary.SIGNED_BY)
_SIGNED = re.compile(rf"^\W*(?:{_SIGNING})(?:\s*[:：]\s*|\s+)\S.{{1,90}}$", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:[(|•–—]|\s-\s|,?\s+(?:publié|le \d|mis à jour|published|updated|نشر|في \d)).*$", re.IGNORECASE)
_SPLIT = re.compile(r"\s*[,،;؛/&]\s*|\s+(?:et|and|und|avec|with)\s+")
_ARABIC_AND = re.compile(r"(?<=[ء-ي])\s+و\s*(?=[ء-ي]{2,}\s+[ء-ي])")
_NOT_A_NAME = re.compile(r"@|\d{3}|[<>{}]")
# «و.خ.ل» - …; Marsa Ennour (AGA) — …; (source : AGA)
_TAG = re.compile(
    r"^[«(\[]\s*([^»)\]]{2,40})\s*[»)\]]\s*[-–—:]|\((?:source\s*:|المصدر\s*:|avec|with)?\s*([^()]{2,40})\)", re.IGNORECASE
)
_AGENCY_OF = {alias: tag for tag, aliases in vocabulary.AGENCIES.items() for alias in aliases}
_META = (
    "author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl", "og:author",
    "article:author_name", "cxenseparse:author", "citation_author",
)  # fmt: skip
_NOBODY = vocabulary.HOUSE | frozenset(vocabulary.BY)
_WEAK = frozenset({"byline", "printed"})
_CLASSES = ("byline", "by-line", "author", "auteur", "signature", "source-agence", "writer", "katib")


class Credits(NamedTuple):
    """Who signed: people as printed, and the agency by its usual tag ("" if none)."""

    authors: tuple[str, ...]
    agency: str


def credits_of(page: Page) -> Said[Credits]:
    """Return the signatures by the first rule that gives a person, else by the first that gives an agency."""
    agency, origin = "", ""
    publisher = jsonld.texts(page.article.get("publisher"), "name")
    own = (*page.hints.source_names, *page.meta.get("og:site_name", ()), *publisher)
    for said in _evidence(page):
        found = read(said.value, own)
        if said.origin in _WEAK:  # a box of that class may hold anything, initials and "Team" too: names have two words
            found = found._replace(authors=tuple(name for name in found.authors if " " in name))
        if found.authors:
            return Said(Credits(found.authors, found.agency or agency), said.origin)
        if found.agency and not agency:
            agency, origin = found.agency, said.origin
    return Said(Credits((), agency), origin)


def read(names: Iterable[str], source_names: Iterable[str] = ()) -> Credits:
    """Sort by-lines into people and agency; the house's own names and "La rédaction" are neither."""
    own = {_key(name) for name in source_names}
    people: dict[str, str] = {}
    agency = ""
    for name in (piece for text in names for piece in _pieces(text)):
        key = _key(name)
        if key in _AGENCY_OF:
            agency = agency or _AGENCY_OF[key]
        elif key and key not in own and key not in _NOBODY and _is_name(name):
            people.setdefault(key, name)
    return Credits(tuple(people.values())[:MOST], agency)


def _pieces(text: str) -> Iterator[str]:
    """Split a by-line into names; an agency's whole name is one, whatever it holds."""
    whole = markup.plain(text, 300)
    if "://" in whole or "www." in whole:
        return
    if _key(whole) in _AGENCY_OF:
        yield whole
        return
    for piece in _SPLIT.split(_AFTER.sub("", _LEAD_IN.sub("", whole))):
        for name in _ARABIC_AND.split(piece):
            yield _LEAD_IN.sub("", name).strip(" .:-–—*«»\"'()[]")


def _key(name: str) -> str:
    return " ".join(re.findall(r"[\w'-]+", fold(name)))


def _is_name(name: str) -> bool:
    return 2 <= len(name) <= MAX_NAME and len(name.split()) <= 6 and not _NOT_A_NAME.search(name)


def _evidence(page: Page) -> Iterator[Said[list[str]]]:
    yield Said(jsonld.texts(page.article.get("author") or page.article.get("creator"), "name"), "json-ld")
    for name in _META:
        yield Said(page.meta.get(name, []), f"meta:{name}")
    yield Said([line.text for line in page.lines if "author" in line.names.split() and _short(line)][:5], "byline")
    yield Said([line.text for line in page.named(*_CLASSES) if _short(line)][:2], "byline")
    yield Said([line.text for line in page.lines if not line.beside and _SIGNED.match(line.text)][:1], "printed")
    if page.hints.entry:
        yield Said(list(page.hints.entry.authors), "entry")
    yield Said(list(_tags(page))[:1], "printed")


def _tags(page: Page) -> Iterator[str]:
    """Yield the agencies named alone on a line, or in brackets at its head."""
    for line in page.lines:
        if not line.beside and len(line.text) <= MAX_LINE * 2:
            tag = _TAG.search(line.text[:120])
            for name in ((tag[1] or tag[2]) if tag else "", _LEAD_IN.sub("", line.text[:60])):
                if _key(name) in _AGENCY_OF:
                    yield name


def _short(line: Line) -> bool:
    return not line.beside and len(line.text) < MAX_LINE
