"""Addresses of pages, written where thousands of links are: much cheaper than ``reverse`` and bound to urls.py by a test."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from hemera.store.mapping import author_key


def front(language: str) -> str:
    return f"/{language}/"


def article(language: str, source: str, number: int) -> str:
    return f"/{language}/{source}/{number}"


def source(language: str, name: str) -> str:
    return f"/{language}/{name}"


def section(language: str, name: str) -> str:
    return f"/{language}/section/{name}"


def day(language: str, when: date) -> str:
    return f"/{language}/day/{when.isoformat()}"


def author(language: str, name: str) -> str:
    return f"/{language}/author/{quote(author_key(name), safe='')}"


def story(language: str, source: str, number: int) -> str:
    """Return the search for all on an article's event."""
    return f"/{language}/search?q=story:{source}/{number}"


def image(sha256: str, width: int) -> str:
    """Return where a picture is served, in one of the widths ``hemera.media`` keeps: 1200 or 480 pixels."""
    return f"/image/{sha256}-{width}.webp"


def other_language(path: str, query: str, language: str) -> str:
    """Return the same page in another language: only the first segment changes."""
    rest = path.split("/", 2)[2] if path.count("/") >= 2 else ""
    return f"/{language}/{rest}" + (f"?{query}" if query else "")
