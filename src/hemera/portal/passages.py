"""Where in an article a search was answered, as far as the source's rights let us show it."""

from __future__ import annotations

from hemera.index.analysis import alike
from hemera.portal.rights import Shown
from hemera.portal.typesetting import bound
from hemera.query import Query, marked, snippet
from hemera.types import Article, BlockKind, Found

__all__ = ["Pieces", "alike", "passage", "text", "title"]

Pieces = list[tuple[str, bool]]  # (text, does it answer the query)


def title(query: Query, article: Article | Found) -> Pieces:
    """Return the title, typeset as every list typesets it, what answers the query marked."""
    line = article.line
    return marked(bound(line.title, line.language) or line.url, query, alike(line.language))


def passage(query: Query, shown: Shown, language: str) -> Pieces:
    """Return the passage that answers best, from what may be shown; its beginning where none does."""
    return snippet(text(shown), query, alike=alike(language))


def text(shown: Shown) -> str:
    """Return what may be shown of a text, as one."""
    body = "\n".join(block.text for block in shown.blocks if block.kind is not BlockKind.CAPTION)
    return "\n".join(filter(None, (shown.lead, body)))
