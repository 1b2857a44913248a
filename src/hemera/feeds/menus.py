"""Section pages of a site: found in its menus, told from the rest by what they link to."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from urllib.parse import unquote, urlsplit

from hemera.feeds.habits import Habits
from hemera.feeds.links import Link, Page
from hemera.feeds.shapes import shape

LEAST_ARTICLES = 3  # a section page links, beyond what every page links
_MOST_WORDS = 4  # in a section's name
_HOUSE = re.compile(
    r"\b(?:log-?in|logout|sign-?(?:in|up)|register|account|compte|contact\w*|about|apropos|a-propos|qui-sommes|equipe|team|abonne\w*"
    r"|subscri\w*|newsletters?|privacy|confidentialite|cookies?|mentions?|legal|terms|cg[uv]|charte|pub|publicite|ads?|adv\w*|tarifs?"
    r"|search|recherche|rss|feeds?|backend|pdf|archives?|jobs|careers|help|aide|faq|plan|sitemap|boutique|shop|cart|banners?|cli[cq]k?"
    r"|page=plan|tags?|auteurs?|authors?|users?|member\w*|forum|chat|agenda|meteo|pharmacies|redirect|go|wp-admin|wp-login)\b",
    re.IGNORECASE,
)


def candidates(front: Page, habits: Habits) -> tuple[Link, ...]:
    """Return links of a front page that may lead to sections: short names, those in menus first."""
    chosen = [link for link in front.links if _may_be(link) and habits.weigh(link) <= 0]
    return tuple(sorted(chosen, key=lambda link: not link.chrome))


def _may_be(link: Link) -> bool:
    parts = urlsplit(link.url)
    path = unquote(f"{parts.path}?{parts.query}").strip("/?")
    return bool(path) and 0 < len(link.title.split()) <= _MOST_WORDS and not link.title.isdigit() and not _HOUSE.search(path)


def contents(page: Page, habits: Habits) -> tuple[Link, ...]:
    """Return the articles a page links that not every page links."""
    return tuple(link for link in habits.articles(page) if link.url not in habits.frame)


def alike(sections: Sequence[Link], others: Collection[Link]) -> tuple[Link, ...]:
    """Return those of the others that stand where sections stand and have addresses like theirs: they are sections too."""
    known = {(link.place, _form(link)) for link in sections}
    return tuple(link for link in others if (link.place, _form(link)) in known)


def _form(link: Link) -> str:
    found = shape(link.url)
    return found.fine if found.number else found.wide
