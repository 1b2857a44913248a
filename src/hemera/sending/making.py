"""What an operator does with alerts, whoever delivers them meanwhile. Every change is in ``alerts.log`` when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from hemera import archive, care, clock
from hemera.alerts import Alert, Every, Wanted, next_due
from hemera.config import Config
from hemera.errors import AlertError
from hemera.fetch.addresses import check_url
from hemera.fetch.limits import Limits
from hemera.protocols import Fetcher
from hemera.sending import journal, matching
from hemera.sending.rounds import Sender, Told, alone, mail_server
from hemera.store import alerts, changes


def add(config: Config, wanted: Wanted) -> Alert:
    """Keep a new alert.

    Raises:
        QueryError: its search would have to be guessed; the message proposes what may be meant.
        FetchRefused: its webhook is no address we call.
        AlertError: its language is none of the archive's.
    """
    now, zone = clock.now(), ZoneInfo(config.zone)
    matching.refuse_guesses(wanted.query)
    if wanted.language not in config.languages:
        message = "{what!r} is no language of this archive: {known}."
        raise AlertError("alert.bad-language", message, what=wanted.language, known=", ".join(config.languages))
    if wanted.webhook:
        check_url(wanted.webhook, Limits().ports, loopback=config.webhooks_local)
    journal.take_up(config.alerts)
    made = alerts.add(wanted, now, _first(wanted, zone), changes.head())
    journal.follow(config.alerts)
    return made


def _first(wanted: Wanted | Alert, zone: ZoneInfo) -> datetime:
    """Return when an alert looks for the first time."""
    now = clock.now()
    return now if wanted.every is Every.NOW else next_due(wanted.every, wanted.at, zone, now)


def missing(config: Config, alert: Alert) -> Iterator[str]:
    """Say which settings an alert still waits for."""
    if not config.base_url:
        yield "Nothing can be delivered before base_url is set in hemera.toml: alerts hold links."
    if alert.mail and (mail_server(config) is None or not config.mail_from):
        yield "No mail can be sent before smtp_host and mail_from are set in hemera.toml."


def change(config: Config, verb: str, pk: int) -> Alert:
    """Pause, resume or remove an alert; raises ``NotFound``, ``AlertError`` where its state allows no such thing."""
    journal.take_up(config.alerts)
    if verb == "pause":
        found = alerts.pause(pk)
    elif verb == "resume":
        known = alerts.alert(pk)
        found = alerts.resume(pk, clock.now(), _first(known, ZoneInfo(config.zone)), changes.head())
    else:
        found = alerts.end(pk, "alert.ended.staff")
    journal.follow(config.alerts)
    with alone(config.folder) as ours:  # who delivers at this moment forgets by himself, with his next round
        if ours:
            journal.forget(config.alerts)
    return found


def resend(config: Config, pk: int) -> int:
    """Let an alert tell once more what may not have arrived; raises ``AlertError`` while somebody delivers."""
    with alone(config.folder) as ours:
        if not ours:
            raise AlertError("alert.busy", "Another process is delivering at this moment; try again.")
        return alerts.again(pk, clock.now())


def sender(config: Config) -> Sender:
    """Return what delivers an archive's alerts."""
    return Sender(config, archive.search_index, lambda: caller(config))


def caller(config: Config) -> Fetcher:
    """Return what calls webhooks: through the one way out, with its checks."""
    from hemera.fetch import HttpFetcher

    return HttpFetcher(care.agent(config))


def once(config: Config) -> Told | None:
    """Look and deliver once; None where another process does."""
    delivering = sender(config)
    try:
        return delivering.round()
    finally:
        delivering.close()
