"""The little press as a catalogue of sources: what an operator would have written of it."""

from __future__ import annotations

from collections.abc import Mapping

from hemera.demo.outlets import OUTLETS, SECTIONS, Outlet
from hemera.demo.server import PressServer
from hemera.types import Feed, FeedKind, Rights, Source

GAP = 0.02  # seconds between two requests: this machine is patient

_FEEDS: Mapping[str, tuple[Feed, ...]] = {
    "phare": (Feed("/feed/", language="fr"), Feed("/breves/feed/", language="fr")),  # the second has been dead for years
    "gazette": (Feed("/rss.xml", language="fr"),),
    "carnet": (Feed("/atom.xml", language="fr"),),
    "bousla": (Feed("/rss.php", language="ar"), Feed("/rss_mobile.php", language="ar")),
    "sada": (
        Feed("/sitemap.xml", FeedKind.SITEMAP, language="ar"),
        Feed("/news-sitemap.xml", FeedKind.SITEMAP, language="ar"),
    ),
    "nawras": (Feed("/feed.json", language="ar"),),
    "courier": (Feed("/feed", language="en"),),
    "dhifaf": (
        Feed("/ar/articles", FeedKind.SECTION, language="ar"),
        Feed("/fr/articles", FeedKind.SECTION, language="fr"),
    ),
}


def sources(server: PressServer) -> tuple[Source, ...]:
    """Return the eight sources of a running press, at the addresses it listens on."""
    return tuple(_source(outlet, server.addresses[outlet.id]) for outlet in OUTLETS.values())


def _source(outlet: Outlet, base: str) -> Source:
    return Source(
        id=outlet.id,
        name=outlet.name,
        home=base + "/",
        languages=outlet.languages,
        country=outlet.country,
        zone=outlet.zone,
        feeds=tuple(_at(base, feed) for feed in _FEEDS[outlet.id]),
        names=dict(outlet.names),
        rights=Rights.FULL,
        sections=dict(SECTIONS[outlet.id]),
        gap=outlet.crawl_delay or GAP,
        loopback=True,
        notes="Invented, like everything it prints.",
    )


def _at(base: str, feed: Feed) -> Feed:
    return Feed(base + feed.url, feed.kind, language=feed.language, articles=feed.articles)
