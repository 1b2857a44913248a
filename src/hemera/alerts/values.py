"""What alerts are made of. Frozen; moments are UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum


class Every(StrEnum):
    """How often an alert tells, at most."""

    NOW = "now"  # within a minute of an article's being found
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"  # on Mondays


class State(StrEnum):
    """Whether an alert tells."""

    ACTIVE = "active"
    PAUSED = "paused"  # by the operator
    STUCK = "stuck"  # by itself: it could not be delivered for days
    ENDED = "ended"  # for ever, by whoever it was for or by the operator


class DeliveryState(StrEnum):
    """How far one mail or call has come."""

    PENDING = "pending"
    HANDED = "handed"  # it may have gone: written before the last byte that makes it whole
    SENT = "sent"
    UNSURE = "unsure"  # it may have gone, and nobody answered
    EMPTY = "empty"  # all it would have told was withdrawn meanwhile


@dataclass(frozen=True, slots=True)
class Wanted:
    """An alert as somebody asks for it. Exactly one of ``mail`` and ``webhook`` is given; ``at`` is for day and week."""

    query: str
    mail: str = ""
    webhook: str = ""
    every: Every = Every.DAY
    at: time = time(7)
    language: str = "fr"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """A saved search and whom it tells."""

    id: int
    name: str
    query: str
    language: str
    mail: str
    webhook: str
    every: Every
    at: time  # on the archive's clock
    state: State
    salt: str  # what the secret of its webhook is made from
    created_at: datetime
    since: datetime  # it tells of what was first captured from then on
    seen: int  # change of the log up to which it has looked
    due_at: datetime
    told_at: datetime | None = None  # when it was last delivered
    error: str = ""  # key of what stopped the last delivery; "" where that went well
    told: int = 0  # articles
    waiting: int = 0  # articles that wait to be delivered
    attempts: int = 0  # of the delivery that waits
    again_at: datetime | None = None  # when it is tried again
    unsure: int = 0  # deliveries that may have gone, and nobody answered

    @property
    def target(self) -> str:
        """Return whom it tells."""
        return self.mail or self.webhook


@dataclass(frozen=True, slots=True)
class Delivery:
    """One mail or call on its way. ``key`` names it for ever: in the Message-ID, and to who must not take it twice."""

    key: str
    alert: Alert
    attempts: int
    created_at: datetime
    articles: tuple[tuple[str, int], ...]  # (source, number), in the order in which they were found
    test: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """Words in a language, which may be another than their surroundings'."""

    text: str
    language: str
    direction: str


@dataclass(frozen=True, slots=True)
class Item:
    """One article of a digest, as far as it may be told. Addresses are absolute."""

    address: str  # source/number: lasting
    title: Named
    url: str  # at the portal
    origin: str  # at the source
    source: Named
    when: str  # in words, in the article's language
    published: datetime
    lead: str = ""
    authors: tuple[str, ...] = ()
    also: tuple[tuple[Named, str], ...] = ()  # who else carries the same text, and where


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences around the articles, in the digest's language."""

    subject: str
    heading: str
    summary: str
    also: str  # before the names of those who carry the same text
    more: str  # how many articles are not listed; "" for none
    all_of_them: str  # leads to the search
    why: str
    end: str
    note: str = ""  # that it is a test


@dataclass(frozen=True, slots=True)
class Digest:
    """What one delivery tells."""

    key: str
    alert: int
    name: str
    query: str
    language: str
    direction: str
    archive: str  # its name
    site: str  # its public address, without a slash at its end
    search: str  # address of the search
    end: str  # address at which whoever it is for ends it
    made_at: datetime
    items: tuple[Item, ...]
    total: int  # articles, those not listed and copies included
    words: Words
    test: bool = False
