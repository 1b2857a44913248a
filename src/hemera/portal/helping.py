"""Examples of the query language made of this archive's own words, sources, authors and days: each finds something here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hemera import archive
from hemera.errors import IndexUnusable, QueryError
from hemera.portal import asking, dates, wording
from hemera.portal.memory import remember
from hemera.portal.results import Desk
from hemera.query.printing import clean, is_bare
from hemera.query.vocabulary import SPELLINGS
from hemera.store import queries
from hemera.text import words
from hemera.types import Line

LOOKED_AT = 60  # newest articles in the page's language
LONG, SHORTEST = 7, 4  # letters of a word that makes an example, and of one that must do
BEGINNING = 3  # letters of a word that make a prefix

# Which of a keyword’s spellings an example is written with, in each of _LANGUAGES.
_PLACES = {"lang": (0, 2, 3), "date": (0, 0, 1), "after": (0, 2, 4)}
_OTHERS = (0, 1, 2)
_LANGUAGES = ("en", "fr", "ar")
_OR = {"en": "OR", "fr": "OU", "ar": "أو"}
_NOT = {"en": "NOT", "fr": "SAUF"}
_QUOTED = {"en": '"{}"', "fr": "«\u00a0{}\u00a0»", "ar": "«{}»"}
_FLAGS = {"has": ("image", "image", "صورة"), "is": ("revised", "modifié", "معدل")}


@dataclass(frozen=True, slots=True)
class Example:
    """A search, what it asks for, where it leads, and how many articles it finds."""

    text: str
    what: str
    href: str
    count: str


@dataclass(frozen=True, slots=True)
class Part:
    """Examples of one kind."""

    name: str
    heading: str
    examples: tuple[Example, ...]


def parts(desk: Desk, head: int) -> tuple[Part, ...]:
    """Return the examples that find something; none while there is no index. ``head`` is the newest change of the record."""
    return _parts(desk, desk.lines.language, head)


def keywords() -> list[tuple[str, tuple[str, ...]]]:
    """Return every keyword with all its spellings, as the grammar knows them."""
    return list(SPELLINGS.items())


@remember(600)
def _remembered(language: str, head: int) -> tuple[Line, ...]:
    """Return lines to make examples of; ``head`` lets nothing be remembered that was withdrawn since."""
    return tuple(queries.newest(LOOKED_AT, language=language) or queries.newest(LOOKED_AT))


def _parts(desk: Desk, language: str, head: int) -> tuple[Part, ...]:
    found = _remembered(language, head)
    line = max(found, key=lambda line: (len(_long(line)) > 2, bool(line.authors), line.published), default=None)
    if line is None:
        return ()
    others = [word for other in found if other != line for word in _long(other)[:1]]
    kinds = {
        "words": (_("Words"), _words(language, line, others)),
        "where": (_("Where"), _where(language, line)),
        "when": (_("When"), _when(language, line)),
        "together": (_("All of it together"), _together(language, line, others)),
    }
    made = [Part(name, heading, tuple(_live(desk, texts))) for name, (heading, texts) in kinds.items()]
    return tuple(part for part in made if part.examples)


def _live(desk: Desk, offered: Iterator[tuple[str, str]]) -> Iterator[Example]:
    for text, what in offered:
        if count := _count(text):
            yield Example(text, what, desk.href(text), dates.number(count, desk.lines.language))


def _count(text: str) -> int:
    try:
        query = asking.read(text)
        return 0 if query.hints else archive.search_index().count(query)
    except (IndexUnusable, QueryError):
        return 0


def _words(language: str, line: Line, others: Sequence[str]) -> Iterator[tuple[str, str]]:
    if not (long := _long(line)):
        return
    one, two = long[0], " ".join(long[:2])
    other = next((word for word in others if word not in long), one)
    yield one, _("this word in any of its forms, with or without accents, vowel signs and hamzas")
    yield two, _("both words, anywhere in the title or the text")
    yield _QUOTED[language].format(_phrase(line, one)), _("these words, in this order and in these forms")
    yield f"{one} {_OR[language]} {other}", _("one of the two, or both")
    yield f"{one} -{other}", _("without the word, phrase or filter behind the minus")
    if language in _NOT:
        yield f"{one} {_NOT[language]} {other}", _("the same, said with a word")
    yield f"{one[:BEGINNING]}*", _("words that begin so; two letters are the least")
    yield f"{_key('title', language)}{one}", _("in the title only")
    yield f"({one} {_OR[language]} {other}) -{_key('title', language)}{other}", _("brackets say what belongs together")


def _where(language: str, line: Line) -> Iterator[tuple[str, str]]:
    source = asking.names().get(line.source, ("",))
    yield f"{_key('source', language)}{line.source}", _("one source, by the name in its address")
    yield f"{_key('source', language)}{_value(source[0], language)}", _("the same, by what it is called")
    yield f"-{_key('source', language)}{line.source}", _("every source but this one")
    yield f"{_key('lang', language)}{line.language}", _("articles in this language")
    yield (
        f"{_key('section', language)}{_value(wording.section(line.section), language)}",
        _("one section, in any of the three languages"),
    )
    yield (
        f"{_key('author', language)}{_value(next(iter(line.authors), ''), language)}",
        _("by this author; a part of the name will do"),
    )
    for flag, what in (("has", _("articles with a picture")), ("is", _("articles their source changed after we first kept them"))):
        yield f"{_key(flag, language)}{_FLAGS[flag][_LANGUAGES.index(language)]}", what
    yield (
        f"{_key('story', language)}{line.source}/{line.number}",
        _("on the same event as this article, and all copies of its text"),
    )


def _when(language: str, line: Line) -> Iterator[tuple[str, str]]:
    day, date = line.published.date(), _key("date", language)
    yield f"{date}{day:%Y}", _("a year")
    yield f"{date}{day:%Y-%m}", _("a month")
    yield f"{date}{day:%d-%m-%Y}", _("a day; year first is understood too")
    yield f"{date}{day.year - 1}-06..{day:%Y-%m}", _("from one month, year or day to another; either end may be left open")
    yield f"{date}P7D", _("the last seven days; P2W weeks, P6M months, P1Y a year")
    yield f"{_key('after', language)}{day:%Y-%m}", _("from then on")
    yield f"{_key('before', language)}{day.year + 1}", _("before then")


def _together(language: str, line: Line, others: Sequence[str]) -> Iterator[tuple[str, str]]:
    long = _long(line)
    either = f"({f' {_OR[language]} '.join(dict.fromkeys([*long[:1], *others[:1]]))})"
    date, source = f"{_key('date', language)}{line.published:%Y}..", f"{_key('source', language)}{line.source}"
    yield f"{either} {source} {date}", _("words, a source and a time")


def _key(name: str, language: str) -> str:
    return SPELLINGS[name][_PLACES.get(name, _OTHERS)[_LANGUAGES.index(language)]] + ":"


def _value(text: str, language: str) -> str:
    return text if is_bare(text) else _QUOTED[language].format(clean(text))


def _long(line: Line) -> list[str]:
    """Return the title's longer words, as printed; the longest sort first, each in the title's order."""
    found = [line.title[start:end] for word, start, end in words(line.title) if len(word) >= SHORTEST and not word.isdigit()]
    return sorted(found, key=lambda word: len(word) < LONG)


def _phrase(line: Line, first: str) -> str:
    """Return a word of the title with the two around it that say most: those behind it, or else before."""
    located = words(line.title)
    at = next((n for n, (_, start, end) in enumerate(located) if line.title[start:end] == first), 0)
    near = located[at : at + 3] if at + 1 < len(located) else located[max(0, at - 2) : at + 1]
    return line.title[near[0][1] : near[-1][2]]
