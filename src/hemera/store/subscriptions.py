"""Subscriptions at hubs: which feeds to look at, whom to ask, what callers may say.

A delivery is taken as a hint to poll: nothing enters the archive that we did not fetch ourselves. So a lost hub, a forged
call and a replay cost nothing but a poll, and feeds go on being polled whether a hub delivers or not.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from hemera import types
from hemera.feeds.hubs import LEASE, Hub, signed
from hemera.store import mapping, models
from hemera.store.models.subscription import SubscriptionState as State

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=30)  # of the leases hubs give that we believe
LOOK_AGAIN = timedelta(days=7)  # at a feed that named no hub, or whose hub refused
ANSWER = timedelta(hours=6)  # a hub has to call back within; then it is asked again
HINT_GAP = timedelta(seconds=60)  # between two polls that a hub can bring about
MAX_FAILURES = 8  # in a row; then we look again later whether another hub is named
REMEMBERED = 16  # deliveries, to know a replay by
_AT_A_TIME = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """A subscription to ask a hub for, or to renew."""

    id: int
    source: types.Source
    hub: Hub
    token: str
    secret: str


@dataclass(frozen=True, slots=True)
class Look:
    """A feed whose newest capture may name a hub."""

    feed: int
    capture: types.CaptureRef


def to_look_at(now: datetime) -> list[Look]:
    """Return feeds of which it is not known whether they name a hub, each with its newest capture."""
    rows = models.Feed.objects.filter(enabled=True, source__enabled=True, kind=types.FeedKind.FEED, succeeded_at__isnull=False)
    new = list(rows.filter(subscription=None)[:_AT_A_TIME])
    quiet = (State.NONE, State.REFUSED)
    again = list(rows.filter(subscription__state__in=quiet, subscription__due_at__lte=now)[: _AT_A_TIME - len(new)])
    return [look for row in (*new, *again) if (look := _look(row))]


def _look(feed: models.Feed) -> Look | None:
    newest = models.Capture.objects.filter(feed=feed).order_by("-pk").first()
    return Look(feed.pk, mapping.capture(newest)) if newest else None


def looked(feed: int, hub: Hub | None, now: datetime) -> None:
    """Record what a feed names; another hub or topic begins a new subscription."""
    row = models.Subscription.objects.filter(feed_id=feed).first() or models.Subscription(feed_id=feed)
    row.due_at = now + LOOK_AGAIN
    if hub is None:
        row.state = State.NONE
    else:
        row.hub, row.topic, row.state, row.due_at, row.failures = hub.url, hub.topic, State.WANTED, now, 0
    # Every attempt has an address and a secret of its own: an old hub's are worth nothing.
    row.token, row.secret = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    row.save()


def due(now: datetime) -> list[Wanted]:
    """Return subscriptions to ask for: wanted, asked in vain, or about to end."""
    states = (State.WANTED, State.ASKED, State.ACTIVE)
    rows = models.Subscription.objects.filter(
        state__in=states, due_at__lte=now, feed__enabled=True, feed__source__enabled=True
    ).select_related("feed__source")
    return [
        Wanted(row.pk, mapping.source(row.feed.source), Hub(row.hub, row.topic), row.token, row.secret)
        for row in rows.order_by("due_at")[:_AT_A_TIME]
    ]


def asked(pk: int, now: datetime) -> None:
    """A hub is being asked; it has to call back. One that runs stays so until its lease ends."""
    rows = models.Subscription.objects.filter(pk=pk)
    rows.update(asked_at=now, due_at=now + ANSWER, error="", failures=F("failures") + 1)
    rows.exclude(state=State.ACTIVE, active_until__gt=now).update(state=State.ASKED)
    rows.filter(failures__gt=MAX_FAILURES).update(state=State.REFUSED, error="websub.silent", due_at=now + LOOK_AGAIN)


def failed(pk: int, error: str, now: datetime) -> None:
    """A hub did not take our request: later again, each time later."""
    row = models.Subscription.objects.filter(pk=pk).first()
    if row is not None:
        wait = min(timedelta(minutes=10) * 2 ** min(row.failures, 10), timedelta(days=1))
        models.Subscription.objects.filter(pk=pk).update(error=error[:100], due_at=now + wait)


@transaction.atomic
def verified(token: str, topic: str, lease_seconds: str, now: datetime) -> bool:
    """Say whether a hub asks about a subscription that we did ask for; it runs from now on."""
    row = models.Subscription.objects.filter(token=token, topic=topic, asked_at__gt=now - ANSWER).first()
    if row is None or row.state not in (State.ASKED, State.ACTIVE):
        return False
    lease = min(max(timedelta(seconds=_number(lease_seconds)), SHORTEST), LONGEST)
    models.Subscription.objects.filter(pk=row.pk).update(
        state=State.ACTIVE, active_until=now + lease, due_at=now + lease * 0.8, failures=0, error=""
    )
    return True


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else LEASE


def denied(token: str, topic: str, now: datetime) -> bool:
    """A hub will not have us: polling goes on, and we look again later."""
    rows = models.Subscription.objects.filter(token=token, topic=topic)
    return bool(rows.update(state=State.REFUSED, error="websub.denied", due_at=now + LOOK_AGAIN, active_until=None))


def exists(token: str) -> bool:
    """Say whether anybody was given this address."""
    return models.Subscription.objects.filter(token=token, state__in=(State.ASKED, State.ACTIVE)).exists()


@transaction.atomic
def delivered(token: str, signature: str, body: bytes, now: datetime) -> str:
    """Take a delivery as a hint to poll. Returns what it was: ``hint``, ``replay``, ``forged``, ``unknown``."""
    row = models.Subscription.objects.select_for_update().filter(token=token).select_related("feed").first()
    if row is None or row.state != State.ACTIVE or row.active_until is None or row.active_until < now:
        return "unknown"
    rows = models.Subscription.objects.filter(pk=row.pk)
    if not signed(signature, row.secret, body):
        rows.update(refused=F("refused") + 1)
        return "forged"
    digest = hashlib.sha256(body).hexdigest()
    if digest in row.recent:
        rows.update(refused=F("refused") + 1)
        return "replay"
    recent = [digest, *row.recent][:REMEMBERED]
    rows.update(recent=recent, delivered_at=now, deliveries=F("deliveries") + 1)
    soonest = max(now, row.feed.polled_at + HINT_GAP) if row.feed.polled_at else now
    models.Feed.objects.filter(pk=row.feed_id, due_at__gt=soonest).update(due_at=soonest)
    return "hint"


def standing(sources: Collection[str] = ()) -> Sequence[tuple[str, str, str, str, datetime | None]]:
    """Return (feed, hub, state, error, last delivery) of the sources' subscriptions, of all where none is named."""
    rows = models.Subscription.objects.exclude(state=State.NONE).select_related("feed").order_by("feed__source_id", "pk")
    rows = rows.filter(feed__source_id__in=sources) if sources else rows
    return [(row.feed.url, row.hub, row.state, row.error, row.delivered_at) for row in rows]
