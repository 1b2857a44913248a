"""Lists are entered where a page begins, however deep in the archive that is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import configured  # noqa: F401  before anything that imports models
from hemera.store import queries

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("where", "entered"),
    [
        ({}, "published<?"),
        ({"source_id": "phare"}, "source_id=? AND published<?"),
        ({"section": "sports"}, "section=? AND published<?"),
    ],
)
def test_a_page_is_looked_up_in_its_index(where: dict[str, str], entered: str) -> None:
    rows = queries._keyset(queries._lines().filter(**where), (datetime(2012, 6, 1, tzinfo=UTC), 5))[:48]
    plan = rows.explain()
    assert f"({entered})" in plan.splitlines()[0]
    assert "TEMP B-TREE" not in plan
