"""One round: look what is new for every alert that is due, then deliver what waits.

Killed anywhere, no article is told twice: what a delivery tells is in the record before it is tried, and that it may have gone is
on the disk before the byte goes that makes it whole. A mail killed behind that byte is *unsure*, and sent again only when somebody
asks; a call is made again under the same name, by which whoever is called knows it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hemera import clock, disk, faults, mailing
from hemera.alerts import Alert, Delivery, Digest, mail, next_due, webhook
from hemera.alerts.timing import FOR_GOOD
from hemera.config import Config
from hemera.errors import AlertError, ConfigError, HemeraError, IndexUnusable, QueryError
from hemera.exchanges import Request
from hemera.pipeline.outcomes import guarded
from hemera.sending import digests, journal, matching
from hemera.sending.secret import key as signing_key
from hemera.store import alerts
from hemera.types import Purpose

if TYPE_CHECKING:
    from hemera.protocols import Fetcher, Index

LOCK = "alerts.lock"
GAP = 0.2  # seconds between two calls to one host
CALL = 60.0  # seconds a call may take altogether, its turn included


@dataclass(slots=True)
class Told:
    """What a round did: articles found new, deliveries that arrived, failed, are unsure, or had nothing left to tell."""

    found: int = 0
    sent: int = 0
    failed: int = 0
    unsure: int = 0
    empty: int = 0


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Say whether we are the only one who delivers, for the length of the block: a lock that a dead process does not keep."""
    with (folder / LOCK).open("a") as file:
        yield disk.lock(file.fileno())


class Sender:
    """Delivers an archive's alerts. ``fetcher`` makes what calls webhooks, where any is called; ``close`` gives that back."""

    def __init__(
        self,
        config: Config,
        index: Callable[[], Index],
        fetcher: Callable[[], Fetcher],
        server: mailing.Server | None = None,
    ) -> None:
        self.config, self.index = config, index
        self.zone = ZoneInfo(config.zone)
        self.server = server or mail_server(config)
        self._make_fetcher = fetcher
        self._fetcher: Fetcher | None = None
        self._taken = False
        self._versions: dict[int, int] = {}

    def close(self) -> None:
        """End what calls webhooks."""
        if self._fetcher is not None:
            self._fetcher.close()
            self._fetcher = None

    def round(self) -> Told | None:
        """Look and deliver; None where another process is doing so."""
        with alone(self.config.folder) as ours:
            if not ours:
                return None
            self._settle()
            told = Told()
            for alert in alerts.due(clock.now()):
                guarded("Alert", partial(self._look, alert, told), partial(self._put_off, alert))
            for delivery in alerts.sendable(clock.now()):
                guarded("Delivery", partial(self._deliver, delivery, told), partial(self._broken, delivery, told))
            self._keep_states()
            self.close()  # what it knows of hosts' moods ends with it: an alert has its own patience
            return told

    # -- what is new ---------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Take up what the log knows, once; decide on what somebody was handing over when he died."""
        if not self._taken:
            journal.take_up(self.config.alerts)
            self._taken = True
        for key, by_mail in alerts.left_behind():
            if by_mail:
                alerts.unsure(key, "alert.unsure", clock.now())
            else:
                alerts.retry(key, clock.now())
        self._keep_states()

    def _keep_states(self) -> None:
        """Let the log follow alerts that were made, paused or ended since it was last looked at."""
        versions = alerts.versions()
        if versions != self._versions:
            journal.follow(self.config.alerts)
            journal.forget(self.config.alerts)
            self._versions = versions

    def _look(self, alert: Alert, told: Told) -> None:
        now = clock.now()
        try:
            ids, upto = matching.new(alert, self.index())
        except IndexUnusable:
            return  # it looks again with the next round; what changed meanwhile is in the log
        except QueryError as error:
            self._put_off(alert, error.key)
            return
        told.found += alerts.looked(alert, ids, upto, now, self._next(alert, now))
        faults.point("alerts.looked")

    def _put_off(self, alert: Alert, reason: str) -> None:
        """Its search cannot be read any more, or a bug of ours stopped it: it looks again in its own time, from where it was."""
        alerts.put_off(alert.id, reason, self._next(alert, clock.now()))

    def _next(self, alert: Alert, now: datetime) -> datetime:
        return next_due(alert.every, alert.at, self.zone, now)

    # -- delivering ----------------------------------------------------------------------------------------------------

    def _deliver(self, delivery: Delivery, told: Told) -> None:
        token = secrets.token_urlsafe(32)
        try:
            digest = digests.compose(delivery, token, clock.now())
            if digest is None:
                alerts.emptied(delivery.key, clock.now())
                told.empty += 1
                return
            self.hand_over(delivery, digest, token)
        except mailing.Unsure as error:
            alerts.unsure(delivery.key, error.key, clock.now())
            told.unsure += 1
        except HemeraError as error:
            self._failed(delivery, error, told)
        else:
            alerts.sent(delivery.key, clock.now())
            told.sent += 1
            faults.point("alerts.sent")

    def hand_over(self, delivery: Delivery, digest: Digest, token: str) -> None:
        """Send a digest to whom its alert tells; raises ``HemeraError``. That it may have gone is written down before it can."""
        going = partial(self._going, delivery, alerts.hashed(token))
        if delivery.alert.mail:
            self._mail(delivery.alert, digest, going)
        else:
            self._call(delivery.alert, digest, going)

    def _going(self, delivery: Delivery, end_hash: str) -> None:
        faults.point("alerts.going")
        journal.told(self.config.alerts, delivery, end_hash, clock.now())
        faults.point("alerts.written")
        alerts.handed(delivery.key, end_hash)
        faults.point("alerts.handed")

    def _mail(self, alert: Alert, digest: Digest, going: Callable[[], None]) -> None:
        if self.server is None or not self.config.mail_from:
            raise ConfigError("config.mail", "Set smtp_host and mail_from in hemera.toml: no mail can be sent without.")
        message = mail.compose(digest, self.config.mail_from, alert.mail)
        mailing.send(self.server, self.config.mail_from, alert.mail, message, before_last=going)

    def _call(self, alert: Alert, digest: Digest, going: Callable[[], None]) -> None:
        body = webhook.payload(digest)
        headers = webhook.signed(body, signing_key(alert), digest.key, int(digest.made_at.timestamp()))
        asked = Request(alert.webhook, "", Purpose.HOOK, GAP, loopback=self.config.webhooks_local, payload=body, headers=headers)
        going()
        if self._fetcher is None:
            self._fetcher = self._make_fetcher()
        future = self._fetcher.submit(asked)
        try:
            response = future.result(CALL)
        except TimeoutError as error:
            future.cancel()
            raise AlertError("fetch.deadline", "No answer within {seconds} s.", seconds=CALL) from error
        if not 200 <= response.status < 300:
            raise AlertError(f"http.{response.status}", "The webhook answered {status}.", status=response.status)

    def _failed(self, delivery: Delivery, error: HemeraError, told: Told) -> None:
        """It has not arrived, or a call that is made again under its own name may have: it is tried later."""
        journal.untold(self.config.alerts, delivery.key)
        alerts.failed(delivery, error.key, FOR_GOOD if getattr(error, "for_good", False) else 1, clock.now())
        told.failed += 1

    def _broken(self, delivery: Delivery, told: Told, reason: str) -> None:
        """A bug of ours: tried again later, unless it may have gone."""
        if alerts.may_have_gone(delivery.key):
            alerts.unsure(delivery.key, reason, clock.now())
            told.unsure += 1
        else:
            alerts.failed(delivery, reason, 1, clock.now())
            told.failed += 1


def mail_server(config: Config) -> mailing.Server | None:
    """Return the mail server of the settings; its password stands in the environment alone."""
    if not config.smtp_host:
        return None
    password = os.environ.get("HEMERA_SMTP_PASSWORD", "")
    return mailing.Server(config.smtp_host, config.smtp_port, config.smtp_tls, config.smtp_user, password)
