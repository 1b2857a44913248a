"""What a source's stamps mean, learned from its pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.errors import ParseError
from hemera.extract import zones
from hemera.extract.zones import LOCAL, STAMPED, WORLD, Seen, Zones

RABAT = "Africa/Casablanca"  # +01:00 on these days
LATER = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEN = datetime(2026, 11, 21, 10, 15, tzinfo=UTC)  # 11:15 in Rabat


def seen(stamped: datetime = TEN, captured: datetime = LATER, **more: datetime) -> Seen:
    return Seen("json-ld", stamped, zoned=True, captured=captured, **more)


def wall(hour: int, minute: int = 15) -> datetime:
    return datetime(2026, 11, 21, hour, minute)


def learned(*pages: Seen, start: Zones | None = None) -> Zones:
    known = start or Zones()
    for page in pages:
        known = known.learned(page, RABAT)
    return known


@pytest.mark.parametrize(
    ("page", "want"),
    [
        (seen(printed=wall(10)), (LOCAL, 1)),
        (seen(printed=wall(11)), (STAMPED, 1)),
        (seen(printed=wall(7)), None),
        (seen(), None),
        # the page says 10:15Z, its feed the true 09:15Z
        (seen(feed=TEN - timedelta(hours=1)), (LOCAL, 1)),
        # the feed repeats the page's stamp: it may err as the page does
        (seen(feed=TEN), None),
        # the feed says the same moment in the newsroom's own offset
        (seen(feed=TEN.astimezone(timezone(timedelta(hours=1)))), (STAMPED, 1)),
        # stamped an hour after its capture, less than the zone's offset: only the wall clock can be meant
        (seen(captured=TEN - timedelta(minutes=30)), (LOCAL, 2)),
        (seen(captured=TEN - timedelta(minutes=30), printed=wall(10)), (LOCAL, 2)),
        # clocks differ by a minute or two
        (seen(captured=TEN - timedelta(minutes=2)), None),
        # stamped days after its capture: no meaning is possible
        (seen(captured=TEN - timedelta(days=2)), None),
        # UTC figures with the newsroom's offset: 10:15+01:00 for 11:15
        (seen(TEN.replace(tzinfo=timezone(timedelta(hours=1))), printed=wall(11)), (WORLD, 1)),
        # printed as stamped with another offset: perhaps that newsroom's own
        (seen(TEN.replace(tzinfo=timezone(timedelta(hours=-5))), printed=wall(10)), None),
        # the machine's offset, as its capture came before 15:15Z
        (seen(TEN.replace(tzinfo=timezone(timedelta(hours=-5))), captured=TEN, printed=wall(10)), (LOCAL, 2)),
    ],
)
def test_what_a_page_shows(page: Seen, want: tuple[str, int] | None) -> None:
    assert zones.verdict(page, RABAT) == want


def test_a_newsroom_in_utc_shows_nothing() -> None:
    assert zones.verdict(seen(printed=wall(10)), "Africa/Abidjan") is None


def test_three_pages_are_believed_and_two_are_not() -> None:
    two = learned(*[seen(printed=wall(10))] * 2)
    assert two.meant("json-ld", TEN, True, RABAT) is None
    three = learned(seen(printed=wall(10)), start=two)
    meant = three.meant("json-ld", TEN, True, RABAT)
    assert meant is not None
    assert meant.isoformat() == "2026-11-21T10:15:00+01:00"


def test_two_stamps_from_the_future_are_believed() -> None:
    known = learned(*[seen(captured=TEN - timedelta(minutes=30))] * 2)
    assert known.meant("json-ld", TEN, True, RABAT) is not None


def test_only_stamps_of_the_same_kind_are_judged() -> None:
    known = learned(*[seen(printed=wall(10))] * 3)
    assert known.meant("meta:date", TEN, True, RABAT) is None
    assert known.meant("json-ld", TEN.replace(tzinfo=timezone(timedelta(hours=2))), True, RABAT) is None
    assert known.meant("json-ld", TEN, False, RABAT) is None


def test_a_source_that_mends_its_clock_is_unlearned_by_three_pages() -> None:
    known = learned(*[seen(printed=wall(10))] * 50)
    right = seen(printed=wall(11))
    once = learned(right, start=known)
    assert once.meant("json-ld", TEN, True, RABAT) == wall(10).replace(
        tzinfo=timezone(timedelta(hours=1))
    )  # a slip unlearns nothing
    twice = learned(right, start=once)
    assert twice.meant("json-ld", TEN, True, RABAT) is None
    assert learned(right, start=twice).meant("json-ld", TEN, True, RABAT) == TEN


def test_pages_that_disagree_by_turns_are_not_believed() -> None:
    known = learned(*[seen(printed=wall(10)), seen(printed=wall(11))] * 20)
    assert known.meant("json-ld", TEN, True, RABAT) is None


def test_what_is_learned_can_be_written_and_read() -> None:
    known = learned(*[seen(printed=wall(10))] * 4, seen(TEN.replace(tzinfo=timezone(timedelta(hours=1))), printed=wall(11)))
    assert known.to_dict() == {"json-ld +0000": {"local": 4}, "json-ld +0100": {"utc": 1}}
    assert Zones.from_dict(known.to_dict()) == known


@pytest.mark.parametrize(
    "data", [{"json-ld": 3}, {"json-ld": {"mars": 3}}, {"json-ld": {"local": -1}}, {"json-ld": {"local": True}}]
)
def test_anything_else_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ParseError) as refused:
        Zones.from_dict(data)
    assert refused.value.key == "parse.zones"


@given(st.lists(st.tuples(st.integers(-14 * 60, 14 * 60), st.sampled_from([None, 9, 10, 11, 12])), max_size=80))
def test_what_is_learned_stays_small(pages: list[tuple[int, int | None]]) -> None:
    known = Zones()
    for offset, hour in pages:
        stamped = TEN.replace(tzinfo=timezone(timedelta(minutes=offset)))
        known = known.learned(Seen("meta", stamped, zoned=True, captured=LATER, printed=wall(hour) if hour else None), RABAT)
    assert len(known.to_dict()) <= 24
    assert all(0 < count <= zones.MOST for told in known.to_dict().values() for count in told.values())
    assert Zones.from_dict(known.to_dict()) == known
