"""Where fuzzing begins: every page of the little press, and short texts of the kinds that fields hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from hemera.demo import provinces
from hemera.demo.layouts import LAYOUTS
from hemera.demo.outlets import OUTLETS, SECTIONS
from hemera.demo.press import load
from hemera.demo.site import Site
from hemera.extract import Sample
from hemera.types import Hints

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
DATES = (
    "Publié le 3 août 2018 à 10h15, mis à jour le 4 août 2018 à 09:00", "الجمعة 12 يونيو 2020 - 10:15 بتوقيت غرينتش",
    "2020-06-12T10:15:00+01:00", "Fri, 12 Jun 2020 10:15:00 GMT", "12 حزيران/يونيو 2020",
    "20 شوال 1441 هـ الموافق 12 يونيو 2020", "منذ ساعتين", "il y a 2 heures et 3 minutes",
    "12/06/2020 م - الجمعة - على الساعة 10:30", "du 28 décembre au 3 janvier 2021", "June 12th, 2020 3:05 pm EST", "1591956900",
)  # fmt: skip
METADATA = (
    '[{"@type":["NewsArticle"],"headline":"Titre","author":[{"@id":"#a"}],"image":[{"url":"/a.jpg"}],"datePublished":"2020-06-12"}]',
    '{"@graph":[{"@type":"LiveBlogPosting","headline":"Direct","liveBlogUpdate":[{"@type":"BlogPosting","articleBody":"a\\nb"}]},]}',
)


@dataclass(frozen=True)
class Outlet:
    """A source of the little press with all its pages."""

    name: str
    pages: tuple[Sample, ...]


@cache
def outlets() -> tuple[Outlet, ...]:
    """Return the sources, those of the demo first."""
    return (*_printed(), *_provinces())


def _provinces() -> Iterator[Outlet]:
    for outlet in provinces.outlets():
        pages = provinces.printed(outlet)
        yield Outlet(outlet.id, tuple(Sample(page.body, page.content_type, page.url, page.hints) for page in pages))


def _printed() -> Iterator[Outlet]:
    press = load(START)
    for name, outlet in OUTLETS.items():
        site = Site(outlet, LAYOUTS[name], f"https://{name}.example", press.of(name), START)
        hints = Hints(name, outlet.languages, outlet.zone, START, SECTIONS[name], (outlet.name,))
        drawn = [(site.layout.article(site, piece), site.url(piece)) for piece in site.pieces]
        yield Outlet(name, tuple(Sample(page.body, page.content_type, url, hints) for page, url in drawn))
