"""``hemera backfill``: bring the past of a source."""

from __future__ import annotations

import threading
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hemera.cli.console import archive_option, emit, example, json_option, note, say, table

if TYPE_CHECKING:
    from hemera.backfill import Look
    from hemera.config import Config
    from hemera.store.backfills import Progress

_DAY = click.DateTime(["%Y-%m-%d", "%Y-%m", "%Y"])
_WISHES = ("since", "until", "pages", "per_day", "all_ways")


@click.command(
    epilog=example(
        "hemera backfill phare --since 2019 --dry-run",
        "hemera backfill phare --since 2019 --per-day 500",
        "hemera backfill phare --follow",
        "hemera backfill phare --pause",
        "hemera backfill",
    )
)
@archive_option
@click.argument("source", required=False)
@click.option("--since", type=_DAY, help="First day of publication that is wanted: 2019, 2019-03 or 2019-03-21.")
@click.option("--until", type=_DAY, help="Last day that is wanted; 2019 and 2019-03 mean their first day.")
@click.option("--pages", type=click.IntRange(1), help="Ask for so many pages in all, then end.")
@click.option("--per-day", type=click.IntRange(1), help="Ask for so many pages a day; 200 unless said otherwise.")
@click.option("--all-ways", is_flag=True, default=None, help="Go all ways to the past, not only the first that leads there.")
@click.option("--dry-run", "act", flag_value="look", help="Look which ways there are, with a dozen requests; write nothing.")
@click.option("--pause", "act", flag_value="pause", help="Let it rest.")
@click.option("--resume", "act", flag_value="resume", help="Let it go on.")
@click.option("--end", "act", flag_value="end", help="End it for good; what it brought stays.")
@click.option("--follow", "act", flag_value="follow", help="Show a progress bar until it is done, or Ctrl-C.")
@json_option
def command(folder: Path, source: str | None, *, act: str | None, as_json: bool, **wish: Any) -> None:
    """Bring the past of SOURCE: through its sitemaps, WordPress's JSON, its archive pages, and page after page of its lists.

    The first call begins a plan, which `hemera run` and `hemera update` carry out beside their daily work; called again it shows
    how far that is, and with other options it changes it. Without SOURCE: all plans under way.
    """
    from hemera import archive, backfill

    wish = {name: given.date() if isinstance(given, datetime) else given for name, given in wish.items() if given is not None}
    if source is None and (act or wish):
        raise click.UsageError("Name the SOURCE whose past is meant.")
    with archive.open(folder) as press:
        if act == "look" and source:
            _look(press.config, source, wish, as_json=as_json)
            return
        if source:
            _act(source, act, wish)
        found = backfill.progress(source)
        if act == "follow" and source:
            _follow(source, quiet=as_json)
            found = backfill.progress(source)
    if as_json:
        emit([asdict(one) | {"seconds_left": one.seconds_left} for one in found])
    elif source:
        _show(found[0])
    else:
        _show_all(found)


def _act(source: str, act: str | None, wish: dict[str, Any]) -> None:
    """Do what is asked; asked for nothing, begin where nothing was ever begun."""
    from hemera import backfill

    if act == "end":
        backfill.end(source)
    elif act in ("pause", "resume"):
        backfill.pause(source, paused=act == "pause")
    elif wish or not backfill.progress(source):
        backfill.begin(source, wish)


def _look(config: Config, source: str, wish: dict[str, Any], *, as_json: bool) -> None:
    from hemera import backfill
    from hemera.cli.progress import Meter
    from hemera.listings import Period

    with Meter("Looking", quiet=as_json) as meter:
        period = Period(wish.get("since"), wish.get("until"))
        looks = backfill.look(config, source, period, lambda done, url: meter.advance(done, backfill.LOOKS, url))
    if as_json:
        emit([asdict(one) for one in looks])
        return
    table(("way", "articles", "further listings", "address"), (_looked(one) for one in looks))
    note("Nothing was written. Without --dry-run they are read to the end, the first way that leads to the past first.")


def _looked(one: Look) -> tuple[object, ...]:
    return (one.way, one.error or one.addresses, one.listings or "", one.url)


def _follow(source: str, *, quiet: bool) -> None:
    from hemera import backfill
    from hemera.cli.ending import stopping
    from hemera.cli.progress import Meter

    stop = threading.Event()
    with stopping(stop), Meter(source, quiet=quiet) as meter:
        while not stop.is_set():
            one = backfill.progress(source)[0]
            meter.advance(one.fetched, one.found or None, _words(one))
            if one.state in ("done", "ended"):
                return
            stop.wait(1)


def _words(one: Progress) -> str:
    from hemera.cli.progress import duration

    left = f", {duration(one.seconds_left)} left for what is known" if one.seconds_left else ""
    return f"{one.found} found, {one.fetched} fetched, {one.kept} kept; {one.last_hour} in the last hour{left}"


def _show(one: Progress) -> None:
    say(f"{one.source}: {_state(one)}, {_period(one.since, one.until)}")
    say(f"so far     {_words(one)}")
    budget = f" of {one.pages}" if one.pages else ""
    say(f"requests   {one.spent}{budget}, {one.spent_today} of {one.per_day} today")
    say(f"listings   {one.listings} read, {one.listings_left} left")
    say(f"way        {', '.join(f'{way} {n}' for way, n in one.ways.items()) or one.way}")
    if one.months:
        say()
        table(("month", "found", "fetched", "kept"), ((m.month or "not known yet", m.found, m.fetched, m.kept) for m in one.months))


def _show_all(found: list[Progress]) -> None:
    if not found:
        note("No past is being brought. `hemera backfill SOURCE` begins.")
        return
    rows = ((one.source, _state(one), _period(one.since, one.until), one.found, one.fetched, one.kept, one.way) for one in found)
    table(("source", "state", "period", "found", "fetched", "kept", "way"), rows)


def _state(one: Progress) -> str:
    waits = f", waits until {one.wait_until:%H:%M} UTC" if one.wait_until and one.state == "running" else ""
    return f"{one.state}{waits}" + (f" ({one.reason})" if one.reason else "")


def _period(since: date | None, until: date | None) -> str:
    if not since and not until:
        return "all of the past"
    return f"{since or 'the beginning'} to {until or 'today'}"
