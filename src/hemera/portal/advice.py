"""What the search page says about how a query was understood. English is the message id; ``%(detail)s`` is what was typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from hemera.errors import QueryError
from hemera.query import Query

_HINTS = {
    "query.unclosed-quote": gettext_noop("A quotation mark was never closed."),
    "query.unclosed-bracket": gettext_noop("A bracket was never closed."),
    "query.stray-bracket": gettext_noop("A bracket was closed that nobody opened."),
    "query.too-deep": gettext_noop("There are too many brackets within brackets."),
    "query.unknown-field": gettext_noop("“%(detail)s:” is no filter; it was read as a word."),
    "query.unknown-value": gettext_noop("“%(detail)s” is no value of that filter; it was left out."),
    "query.unknown-source": gettext_noop("The archive has no source “%(detail)s”."),
    "query.unknown-story": gettext_noop("The archive has no article “%(detail)s” to know a story by."),
    "query.empty-filter": gettext_noop("“%(detail)s” stands before a space; put its value right behind it."),
    "query.bad-date": gettext_noop("“%(detail)s” is no date; write 2020, 2020-06, 2020-06-12 or 2020-06..2021-02."),
    "query.short-prefix": gettext_noop("“%(detail)s” is too short: an asterisk needs two letters before it."),
    "query.lone-operator": gettext_noop("“%(detail)s” had nothing to join; it was read as a word."),
    "query.nothing-to-find": gettext_noop("“%(detail)s” holds no word to look for."),
    "query.too-many-stories": gettext_noop("A search may name at most %(limit)s stories."),
    "query.too-long": gettext_noop("A search may have at most %(limit)s characters."),
    "query.too-many-terms": gettext_noop("A search may have at most %(limit)s words and filters."),
}
_OTHERWISE = gettext_noop("This search could not be understood.")


@dataclass(frozen=True, slots=True)
class Advice:
    """A remark, and the corrected search it proposes ("" where it has none)."""

    text: str
    query: str


def hints(query: Query) -> list[Advice]:
    """Return what was understood otherwise than it may have been meant."""
    return [Advice(_said(h.key, detail=h.detail), h.query if h.query != query.text else "") for h in query.hints]


def refusal(error: QueryError) -> Advice:
    """Return why a search was refused, and a shorter one."""
    return Advice(_said(error.key, **error.details), str(error.details.get("suggestion", "")))


def _said(key: str, **details: object) -> str:
    return gettext(_HINTS.get(key, _OTHERWISE)) % details
