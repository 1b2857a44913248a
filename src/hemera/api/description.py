"""The OpenAPI 3.1 document, written from the table of endpoints."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from hemera import __version__
from hemera.api.endpoints import ENDPOINTS, Endpoint
from hemera.api.schema import components
from hemera.api.shapes import Failure

_ERRORS = {
    400: "A parameter is unknown, missing or cannot be read: the answer names it",
    401: "This archive is private: sign in",
    404: "There is none",
    403: "Not for those who have not signed in, or too many articles for them; details say found and most",
    405: "Not with this method",
    410: "Withdrawn: the tombstone is in the details",
    429: "Too many requests from this network; Retry-After says when, in seconds",
    451: "Withdrawn for legal reasons: the tombstone is in the details",
    501: "This server has no library for Parquet",
    503: "The search index is being rebuilt, or as many exports as are given at once are under way: Retry-After",
}
_ALWAYS = (400, 401, 405, 429)


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return the description of the API; ``servers`` is relative to the document's own address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hemera",
            "version": __version__,
            "description": "A press archive: articles, their versions, sources. Each source's rights are obeyed as on the pages.",
        },
        "servers": [{"url": "./"}],
        "paths": {_path(endpoint): _methods(endpoint) for endpoint in ENDPOINTS},
        "components": {"schemas": components(Failure, *filter(None, (endpoint.answer for endpoint in ENDPOINTS)))},
    }


def _path(endpoint: Endpoint) -> str:
    return "/" + re.sub(r"<str:(\w+)>", r"{\1}", endpoint.path)


def _methods(endpoint: Endpoint) -> dict[str, Any]:
    return {method.lower(): _operation(endpoint, method) for method in endpoint.methods}


def _operation(endpoint: Endpoint, method: str) -> dict[str, Any]:
    where: dict[str, Any] = {"parameters": [p.described() for p in endpoint.parameters if p.in_path or method == "GET"]}
    if method == "POST":
        properties = {p.name: p.shape() | {"description": p.description} for p in endpoint.parameters if not p.in_path}
        body = {"type": "object", "properties": properties, "additionalProperties": False}
        where["requestBody"] = {"required": True, "content": _json(body)}
    return {
        "operationId": endpoint.name if method == "GET" else f"{endpoint.name}By{method.title()}",
        "summary": endpoint.summary,
        **where,
        "responses": {
            "200": {"description": endpoint.summary, "content": _content(endpoint)},
            **{str(code): _refusal(code) for code in sorted(_ALWAYS + endpoint.errors)},
        },
    }


def _content(endpoint: Endpoint) -> dict[str, Any]:
    if endpoint.answer is not None:
        return _json(_reference(endpoint.answer))
    return {media: {"schema": {"type": "string", "format": "binary"}} for media in endpoint.media}


def _refusal(code: int) -> dict[str, Any]:
    return {"description": _ERRORS[code], "content": _json(_reference(Failure))}


def _reference(shape: type) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
