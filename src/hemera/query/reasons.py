"""Why an article was found: which words of a search stand where in it, as they were typed or in another form. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hemera.query.highlight import MAX_TEXT, Alike, places
from hemera.query.tree import Query, Text, positive
from hemera.text import tokens, words

FORMS = 3  # other forms that are named


@dataclass(frozen=True, slots=True)
class Seen:
    """How often a word stands in a text as typed, how often in another form, and the most frequent of those as printed."""

    exact: int = 0
    other: int = 0
    forms: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.exact or self.other)


@dataclass(frozen=True, slots=True)
class Reason:
    """One word, phrase or beginning of the search."""

    term: str
    title: Seen
    text: Seen


def reasons(query: Query, title: str, text: str, alike: Alike | None = None) -> tuple[Reason, ...]:
    """Return what of a query stands in a title and a text, in the query's order; what stands in neither is left out."""
    text = text[:MAX_TEXT]
    found = (
        Reason(t.text, _seen(title, t, alike), Seen() if t.title else _seen(text, t, alike))
        for t in dict.fromkeys(positive(query.tree))
    )
    return tuple(reason for reason in found if reason.title or reason.text)


def _seen(text: str, term: Text, alike: Alike | None) -> Seen:
    located, sought = words(text), tokens(term.text)
    printed = [word for word, _, _ in located]
    exact, forms = 0, Counter[str]()
    shown: dict[str, str] = {}
    for first, last in places(printed, term, alike):
        if printed[first : last + 1] == sought:
            exact += 1
        else:
            form = " ".join(printed[first : last + 1])
            forms[form] += 1
            shown.setdefault(form, text[located[first][1] : located[last][2]])
    return Seen(exact, forms.total(), tuple(shown[form] for form, _ in forms.most_common(FORMS)))
