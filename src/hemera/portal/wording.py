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
    "house": gettext_noop("newsroom"),
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
WISHES = {
    "noindex": gettext_noop(
        "The publisher asks that searches do not lead to this article: only its title and the way to the source are shown."
    ),
    "noarchive": gettext_noop("The publisher asks that no copy of this article is shown: its text stays at the source."),
    "unavailable_after": gettext_noop("The publisher asks that this article is not shown any more, since its time is over."),
    "nosnippet": gettext_noop("The publisher asks that nothing of this article is quoted."),
    "max-snippet": gettext_noop("The publisher asks that only a few words of this article are quoted."),
    "noimageindex": gettext_noop("The publisher asks that this article’s pictures are not shown elsewhere."),
    "not-free": gettext_noop("The publisher asks to be paid for this article: only its beginning is shown."),
    "tdm-reservation": gettext_noop(
        "The publisher asks that machines do not mine this text: feeds, the API and exports leave it out."
    ),
    "embargo": gettext_noop(
        "The publisher lets us show this text only some time after it was published. Read it there until then."
    ),
}
_UNSURE_DATE = gettext_noop("The source does not print the date of this article clearly: the one shown may be wrong.")
DOUBTS = {  # those a reader should know of; the others speak of a page's markup
    "text.mojibake": gettext_noop("Some letters of this text were damaged already at its source."),
    "text.undecodable": gettext_noop("Some characters of this text could not be read; � stands in their place."),
    "body.cut": gettext_noop("The source’s page is larger than we read: the end of the text may be missing."),
    "body.unsure": gettext_noop(
        "The text was not easy to tell from the rest of the page: some of it may be missing, or not belong here."
    ),
    "body.more-pages": gettext_noop("The article goes on at its source, on a page that is not kept here yet."),
    "date.january-first": _UNSURE_DATE,
    "date.future": _UNSURE_DATE,
    "date.contradicted": _UNSURE_DATE,
    "date.unsure": _UNSURE_DATE,
    "date.guessed": _UNSURE_DATE,
    "date.missing": gettext_noop("The source prints no date: the one shown is that of our first capture."),
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


def wishes(words: Iterable[str]) -> list[str]:
    """Say what the publisher asks for, of what binds us."""
    return [gettext(WISHES[word]) for word in words]


def reason(code: str) -> str:
    """Say why an article was withdrawn; the reader's words for a code of ours."""
    return gettext(REASONS.get(code, _WITHDRAWN))


def doubts(codes: Iterable[str]) -> list[str]:
    """Say, each once, what a reader should know to be unsure."""
    return list(dict.fromkeys(gettext(DOUBTS[code]) for code in codes if code in DOUBTS))


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
