"""Why a page reads as it does: each field with the rule that gave it and what else was said, each piece with its fate. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from hemera import languages, markup
from hemera.dates import Reading
from hemera.errors import ExtractError
from hemera.extract import authors, bodies, leads, lines, pictures, sections, times, titles
from hemera.extract.article import extract
from hemera.extract.authors import Credits
from hemera.extract.bodies import Fate
from hemera.extract.choice import Said
from hemera.extract.learn import Sample
from hemera.extract.page import Line, Page, parse
from hemera.extract.panel import letters
from hemera.extract.rules import EXTRACTOR
from hemera.extract.templates import Template
from hemera.types import Doubt, Extraction, LeadImage, PageKind

MOST = 12  # candidates of one field
MOST_OF_A_RULE = 4
NEAR = 4  # pieces from one that was kept
MAX_VALUE = 400  # characters of one
NO_ARTICLE = "extract.no-article"
_ABOUT = {"date": "published", "title": "title"}  # what a doubt's code begins with -> its field


class Candidate(NamedTuple):
    """What one rule says of a field. ``agrees``: it says what was chosen."""

    value: str
    origin: str
    agrees: bool
    reading: str = ""  # how a date is read; "" for other fields, and for what is no date


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an article: what it is, the rule that gave it ("" where none did), how sure (0 to 1; None: not measured)."""

    name: str
    value: str
    origin: str
    sure: float | None = None
    candidates: tuple[Candidate, ...] = ()  # what the rules say, in the order they are trusted
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reading taken apart. A page with neither title nor text has an empty ``content`` with the doubt ``extract.no-article``."""

    content: Extraction
    template: Template | None  # the one that was consulted
    source: str
    captured_at: datetime  # UTC
    fields: tuple[Field, ...]
    pieces: tuple[Fate, ...]  # of the page, in the order they are laid out


def explain(sample: Sample, templates: Sequence[Template] = ()) -> Explanation:
    """Read a page as ``extract`` does and say why it reads so.

    Heavy: a page is read several times (0.1 to 0.5 s of CPU, up to 15 for a hostile one): run it in a worker process. Raises
    ``ExtractError`` as ``extract`` does, but not for a page without an article: why there is none is explained too.
    """
    content = _read(sample, templates)
    template = next((one for one in templates if content.template and one.name == content.template), None)
    page = parse(*sample)
    fields = tuple(_fields(page, content))  # first: reading its lines cuts off what is nested too deep
    pieces = tuple(_as_shown(bodies.fates(page, template), content))
    return Explanation(content, template, page.hints.source, page.hints.fetched_at, (*fields, _text(content, pieces)), pieces)


def near(pieces: Sequence[Fate]) -> frozenset[int]:
    """Return the numbers of the pieces that stand among or near those kept: the rest is far from the text; all where none is."""
    kept = [number for number, fate in enumerate(pieces) if fate.kept]
    return frozenset(other for number in kept for other in range(number - NEAR, number + NEAR + 1)) or frozenset(range(len(pieces)))


def _read(sample: Sample, templates: Sequence[Template]) -> Extraction:
    try:
        return extract(*sample, templates)
    except ExtractError as error:
        if error.key != NO_ARTICLE:
            raise
        return Extraction(sample.url, "", "", doubts=(Doubt(NO_ARTICLE),), extractor=EXTRACTOR)


# --- the text ---------------------------------------------------------------------------------------------------------


def _as_shown(fates: Iterable[Fate], content: Extraction) -> Iterator[Fate]:
    """Correct fates by what came of them: later rules set pieces aside, or take a live blog's entries from elsewhere."""
    told = [(fate, letters(fate.text)) for fate in fates]
    missing = {letters(block.text) for block in content.blocks} - {key for fate, key in told if fate.kept}
    shown = {letters(block.text) for block in content.blocks}
    for fate, key in told:
        if fate.kept and key not in shown:
            yield fate._replace(kept=False, why=_set_aside(fate.text, key, content))
        elif not fate.kept and key in missing:
            special = content.kind in {PageKind.LIVE, PageKind.GALLERY}
            yield fate._replace(kept=True, why=content.kind if special else content.origins.get("blocks", ""))
        else:
            yield fate


def _set_aside(text: str, key: str, content: Extraction) -> str:
    """Return why a piece that was chosen is not in the text."""
    if key == letters(content.lead):
        return "lead"
    if lines.is_promotion(text) or lines.is_paywall(text):
        return "promotion"
    above = (content.title, content.section_raw, content.published_raw, content.agency, content.house, *content.authors)
    return "elsewhere" if key in map(letters, above) else "set aside"


def _text(content: Extraction, pieces: Sequence[Fate]) -> Field:
    """Return the text as a field: as sure as its pieces are, each by its length."""
    kept = [fate for fate in pieces if fate.kept]
    length = sum(len(fate.text) for fate in kept)
    sure = sum(fate.score * len(fate.text) for fate in kept) / length if length else None
    return Field("text", content.text, content.origins.get("blocks", ""), sure, doubts=_doubts(content, "text"))


# --- the other fields -------------------------------------------------------------------------------------------------


def _fields(page: Page, content: Extraction) -> Iterator[Field]:
    _, heading = titles.title(page)
    yield _title(page, content)
    yield _authors(page, content)
    yield _published(page, content)
    yield _section(page, content, heading)
    yield _language(page, content)
    yield _lead(page, content, heading)
    yield _image(page, content)
    yield _address(page, content)


def _title(page: Page, content: Extraction) -> Field:
    offered = titles.candidates(page)[1:]
    chosen = Said(content.title, content.origins.get("title", ""))
    sure = titles.confidence([chosen, *offered]) if content.title else None
    return _field(content, "title", content.title, offered, sure)


def _authors(page: Page, content: Extraction) -> Field:
    offered = authors.candidates(page)[1:]
    chosen = Said(Credits(content.authors, content.agency), content.origins.get("authors", ""))
    sure = authors.confidence([chosen, *offered]) if any(chosen.value) else None
    return _field(content, "authors", _names(chosen.value), (Said(_names(said.value), said.origin) for said in offered), sure)


def _names(signed: Credits) -> str:
    return ", ".join(filter(None, (*signed.authors, signed.agency)))


def _published(page: Page, content: Extraction) -> Field:
    """Return the date. Its candidates are what is written, beside how that is read."""
    value = content.published
    found = tuple(
        Candidate(one.raw, one.origin, _same_day(one.reading, value), _moment(one.reading.value) if one.reading else "")
        for one in times.candidates(page)
    )
    sure = float(content.origins.get("published.confidence", 0)) if value else None
    doubts = _doubts(content, "published")
    return Field("published", _moment(value), content.origins.get("published", ""), sure, _distinct(found), doubts)


def _same_day(reading: Reading | None, value: datetime | None) -> bool:
    return reading is not None and value is not None and reading.value.date() == value.date()


def _moment(value: datetime | None) -> str:
    return value.isoformat(" ", "minutes") if value else ""


def _section(page: Page, content: Extraction, heading: Line | None) -> Field:
    """Return the section; whoever names one that stands for the same of the archive's agrees, and who names none has no say."""
    said, own, known = list(sections._printed(page, heading)), letters(content.section_raw), content.section or None

    def same(value: str) -> bool:
        return letters(value) == own or sections.known_section(value) == known

    named = [one for one in said if same(one.value) or sections.known_section(one.value)]
    return _field(content, "section", content.section_raw, said, _share(content, "section", named, same), same)


def _lead(page: Page, content: Extraction, heading: Line | None) -> Field:
    """Return the lead; whoever gives the beginning of it agrees."""
    said, lead = list(leads._evidence(page, heading, list(leads._described(page)))), letters(content.lead)

    def same(value: str) -> bool:
        own = letters(value.rstrip("[]….")) or " "
        return own.startswith(lead) or lead.startswith(own)

    return _field(content, "lead", content.lead, said, _share(content, "lead", said, same), same)


def _share(content: Extraction, name: str, said: Iterable[Said[str]], same: Callable[[str], bool]) -> float | None:
    """Return how sure a field is: the share of places that say the same, as if one more did and one did not.

    So a value that one place gives and none confirms or denies is as good as a guess.
    """
    origin = content.origins.get(name)
    if not origin:
        return None
    places: dict[str, bool] = {}
    for one in said:
        if one.origin != origin:
            places[one.origin] = places.get(one.origin, False) or same(one.value)
    return (1 + sum(places.values())) / (2 + len(places))


def _language(page: Page, content: Extraction) -> Field:
    """Return the language: the text's own, whatever the site says of itself."""
    entry = page.hints.entry
    said = [
        ("html lang", page.language),
        ("entry", entry.language if entry else None),
        *(("source", one) for one in page.hints.languages),
    ]
    _, sure = languages.detect(f"{content.title} {content.text}", [content.language] if content.language else [])
    candidates = tuple(Candidate(tag, origin, languages.primary(tag) == content.language) for origin, tag in said if tag)
    return Field("language", content.language, content.origins.get("language", "text"), sure, _distinct(candidates))


def _image(page: Page, content: Extraction) -> Field:
    """Return the lead image; whoever names the same picture agrees, in whatever size and whatever is written under it."""
    chosen, said = content.image, list(pictures.candidates(page))
    sure = _share(content, "image", (Said(one.value.url, one.origin) for one in said), lambda url: _is_shown(url, chosen))
    others = (one for one in said if one.origin != content.origins.get("image"))
    found = (Candidate(_picture(one.value), one.origin, _is_shown(one.value.url, chosen)) for one in others)
    return Field("image", _picture(chosen), content.origins.get("image", ""), sure, _distinct(found), _doubts(content, "image"))


def _is_shown(url: str, chosen: LeadImage | None) -> bool:
    return chosen is not None and pictures.same(url, chosen.url)


def _picture(image: LeadImage | None) -> str:
    return " · ".join(filter(None, (image.url, image.caption, image.credit))) if image else ""


def _address(page: Page, content: Extraction) -> Field:
    """Return the address it is known by; the first place that names it is taken for the rule."""
    link, entry = page.tree.css_first("link[rel='canonical' i]"), page.hints.entry
    said = [
        ("canonical", page.address(link.attributes.get("href")) if link is not None else None),
        ("meta:og:url", page.address(next(iter(page.meta.get("og:url", ())), None))),
        ("entry", entry.url if entry else None),
        ("fetched", page.url),
    ]
    found = [Candidate(url, origin, url == content.url) for origin, url in said if url]
    rule = next((one for one in found if one.agrees), Candidate("", "", agrees=False))
    return Field("url", content.url, rule.origin, None, _distinct(one for one in found if one is not rule))


# --- a field ----------------------------------------------------------------------------------------------------------


def _field(
    content: Extraction,
    name: str,
    value: str,
    said: Iterable[Said[str]],
    sure: float | None = None,
    same: Callable[[str], bool] | None = None,
) -> Field:
    """Return a field with what other rules say of it; the chosen value is not among them."""
    origin, key = content.origins.get(name, ""), letters(value)
    found = (
        Candidate(one.value, one.origin, bool(value) and (same(one.value) if same else letters(one.value) == key)) for one in said
    )
    others = (one for one in found if not (letters(one.value) == key and one.origin == origin))
    return Field(name, value, origin, sure, _distinct(others), _doubts(content, name))


def _distinct(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return candidates once each, shortened, and not too many."""
    kept: dict[Candidate, None] = {}
    counts: Counter[str] = Counter()
    for one in found:
        short = one._replace(value=markup.line(one.value, MAX_VALUE))
        if short.value and short not in kept and counts[one.origin] < MOST_OF_A_RULE:
            counts[one.origin] += 1
            kept[short] = None
    return tuple(islice(kept, MOST))


def _doubts(content: Extraction, name: str) -> tuple[Doubt, ...]:
    return tuple(doubt for doubt in content.doubts if _about(doubt.code) == name)


def _about(code: str) -> str:
    """Return the field a doubt is about."""
    return next((name for start, name in _ABOUT.items() if code.startswith(start)), "text")
