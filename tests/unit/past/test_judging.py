"""What stops a walk into the past."""

from __future__ import annotations

from datetime import date

from hemera.listings import Listing, Mention, Mentions, Period, Role, Way
from hemera.past.judging import PATIENCE, Verdict, judge
from hemera.types import Entry

TODAY = date(2024, 6, 1)
OLD, NEW = date(2019, 3, 1), date(2024, 5, 30)


ALL = Period()


def judged(
    *days: date | None,
    known: dict[str, date | None] | None = None,
    period: Period = ALL,
    idle: int = 0,
    repeated: bool = False,
) -> Verdict:
    mentions = tuple(Mention(Entry(f"https://phare.example/{n}"), day) for n, day in enumerate(days))
    found = Mentions(mentions, (Listing("https://phare.example/?page=2", Way.PAGES),))
    return judge(Listing("https://phare.example/", Way.PAGES, idle=idle), found, known or {}, period, TODAY, repeated=repeated)


def test_what_is_new_leads_on() -> None:
    verdict = judged(OLD, NEW, None)
    assert (len(verdict.fresh), verdict.old) == (3, 2)
    assert verdict.follow[0].idle == 0


def test_what_is_known_leads_on_too() -> None:
    """What was collected last year lies before what never was."""
    verdict = judged(OLD, known={"https://phare.example/0": OLD})
    assert verdict.fresh == ()
    assert verdict.follow[0].idle == 0


def test_repetitions_and_emptiness_are_borne_for_a_while() -> None:
    assert judged(OLD, repeated=True).follow[0].idle == 1
    assert judged(idle=1).follow[0].idle == 2
    assert judged(OLD, repeated=True, idle=PATIENCE - 1).reason == "past.repeats"
    assert judged(idle=PATIENCE - 1) == Verdict((), 0, (), "past.empty")
    assert judged(OLD, idle=PATIENCE - 1).follow[0].idle == 0


def test_a_list_that_is_older_than_what_is_wanted_ends() -> None:
    since = Period(since=date(2020, 1, 1))
    assert judged(OLD, OLD, period=since).reason == "past.passed"
    assert judged(None, period=since, known={"https://phare.example/0": OLD}).reason == "past.passed"
    assert judged(OLD, None, period=since).follow
    assert judged(OLD, NEW, period=since).follow


def test_a_front_page_proves_no_way() -> None:
    mention = Mention(Entry("https://phare.example/1"), OLD)
    front = Listing("https://phare.example/", Way.PAGES, Role.FRONT)
    assert judge(front, Mentions((mention,)), {}, Period(), TODAY, repeated=False).old == 0
