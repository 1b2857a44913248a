"""Names the pages give to codes: sections, languages, kinds, reasons. English is the message id."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext, gettext_noop, ngettext, override, pgettext

from hemera.portal import dates

SECTIONS = {
    "politics": gettext_noop("Politics"),
    "economy": gettext_noop("Economy"),
    "society": gettext_noop("Society"),
    "world": gettext_noop("World"),
    "culture": gettext_noop("Culture"),
    "sports": gettext_noop("Sports"),
    "science": gettext_noop("Science"),
    "environment": gettext_noop("Environment"),
    "opinion": gettext_noop("Opinion"),
}
LANGUAGES = {"ar": gettext_noop("Arabic"), "fr": gettext_noop("French"), "en": gettext_noop("English")}
OWN_NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}
REVISIONS = {
    "first": gettext_noop("first seen"),
    "same": gettext_noop("unchanged"),
    "corrected": gettext_noop("corrected"),
    "extended": gettext_noop("extended"),
    "rewritten": gettext_noop("rewritten"),
    "suspicious": gettext_noop("suspicious"),
}
FIELDS = {
    "title": gettext_noop("title"),
    "language": gettext_noop("language"),
    "authors": gettext_noop("authors"),
    "agency": gettext_noop("agency"),
    "published": gettext_noop("date"),
    "modified": gettext_noop("date of change"),
    "section": gettext_noop("section"),
    "lead": gettext_noop("lead"),
    "blocks": gettext_noop("text"),
    "image": gettext_noop("picture"),
    "kind": gettext_noop("kind of page"),
    "partial": gettext_noop("completeness"),
}
RIGHTS = {
    "full": gettext_noop("The whole text is shown, as its publisher allows."),
    "excerpt": gettext_noop("Title, lead and a link to the source are shown."),
    "link": gettext_noop("The title and a link to the source are shown."),
}
REASONS = {
    "legal": gettext_noop("withdrawn on legal grounds"),
    "publisher": gettext_noop("withdrawn at its publisher’s request"),
    "privacy": gettext_noop("withdrawn to protect a person’s privacy"),
    "error": gettext_noop("withdrawn because it was kept in error"),
}
_WITHDRAWN = gettext_noop("withdrawn from the archive")


def section(name: str) -> str:
    return gettext(SECTIONS[name]) if name in SECTIONS else ""


def language(code: str) -> str:
    return gettext(LANGUAGES[code]) if code in LANGUAGES else code


def revision(kind: str) -> str:
    return gettext(REVISIONS[kind])


def fields(names: Iterable[str]) -> str:
    """Name fields of an article, one after another."""
    return pgettext("between names", ", ").join(gettext(FIELDS[name]) for name in names if name in FIELDS)


def rights(level: str) -> str:
    return gettext(RIGHTS[level])


def reason(code: str) -> str:
    """Say why an article was withdrawn; the reader's words for a code of ours."""
    return gettext(REASONS.get(code, _WITHDRAWN))


@lru_cache(maxsize=512)
def spoken(code: str, message: str) -> str:
    """Translate into another language than the page's: a row of a mixed list speaks its article's language."""
    with override(code):
        return gettext(message)


@lru_cache(maxsize=4096)
def counted(code: str, one: str, many: str, count: int) -> str:
    """As ``spoken``, of a number of things; ``%(count)s`` stands for the figure."""
    with override(code):
        return ngettext(one, many, count) % {"count": dates.number(count, code)}
