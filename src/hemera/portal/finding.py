"""Reads that answer with a 404 page instead of an error."""

from __future__ import annotations

from django.http import Http404

from hemera.errors import NotFound
from hemera.store import queries
from hemera.types import Article, Source


def article(source: str, number: int) -> Article:
    """Return an article, public or withdrawn."""
    try:
        return queries.article(source, number)
    except NotFound as error:
        raise Http404(error.key) from error


def article_by_id(pk: int) -> Article:
    """As ``article``, by the archive's own id."""
    try:
        return queries.article_by_id(pk)
    except NotFound as error:
        raise Http404(error.key) from error


def source(name: str) -> Source:
    """Return a source of the catalogue, or of its past."""
    try:
        return queries.source(name)
    except NotFound as error:
        raise Http404(error.key) from error
