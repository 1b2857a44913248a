"""What one by-line says: people, the agency, or only the house. "Par", trades, places, dates and photographers are cut."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from hemera import markup
from hemera.extract import namewords, vocabulary
from hemera.text import fold

MOST = 12  # people
MAX_NAME = 60  # characters
MAX_WORDS = 6
MAX_TEXT = 300  # characters of a by-line
MAX_SIGNED = 110  # characters of one told by its words alone
MAX_SIGNED_WORDS = 16

_ADDRESS = re.compile(r"\S*@\S*|\bhttps?://\S+|\bwww\.\S+|\bx\.com/\S*", re.IGNORECASE)
_BREAK = re.compile(r"\s+(?:--?|[-/ـ])\s+|[,،、;؛|•·&+()\[\]{}<>«»“”\"/／–—:：\n]|(?<=\w\w\w)\.\s")
_EDGES = " .:*_'’‘-–—…!?؟#"
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_SENTENCE = ("؟", "?", "!", "…", "...", '"', "»", "”")
_DATE = re.compile(r"\W*\d")  # how a word of a date begins; France24 is a name
_DIGIT = re.compile(r"\d")
_SCRIPT = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,6}")  # names written without a space
_INITIALS = re.compile(r"(?:^|[\s.])\w\.\W*$")
_WAW = "و"
_ARABIC = re.compile("[\u0621-\u064a]")


class Credits(NamedTuple):
    """Who signed: people as printed, and the agency by its usual tag ("" if none)."""

    authors: tuple[str, ...]
    agency: str


class _Phrases:
    """Phrases of one word or several, found where words begin."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.by_first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in sorted(phrases, key=len, reverse=True):
            words = tuple(_keys(phrase.split()))
            if words:
                self.by_first.setdefault(words[0], []).append(words)

    def at(self, keys: Sequence[str], start: int = 0) -> int:
        """Return how many words the longest phrase at ``start`` has; 0 if none begins there."""
        for words in self.by_first.get(keys[start], ()) if start < len(keys) else ():
            if tuple(keys[start : start + len(words)]) == words:
                return len(words)
        return 0

    def first(self, keys: Sequence[str]) -> tuple[int, int]:
        """Return where the first phrase begins and how many words it has; (-1, 0) if none is there."""
        return next(((i, size) for i in range(len(keys)) if (size := self.at(keys, i))), (-1, 0))


@lru_cache(maxsize=4_000)
def key(name: str) -> str:
    """Return what two spellings of a name share."""
    return " ".join(_WORD.findall(fold(name)))


def _keys(words: Iterable[str]) -> list[str]:
    return [fold(word).strip(_EDGES) for word in words]


_BY = _Phrases(namewords.BY)
_BY_INSIDE = _Phrases(namewords.BY_INSIDE)
_SIGNED = _Phrases(vocabulary.SIGNED_BY)
_PICTURES = _Phrases(namewords.PICTURES_BY)
_JOBS = _Phrases(namewords.JOBS)
_AFTER = _Phrases(namewords.AFTER_NAMES)
_AGENCY_OF = {key(alias): tag for tag, aliases in namewords.AGENCIES.items() for alias in aliases}
_DESKS = {key(name) for name in namewords.HOUSE}
_NOBODY = {key(name) for name in (*namewords.BY, *namewords.JOBS, *namewords.PLACES)}
_PARTICLES = frozenset(
    vocabulary.phrases("de|du|des|d|la|le|les|el|al|ben|bin|ibn|ould|da|di|dos|von|van|der|den|zu|zum|af|av|y|e|abu|abou")
)


def agency(text: str) -> str:
    """Return the usual tag of the agency a text names and nothing else; "" if it names none."""
    return _AGENCY_OF.get(key(text), "") if len(text) <= MAX_NAME else ""


def is_signed(text: str) -> bool:
    """Say whether a line opens as by-lines do ("Par …", "بقلم: …") and is as short as they are."""
    words = text.replace(":", " ").replace("：", " ").split() if len(text) <= MAX_SIGNED else []
    size = _SIGNED.at(_keys(words[:8]))
    dated = next((i for i, word in enumerate(words) if _DATE.match(word)), len(words))
    return 0 < size < len(words) and min(dated, len(words)) <= MAX_SIGNED_WORDS and not text.endswith(_SENTENCE)


def is_source(text: str) -> bool:
    """Say whether a line names whence its text comes: an agency, never a person."""
    return any(word in namewords.SOURCE for word in fold(text[:20]).replace(":", " ").split()[:1])


def read(names: Iterable[str], source_names: Iterable[str] = ()) -> Credits:
    """Sort by-lines into people and agency; the house's own names and "La rédaction" are neither."""
    own = frozenset(map(key, source_names)) - {""}
    people: dict[str, str] = {}
    tag = ""
    for text in names:
        found = _line(markup.plain(text, MAX_TEXT), own)
        tag = tag or found.agency
        for name in found.authors:
            people.setdefault(key(name), name)
    return Credits(tuple(people.values())[:MOST], tag)


def house(text: str, source_names: Iterable[str]) -> str:
    """Return the house's own name, or a desk's, as a by-line writes it; "" if it names none."""
    own = {key(name) for name in source_names} - {""}
    names = (" ".join(piece).strip(_EDGES) for piece in _pieces(markup.plain(text, MAX_TEXT)))
    said = (name for name in names if 1 < len(name) <= MAX_NAME and not agency(name) and key(name) not in namewords.ACCOUNTS)
    return next((name for name in said if _is_house(name, own)), "")


def is_full(name: str) -> bool:
    """Say whether a name has two words, or is of a script that writes names in one, and looks like a person's."""
    words = name.split()
    capital = all(not word[:1].islower() or word.strip(_EDGES) in _PARTICLES for word in words)
    return capital and (len(words) > 1 or _SCRIPT.fullmatch(name) is not None)


@lru_cache(maxsize=1_000)  # one and the same name stands in metadata, above the text, and on other pages of the source
def _line(text: str, own: frozenset[str]) -> Credits:
    """Read one by-line."""
    if tag := agency(text):
        return Credits((), tag)
    if key(text) in own:
        return Credits((), "")
    names: list[str] = []
    tag, house = "", False
    for piece in _pieces(_ADDRESS.sub(" , ", text)):
        if found := agency(" ".join(piece)) or _at_agency(piece):
            tag = tag or found
        elif _is_nobody(name := _name(piece), own):
            house = house or bool(name)
        else:
            names.append(name)
    if tag or house or any(" " in name for name in names):  # beside those, a single word is a place or a nickname
        names = [name for name in names if " " in name or _SCRIPT.fullmatch(name)]
    return Credits(tuple(names), tag)


def _at_agency(piece: list[str]) -> str:
    """Return the agency that a trade is plied at: "AP Science Writer"; "" if there is none."""
    first = piece[0] if piece else ""
    return agency(first) if len(piece) > 1 and _JOBS.first(_keys(piece))[1] else ""


def _pieces(text: str) -> Iterator[list[str]]:
    """Split a by-line into what may be names; leave out its date, what follows that, and who took the pictures."""
    pictures = False
    for part in _BREAK.split(text):
        words = part.split()
        end, again = _dated(words)
        for piece in _joined(words[:end] + words[again:]):
            said = _keys(piece)
            pictures = bool(_PICTURES.at(said)) or (pictures and not _BY.at(said))
            if not pictures:
                yield _led(piece)
        if again == len(words) > end and (end or not _DATE.match(words[0])):
            return


def _dated(words: list[str]) -> tuple[int, int]:
    """Return where a date, or whatever else follows names, begins, and where another by-line begins behind it."""
    keys = _keys(words)
    led = _BY.at(keys)
    end = next((i for i in range(led, len(words)) if _DATE.match(words[i]) or _AFTER.at(keys, i)), len(words))
    again = next((i for i in range(end + 1, len(words)) if _BY_INSIDE.at(keys, i)), len(words))
    if end < len(words) and end > led and keys[end - 1] in namewords.MONTHS:
        end -= 1
    return end, again


def _joined(words: list[str]) -> Iterator[list[str]]:
    """Split at "and" in any language, and where another by-line or a picture's credit begins."""
    keys = _keys(words)
    start = 0
    for i in range(1, len(words)):
        if i < start + max(_BY.at(keys, start), _PICTURES.at(keys, start)):
            continue
        if _is_and(words, keys, i, start):
            yield words[start:i]
            start = i + 1
        elif i > start and (_BY_INSIDE.at(keys, i) or (_PICTURES.at(keys, i) and i - start > 1)):
            yield words[start:i]
            start = i
        elif _is_waw(keys, i, start):
            yield words[start:i]
            words[i], start = words[i][1:], i
    yield words[start:]


def _is_and(words: list[str], keys: list[str], i: int, start: int) -> bool:
    """Say whether a word stands between two names; Dan and Y. are names themselves."""
    if words[i][:1].isupper() and not (words[i].isupper() and len(words[i]) > 1):
        return False
    plain = words[i].lower() == keys[i]  # "à" is a place's, not the "a" of others
    amid = plain and keys[i] in namewords.AND_IN_NAMES and i - start > 1 and len(words) - i > 2
    return keys[i] in namewords.AND or amid


def _is_waw(keys: list[str], i: int, start: int) -> bool:
    """Say whether a word begins with the Arabic "and", written in one with the name behind it."""
    word = keys[i]
    named = i - start > 1 or (i > start and _BY.at(keys, start) == 0 and i + 1 < len(keys))
    return len(word) > 3 and word.startswith(_WAW) and named and word not in namewords.NOT_AND and _ARABIC.match(word) is not None


def _led(words: list[str]) -> list[str]:
    """Drop what opens a by-line."""
    keys = _keys(words)
    at = 0
    while at < len(words):
        loose = not keys[at] or (keys[at] in namewords.AND and not words[at][:1].isupper())
        size = _BY.at(keys, at) or loose
        if not size:
            break
        at += size
    return words[at:]


def _name(words: list[str]) -> str:
    """Return the name in a piece of a by-line, without trade and place; "" if there is none."""
    keys = _keys(words)
    if keys[:1] and keys[0] in namewords.PLACED:
        return ""
    at, size = _JOBS.first(keys)
    if at == 1 and _SCRIPT.fullmatch(words[0]):
        words = words[:1]
    elif at > 1:
        words = words[:at]
    elif at >= 0:
        words = words[at + size :]
        if words and _keys(words[:1])[0] in namewords.PLACED:
            return ""
        at, _ = _JOBS.first(_keys(words))
        words = words[:at] if at > 1 else words if at < 0 else []
    placed = next((i for i, said in enumerate(_keys(words)) if i > 1 and said in namewords.PLACED), len(words))
    return _trimmed(_led(words[:placed]))


def _trimmed(words: list[str]) -> str:
    """Return words as one name, without what led to a date, and with the dots of initials."""
    while words and fold(words[-1]).strip(_EDGES) in namewords.DANGLING:
        words = words[:-1]
    name = " ".join(words)
    bare = name.strip(_EDGES)
    return bare + "." if _INITIALS.search(name) else bare


def _is_house(name: str, own: Container[str]) -> bool:
    """Say whether a text is the house's own name, or a desk's."""
    said = key(name)
    words = said.split()
    branch = any(" ".join(words[:size]) in own for size in range(1, len(words)) if len(words[0]) > 4 or size > 1)
    return said in own or said in _DESKS or branch or any(word in namewords.HOUSE_WORDS for word in re.split(r"[\s'-]", said))


def _is_nobody(name: str, own: Container[str]) -> bool:
    """Say whether a text is no person's name: the house's own, a trade's, a place, something too long."""
    sized = 2 <= len(name) <= MAX_NAME and len(name.split()) <= MAX_WORDS
    return not sized or key(name) in _NOBODY or _is_house(name, own) or _DIGIT.search(name) is not None
