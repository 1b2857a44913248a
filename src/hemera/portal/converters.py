"""What may stand in an address."""

from __future__ import annotations

from datetime import date

from django.urls import register_converter

from hemera.catalogue import RESERVED


class SourceConverter:
    """A source's id; never one of the words the portal uses itself."""

    regex = "[a-z0-9][a-z0-9-]{0,39}"

    def to_python(self, value: str) -> str:
        if value in RESERVED:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


class DayConverter:
    """A date as 2020-06-12; what is no date is no address."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


class NumberConverter:
    """An article's number within its source, or the archive's own id: at most 18 digits, as the database holds."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class AuthorConverter:
    """An author's folded name; it may hold a slash, but its feeds stand at the same address + /feed."""

    regex = ".{1,200}"

    def to_python(self, value: str) -> str:
        if value.endswith(("/feed", "/feed.atom", "/feed.json")):
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(AuthorConverter, "author")
register_converter(DayConverter, "day")
register_converter(NumberConverter, "number")
register_converter(SourceConverter, "source")
