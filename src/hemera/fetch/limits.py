"""The bounds of one exchange and the manners between two. Seconds and bytes throughout."""

from __future__ import annotations

from dataclasses import dataclass, field

from hemera.httpcontent import SITEMAPS, DecodeLimits
from hemera.types import Purpose

# What may be cut: the first half of a list is a list, and of an answer to what we sent only the status counts.
CUT = frozenset({Purpose.SITEMAP, Purpose.ROBOTS, Purpose.HOOK})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how large one answer may be."""

    connect: float = 10.0
    headers: float = 20.0  # from the start of the exchange to the last header
    total: float = 60.0
    feed_total: float = 30.0
    wire: int = 16 << 20  # body as sent
    feed_wire: int = 8 << 20
    sitemap_wire: int = 50_000_000  # the protocol's own limit, packed or not: what is longer is cut, not refused
    robots_wire: int = 500 << 10  # RFC 9309, 2.5: likewise
    hook_wire: int = 64 << 10
    header_bytes: int = 32 << 10
    header_count: int = 256
    redirects: int = 5
    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})
    large: int = 1 << 20  # bodies over this are read by `large_at_once` at a time: bounds memory
    large_at_once: int = 4
    decode: DecodeLimits = field(default_factory=DecodeLimits)
    sitemap_decode: DecodeLimits = field(default_factory=lambda: SITEMAPS)

    def total_for(self, purpose: Purpose) -> float:
        """Return the deadline of a whole exchange."""
        return self.feed_total if purpose in (Purpose.FEED, Purpose.ROBOTS, Purpose.TDMREP, Purpose.HOOK) else self.total

    def wire_for(self, purpose: Purpose) -> int:
        """Return how many bytes of body may be read."""
        bounds = {Purpose.FEED: self.feed_wire, Purpose.SITEMAP: self.sitemap_wire, Purpose.ROBOTS: self.robots_wire}
        bounds |= {Purpose.TDMREP: self.robots_wire, Purpose.HOOK: self.hook_wire}
        return bounds.get(purpose, self.wire)

    def decode_for(self, purpose: Purpose) -> DecodeLimits:
        """Return how far a body may grow when decoded."""
        return self.sitemap_decode if purpose is Purpose.SITEMAP else self.decode


@dataclass(frozen=True, slots=True)
class Manners:
    """How we treat hosts."""

    concurrency: int = 128  # hosts asked at the same time; never more than one connection to each
    queue: int = 20_000  # requests waiting; more are refused
    slow_gap: float = 60.0  # most that a slow host's latency may widen its gap to
    crawl_delay: float = 120.0  # most that a robots.txt may ask for
    patience: float = 30.0  # a request waits out pauses up to this; of longer ones it is told at once
    down: float = 600.0  # pause after a host could not be found or reached
    backoff: float = 30.0  # pause after 429 or 503, doubled each time in a row
    backoff_cap: float = 3600.0
    robots_ttl: float = 24 * 3600.0
    robots_retry: float = 600.0  # pause while robots.txt cannot be read (5xx)
