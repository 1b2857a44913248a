"""Pieces of a page that every layout has: cards, menus, the announcement of feeds."""

from __future__ import annotations

from collections.abc import Iterable

from hemera.demo.html import Html, fill, join
from hemera.demo.press import Piece
from hemera.demo.site import Announced, Site


def cards(site: Site, pieces: Iterable[Piece], template: str) -> Html:
    """Return each piece by a template that may name ``$url $title $lead $section $when $picture``."""
    return join(
        fill(
            template,
            url=site.url(piece),
            title=piece.title,
            lead=piece.lead,
            section=piece.section,
            when=piece.published.isoformat(timespec="minutes"),
            picture=site.picture(piece, "400x267") if piece.has_picture else f"{site.base}/static/blank.png",
        )
        for piece in pieces
    )


def menu(site: Site, template: str, language: str = "", most: int = 9) -> Html:
    """Return the navigation: each section by a template that may name ``$url $name``."""
    return join(fill(template, url=site.section_url(name, language), name=name) for name in site.sections(language)[:most])


def alternates(site: Site, feeds: Iterable[Announced]) -> Html:
    """Return the head's links to the feeds."""
    template = '<link rel="alternate" type="$mime" title="$title" href="$url" />'
    return join(fill(template, mime=feed.mime, title=feed.title, url=site.base + feed.path) for feed in feeds)
