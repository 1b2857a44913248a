"""A generated press: Arabic, French and English articles by the million, the same ones each time.

Words are those of the languages, as frequent as in them (``wordfreq``; its lists are under CC BY-SA 4.0, and nothing of them is
kept here), strung together by chance: a third of the words follow the one before as they did elsewhere, so that phrases exist;
one in eight is of the article's subject, and subjects have their month; names are invented, and never run out. Trust ratios and
growth more than figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np

from hemera.searching import IndexDocument

BATCH = 5_000  # articles made at once; each batch has its own chance, so that a press can be continued
ROUND = 100_000  # articles in which the fifteen years are gone through once: any size has the same shares
START = datetime(2011, 1, 1, tzinfo=UTC)
DAYS = 15 * 365
SOURCES, SUBJECTS, MONTHS, AUTHORS = 300, 500, 180, 6_000
LANGUAGES = ("ar", "fr", "ar", "ar", "fr", "en", "ar", "fr", "ar", "fr", "ar", "en", "ar", "fr", "ar", "fr", "ar", "fr", "ar", "en")
SECTIONS = (
    "politics", "economy", "society", "sport", "culture", "world", "opinion", "education", "health", "regions", "science", "misc",
)  # fmt: skip
_VOCABULARY, _SUCCESSORS, _SUBJECT_WORDS = 250_000, 8, 50
_FOLLOWS, _OF_SUBJECT, _NAMED, _ENDS, _VARIED = 0.35, 0.12, 0.015, 0.055, 0.012
_SYLLABLES = {
    "ar": "با دي سم نور را هاش كم لط عز مي زه طا وس جل يا قا صف بر حم تو غا في شا نج خل دا",
    "fr": "ba ché dou é fa gué ha i jo ka lou ma né or pa ri sa té va yan zi ber mel tan lac dor",
    "en": "al ber cor den ed far gor hol in jar ket lan mor nel ox per rid sel tor un ver wen yar zel ham ton",
}
_ELIDED = frozenset(("l", "d", "qu", "c", "j", "n", "s", "m", "jusqu", "lorsqu", "puisqu"))
_MARKS = "\u064e\u064f\u0650\u0651\u0640"


@dataclass(frozen=True)
class Tongue:
    """One language's words, by how often they are printed, and which follow and go together."""

    language: str
    words: list[str]
    share: np.ndarray  # cumulated
    printed: np.ndarray  # each word plain, ending a sentence, varied
    follows: np.ndarray
    subjects: np.ndarray
    elided: np.ndarray

    def draw(self, chance: np.random.Generator, lengths: np.ndarray, subjects: np.ndarray) -> list[str]:
        """Return the words of texts of so many words and such subjects, one after another, each with what follows it."""
        total = int(lengths.sum())
        ids = np.searchsorted(self.share, chance.random(total))
        text = np.repeat(np.arange(len(lengths)), lengths)
        near = np.nonzero(chance.random(total) < _OF_SUBJECT)[0]
        rank = np.minimum((chance.pareto(1.0, len(near)) * 3).astype(np.int64), _SUBJECT_WORDS - 1)
        ids[near] = self.subjects[subjects[text[near]], rank]
        self._follow(chance, ids)
        form = self._forms(chance, ids, np.cumsum(lengths) - 1)
        words = self.printed[form * len(self.words) + ids]
        named = np.nonzero((chance.random(total) < _NAMED) & (form != 1))[0]
        ranks = np.minimum(chance.pareto(0.6, len(named)) * 20, 8e6).astype(np.int64)
        words[named] = [invented(self.language, rank) + " " for rank in ranks.tolist()]
        return words.tolist()

    def _follow(self, chance: np.random.Generator, ids: np.ndarray) -> None:
        """Let some words be followed as they are elsewhere; three times over, for phrases of more than two."""
        follows = chance.random(len(ids)) < _FOLLOWS
        which = np.minimum(chance.pareto(0.8, len(ids)).astype(np.int64), _SUCCESSORS - 1)
        for third in range(3):
            at = np.nonzero(follows[1:])[0][third::3] + 1
            ids[at] = self.follows[ids[at - 1], which[at]]

    def _forms(self, chance: np.random.Generator, ids: np.ndarray, last: np.ndarray) -> np.ndarray:
        form = np.zeros(len(ids), np.int64)
        draw = chance.random(len(ids))
        form[draw < _ENDS] = 1
        form[last] = 1
        begins = np.concatenate(([True], form[:-1] == 1)) if self.language != "ar" else draw > 1 - _VARIED
        form[begins & (form == 0)] = 2
        form[self.elided[ids]] = 0
        return form


@cache
def tongue(language: str) -> Tongue:
    """Return a language; some seconds the first time."""
    import wordfreq

    chance = np.random.default_rng(sum(map(ord, language)))
    words = [w for w in wordfreq.top_n_list(language, _VOCABULARY, wordlist="best") if language != "ar" or w[0] >= "\u0600"]
    share = np.array([max(1e-9, wordfreq.word_frequency(w, language, wordlist="best")) for w in words]).cumsum()
    share /= share[-1]
    follows = np.searchsorted(share, chance.random((len(words), _SUCCESSORS)))
    subjects = chance.integers(300, 40_000, (SUBJECTS, _SUBJECT_WORDS))
    elided = np.array([language == "fr" and w in _ELIDED for w in words])
    plain = [w + ("\u2019" if e else " ") for w, e in zip(words, elided.tolist(), strict=True)]
    varied = [_varied(w, n) for n, w in enumerate(words)]
    printed = np.array([*plain, *(w + ". " for w in words), *varied], dtype=object)
    return Tongue(language, words, share, printed, follows, subjects, elided)


def _varied(word: str, number: int) -> str:
    """Return a word as it begins a sentence; in Arabic, with a vowel sign or drawn long."""
    if word[0] < "\u0600":
        return word[0].upper() + word[1:] + " "
    at = 1 + number % max(1, len(word) - 1)
    return word[:at] + _MARKS[number % len(_MARKS)] + word[at:] + " "


@cache
def _syllables(language: str) -> list[str]:
    return _SYLLABLES[language].split()


def invented(language: str, rank: int) -> str:
    """Return a name; the higher the rank, the longer and rarer."""
    parts, left, syllables = [], rank + 30, _syllables(language)
    while left:
        left, at = divmod(left, len(syllables))
        parts.append(syllables[at])
    return "".join(parts).capitalize()


@cache
def sources() -> list[tuple[str, str]]:
    """Return (id, language) of every source; the first print most."""
    return [(f"source-{n:03}", LANGUAGES[n % len(LANGUAGES)]) for n in range(SOURCES)]


def articles(first: int, count: int) -> Iterator[IndexDocument]:
    """Yield the articles numbered from ``first`` on; both numbers are multiples of ``BATCH``, ids begin with 1."""
    for start in range(first, first + count, BATCH):
        yield from batch(start)


def batch(start: int) -> list[IndexDocument]:
    """Return the articles of one batch, in the order they are collected."""
    chance = np.random.default_rng([11, start])
    ranks = 1 / np.arange(1, SOURCES + 1) ** 0.9
    from_source = chance.choice(SOURCES, BATCH, p=ranks / ranks.sum())
    when = _moments(chance, start)
    subjects = chance.integers(0, SUBJECTS, BATCH)
    current = chance.random(BATCH) < 0.5
    months = (when // (86_400 * DAYS // MONTHS)).astype(np.int64)
    subjects[current] = (months[current] * 7 + chance.integers(0, 12, current.sum())) % SUBJECTS
    sections = np.minimum(chance.integers(0, len(SECTIONS), BATCH), chance.integers(0, len(SECTIONS), BATCH))
    made: list[IndexDocument | None] = [None] * BATCH
    for language in sorted(set(LANGUAGES)):
        of = np.array([n for n, source in enumerate(from_source.tolist()) if sources()[source][1] == language])
        texts = _texts(tongue(language), chance, subjects[of])
        signed = chance.random((len(of), 2))
        for place, number in enumerate(of.tolist()):
            title, lead, body = texts[place]
            made[number] = IndexDocument(
                id=start + number + 1,
                source=sources()[from_source[number]][0],
                language=language,
                section=SECTIONS[sections[number]],
                title=title,
                lead=lead,
                body=body,
                authors=_authors(language, signed[place]),
                published_at=START + timedelta(seconds=int(when[number])),
                country="ma",
                has_image=bool(signed[place, 1] < 0.7),
                revised=bool(signed[place, 1] < 0.05),
            )
    return made  # type: ignore[return-value]


def _moments(chance: np.random.Generator, start: int) -> np.ndarray:
    """Return seconds since the beginning: four in five in order, one in five brought later; more in later years."""
    place = (start % ROUND + np.arange(BATCH)) / ROUND
    late = chance.random(BATCH) < 0.2
    place[late] = chance.random(late.sum())
    return np.sqrt(place * 0.93 + 0.07) * (DAYS * 86_400 - 1)


def _texts(words: Tongue, chance: np.random.Generator, subjects: np.ndarray) -> list[tuple[str, str, str]]:
    """Return (title, lead, body); every second source writes a lead of its own, the others begin with it."""
    count = len(subjects)
    lengths = np.empty((count, 3), np.int64)
    lengths[:, 0] = chance.integers(6, 14, count)
    lengths[:, 1] = chance.integers(15, 35, count)
    lengths[:, 2] = np.clip(chance.lognormal(np.log(310) - 0.21, 0.65, count), 40, 4_000)
    drawn = words.draw(chance, lengths.ravel(), np.repeat(subjects, 3))
    ends = np.cumsum(lengths.ravel()).tolist()
    own = (chance.random(count) < 0.5).tolist()
    texts, at = [], 0
    for number in range(count):
        titled, led, end = ends[3 * number : 3 * number + 3]
        title, lead, body = drawn[at:titled], drawn[titled:led], drawn[led:end]
        at = end
        paragraphs = _paragraphs(body)
        texts.append(("".join(title).rstrip(". "), "".join(lead).strip() if own[number] else paragraphs[0], "\n".join(paragraphs)))
    return texts


def _paragraphs(words: Sequence[str]) -> list[str]:
    return ["".join(words[start : start + 60]).strip() for start in range(0, len(words), 60)]


def _authors(language: str, signed: np.ndarray) -> tuple[str, ...]:
    """Return nobody, or one of those who sign most."""
    if signed[0] > 0.6:
        return ()
    rank = int(AUTHORS * float(signed[0] / 0.6) ** 3)
    return (f"{invented(language, rank % 700)} {invented(language, 900 + rank)}",)
