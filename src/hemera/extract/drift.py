"""When the layouts of a source are to be learned, for the first time or again: judged by how its latest pages were read.

A layout that is not learned yet shows in pages no template read. One that changed shows in the doubts of its template, in texts
much shorter or longer than they used to be, and in lines that begin to stand in text after text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from hemera.extract.templates import LEAST_PAGES, Template
from hemera.jobs import How, Lesson, Seen
from hemera.types import Extraction

WINDOW = 30  # pages read by templates that are judged together
LEAST_DOUBTED = 3
MOST_DOUBTED = 0.1  # share of the pages a template was tried on
ENOUGH = 15  # texts whose median says something
REPEATED = 0.2  # share of texts that a line nobody wrote stands in
LONGEST_LINE = 400  # characters of one
DOUBLINGS = 8  # of the patience with a source of which nothing is learned: up to 1,024 pages
HAND = "hand"  # ``Template.extractor`` where a person wrote it

UNREAD, DOUBTED, LENGTH, LINES, ASKED = "unread", "doubted", "length", "repeated", "asked"  # why it is time


@dataclass(frozen=True, slots=True)
class Need:
    """Why a source's layouts are to be learned now. ``stale``: names of templates that do not serve their pages any more."""

    reason: str
    stale: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Readings:
    """How a source's pages were read since its layouts were last learned: each page once, as it was read last.

    ``attempts`` counts the lessons in a row that brought nothing, ``count`` the readings.
    """

    attempts: int = 0
    unread: frozenset[int] = frozenset()  # pages
    recent: tuple[Seen, ...] = ()  # the last pages that a template was tried on, oldest first
    count: int = 0

    def after(self, seen: Seen) -> Readings:
        """Return what is known after one more reading."""
        unread, recent = self.unread - {seen.page}, tuple(one for one in self.recent if one.page != seen.page)
        if seen.how is How.UNREAD:
            unread |= {seen.page}
        else:
            recent = (*recent, seen)[-WINDOW:]
        return replace(self, unread=unread, recent=recent, count=self.count + 1)

    @property
    def patience(self) -> int:
        """How many pages make another lesson worth its cost: 4, and twice as many after each that brought nothing."""
        return LEAST_PAGES << min(self.attempts, DOUBLINGS)


def seen(page: int, content: Extraction) -> Seen | None:
    """Return what a reading says of its source's templates; None for a page without a text, which is nobody's fault."""
    length = sum(len(block.text) for block in content.blocks)
    if is_doubted(content):
        return Seen(page, How.DOUBTED, content.template, length)
    if not content.blocks:
        return None
    how = How.READ if content.template and content.origins.get("blocks") != "panel" else How.UNREAD
    return Seen(page, how, content.template, length)


def is_doubted(content: Extraction) -> bool:
    """Say whether a template was tried on a page, and not trusted with it."""
    return any(doubt.code.startswith("template.") for doubt in content.doubts)


def need(readings: Readings, templates: Iterable[Template], repeating: Collection[str] = ()) -> Need | None:
    """Return why it is time to learn, None where it is not. ``repeating``: names of templates found to let lines repeat.

    What a person wrote is never stale: only a person replaces it.
    """
    ours = [one for one in templates if one.reads and one.extractor != HAND]
    found = {
        DOUBTED: {one.name for one in ours if _doubted(readings.recent, one)},
        LENGTH: {one.name for one in ours if _outgrown(readings.recent, one)},
        LINES: {one.name for one in ours if one.name in repeating},
    }
    stale = frozenset(name for names in found.values() for name in names)
    if len(readings.unread) >= readings.patience:
        return Need(UNREAD, stale)
    if stale and (not readings.attempts or readings.count >= readings.patience):
        return Need(next(reason for reason, names in found.items() if names), stale)
    return None


def _doubted(recent: Sequence[Seen], template: Template) -> bool:
    tried = [one for one in recent if one.template == template.name]
    doubted = sum(one.how is How.DOUBTED for one in tried)
    return doubted >= LEAST_DOUBTED and doubted >= MOST_DOUBTED * len(tried)


def _outgrown(recent: Sequence[Seen], template: Template) -> bool:
    lengths = [one.length for one in recent if one.template == template.name and one.how is How.READ]
    return len(lengths) >= ENOUGH and template.length > 0 and not _alike(median(lengths), template.length)


def _alike(length: float, usual: int) -> bool:
    return usual / 2 <= length <= usual * 2


def repeating(texts: Sequence[Iterable[str]], known: Collection[str]) -> frozenset[str]:
    """Return the lines that stand in so many texts that nobody wrote them for one, beyond those a template knows."""
    counts = Counter(line for text in texts for line in set(text) if len(line) <= LONGEST_LINE)
    least = max(LEAST_PAGES, REPEATED * len(texts))
    return frozenset(line for line, count in counts.items() if count >= least).difference(known)


def worth_keeping(found: Iterable[Template], lesson: Lesson) -> tuple[Template, ...]:
    """Return what a lesson found that tells more than the newest version there is.

    A template that reads only gives way to one that reads otherwise: where it is stale, or was learned from half as many pages.
    Nothing learned takes the place of what a person wrote, or has retired.
    """
    newest = {one.layout: one for one in lesson.known}
    ours = (one for one in found if one.marks and one.layout not in lesson.settled)  # without marks it would fit no page
    return tuple(one for one in ours if one.layout not in newest or _is_better(one, newest[one.layout], lesson.stale))


def _is_better(new: Template, older: Template, stale: Collection[str]) -> bool:
    if not older.reads:
        return new.reads or new.pages > older.pages
    due = older.name in stale or new.pages >= 2 * older.pages
    return due and new.reads and not _says_the_same(new, older)


def _says_the_same(new: Template, older: Template) -> bool:
    """Compare two templates by their rules; texts of about the same length are usual for both."""
    plain = replace(
        new,
        version=older.version,
        pages=older.pages,
        valid_from=older.valid_from,
        valid_to=older.valid_to,
        length=older.length,
        extractor=older.extractor,
    )
    return plain == older and (not older.length or _alike(new.length, older.length))
