"""A real hub on loopback, our own fetcher and the real portal between them: subscriptions asked for, verified, renewed, refused."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import hub as hubs_at_work
import pytest
from hub import CHALLENGE, Hub

from hemera import clock, types
from hemera.captures import WarcStore
from hemera.exchanges import Request
from hemera.fetch import HttpFetcher
from hemera.pipeline.subscribing import Subscribing
from hemera.store import models, subscriptions
from hemera.store.models.subscription import SubscriptionState as State
from hemera.store.writes import DjangoStore
from hemera.types import Purpose

pytestmark = pytest.mark.django_db(transaction=True)


class Subscriber:
    """A portal that listens, and the collector's part that asks."""

    def __init__(self, hub: Hub, address: str, folder: Path) -> None:
        self.hub, self.fetcher = hub, HttpFetcher("Hemera/test", default_gap=0.0)
        self.captures = WarcStore(folder)
        self.subscribing = Subscribing(subscriptions, self.captures, self.fetcher, address)
        feed = types.Feed(hub.feed)
        source = types.Source("figuier", "Le Figuier", f"{hub.base}/", ("fr",), "tn", "Africa/Tunis", (feed,), loopback=True)
        DjangoStore().sync([source], clock.now())
        response = self.fetcher.submit(Request(hub.feed, "figuier", Purpose.FEED, loopback=True)).result()
        ref = self.captures.write(response)
        row = models.Feed.objects.get()
        values = {name: getattr(ref, name) for name in ("record_id", "file", "offset", "length", "url", "requested_url", "status")}
        models.Capture.objects.create(
            **values, mime=ref.mime, sha256=ref.sha256, fetched_at=ref.fetched_at, source_id="figuier", purpose="feed", feed=row
        )
        later = clock.now() + timedelta(hours=1)
        models.Feed.objects.update(succeeded_at=clock.now(), polled_at=clock.now() - timedelta(hours=1), due_at=later)

    def step(self, until: State | None = None, seconds: float = 15.0) -> models.Subscription:
        """Go on until the subscription is in a state."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.subscribing.next_look = 0.0
            self.subscribing.step()
            row = models.Subscription.objects.get()
            if not self.subscribing.running and (until is None or row.state == until):
                self.hub.settle()
                return models.Subscription.objects.get()
            time.sleep(0.02)
        raise AssertionError(models.Subscription.objects.values())

    def due(self) -> float:
        """Return in how many seconds the feed is polled."""
        return (models.Feed.objects.get().due_at - clock.now()).total_seconds()


@pytest.fixture
def hub(request: pytest.FixtureRequest) -> Iterator[Hub]:
    with hubs_at_work.running(getattr(request, "param", "well")) as hub:
        yield hub


@pytest.fixture
def subscriber(hub: Hub, live_server: Any, settings: Any, tmp_path: Path) -> Iterator[Subscriber]:
    settings.HEMERA = _with_address(settings.HEMERA, live_server.url)
    settings.ALLOWED_HOSTS = ["*"]
    subscriber = Subscriber(hub, live_server.url, tmp_path)
    yield subscriber
    subscriber.fetcher.close()
    subscriber.captures.close()


def _with_address(config: Any, address: str) -> Any:
    from dataclasses import replace

    return replace(config, base_url=address)


def manner(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("hub", [name], indirect=True)


def test_a_hub_is_asked_verifies_and_delivers(hub: Hub, subscriber: Subscriber) -> None:
    row = subscriber.step(State.ACTIVE)
    assert (row.hub, row.topic) == (f"{hub.base}/hub", hub.feed)
    assert hub.echoes == [(200, CHALLENGE)]
    assert row.active_until is not None
    assert row.due_at is not None
    assert row.due_at < row.active_until  # renewed before it ends
    assert subscriber.due() > 3000
    assert hub.deliver() == 202
    assert subscriber.due() <= 0  # polled at once
    assert models.Entry.objects.count() == 0  # and only then is anything taken in


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_every_signature_of_the_standard_is_understood(hub: Hub, subscriber: Subscriber, method: str) -> None:
    subscriber.step(State.ACTIVE)
    assert hub.deliver(method=method) == 202


def test_callers_that_are_not_the_hub_bring_nothing_about(hub: Hub, subscriber: Subscriber) -> None:
    subscriber.step(State.ACTIVE)
    for answer in (
        hub.deliver(secret="another"),
        hub.deliver(signature=""),
        hub.deliver(signature="sha256=" + "0" * 64),
        hub.deliver(signature="md5=" + "0" * 32),
        hub.deliver(signature="sha256=é"),
    ):
        assert answer == 403
    assert hub.deliver(b"x" * ((8 << 20) + 1)) == 413
    hub.form["hub.callback"] = hub.form["hub.callback"][:-6] + "abcdef"
    assert hub.deliver() == 404
    assert hub.verify()[0] == 404
    assert subscriber.due() > 3000
    assert models.Subscription.objects.get().refused == 5


def test_a_replay_brings_no_second_poll(hub: Hub, subscriber: Subscriber) -> None:
    subscriber.step(State.ACTIVE)
    assert hub.deliver() == 202
    models.Feed.objects.update(due_at=clock.now() + timedelta(hours=1))
    assert hub.deliver() == 200
    assert subscriber.due() > 3000


def test_a_hub_in_a_hurry_brings_a_poll_a_minute_at_most(hub: Hub, subscriber: Subscriber) -> None:
    subscriber.step(State.ACTIVE)
    models.Feed.objects.update(polled_at=clock.now())
    assert [hub.deliver(f"<rss>{n}</rss>".encode()) for n in range(20)] == [202] * 20
    assert 30 < subscriber.due() <= 60


def test_a_subscription_is_renewed_before_it_ends_and_deliveries_end_with_it(hub: Hub, subscriber: Subscriber) -> None:
    hub.lease = "600"
    first = subscriber.step(State.ACTIVE)
    assert first.active_until is not None
    assert timedelta(0) < first.active_until - clock.now() <= timedelta(seconds=600)
    models.Subscription.objects.update(due_at=clock.now() - timedelta(seconds=1))
    hub.lease = "86400"
    subscriber.step(State.ACTIVE)
    hub.settle()
    renewed = models.Subscription.objects.get()
    assert renewed.active_until is not None
    assert renewed.active_until > first.active_until + timedelta(hours=20)
    assert len(hub.forms) == 2
    models.Subscription.objects.update(active_until=clock.now() - timedelta(seconds=1), due_at=clock.now() + timedelta(hours=1))
    assert hub.deliver() == 404


def test_a_hub_may_not_set_a_lease_of_a_second_or_a_century(hub: Hub, subscriber: Subscriber) -> None:
    for lease, least, most in (("1", 200, 310), ("9999999999", 86_400, 31 * 86_400), ("-5", 86_400, 31 * 86_400)):
        hub.lease = lease
        models.Subscription.objects.all().delete()
        row = subscriber.step(State.ACTIVE)
        assert row.active_until is not None
        assert least < (row.active_until - clock.now()).total_seconds() < most


@manner("elsewhere")
def test_a_hub_that_moved_is_followed_where_the_method_stays(hub: Hub, subscriber: Subscriber) -> None:
    subscriber.step(State.ACTIVE)
    assert hub.form["hub.topic"] == hub.feed


@manner("luring")
def test_what_was_sent_is_not_turned_into_another_question(hub: Hub, subscriber: Subscriber) -> None:
    polls = hub.polls
    row = subscriber.step(State.ASKED)
    assert (row.error, hub.polls) == ("fetch.redirect", polls)


@manner("broken")
def test_a_broken_hub_is_asked_again_later(hub: Hub, subscriber: Subscriber) -> None:
    row = subscriber.step(State.ASKED)
    assert (row.error, row.failures) == ("http.500", 1)
    assert row.due_at is not None
    assert row.due_at > clock.now() + timedelta(minutes=9)


@manner("silent")
def test_a_silent_hub_is_given_up_and_polling_goes_on(hub: Hub, subscriber: Subscriber) -> None:
    subscriber.step(State.ASKED)
    for _ in range(subscriptions.MAX_FAILURES + 2):
        models.Subscription.objects.filter(state=State.ASKED).update(due_at=clock.now() - timedelta(seconds=1))
        row = subscriber.step()
    assert (row.state, row.error) == (State.REFUSED, "websub.silent")
    assert len(hub.forms) <= subscriptions.MAX_FAILURES + 1
    assert models.Feed.objects.get().enabled


@manner("denying")
def test_a_hub_may_refuse(hub: Hub, subscriber: Subscriber) -> None:
    row = subscriber.step(State.REFUSED)
    assert (row.error, hub.echoes) == ("websub.denied", [(200, "")])


@manner("another-topic")
def test_nobody_can_subscribe_us_to_what_we_did_not_ask_for(hub: Hub, subscriber: Subscriber) -> None:
    subscriber.step(State.ASKED)
    hub.settle()
    assert hub.echoes == [(404, "")]
    assert hub.verify(mode="unsubscribe") == (404, "")
    assert models.Subscription.objects.get().state == State.ASKED
    assert hub.deliver() == 404


def test_a_verification_that_comes_late_is_none(hub: Hub, subscriber: Subscriber) -> None:
    subscriber.step(State.ACTIVE)
    models.Subscription.objects.update(asked_at=clock.now() - timedelta(days=1))
    assert hub.verify() == (404, "")


def test_an_archive_without_a_public_address_asks_nobody_and_hears_nobody(hub: Hub, subscriber: Subscriber, settings: Any) -> None:
    subscriber.step(State.ACTIVE)
    settings.HEMERA = _with_address(settings.HEMERA, "")
    assert hub.deliver() == 404
    assert hub.verify() == (404, "")
    models.Subscription.objects.all().delete()
    subscriber.subscribing.address, subscriber.subscribing.next_look = "", 0.0
    subscriber.subscribing.step()
    assert not models.Subscription.objects.exists()


def test_a_hub_on_a_private_address_is_never_asked(hub: Hub, subscriber: Subscriber) -> None:
    models.Source.objects.update(loopback=False)
    row = subscriber.step(State.ASKED)
    assert (row.error.startswith("fetch.refused."), hub.forms) == (True, [])
