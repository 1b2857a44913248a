"""The title as printed: the page's heading where it agrees with the metadata, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from hemera import markup
from hemera.extract import jsonld
from hemera.extract.choice import Said
from hemera.extract.page import Line, Page
from hemera.text import fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_LENGTH = 400  # characters
_LEAST_SHARE = 0.6  # of words a printed heading must share with the metadata's title
_LEAST_WORDS = 3  # of a heading that nothing else confirms
_MOST_AROUND = 12  # words around a title within a longer heading; a longer one is a sentence of the text
_LONGEST_LABEL = 5  # words of a kicker before a title, or of a badge behind it
_BIG_TYPE = 5  # <font size>: what a title was before style sheets
_LEVELS = 3  # boxes around a heading, above which its kicker may stand
_MOST = 60  # headings of a kind looked at
_DATED = 120  # characters of a line that says when
_NEAR = 14  # lines between a title and the line that says when: each box around either is one

_SEPARATOR = re.compile(r"\s+(?:[-–—|•·»:/]|::)\s+|\s*\|\s*")
_WORD = re.compile(r"\w+")
_BULLET = re.compile(r"^[\s•·▪◾*–—-]+")
_META = ("og:title", "twitter:title", "dc.title", "dcterms.title", "title", "headline", "sailthru.title", "parsely-title")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLASSES = ("title", "headline", "titre")


class _Printed(NamedTuple):
    """A heading, and in how many places metadata calls the article just so."""

    line: Line
    text: str
    origin: str
    votes: int


class _Names:
    """What the site calls itself, compared without spaces and punctuation."""

    def __init__(self, page: Page) -> None:
        publisher = jsonld.texts(page.article.get("publisher"), "name")
        self.names = {_key(name) for name in (*page.hints.source_names, *page.meta.get("og:site_name", ()), *publisher)} - {""}
        host = page.url.partition("://")[2].partition("/")[0].lower().removeprefix("www.")
        self.label = _key(host.partition(".")[0])
        self.hosts = {_key(host), self.label, _key(f"www.{host}")}

    def has(self, text: str) -> bool:
        return _key(text) in self.names

    def is_host(self, text: str) -> bool:
        said = _key(text)
        return said in self.hosts or (len(self.label) > 4 and said.startswith(self.label))

    def cut(self, text: str) -> str:
        """Cut bullets, and the site's name off either end."""
        text = _BULLET.sub("", text)
        first, colon, rest = text.partition(": ")
        if colon and self.has(first):
            text = rest
        pieces, gaps = _SEPARATOR.split(text), _SEPARATOR.findall(text)
        while len(pieces) > 1 and (self.has(pieces[-1]) or self.is_host(pieces[-1])):
            del pieces[-1], gaps[-1]
        while len(pieces) > 1 and self.has(pieces[0]):
            del pieces[0], gaps[0]
        return (pieces[0] + "".join(gap + piece for gap, piece in zip(gaps, pieces[1:], strict=True))).strip()


def title(page: Page) -> tuple[Said[str] | None, Line | None]:
    """Return the title, None where the page has none, and the line it is printed on."""
    if page.titled is None:
        page.titled = _title(page)
    return page.titled


def heading(page: Page) -> LexborNode | None:
    """Return the element that prints the title; where none is known to, the page's only heading of the first rank."""
    _, line = title(page)
    if line is not None:
        return line.element
    first = [line for line in page.lines if line.tag == "h1" and line.text and not line.beside]
    return first[0].element if len(first) == 1 else None


def _title(page: Page) -> tuple[Said[str] | None, Line | None]:
    names = _Names(page)
    named = list(_named(page, names))
    printed = list(_printed(page, named, names))
    chosen = _best(printed, named, names)
    if chosen is None and not _says_title(page, named):
        chosen = _above_date(page, printed, names)
    if chosen is None:
        return (named[0], _saying(page, named[0].value)) if named else (None, None)
    return Said(_whole(chosen, named), chosen.origin), _heading(printed, chosen)


def _saying(page: Page, text: str) -> Line | None:
    """Return the first line that prints a title in a box that nothing else calls a heading."""
    key = _key(text)
    return next((line for line in page.lines if line.text and not line.beside and not line.linked and _key(line.text) == key), None)


def _says_title(page: Page, named: list[Said[str]]) -> bool:
    """Say whether anything names the article: many a ``<title>`` only names the site, with its motto."""
    if [said.origin for said in named] != ["title"]:
        return bool(named)
    text = named[0].value
    motto = text == page.head_title or _key(text) in {_key(said) for said in page.meta.get("description", ())}
    return not motto and _saying(page, text) is not None


def candidates(page: Page) -> list[Said[str]]:
    """Return every title the page offers: the chosen one, then what is printed as a heading, then what metadata says."""
    names = _Names(page)
    named = list(_named(page, names))
    chosen, _ = title(page)
    printed = [each for each in _printed(page, named, names) if each.votes or each.line.tag in {"h1", "font"}]
    return [*([chosen] if chosen else []), *(Said(each.text, each.origin) for each in printed), *named]


def confidence(offered: list[Said[str]]) -> float:
    """Return how sure the first of ``candidates`` is: the share of places that say the same, 0 to 1."""
    places = {said.origin: False for said in offered[1:]}
    for said in offered[1:]:
        places[said.origin] = places[said.origin] or _key(said.value) == _key(offered[0].value)
    return sum(places.values()) / len(places) if places else 0.0


def alike(one: str, other: str) -> float:
    """Return the share of words two texts have in common, of the longer one's; 1 for the same words."""
    a, b = _words(one), _words(other)
    return len(a & b) / max(len(a), len(b)) if a and b else 0.0


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text)))


def _key(text: str) -> str:
    return "".join(_WORD.findall(fold(text)))


def _named(page: Page, names: _Names) -> Iterator[Said[str]]:
    """Yield what metadata, the feed and ``<title>`` call the article, most trusted first, site names cut off."""
    if page.hints.entry and page.hints.entry.title:
        yield Said(page.hints.entry.title, "entry")
    for headline in (jsonld.texts(page.article.get("headline")) or jsonld.texts(page.article.get("name")))[:1]:
        yield Said(names.cut(markup.plain(headline, MAX_LENGTH)), "json-ld")
    for name in _META:
        for content in page.meta.get(name, ())[:1]:
            if text := names.cut(markup.plain(content, MAX_LENGTH)):
                yield Said(text, f"meta:{name}")
    if text := names.cut(page.head_title[:MAX_LENGTH]):
        yield Said(text, "title")


def _printed(page: Page, named: list[Said[str]], names: _Names) -> Iterator[_Printed]:
    """Yield the page's headings: those of the first rank, then big type, then whatever is called a title."""
    votes = [_key(said.value) for said in named]
    for line, origin in _lines(page):
        if (text := names.cut(line.text)) and not names.has(text):
            yield _Printed(line, text, origin, votes.count(_key(text)))


def _lines(page: Page) -> Iterator[tuple[Line, str]]:
    lines = [line for line in page.lines if 3 <= len(line.text) <= MAX_LENGTH]
    big = (line for line in lines if line.tag == "font" and _is_big(line) and not line.linked)
    yield from ((line, "h1") for line in islice((line for line in lines if line.tag == "h1"), _MOST))
    yield from ((line, "printed") for line in islice(big, _MOST))
    rest = (line for line in lines if not line.linked and not line.beside and _is_title(line))
    yield from ((line, "printed") for line in islice(rest, _MOST))


def _is_title(line: Line) -> bool:
    return line.tag in {"h2", "b", "strong", "font"} or (line.tag != "h1" and any(name in line.names for name in _CLASSES))


def _is_big(line: Line) -> bool:
    size = (line.element.attributes.get("size") or "").strip()
    return size.lstrip("+").isdecimal() and int(size.lstrip("+")) >= (3 if "+" in size else _BIG_TYPE)


def _best(printed: list[_Printed], named: list[Said[str]], names: _Names) -> _Printed | None:
    """Return the heading that is the title: word for word what metadata says before nearly so, h1 before all others.

    An h1 among the breadcrumbs comes late: sites put a headline for search engines there and print another above the text.
    """
    above = [each for each in printed if not each.line.beside]
    first = [each for each in above if each.origin == "h1"]
    ranked = [each for each in above if each.line.tag in {"h1", "h2"}]
    hidden = [each for each in printed if each.line.beside]
    return (
        _confirmed(ranked)
        or _likest(first, named)
        or _confirmed(above)
        or _alone(first, names)
        or _confirmed(hidden)
        or _likest([each for each in above if each.origin != "h1"], named)
        or _alone([each for each in above if each.line.tag == "font" or "headline" in each.line.names], names)
    )


def _above_date(page: Page, printed: list[_Printed], names: _Names) -> _Printed | None:
    """Return the last heading, or what looks like one, right above the first line that is dated."""
    above = [each for each in printed if not each.line.beside and not each.line.linked and not names.has(each.text)]
    lines = page.lines
    places = {line.element.mem_id: at for at, line in enumerate(lines)}
    dated = [at for at, line in enumerate(lines) if len(line.text) <= _DATED and _YEAR.search(line.text) and not line.beside]
    long = [each for each in above if len(_WORD.findall(each.text)) >= _LEAST_WORDS and not _YEAR.search(each.text)]
    for at in dated[:_MOST]:
        near = [each for each in long if 0 < at - places[each.line.element.mem_id] <= _NEAR]
        if near:
            return max(near, key=lambda each: places[each.line.element.mem_id])
    return None


def _confirmed(printed: Iterable[_Printed]) -> _Printed | None:
    """Return the heading that most of the metadata repeats word for word."""
    return max((each for each in printed if each.votes), key=lambda each: (each.votes, each.origin == "h1"), default=None)


def _likest(printed: list[_Printed], named: list[Said[str]]) -> _Printed | None:
    """Return the heading that shares most words with a known title, if it shares enough."""
    for known in named:
        best = max(printed, key=lambda each: _share(known.value, each.text), default=None)
        if best is not None and _share(known.value, best.text) >= _LEAST_SHARE:
            return best
    return None


def _share(known: str, printed: str) -> float:
    """Like ``alike``, but a title wholly inside a longer heading, or the other way round, counts too."""
    a, b = _words(known), _words(printed)
    shorter, longer = sorted((len(a), len(b)))
    inside = len(a & b) / shorter if shorter >= 4 and longer <= shorter + _MOST_AROUND else 0.0
    return max(alike(known, printed), inside * 0.8)


def _alone(printed: list[_Printed], names: _Names) -> _Printed | None:
    """Return the one heading of a page whose metadata words its title quite differently, as written for search engines."""
    left = [
        each for each in printed if len(each.text.split()) >= _LEAST_WORDS and not each.line.linked and not names.has(each.text)
    ]
    return left[0] if len({each.text for each in left}) == 1 else None


def _whole(chosen: _Printed, named: list[Said[str]]) -> str:
    """Return a heading as metadata bounds it: with the kicker printed above it, or without the one printed in its box."""
    key = _key(chosen.text)
    for known in named:
        said = _key(known.value)
        if said and len(said) < len(key) and (part := _part(chosen, known.value)):
            return part
        above = said.removesuffix(key) if not chosen.votes and said.endswith(key) else ""
        if above and _above(chosen.line).endswith(above):
            return known.value
    spelt = next((known.value for known in named if chosen.votes and _key(known.value) == key), "")
    return spelt if ":" in spelt and ":" not in chosen.text else chosen.text


def _part(chosen: _Printed, known: str) -> str:
    """Return the title within a heading that holds it whole: after a kicker in a box of its own, or before a badge."""
    words, size = chosen.text.split(), len(known.split())
    if not _LEAST_WORDS <= size < len(words) <= size + _LONGEST_LABEL:
        return ""
    kicker, behind, before = words[:-size], words[-size:], words[:size]
    if _key(" ".join(behind)) == _key(known) and not (chosen.votes and kicker[-1].endswith((":", "-", "–", "—", "|", "،", ","))):
        return " ".join(behind)
    return " ".join(before) if _key(" ".join(before)) == _key(known) and not chosen.votes else ""


def _above(line: Line) -> str:
    """Return what is printed right above a line: the nearest box before it."""
    box: LexborNode | None = line.element
    for _ in range(_LEVELS):
        if box is None:
            return ""
        before = box.prev
        while before is not None and ((before.tag or "-")[:1] in {"-", "!"} or before.tag == "br"):
            before = before.prev
        if before is not None:
            return _key(before.text()[-MAX_LENGTH:])
        box = box.parent
    return ""


def _heading(printed: list[_Printed], chosen: _Printed) -> Line:
    """Return where the title is printed above the text: its own line, unless that stands beside the article."""
    if chosen.line.beside:
        likest = max(printed, key=lambda each: (not each.line.beside) * _share(chosen.text, each.text))
        if not likest.line.beside and _share(chosen.text, likest.text) >= _LEAST_SHARE:
            return likest.line
    return chosen.line
