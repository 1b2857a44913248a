"""Who signed: people in one list, agencies in another field; the printed by-line and the metadata judged by agreement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from hemera.extract import byline, jsonld, namewords
from hemera.extract.byline import MOST, Credits, key, read
from hemera.extract.choice import Said
from hemera.extract.page import Line, Page, ancestors

__all__ = ["MOST", "Credits", "candidates", "credits_of", "read"]

MAX_LINE = 200  # characters of a by-line
_BEFORE, _AFTER = 25, 60  # lines around the heading where a by-line stands
_CLOSE = 15  # lines behind the heading where a name is printed as a by-line
_MOST_LINES = 24  # of by-lines read
_AROUND = 4  # boxes around a line that say it belongs to a picture
_LONG = 120  # characters of a paragraph that is text
_NAMES = 4  # words of a name without anything that says it is one
_BOLD = frozenset({"strong", "b"})
_PICTURES = frozenset({"figure", "figcaption"})
_NOBODY = Credits((), "")

_META = (
    "author", "article:author", "dc.creator", "dcterms.creator", "dc.contributor", "parsely-author", "sailthru.author", "byl",
    "og:author", "og:article:author", "article:author_name", "cxenseparse:author", "citation_author", "creator", "authors",
    "article.author", "vr:author",
)  # fmt: skip
# What themes and content systems call a by-line.
_BYLINE = re.compile(
    r"(?<![a-z])(?:by-?_?lines?|(?:post|entry|article|news|story)?-?_?(?:authors?|auteurs?|autor(?:en|in|es)?|writer|kateb|katib)"
    r"|signature|redacteur|journalist|contributors?|source-agence)(?![a-z])|(?:author|byline|auteur)s?-?_?names?"
)
_NOT_BYLINE = re.compile(
    r"comment|avatar|photo|image|picture|credit|bio(?![a-z])|social|related|teaser|recommend|follow|share|descr|about|caption"
    r"|more-|date|time|copyright|widget|twitter|latest"
)
_CAPTION = re.compile(r"caption|credit|copyright|(?<![a-z])(?:photo|image|picture|img)(?![a-z])", re.IGNORECASE)
# «و.خ.ل» - …; Marsa Ennour (AGA) — …; … (source : AGA); … dit-il. (AGA)
_TAG = re.compile(
    r"^[«(\[]\s*([^»)\]]{2,40})\s*[»)\]]\s*[-–—:]|^[^()]{2,50}\(([^()]{2,40})\)\s*[-–—:/]"
    r"|\((?:source\s*:|المصدر\s*:|avec|with|مع)\s*([^()]{2,40})\)|[.!?…»\"]\s*\(([^()]{2,40})\)\s*$",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"\W*(?:[^\W\d_][.．][\s-]?){2,4}\W*")  # "A. Z.", "م.ع."
_PLACE = re.compile(r"\s*[,،].*$")  # "AFP, Marsa Ennour"
_WRITTEN_BY = frozenset(key(label) for label in (*namewords.BY, "written by", "écrit par", "verfasst von", "كتب بواسطة"))


class _Signed(NamedTuple):
    """A printed line that names somebody."""

    credits: Credits
    line: Line
    origin: str


def credits_of(page: Page) -> Said[Credits]:
    """Return who signed: what metadata says and the page prints, else what metadata says, else what is printed."""
    own = _own(page)
    stated = list(_stated(page, own))
    printed = _printed(page, own)
    people = next((said for said in stated if said.value.authors), None)
    found = _agreed(page, people, printed) if people else _first(printed) or _undersigned(page, own)
    if found is not None:
        tags = (found.value.agency, *(said.value.agency for said in stated), *(each.credits.agency for each in printed))
        return Said(Credits(found.value.authors, next(filter(None, tags), "")), found.origin)
    agencies = [said for said in stated if said.value.agency] + [Said(each.credits, each.origin) for each in printed]
    return next(iter(agencies), None) or _tagged(page) or Said(_NOBODY, "")


def house(page: Page) -> Said[str] | None:
    """Return the name the house itself signs with ("La rédaction", its own), as written; None if it does not.

    Of use only where ``credits_of`` names nobody: a house is no person, and no agency.
    """
    own = _own(page)
    said = [(name, "json-ld") for value in _authors(page) for name in jsonld.texts(value, "name")]
    said += [(text, f"meta:{name}") for name in _META for text in page.meta.get(name, ())]
    said += [(line.text, origin) for line, origin in islice(_bylines(_near(page)), _MOST_LINES)]
    return next((Said(name, origin) for text, origin in said if (name := byline.house(text, own))), None)


def candidates(page: Page) -> list[Said[Credits]]:
    """Return what each place says of who signed: the decision, then all in the order judged."""
    own = _own(page)
    printed = [Said(each.credits, each.origin) for each in _printed(page, own)]
    last = [said for said in (_undersigned(page, own), _tagged(page)) if said is not None]
    return [said for said in (credits_of(page), *_stated(page, own), *printed, *last) if said.value != _NOBODY]


def confidence(offered: list[Said[Credits]]) -> float:
    """Return how sure the first of ``candidates`` is: the share of places that name one of the same people or agency, 0 to 1."""
    places = {said.origin: False for said in offered[1:]}
    for said in offered[1:]:
        places[said.origin] = places[said.origin] or _agree(offered[0].value, said.value)
    return sum(places.values()) / len(places) if places else 0.0


def _agree(one: Credits, other: Credits) -> bool:
    people = [key(name) for name in one.authors]
    if not people:
        return bool(one.agency) and one.agency == other.agency
    return any(_same(key(name), people) for name in other.authors)


def _own(page: Page) -> tuple[str, ...]:
    """Return every name of the house, none of which is a person's."""
    publisher = jsonld.texts(page.article.get("publisher"), "name")
    host = page.url.partition("://")[2].partition("/")[0].partition(":")[0].lower().removeprefix("www.")
    return (*page.hints.source_names, *page.meta.get("og:site_name", ()), *publisher, host, host.partition(".")[0])


def _stated(page: Page, own: tuple[str, ...]) -> Iterator[Said[Credits]]:
    """Yield what metadata and the feed say, the most trusted first."""
    for value in _authors(page):
        yield Said(read(_people(value), own), "json-ld")
    for name in _META:
        if contents := page.meta.get(name):
            yield Said(read(contents, own), f"meta:{name}")
    for label, said in (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")):
        if any(key(text) in _WRITTEN_BY for text in page.meta.get(label, ())):
            yield Said(read(page.meta.get(said, ()), own), f"meta:{said}")
    if page.hints.entry:
        yield Said(read(page.hints.entry.authors, own), "entry")


def _authors(page: Page) -> list[Any]:
    return [page.article.get(name) for name in ("author", "creator", "contributor")]


def _people(value: Any) -> Iterator[str]:
    """Yield the names of people and agencies in JSON-LD; an organisation that is no agency is the house."""
    for item in jsonld.as_list(value)[:50]:
        for name in jsonld.texts(item, "name"):
            house = isinstance(item, dict) and any(kind.endswith("Organization") for kind in jsonld.types(item))
            if not house or byline.agency(name):
                yield name


def _printed(page: Page, own: tuple[str, ...]) -> list[_Signed]:
    """Return the lines near the heading that name who signed, the first behind it first."""
    found: list[_Signed] = []
    for line, origin in islice(_bylines(_near(page)), _MOST_LINES):
        said = read([line.text], own)
        people = () if byline.is_source(line.text) else said.authors
        said = said._replace(authors=tuple(name for name in people if byline.is_full(name)))
        if said != _NOBODY and not _is_picture(line):
            found.append(_Signed(said, line, origin))
    return found


def _bylines(lines: Iterable[Line]) -> Iterator[tuple[Line, str]]:
    """Yield the lines that are called by-lines, or begin as they do."""
    for line in lines:
        if byline.is_signed(line.text):
            yield line, "printed"
        elif line.names and _BYLINE.search(line.names) and not _NOT_BYLINE.search(line.names):
            yield line, "byline"


def _near(page: Page, after: int = _AFTER) -> list[Line]:
    """Return the short lines behind the heading, then those before it."""
    lines = page.lines
    headings = [(line.beside, i) for i, line in enumerate(lines) if line.tag == "h1"]
    at = min(headings)[1] if headings else 0
    near = lines[at : at + after] + lines[max(0, at - _BEFORE) : at] if headings else lines
    return [line for line in near if not line.beside and line.text and len(line.text) < MAX_LINE]


def _first(printed: list[_Signed]) -> Said[Credits] | None:
    """Return the people of the first by-line: the line itself, and those of its kind beside it."""
    first = next((each for each in printed if each.credits.authors), None)
    if first is None:
        return None
    people = {key(name): name for each in (first, *_kin(first, printed)) for name in each.credits.authors}
    return Said(Credits(tuple(people.values())[:MOST], first.credits.agency), first.origin)


def _kin(one: _Signed, printed: list[_Signed]) -> list[_Signed]:
    """Return the lines called the same in the same box: one for each who signed."""
    box = one.line.element.parent
    return [each for each in printed if each.line.names == one.line.names and each.line.element.parent == box]


def _agreed(page: Page, stated: Said[Credits], printed: list[_Signed]) -> Said[Credits]:
    """Decide between what metadata says and what is printed: by-lines that name its people may add to them."""
    people = {key(name): name for name in stated.value.authors}
    theirs = tuple(people)
    agreeing = [each for each in printed if any(_same(key(name), theirs) for name in each.credits.authors)]
    for name in (name for each in agreeing for signed in _kin(each, printed) for name in signed.credits.authors):
        if not _same(key(name), people):
            people[key(name)] = name
    first = _first(printed)
    if agreeing or first is None or any(said in key(line.text) for said in theirs for line in _near(page, _CLOSE)):
        return Said(Credits(tuple(people.values())[:MOST], stated.value.agency), stated.origin)
    return first


def _same(name: str, others: Iterable[str]) -> bool:
    """Say whether a name is another's, middle names and stray spaces apart."""
    words, bare = set(name.split()), name.replace(" ", "")
    return any(words <= set(other.split()) or set(other.split()) <= words or bare == other.replace(" ", "") for other in others)


def _undersigned(page: Page, own: tuple[str, ...]) -> Said[Credits] | None:
    """Return who signed in a paragraph of its own right before the text or right behind it."""
    numbered = [(i, line) for i, line in enumerate(page.lines) if line.tag == "p" and not line.beside]
    long = [at for at, (_, line) in enumerate(numbered) if len(line.text) > _LONG]
    for at in (long[0] - 1, long[-1] + 1) if long else ():
        i, line = numbered[at] if 0 <= at < len(numbered) else (0, page.lines[0])
        if i and len(line.text) <= MAX_LINE and not line.linked and _is_signature(line, page.lines[i - 1]):
            said = read([line.text], own)
            if said.authors and all(len(name.split()) <= _NAMES for name in said.authors):
                return Said(said, "signature")
    return None


def _is_signature(line: Line, inner: Line) -> bool:
    """Say whether a line of the text is who wrote it: "Par …", initials, or a name alone and bold."""
    if byline.is_signed(line.text):
        return not byline.is_source(line.text)
    bold = inner.tag in _BOLD and inner.text == line.text and all(map(byline.is_full, read([line.text]).authors))
    return bold or _INITIALS.fullmatch(line.text) is not None


def _tagged(page: Page) -> Said[Credits] | None:
    """Return the agency named alone on a line, or in brackets at its head; who took the picture did not write."""
    for line in page.lines:
        if not line.beside and 1 < len(line.text) <= MAX_LINE * 2:
            tag = _TAG.search(line.text)
            alone = len(line.text) <= byline.MAX_NAME and not line.linked
            named = next(filter(None, tag.groups())) if tag else line.text if alone else ""
            found = byline.agency(named) or byline.agency(_PLACE.sub("", named))
            if not found and alone and byline.is_signed(line.text):
                found = read([line.text]).agency
            if found and not _is_picture(line):
                return Said(Credits((), found), "printed")
    return None


def _is_picture(line: Line) -> bool:
    """Say whether a line belongs to a picture, or holds one."""
    boxes = [line.element, *islice(ancestors(line.element), _AROUND)]
    inside = any(box.tag in _PICTURES or _CAPTION.search(box.attributes.get("class") or "") for box in boxes)
    return inside or line.element.css_first("figure, figcaption") is not None
