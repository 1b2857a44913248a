"""``hemera health``: what ails the sources, since when, why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hemera.cli.console import archive_option, emit, example, json_option, say, table

if TYPE_CHECKING:
    from hemera.health import Finding


FAILING = 8  # attempts from which an alert needs somebody: hours


@click.command(epilog=example("hemera health", "hemera health barlamane", "hemera health --json | jq '.[] | select(.grave)'"))
@archive_option
@json_option
@click.argument("source", required=False)
def command(folder: Path, as_json: bool, source: str | None) -> None:
    """Print what ails the sources, or SOURCE; exit code 1 where something needs you.

    Dead, moved and hijacked sites, feeds that fail, stand still or say that they are gone, pages that can be read no more. Each
    with since when, the likely cause and what to do; and alerts that cannot be delivered. What needs nobody is marked by a dash.
    """
    from hemera import archive

    with archive.open(folder) as press:
        found, alerts = press.health(source), [] if source else _alerts()
    if as_json:
        emit([*(plain(one) for one in found), *alerts])
    else:
        _show(found)
        for one in alerts:
            say(f"! {one['what']} {one['advice']}")
    if alerts or any(one.grave for one in found):
        raise click.exceptions.Exit(1)


def plain(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON gives it, in words too."""
    from django.utils.translation import override

    from hemera.moderation import ailments

    with override("en"):
        return asdict(finding) | {"what": ailments.what(finding), "advice": ailments.advice(finding)}


def in_short(found: Sequence[Finding], sources: int) -> str:
    """Say in one line which sources need their operator."""
    named: dict[str, str] = {}
    for one in found:
        if one.grave:
            named.setdefault(one.source, one.kind)
    if not named:
        return f"none of {sources} sources needs you"
    listed = ", ".join(f"{source} ({kind})" for source, kind in list(named.items())[:5])
    return f"{len(named)} of {sources} sources need you: {listed}{' …' if len(named) > 5 else ''}; see `hemera health`"


def _alerts() -> list[dict[str, Any]]:
    """Return the alerts that need somebody: stuck, failing for hours, or unsure whether they arrived."""
    from hemera.alerts import State
    from hemera.cli.alert import trouble
    from hemera.store import alerts

    return [
        {
            "alert": one.id,
            "kind": "alert",
            "grave": True,
            "cause": one.error,
            "what": f"Alert {one.id} ({one.name}), {one.state}: {trouble(one)}.",
            "advice": f"See `hemera alert show {one.id}`; `hemera alert resume {one.id}` tries at once.",
        }
        for one in alerts.alerts()
        if one.state is State.STUCK or one.attempts >= FAILING or one.unsure
    ]


def _show(found: Sequence[Finding]) -> None:
    from django.utils.translation import override

    from hemera.moderation import ailments
    from hemera.portal import causes

    if not found:
        say("Nothing ails any source.")
        return
    with override("en"):
        rows = [
            (
                "!" if one.grave else "-",
                one.source,
                one.kind,
                f"{one.since:%Y-%m-%d %H:%M}" if one.since else "",
                f"{one.cause}: {causes.cause(one.cause)}" if one.cause else ailments.what(one),
                ailments.figures(one),
                one.command,
            )
            for one in found
        ]
        table(("", "source", "what", "since (UTC)", "likely cause", "figures", "try"), rows)
        for kind in dict.fromkeys(one.kind for one in found):
            one = next(one for one in found if one.kind is kind)
            say(f"{kind}: {ailments.what(one)} {ailments.advice(one)}")
