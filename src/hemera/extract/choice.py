"""A field's value with the rule that gave it."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Said(NamedTuple, Generic[T]):
    """What one rule says of one field."""

    value: T
    origin: str
