"""Dataclasses and annotations → JSON Schema 2020-12, as OpenAPI 3.1 uses it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

Schema = dict[str, Any]

_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    object: {},
}


def schema(annotation: Any) -> Schema:
    """Describe values of a type; dataclasses by reference to ``components/schemas``."""
    if annotation in _PLAIN:
        return dict(_PLAIN[annotation])
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return {"type": "string", "enum": [member.value for member in annotation]}
    if is_dataclass(annotation):
        return {"$ref": f"#/components/schemas/{annotation.__name__}"}  # type: ignore[union-attr]
    return _generic(get_origin(annotation), get_args(annotation))


def _generic(origin: Any, arguments: tuple[Any, ...]) -> Schema:
    if origin is Annotated:
        return schema(arguments[0]) | {"description": arguments[1]}
    if origin in (Union, UnionType):
        return {"anyOf": [schema(a) for a in arguments]}
    if origin is tuple:
        return {"type": "array", "items": schema(arguments[0])}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": schema(arguments[1])}
    raise TypeError(origin)


def component(shape: type) -> Schema:
    """Describe a dataclass in full: every field is always there, and no other."""
    hints = get_type_hints(shape, include_extras=True)
    names = [f.name for f in fields(shape)]
    return {
        "type": "object",
        "description": " ".join((shape.__doc__ or "").split()),
        "properties": {name: schema(hints[name]) for name in names},
        "required": names,
        "additionalProperties": False,
    }


def components(*roots: type) -> dict[str, Schema]:
    """Describe dataclasses and every dataclass they hold, by name."""
    found: dict[str, Schema] = {}
    waiting = list(roots)
    while waiting:
        shape = waiting.pop()
        if shape.__name__ not in found:
            found[shape.__name__] = component(shape)
            waiting += [held for hint in get_type_hints(shape).values() for held in _held(hint)]
    return dict(sorted(found.items()))


def _held(annotation: Any) -> list[type]:
    if is_dataclass(annotation) and isinstance(annotation, type):
        return [annotation]
    return [held for argument in get_args(annotation) for held in _held(argument)]
