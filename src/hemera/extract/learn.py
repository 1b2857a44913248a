"""Learning the layouts of a source from its own pages, without gold: the panel's judgement, pooled over pages that look alike.

A block's signature is the article's where the panel found most blocks of that signature to be; a line that stands on several
pages is nobody's text; the smallest box around nearly all of the text is its container. What is printed of title, by-line,
date, section, standfirst and caption is found where the page's metadata and readers agree with what stands there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from statistics import median
from typing import NamedTuple

from hemera.errors import ExtractError
from hemera.extract import blocks, clues, decoration, layouts, leads, panel, places, times, titles
from hemera.extract.blocks import Piece
from hemera.extract.clues import Clue
from hemera.extract.page import Page, parse
from hemera.extract.rules import EXTRACTOR
from hemera.extract.signatures import Signatures, classes, coarse
from hemera.extract.templates import LEAST_PAGES, Template
from hemera.extract.zones import Zones
from hemera.types import Hints

MOST_PAGES = 12  # of one layout
_BODY = 0.5  # mean judgement from which a signature is the article's
_ENOUGH = 0.03  # share of a layout's text from which a signature may be its best
_COVERED = 0.9  # share of the accepted text that the container holds
_SAME_TEXT = 0.7  # share of lines of text in common: two captures of one article
_SAME_LAYOUT = 0.5  # of marks in common with a known template: its next version
_SENTENCE = 8  # words
_MOST_CARRIED = 200  # signatures of each kind kept from the version before
_MOST_SIGNATURES = 1_000  # those of most text; a layout has some dozens
_LONGEST_SIGNATURE = 500  # characters
_MOST_REPEATED = 400
_MOST_MOTTOES = 20
_LONGEST_REPEATED = 400  # characters of a line kept as such


class Sample(NamedTuple):
    """A page to learn from, as it was captured."""

    body: bytes
    content_type: str
    url: str
    hints: Hints


class _Laid(NamedTuple):
    """A page in pieces."""

    page: Page
    marks: frozenset[str]
    pieces: list[Piece]


class _Read(NamedTuple):
    """A page as the panel reads it."""

    page: Page
    marks: frozenset[str]
    found: list[Clue]
    sure: list[float]  # how sure each piece is text


def learn(samples: Sequence[Sample], known: Sequence[Template] = ()) -> tuple[Template, ...]:
    """Return a template for each layout of these pages of one source, those of most pages first.

    Heavy: 40 to 150 ms of CPU a page. Pages that cannot be read are passed over. A template of fewer than four pages only
    knows what repeats. One like a ``known`` template is its next version, valid from its own first capture.
    """
    pages = [page for sample in samples if (page := _parsed(sample)) is not None]
    frames = [layouts.marks(page.tree) for page in pages]
    pooled = [group[-MOST_PAGES:] for group in layouts.groups(frames) if len(group) > 1]
    learned = []
    for group in sorted(pooled, key=len, reverse=True):
        read = _judged(_distinct([_Laid(pages[i], frames[i], _pieces(pages[i])) for i in group]))
        if len(read) > 1:
            others = [frame for i, frame in enumerate(frames) if i not in group]
            marks = layouts.telling([one.marks for one in read], others)
            older = _older(marks, known)
            learned.append(_numbered(_template(read, marks, older), older, read))
    return tuple(learned)


def _pieces(page: Page) -> list[Piece]:
    return blocks.pieces(page.tree.body) if page.tree.body is not None else []


def _parsed(sample: Sample) -> Page | None:
    try:
        page = parse(*sample)
    except ExtractError:
        return None
    return page if page.lines and page.tree.body is not None else None


def _judged(pages: Sequence[_Laid]) -> list[_Read]:
    """Let the panel judge every piece, knowing what repeats on other pages of the layout."""
    repeated = clues.repeated([laid.pieces for laid in pages])
    out = []
    for page, marks, pieces in pages:
        told = clues.clues(pieces, panel.voices(page), panel.declared(page), repeated, titles.heading(page))
        out.append(_Read(page, marks, told, clues.judge(told, tuple(panel.READERS))))
    return out


def _distinct(pages: Sequence[_Laid]) -> list[_Laid]:
    """Leave out later captures of an article that is there already: all of its text would seem to repeat."""
    sentences = [_sentences(laid.pieces) for laid in pages]
    counts = Counter(letters for said in sentences for letters in said)
    furniture = {letters for letters, count in counts.items() if count > max(2, len(pages) // 2)}
    kept: list[tuple[_Laid, set[str]]] = []
    for laid, said in zip(pages, sentences, strict=True):
        own = said - furniture
        again = any(
            laid.page.url == other.page.url or len(own & before) > _SAME_TEXT * min(len(own), len(before)) for other, before in kept
        )
        if not again:
            kept.append((laid, own))
    return [laid for laid, _ in kept]


def _sentences(pieces: Iterable[Piece]) -> set[str]:
    said = (panel.words(piece.text) for piece in pieces if not piece.is_link)
    return {"".join(words) for words in said if len(words) > _SENTENCE}


def _template(read: Sequence[_Read], marks: tuple[str, ...], older: Template | None) -> Template:
    first = read[0].page.hints
    mottoes = _mottoes([one.page for one in read])
    bare = Template(
        source=first.source,
        layout="",
        pages=len(read),
        valid_from=min(one.page.hints.fetched_at for one in read),
        marks=marks,
        repeated=tuple(_lines(read)),
        mottoes=mottoes,
        zones=_zones(read),
        extractor=EXTRACTOR,
    )
    if len(read) < LEAST_PAGES:
        return replace(bare, layout=layouts.name((), marks))
    accepted, refused = _signatures(read, older)
    container, chain = places.container([_texts(one, accepted) for one in read], _COVERED)
    return replace(
        bare,
        layout=layouts.name(chain, marks),
        container=container,
        accepted=accepted,
        refused=refused,
        decoration=decoration.learned([one.page.tree for one in read]),
        paths=places.fields([one.page for one in read], mottoes),
        length=round(median(sum(len(clue.piece.text) for clue in _texts(one, accepted)) for one in read)),
    )


def _mottoes(pages: Sequence[Page]) -> tuple[str, ...]:
    """Return what metadata says of one article as of another."""
    counts = Counter(text for page in pages for text in set(leads.descriptions(page)))
    return tuple(sorted(text for text, count in counts.items() if count > 1))[:_MOST_MOTTOES]


def _lines(read: Sequence[_Read]) -> Iterator[str]:
    """Yield the repeated lines as printed, those of most pages first; short words repeat by chance and are kept too."""
    counts: Counter[str] = Counter()
    printed: dict[str, str] = {}
    for one in read:
        for letters, text in {clue.letters: clue.piece.text for clue in one.found if clue.repeated and clue.letters}.items():
            counts[letters] += 1
            printed.setdefault(letters, text)
    kept = (printed[letters] for letters, n in counts.most_common() if n > 1 and len(printed[letters]) <= _LONGEST_REPEATED)
    yield from (text for _, text in zip(range(_MOST_REPEATED), kept, strict=False))


def _signatures(read: Sequence[_Read], older: Template | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the accepted and the refused signatures, each after the mean judgement of its blocks on all pages.

    What the version before knew of shapes that are on none of these pages is kept: a live blog is not printed every day.
    """
    before = (older.accepted, older.refused) if older is not None and older.reads else ((), ())
    sums = _sums(read, _stable(read) | classes((*before[0], *before[1])))
    most = sorted(sums, key=lambda name: (-sums[name][1], name))[:_MOST_SIGNATURES]
    fine = {name: sums[name][0] / sums[name][1] for name in most if sums[name][1] and len(name) <= _LONGEST_SIGNATURE}
    least = _least(fine, {name: weight for name, (_, weight) in sums.items()})
    accepted = [name for name, mean in fine.items() if mean >= least]
    # A refused signature is worth a line where its coarse form would be accepted, or where it lies among the text.
    near = {coarse(name) for name in accepted}
    others = (name for name, mean in fine.items() if mean < least)
    refused = [name for name in others if coarse(name) in near or _beside(name, accepted)]
    rarer = [[name for name in names if name not in sums][:_MOST_CARRIED] for names in before]
    return tuple(sorted((*accepted, *rarer[0]))), tuple(sorted((*refused, *rarer[1])))


def _sums(read: Sequence[_Read], stable: frozenset[str]) -> dict[str, list[float]]:
    """Return, by signature, what its blocks on all pages weigh as text, and in all."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one in read:
        signatures = Signatures(stable)
        for clue, sure in zip(one.found, one.sure, strict=True):
            judged = 0.0 if clue.repeated or clue.again else sure
            total = sums[signatures.of(clue.piece, clue.box)]
            total[0] += clue.weight * judged
            total[1] += clue.weight
    return sums


def _least(means: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the mean judgement from which a signature is the article's: one half, or near the best of a layout unlike others."""
    enough = _ENOUGH * sum(weights.values())
    best = max((mean for name, mean in means.items() if weights[name] >= enough), default=0.0)
    return min(_BODY, clues.near(best))


def _beside(name: str, accepted: Sequence[str]) -> bool:
    """Say whether a signature shares its outer boxes with an accepted one: it lies inside the container."""
    outer = name.split(" > ", maxsplit=1)[0]
    return any(outer in other for other in accepted)


def _stable(read: Sequence[_Read]) -> frozenset[str]:
    """Return the classes met on more than one page."""
    counts = Counter(
        name for one in read for name in {name for clue in one.found for box in clue.box.around()[:6] for name in box.classes}
    )
    return frozenset(name for name, count in counts.items() if count > 1)


def _texts(one: _Read, accepted: Sequence[str]) -> list[Clue]:
    """Return the pieces of a page that the learned signatures take for text."""
    signatures = Signatures(classes(accepted))
    return [clue for clue in one.found if not clue.repeated and not clue.again and signatures.of(clue.piece, clue.box) in accepted]


def _zones(read: Sequence[_Read]) -> Zones:
    zones = Zones()
    for one in read:
        for seen in times.observations(one.page):
            zones = zones.learned(seen, one.page.hints.zone)
    return zones


def _older(marks: tuple[str, ...], known: Sequence[Template]) -> Template | None:
    """Return the newest known template of the layout that has these marks."""
    alike = (other for other in known if layouts.alike(marks, other.marks) >= _SAME_LAYOUT)
    return max(alike, key=lambda other: other.version, default=None)


def _numbered(template: Template, older: Template | None, read: Sequence[_Read]) -> Template:
    """Make a template the next version of the one before, else the first of its layout, open to the past."""
    if older is None:
        return replace(template, valid_from=None)
    first: datetime = min(one.page.hints.fetched_at for one in read)
    begins = max(first, older.valid_from or first) if older.reads else None
    return replace(template, layout=older.layout, version=older.version + 1, valid_from=begins)
