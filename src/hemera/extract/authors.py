"""Who signed: people in one list, agencies in another field; the printed by-line and the metadata judged by agreement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from hemera.extract import byline, jsonld, namewords, titles, unnamed
from hemera.extract.blocks import Piece
from hemera.extract.byline import MOST, Credits, key, read
from hemera.extract.choice import Said
from hemera.extract.page import Line, Page, is_alike, is_same

__all__ = ["MOST", "Credits", "candidates", "credits_of", "read"]

MAX_LINE = 200  # characters of a by-line
_BEFORE, _AFTER = 25, 60  # lines around the heading where a by-line stands
_BEHIND = 40  # elements behind the heading, looked at where no line is learned to name anyone
_CLOSE = 15  # lines behind the heading where a name is printed as a by-line
_MOST_LINES = 24  # of by-lines read
_LONG = 120  # characters of a paragraph that is text
_TEXT = 2  # such paragraphs behind which the text has begun
_SENTENCE = 12  # words of a line that ends with a full stop and is no by-line
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
    r"about|comment|avatar|photo|image|picture|credit|bio(?![a-z])|social|related|teaser|recommend|follow|share|descr|about|caption"
    r"|more-|date|time|copyright|widget|twitter|latest"
)
# «و.خ.ل» - …; Marsa Ennour (AGA) — …; … (source : AGA); … dit-il. (AGA)
_TAG = re.compile(
    r"^[«(\[]\s*([^»)\]]{2,40})\s*[»)\]]\s*[-–—:]|^[^()]{2,50}\(([^()]{2,40})\)\s*[-–—:/]"
    r"|\((?:source\s*:|المصدر\s*:|avec|with|مع)\s*([^()]{2,40})\)|[.!?…»\"]\s*\(([^()]{2,40})\)\s*$",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d[/. -]\d?\d[/. -]\d|(?:19|20)\d\d")
_PLACE = re.compile(r"\s*[,،].*$")  # "AFP, Marsa Ennour"
_WRITTEN_BY = frozenset(key(label) for label in (*namewords.BY, "written by", "écrit par", "verfasst von", "كتب بواسطة"))


class _Signed(NamedTuple):
    """A printed line that names somebody."""

    credits: Credits
    line: Line
    origin: str


def credits_of(page: Page, pieces: Sequence[Piece] = ()) -> Said[Credits]:
    """Return who signed: what metadata says and the page prints, else what metadata says, else what is printed.

    ``pieces`` are those of the text, where a template has found it: a name may stand at its head or foot.
    """
    found = _told(page, _own(page), _heading(page), pieces)
    return _looked_around(page, pieces) if page.is_narrowed and found.value == _NOBODY else found


def _looked_around(page: Page, pieces: Sequence[Piece]) -> Said[Credits]:
    """Ask again, where nobody signs at the learned places, with the lines behind the heading."""
    at, learned = _heading(page), page.lines
    if at is None:
        return Said(_NOBODY, "")
    page.lines = [*learned[: at + 1], *page.behind(learned[at].element, _BEHIND), *learned[at + 1 :]]
    found = _told(page, _own(page), at, pieces)
    page.lines = learned
    return found


def _told(page: Page, own: tuple[str, ...], at: int | None, pieces: Sequence[Piece]) -> Said[Credits]:
    stated = list(_stated(page, own))
    printed = _printed(page, own, at)
    people = next((said for said in stated if said.value.authors), None)
    if people:
        found: Said[Credits] | None = _agreed(_near(page, at, _CLOSE), people, printed)
    else:
        nobody = own if at is None else (*own, page.lines[at].text)  # a bold headline without capitals may look like names
        found = _first(printed) or unnamed.signed(page, at, nobody) or unnamed.within(pieces, nobody)
    if found is not None:
        tags = (found.value.agency, *(said.value.agency for said in stated), *(each.credits.agency for each in printed))
        return Said(Credits(found.value.authors, next(filter(None, tags), "")), found.origin)
    agencies = [said for said in stated if said.value.agency] + [Said(each.credits, each.origin) for each in printed]
    return next(iter(agencies), None) or _tagged(page) or _tag_of(pieces) or Said(_NOBODY, "")


def house(page: Page, agency: str = "") -> Said[str] | None:
    """Return the name the house itself signs with ("La rédaction", its own), as written; None if it does not.

    Of use only where ``credits_of`` names nobody: a house is no person, and no agency. Beside ``agency`` it must have signed in
    one breath with it ("Le Journal avec AFP"): whoever runs a page is not who wrote a dispatch.
    """
    own, at = _own(page), _heading(page)
    said = [(", ".join(jsonld.texts(value, "name")), "json-ld") for value in _authors(page)]
    said += [(text, f"meta:{name}") for name in _META for text in page.meta.get(name, ())]
    said += [(line.text, origin) for line, origin in islice(_bylines(_own_lines(page, at)), _MOST_LINES)]
    together = ((text, origin) for text, origin in said if not agency or read([text], own).agency == agency)
    return next((Said(name, origin) for text, origin in together if (name := byline.house(text, own))), None)


def signed_by_none(page: Page) -> list[Line]:
    """Return the by-lines of an article that nobody signs but an agency or the newsroom; none where anybody does."""
    own, found = _own(page), credits_of(page).value
    lines = (line for line, _ in islice(_bylines(_own_lines(page, _heading(page))), _MOST_LINES))
    if found.authors:
        return []
    return [line for line in lines if byline.house(line.text, own) or (found.agency and read([line.text], own).agency)]


def candidates(page: Page) -> list[Said[Credits]]:
    """Return what each place says of who signed: the decision, then all in the order judged."""
    own, at = _own(page), _heading(page)
    printed = [Said(each.credits, each.origin) for each in _printed(page, own, at)]
    last = [said for said in (unnamed.signed(page, at, own), _tagged(page)) if said is not None]
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


def _printed(page: Page, own: tuple[str, ...], at: int | None) -> list[_Signed]:
    """Return the lines near the heading that name who signed, the first behind it first."""
    found: list[_Signed] = []
    for line, origin in islice(_bylines(_own_lines(page, at)), _MOST_LINES):
        said = read([line.text], own)
        people = () if byline.is_source(line.text) else said.authors
        said = said._replace(authors=tuple(name for name in people if byline.is_full(name)))
        if said != _NOBODY and not unnamed.is_picture(line):
            found.append(_Signed(said, line, origin))
    return found


def _bylines(lines: Iterable[Line]) -> Iterator[tuple[Line, str]]:
    """Yield the lines that are called by-lines, or begin as they do."""
    for line in lines:
        if byline.is_signed(line.text):
            yield line, "printed"
        elif line.names and _BYLINE.search(line.names) and not _NOT_BYLINE.search(line.names) and not _is_sentence(line.text):
            yield line, "byline"


def _is_sentence(text: str) -> bool:
    """Say whether a line tells something of its author, rather than names one."""
    return text.endswith((".", "…", "!", "؟", "?")) and len(text.split()) > _SENTENCE


def _near(page: Page, at: int | None, after: int = _AFTER) -> list[Line]:
    """Return the short lines behind the heading, then those before it."""
    lines = page.lines
    near = lines if at is None else lines[at : at + after] + lines[max(0, at - _BEFORE) : at]
    return [line for line in near if not line.beside and line.text and len(line.text) < MAX_LINE]


def _heading(page: Page) -> int | None:
    """Return the number of the line that prints the title, else of the first heading."""
    title = titles.title(page)[1]
    at = next((i for i, line in enumerate(page.lines) if title is not None and is_alike(line.element, title.element)), None)
    headings = [(line.beside, i) for i, line in enumerate(page.lines) if line.tag == "h1"] if at is None else []
    return min(headings)[1] if headings else at


def _own_lines(page: Page, at: int | None) -> Iterator[Line]:
    """Yield the near lines but those that name who signed, and when, below the text: these announce other articles."""
    long = (line for line in page.lines[at or 0 :] if len(line.text) > _LONG and not line.linked)
    last = next(islice(long, _TEXT - 1, None), None)
    below = {line.element.mem_id for line in page.lines[page.lines.index(last) :]} if last is not None else set()
    for line in _near(page, at):
        if line.element.mem_id not in below or not (_DATED.search(line.text) or len(line.text.split()) > _SENTENCE):
            yield line


def _first(printed: list[_Signed]) -> Said[Credits] | None:
    """Return the people of the first by-line: the line itself, and those of its kind beside it."""
    first = next((each for each in printed if each.credits.authors), None)
    if first is None:
        return None
    people = {key(name): name for each in (first, *_kin(first, printed)) for name in each.credits.authors}
    return Said(Credits(tuple(people.values())[:MOST], first.credits.agency), first.origin)


def _kin(one: _Signed, printed: list[_Signed]) -> list[_Signed]:
    """Return the lines called the same in the same box, or each in a box of its own there: one for each who signed."""
    box = one.line.element.parent
    outer = box.parent if box is not None else None
    alike = [each for each in printed if each.line.names == one.line.names]
    return [
        each
        for each in alike
        if is_same(inner := each.line.element.parent, box) or (inner is not None and is_same(inner.parent, outer))
    ]


def _agreed(near: Sequence[Line], stated: Said[Credits], printed: list[_Signed]) -> Said[Credits]:
    """Decide between what metadata says and what is printed: by-lines that name its people may add to them."""
    people = {key(name): name for name in stated.value.authors}
    theirs = tuple(people)
    agreeing = [each for each in printed if any(_same(key(name), theirs) for name in each.credits.authors)]
    for name in (name for each in agreeing for signed in _kin(each, printed) for name in signed.credits.authors):
        if not _same(key(name), people):
            people[key(name)] = name
    first = _first(printed)
    if agreeing or first is None or any(said in key(line.text) for said in theirs for line in near):
        return Said(Credits(tuple(people.values())[:MOST], stated.value.agency), stated.origin)
    return first


def _same(name: str, others: Iterable[str]) -> bool:
    """Say whether a name is another's, middle names and stray spaces apart."""
    words, bare = set(name.split()), name.replace(" ", "")
    return any(words <= set(other.split()) or set(other.split()) <= words or bare == other.replace(" ", "") for other in others)


def _tag_of(pieces: Sequence[Piece]) -> Said[Credits] | None:
    """Return the agency named in brackets where a text begins or ends."""
    for piece in (*pieces[:2], *pieces[-1:]):
        tag = _TAG.search(piece.text[:MAX_LINE]) or _TAG.search(piece.text[-MAX_LINE:])
        named = next(filter(None, tag.groups())) if tag else ""
        if found := byline.agency(named) or byline.agency(_PLACE.sub("", named)) or byline.agency(piece.text):
            return Said(Credits((), found), "printed")
    return None


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
            if found and not unnamed.is_picture(line):
                return Said(Credits((), found), "printed")
    return None
