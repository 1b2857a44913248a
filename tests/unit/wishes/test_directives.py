"""What an exchange itself says of the wishes for it."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.wishes import NONE, Wishes, of_headers, of_meta, parsed, strictest, written

MOMENT = "2031-06-25T15:00:00Z"
words = st.sampled_from([
    "noindex", "none", "all", "noarchive", "nosnippet", "max-snippet:", "max-snippet:7", "unavailable_after:", "Wednesday",
    "25 Jun 2031", "googlebot:", "hemera:", "*:", "max-image-preview:none", ",", " ", ":", "\x00", "٣", "1" * 400,
])  # fmt: skip
wild = st.one_of(st.text(max_size=200), st.lists(words, max_size=30).map("".join))


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("noindex", "noindex"),
        ("NoIndex , NOFOLLOW", "noindex"),
        ("none", "noindex"),
        ("all", ""),
        ("index, follow, max-snippet:-1, max-image-preview:large", ""),
        ("nocache", "noarchive"),
        ("max-snippet:0", "nosnippet"),
        ("max-snippet: 50", "max-snippet:50"),
        ("max-snippet:50, nosnippet", "nosnippet"),
        ("max-image-preview:none", "noimageindex"),
        ("max-snippet:lots", ""),
        ("max-snippet:٥", ""),
        ("googlebot: noindex", ""),
        ("googlebot: noindex, noarchive", ""),  # a name stands before all that follows it
        ("googlebot: noindex, hemera: noarchive", "noarchive"),
        ("hemera: noarchive, nosnippet", "noarchive nosnippet"),
        ("Hemera: noarchive", "noarchive"),
        ("noarchive, googlebot: noindex", "noarchive"),
        ("unavailable_after: Wednesday, 25 Jun 2031 15:00:00 GMT, noindex", f"noindex unavailable_after:{MOMENT}"),
        ("unavailable_after: 25 Jun 2031 15:00:00 GMT", f"unavailable_after:{MOMENT}"),
        ("unavailable_after: Wednesday, 25-Jun-31 15:00:00 GMT", f"unavailable_after:{MOMENT}"),
        ("hemera: unavailable_after: 2031-06-25T17:00:00+02:00", f"unavailable_after:{MOMENT}"),
        ("unavailable_after: 2031-06-25", "unavailable_after:2031-06-25T00:00:00Z"),
        ("unavailable_after: soon", ""),
        ("", ""),
    ],
)
def test_robots_tags(value: str, line: str) -> None:
    assert written(of_headers([("Content-Type", "text/html"), ("X-Robots-Tag", value)])) == line


def test_of_several_headers_the_strictest_counts() -> None:
    headers = [
        ("x-robots-tag", "max-snippet:90"),
        ("X-Robots-Tag", "otherbot: none"),
        ("X-ROBOTS-TAG", "max-snippet:40, noimageindex"),
    ]
    assert written(of_headers(headers)) == "max-snippet:40 noimageindex"


def test_a_page_speaks_to_all_robots_and_to_us() -> None:
    meta = {"robots": ["index, max-snippet:80", "noimageindex"], "googlebot": ["noindex"], "hemera-news": ["noarchive"]}
    assert written(of_meta(meta)) == "noarchive max-snippet:80 noimageindex"
    assert written(of_meta({"robots": ["all"]}, paid=True)) == "not-free"
    assert of_meta({"description": ["noindex"]}) is NONE


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"tdm-reservation": "1"}, "tdm-reservation"),
        ({"tdm-reservation": "0", "tdm-policy": "https://press.example/terms"}, ""),
        ({"tdm-reservation": " 1 ", "tdm-policy": "https://press.example/terms"}, "tdm-reservation:https://press.example/terms"),
        ({"tdm-reservation": "1", "tdm-policy": "javascript:alert(1)"}, "tdm-reservation"),
        ({"tdm-reservation": "1", "tdm-policy": "https://press.example/" + "a" * 900}, "tdm-reservation"),
        ({"tdm-reservation": "yes"}, ""),
        ({"tdm-policy": "https://press.example/terms"}, ""),
    ],
)
def test_mining_is_reserved_by_a_one(said: dict[str, str], line: str) -> None:
    assert written(of_headers(said.items())) == line
    assert written(of_meta({name: [value] for name, value in said.items()})) == line


@given(wild, wild)
def test_wild_headers_are_read_or_not_and_kept_as_one_short_line(one: str, other: str) -> None:
    found = strictest(
        of_headers([("X-Robots-Tag", one), ("tdm-reservation", other), ("tdm-policy", one)]), of_meta({"robots": [other]})
    )
    line = written(found)
    assert parsed(line) == found
    assert len(line) < 2000
    assert "\n" not in line


wishes = st.builds(
    Wishes,
    noindex=st.booleans(),
    noarchive=st.booleans(),
    snippet=st.none() | st.integers(0, 999_999),
    noimage=st.booleans(),
    until=st.none() | st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0)),
    paid=st.booleans(),
    reserved=st.sampled_from([None, "", "https://press.example/a:b"]),
    tdmrep=st.sampled_from([None, "", "https://press.example/c"]),
    consent=st.booleans(),
    embargo=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(wishes, wishes)
def test_a_line_says_it_all_and_merging_has_no_order(one: Wishes, other: Wishes) -> None:
    assert parsed(written(one)) == one
    both = strictest(one, other)
    assert strictest(both, one) == both
    reserving = {"reserved", "tdmrep"}  # of two policies one is named
    same = [f.name for f in fields(Wishes) if f.name not in reserving]
    swapped = strictest(other, one)
    assert [getattr(both, name) for name in same] == [getattr(swapped, name) for name in same]
    assert [getattr(both, name) is None for name in reserving] == [getattr(swapped, name) is None for name in reserving]


def test_the_earliest_end_counts() -> None:
    early, late = (Wishes(until=datetime(year, 1, 1, tzinfo=UTC)) for year in (2030, 2040))
    assert strictest(late, early) == early
