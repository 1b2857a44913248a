"""All that may say when an article was published: metadata, printed lines, the feed, the address, and how much each is worth."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from hemera import dates
from hemera.extract import jsonld, stamps, titles
from hemera.extract.page import Line, Page, is_alike
from hemera.text import fold
from hemera.types import Doubt

_NAMES = ("datePublished", "dateCreated", "uploadDate")
_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time", "article:published", "datepublished",
    "parsely-pub-date", "sailthru.date", "publish-date", "publishdate", "publication_date", "publication-date", "pubdate",
    "pub_date", "dc.date.issued", "dcterms.created", "dcterms.date", "dcterms.issued", "dc.date", "dc.date.created",
    "cxenseparse:recs:publishtime", "article.published", "date", "citation_publication_date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "last-modified", "dcterms.modified",
    "dc.date.modified",
)  # fmt: skip
_CLASSES = ("date", "publi", "posted", "meta", "time", "tarikh")
_SHORT_TAGS = frozenset({"font", "span", "small", "p", "td", "div", "time", "em", "i", "li"})
_SAYS_PUBLISHED = re.compile(r"\bpubli(?:[ée]|sh|cat|cad|zi)|\bpubbl|\bpost(?:ed|[ée])|نشر|بتاريخ|حرر|يوم\s", re.IGNORECASE)
_CLOCK = re.compile(r"(?<![\d:])(?:[01]?\d|2[0-3])\s?[:h]\s?[0-5]\d(?![\d:])(?:\s*(?:[ap]\.?m\b|[صم](?!\w)|صباحا|مساء))?")
_CHANGED = re.compile(r"modif|updat")
_UPDATED = re.compile(r"updat|modif|mis(?:e)? a jour|\bmaj\b|تحديث|تعديل|aktualisiert|actuali")
_DIGIT = re.compile(r"\d")
_LONGEST_STAMP = 90  # characters: of two calendars, the day of the week and the clock
_YEAR = re.compile(r"(?:19|20)\d\d")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
# A number that begins with a day, and may go on with the time and a count: /A2026012914320005196, /news-20200612.html
_DIGITS_IN_ADDRESS = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d\d{0,9})?(?!\d)")
_MOST_LINES = 600  # looked at
_MOST_READ = 16  # of those that say or are classed as a date
_NEAR_BEFORE, _NEAR_AFTER = 10, 32  # lines from the heading: dates farther away are rather those of other articles
_GUESS_MOST = 500_000  # characters of a page a guess is made from

UNSURE = 0.4  # what no witness, or only one of those that weigh less, is worth
# How likely each is right on its own. They only rank and add up; nothing is refused for its weight.
_WEIGHTS = {
    "json-ld": 0.75, "meta": 0.7, "time": 0.65, "far": 0.5, "said": 0.6, "classed": 0.45, "bare": 0.42, "today": 0.15,
    "entry": 0.6, "address": 0.5, "number": 0.3, "line": 0.2, "relative": 0.25, "guess": 0.1,
}  # fmt: skip
_USELESS = "date.future"
_DEFAULT = "date.january-first"


class Candidate(NamedTuple):
    """A text that may be a date: the rule that found it, what is written, how it is read (None: not at all)."""

    origin: str
    raw: str
    reading: dates.Reading | None


class Witness(NamedTuple):
    """A date and who says it. ``testifies``: it is surely meant as this article's, and may contradict others."""

    kind: str  # machine, printed, entry, address, guess
    origin: str
    weight: float  # 0: says nothing
    reading: dates.Reading
    testifies: bool

    @property
    def day(self) -> date:
        return self.reading.value.date()


def witnesses(page: Page) -> list[Witness]:
    """Return the witnesses in the order of trust. The weaker kinds are asked only where the better are silent."""
    found = _told(page)
    heading = titles.title(page)[1] if page.is_narrowed and not any(one.weight > 0 for one in found) else None
    if heading is not None:
        learned = page.lines
        page.lines = [*learned, *page.behind(heading.element, _NEAR_AFTER)]
        found = _told(page)
        page.lines = learned
    return found if any(one.weight > 0 for one in found) else [*found, *_guess(page)]


def _told(page: Page) -> list[Witness]:
    """Return what metadata and the lines of a page say."""
    short = _dated_lines(page)
    machine = list(_machine(page)) or list(_times(page))
    found = [*machine, *_printed(page, short), *_entry(page), *_address(page)]
    if not any(one.weight > 0 and not one.reading.doubts for one in found):
        found += [*_lines(page, short), *_relative(page)]
    return found


def candidates(page: Page) -> list[Candidate]:
    """List every text that may be a date, read or not, of all kinds."""
    stamps = [*_stamps(page), *_time_elements(page, page.lines)]
    found = [Candidate(origin, text[:200], _read(page, text)) for origin, text in stamps]
    short = _dated_lines(page)
    told = [*_printed(page, short), *_entry(page), *_address(page), *_lines(page, short), *_relative(page), *_guess(page)]
    return found + [Candidate(one.origin, one.reading.raw, one.reading) for one in told]


def first_raw(page: Page) -> str:
    """Return what metadata says of the date, whether or not it can be read."""
    return next((text[:200] for _, text in _stamps(page)), "")


def modified(page: Page) -> datetime | None:
    """Return when the article was changed: metadata, else what a line prints beside the publication."""
    said = jsonld.texts(page.article.get("dateModified"))[:1] + [text for name in _MODIFIED for text in page.meta.get(name, ())[:1]]
    readings = (_read(page, text) for text in said)
    stamped = next((reading.value for reading in readings if reading is not None and not reading.doubts), None)
    return stamped or next(_updates(page), None)


def _updates(page: Page) -> Iterator[datetime]:
    for line in _dated_lines(page):
        if len(line.text) <= 120 and len(_DIGIT.findall(line.text)) >= 10:
            told = dates.read_all(line.text, page.hints.zone, page.hints.fetched_at)
            if len(told) > 1:
                yield from (one.value for one in told if one.role == dates.UPDATED and not one.doubts)


def _read(page: Page, text: str) -> dates.Reading | None:
    return _reading(text[: dates.MAX_LENGTH], page.hints.zone, page.hints.fetched_at)


_reading = lru_cache(maxsize=500)(dates.read)  # metadata says one and the same time under many names


def _witness(kind: str, origin: str, name: str, reading: dates.Reading, *, testifies: bool = False) -> Witness:
    codes = {doubt.code for doubt in reading.doubts}
    weight = 0.0 if _USELESS in codes else _WEIGHTS[name] * (0.3 if _DEFAULT in codes else 0.5 if codes else 1)
    return Witness(kind, origin, weight, reading, testifies and not codes)


# --- metadata ---------------------------------------------------------------------------------------------------------


def _stamps(page: Page) -> Iterator[tuple[str, str]]:
    for name in _NAMES:
        yield from (("json-ld", text) for text in jsonld.texts(page.article.get(name))[:1])
    for name in _PUBLISHED:
        yield from ((f"meta:{name}", text) for text in page.meta.get(name, ())[:1])


def _machine(page: Page) -> Iterator[Witness]:
    first = True
    for origin, text in _stamps(page):
        if (reading := _read(page, text)) is not None:
            yield _witness("machine", origin, origin.partition(":")[0], reading, testifies=first)
            first = False


def _times(page: Page) -> Iterator[Witness]:
    """Yield what elements say to machines: those among the lines, else the page's first ``<time>``."""
    near = list(_time_elements(page, _near_heading(page, _is_stamped)))
    found = near or list(_time_elements(page, page.lines))
    if not found:
        nodes = page.tree.css("time[datetime], abbr[itemprop='datePublished'][title]")[:1]
        found = [("time", page.line(node).value) for node in nodes]
    for number, (origin, text) in enumerate(found[:3]):
        if (reading := _read(page, text)) is not None:
            yield _witness("machine", origin, "time" if near else "far", reading, testifies=number == 0 and bool(near))


def _is_stamped(line: Line) -> bool:
    return bool(line.value) and (line.tag == "time" or "datepublished" in line.names)


def _time_elements(page: Page, lines: Iterable[Line]) -> Iterator[tuple[str, str]]:
    """Yield stamps that elements hold, those that say outright they are the publication's first."""
    changed = {*page.meta.get("article:modified_time", ()), *jsonld.texts(page.article.get("dateModified"))}
    stamped = [line for line in lines if _is_stamped(line)]
    outright = [line for line in stamped if "publi" in line.names]
    others = [line for line in stamped if not line.beside and line.value not in changed and not _CHANGED.search(line.names)]
    yield from (("time", text) for text in dict.fromkeys(line.value for line in outright + others))


# --- what is printed --------------------------------------------------------------------------------------------------


def _dated_lines(page: Page) -> list[Line]:
    return [line for line in page.lines if _may_be_dated(line)][:_MOST_LINES]


def _may_be_dated(line: Line) -> bool:
    return not line.beside and len(line.text) <= 160 and _DIGIT.search(line.text) is not None


def _near_heading(page: Page, wanted: Callable[[Line], bool]) -> list[Line]:
    """Return lines about the heading, the nearest first, those below it before those above; any lines where there is none."""
    heading = titles.title(page)[1]
    own = heading.element if heading is not None else None
    at = next((number for number, line in enumerate(page.lines) if own is not None and is_alike(line.element, own)), None)
    if at is None:
        at = next((number for number, line in enumerate(page.lines) if line.tag == "h1" and not line.beside), None)
    if at is None:
        return [line for line in page.lines if wanted(line)][:_MOST_LINES]
    about = enumerate(page.lines[max(0, at - _NEAR_BEFORE) : at + _NEAR_AFTER], -min(at, _NEAR_BEFORE))
    dated = [(far if far >= 0 else -2 * far, line) for far, line in about if wanted(line)]
    return [line for _, line in sorted(dated, key=lambda one: one[0])]


def _is_classed(line: Line) -> bool:
    return any(name in line.names for name in _CLASSES) and "caption" not in line.names


def _is_stamp(line: Line) -> bool:
    """Say whether a line is a date and nothing else: so it stands under headings whose classes mean nothing."""
    return line.tag in _SHORT_TAGS and not line.linked and stamps.is_stamp(line.text, _LONGEST_STAMP)


def _printed(page: Page, short: list[Line]) -> Iterator[Witness]:
    """Yield dates of short lines: those that say "published" first, then those classed as dates, near the heading first."""
    said = {line.text: "said" for line in short if len(line.text) <= 120 and _SAYS_PUBLISHED.search(line.text)}
    about = _near_heading(page, _may_be_dated)
    bare = {line.text: "bare" for line in about if _is_stamp(line)}
    near = {line.text: "classed" for line in about if _is_classed(line)}
    far = {line.text: "line" for line in short if _is_classed(line)}
    names = {**far, **bare, **near, **said}
    lines = {line.text: line for line in reversed([*about, *short])}
    for text in list(dict.fromkeys([*said, *near, *bare, *far]))[:_MOST_READ]:
        reading = _clocked(page, _read(page, text), lines[text])
        if reading is not None and reading.role != dates.UPDATED and reading.method != "relative":
            name = "today" if names[text] != "said" and _is_today(page, reading) else names[text]
            yield _witness("printed", "printed", name, reading, testifies=name in {"said", "classed"})


def _clocked(page: Page, reading: dates.Reading | None, line: Line) -> dates.Reading | None:
    """Give a day the clock printed elsewhere on its line, or alone in an element next to it."""
    if reading is None or reading.precision != "day" or reading.method == "relative" or _says_changed(line.text):
        return reading
    clock = _CLOCK.findall(fold(line.text)) if len(_days(page, line.text)) == 1 else []
    clock = clock or [text for text in _next_to(line) if stamps.is_clock(text) and not _says_changed(text)]
    minutes = stamps.minutes(clock[0]) if len(clock) == 1 else None
    if minutes is None:
        return reading
    return replace(reading, value=reading.value.replace(hour=minutes // 60, minute=minutes % 60), precision="minute")


def _says_changed(text: str) -> bool:
    return _UPDATED.search(fold(text)) is not None


def _days(page: Page, text: str) -> set[date]:
    """Return the days a text tells, by the Gregorian calendar where it has any of it."""
    told = dates.read_all(text, page.hints.zone, page.hints.fetched_at)
    return {one.value.date() for one in told if one.method != "hijri"} or {one.value.date() for one in told}


def _next_to(line: Line) -> Iterator[str]:
    """Yield the short texts of the elements right behind and right before a line's own."""
    for side in ("next", "prev"):
        node = getattr(line.element, side)
        while node is not None and (node.tag or "-")[:1] in {"-", "!"}:
            node = getattr(node, side)
        if node is not None and len(text := node.text()) <= stamps.LONGEST:
            yield text


def _is_today(page: Page, reading: dates.Reading) -> bool:
    """Say whether a date without a time is the day of the capture: so a site's head prints today's."""
    return reading.precision == "day" and reading.value.date() == page.hints.fetched_at.astimezone(reading.value.tzinfo).date()


def _lines(page: Page, short: list[Line]) -> Iterator[Witness]:
    """Yield dates of any short line."""
    texts = (line.text for line in short if len(line.text) <= 60 and line.tag in _SHORT_TAGS and not line.linked)
    for text in dict.fromkeys(texts):
        reading = _read(page, text)
        if reading is not None and reading.role != dates.UPDATED and reading.method != "relative":
            yield _witness("printed", "printed", "today" if _is_today(page, reading) else "line", reading)


def _relative(page: Page) -> Iterator[Witness]:
    """Yield the first line classed as a date that tells it from now."""
    for line in page.lines:
        if not line.beside and len(line.text) <= 60 and _is_classed(line):
            reading = _read(page, line.text)
            if reading is not None and reading.method == "relative" and reading.role != dates.UPDATED:
                yield _witness("printed", "printed", "relative", reading)
                return


# --- the feed, the address, a guess -----------------------------------------------------------------------------------


def _entry(page: Page) -> Iterator[Witness]:
    entry = page.hints.entry
    if entry is not None and entry.published is not None and (reading := _read(page, entry.published.isoformat())) is not None:
        yield _witness("entry", "entry", "entry", reading, testifies=True)


def _address(page: Page) -> Iterator[Witness]:
    path = page.url.partition("://")[2].partition("/")[2].partition("?")[0]
    match = _IN_ADDRESS.search("/" + path)
    number = None if match else _DIGITS_IN_ADDRESS.search(path)
    found = match or number
    if found is not None and (reading := _read(page, "-".join(part.zfill(2) for part in found.groups()))) is not None:
        yield _witness("address", "address", "address" if match else "number", reading, testifies=match is not None)


def _guess(page: Page) -> Iterator[Witness]:
    """Yield htmldate's guess from the whole page, where nothing else speaks. It says 1 January where it read only a year."""
    if len(page.html) > _GUESS_MOST or not _YEAR.search(page.html):
        return
    from htmldate import find_date

    seen = page.hints.fetched_at.date().isoformat()
    guess = find_date(page.html, extensive_search=False, original_date=True, min_date=f"{dates.FIRST_YEAR}-01-01", max_date=seen)
    reading = _read(page, guess) if guess and not guess.endswith("-01-01") else None
    if reading is not None:
        yield _witness("guess", "htmldate", "guess", replace(reading, doubts=(*reading.doubts, Doubt("date.guessed", reading.raw))))
