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


@click.command(epilog=example("hemera health", "hemera health barlamane", "hemera health --json | jq '.[] | select(.grave)'"))
@archive_option
@json_option
@click.argument("source", required=False)
def command(folder: Path, as_json: bool, source: str | None) -> None:
    """Print what ails the sources, or SOURCE; exit code 1 where something needs you.

    Dead, moved and hijacked sites, feeds that fail, stand still or say that they are gone, pages that can be read no more. Each
    with since when, the likely cause and what to do. What needs nobody is marked by a dash.
    """
    from hemera import archive

    with archive.open(folder) as press:
        found = press.health(source)
    if as_json:
        emit([plain(one) for one in found])
    else:
        _show(found)
    if any(one.grave for one in found):
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
