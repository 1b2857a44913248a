"""The API in one table: addresses, parameters, answers. Routing, checking and the OpenAPI document all read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from hemera.api import coverage, exporting, frozen, shapes, views
from hemera.api.parameters import Parameter
from hemera.exports import Form


class Order(StrEnum):
    """How results are sorted."""

    NEWEST = "newest"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address: what it takes, what it gives, what can go wrong besides 400, 401, 405 and 429."""

    path: str  # as in Django's path(); every <name> is a parameter
    name: str
    summary: str
    handler: Callable[..., Any]
    answer: type | None  # None: bytes of one of ``media``
    parameters: tuple[Parameter, ...] = ()
    methods: tuple[str, ...] = ("GET",)
    errors: tuple[int, ...] = ()
    media: tuple[str, ...] = ()


_ID = Parameter("id", int, "id of the article in this archive", least=1, in_path=True)
_CURSOR = Parameter("cursor", str, "next_cursor of the page before; opaque")

ENDPOINTS = (
    Endpoint(
        "articles",
        "articles",
        "Articles, newest first",
        views.articles,
        shapes.Articles,
        (
            Parameter("source", str, "id of a source"),
            Parameter("language", str, "BCP 47"),
            Parameter("section", str, "politics, economy, society, world, culture, sports, science, environment or opinion"),
            Parameter("author", str, "name as printed; case, accents and spacing do not matter"),
            Parameter("published_after", datetime, "date or moment, inclusive"),
            Parameter("published_before", datetime, "date or moment, exclusive"),
            Parameter("limit", int, "articles a page", default=50, least=1, most=200),
            _CURSOR,
        ),
    ),
    Endpoint(
        "articles/<str:id>", "article", "An article with its text", views.article, shapes.Article, (_ID,), errors=(404, 410, 451)
    ),
    Endpoint(
        "articles/<str:id>/revisions",
        "revisions",
        "Every version of an article",
        views.revisions,
        shapes.Revisions,
        (_ID,),
        errors=(404, 410, 451),
    ),
    Endpoint("sources", "sources", "Sources and how much of each is kept", views.sources, shapes.Sources),
    Endpoint(
        "coverage",
        "coverage",
        "What may be missing, of all sources; of one, day by day what was announced, kept and missed",
        coverage.answer,
        coverage.Coverage,
        (
            Parameter("source", str, "id of a source"),
            Parameter("from", datetime, "first day, at most 92 before the last; thirty where it is not given"),
            Parameter("to", datetime, "last day, inclusive; today where it is not given"),
        ),
        errors=(404,),
    ),
    Endpoint(
        "search",
        "search",
        "Full text search; POST a JSON object with the same parameters where the query is long",
        views.search,
        shapes.Results,
        (
            Parameter("q", str, "query, in the search page's language; empty finds everything", default=""),
            Parameter("sort", Order, "newest or best first", default=Order.NEWEST),
            Parameter("limit", int, "results a page", default=20, least=1, most=100),
            _CURSOR,
        ),
        methods=("GET", "POST"),
        errors=(503,),
    ),
    Endpoint(
        "export.<str:format>",
        "export",
        "What a query finds, newest first, to its end, as a file; the Link header says where its count and checksum are told",
        exporting.export,
        None,
        (
            Parameter("format", Form, "how rows are written", in_path=True),
            Parameter("q", str, "query, in the search page's language; empty finds everything", default=""),
            Parameter("fields", str, "columns, comma-separated, in this order; empty: all of them", default=""),
            Parameter("limit", int, "the newest so many", least=1, most=100_000_000),
        ),
        methods=("GET", "POST"),
        errors=(403, 501, 503),
        media=tuple(form.media_type.partition(";")[0] for form in Form),
    ),
    Endpoint(
        "exports/<str:id>",
        "taken",
        "What an export gave: counts and checksum, once it is over; the last thousand of this server are remembered",
        exporting.taken,
        exporting.Taken,
        (Parameter("id", str, "from the export's Link header", in_path=True),),
        errors=(404,),
    ),
    Endpoint(
        "frozen",
        "frozen-all",
        "Queries frozen to be cited, newest first",
        frozen.every,
        frozen.FrozenQueries,
        (Parameter("limit", int, "queries a page", default=50, least=1, most=200), _CURSOR),
    ),
    Endpoint(
        "frozen/<str:id>",
        "frozen",
        "A query frozen to be cited, and what the last check of it found",
        frozen.told,
        frozen.FrozenQuery,
        (Parameter("id", str, "id of the frozen query", in_path=True),),
        errors=(404,),
    ),
    Endpoint(
        "frozen/<str:id>/package",
        "package",
        "A frozen query to take away: Parquet, JSONL, list, README, citation, checksums; made when it is asked for",
        frozen.package,
        None,
        (Parameter("id", str, "id of the frozen query", in_path=True),),
        errors=(403, 404, 503),
        media=("application/zip",),
    ),
)
