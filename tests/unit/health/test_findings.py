"""From facts to findings: kind, since when, figures, command; and nothing where nothing ails."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hemera.health.findings import Facts, Fed, Finding, Fronted, Kind, Pages, examine, kind_of

NOW = datetime(2026, 6, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)
FEED, OTHER = "https://phare.example/rss", "https://phare.example/sport"
GOOD = Fronted(good_at=NOW - DAY)


def fed(error: str = "", days: float = 0, url: str = FEED, polls: int = 9, **more: object) -> Fed:
    since = NOW - days * DAY if error else None
    return Fed(url, NOW, error, since, {error: polls} if error else {}, **more)  # type: ignore[arg-type]


def facts(*feeds: Fed, front: Fronted = GOOD, **more: object) -> Facts:
    return Facts("phare", "https://phare.example/", feeds or (fed(),), front, began=NOW - 14 * DAY, **more)  # type: ignore[arg-type]


def only(given: Facts) -> Finding:
    [finding] = examine(given, NOW)
    return finding


def test_a_source_that_is_well_has_no_finding() -> None:
    pages = Pages(40, 38, 2, {"http.404": 1, "body.empty": 1})
    assert examine(facts(recent=pages, before=pages, links={"alive": 90, "gone": 3}), NOW) == []


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("fetch.dns", Kind.UNREACHABLE),
        ("fetch.deadline", Kind.UNREACHABLE),
        ("fetch.tls.expired", Kind.CERTIFICATE),
        ("fetch.refused.robots", Kind.REFUSED),
        ("http.403", Kind.REFUSED),
        ("http.429", Kind.REFUSED),
        ("http.404", Kind.FEED_GONE),
        ("http.503", Kind.FAULTY),
        ("fetch.truncated", Kind.FAULTY),
        ("feed.empty", Kind.EMPTY),
        ("parse.html-not-feed", Kind.UNREADABLE),
        ("fetch.refused.size", Kind.UNREADABLE),
        ("bug.KeyError", Kind.OURS),
        ("worker.killed", Kind.OURS),
    ],
)
def test_a_feed_that_fails_is_named_by_its_error(error: str, kind: Kind) -> None:
    found = only(facts(fed(error, 4), fed(url=OTHER)))
    assert (found.kind, found.since, found.cause, found.feeds) == (kind, NOW - 4 * DAY, error, (FEED,))
    assert found.evidence == {"feeds": 1, "of": 2, "polls": 9}
    assert found.command.startswith("hemera ")
    assert kind_of(error) is kind


def test_what_fails_for_hours_is_no_finding_and_for_a_day_or_two_needs_nobody() -> None:
    assert examine(facts(fed("http.503", 0.9)), NOW) == []
    assert only(facts(fed("http.503", 1.5))).grave is False
    assert only(facts(fed("http.503", 3))).grave is True


def test_a_source_is_dead_where_nothing_of_it_answers_for_days() -> None:
    down = replace(GOOD, error="fetch.dns", failing_since=NOW - 4 * DAY)
    dead = only(facts(fed("fetch.dns", 5), fed("fetch.unreachable", 4, OTHER), front=down))
    assert (dead.kind, dead.since) == (Kind.DEAD, NOW - 4 * DAY)
    alive = only(facts(fed("fetch.dns", 5), fed("fetch.unreachable", 4, OTHER)))  # its front page answers
    assert alive.kind is Kind.UNREACHABLE
    assert {one.kind for one in examine(facts(fed("fetch.dns", 5), fed("http.503", 4, OTHER), front=down), NOW)} == {
        Kind.UNREACHABLE,
        Kind.FAULTY,
    }


def test_that_we_waited_or_came_late_is_no_cause() -> None:
    causes = {"fetch.paused": 20, "coverage.away": 30, "fetch.tls.expired": 2}
    found = only(facts(Fed(FEED, NOW, "fetch.paused", NOW - 4 * DAY, causes)))
    assert (found.kind, found.cause, found.evidence["polls"]) == (Kind.CERTIFICATE, "fetch.tls.expired", 22)


@pytest.mark.parametrize(("days", "polls", "kind"), [(8, 2, Kind.RETIRED), (8, 1, Kind.FEED_GONE), (6, 9, Kind.FEED_GONE)])
def test_a_feed_that_says_it_is_gone_twice_a_week_apart_is_proposed_to_be_retired(days: float, polls: int, kind: Kind) -> None:
    found = only(facts(fed("http.410", days, polls=polls)))
    assert (found.kind, found.cause) == (kind, "http.410")


def test_a_hijacked_source_has_no_other_finding() -> None:
    taken = Fronted("", None, NOW - 3 * DAY, NOW - 2 * DAY, NOW - 2 * DAY, ("links", "name"), held=7, since_good=2)
    found = only(facts(fed("http.404", 9), front=taken, quiet=9))
    assert (found.kind, found.since, found.grave) == (Kind.HIJACKED, NOW - 2 * DAY, True)
    assert found.evidence == {"signs": "links name", "held": 7, "articles-since-good": 2}
    assert found.command == "hemera source trust phare"
    assert only(facts(front=replace(taken, hijacked_at=None))).kind is Kind.SUSPECTED


def test_moves_are_told_with_where_to() -> None:
    front = replace(GOOD, moved_to="https://rivage.example/", moved_at=NOW - DAY)
    moved, feed = examine(facts(fed(moved_to="https://rivage.example/rss", moved_at=NOW), front=front), NOW)
    assert (moved.kind, moved.since, moved.evidence["to"]) == (Kind.MOVED, NOW - DAY, "https://rivage.example/")
    assert (feed.kind, feed.grave) == (Kind.FEED_MOVED, False)


def test_silence_is_told_from_bytes_that_stand_still() -> None:
    newest = NOW - 12 * DAY
    frozen = only(facts(fed(changed_at=newest), quiet=11, newest=newest))
    silent = only(facts(fed(changed_at=NOW - DAY), quiet=11, newest=newest))
    assert (frozen.kind, frozen.since, frozen.evidence["days"]) == (Kind.FROZEN, newest, 11)
    assert (silent.kind, silent.since) == (Kind.SILENT, newest)
    assert only(facts(fed("http.404", 9, changed_at=newest), quiet=9, newest=newest)).kind is Kind.FEED_GONE


@pytest.mark.parametrize(
    ("reasons", "kind"),
    [
        ({"body.empty": 12, "title.missing": 8}, Kind.LAYOUT),
        ({"http.404": 11, "link.home": 9}, Kind.PAGES_GONE),
        ({"http.403": 20}, Kind.REFUSED),
    ],
)
def test_pages_that_fail_most_of_the_time_and_did_not_before(reasons: dict[str, int], kind: Kind) -> None:
    good, bad = Pages(90, 88, 0, {"body.empty": 2}), Pages(30, 10, 0, reasons)
    found = only(facts(recent=bad, before=good))
    assert (found.kind, found.evidence["pages"], found.evidence["of"]) == (kind, 20, 30)
    assert found.cause in reasons
    few = replace(bad, announced=9)
    assert examine(facts(recent=few, before=good), NOW) == []
    ever = Pages(90, 30, 0, {key: 3 * n for key, n in reasons.items()})
    assert examine(facts(recent=bad, before=ever), NOW) == []


def test_a_paywall_is_told_and_needs_nobody() -> None:
    found = only(facts(recent=Pages(20, 20, 15), before=Pages(60, 60, 3)))
    assert (found.kind, found.grave, found.evidence["pages"]) == (Kind.PAYWALL, False, 15)


def test_links_that_rot_are_told_from_a_fifth_on() -> None:
    assert examine(facts(links={"alive": 85, "gone": 15}), NOW) == []
    assert examine(facts(links={"gone": 10}), NOW) == []
    assert only(facts(links={"alive": 60, "gone": 40})).grave is False
    assert only(facts(links={"alive": 5, "gone": 95})).grave is True
