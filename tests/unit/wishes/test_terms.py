"""What a source's rights and its publisher's wishes leave to be shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.types import Rights
from hemera.wishes import EVERYTHING, terms

NOW = datetime(2026, 6, 12, tzinfo=UTC)
ORDER = list(Rights)
LINES = [
    "noindex", "noarchive", "nosnippet", "max-snippet:20", "noimageindex", "unavailable_after:2020-01-01T00:00:00Z",
    "not-free", "tdm-reservation", "tdmrep:https://press.example/terms", "embargo:2030-01-01T00:00:00Z",
]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "level", "most", "picture", "findable", "minable"),
    [
        ("", "full", None, True, True, True),
        ("noindex", "link", None, False, False, True),
        ("noarchive", "excerpt", None, True, True, True),
        ("nosnippet", "link", 0, True, True, True),
        ("max-snippet:20", "excerpt", 20, True, True, True),
        ("noimageindex", "full", None, False, True, True),
        ("unavailable_after:2026-06-12T00:00:00Z", "excerpt", None, True, True, True),
        ("unavailable_after:2026-06-12T00:00:01Z", "full", None, True, True, True),
        ("not-free", "excerpt", None, True, True, True),
        ("tdm-reservation", "full", None, True, True, False),
        ("tdmrep:https://press.example/noarchive", "full", None, True, True, False),
        ("noindex noarchive nosnippet not-free tdmrep consent", "full", None, True, True, True),
        ("embargo:2026-06-12T00:00:01Z", "excerpt", None, True, True, True),
        ("embargo:2026-06-12T00:00:00Z", "full", None, True, True, True),
        ("noindex consent embargo:2026-06-12T00:00:01Z", "excerpt", None, True, True, True),
    ],
)
def test_what_each_wish_leaves(line: str, level: str, most: int | None, picture: bool, findable: bool, minable: bool) -> None:
    may = terms(Rights.FULL, line, NOW)
    assert (may.level, may.most, may.picture, may.findable, may.minable) == (level, most, picture, findable, minable)


@given(st.sampled_from(ORDER), st.lists(st.sampled_from(LINES), unique=True))
def test_no_wish_gives_more_than_the_rights_nor_than_any_wish_alone(rights: Rights, lines: list[str]) -> None:
    may = terms(rights, " ".join(lines), NOW)
    for alone in (terms(rights, line, NOW) for line in ["", *lines]):
        assert ORDER.index(may.level) >= ORDER.index(alone.level)
        assert all(getattr(may, name) <= getattr(alone, name) for name in ("picture", "findable", "minable"))


def test_of_earlier_versions_no_lead_is_shown_where_one_is_cut() -> None:
    assert terms(Rights.FULL, "max-snippet:20", NOW).history is Rights.LINK
    assert EVERYTHING.history is Rights.FULL
