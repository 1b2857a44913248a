"""What those who watch ask: told at once for all sources, and the same as source by source."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

import configured  # noqa: F401  before anything that imports models
from hemera.coverage import WEEKS
from hemera.store import coverage, daily, models, state

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 12, tzinfo=UTC)  # clocks were put forward in Paris on 29 March
ZONES = ("Europe/Paris", "Africa/Casablanca", "Asia/Kathmandu", "America/St_Johns", "UTC")
DAY = timedelta(days=1)


@pytest.fixture
def press() -> dict[str, str]:
    """Give each zone a source with three entries a day for ten weeks; of the last five days the second zone's source has none."""
    zones = {f"s{n}": zone for n, zone in enumerate(ZONES)}
    for pk, zone in zones.items():
        facts = {"name": pk, "home": f"https://{pk}.example/", "country": "ma", "zone": zone, "rights": "full"}
        source = models.Source.objects.create(pk=pk, **facts)
        feed = models.Feed.objects.create(
            source=source, url=f"https://{pk}.example/feed", kind="feed", due_at=NOW + DAY, polled_at=NOW, succeeded_at=NOW
        )
        moments = [NOW - n * timedelta(hours=8, minutes=1) for n in range(10 * 7 * 3)]
        models.Entry.objects.bulk_create(
            models.Entry(
                source=source, feed=feed, url=f"https://{pk}.example/{n}", seen_at=at, state=("article", "held")[n % 9 == 0]
            )
            for n, at in enumerate(moments)
            if pk != "s1" or at < NOW - 5 * DAY
        )
    return zones


def test_days_are_counted_by_the_source_s_own_clock_through_its_changes(press: dict[str, str]) -> None:
    since = NOW - WEEKS * 7 * DAY
    told = daily.announced(since, NOW, press)
    for source, zone in press.items():
        counted: dict[date, int] = {}
        for at in models.Entry.objects.filter(source=source, seen_at__gte=since, seen_at__lt=NOW).values_list("seen_at", flat=True):
            day = at.astimezone(ZoneInfo(zone)).date()
            counted[day] = counted.get(day, 0) + 1
        assert {day: states.total() for day, states in told[source].items()} == counted


def test_alarms_are_those_that_each_source_alone_would_give(press: dict[str, str]) -> None:
    alone = []
    for source, zone in press.items():
        yesterday = NOW.astimezone(ZoneInfo(zone)).date() - DAY
        alone += [day for day in coverage.days(source, yesterday, yesterday, NOW) if day.alarm]
    assert coverage.alarms(NOW) == alone
    assert [day.source for day in alone] == ["s1"]


def test_the_alarms_of_all_sources_take_few_queries(press: dict[str, str], django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(35):  # type: ignore[operator]
        coverage.alarms(NOW)


def test_months_add_up(press: dict[str, str]) -> None:
    feed = models.Feed.objects.get(source="s0")
    facts = {"cause": "fetch.dns", "causes": {"fetch.dns": 2}, "missed": "possible"}
    models.Lapse.objects.create(source_id="s0", feed=feed, since=NOW - 3 * DAY, until=NOW - 2 * DAY, **facts)
    months = {one.source: one for one in state.months(NOW, 30)}
    assert all(len(one.days) == 30 for one in months.values())
    assert all(slot.announced == slot.kept + slot.waiting + slot.lost for one in months.values() for slot in one.days)
    assert [slot.blind for slot in months["s0"].days[-5:]] == [False, True, True, False, False]
    assert not any(slot.hole for slot in months["s2"].days)
    assert months["s3"].succeeded_at == NOW


def test_what_is_due_is_told_apart_from_what_is_in_hand(press: dict[str, str]) -> None:
    models.Feed.objects.filter(source__in=("s0", "s1")).update(due_at=NOW - timedelta(minutes=10))
    models.Feed.objects.filter(source="s1").update(lease_until=NOW + DAY)
    feeds, pages, images = state.queues(NOW)
    assert (feeds.due, feeds.in_hand, feeds.oldest) == (1, 1, 600.0)
    assert (pages.due, images.due, images.oldest) == (0, 0, 0.0)


def test_growth_is_not_told_from_too_little(press: dict[str, str]) -> None:
    assert state.growth(NOW) is None
    for n, hours in enumerate((48, 1)):
        place = {"record_id": f"urn:{n}", "file": "a", "offset": n, "length": 1_000, "sha256": "0", "status": 200}
        url = {"url": "https://s0.example/", "requested_url": "https://s0.example/"}
        models.Capture.objects.create(**place, **url, source_id="s0", purpose="page", fetched_at=NOW - timedelta(hours=hours))
    assert state.growth(NOW) == pytest.approx(1_000)
