"""What a request may ask: each parameter declared once, read, checked and described from that declaration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from hemera.api.schema import Schema, schema
from hemera.errors import QueryError

MAX_TEXT = 2_000  # characters of any one parameter
_INVALID = "{parameter} {wanted}."


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. ``kind`` is str, int, datetime or a ``StrEnum``; a plain date is read as its midnight in UTC."""

    name: str
    kind: type
    description: str
    default: Any = None
    least: int | None = None
    most: int | None = None
    required: bool = False
    in_path: bool = False

    def read(self, text: object) -> Any:
        """Turn what was sent into a value; raises ``QueryError``, which names the parameter."""
        if not isinstance(text, str | int) or isinstance(text, bool) or len(str(text)) > MAX_TEXT:
            wanted = f"must be a text of at most {MAX_TEXT} characters"
            raise QueryError("parameter.invalid", _INVALID, parameter=self.name, wanted=wanted)
        try:
            return self._convert(str(text))
        except (ValueError, OverflowError) as error:
            raise QueryError("parameter.invalid", _INVALID, parameter=self.name, wanted=self._wanted()) from error

    def _convert(self, text: str) -> Any:
        if "\0" in text:
            raise ValueError(text)
        if self.kind is int:
            return self._bounded(text)
        return _moment(text) if self.kind is datetime else self.kind(text)

    def _bounded(self, text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > 18:
            raise ValueError(text)
        number = int(text)
        if number < (self.least or 0) or (self.most is not None and number > self.most):
            raise ValueError(text)
        return number

    def _wanted(self) -> str:
        if self.kind is int:
            return f"must be a whole number from {self.least or 0}" + (f" to {self.most}" if self.most is not None else "")
        if self.kind is datetime:
            return "must be a date such as 2020-06-12 or a moment such as 2020-06-12T09:30:00Z"
        if issubclass(self.kind, StrEnum):
            return "must be one of " + ", ".join(member.value for member in self.kind)
        return "must be a text"

    def described(self) -> Schema:
        """Return the OpenAPI Parameter Object."""
        return {
            "name": self.name,
            "in": "path" if self.in_path else "query",
            "required": self.required or self.in_path,
            "description": self.description,
            "schema": self.shape(),
        }

    def shape(self) -> Schema:
        """Return the JSON Schema of the value."""
        bounds = {"minimum": self.least, "maximum": self.most, "default": self.default}
        plain = {"type": "string", "maxLength": MAX_TEXT} if self.kind in (str, datetime) else schema(self.kind)
        return plain | {key: value for key, value in bounds.items() if value is not None}


def read(declared: Iterable[Parameter], sent: Mapping[str, object]) -> dict[str, Any]:
    """Return every declared parameter's value, defaults filled in.

    Raises:
        QueryError: names the first one that is unknown, missing or cannot be read.
    """
    known = {p.name: p for p in declared}
    for name in sent:
        if name not in known:
            message = "There is no parameter {parameter}; known are {known}."
            raise QueryError("parameter.unknown", message, parameter=name[:60], known=", ".join(known) or "none")
    for name, parameter in known.items():
        if parameter.required and not sent.get(name):
            raise QueryError("parameter.missing", "{parameter} is missing.", parameter=name)
    return {name: p.read(sent[name]) if sent.get(name) not in (None, "") else p.default for name, p in known.items()}


def _moment(text: str) -> datetime:
    """Read a date or a moment; without an offset it is UTC."""
    if len(text) == 10:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
