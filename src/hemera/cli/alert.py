"""``hemera alert``: searches that are followed, by mail or by a webhook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hemera.alerts import Every
from hemera.cli.console import archive_option, emit, example, json_option, note, say, table
from hemera.cli.words import moment
from hemera.config import INTERFACE_LANGUAGES

if TYPE_CHECKING:
    from hemera.alerts import Alert, Wanted
    from hemera.config import Config

number = click.argument("number", type=click.IntRange(1))


@click.group(
    epilog=example(
        "hemera alert add 'inondations date:P1Y' --mail desk@press.example --every day --at 07:00",
        "hemera alert add 'source:barlamane' --webhook https://desk.example/hook --every now",
        "hemera alert list",
        "hemera alert test 3 --send",
    )
)
def command() -> None:
    """Follow searches: what they find from now on is told by mail or webhook, each article once."""


@command.command(epilog=example("hemera alert add 'أزمة الماء' --mail desk@press.example --lang ar --every week --at 08:30"))
@click.argument("query", nargs=-1, required=True)
@archive_option
@json_option
@click.option("--mail", default="", metavar="ADDRESS", help="Whom to tell by mail.")
@click.option("--webhook", default="", metavar="URL", help="What to call; its secret is shown once.")
@click.option("--every", type=click.Choice([e.value for e in Every]), default="day", show_default=True, help="How often, at most.")
@click.option("--at", default="07:00", show_default=True, metavar="HH:MM", help="When, for day and week, on the archive's clock.")
@click.option("--lang", type=click.Choice(INTERFACE_LANGUAGES), help="Of the mail; without it the archive's first.")
@click.option("--name", default="", help="What it is called; without one, the query.")
def add(folder: Path, as_json: bool, **given: Any) -> None:
    """Follow QUERY from now on: what is in the archive already is not told."""
    from hemera import archive

    with archive.open(folder) as press:
        from hemera.sending import making, secret

        made = making.add(press.config, _wanted(press.config, **given))
        shown = {"secret": secret(made)} if made.webhook else {}
        if as_json:
            emit(plain(made) | shown)
            return
        say(f"Alert {made.id} tells {made.target} {rhythm(made)} what “{made.query}” finds, from now on.")
        for key in shown.values():
            say(f"Its calls are signed with this secret, shown this once: {key}")
        for word in making.missing(press.config, made):
            note(word)


@command.command("list", epilog=example("hemera alert list", "hemera alert list --all --json"))
@archive_option
@json_option
@click.option("--all", "ended", is_flag=True, help="Those that have ended, too.")
def list_(folder: Path, as_json: bool, ended: bool) -> None:
    """List the alerts, and how each is doing."""
    from hemera import archive

    with archive.open(folder):
        from hemera.store import alerts

        found = alerts.alerts(ended=ended)
    if as_json:
        emit([plain(one) for one in found])
        return
    head = ("id", "name", "tells", "how often", "state", "told", "waiting", "last", "trouble")
    table(head, ((a.id, a.name, a.target, rhythm(a), a.state, a.told, a.waiting, moment(a.told_at), trouble(a)) for a in found))


@command.command(epilog=example("hemera alert show 3"))
@number
@archive_option
@json_option
def show(folder: Path, as_json: bool, number: int) -> None:
    """Show an alert and its last deliveries."""
    from hemera import archive

    with archive.open(folder):
        from hemera.store import alerts

        found, past = alerts.alert(number), alerts.deliveries(number)
    if as_json:
        emit(plain(found) | {"deliveries": past})
        return
    for name, value in plain(found).items():
        say(f"{name:10} {value}")
    table(("delivery", "state", "articles", "attempts", "made", "ended", "error"), map(_row, past))


@command.command(epilog=example("hemera alert test 3", "hemera alert test 3 --send"))
@number
@archive_option
@json_option
@click.option("--send", "really", is_flag=True, help="Send it, marked as a test; nothing counts as told.")
def test(folder: Path, as_json: bool, number: int, really: bool) -> None:
    """Show what an alert would tell next; where that is nothing, --send sends the newest its search finds."""
    from hemera import archive

    with archive.open(folder) as press:
        from hemera.sending import trying
        from hemera.store import alerts

        alert = alerts.alert(number)
        articles = trying.next_articles(alert)
        told = trying.send(press.config, alert) if really else 0
    if as_json:
        emit({"alert": number, "articles": articles, "sent": told})
        return
    table(("published", "address", "title"), ((a["published"], a["address"], a["title"]) for a in articles))
    say(f"The next delivery would tell {len(articles)} articles.")
    if really:
        say(f"A test with {told} articles was sent to {alert.target}.")


@command.command(epilog=example("hemera alert pause 3"))
@number
@archive_option
def pause(folder: Path, number: int) -> None:
    """Let an alert tell nothing until it is resumed."""
    _changed(folder, "pause", number)


@command.command(epilog=example("hemera alert resume 3"))
@number
@archive_option
def resume(folder: Path, number: int) -> None:
    """Let an alert go on: what waits is tried at once, what came while it was paused is not told."""
    _changed(folder, "resume", number)


@command.command(epilog=example("hemera alert remove 3"))
@number
@archive_option
def remove(folder: Path, number: int) -> None:
    """End an alert for ever, and forget whom it told."""
    _changed(folder, "remove", number)


@command.command(epilog=example("hemera alert resend 3"))
@number
@archive_option
def resend(folder: Path, number: int) -> None:
    """Tell once more what a mail held of which nobody knows whether it arrived."""
    from hemera import archive

    with archive.open(folder) as press:
        from hemera.sending import making

        count = making.resend(press.config, number)
    say(f"{count} articles are told again with the next delivery." if count else "Nothing is unsure: all that was sent arrived.")


@command.command(epilog=example("hemera alert send --once"))
@archive_option
@json_option
@click.option("--once", is_flag=True, required=True, help="Deliver once and end, for cron; `hemera run` does so by itself.")
def send(folder: Path, as_json: bool, once: bool) -> None:
    """Deliver what is due; exit code 1 where something could not be delivered."""
    from dataclasses import asdict

    from hemera import archive

    with archive.open(folder) as press:
        from hemera.sending import making

        told = making.once(press.config)
    if told is None:
        note("Another process delivers.")
        return
    if as_json:
        emit(asdict(told))
    else:
        say(f"{told.found} articles found, {told.sent} deliveries sent, {told.failed} failed, {told.unsure} unsure.")
    if told.failed or told.unsure:
        raise click.exceptions.Exit(1)


def plain(alert: Alert) -> dict[str, Any]:
    """Return an alert as JSON gives it."""
    names = ("id", "name", "query", "language", "mail", "webhook", "every", "state", "created_at", "due_at", "told_at", "told")
    more = ("waiting", "attempts", "again_at", "unsure", "error")
    return {"at": f"{alert.at:%H:%M}"} | {name: getattr(alert, name) for name in (*names, *more)}


def rhythm(alert: Alert) -> str:
    """Say how often an alert tells."""
    at = f"{alert.at:%H:%M}"
    return {Every.NOW: "at once", Every.HOUR: "every hour", Every.DAY: f"every day at {at}"}.get(alert.every, f"Mondays at {at}")


def trouble(alert: Alert) -> str:
    """Say what keeps an alert from being delivered; "" where nothing does."""
    if alert.attempts:
        return f"{alert.error}, tried {alert.attempts} times, again {moment(alert.again_at)}"
    if alert.unsure:
        return f"{alert.unsure} deliveries may not have arrived: `hemera alert resend {alert.id}`"
    return alert.error


def _wanted(config: Config, query: tuple[str, ...], **given: Any) -> Wanted:
    from hemera.alerts import Wanted, named, reachable, recipient, timed

    if bool(given["mail"]) == bool(given["webhook"]):
        raise click.UsageError("Say whom to tell: --mail ADDRESS or --webhook URL, one of both.")
    text = " ".join(query)
    return Wanted(
        query=text,
        mail=recipient(given["mail"]) if given["mail"] else "",
        webhook=reachable(given["webhook"]) if given["webhook"] else "",
        every=Every(given["every"]),
        at=timed(given["at"]),
        language=given["lang"] or config.languages[0],
        name=named(given["name"] or text[:120]),
    )


def _changed(folder: Path, verb: str, number: int) -> None:
    from hemera import archive

    with archive.open(folder) as press:
        from hemera.sending import making

        found = making.change(press.config, verb, number)
    say(f"Alert {found.id} is {found.state}.")


def _row(delivery: dict[str, Any]) -> tuple[object, ...]:
    kind = f"{delivery['state']} (test)" if delivery["test"] else delivery["state"]
    ended = moment(delivery["ended_at"])
    return (
        delivery["key"][:8],
        kind,
        delivery["told"],
        delivery["attempts"],
        moment(delivery["created_at"]),
        ended,
        delivery["error"],
    )
