"""The keywords of the grammar in its three languages, compared folded."""

from __future__ import annotations

import re
from difflib import get_close_matches

from hemera.query.tree import Key
from hemera.text import fold

# What is not a Key: words of the title, and the three ways to give a period.
TITLE, PERIODS = "title", ("date", "after", "before")

_KEYS = {
    Key.SOURCE: "source journal المصدر مصدر الجريدة",
    Key.LANGUAGE: "lang language langue اللغة لغة",
    Key.SECTION: "section rubrique القسم قسم",
    Key.AUTHOR: "author auteur الكاتب كاتب",
    Key.COUNTRY: "country pays البلد بلد",
    Key.HAS: "has avec مع",
    Key.IS: "is est هو",
    Key.STORY: "story sujet قصة القصة",
    TITLE: "title titre العنوان عنوان",
    "date": "date التاريخ تاريخ",
    "after": "after since après depuis بعد منذ",
    "before": "before avant قبل",
}
_VALUES = {
    Key.LANGUAGE: {
        "ar": "arabic arabe العربية عربية عربي",
        "fr": "french français الفرنسية فرنسية فرنسي",
        "en": "english anglais الإنجليزية إنجليزية إنجليزي",
    },
    Key.SECTION: {
        "politics": "politics politique السياسة سياسة",
        "economy": "economy économie الاقتصاد اقتصاد",
        "society": "society société المجتمع مجتمع",
        "world": "world monde international العالم عالم دولي",
        "culture": "culture الثقافة ثقافة",
        "sports": "sports sport الرياضة رياضة",
        "science": "science sciences العلوم علوم",
        "environment": "environment environnement البيئة بيئة",
        "opinion": "opinion opinions الرأي رأي",
    },
    Key.HAS: {"image": "image images photo photos picture صورة صور"},
    Key.IS: {"revised": "revised corrected révisé modifié corrigé معدل منقح"},
}

# أو stands between two words only to say "or"; ou in lower case may be part of what is sought.
OR = frozenset({"OR", "OU", "أو", "او"})
AND = frozenset({"AND", "ET"})
NOT = frozenset({"NOT", "SAUF"})
OPERATORS = OR | AND | NOT

SPELLINGS = {str(key): tuple(words.split()) for key, words in _KEYS.items()}
KEYWORDS: dict[str, str] = {fold(word): str(key) for key, words in _KEYS.items() for word in words.split()}
# What a value looks like that is none of those named.
_ANY, _NONE = re.compile("(?s).*"), re.compile("(?!)")
_FORMS = {
    Key.LANGUAGE: re.compile("[a-z]{2,3}(-[a-z0-9]+)*"),
    Key.COUNTRY: re.compile("[a-z]{2}"),
    Key.HAS: _NONE,
    Key.IS: _NONE,
    Key.STORY: re.compile("[a-z0-9-]{1,60}/[0-9]{1,15}"),
}
_NAMED = {key: {fold(n): value for value, names in values.items() for n in names.split()} for key, values in _VALUES.items()}


def likely(word: str) -> str | None:
    """Return the keyword somebody probably meant."""
    return next(iter(get_close_matches(fold(word), KEYWORDS, n=1, cutoff=0.75)), None)


def field_value(key: Key, value: str) -> str | None:
    """Return a filter's value as it is stored, or None where there is no such value."""
    if key is Key.AUTHOR:
        return value
    value = fold(value) if key is Key.STORY else value  # for its digits
    names, form = _NAMED.get(key, {}), _FORMS.get(key, _ANY)
    return names.get(fold(value)) or (value.casefold() if form.fullmatch(value.casefold()) else None)
