"""Stories as a search names them: by one of their articles. None is stored; they are told when somebody asks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hemera.errors import NotFound
from hemera.store import models, queries
from hemera.stories.groups import group

if TYPE_CHECKING:
    from hemera.protocols import Index
    from hemera.types import Article, Line

WINDOW = timedelta(days=3)  # before and after the article
ALIKE = 100  # articles most like it that are looked at
BESIDE = 100  # of its language and time: among them a word is rare or not
COPIES = 1000


def members(index: Index, name: str) -> frozenset[int] | None:
    """Return the ids of the articles on one article's event, named ``source/number``: itself, others in its language of the
    days around it, and all that carry its text. None where there is no such article, or it is not public.

    Takes some dozen milliseconds, however large the archive.
    """
    source, _, number = name.partition("/")
    try:
        article = queries.article(source, int(number))
    except (NotFound, ValueError):
        return None
    if article.visibility is not queries.PUBLIC:
        return None
    told = next(found for found in group(_near(index, article)) if any(line.id == article.id for line in found.lines))
    return frozenset(line.id for line in told.lines) | _copies(article)


def _near(index: Index, article: Article) -> list[Line]:
    line, content = article.line, article.content
    first, last = line.published - WINDOW, line.published + WINDOW
    alike = index.related(content.title, content.text, line.language, exclude=line.id, limit=ALIKE, since=first)
    beside = queries.newest(BESIDE, published__gte=first, published__lte=last, language=line.language)
    found = {one.id: one for one in (line, *queries.lines(alike), *beside)}
    return [one for one in found.values() if one.language == line.language and first <= one.published <= last]


def _copies(article: Article) -> frozenset[int]:
    rows = models.Article.objects.filter(copy_group=article.copy_group, visibility=queries.PUBLIC)
    return frozenset(rows.values_list("pk", flat=True)[:COPIES]) if article.copy_group else frozenset()
