"""The title as printed: the page's heading where it agrees with the metadata, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hemera import markup
from hemera.extract import jsonld
from hemera.extract.choice import Said
from hemera.extract.page import Line, Page
from hemera.text import fold

MAX_LENGTH = 400  # characters
_LEAST_SHARE = 0.6  # of words a printed heading must share with the metadata's title
_LEAST_WORDS = 3  # of a heading that nothing else confirms
_BIG_TYPE = 5  # <font size>: what a title was before style sheets

_SEPARATOR = re.compile(r"\s+(?:[-–—|•·»:/]|::)\s+|\s*\|\s*")
_WORD = re.compile(r"\w+")
_BULLET = re.compile(r"^[\s•·▪◾*–—-]+")
_META = ("og:title", "twitter:title", "dc.title", "dcterms.title", "title", "headline", "sailthru.title", "parsely-title")


def title(page: Page) -> tuple[Said[str] | None, Line | None]:
    """Return the title, None where the page has none, and the line it is printed on."""
    named = list(_named(page))
    headings = [line for line in page.lines if line.tag == "h1" and not line.beside and _plausible(line)]
    big = [line for line in page.lines if _is_big(line) and not line.linked and _plausible(line)]
    others = [
        line
        for line in page.named("title", "headline", "titre", tags=("h2", "b", "strong", "font"))
        if not line.linked and _plausible(line)
    ]
    for candidates, origin in ((headings, "h1"), (big, "printed"), (others, "printed")):
        for known in named:
            if (line := _closest(known.value, candidates)) is not None:
                return Said(_cut(line.text, page), origin), line
        if candidates is not others and (line := _alone(candidates, page)) is not None:
            return Said(_cut(line.text, page), origin), line
    return (named[0] if named else None), None


def alike(one: str, other: str) -> float:
    """Return the share of words two texts have in common, of the longer one's; 1 for the same words."""
    a, b = _words(one), _words(other)
    return len(a & b) / max(len(a), len(b)) if a and b else 0.0


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text)))


def _named(page: Page) -> Iterator[Said[str]]:
    """Yield what metadata, the feed and ``<title>`` call the article, most trusted first, site names cut off."""
    if page.hints.entry and page.hints.entry.title:
        yield Said(page.hints.entry.title, "entry")
    for headline in (jsonld.texts(page.article.get("headline")) or jsonld.texts(page.article.get("name")))[:1]:
        yield Said(_cut(markup.plain(headline, MAX_LENGTH), page), "json-ld")
    meta = page.first_meta(*_META)
    if meta and (text := _cut(markup.plain(meta[0], MAX_LENGTH), page)):
        yield Said(text, f"meta:{meta[1]}")
    for element in page.tree.iterfind("head/title"):
        if text := _cut(markup.line("".join(element.itertext()), MAX_LENGTH), page):
            yield Said(text, "title")


def _plausible(line: Line) -> bool:
    return 3 <= len(line.text) <= MAX_LENGTH


def _is_big(line: Line) -> bool:
    return (
        line.tag == "font"
        and (line.element.get("size") or "").strip().lstrip("+").isdigit()
        and (int(line.element.get("size", "0").strip().lstrip("+")) >= (3 if "+" in line.element.get("size", "") else _BIG_TYPE))
    )


def _closest(known: str, candidates: list[Line]) -> Line | None:
    """Return the heading that shares most words with a known title, if it shares enough."""
    best = max(candidates, key=lambda line: _share(known, line.text), default=None)
    return best if best is not None and _share(known, best.text) >= _LEAST_SHARE else None


def _share(known: str, printed: str) -> float:
    """Like ``alike``, but a title wholly inside a longer heading, or the other way round, counts too."""
    a, b = _words(known), _words(printed)
    shorter = min(len(a), len(b))
    inside = len(a & b) / shorter if shorter >= 4 else 0.0
    return max(alike(known, printed), inside * 0.8)


def _alone(candidates: list[Line], page: Page) -> Line | None:
    """Return the one heading of a page whose metadata words its title quite differently, as written for search engines."""
    own = {_key(name) for name in page.hints.source_names}
    left = [
        line for line in candidates if len(line.text.split()) >= _LEAST_WORDS and not line.linked and _key(line.text) not in own
    ]
    return left[0] if len({line.text for line in left}) == 1 else None


def _cut(text: str, page: Page) -> str:
    """Cut bullets, and the site's name off either end."""
    publisher = jsonld.texts(page.article.get("publisher"), "name")
    names = {_key(name) for name in (*page.hints.source_names, *page.meta.get("og:site_name", ()), *publisher)} - {""}
    text = _BULLET.sub("", text)
    pieces, gaps = _SEPARATOR.split(text), _SEPARATOR.findall(text)
    while len(pieces) > 1 and _key(pieces[-1]) in names:
        del pieces[-1], gaps[-1]
    while len(pieces) > 1 and _key(pieces[0]) in names:
        del pieces[0], gaps[0]
    return (pieces[0] + "".join(gap + piece for gap, piece in zip(gaps, pieces[1:], strict=True))).strip()


def _key(text: str) -> str:
    return "".join(_WORD.findall(fold(text)))
