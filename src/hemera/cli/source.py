"""``hemera source``: the catalogue."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import click

from hemera.cli import channels, wishes
from hemera.cli.console import F, archive_option, emit, example, json_option, note, say, table
from hemera.config import Config
from hemera.errors import ConfigError, FetchError
from hemera.types import FeedKind, Rights, Source

_DEFAULTS = (
    click.option("--language", "-l", "languages", multiple=True, help="Language of the source (ar, fr, en …); repeatable."),
    click.option("--country", "-c", help="Its country, two letters."),
    click.option("--zone", "-z", help="Time zone of the newsroom, such as Africa/Casablanca; the archive's if not given."),
    click.option(
        "--rights", type=click.Choice([r.value for r in Rights]), default="excerpt", show_default=True, help="What may be shown."
    ),
)


def described(function: F) -> F:
    """Add the options that say what a feed does not."""
    for option in reversed(_DEFAULTS):
        function = option(function)
    return function


@click.group(epilog=example("hemera source add https://lighthouse.example/feed -l fr -c ma", "hemera source check --enable"))
def command() -> None:
    """Manage the catalogue: list, add, check, import and export sources; compare their channels; count wishes."""


command.add_command(channels.command)
command.add_command(wishes.command)


@command.command("list", epilog=example("hemera source list --json"))
@archive_option
@json_option
def list_(folder: Path, as_json: bool) -> None:
    """List the sources of the catalogue."""
    from hemera import config
    from hemera.cli import listing

    found = listing.sources(config.load(folder, os.environ))
    if as_json:
        emit([asdict(source) for source in found])
        return
    table(("id", "name", "country", "languages", "rights", "feeds on", "feeds"), (_row(source) for source in found))


@command.command(
    epilog=example(
        "hemera source add https://lighthouse.example/",
        "hemera source add https://lighthouse.example/ --dry-run",
        "hemera source add https://lighthouse.example/feed --language fr --country ma",
    )
)
@click.argument("url")
@archive_option
@click.option("--id", "id_", help="Its lasting id; from the host's name if not given.")
@click.option("--name", help="Its name; as it says itself if not given.")
@click.option("--kind", type=click.Choice([k.value for k in FeedKind]), help="The address is no home page: how it is read.")
@click.option("--articles", help="With --kind section: regular expression the paths of articles match; learned if not given.")
@click.option("--dry-run", is_flag=True, help="Say what would be collected, and write nothing.")
@click.option("--yes", "-y", is_flag=True, help="Write without asking.")
@click.option("--loopback", is_flag=True, help="The site is on this machine, such as a converter of your own.")
@described
def add(folder: Path, url: str, dry_run: bool, yes: bool, **given: object) -> None:
    """Add a source to sources/own.toml: from its home page alone, or from one feed's address.

    A home page is explored: announced feeds and usual addresses, sitemaps, section pages behind its menus, its name, languages,
    clock and logo, editions in other languages. What would be collected is said before anything is written.
    """
    from hemera import config
    from hemera.cli import exchange

    now = config.load(folder, os.environ)
    if not exchange.is_address(url):
        raise click.UsageError(f"{url} is not an http or https address. Give one such as https://lighthouse.example/")
    if given["kind"] or not _add_outlet(now, url, given, dry_run=dry_run, yes=yes):
        _add_feed(now, url, given, dry_run)


def _add_outlet(now: Config, url: str, given: Mapping[str, object], *, dry_run: bool, yes: bool) -> bool:
    """Explore an outlet and add it; False where the address is a feed's."""
    from hemera.cli import discovering, listing

    try:
        finding = discovering.explore(now, url, given)
    except FetchError as error:
        raise ConfigError("source.refused", "{url} was not added: {reason}", url=url, reason=error) from error
    if finding is None:
        return False
    discovering.tell(finding, now)
    source = discovering.settled(finding, now)
    if dry_run:
        note("Nothing was written.")
        return True
    if not discovering.agreed(yes=yes):
        raise ConfigError("source.not-added", "Nothing was written. `--yes` writes it; `--dry-run` only looks.")
    path = listing.add(now, listing.OWN, [source])
    discovering.remark(finding, path)
    say(f"Added {source.id}, {source.name}. It stands in {path}; change there what is not right.")
    return True


def _add_feed(now: Config, url: str, given: Mapping[str, object], dry_run: bool) -> None:
    from hemera.cli import exchange, listing, probing

    proposal = exchange.propose(url, exchange.root(url), str(given["name"] or url), now, given)
    (probe,) = probing.ask(now, [proposal])
    if not probe.good:
        hint = f" The page announces {', '.join(probe.found[:5])}." if probe.found else ""
        raise ConfigError("source.refused", "{url} was not added: {reason}{hint}", url=url, reason=probe.reason, hint=hint)
    source = replace(proposal, name=str(given["name"] or probe.title or proposal.id))
    if dry_run:
        say(f"Would add {source.id}, {source.name}: {probe.entries} entries. Nothing was written.")
        return
    path = listing.add(now, listing.OWN, [source])
    say(f"Added {source.id}, {source.name}: {probe.entries} entries. It stands in {path}; change there what is not right.")


@command.command(epilog=example("hemera source check", "hemera source check tsa aps --enable"))
@click.argument("ids", nargs=-1)
@archive_option
@click.option("--enable", is_flag=True, help="Switch on in the files what answers, and write a remark behind what does not.")
@json_option
def check(folder: Path, ids: tuple[str, ...], enable: bool, as_json: bool) -> None:
    """Ask each feed whether it answers with something readable; exit code 1 where one does not."""
    from hemera import config
    from hemera.cli import listing, probing

    now = config.load(folder, os.environ)
    chosen = [s for s in listing.sources(now) if not ids or s.id in ids]
    if unknown := set(ids) - {s.id for s in chosen}:
        raise click.UsageError(f"No such source: {', '.join(sorted(unknown))}. `hemera source list` names them.")
    probes = probing.ask(now, chosen, quiet=as_json)
    if as_json:
        emit(
            [{"source": p.source.id, "url": p.feed.url, "entries": p.entries, "error": p.error, "reason": p.reason} for p in probes]
        )
    else:
        probing.tell(probes)
        say(f"{sum(p.good for p in probes)} of {len(probes)} feeds answer.")
    if enable:
        note(f"{probing.record(now, probes)} feeds were switched on.")
    if not all(p.good for p in probes):
        raise click.exceptions.Exit(1)


@command.command(epilog=example("hemera source trust barlamane --reason 'they have a new site'"))
@click.argument("source")
@archive_option
@click.option("--reason", default="", help="Why, for the log.")
def trust(folder: Path, source: str, reason: str) -> None:
    """Say that the site of SOURCE is its own, whatever it looks like now: what was held for it is read."""
    from functools import partial

    from hemera import archive, clock

    with archive.open(folder) as press:
        from hemera.moderation.actions import trust_source

        press.decide(partial(trust_source, source, actor="command line", reason=reason, now=clock.now()))
    say(f"The site of {source} is taken for its own from now on. What was held for it is read by the next run.")


@command.command("import", epilog=example("hemera source import subscriptions.opml --language fr --country ma"))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@archive_option
@click.option("--disabled", is_flag=True, help="Leave every feed off; `source check --enable` switches on what answers.")
@described
def import_(folder: Path, file: Path, disabled: bool, **given: object) -> None:
    """Add the sources of an OPML, CSV or TOML file; nobody is asked."""
    from hemera import config
    from hemera.cli import exchange, listing

    now = config.load(folder, os.environ)
    found = exchange.read(file, now, given)
    known = {source.id for source in listing.sources(now)}
    fresh = [_switched(source, disabled) for source in found if source.id not in known]
    if fresh:
        path = listing.add(now, f"{exchange.slug(file.stem)}.toml", fresh)
        say(f"Added {len(fresh)} sources with {sum(len(s.feeds) for s in fresh)} feeds to {path}.")
    if skipped := [source.id for source in found if source.id in known]:
        note(f"Left out, since they are there already: {', '.join(skipped)}")


@command.command(epilog=example("hemera source export opml > press.opml"))
@click.argument("form", type=click.Choice(["opml", "csv", "toml"]))
@archive_option
def export(folder: Path, form: str) -> None:
    """Print the catalogue as OPML (feeds that are on), CSV or TOML."""
    from hemera import config
    from hemera.cli import exchange, listing

    click.echo(exchange.write(listing.sources(config.load(folder, os.environ)), form), nl=False)


def _row(source: Source) -> tuple[object, ...]:
    on = sum(feed.enabled for feed in source.feeds) if source.enabled else 0
    return source.id, source.name, source.country, " ".join(source.languages), source.rights, on, len(source.feeds)


def _switched(source: Source, disabled: bool) -> Source:
    return replace(source, feeds=tuple(replace(feed, enabled=False) for feed in source.feeds)) if disabled else source
