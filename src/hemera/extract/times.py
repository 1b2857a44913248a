"""When an article was published and changed: metadata, then what is printed, then the feed, then the address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from hemera import dates
from hemera.extract import jsonld
from hemera.extract.choice import Said
from hemera.extract.page import Page
from hemera.types import Doubt

_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time", "article:published", "datepublished",
    "parsely-pub-date", "sailthru.date", "publish-date", "publishdate", "publication_date", "publication-date", "pubdate",
    "pub_date", "dc.date.issued", "dcterms.created", "dcterms.date", "dcterms.issued", "dc.date", "dc.date.created",
    "cxenseparse:recs:publishtime", "article.published", "date", "citation_publication_date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "datemodified",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
)
_TIMES = (
    "//time[@datetime][@itemprop='datePublished' or @pubdate or contains(@class,'publish')]/@datetime",
    "//*[@itemprop='datePublished']/@content | //*[@itemprop='datePublished']/@datetime",
    "//article//time[@datetime]/@datetime",
    "//time[@datetime]/@datetime",
)
_CLASSES = ("date", "publi", "posted", "meta", "time", "tarikh")
_SHORT_TAGS = frozenset({"font", "span", "small", "p", "td", "div", "time", "em", "i", "li"})
_SAYS_PUBLISHED = re.compile(r"publi|posted|نشر|بتاريخ|حرر|الموافق|يوم\s", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_UPDATE = re.compile(
    r"(?:mise? à jour|modifié|actualisé|updated|last modified|آخر تحديث|تحديث|تم التعديل|عدل).*$", re.IGNORECASE | re.DOTALL
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
_BAD = frozenset({"date.future", "date.old"})


class Times(NamedTuple):
    """What a page says of its times. ``precision`` is ``day``, ``minute`` or "" without a date."""

    published: Said[datetime] | None
    raw: str
    precision: str
    modified: datetime | None
    doubts: tuple[Doubt, ...]


def times(page: Page) -> Times:
    """Return the publication time by the first rule nobody doubts, else by the first that is merely unlikely."""
    doubts: list[Doubt] = []
    fallback: Said[dates.Reading] | None = None
    for said in _evidence(page):
        codes = {doubt.code for doubt in said.value.doubts}
        if not codes:
            return _accept(page, said, doubts)
        doubts.extend(doubt for doubt in said.value.doubts if doubt not in doubts)
        if fallback is None and not codes & _BAD:
            fallback = said
    if fallback is not None:
        return _accept(page, fallback, doubts)
    return Times(None, _first_raw(page), "", _modified(page), (*doubts, Doubt("date.missing")))


def _accept(page: Page, said: Said[dates.Reading], doubts: list[Doubt]) -> Times:
    reading = said.value
    value, origin = _precise(page, said)
    if reading.precision == "minute" and value.utcoffset() == timedelta(0):
        # A stamp in UTC names the moment right and says nothing of the newsroom's clock, by which its day is printed.
        value = value.astimezone(dates.zone_of(page.hints.zone))
    kept = tuple(doubt for doubt in doubts if doubt in reading.doubts)
    precision = reading.precision if value == reading.value else "minute"
    return Times(Said(value, origin), reading.raw, precision, _modified(page), kept)


def _precise(page: Page, said: Said[dates.Reading]) -> tuple[datetime, str]:
    """Take the minute, or the right offset, from what is printed.

    Some systems stamp the newsroom's wall clock as UTC: where the printed clock equals a UTC one in metadata, it is local.
    """
    reading = said.value
    printed = None if said.origin == "printed" else next(_printed(page), None)
    if printed is None or printed.value.precision != "minute" or printed.value.doubts:
        return reading.value, said.origin
    local = printed.value.value
    if reading.precision == "day" and local.date() == reading.value.date():
        return local, f"{said.origin} and printed"
    wall = reading.value.replace(tzinfo=None, second=0, microsecond=0)
    stamped_as_utc = reading.value.utcoffset() == timedelta(0) and wall == local.replace(tzinfo=None, second=0, microsecond=0)
    if stamped_as_utc and local.utcoffset() != timedelta(0):
        return reading.value.replace(tzinfo=local.tzinfo), f"{said.origin}, clock as printed"
    return reading.value, said.origin


def _read(page: Page, text: str) -> dates.Reading | None:
    return dates.read(text, page.hints.zone, page.hints.fetched_at)


def _evidence(page: Page) -> Iterator[Said[dates.Reading]]:
    for text, origin in _machine(page):
        if (reading := _read(page, text)) is not None:
            yield Said(reading, origin)
    yield from _printed(page)
    entry = page.hints.entry
    if entry is not None and entry.published is not None and (reading := _read(page, entry.published.isoformat())) is not None:
        yield Said(reading, "entry")
    match = _IN_ADDRESS.search(page.url)
    if match is not None and (reading := _read(page, "-".join(match.groups()))) is not None:
        yield Said(reading, "address")


def _machine(page: Page) -> Iterator[tuple[str, str]]:
    for name in ("datePublished", "dateCreated", "uploadDate"):
        for text in jsonld.texts(page.article.get(name))[:1]:
            yield text, "json-ld"
    for name in _PUBLISHED:
        for text in page.meta.get(name, ())[:1]:
            yield text, f"meta:{name}"
    for xpath in _TIMES[:2]:
        yield from ((str(text), "time") for text in page.tree.xpath(xpath)[:1])
    for xpath in _TIMES[2:]:
        yield from ((str(text), "time") for text in page.tree.xpath(xpath)[:1] if not _modified_time(page, str(text)))


def _modified_time(page: Page, text: str) -> bool:
    return any(
        text == other for other in (*page.meta.get("article:modified_time", ()), *jsonld.texts(page.article.get("dateModified")))
    )


def _printed(page: Page) -> Iterator[Said[dates.Reading]]:
    """Yield dates printed in short lines: those that say "published" first, then those classed as dates, then any."""
    short = [line for line in page.lines if not line.beside and len(line.text) <= 160 and _DIGIT.search(line.text)][:600]
    classed = [line.text for line in short if any(name in line.names for name in _CLASSES)]
    said = [line.text for line in short if len(line.text) <= 120 and _SAYS_PUBLISHED.search(line.text)]
    others = [line.text for line in short if len(line.text) <= 60 and line.tag in _SHORT_TAGS and not line.linked]
    for text in dict.fromkeys(said + classed + others):
        reading = _read(page, _UPDATE.sub("", text))
        if reading is not None and reading.method != "relative":
            yield Said(reading, "printed")


def _first_raw(page: Page) -> str:
    return next((text[:200] for text, _ in _machine(page)), "")


def _modified(page: Page) -> datetime | None:
    said = jsonld.texts(page.article.get("dateModified"))[:1] + [text for name in _MODIFIED for text in page.meta.get(name, ())[:1]]
    for text in said:
        reading = _read(page, text)
        if reading is not None and not reading.doubts:
            return reading.value
    return None
