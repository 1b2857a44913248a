"""When reports hide a picture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.moderation.decide import Rules, Verdict, Weighed, breaker, decide, weigh
from hemera.moderation.limits import Limit
from hemera.moderation.networks import UNKNOWN, household, provider
from hemera.types import ImageState

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
RULES = Rules(weight=5, networks=4, window=timedelta(hours=72))


def report(network: str, weight: float = 1, hours: float = 1, *, severe: bool = False) -> Weighed:
    return Weighed(weight, network, NOW - timedelta(hours=hours), severe)


def verdict(reports: list[Weighed], state: ImageState = ImageState.SHOWN, *, broken: bool = False) -> Verdict:
    return decide(state, reports, RULES, NOW, broken=broken)


def test_five_reports_of_four_networks_hide() -> None:
    assert verdict([report(n) for n in "abcda"]) is Verdict.HIDE


def test_five_reports_of_three_networks_only_queue() -> None:
    assert verdict([report(n) for n in "abcab"]) is Verdict.QUEUE


def test_four_reports_only_queue() -> None:
    assert verdict([report(n) for n in "abcd"]) is Verdict.QUEUE


def test_readers_who_were_right_before_weigh_more() -> None:
    assert verdict([report("a", 2), report("b"), report("c"), report("d")]) is Verdict.HIDE


def test_readers_who_were_wrong_before_hide_nothing_alone() -> None:
    assert verdict([report(str(n), 0.25) for n in range(19)]) is Verdict.QUEUE


def test_reports_older_than_the_window_do_not_add_up() -> None:
    old = [report(n, hours=72.1) for n in "abc"]
    assert verdict([*old, report("d"), report("e")]) is Verdict.QUEUE


@pytest.mark.parametrize("state", [ImageState.PROTECTED, ImageState.HIDDEN])
def test_what_staff_protected_or_has_yet_to_see_only_queues(state: ImageState) -> None:
    assert verdict([report(str(n), 2) for n in range(50)], state) is Verdict.QUEUE


def test_what_is_blocked_needs_nothing() -> None:
    assert verdict([report(str(n)) for n in range(50)], ImageState.BLOCKED) is Verdict.NOTHING


def test_what_cannot_wait_takes_two_people_of_two_networks() -> None:
    assert verdict([report("a", severe=True), report("a", severe=True)]) is Verdict.QUEUE
    assert verdict([report("a", severe=True), report("b")]) is Verdict.QUEUE
    assert verdict([report("a", severe=True), report("b", severe=True)]) is Verdict.HIDE


def test_under_the_breaker_nothing_hides() -> None:
    assert verdict([report(n) for n in "abcde"], broken=True) is Verdict.HOLD


def test_breaker_opens_after_five_an_hour_in_a_quiet_week() -> None:
    assert [breaker(n, 0) for n in range(7)] == [False] * 5 + [True] * 2


def test_breaker_follows_a_busy_week() -> None:
    assert not breaker(29, 168 * 10)
    assert breaker(30, 168 * 10)


@given(st.integers(0, 50), st.integers(0, 50))
def test_weights(upheld: int, rejected: int) -> None:
    assert weigh(upheld, rejected) in {0.25, 1.0, 2.0}
    assert (weigh(upheld, 0) == 2) == (upheld >= 3)
    assert (weigh(0, rejected) == 0.25) == (rejected >= 3)


@given(st.lists(st.builds(report, st.sampled_from("abcdef"), st.sampled_from([0.25, 1, 2]), st.floats(0, 100)), max_size=12))
def test_what_hides_reaches_every_threshold(reports: list[Weighed]) -> None:
    recent = [r for r in reports if NOW - r.at <= RULES.window]
    enough = sum(r.weight for r in recent) >= 5 and len({r.network for r in recent}) >= 4
    assert (verdict(reports) is Verdict.HIDE) == enough


@pytest.mark.parametrize(
    ("address", "near", "far"),
    [
        ("192.0.2.77", "192.0.2.0/24", "192.0.0.0/16"),
        ("::ffff:192.0.2.9", "192.0.2.0/24", "192.0.0.0/16"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48", "2001:db8::/32"),
        ("[2001:db8:1::]", "2001:db8:1::/48", "2001:db8::/32"),
        ("fe80::1%eth0", "fe80::/48", "fe80::/32"),
        ("", UNKNOWN, UNKNOWN),
        ("192.0.2.1, 10.0.0.1", UNKNOWN, UNKNOWN),
    ],
)
def test_networks(address: str, near: str, far: str) -> None:
    assert (household(address), provider(address)) == (near, far)


@given(st.text(max_size=60))
def test_no_address_is_too_wild(address: str) -> None:
    assert household(address)


def test_ten_an_hour_each() -> None:
    limit = Limit(10)
    assert [limit.allows("a", NOW) for _ in range(12)] == [True] * 10 + [False] * 2
    assert limit.allows("b", NOW)
    assert not limit.allows("a", NOW + timedelta(minutes=59))
    assert limit.allows("a", NOW + timedelta(minutes=60))


def test_a_flood_of_networks_does_not_fill_the_memory() -> None:
    limit = Limit(1)
    for n in range(25_000):
        limit.allows(str(n), NOW)
    assert len(limit._seen) == 20_000
    assert not limit.allows("24999", NOW)
