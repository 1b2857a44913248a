"""What runs in the bounded child processes: reading bytes from outside. Everything goes in and comes out by value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hemera import revisions, stories
from hemera.errors import CaptureError, ExtractError
from hemera.jobs import How
from hemera.types import Capture, CaptureRef, Extraction, Feed, FeedDocument, FeedKind, Hints, RevisionKind

if TYPE_CHECKING:
    from hemera.extract import Sample, Template
    from hemera.feeds import Before
    from hemera.feeds.habits import Visited
    from hemera.wishes.tdmrep import Rule

Content = tuple[bytes, str, str]  # body, content type, address that answered
Page = tuple[str, bytes, str, str]  # the address asked for, and that
ReadCapture = Callable[[str, CaptureRef], Capture]  # (folder of the captures, place)
Arrived = tuple[bytes, str, str, datetime]  # body, content type, address, moment of capture (UTC)
CPU_SECONDS = {"feed": 5.0, "listing": 10.0, "page": 10.0, "image": 10.0, "lesson": 60.0}
_SERVED = 0.75  # of a sample, from which on nothing is learned
MAX_PAGE, MAX_LESSON = 4 << 20, 24 << 20  # bytes of one page learned from, and of all
PRELOAD = ("hemera.extract", "hemera.feeds")  # what few pages need, once layouts are learned, each child loads when it does


def read_feed(arrived: Arrived, feed: Feed, zone: str, visited: Sequence[Visited] = ()) -> FeedDocument:
    """Step 4: bytes → entries. ``zone`` is the newsroom's, for dates printed without one; by ``visited`` section pages are read."""
    body, content_type, url, now = arrived
    if feed.kind is FeedKind.SITEMAP:
        from hemera import sitemaps

        return sitemaps.parse(body, url, zone=zone, now=now)
    if feed.kind is FeedKind.SECTION:
        from hemera.feeds import parse_section

        return parse_section(body, url, content_type, feed.articles, visited)
    from hemera import feeds

    return feeds.parse(body, url, content_type, zone=zone, now=now)


def read_poll(arrived: Arrived, feed: Feed, zone: str, visited: Sequence[Visited], before: Before) -> FeedDocument:
    """Step 4 of a poll: what the feed has not said the last time."""
    from hemera.feeds import left_out

    return left_out(read_feed(arrived, feed, zone, visited), feed, before)


def read_reservation(body: bytes) -> tuple[Rule, ...]:
    """A site's well-known file → what it reserves."""
    from hemera.wishes import tdmrep

    return tdmrep.rules(body)


def read_page(
    arrived: Content,
    hints: Hints,
    templates: Sequence[Template] = (),
    before: Sequence[Template] = (),
    further: Sequence[Page] = (),
    wished: str = "",
) -> Extraction:
    """Step 7: capture → article. ``further`` are its other pages as they came; each page names the next.

    ``before`` goes before the ``templates`` where it still serves the page. All pages are read by the template of the first:
    that is the one the article names. ``wished`` is what the headers of the first wish, which its own words are added to.
    """
    from hemera.extract import extract, variants
    from hemera.wishes import parsed, strictest, written

    pages = [_first(arrived, hints, templates, before)]
    consulted = [one for one in (*before, *templates) if one.name == pages[0].template][:1]
    newest = {page[0]: page for page in further}  # after a crash, a page was asked for twice
    while len(pages) < variants.MAX_PAGES and (page := newest.get(variants.goes_on_at(pages[-1]))):
        try:
            content = extract(*page[1:], replace(hints, entry=None), consulted)
        except ExtractError:
            break
        if not variants.has_text(content):
            break
        pages.append(content)
    whole = variants.join(pages[0], pages[1:])
    return replace(whole, wishes=written(strictest(parsed(wished), parsed(whole.wishes)))) if wished else whole


def _first(arrived: Content, hints: Hints, templates: Sequence[Template], before: Sequence[Template]) -> Extraction:
    from hemera.extract import extract
    from hemera.extract.drift import is_doubted

    if before:
        content = extract(*arrived, hints, before)
        if content.template and not is_doubted(content):
            return content
    return extract(*arrived, hints, templates)


@dataclass(frozen=True, slots=True)
class Kept:
    """An article as other rules of ours read it, and the capture they read."""

    content: Extraction
    ref: CaptureRef
    parts: tuple[CaptureRef, ...]  # captures of its further pages
    hints: Hints
    read: ReadCapture
    folder: str


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page, read, and what a child did besides. ``older`` is what today's rules read in the capture before one that changed."""

    content: Extraction
    older: Extraction | None = None
    bands: tuple[int, ...] | None = None  # the text's fingerprint; None where the child did not take it

    def fingerprint(self) -> tuple[int, ...]:
        return stories.bands(self.content.text) if self.bands is None else self.bands


def read_new(*args: Any) -> PageRead:
    """Step 7 of a page that is no article yet: as ``read_page``, and the fingerprint, that it need not be taken where all wait."""
    content = read_page(*args)
    return PageRead(content, bands=stories.bands(content.text))


def read_visit(
    arrived: Content, hints: Hints, templates: Sequence[Template], before: Sequence[Template], wished: str, kept: Kept
) -> Extraction | PageRead:
    """Step 7 where other rules read the version that is shown: if the page reads otherwise, that version's capture is read too,
    by the same rules and templates, so that what is ours of the difference is told from what is the source's.
    """
    from hemera.wishes import of_headers, written

    content = read_page(arrived, hints, templates, before, (), wished)
    if revisions.compare(kept.content, content) is RevisionKind.SAME:
        return content
    try:
        capture = kept.read(kept.folder, kept.ref)
        further = [(ref.requested_url, *_said(kept.read(kept.folder, ref))) for ref in kept.parts]
        older = read_page(_said(capture), kept.hints, templates, before, further, written(of_headers(capture.headers)))
    except (CaptureError, ExtractError):
        return content  # compared with what was read then, as there is nothing better
    return PageRead(content, older)


def _said(capture: Capture) -> Content:
    return capture.body, capture.header("Content-Type") or "", capture.ref.url


def learn_layouts(
    pages: Sequence[tuple[CaptureRef, Hints]], known: Sequence[Template], read: ReadCapture, folder: str
) -> tuple[Template, ...]:
    """Captures of a source → what is learned of its layouts. ``read`` fetches a capture from the folder they lie in."""
    from hemera.extract import learn

    return learn(list(_samples(pages, read, folder)), known)


def learn_past(
    pages: Sequence[tuple[CaptureRef, Hints]], known: Sequence[Template], read: ReadCapture, folder: str
) -> tuple[Template, ...]:
    """Captures of others → what is learned of the layouts of their time; nothing where those known serve most that has a text."""
    from hemera.extract import learn

    told = [(sample, how) for sample in _samples(pages, read, folder) if (how := _served(sample, known)) is not None]
    served = sum(how is How.READ for _, how in told)
    return () if served >= _SERVED * len(told) else learn([sample for sample, _ in told], known)


def _served(sample: Sample, known: Sequence[Template]) -> How | None:
    """Say how templates serve a page; None where there is no text on it."""
    from hemera.extract import drift, extract

    try:
        seen = drift.seen(0, extract(*sample, known))
    except ExtractError:
        return None
    return seen.how if seen else None


def _samples(pages: Sequence[tuple[CaptureRef, Hints]], read: ReadCapture, folder: str) -> Iterator[Sample]:
    """Yield the pages that can be read back, as long as they are not too large to learn from."""
    from hemera.extract import Sample

    room = MAX_LESSON
    for ref, hints in pages:
        try:
            capture = read(folder, ref)
        except CaptureError:
            continue  # `hemera verify` tells of it
        if len(capture.body) <= min(MAX_PAGE, room):
            room -= len(capture.body)
            yield Sample(capture.body, capture.header("Content-Type") or "", ref.url, hints)
