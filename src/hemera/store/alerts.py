"""Alerts, what each has told, and what is on its way. Each write is one transaction.

Who delivers is alone in doing so (``sending.rounds`` holds a lock), so a delivery needs no lease.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from hemera.alerts import ATTEMPTS, Alert, Delivery, DeliveryState, Every, State, Wanted, again_after
from hemera.errors import AlertError, NotFound
from hemera.store import models
from hemera.types import Visibility

OLDEST = timedelta(days=31)  # between an article's date and its first capture: what is older is the past being brought, no news
LIVING = (State.ACTIVE, State.PAUSED, State.STUCK)
_SAID = (DeliveryState.SENT, DeliveryState.UNSURE, DeliveryState.HANDED)
Address = tuple[str, int]  # source, number


# -- alerts ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add(wanted: Wanted, now: datetime, due_at: datetime, seen: int) -> Alert:
    """Keep a new alert; it tells of what is first captured from now on."""
    row = models.Alert.objects.create(
        name=wanted.name,
        query=wanted.query,
        language=wanted.language,
        mail=wanted.mail,
        webhook=wanted.webhook,
        every=wanted.every,
        at=wanted.at,
        salt=secrets.token_urlsafe(32),
        created_at=now,
        since=now,
        seen=seen,
        due_at=due_at,
    )
    return alert(row.pk)


def alert(pk: int) -> Alert:
    """Return an alert, ended or not; raises ``NotFound``."""
    row = _alerts().filter(pk=pk).first()
    if row is None:
        raise NotFound("not-found.alert", "No alert {what}.", what=pk)
    return _alert(row)


def alerts(*, ended: bool = False) -> list[Alert]:
    """Return the alerts, with ``ended`` also those that have ended."""
    rows = _alerts() if ended else _alerts().exclude(state=State.ENDED)
    return [_alert(row) for row in rows]


def due(now: datetime) -> list[Alert]:
    """Return the alerts whose time has come to look."""
    return [_alert(row) for row in _alerts().filter(state=State.ACTIVE, due_at__lte=now)]


@transaction.atomic
def pause(pk: int) -> Alert:
    """Let an alert tell nothing until it is resumed."""
    _change(pk, {State.ACTIVE, State.STUCK}, state=State.PAUSED)
    return alert(pk)


@transaction.atomic
def resume(pk: int, now: datetime, due_at: datetime, seen: int) -> Alert:
    """Let a paused or stuck alert go on: what waits is tried at once; what came while it was paused by hand is not told."""
    row = models.Alert.objects.filter(pk=pk).first()
    fresh = {"since": now, "seen": seen} if row and row.state == State.PAUSED else {}
    _change(pk, {State.PAUSED, State.STUCK}, state=State.ACTIVE, due_at=due_at, **fresh)
    models.Delivery.objects.filter(alert=pk, state=DeliveryState.PENDING).update(attempts=0, due_at=now)
    return alert(pk)


@transaction.atomic
def end(pk: int, by: str) -> Alert:
    """End an alert for ever, and forget whom it told. ``by`` is a key: ``alert.ended.reader`` or ``alert.ended.staff``."""
    row = models.Alert.objects.filter(pk=pk).first()
    if row is not None and row.state != State.ENDED:
        _change(pk, set(LIVING), state=State.ENDED, mail="", webhook="", error=by)
        waiting = models.Delivery.objects.filter(alert=pk, state=DeliveryState.PENDING)
        waiting.update(state=DeliveryState.EMPTY)
    return alert(pk)


def by_token(token: str) -> Alert | None:
    """Return the alert that a token given away in a mail ends; None where there is none."""
    row = models.Delivery.objects.filter(end_hash=hashed(token)).values_list("alert", flat=True).first()
    return alert(row) if row is not None else None


def hashed(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _change(pk: int, states: set[State], **values: Any) -> None:
    found = models.Alert.objects.filter(pk=pk, state__in=states).update(version=F("version") + 1, **values)
    if not found:
        row = alert(pk)
        raise AlertError("alert.state", "Alert {id} is {state}.", id=pk, state=row.state.value)


def put_off(pk: int, error: str, due_at: datetime) -> None:
    """Note what kept an alert from looking, and when it looks again."""
    models.Alert.objects.filter(pk=pk).update(error=error, due_at=due_at)


# -- what is new for an alert ------------------------------------------------------------------------------------------


def candidates(alert: Alert, upto: int) -> dict[int, datetime]:
    """Return the public articles that changed since an alert last looked and that it may tell of: id -> published."""
    changed = models.Change.objects.filter(pk__gt=alert.seen, pk__lte=upto).values("article_id")
    rows = models.Article.objects.filter(visibility=Visibility.PUBLIC, captured_at__gte=alert.since, pk__in=changed)
    told = set(models.Told.objects.filter(alert=alert.id).values_list("source", "number")) if rows.exists() else set()
    columns = rows.values_list("pk", "source_id", "number", "published", "captured_at")
    return {
        pk: published
        for pk, source, number, published, captured in columns
        if (source, number) not in told and captured - published <= OLDEST
    }


@transaction.atomic
def looked(alert: Alert, ids: Sequence[int], upto: int, now: datetime, due_at: datetime) -> int:
    """Note how far an alert has looked and what it found: the next delivery tells it, or the one that waits."""
    models.Alert.objects.filter(pk=alert.id).update(seen=upto, due_at=due_at)
    if not ids:
        return 0
    rows = {pk: (source, n) for pk, source, n in models.Article.objects.filter(pk__in=ids).values_list("pk", "source_id", "number")}
    delivery = _waiting(alert, now)
    told = [models.Told(alert_id=alert.id, delivery=delivery, source=rows[i][0], number=rows[i][1]) for i in ids if i in rows]
    models.Told.objects.bulk_create(told, ignore_conflicts=True)
    return len(told)


def _waiting(alert: Alert, now: datetime) -> models.Delivery:
    """Return the delivery of an alert that waits, or a new one: a server that is down for a day makes one mail."""
    found = models.Delivery.objects.filter(alert=alert.id, state=DeliveryState.PENDING, test=False).first()
    return found or models.Delivery.objects.create(alert_id=alert.id, key=secrets.token_hex(16), due_at=now, created_at=now)


# -- deliveries --------------------------------------------------------------------------------------------------------


def sendable(now: datetime) -> list[Delivery]:
    """Return the deliveries to try now, the longest waiting first."""
    rows = models.Delivery.objects.filter(state=DeliveryState.PENDING, due_at__lte=now, alert__state=State.ACTIVE, test=False)
    return [_delivery(row) for row in rows.order_by("due_at", "pk")]


def waiting(pk: int) -> list[Address]:
    """Return what an alert has found and not delivered yet."""
    rows = models.Told.objects.filter(alert=pk, delivery__state=DeliveryState.PENDING)
    return list(rows.values_list("source", "number"))


def left_behind() -> list[tuple[str, bool]]:
    """Return (key, is it a mail) of deliveries that somebody was handing over and did not live to say how that ended."""
    rows = models.Delivery.objects.filter(state=DeliveryState.HANDED, test=False).values_list("key", "alert__webhook")
    return [(key, not webhook) for key, webhook in rows]


def retry(key: str, now: datetime) -> None:
    """Let a call be made again under its own name: nobody knows whether it was answered."""
    models.Delivery.objects.filter(key=key).update(state=DeliveryState.PENDING, due_at=now)


def may_have_gone(key: str) -> bool:
    """Say whether a delivery was being handed over."""
    return models.Delivery.objects.filter(key=key, state=DeliveryState.HANDED).exists()


def test_delivery(alert: Alert, now: datetime) -> str:
    """Keep a delivery that tells nothing new, so that what is in it can end the alert; return its key."""
    values = {"state": DeliveryState.HANDED, "due_at": now, "created_at": now, "test": True}
    return models.Delivery.objects.create(alert_id=alert.id, key=secrets.token_hex(16), **values).key


def handed(key: str, end_hash: str) -> None:
    """Note that a delivery may have gone from now on."""
    models.Delivery.objects.filter(key=key).update(state=DeliveryState.HANDED, end_hash=end_hash)


@transaction.atomic
def sent(key: str, now: datetime) -> None:
    """Note that a delivery has arrived."""
    rows = models.Delivery.objects.filter(key=key)
    rows.update(state=DeliveryState.SENT, ended_at=now, error="")
    models.Alert.objects.filter(deliveries__key=key, deliveries__test=False).update(told_at=now, error="")


@transaction.atomic
def unsure(key: str, error: str, now: datetime) -> None:
    """Note that nobody knows whether a delivery has arrived: it is not sent again unasked."""
    models.Delivery.objects.filter(key=key).update(state=DeliveryState.UNSURE, ended_at=now, error=error)
    models.Alert.objects.filter(deliveries__key=key).update(error=error)


@transaction.atomic
def failed(delivery: Delivery, error: str, weight: int, now: datetime) -> bool:
    """Note that a delivery has not gone and when it is tried again; return whether its alert is stuck with that."""
    attempts = delivery.attempts + weight
    values = {"attempts": attempts, "due_at": now + again_after(attempts), "error": error}
    models.Delivery.objects.filter(key=delivery.key).update(state=DeliveryState.PENDING, **values)
    models.Alert.objects.filter(pk=delivery.alert.id).update(error=error)
    stuck = attempts >= ATTEMPTS
    if stuck:
        stale = models.Alert.objects.filter(pk=delivery.alert.id, state=State.ACTIVE)
        stale.update(state=State.STUCK, version=F("version") + 1)
    return stuck


@transaction.atomic
def emptied(key: str, now: datetime) -> None:
    """Note that nothing of a delivery may be told any more."""
    models.Delivery.objects.filter(key=key).update(state=DeliveryState.EMPTY, ended_at=now)


@transaction.atomic
def again(pk: int, now: datetime) -> int:
    """Let an alert tell once more what may not have arrived; return how many articles."""
    row = alert(pk)
    lost = models.Delivery.objects.filter(alert=pk, state=DeliveryState.UNSURE, test=False)
    told = models.Told.objects.filter(delivery__in=lost)
    if not told.exists():
        return 0
    count = told.update(delivery=_waiting(row, now))
    lost.update(state=DeliveryState.EMPTY)
    models.Alert.objects.filter(pk=pk).update(error="")
    return count


# -- beside the record -------------------------------------------------------------------------------------------------

_COLUMNS = ("name", "query", "language", "mail", "webhook", "every", "at", "state", "salt", "created_at", "since", "error")


def versions() -> dict[int, int]:
    """Return how often each alert was changed."""
    return dict(models.Alert.objects.values_list("pk", "version"))


def states() -> dict[int, dict[str, Any]]:
    """Return what each alert is, with its version: what no capture can tell."""
    return {
        row["pk"]: {k: str(v) if not isinstance(v, str | int) else v for k, v in row.items() if k != "pk"}
        for row in models.Alert.objects.values("pk", "version", *_COLUMNS)
    }


@transaction.atomic
def restore(states: dict[int, dict[str, Any]], now: datetime) -> int:
    """Take up alerts the record does not hold, or holds as they were before; return how many."""
    known = versions()
    newer = {pk: row for pk, row in states.items() if row["version"] > known.get(pk, 0)}
    for pk, row in newer.items():
        values = {name: row[name] for name in ("version", *_COLUMNS)}
        models.Alert.objects.update_or_create(pk=pk, defaults=values, create_defaults=values | {"due_at": now})
    return len(newer)


def unsaid(keys: Collection[str]) -> list[str]:
    """Return those of some deliveries that the record does not know to be gone, or as good as gone."""
    said = set(models.Delivery.objects.filter(key__in=list(keys), state__in=_SAID).values_list("key", flat=True))
    return [key for key in keys if key not in said]


@transaction.atomic
def restore_told(key: str, alert: int, articles: Iterable[Address], end_hash: str, at: datetime) -> bool:
    """Take up a delivery that has gone, or may have, and that the record knows nothing of; return whether that was so."""
    row, owner = models.Delivery.objects.filter(key=key).first(), models.Alert.objects.filter(pk=alert).first()
    if owner is None or (row is not None and (row.state in _SAID or owner.webhook)):
        return False  # a call is made again under its own name
    state = DeliveryState.SENT if row is None else DeliveryState.UNSURE  # killed between the log and the record: it may have gone
    values = {"state": state, "end_hash": end_hash, "ended_at": at}
    birth = {"alert_id": alert, "due_at": at, "created_at": at}
    row, _ = models.Delivery.objects.update_or_create(key=key, defaults=values, create_defaults=values | birth)
    told = [models.Told(alert_id=alert, delivery=row, source=source, number=number) for source, number in articles]
    models.Told.objects.bulk_create(told, ignore_conflicts=True)
    return True


# -- rows as values ----------------------------------------------------------------------------------------------------


def _alerts() -> QuerySet[models.Alert]:
    return models.Alert.objects.order_by("pk")


_PLAIN = (*(name for name in _COLUMNS if name not in ("every", "state")), "seen", "due_at", "told_at")


def _alert(row: models.Alert) -> Alert:
    deliveries = models.Delivery.objects.filter(alert=row.pk, test=False)
    counted = deliveries.aggregate(
        told=Count("articles", filter=Q(state__in=_SAID)),
        waiting=Count("articles", filter=Q(state=DeliveryState.PENDING)),
        unsure=Count("pk", filter=Q(state=DeliveryState.UNSURE), distinct=True),
    )
    waiting = deliveries.filter(state=DeliveryState.PENDING).first()
    return Alert(
        id=row.pk,
        every=Every(row.every),
        state=State(row.state),
        attempts=waiting.attempts if waiting else 0,
        again_at=waiting.due_at if waiting else None,
        **{name: getattr(row, name) for name in _PLAIN},
        **counted,
    )


def _delivery(row: models.Delivery) -> Delivery:
    articles = tuple(row.articles.order_by("pk").values_list("source", "number"))
    return Delivery(row.key, alert(row.alert_id), row.attempts, row.created_at, articles, row.test)


def deliveries(pk: int, limit: int = 20) -> list[dict[str, Any]]:
    """Return an alert's last deliveries, the newest first, as plain values."""
    rows = models.Delivery.objects.filter(alert=pk).annotate(told=Count("articles")).order_by("-pk")
    return list(rows.values("key", "state", "attempts", "error", "created_at", "ended_at", "due_at", "told", "test")[:limit])
