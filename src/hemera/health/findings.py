"""From the facts of a source to what ails it: kind, since when, by which figures, and the command that helps. Pure.

Texts belong to whoever shows them: a finding is keys and figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from hemera.coverage import ECHOES
from hemera.links import LinkState

SHOWN, PATIENCE, RETIRED = timedelta(days=1), timedelta(days=3), timedelta(days=7)
ENOUGH = 10  # pages from which a share says something
ASKED = 20  # links, as well


class Kind(StrEnum):
    """What ails a source."""

    HIJACKED = "hijacked"
    SUSPECTED = "suspected"  # its front page looks like somebody else's; the next look decides
    DEAD = "dead"  # nothing of it answers any more
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    REFUSED = "refused"  # it lets us in no more: robots.txt, 401, 403, 429 …
    MOVED = "moved"  # to another domain
    FEED_MOVED = "feed-moved"
    RETIRED = "retired"  # a feed that says, again and again, that it is gone for good
    FEED_GONE = "feed-gone"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    FAULTY = "faulty"
    FROZEN = "frozen"  # the very same bytes for far too long
    SILENT = "silent"  # it changes, and brings nothing new
    PAGES_GONE = "pages-gone"  # what it announces is not there
    LAYOUT = "layout"  # its pages can be read no more
    PAYWALL = "paywall"  # its articles are to be paid for now
    LINKS = "links"  # old articles are not at their addresses any more
    OURS = "ours"  # a fault of ours


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that ails a source. Moments are UTC."""

    source: str
    kind: Kind
    since: datetime | None
    cause: str = ""  # key of the error behind it, where there is one
    evidence: Mapping[str, float | str] = field(default_factory=dict)
    feeds: tuple[str, ...] = ()  # addresses of those that it is about
    command: str = ""  # what to type
    grave: bool = True  # it needs the operator


@dataclass(frozen=True, slots=True)
class Fed:
    """A feed that is polled, as far as its polls tell."""

    url: str
    polled_at: datetime | None = None
    error: str = ""  # of the last poll
    since: datetime | None = None  # of the lapse that lasts: its last success
    causes: Mapping[str, int] = field(default_factory=dict)  # of that lapse: key -> polls
    changed_at: datetime | None = None  # when it last brought other bytes
    moved_to: str = ""
    moved_at: datetime | None = None

    @property
    def told(self) -> str:
        """Return what its last poll said, or what was said before where that says only that we waited."""
        true = {key: n for key, n in self.tries.items() if key not in ECHOES}
        return max(true, key=lambda key: (true[key], key)) if self.error in ECHOES and true else self.error

    @property
    def tries(self) -> Mapping[str, int]:
        """Return what its polls said, without what is ours: that we came late."""
        return {key: n for key, n in self.causes.items() if not key.startswith("coverage.")}


@dataclass(frozen=True, slots=True)
class Fronted:
    """A source's front page, as far as the looks at it tell."""

    error: str = ""
    failing_since: datetime | None = None
    good_at: datetime | None = None
    suspected_at: datetime | None = None
    hijacked_at: datetime | None = None
    signs: tuple[str, ...] = ()
    moved_to: str = ""
    moved_at: datetime | None = None
    held: int = 0  # entries held for it
    since_good: int = 0  # articles that came between the last good look and the suspicion


@dataclass(frozen=True, slots=True)
class Pages:
    """What became of the entries first announced in a time."""

    announced: int = 0
    articles: int = 0
    partial: int = 0  # of the articles
    reasons: Mapping[str, int] = field(default_factory=dict)  # of what is no article -> entries

    def why(self, *begins: str) -> int:
        return sum(n for reason, n in self.reasons.items() if reason.startswith(begins))


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a source. ``recent`` is the last fortnight, ``before`` the six weeks before it."""

    source: str
    home: str
    feeds: Sequence[Fed] = ()
    front: Fronted = Fronted()
    quiet: int = 0  # whole days without an entry, where there are too many
    newest: datetime | None = None  # when its last entry was announced
    recent: Pages = Pages()
    before: Pages = Pages()
    links: Mapping[str, int] = field(default_factory=dict)  # LinkState -> articles asked within a quarter
    began: datetime | None = None  # of the fortnight


REFUSALS = ("fetch.refused.robots", "fetch.robots-unreadable", "http.401", "http.402", "http.403", "http.429", "http.451")
_KINDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (  # how an error's key begins; the first that fits counts
    (Kind.REFUSED, REFUSALS),
    (Kind.CERTIFICATE, ("fetch.tls",)),
    (Kind.RETIRED, ("http.410",)),
    (Kind.FEED_GONE, ("http.404",)),
    (Kind.EMPTY, ("feed.empty", "fetch.empty")),
    (Kind.UNREADABLE, ("parse", "feed", "fetch.refused", "fetch.undecodable")),
    (Kind.FAULTY, ("http", "fetch.truncated", "fetch.redirect")),
    (Kind.UNREACHABLE, ("fetch",)),
)
_UNREAD = ("body", "title", "template", "extract")
_AWAY = ("http.404", "http.410", "link.home", "body.not-found")


def examine(facts: Facts, now: datetime) -> list[Finding]:
    """Return what ails a source, the gravest first."""
    if facts.front.hijacked_at or facts.front.suspected_at:
        return [_taken(facts)]  # what else is seen there is somebody else's
    found = [*_failing(facts, now), *_moved(facts), *_still(facts), *_read(facts), *_rotten(facts)]
    return sorted(found, key=lambda one: (not one.grave, list(Kind).index(one.kind)))


def kind_of(error: str) -> Kind:
    """Return what an error of a feed says of it."""
    return next((kind for kind, begins in _KINDS if error.startswith(begins)), Kind.OURS)


# -- front page ---------------------------------------------------------------------------------------------------------


def _taken(facts: Facts) -> Finding:
    front = facts.front
    kind = Kind.HIJACKED if front.hijacked_at else Kind.SUSPECTED
    evidence: dict[str, float | str] = {"signs": " ".join(front.signs), "held": front.held}
    if front.since_good:
        evidence["articles-since-good"] = front.since_good
    return Finding(facts.source, kind, front.suspected_at, evidence=evidence, command=f"hemera source trust {facts.source}")


def _moved(facts: Facts) -> Iterator[Finding]:
    if facts.front.moved_to:
        evidence = {"to": facts.front.moved_to}
        command = f"hemera source add {facts.front.moved_to} --dry-run"
        yield Finding(facts.source, Kind.MOVED, facts.front.moved_at, evidence=evidence, command=command)
    for feed in facts.feeds:
        if feed.moved_to:
            evidence = {"to": feed.moved_to}
            yield Finding(facts.source, Kind.FEED_MOVED, feed.moved_at, evidence=evidence, feeds=(feed.url,), grave=False)


# -- feeds --------------------------------------------------------------------------------------------------------------


def _failing(facts: Facts, now: datetime) -> Iterator[Finding]:
    ill = [feed for feed in facts.feeds if feed.error and feed.since and now - feed.since >= SHOWN]
    if not ill:
        return
    kinds = {feed.url: _told(feed, now) for feed in ill}
    if _is_dead(facts, ill, kinds, now):
        since = max(feed.since for feed in ill if feed.since)
        yield _group(facts, Kind.DEAD, ill, since, now)
        return
    for kind in sorted(set(kinds.values()), key=list(Kind).index):
        some = [feed for feed in ill if kinds[feed.url] is kind]
        yield _group(facts, kind, some, min(feed.since for feed in some if feed.since), now)


def _told(feed: Fed, now: datetime) -> Kind:
    """Return what a feed's lapse says; "gone for good" counts from twice on, a week apart."""
    kind = kind_of(feed.told)
    lasting = feed.since is not None and now - feed.since >= RETIRED and feed.causes.get(feed.told, 0) > 1
    return Kind.FEED_GONE if kind is Kind.RETIRED and not lasting else kind


def _is_dead(facts: Facts, ill: Sequence[Fed], kinds: Mapping[str, Kind], now: datetime) -> bool:
    nothing = len(ill) == len(facts.feeds) and set(kinds.values()) == {Kind.UNREACHABLE}
    lasting = all(feed.since and now - feed.since >= PATIENCE for feed in ill)
    front = facts.front
    return nothing and lasting and (front.failing_since is not None or front.good_at is None)


def _group(facts: Facts, kind: Kind, feeds: Sequence[Fed], since: datetime, now: datetime) -> Finding:
    [(cause, _)] = Counter(feed.told for feed in feeds).most_common(1)
    if cause in ECHOES and facts.front.error:  # we waited for its host, which did not answer elsewhere
        cause = facts.front.error
    evidence = {"feeds": len(feeds), "of": len(facts.feeds), "polls": sum(sum(feed.tries.values()) for feed in feeds)}
    urls = tuple(feed.url for feed in feeds)
    return Finding(facts.source, kind, since, cause, evidence, urls, _COMMANDS[kind](facts), now - since >= PATIENCE)


def _check(facts: Facts) -> str:
    return f"hemera source check {facts.source}"


def _explore(facts: Facts) -> str:
    return f"hemera source add {facts.home} --dry-run"


def _status(facts: Facts) -> str:
    return f"hemera status {facts.source}"


_COMMANDS: Mapping[Kind, Callable[[Facts], str]] = {
    Kind.DEAD: _check,
    Kind.UNREACHABLE: _check,
    Kind.CERTIFICATE: _check,
    Kind.REFUSED: _check,
    Kind.RETIRED: _explore,
    Kind.FEED_GONE: _explore,
    Kind.EMPTY: _explore,
    Kind.UNREADABLE: _explore,
    Kind.FAULTY: _check,
    Kind.OURS: _status,
}


def _still(facts: Facts) -> Iterator[Finding]:
    """Tell feeds that answer and have nothing new: the same bytes for ever, or bytes that only look new."""
    if not facts.quiet or any(feed.error for feed in facts.feeds):
        return
    changed = max((feed.changed_at for feed in facts.feeds if feed.changed_at), default=None)
    frozen = changed is not None and facts.newest is not None and changed <= facts.newest + SHOWN
    kind, since = (Kind.FROZEN, changed) if frozen else (Kind.SILENT, facts.newest)
    evidence = {"days": facts.quiet, "feeds": len(facts.feeds)}
    yield Finding(facts.source, kind, since, "", evidence, tuple(feed.url for feed in facts.feeds), _status(facts))


# -- pages and links ----------------------------------------------------------------------------------------------------


def _read(facts: Facts) -> Iterator[Finding]:
    recent, before = facts.recent, facts.before
    if recent.announced < ENOUGH:
        return
    for kind, begins, command in (
        (Kind.LAYOUT, _UNREAD, f"hemera template learn {facts.source}"),
        (Kind.PAGES_GONE, _AWAY, _explore(facts)),
        (Kind.REFUSED, REFUSALS, _check(facts)),
    ):
        now, then = recent.why(*begins) / recent.announced, before.why(*begins) / max(1, before.announced)
        if now >= 0.5 and then < now / 2:
            worst = max((key for key in recent.reasons if key.startswith(begins)), key=lambda key: recent.reasons[key])
            evidence = {"pages": recent.why(*begins), "of": recent.announced, "before": round(then, 2)}
            yield Finding(facts.source, kind, facts.began, worst, evidence, command=command)
    if min(recent.articles, before.articles) >= ENOUGH:
        now, then = recent.partial / recent.articles, before.partial / before.articles
        if now >= 0.6 and then <= 0.2:
            evidence = {"pages": recent.partial, "of": recent.articles, "before": round(then, 2)}
            yield Finding(facts.source, Kind.PAYWALL, facts.began, "", evidence, grave=False)


def _rotten(facts: Facts) -> Iterator[Finding]:
    asked = sum(facts.links.values())
    gone = facts.links.get(LinkState.GONE, 0)
    if asked >= ASKED and gone / asked >= 0.2:
        yield Finding(facts.source, Kind.LINKS, None, "", {"gone": gone, "of": asked}, grave=gone / asked >= 0.8)
