"""What is indexed of a text: its folded words, and beside them their stems.

The stems widen what is found, the folded words (phrases, prefixes, ranking) keep it honest. Arabic: Light10 (Larkey, Ballesteros,
Connell 2007), told where its و is part of the word and which plurals no ending tells (``plurals``). French: a minimal stemmer in
the manner of Savoy (2002), reworked for text without accents. English: Porter2. Arabic is known by its script, the others by the
article's language; a searcher's Latin word is tried in both, so Latin stems carry their language's mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache

from hemera.index import plurals
from hemera.query.letters import Start
from hemera.text import LONGEST, fold, tokens

# Part of the index's path: raise it whenever tokens or stems change.
ANALYSIS_VERSION = 4

_MARKS = {"fr": "f_", "en": "e_"}  # no token holds an underscore

# Folded words that have no other form worth finding. Without stems they take two fifths less room, and are found as printed.
_PLAIN = {
    "ar": """
        في من علي الي عن مع ان انه انها كان كانت قد لقد ما لا لم لن هذا هذه ذلك تلك الذي التي الذين هو هي هم او ثم بين بعد قبل عند
        حتي كل كما لكن وفي ومن وعلي والي وعن ومع وان وانه وكان وكانت وقد وما ولا ولم وهو وهي وهذا وهذه وذلك والتي والذي حيث اذا اي
        به بها فيه فيها عليه عليها له لها منه منها اليه اليها خلال دون غير سوف لدي امام ضد نحو
    """,
    "fr": """
        de la le les et des en du un une que qui est dans pour pas sur par au ce plus il ne se sa son ses avec aux ou mais cette
        nous on ont sont a ete etre il elle ils elles leur leurs y si ces comme deux apres entre aussi dont ainsi sans sous chez
        tout fait lui meme notre nos votre vos avait etait
    """,
    "en": """
        the of and to a in is that for on it with as was at by be this are from or an have not has but they he his her she their
        which will were been its had also than more who would we our there about when after into over you your
    """,
}
_FUNCTION = {language: frozenset(words.split()) for language, words in _PLAIN.items()}


def analysed(text: str, language: str) -> tuple[str, str]:
    """Return a text's folded words, and their ``terms``, set apart by spaces: what is put into the index.

    A press prints the same words again and again, with the same marks and capitals: what each becomes is remembered as printed.
    """
    known = _printed_in(language[:2] if language[:2] in _MARKS else "")
    pairs = [pair for blob in text.split() if (pair := known[blob])[0]]
    return " ".join([folded for folded, _ in pairs]), " ".join([term for _, term in pairs if term])


def stems(words: Iterable[str], language: str) -> list[str]:
    """Return the stem terms of a text's folded words; words without a stemmer, or without another form, have none."""
    return [term for word in words if (term := stem(word, language))]


def terms(words: Iterable[str], language: str) -> list[str]:
    """Return what a text's folded words are found by in any form: their stem terms, or themselves where there is no stemmer.

    Function words have none. So one field tells where a word stands, in whatever form (``lacks_terms``): to look for it as
    printed as well would go over most of its articles twice.
    """
    return [stem(word, language) or word for word in words if not _is_function(word, language)]


def _is_function(word: str, language: str) -> bool:
    return word in _FUNCTION.get("ar" if _is_arabic(word) else language[:2], ())


def lacks_terms(word: str) -> bool:
    """Say whether a searched word has no ``terms`` in texts of some language: it is found as printed there."""
    return any(word in words for words in _FUNCTION.values())


def stem(word: str, language: str) -> str | None:
    """Return one folded word's stem term in a text of that language."""
    if _is_function(word, language):
        return None
    if _is_arabic(word):
        return arabic(word)
    mark = _MARKS.get(language[:2])
    if mark is None or word.isdigit():
        return None
    return mark + (french(word) if mark == "f_" else english(word))


class _Printed(dict[str, tuple[str, str]]):
    """Fills itself with what stands between two spaces in one language until it is full: what a press prints most is soon met."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __missing__(self, blob: str) -> tuple[str, str]:
        words = tokens(blob)
        folded, found_by = " ".join(words), " ".join(terms(words, self.language))
        found = folded, folded if found_by == folded else found_by  # one text in memory, where both are the same
        if len(self) < _KNOWN and len(blob) <= LONGEST:
            self[blob] = found
        return found


_KNOWN = 150_000  # printed words; some 40 MB
_printed_in = cache(_Printed)


@lru_cache(maxsize=1000)
def asked(word: str) -> frozenset[str]:
    """Return the terms that answer a searcher's folded word."""
    if _is_arabic(word):
        return frozenset(stems([word], "ar"))
    return frozenset((word, *(term for language in _MARKS if (term := stem(word, language)))))


@lru_cache(maxsize=1000)
def joined(word: str) -> tuple[str, ...]:
    """Return a searcher's folded Arabic word behind prepositions, as printed: ``بمراكش``, in Marrakesh.

    Cutting them off every word would ruin the many that begin with that letter (``برلمان``), so they are put in front of the
    word that is sought, and only that very form is.
    """
    takes_none = not _is_arabic(word) or len(word) < 4 or word.startswith("ال") or word in _UNJOINED
    return () if takes_none else tuple(particle + word for particle in _PARTICLES)


class Forms:
    """Which printed words of one language answer a searched one, all folded; ``query.highlight.Alike``."""

    def __init__(self, language: str) -> None:
        self.language = language

    def starts(self, searched: str) -> frozenset[Start]:
        """Return letters of which every word that answers a searched one has some: of itself, of what its stem came from."""
        return _starts(searched, self.language)

    def __call__(self, searched: str, printed: str) -> bool:
        return stem(printed, self.language) in asked(searched) or printed in joined(searched)


def alike(language: str) -> Forms:
    """Return which printed words answer searched ones in a text of that language."""
    return _forms_in(language[:2] if language[:2] in _MARKS else "")


_forms_in = cache(Forms)


@lru_cache(maxsize=1000)
def _starts(searched: str, language: str) -> frozenset[Start]:
    if _is_arabic(searched):  # a stem stands within its words, but for the plurals that no ending tells
        return frozenset(
            Start(letters, anywhere=True) for term in (searched, *asked(searched)) for letters in (term, *_plurals_of(term))
        )
    found = {Start(searched, anywhere=True)}  # وFIFA
    mark = _MARKS.get(language, "")
    for term in asked(searched):
        if mark and term.startswith(mark):
            stemmed = term.removeprefix(mark)
            # No rule of a stemmer puts more than two other letters at a stem's end.
            found |= {Start(stemmed[:-2] or stemmed[:1]), *map(Start, _irregular(stemmed, language))}
    return frozenset(found)


def _plurals_of(stemmed: str) -> list[str]:
    return [plural for plural, singular in _singulars().items() if singular == stemmed]


def _irregular(stemmed: str, language: str) -> list[str]:
    """Return the words of a language whose stem is told by a list."""
    listed, stemmer = (_IRREGULAR, french) if language == "fr" else (plurals.ENGLISH, english)
    return [word for word in listed if stemmer(word) == stemmed]


def _is_arabic(word: str) -> bool:
    return "\u0600" <= word[0] <= "\u06ff"


# Longest first. وال و+the, بال in the, كال like the, فال so the, ولل and for the, لل for the.
_ARTICLES = ("وبال", "وكال", "وفال", "وال", "بال", "كال", "فال", "ولل", "ال", "لل")
_SUFFIXES = ("ها", "هم", "نا", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_LEFT = {"هم": 4, "نا": 3}  # letters that must be left: درهم is no "their dir"
_PARTICLES = ("ب", "ل", "وب", "ول")
_JOINED_BEFORE = (*_ARTICLES, *_PARTICLES, "و", "ف", "ك")
_UNJOINED = frozenset({"حريه"})  # freedom; with the particle: naval

# Suffix-less words whose و is not "and". Without them ولاية (region) would be لا (no) and وطني (national) طن (ton).
_WAW = """
    وزير وزار وزراء وزر وطن ولا ولاء وال والد وكال وكيل وكلاء وحد واحد ورق ورش وفا وفاء وهر وفد وفود وفي وثيق وثاءق وقت وقود وقا
    وقاء وضع وضعي وص وسط وسيط وساط وساءط وسيل وساءل وسام وصول وصل وصف وصي وصا وصلات ولد ولاد وليد وجه وجود وجب وجبات واجب واجهه
    واجه واقع وقع وقوع وقاءع وباء وعاء وعد وعود وعي ودي واد وديع وداع ودود وهم وهران ورد ورود وراث وزن وظيف وظاءف وقف وقوف وفق
    وتير وتر وجد ورزاز ورزازات وايل وحش وحشي وحل وحي وخيم ورم ورع ورث وسخ وشم وشيك وصم وطيس وطا وعر وغد ولع ولي وهج ويل وسيم
    وزع وصفات واسع وسع وسعت واضح وضوح وارد واردات وافد وافر وافق وازن واعد واكب واصل واشنطن ويب ويكيبيديا ويلز وات واتساب
"""
_RADICAL_WAW = frozenset(_WAW.split())


@lru_cache(maxsize=20_000)
def arabic(word: str) -> str:
    """Return the Light10 stem of a folded Arabic word; of a listed plural, whatever is joined to it, its singular's."""
    return _light10(word, _singulars())


@cache
def _singulars() -> dict[str, str]:
    """Return listed plurals, folded, with the stems of their singulars."""
    return {fold(plural): _light10(fold(singular), {}) for plural, singular in plurals.arabic()}


def _light10(word: str, listed: Mapping[str, str]) -> str:
    word = _without_article(word, listed)
    return listed.get(word) or _without_suffixes(word, listed)


def _without_article(word: str, listed: Mapping[str, str]) -> str:
    if word in listed:
        return word
    if word.startswith(_JOINED_BEFORE):
        for before in _JOINED_BEFORE:
            if word.startswith(before) and word[len(before) :] in listed:
                return word[len(before) :]
    if word[0] == "و" and _without_suffixes(word, {}) in _RADICAL_WAW:
        return word
    rest = word[len(_article(word)) :]
    if rest == word:
        return word[1:] if word[0] == "و" and len(word) >= 4 else word
    # الالتزام and التزام must meet, so a word that itself begins so loses that too, with the article and without.
    return rest[2:] if rest.startswith("ال") and len(rest) >= 5 and rest not in listed else rest


def _article(word: str) -> str:
    if not word.startswith(_ARTICLES):
        return ""
    return next((article for article in _ARTICLES if word.startswith(article) and len(word) - len(article) >= 2), "")


def _without_suffixes(word: str, listed: Mapping[str, str]) -> str:
    if not word.endswith(_SUFFIXES):
        return word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEFT.get(suffix, 2):
            word = word[: -len(suffix)]
            if word in listed and (suffix in _POSSESSIVE or (suffix == "ه" and not _FEMININE.fullmatch(word))):
                return listed[word]
            # شركتها, حكومتين: before what is joined to it, ة is written ت. Short words (بيته) end in a ت of their own.
            if suffix in _JOINED and word[-1] == "ت" and len(word) >= 4 and word not in _RADICAL_TA:
                word = word[:-1]
    return word


_JOINED = frozenset(("ها", "هم", "نا", "ان", "ين", "ه"))
# Behind a plural, and ات (طرقات, of طرق). Other endings tell of another word: مدني (civil) is of no مدن (towns).
_POSSESSIVE = frozenset(("ها", "هم", "نا", "ات"))
# Plurals that are another word with ة: تجارة (trade) is no تجار of his, nor معاهدة (a treaty) his معاهد (institutes).
_FEMININE = re.compile("م.ا..|تجار|صناع|حراس|عمال|سياح|قراء")
_RADICAL_TA = frozenset(("بيوت", "سكوت", "ثابت", "صامت", "زيوت", "ياقوت", "بيروت", "كبريت", "توقيت", "تصويت", "تثبيت"))

# Where taking the ending off would make another common word: paris is not pari, cours not cour, fonds not fond.
_WHOLE = frozenset(("paris", "cours", "corps", "temps", "vers", "fonds", "repas", "revers"))
_IRREGULAR = {
    "eaux": "eau",
    "lois": "loi",
    "rois": "roi",
    "elus": "elu",
    "yeux": "oeil",
    "travaux": "travail",
    "oeufs": "oeuf",
    "cieux": "ciel",
}
_FRENCH_ENDINGS = (
    ("eaux", 0, "eau"),  # réseaux, réseau
    ("aux", 0, "al"),  # journaux, journal
    ("aise", 2, "ai"),  # française, français
    ("oise", 2, "oi"),
    ("iere", 3, "ier"),  # première, premier
    ("euse", 3, "eu"),  # nombreuse, nombreux
    ("ive", 5, "if"),  # législative, législatif
    ("ique", 4, "ic"),  # publique, public
    ("r", 4, ""),
)  # an ending, how many letters must stand before it, what takes its place


@lru_cache(maxsize=20_000)
def french(word: str) -> str:
    """Return the stem of a folded French word: plurals and feminines of nouns and adjectives, little else."""
    if len(word) < 5 or word in _WHOLE:
        return _IRREGULAR.get(word, word)
    word = _IRREGULAR.get(word, word)
    if word[-1] == "s" or (word[-1] == "x" and not word.endswith("aux")):
        word = word[:-1]
    for ending, least, instead in _FRENCH_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word.removesuffix(ending) + instead
    if word[-1] == "e":  # nationale, national; annoncée, annoncé
        word = word[:5] + word[5:].rstrip("e")
    return word[:-1] if len(word) > 5 and word[-1] == word[-2] else word  # parisienne, parisien


@lru_cache(maxsize=20_000)
def english(word: str) -> str:
    """Return the Porter2 stem of a folded English word."""
    return str(_porter()(plurals.ENGLISH.get(word, word)))


@cache
def _porter() -> Callable[[str], str]:
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    stemmer.maxCacheSize = 0  # ours is the cache, and safe between threads
    found: Callable[[str], str] = stemmer.stemWord
    return found
