"""Rows and dataclasses agree, and what is packed comes out as it went in."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera import types
from hemera.store import mapping, models

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(timezone(timedelta(hours=1))))
BLOCKS = st.builds(types.Block, st.sampled_from(types.BlockKind), TEXT, st.none() | st.just("ar"))
EXTRACTIONS = st.builds(
    types.Extraction,
    url=TEXT,
    title=TEXT,
    language=st.sampled_from(["ar", "fr", "en"]),
    authors=st.lists(TEXT, max_size=3).map(tuple),
    agency=TEXT,
    published=st.none() | MOMENTS,
    modified=st.none() | MOMENTS,
    blocks=st.lists(BLOCKS, max_size=4).map(tuple),
    image=st.none() | st.builds(types.LeadImage, TEXT, TEXT, TEXT),
    kind=st.sampled_from(types.PageKind),
    partial=st.booleans(),
    origins=st.dictionaries(TEXT, TEXT, max_size=3),
    doubts=st.lists(st.builds(types.Doubt, TEXT, TEXT), max_size=2).map(tuple),
)


@pytest.mark.django_db
@given(EXTRACTIONS)
def test_a_revision_comes_back_as_it_was_packed(content: types.Extraction) -> None:
    assert mapping.decode(mapping.encode(content)) == content


@given(st.builds(types.Entry, url=TEXT, title=TEXT, published=st.none() | MOMENTS, authors=st.lists(TEXT).map(tuple)))
def test_an_entry_comes_back_as_it_was_packed(entry: types.Entry) -> None:
    assert mapping.entry_from_json(mapping.entry_to_json(entry)) == entry


@pytest.mark.parametrize(
    ("value", "row", "apart"),
    [
        (types.Source, models.Source, {"feeds"}),
        (types.Feed, models.Feed, set()),
        (types.CaptureRef, models.Capture, set()),
    ],
)
def test_every_field_has_its_column(value: type, row: type[models.Source], apart: set[str]) -> None:
    columns = {field.name for field in row._meta.get_fields()}
    assert {field.name for field in fields(value)} - apart <= columns


@pytest.mark.parametrize(("one", "other"), [("Zohra Benmalouk", "zohra  BENMALOUK"), ("Éloïse Aourir", "eloise aourir")])
def test_a_name_is_one_author_however_it_is_typed(one: str, other: str) -> None:
    assert mapping.author_key(one) == mapping.author_key(other)


def test_a_moment_is_given_back_in_the_zone_it_was_printed_in() -> None:
    given_back = mapping.local(datetime(2020, 6, 12, 9, 0, tzinfo=UTC), 60)
    assert given_back.isoformat() == "2020-06-12T10:00:00+01:00"
