"""Reading a page by the template of its layout: one look-up of the container, one walk through it, and the doubts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from hemera.extract import jsonld, layouts, signatures
from hemera.extract.blocks import Piece, pieces
from hemera.extract.boxes import Boxes
from hemera.extract.page import Line, Page
from hemera.extract.signatures import LINK, Signatures, coarse
from hemera.extract.templates import Template
from hemera.types import Doubt

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MOST_REFUSED = 0.5  # share of a container's running text
_MOST_GUESSED = 0.4  # share of the text kept that only a guess kept
_PROSE = 100  # characters from which a refused piece counts
_LINKED = 0.3
_SHORT = 250  # characters; a shorter text is doubted where more was to be had
_PROSE_TAGS = frozenset({"p", "h2", "h3", "h4", "li", "blockquote", "pre"})
_LINES = 3  # at one learned path
_AGAIN = 30  # characters from which a line said twice is said once
# What a line at a learned path is called, beside its own names, so that the readers of fields know it.
_CALLED = {
    "section": "rubrique section-name",
    "title": "headline",
    "lead": "standfirst chapo",
    "byline": "byline",
    "date": "date published",
    "caption": "caption",
}


class Verdict(NamedTuple):
    """What a rule says of one piece."""

    piece: Piece
    kept: bool
    why: str  # accepted, alike, guessed; refused, repeated, again, unknown


class Rules(NamedTuple):
    """A template's rules, made ready."""

    accepted: frozenset[str]
    refused: frozenset[str]
    coarse: dict[str, bool]
    stable: frozenset[str]
    repeated: frozenset[str]


def chosen(page: Page, templates: Sequence[Template]) -> Template | None:
    """Return the template whose marks fit the page best, the newest of equals; None where none fits."""
    covering = [one for one in templates if one.covers(page.hints.fetched_at)]
    alone = len(covering) == 1
    fits = [(layouts.fit(page.tree, one.marks, alone=alone), one.reads, one.version, number) for number, one in enumerate(covering)]
    best = max(fits, default=None)
    return covering[best[-1]] if best is not None and best[0] >= layouts.FITS else None


def verdicts(page: Page, template: Template) -> Iterator[Verdict]:
    """Yield what the template says of each piece inside its container."""
    rules = _rules(template.accepted, template.refused, template.repeated)
    named = _Named(rules.stable)
    unwanted = frozenset(node.mem_id for path in template.decoration for node in page.tree.css(path))
    said: set[str] = set()
    for root in roots(page, template):
        for piece in pieces(root, unwanted):
            if piece.text in rules.repeated:
                yield Verdict(piece, False, "repeated")
            elif len(piece.text) >= _AGAIN and piece.text in said:
                yield Verdict(piece, False, "again")
            else:
                yield _judged(piece, named.of(piece), rules)
            said.add(piece.text)


class _Named:
    """The signatures of one page's pieces: what stands in the same box, with the same attributes, has the same one."""

    __slots__ = ("_boxes", "_known", "_signatures")

    def __init__(self, stable: frozenset[str]) -> None:
        self._signatures, self._boxes = Signatures(stable), Boxes()
        self._known: dict[tuple[object, ...], str] = {}

    def of(self, piece: Piece) -> str:
        """Return a piece's signature."""
        node, link = piece.box, piece.is_link
        outer = node.parent
        like = (outer.mem_id if outer is not None else 0, node.tag, link, *node.attributes.items())
        found = self._known.get(like)
        if found is None:
            found = self._known[like] = self._signatures.of(piece, self._boxes.of(node))
        return found


def doubts(found: Sequence[Verdict], page: Page, template: Template) -> tuple[Doubt, ...]:
    """Return why the template should not be trusted with this page; () where it may be."""
    if not found:
        return (Doubt("template.container"),)
    kept = sum(len(one.piece.text) for one in found if one.kept)
    guessed = sum(len(one.piece.text) for one in found if one.why == "guessed")
    refused = sum(len(one.piece.text) for one in found if one.why in {"refused", "unknown"} and _is_prose(one.piece))
    if not kept:
        return (Doubt("template.empty"),)
    if refused > _MOST_REFUSED * (kept + refused):
        return (Doubt("template.refused", f"{refused} of {kept + refused}"),)
    if guessed > _MOST_GUESSED * kept:
        return (Doubt("template.unknown", f"{guessed} of {kept}"),)
    if kept < min(_SHORT, template.length / 4) and (refused > kept or _declared(page) > 2 * kept):
        return (Doubt("template.short", str(kept)),)
    return ()


def _declared(page: Page) -> int:
    """Return the length of the text that the publisher gives to machines."""
    return max(map(len, jsonld.texts(page.article.get("articleBody"))), default=0)


def lines(page: Page, template: Template) -> list[Line]:
    """Return the lines at the learned paths, in the order pages print them."""
    paths = [(path, called) for field, called in _CALLED.items() if (path := template.paths.get(field))]
    return [page.line(node, called) for path, called in paths for node in page.tree.css(path)[:_LINES]]


def roots(page: Page, template: Template) -> list[LexborNode]:
    """Return the outermost elements that the container's selector finds."""
    body = page.tree.body
    if not template.container:
        return [body] if body is not None else []
    found = page.tree.css(template.container)
    if len(found) < 2:
        return found
    known = {node.mem_id: True for node in found}
    return [node for node in found if not _is_inside(node, known)]


def _is_inside(node: LexborNode, known: dict[int, bool]) -> bool:
    """Say whether an element lies in one that was found; of those around it that becomes ``known``: each is looked at once."""
    around: list[int] = []
    outer = node.parent
    while outer is not None and outer.mem_id not in known:
        around.append(outer.mem_id)
        outer = outer.parent
    inside = outer is not None and known[outer.mem_id]
    known.update(dict.fromkeys(around, inside))
    return inside


@lru_cache(maxsize=64)
def _rules(accepted: tuple[str, ...], refused: tuple[str, ...], repeated: tuple[str, ...]) -> Rules:
    votes: dict[str, int] = defaultdict(int)
    for names, vote in ((accepted, 1), (refused, -1)):
        for name in names:
            votes[coarse(name)] += vote
    known = {name: total > 0 for name, total in votes.items() if total}
    stable = signatures.classes((*accepted, *refused))
    return Rules(frozenset(accepted), frozenset(refused), known, stable, frozenset(repeated))


def _judged(piece: Piece, signature: str, rules: Rules) -> Verdict:
    if signature in rules.accepted:
        return Verdict(piece, True, "accepted")
    if signature in rules.refused:
        return Verdict(piece, False, "refused")
    alike = rules.coarse.get(coarse(signature))
    if alike is not None:
        return Verdict(piece, alike, "alike" if alike else "refused")
    guess = not signature.endswith(LINK) and piece.box.tag in _PROSE_TAGS and piece.linked < 0.5 * len(piece.text)
    return Verdict(piece, guess, "guessed" if guess else "unknown")


def _is_prose(piece: Piece) -> bool:
    return len(piece.text) > _PROSE and piece.linked < _LINKED * len(piece.text)
