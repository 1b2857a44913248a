"""Reading the texts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from little_press import START, small, text

from hemera.demo.press import Change, change, parse
from hemera.errors import ConfigError


def test_printed_hour_is_the_newsrooms() -> None:
    offsets = {piece.source: piece.published.isoformat() for piece in small().pieces}
    assert offsets["phare"] == "2018-08-03T10:15:00+01:00"
    assert offsets["bousla"] == "2018-08-03T10:15:00+02:00"
    assert offsets["dhifaf"] == "2018-08-03T10:15:00+03:00"


def test_age_counts_back_from_the_start() -> None:
    aged = text("p", "fr").replace("published = 2018-08-03T10:15:30", 'ago = "2d 4h 20m"')
    (piece,) = parse({"phare.toml": aged}, datetime(2026, 11, 22, 12, 0, 59, tzinfo=UTC)).pieces
    assert piece.published == datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
    assert piece.published.isoformat() == "2026-11-20T08:40:00+01:00"


def test_live_entries_pass_midnight() -> None:
    (live,) = (piece for piece in small().pieces if piece.kind == "live")
    newest, oldest = (entry.at for entry in live.entries)
    assert oldest.isoformat() == "2018-08-03T10:17:00+01:00"
    assert (newest - oldest).total_seconds() == 30 * 60


def test_only_the_free_part_of_a_paid_article_is_visible() -> None:
    (paid,) = (piece for piece in small().pieces if piece.source == "gazette")
    assert paid.visible == paid.body[:2]


@pytest.mark.parametrize(
    ("how", "field", "expected"),
    [
        (Change("figure", "Four", "Five"), "body", ("One Un été à l’œuvre", "Two « quoted » & <i>escaped</i> …", "Three", "Five")),
        (Change("title", title="Autre"), "title", "Autre"),
        (Change("title", title="Autre"), "seo_title", ""),
        (Change("emptied"), "body", ()),
        (Change("gone"), "state", "gone"),
    ],
)
def test_changes(how: Change, field: str, expected: object) -> None:
    (piece,) = (piece for piece in small().pieces if piece.source == "phare")
    after = change(piece, how, START)
    assert getattr(after, field) == expected
    assert after.modified == START
    assert after.published == piece.published


@pytest.mark.parametrize(
    ("find", "by"),
    [
        ("topic", "toppic"),
        ('"culture"', '"gossip"'),
        ("published = 2018-08-03T10:15:30", 'ago = "yesterday"'),
        ("[[article]]", "[[article"),
        ("title =", "# title ="),
    ],
)
def test_wrong_texts_are_refused(find: str, by: str) -> None:
    with pytest.raises(ConfigError, match=r"phare\.toml|yesterday"):
        parse({"phare.toml": text("p", "fr").replace(find, by, 1)}, START)


def test_unknown_outlet_is_refused() -> None:
    with pytest.raises(ConfigError, match="no such outlet"):
        parse({"nobody.toml": text("p", "fr")}, START)
