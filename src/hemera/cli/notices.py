"""``hemera notices``: what sources do that is put up with."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from hemera.cli.console import archive_option, emit, example, json_option, say, table

# key -> what it means, and what to do where there is something to do
MEANINGS = {
    "feed.moved": "The feed moved for good, and is asked there now: put that address in the catalogue.",
    "feed.too-many-entries": "The feed or sitemap lists more than is read at once; the rest is left.",
    "feed.too-large": "The sitemap is larger than is read; the rest is left.",
    "feed.truncated": "The feed or sitemap ends in the middle; what is whole of it is read.",
    "feed.not-modified": "The server says that a feed is not modified, and it is: it is always asked for whole.",
    "feed.too-deep": "Sitemap indexes lie more than two deep; what is deeper is left.",
    "feed.link-refused": "The feed names addresses we do not open (other schemes, user names, too long).",
    "feed.entry-without-link": "Items without an address: there is no page to read.",
    "feed.other-site": "The sitemap names addresses of other sites; they are left.",
    "feed.date-unread": "Dates that say nothing, or the future: the page's own are read.",
    "feed.no-articles": "The section page has no links that look like articles: give its source a pattern.",
    "fetch.downgraded": "An address of https leads to one of http: anybody on the way may have changed what is read there.",
    "tdmrep.removed": "The site's file that reserved it from text and data mining is gone: what it reserved is free again.",
    "robots.crawl-delay": "robots.txt asks for more seconds between two requests than are ever kept.",
}


@click.command(epilog=example("hemera notices", "hemera notices phare --json"))
@archive_option
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Lines printed, newest first.")
@json_option
@click.argument("source", required=False)
def command(folder: Path, limit: int, as_json: bool, source: str | None) -> None:
    """Print what sources do that is put up with, and that their operator should know: of SOURCE, or of all.

    Each line is one kind and address, how often it happened and when last. Nothing of it stops collecting.
    """
    from hemera import archive

    with archive.open(folder) as press:
        found = press.notices(source, limit)
    if as_json:
        emit([asdict(notice) for notice in found])
        return
    if not found:
        say("Nothing to tell.")
        return
    rows = [
        (n.source, n.key, str(n.times), f"{n.last_at:%Y-%m-%d %H:%M}", " → ".join(filter(None, (n.url, n.detail)))) for n in found
    ]
    table(("source", "what", "times", "last (UTC)", "where"), rows)
    for key in sorted({notice.key for notice in found}):
        say(f"{key}: {MEANINGS.get(key, 'see the documentation.')}")
