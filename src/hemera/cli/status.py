"""``hemera status``: where the archive stands."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hemera.cli import coverage, health
from hemera.cli.console import archive_option, emit, example, json_option, say
from hemera.cli.words import because, moment, size

if TYPE_CHECKING:
    from hemera.archive import Archive
    from hemera.config import Config
    from hemera.store.backfills import Progress
    from hemera.store.status import Layouts, Standing


@click.command(
    epilog=example(
        "hemera status", "hemera status --json | jq .entries", "hemera status barlamane --days 7", "hemera status --live"
    )
)
@archive_option
@click.argument("source", required=False)
@click.option("--live", "--watch", is_flag=True, help="Show what is done now, again every two seconds, until q or Ctrl-C.")
@click.option("--days", type=click.IntRange(1, 366), default=30, show_default=True, help="How many days of SOURCE, up to today.")
@json_option
def command(folder: Path, source: str | None, live: bool, days: int, as_json: bool) -> None:
    """Print where the archive stands; exit code 1 where the sums do not match.

    Every entry a feed announced is an article, queued, discarded or held, and the reasons are named. Sources are named of which
    something of the last week may be missing. With SOURCE, its id: day by day what was announced, kept and missed, and why.
    With --live, a page that stays: who collects, what is done a minute, what goes wrong, what is due, each source's last month.
    """
    from hemera import archive, backfill, watching
    from hemera.cli.live import show_live

    if live and (as_json or source or not sys.stdout.isatty()):
        raise click.UsageError("--live needs a terminal, and goes neither with SOURCE nor with --json.")
    with archive.open(folder) as press:
        if live:
            show_live(press)
            return
        if source:
            coverage.show_source(press, source, days, as_json=as_json)
            return
        now, sources = press.status(), sum(one.enabled for one in press.sources())
        holes, alarms = press.holes(coverage.WEEK)
        ill = press.health()
        index = _index(press, now)
        disk = watching.sizes_of(press.config)
        room, plans = _room(press.config), backfill.progress()
    if as_json:
        emit(
            asdict(now)
            | {
                "balanced": now.balanced,
                "feeds_ok": now.feeds_ok,
                "index": index,
                "disk": disk,
                "room": room,
                "past": [asdict(plan) for plan in plans],
                "coverage": coverage.plain(holes, alarms),
                "health": [health.plain(one) for one in ill],
            }
        )
    else:
        _show(now, index, disk)
        coverage.show_holes(holes, alarms, sources)
        _show_past(plans)
        say(f"health     {health.in_short(ill, sources)}")
        _show_room(room)
    if not now.balanced:
        raise click.exceptions.Exit(1)


def _index(press: Archive, now: Standing) -> dict[str, Any]:
    """Return how far the index is behind the record, or why it cannot be read."""
    from hemera.errors import IndexUnusable
    from hemera.index import TantivyIndex
    from hemera.index.place import IndexPlace
    from hemera.query import All, Query

    place = IndexPlace(press.config.index)
    try:
        place.check()
        index = TantivyIndex(press.config.index, writable=False)
    except IndexUnusable as error:
        built = place.progress()
        beside = "" if built is None else f" One is being built beside it: {built} of {now.head} changes."
        return {"documents": 0, "lag": now.head, "error": str(error) + beside, "parts": {}}
    try:
        behind = max(0, now.head - index.watermark())
        return {"documents": index.count(Query(All())), "lag": behind, "error": "", "parts": index.parts()}
    finally:
        index.close()


def _room(config: Config) -> dict[str, Any]:
    from hemera.pipeline.room import free

    left = free(config.folder)
    return {"free": left, "min_free": config.min_free, "paused": left < config.min_free}


def _show_past(plans: list[Progress]) -> None:
    for plan in plans:
        fetched = f"{plan.fetched} of {plan.found} fetched"
        say(f"past       {plan.source}: {plan.state}, {fetched}; `hemera backfill {plan.source}` tells more")


def _show_room(room: dict[str, Any]) -> None:
    free, floor = size(room["free"]), size(room["min_free"])
    if room["paused"]:
        say(f"room       {free} FREE, LESS THAN {floor}: COLLECTING PAUSES until there is more, or `min_free` is less")
    else:
        say(f"room       {free} free; collecting pauses below {floor}")


def _show(now: Standing, index: dict[str, Any], disk: dict[str, int]) -> None:
    states = now.states
    parts = " + ".join(f"{states.get(name, 0)} {word}" for name, word in _WORDS)
    say(f"entries    {now.entries} = {parts}" + ("" if now.balanced else "   THE SUMS DO NOT MATCH"))
    for state, reasons in now.reasons.items():
        for reason, count in reasons.items():
            say(f"           {state}: {because(reason)} × {count}")
    say(f"articles   {now.articles}, {now.public} of them public; {now.revisions} revisions, {now.pictures} pictures")
    say(f"feeds      {now.feeds_on} on: {now.feeds_ok} answer, {len(now.troubles)} fail, {now.feeds_never} not asked yet")
    for trouble in now.troubles:
        say(f"           {trouble.source}: {because(trouble.error)}, again {moment(trouble.due_at)}: {trouble.url}")
    _show_layouts(now.layouts)
    say(f"captures   {now.captures}, {size(now.bytes_captured)}; {now.captures_unread} not read yet")
    _show_index(index)
    say(f"disk       {size(sum(disk.values()))}: " + ", ".join(f"{name} {size(n)}" for name, n in disk.items()))
    say(f"updated    {moment(now.updated_at)}; {now.leases} jobs in hand")


def _show_index(index: dict[str, Any]) -> None:
    from hemera.index.parts import LARGEST

    say(
        f"index      {index['documents']} documents, {index['lag']} changes behind{'. ' + index['error'] if index['error'] else ''}"
    )
    if len(index["parts"]) > 1:
        say("           in parts: " + ", ".join(f"{years} {n}" for years, n in index["parts"].items()))
    if any(n > LARGEST for n in index["parts"].values()):
        say(f"           one part holds more than {LARGEST:,}: `hemera reindex` cuts it by years, where it has several")


def _show_layouts(layouts: tuple[Layouts, ...]) -> None:
    tried, doubted = sum(one.tried for one in layouts), sum(one.doubted for one in layouts)
    rate = f"; of the newest {tried} pages tried {doubted} were doubted" if tried else ""
    say(f"layouts    {sum(one.learned for one in layouts)} learned, of {len(layouts)} sources{rate}")
    for one in layouts:
        tried_on = f", {one.gate:.1%} of {one.tried} pages doubted" if one.tried else ", no page read by one yet"
        say(f"           {one.source}: {one.learned}{tried_on}, {one.unread} of others or from before")


_WORDS = (("article", "articles"), ("queued", "queued"), ("discarded", "discarded"), ("held", "held"))
