"""An invented press whose words are inflected as Arabic, French and English words are: for measuring what a search finds.

Words are made of roots and syllables by chance, their forms by grammar: articles and prepositions written as one with an Arabic
word, its sound and broken plurals, duals and possessives; French plurals, feminines and verbs; English plurals and verbs. Arabic
is printed as newsrooms print it, now with hamzas, now without. The same seed prints the same press.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

SHARE = {"ar": 50, "fr": 35, "en": 15}
LEXEMES = 25_000  # of each language
TOPIC, LENGTH = 9, (70, 190)  # words an article is about, words of its text
EVENT, TOLD = 24, 30  # words of an event, and articles in one language that tell of it: a memory must tell them apart

_RADICALS = "بتجحخدرزسشصضطعغفقكلمنه"
_PATTERNS = (
    *("{0}ا{1}{2}", "م{0}{1}و{2}", "{0}{1}ا{2}ة", "ت{0}{1}ي{2}", "ا{0}ت{1}ا{2}", "م{0}{1}{2}ة", "{0}{1}ي{2}", "است{0}{1}ا{2}"),
    *("إ{0}{1}ا{2}", "أ{0}{1}و{2}ة", "{0}{1}ا{2}ئ", "م{0}{1}{2}ى", "{0}و{1}{2}ة", "مت{0}{1}{2}", "{0}{1}ئ{2}ة"),
)
_BROKEN = "{0}وا{1}{2}", "أ{0}{1}ا{2}"  # plurals without an ending that tells
_SYLLABLES = {
    "fr": "bré cla dé fo gé lou mè nê pra qui rou sé tor vi zan blé crê do fei grè jo lam mou né pei ran sou tré vo chan fleu",
    "en": "bar cle don fer gra hol ket lin mar nor pel ran sto ter ven wal brim crad dusk fen glim harn lodg merr plim sker tarn",
}
_FUNCTION = {
    "ar": "في من على إلى عن أن التي الذي بعد قبل مع هذا هذه بين كما قد",
    "fr": "de la le les des du en un une dans pour sur par au avec que qui",
    "en": "the of and to a in for on with by from at after over into",
}


@dataclass(frozen=True, eq=False)
class Lexeme:
    """A word in all its forms; the first is the one of dictionaries."""

    forms: tuple[str, ...]


@dataclass(frozen=True)
class Printed:
    """An article; ``about`` are the lexemes of its title with the form printed there, ``told`` some rarer ones of its text."""

    id: int
    language: str
    title: str
    body: str
    about: tuple[tuple[Lexeme, str], ...]
    told: tuple[tuple[Lexeme, str], ...]


@dataclass
class Press:
    """Prints as many articles as are asked for."""

    seed: int = 1
    lexemes: dict[str, list[Lexeme]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.lexemes = {language: _lexicon(self.chance, make) for language, make in MAKERS.items()}
        self.common = {lexeme for known in self.lexemes.values() for lexeme in known[:300]}
        self.weights = list(itertools.accumulate(1 / (rank + 8) for rank in range(LEXEMES)))

    def articles(self, count: int) -> Iterator[Printed]:
        events = max(1, count // TOLD // len(SHARE))
        self.events = {language: [self._event(language) for _ in range(events)] for language in SHARE}
        for id_ in range(1, count + 1):
            yield self._article(id_, self.chance.choices(list(SHARE), list(SHARE.values()))[0])

    def _article(self, id_: int, language: str) -> Printed:
        chance, known = self.chance, self.lexemes[language]
        topic = chance.sample(chance.choice(self.events[language]), TOPIC)
        words = chance.choices(known, cum_weights=self.weights, k=chance.randint(*LENGTH))
        told = [
            (lexeme, self._form(lexeme)) for lexeme in (chance.choice(topic) if chance.random() < 0.15 else word for word in words)
        ]
        about = [(lexeme, self._form(lexeme)) for lexeme in chance.sample(topic, 5)]
        rare = tuple(pair for pair in told if pair[0] not in self.common)
        return Printed(id_, language, self._text(language, about), self._text(language, told), tuple(about), rare)

    def _event(self, language: str) -> list[Lexeme]:
        """Return the words of an event, half of them common ones."""
        known = self.lexemes[language]
        rare = self.chance.sample(known, EVENT // 2)
        return list(dict.fromkeys([*rare, *self.chance.choices(known, cum_weights=self.weights, k=EVENT // 2)]))

    def _form(self, lexeme: Lexeme) -> str:
        return lexeme.forms[0] if self.chance.random() < 0.35 else self.chance.choice(lexeme.forms)

    def _text(self, language: str, pairs: list[tuple[Lexeme, str]]) -> str:
        words = []
        for at, (_, form) in enumerate(pairs, start=1):
            if self.chance.random() < 0.5:
                words.append(self.chance.choice(_FUNCTION[language].split()))
            words.append(self._spelt(language, form) + ("." if at % 14 == 0 else ""))
        return " ".join(words)

    def _spelt(self, language: str, form: str) -> str:
        """Print a form as somebody does: most with its hamzas and accents, some without, a few with vowel signs or elided."""
        luck = self.chance.random()
        if language == "ar":
            return unaccented(form) if luck < 0.08 else form[:2] + "\u064f" + form[2:] if luck < 0.09 else form
        return "l’" + form if language == "fr" and form[0] in "aéeèêiou" and luck < 0.5 else form


def unaccented(word: str) -> str:
    """Return a word as it is typed in a hurry: without hamzas and accents, ه for ة, ي for ى."""
    return word.translate(_HURRIED)


_HURRIED = str.maketrans("أإآةىئؤéèêëàâîïôöùûç", "ااا" + "هييو" + "eeeeaaiioouuc")


def mistyped(word: str, chance: random.Random) -> str:
    """Return a word with one mistake: a letter wrong, left out, doubled or swapped with its neighbour."""
    at, kind = chance.randrange(len(word) - 1), chance.randrange(4)
    wrong = chance.choice(_RADICALS if word[0] > "\u0600" else "aeinrstlou")
    changed = (
        word[:at] + wrong + word[at + 1 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return changed[kind]


def _lexicon(chance: random.Random, make: Callable[[random.Random], tuple[str, ...]]) -> list[Lexeme]:
    found: dict[str, Lexeme] = {}
    while len(found) < LEXEMES:
        forms = tuple(dict.fromkeys(make(chance)))
        found.setdefault(forms[0], Lexeme(forms))
    return list(found.values())


def _arabic(chance: random.Random) -> tuple[str, ...]:
    root = [chance.choice(_RADICALS) for _ in range(3)]
    base = chance.choice(_PATTERNS).format(*root)
    stem = base[:-1] + "ت" if base[-1] == "ة" else base[:-1] + "ا" if base[-1] == "ى" else base
    if base[-1] == "ة":
        plurals = [base[:-1] + "ات"]
    elif chance.random() < 0.25:
        plurals = [_BROKEN[base[1] != "ا"].format(*root)]
    else:
        plurals = [stem + "ون", stem + "ين"] if chance.random() < 0.5 else [stem + "ات"]
    bare = [base, *plurals]
    joined = [particle + word for word in bare for particle in ("ال", "وال", "بال", "ال", "ال")] + ["لل" + word for word in bare]
    return (base, *bare, *joined, stem + "ان", stem + "ها", stem + "هم", "و" + base, "ب" + base)


def _french(chance: random.Random) -> tuple[str, ...]:
    stem = "".join(chance.choices(_SYLLABLES["fr"].split(), k=2)) + chance.choice(("", "", "mi", "ra", "lo"))
    kind = chance.random()
    if kind < 0.4:
        base = stem + chance.choice(("tion", "ment", "té", "ge", "ture", "rie", "teur"))
        return (base, base + "s")
    if kind < 0.65:
        base = stem + chance.choice(("tif", "nal", "sé", "lant", "nois", "ble"))
        feminine = base[:-1] + "ve" if base.endswith("tif") else base if base.endswith("ble") else base + "e"
        plural = base[:-1] + "ux" if base.endswith("nal") else base if base.endswith("s") else base + "s"
        return (base, plural, feminine, feminine + "s")
    if kind < 0.75:
        base = stem + chance.choice(("nal", "reau"))
        return (base, base[:-1] + "ux" if base.endswith("nal") else base + "x")
    verb = stem + chance.choice(("t", "l", "n", "r"))
    return tuple(verb + ending for ending in ("er", "é", "ée", "és", "ées", "ent", "ait"))


def _english(chance: random.Random) -> tuple[str, ...]:
    stem = "".join(chance.choices(_SYLLABLES["en"].split(), k=chance.choice((2, 3))))
    kind = chance.random()
    if kind < 0.5:
        base = stem + chance.choice(("er", "age", "ment", "ship", "ow", "and"))
        return (base, base + "s", base + "'s")
    if kind < 0.65:
        return (stem + "ity", stem + "ities")
    return (stem, stem + "s", stem + "ed", stem + "ing")


MAKERS: dict[str, Callable[[random.Random], tuple[str, ...]]] = {"ar": _arabic, "fr": _french, "en": _english}
