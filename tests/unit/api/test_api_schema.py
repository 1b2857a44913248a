from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import pytest

from hemera.api.schema import component, components, schema
from hemera.types import Rights


@dataclass
class Inner:
    """Within."""

    at: datetime


@dataclass
class Outer:
    """Around."""

    name: Annotated[str, "as printed"]
    inner: tuple[Inner, ...]
    rights: Rights | None
    counts: Mapping[str, int]


def test_a_dataclass_is_described_whole():
    assert component(Outer) == {
        "type": "object",
        "description": "Around.",
        "properties": {
            "name": {"type": "string", "description": "as printed"},
            "inner": {"type": "array", "items": {"$ref": "#/components/schemas/Inner"}},
            "rights": {"anyOf": [{"type": "string", "enum": ["full", "excerpt", "link"]}, {"type": "null"}]},
            "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        },
        "required": ["name", "inner", "rights", "counts"],
        "additionalProperties": False,
    }


def test_what_it_holds_is_described_too():
    assert list(components(Outer)) == ["Inner", "Outer"]
    assert components(Outer)["Inner"]["properties"]["at"] == {"type": "string", "format": "date-time"}


def test_a_type_json_does_not_know_is_an_error_of_ours():
    with pytest.raises(TypeError):
        schema(set[int])
