"""The archive's nine sections, from the names newsrooms print for theirs."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import islice
from urllib.parse import unquote, urlsplit

from hemera import markup
from hemera.extract import jsonld, vocabulary
from hemera.extract.choice import Said
from hemera.extract.page import Line, Page, ancestors, is_alike
from hemera.text import fold

SECTIONS = tuple(vocabulary.SECTION_NAMES)
_SECTION_OF = {name: section for section, names in vocabulary.SECTION_NAMES.items() for name in (section, *names)}
_ARTICLE = re.compile(r"\bال(?=\w{3})")
_META = ("article:section", "og:article:section", "section", "parsely-section", "category", "cxenseparse:section")
_TRAILS = ("breadcrumb", "ariane", "crumbs")
_LABELS = ("rubrique", "section-name", "kicker", "category", "cat-links", "surtitre")
_LONGEST = 60  # characters
_BOXES = frozenset({"td", "article", "header", "main", "div"})
_NEAR = 40  # lines before the heading
_CLOSE, _BEHIND = 12, 20  # lines before and behind the heading where a section's name may stand by itself
_AROUND = 2  # boxes around the heading, above which a trail may be printed
_STEP = re.compile(r"\s*[‹›»>/|\\]+\s*")  # between the parts of a trail


def section(page: Page, heading: Line | None) -> tuple[str, Said[str]]:
    """Return (section of the archive or "", name as printed with its origin). The source's own table decides first."""
    said = list(_printed(page, heading))
    own = {_key(name): known for name, known in page.hints.sections.items()}
    for candidate in said:
        if found := own.get(_key(candidate.value)):
            return found, candidate
    if heading is not None and own and (text := _near(page, heading, own)):
        return own[_key(text)], Said(text, "label")
    for candidate in said:
        if found := known_section(candidate.value):
            return found, candidate
    printed = [candidate for candidate in said if candidate.origin != "address"]
    return page.hints.feed_section or "", printed[0] if printed else Said("", "")


def known_section(name: str) -> str:
    """Return the archive's section of a printed name, "" where it is not one of ours."""
    key = _key(name)
    bare = _ARTICLE.sub("", key)
    return _SECTION_OF.get(key) or _SECTION_OF.get(bare) or _SECTION_OF.get(re.split(r"\s*[/|>&]\s*", bare)[0], "")


def _key(name: str) -> str:
    return " ".join(fold(name).split())


def _printed(page: Page, heading: Line | None) -> Iterator[Said[str]]:
    for candidate in _named(page, heading):
        text = markup.plain(candidate.value, 80)
        if 2 <= len(text) <= _LONGEST and _key(text) not in vocabulary.NO_SECTION:
            yield Said(text, candidate.origin)


def _named(page: Page, heading: Line | None) -> Iterator[Said[str]]:
    """Yield names of sections, from what the publisher says outright to what the address suggests; nearest things last."""
    yield from (Said(text, "json-ld") for text in jsonld.texts(page.article.get("articleSection"), "name")[:3])
    meta = page.first_meta(*_META)
    if meta:
        yield Said(meta[0], f"meta:{meta[1]}")
    yield from (Said(text, "breadcrumb") for text in reversed(_trail(page)))
    trail = [line for line in page.named(*_TRAILS, beside=True) if len(line.text) > _LONGEST or line.linked]
    yield from (Said(text, "breadcrumb") for line in trail[:1] for text in reversed(_links(line)))
    yield from (Said(line.text, "label") for line in page.named(*_LABELS) if len(line.text) <= _LONGEST)
    if heading is not None:
        yield from (Said(text, "label") for text in _before(page, heading))
    if page.hints.entry and page.hints.entry.section_raw:
        yield Said(page.hints.entry.section_raw, "entry")
    yield from (Said(unquote(part).replace("-", " "), "address") for part in urlsplit(page.url).path.split("/")[1:3])


def _trail(page: Page) -> list[str]:
    """Return the names of a JSON-LD breadcrumb without its last, the article itself."""
    for node in page.nodes:
        if "BreadcrumbList" in jsonld.types(node):
            return [
                name for item in jsonld.as_list(node.get("itemListElement"))[:8] for name in jsonld.texts(item, "name", "item")[:1]
            ][:-1]
    return []


def _links(line: Line) -> list[str]:
    return [markup.line(link.text(), _LONGEST) for link in line.element.css("a")][:8]


def _near(page: Page, heading: Line, own: Container[str]) -> str:
    """Return the text near the heading, or the tag, that is a section of the source's own; "" in a menu, among others of them."""
    at = next((i for i, line in enumerate(page.lines) if is_alike(line.element, heading.element)), 0)
    before = [line.text for line in page.lines[max(0, at - _CLOSE) : at]]
    lines = page.behind(heading.element, _BEHIND) if page.is_narrowed else page.lines[at + 1 : at + 1 + _BEHIND]
    behind = [line.text for line in lines if not line.beside]
    tags = [line.text for line in page.named("tag") if "tag" in line.names.split()]
    for texts in ([*before, *_crumb(heading)], behind, tags):
        found = {_key(text): text for text in texts if len(text) <= _LONGEST and _key(text) in own}
        if len(found) == 1:
            return next(iter(found.values()))
    return ""


def _crumb(heading: Line) -> list[str]:
    """Return the last part of the trail printed right above a heading."""
    for box in (heading.element, *islice(ancestors(heading.element), _AROUND)):
        above = box.prev
        while above is not None and (above.tag or "-")[:1] in {"-", "!"}:
            above = above.prev
        if above is not None:
            text = markup.line(above.text(), 3 * _LONGEST)
            return [_STEP.split(text)[-1]] if len(text) <= 2 * _LONGEST else []
    return []


def _before(page: Page, heading: Line) -> list[str]:
    """Return the link printed right above the heading, in the same box."""
    at = page.lines.index(heading)
    box = next((outer.mem_id for outer in ancestors(heading.element) if outer.tag in _BOXES), 0)
    links = [line for line in page.lines[max(0, at - _NEAR) : at] if line.tag == "a" and 0 < len(line.text) <= _LONGEST]
    above = next((line for line in reversed(links) if any(outer.mem_id == box for outer in ancestors(line.element))), None)
    return [above.text] if above else []
