"""``hemera source channels``: which channel announced what, and which hubs tell us of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hemera.cli.console import archive_option, emit, example, json_option, note, say, table

if TYPE_CHECKING:
    from hemera.care import Channels

DAYS = 30


@click.command("channels", epilog=example("hemera source channels", "hemera source channels phare --days 7 --json"))
@click.argument("ids", nargs=-1)
@archive_option
@click.option("--days", type=click.IntRange(1, 3660), default=DAYS, show_default=True, help="Entries first seen in the last days.")
@json_option
def command(folder: Path, ids: tuple[str, ...], days: int, as_json: bool) -> None:
    """Compare what feeds, sitemaps and section pages announced: what one of them had, and another had not.

    "feed, sitemap" are entries that a feed announced before a sitemap did; "sitemap" alone those that no feed had.
    """
    from hemera import archive, care, clock

    with archive.open(folder):
        found = care.channels(ids, clock.now() - timedelta(days=days), clock.now())
    if as_json:
        emit({"days": days, "entries": found.entries, "hubs": [_hub(*each) for each in found.hubs]})
        return
    _show(found, days)


def _hub(feed: str, hub: str, state: str, error: str, delivered_at: datetime | None) -> dict[str, object]:
    return {"feed": feed, "hub": hub, "state": state, "error": error, "delivered_at": delivered_at}


def _show(found: Channels, days: int) -> None:
    rows = [
        (source, channels or "no feed", count) for source, counts in found.entries.items() for channels, count in counts.items()
    ]
    if not rows:
        note(f"No entry was seen in the last {days} days.")
    else:
        table(("source", "announced by", "entries"), rows)
    if found.hubs:
        say()
        table(("feed", "hub", "state", "error", "last delivery"), ([cell or "" for cell in each] for each in found.hubs))
