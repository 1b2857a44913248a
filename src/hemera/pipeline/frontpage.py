"""A front page in a few words: for the bounded child processes, and back by value."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from hemera import languages, markup
from hemera.charset import decode
from hemera.health.fronts import Look
from hemera.text import fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from hemera.pipeline.tasks import Content

MAX_BYTES = 4_000_000
_SHAPES, _MARKS, _LINKS, _TEXT = 60, 120, 3_000, 20_000
# What pages say that registrars and traders of names put in place of a site that ended.
_PARKED = re.compile(
    r"(?:domain|domaine)(?: name)? (?:is|may be|est|est peut-etre) (?:now )?(?:for sale|parked|available|a vendre|disponible)"
    r"|buy this domain|acheter ce (?:nom de )?domaine|this domain (?:has expired|was recently registered)|ce domaine a expire"
    r"|parked (?:free|domain)|domain parking|related searches|هذا النطاق (?:معروض )?للبيع|النطاق للبيع|شراء هذا النطاق"
)


def read_front(arrived: Content) -> Look:
    """Say what a front page is. Raises ``ParseError`` where there is nothing to read."""
    from hemera.extract.layouts import marks
    from hemera.feeds import links
    from hemera.feeds.shapes import shape

    body, content_type, url = arrived
    tree = markup.parsed(decode(body[:MAX_BYTES], content_type))
    page = links.of_tree(tree, url)
    counted = Counter(shape(link.url).fine for link in page.links[:_LINKS])
    printed = " ".join(link.title for link in page.links if len(link.title) > 25)[:_TEXT]
    title = tree.css_first("title")
    return Look(
        url=url,
        name=_name(tree),
        title=markup.plain(title.text() if title else "", 200),
        language=_language(tree, printed),
        shapes=tuple(name for name, _ in counted.most_common(_SHAPES)),
        marks=tuple(sorted(marks(tree))[:_MARKS]),
        links=len(page.links),
        parked=bool(_PARKED.search(_text(tree))),
    )


def _name(tree: LexborHTMLParser) -> str:
    for selector in ("meta[property='og:site_name']", "meta[name='application-name']", "meta[name='apple-mobile-web-app-title']"):
        node = tree.css_first(selector)
        if node and (said := markup.plain(node.attributes.get("content") or "", 100)):
            return said
    return ""


def _language(tree: LexborHTMLParser, printed: str) -> str:
    """Tell the language by what is printed, not by what the page says of itself: that is often left from a model."""
    said = languages.primary(tree.root.attributes.get("lang") if tree.root else "")
    return (languages.detect(printed, [said] if said else [])[0] if len(printed) > 200 else said) or ""


def _text(tree: LexborHTMLParser) -> str:
    """Return the beginning of what is printed, for signs of a parked domain; long pages are none."""
    text = tree.body.text(separator=" ") if tree.body else ""
    plain = fold(" ".join(text.split()))
    return plain if len(plain) < _TEXT else ""
