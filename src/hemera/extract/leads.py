"""The standfirst: what stands between title and text."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from hemera import markup
from hemera.extract import jsonld, vocabulary
from hemera.extract.blocks import Piece
from hemera.extract.choice import Said
from hemera.extract.page import Line, Page, is_same
from hemera.extract.titles import alike
from hemera.text import fold
from hemera.types import Block, BlockKind

MAX_LENGTH = 1_000  # characters
_LEAST = 30
_LEAST_BOLD = 50  # characters of a bold line that nothing else calls a standfirst
_CLASSES = (
    "chapo",
    "chapeau",
    "standfirst",
    "entry-lead",
    "article-lead",
    "intro",
    "subtitle",
    "subheadline",
    "sous-titre",
    "article-dek",
    "muqaddima",
)
# What nothing but a standfirst is called, where it stands right behind the heading.
_CALLED = re.compile(
    r"chapo|chapeau|standfirst|sub[-_]?title|sous[-_]?titre|sub[-_]?headline|(?:article|entry|post|story)[-_]*(?:lead|dek)(?![a-z])"
    r"|(?<![a-z])dek(?![a-z])|muqaddima"
)
# What a first paragraph is called, because its first letter or line is set otherwise.
_INITIAL = re.compile(r"first|drop|caps?(?![a-z])|initial|lettrine|opening")
_HEAD = 6  # pieces in which a text begins
_BEHIND = 8  # lines behind the heading
_META = ("og:description", "description", "twitter:description", "dc.description", "dcterms.description", "dcterms.abstract")
_SITES = frozenset({"WebSite", "Organization", "NewsMediaOrganization", "Corporation"})
_MOST_NODES = 50
_TELLING = 4  # letters of a word that tells what an article is about
_WORD = re.compile(r"\w+")
_BULLET = re.compile(r"^[\s•·▪◾*]+")
_SAME = 0.9  # share of words that makes two lines one
_CUT = ("…", "...", "[…]", "[...]", "[&hellip;]")


def lead(
    page: Page, title: str, heading: Line | None, mottoes: Container[str] = (), pieces: Sequence[Piece] = ()
) -> Said[str] | None:
    """Return the standfirst as printed, or as metadata gives it: whole rather than cut with dots.

    ``mottoes`` are descriptions known to be those of other articles, too; ``pieces`` those of the text, if a template has found it.
    """
    described = [said for said in _described(page) if said.value not in mottoes and not _is_motto(page, said.value, title)]
    evidence = (Said(_BULLET.sub("", said.value), said.origin) for said in _evidence(page, heading, described, pieces))
    candidates = [said for said in evidence if len(said.value) >= _LEAST and alike(said.value, title) < _SAME]
    whole = [said for said in candidates if not said.value.endswith(_CUT)]
    return next(iter(whole + candidates), None)


def without(blocks: tuple[Block, ...], lead_text: str, pieces: Sequence[Piece] = ()) -> tuple[Block, ...]:
    """Drop the standfirst from the head of the body, unless nothing would be left.

    ``pieces`` are those of the text: what is set as the paragraphs after it is one of them, though metadata repeats it.
    """
    if not lead_text or len(blocks) < 2 or _is_text(pieces, lead_text):
        return blocks
    head = [block for block in blocks[:3] if block.kind is not BlockKind.TIME and fold(block.text) == fold(lead_text)]
    return tuple(block for block in blocks if block not in head) if head else blocks


def _is_text(pieces: Sequence[Piece], lead_text: str) -> bool:
    """Say whether the first paragraph, which the standfirst repeats, is set as those after it: in their box, as they are."""
    said = fold(lead_text)
    at = next((i for i, piece in enumerate(pieces[:_HEAD]) if fold(piece.text) == said), len(pieces))
    after = [one for one in pieces[at + 1 :] if one.kind is BlockKind.PARAGRAPH and len(one.text) >= _LEAST][:2]
    if not after or pieces[at].kind is not BlockKind.PARAGRAPH or (pieces[at].bold and not after[0].bold):
        return False
    own, names = pieces[at].box, [piece.box.attributes.get("class") or "" for piece in (pieces[at], *after)]
    alike = names[0] in names[1:] or _INITIAL.search(names[0].lower()) is not None
    return alike and (is_same(own, after[0].box) or (own.tag == after[0].box.tag and is_same(own.parent, after[0].box.parent)))


def _evidence(
    page: Page, heading: Line | None, described: Sequence[Said[str]], pieces: Sequence[Piece] = ()
) -> Iterator[Said[str]]:
    yield from (Said(text, "printed") for text in _called(page, heading))
    printed = [line.text for line in page.named(*_CLASSES) if len(line.text) <= MAX_LENGTH][:3]
    # A printed one is the newsroom's own words, unless the class is a designer's: metadata must know it, or be silent.
    yield from (
        Said(text, "printed") for text in printed if not described or any(alike(text, said.value) > 0.5 for said in described)
    )
    yield from described
    if not described:
        bold = _first_bold(pieces) if page.is_narrowed else _bold(page, heading)
        yield from (Said(text, "bold") for text in bold)
    if page.hints.entry and page.hints.entry.summary:
        yield Said(page.hints.entry.summary[:MAX_LENGTH], "entry")


def descriptions(page: Page) -> list[str]:
    """Return what metadata gives as the standfirst; what it gives for every article is the site's motto."""
    return [said.value for said in _described(page)]


def _is_motto(page: Page, text: str, title: str) -> bool:
    """Say whether a description is the site's: said of the site itself, or naming it as papers name themselves.

    The latter has no other word of the title.
    """
    said = fold(text)
    sites = (node for node in page.nodes[:_MOST_NODES] if jsonld.types(node) & _SITES)
    if any(fold(own) == said for node in sites for own in jsonld.texts(node.get("description"))[:1]):
        return True
    if said in fold(page.head_title):
        return True
    words = set(_WORD.findall(said))
    publisher = jsonld.texts(page.article.get("publisher"), "name")
    names = [set(_WORD.findall(fold(name))) for name in (*page.hints.source_names, *page.meta.get("og:site_name", ()), *publisher)]
    own = next((name for name in names if name and name <= words), None)
    shared = words & {word for word in _WORD.findall(fold(title)) if len(word) >= _TELLING} - (own or set())
    return own is not None and not vocabulary.TRADE.isdisjoint(words - own) and not shared


def _described(page: Page) -> Iterator[Said[str]]:
    for text in jsonld.texts(page.article.get("description"))[:1]:
        yield Said(markup.plain(text, MAX_LENGTH), "json-ld")
    meta = page.first_meta(*_META)
    if meta:
        yield Said(markup.plain(meta[0], MAX_LENGTH), f"meta:{meta[1]}")


def _called(page: Page, heading: Line | None) -> list[str]:
    """Return the standfirst that is called one, right behind the heading: the newsroom's words, whatever metadata says."""
    at = _place(page, heading)
    near = page.lines if page.is_narrowed else page.lines[at : at + _BEHIND] if at else []
    lines = (line for line in near if not line.linked and not line.beside and _LEAST <= len(line.text) <= MAX_LENGTH)
    return [line.text for line in lines if _CALLED.search((line.element.attributes.get("class") or "").lower())][:1]


def _place(page: Page, heading: Line | None) -> int:
    """Return the number of the line behind the heading; 0 where there is none."""
    return page.lines.index(heading) + 1 if heading in page.lines else 0


def _bold(page: Page, heading: Line | None) -> list[str]:
    """Return the first bold line after the heading: the standfirst of pages without style sheets."""
    bold = (
        line for line in page.lines[_place(page, heading) :] if line.tag in {"b", "strong"} and not line.linked and not line.beside
    )
    return [line.text for line in bold if _LEAST_BOLD <= len(line.text) <= MAX_LENGTH][:1]


def _first_bold(pieces: Sequence[Piece]) -> list[str]:
    """Return the first piece of a text if it is bold, and what follows is not."""
    if len(pieces) < 2 or not pieces[0].bold or pieces[1].bold or pieces[0].linked:
        return []
    return [pieces[0].text] if _LEAST_BOLD <= len(pieces[0].text) <= MAX_LENGTH else []
