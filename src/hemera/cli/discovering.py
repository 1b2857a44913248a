"""What exploring an outlet came to, told before anything is written."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hemera import catalogue, disk, urls
from hemera.cli import exchange, listing
from hemera.cli.console import note, say
from hemera.cli.progress import Meter
from hemera.config import Config
from hemera.errors import ConfigError
from hemera.types import Feed, Rights, Source

if TYPE_CHECKING:
    from hemera.pipeline.scout import Candidate, Finding

_SHOWN = 12  # addresses told one by one


def explore(config: Config, url: str, given: Mapping[str, object]) -> Finding | None:
    """Ask an outlet's site for all that can be collected of it, with progress; None where the address is a feed's."""
    from hemera import care
    from hemera.pipeline.scout import MAX_REQUESTS

    draft = _draft(url, given)
    _check(config, draft, asked_for=bool(given.get("id_")))
    note(f"Asking {url} politely: at most {MAX_REQUESTS} requests, {config.gap:g} s apart. Nothing is recorded.")
    with Meter("Exploring", unit="requests") as meter:
        return care.explore(config, draft, lambda done, words: meter.advance(done, None, f"{done} requests, {words}"))


def _draft(url: str, given: Mapping[str, object]) -> Source:
    languages = given.get("languages")
    return Source(
        id=exchange.slug(str(given.get("id_") or exchange.host(url))),
        name=str(given.get("name") or ""),
        home=url,
        languages=tuple(map(str, languages)) if isinstance(languages, tuple | list) else (),
        country=str(given.get("country") or "").lower(),
        zone=str(given.get("zone") or ""),
        rights=Rights(str(given.get("rights") or "excerpt")),
        loopback=bool(given.get("loopback")),
    )


def _check(config: Config, draft: Source, *, asked_for: bool) -> None:
    """Refuse before anybody is asked what could not be written after.

    Raises:
        ConfigError: the id cannot be one, or the outlet is in the catalogue already.
    """
    known = listing.sources(config)
    for source in known:
        if source.id == draft.id or (not asked_for and urls.same_site(source.home, draft.home)):
            message = (
                "{url} was not added: {id} is in the catalogue already. `hemera source check {id}` asks it; `--id` adds another."
            )
            raise ConfigError("source.known", message, url=draft.home, id=source.id)
    whole = replace(draft, name="?", languages=("fr",), country="fr", zone=config.zone)
    catalogue.parse(catalogue.dump([whole]), f"{draft.home} (`--id` names it otherwise)")


def remark(finding: Finding, path: Path) -> None:
    """Write behind what was left off why it was."""
    text = path.read_text(encoding="utf-8")
    for candidate in finding.candidates:
        if candidate.good and not candidate.feed.enabled:
            text = listing.remark(text, candidate.feed.url, candidate.why)
    disk.replace(path, text.encode())


def settled(finding: Finding, config: Config) -> Source:
    """Return the source as it would be written.

    Raises:
        ConfigError: nothing to collect was found, or a needed word cannot be guessed.
    """
    source = finding.source
    if not any(feed.enabled for feed in source.feeds):
        message = (
            "{url} was not added: no feed, no sitemap and no section page with articles was found in {asked} requests. "
            "If you know an address, give it: `hemera source add ADDRESS --kind feed` (or sitemap, or section)."
        )
        raise ConfigError("source.nothing", message, url=source.home, asked=finding.asked)
    missing = [option for option, said in (("--language", source.languages), ("--country", source.country)) if not said]
    if missing:
        message = "{url}: its pages do not say enough; say more with {missing}."
        raise ConfigError("source.undescribed", message, url=source.home, missing=" and ".join(missing))
    return replace(source, zone=source.zone or config.zone, name=source.name or source.id)


def tell(finding: Finding, config: Config) -> None:
    """Print what would be collected, and what not and why."""
    source = finding.source
    if not urls.same_site(finding.asked_for, source.home):
        note(f"{finding.asked_for} leads to another site, {source.home}: is it still the same newspaper?")
    say(f"{source.name or source.home}  ({source.id})")
    for label, value in (
        ("languages", _told(", ".join(source.languages), "languages" in finding.guesses)),
        ("country", _told(source.country, "country" in finding.guesses)),
        ("clock", _told(source.zone, "zone" in finding.guesses) or f"{config.zone} (the archive's: its pages tell none)"),
        ("names", ", ".join(f"{name} ({tag})" for tag, name in source.names.items())),
        ("logo", source.logo),
        ("made with", finding.system),
        ("rights", source.rights),
    ):
        if value:
            say(f"  {label:<10} {value}")
    _tell_candidates("Would collect", [each for each in finding.candidates if each.good and each.feed.enabled])
    _tell_candidates("Found, left off", [each for each in finding.candidates if each.good and not each.feed.enabled])
    _tell_candidates("Does not answer", [each for each in finding.candidates if not each.good])
    for edition in finding.editions:
        note(f"An edition in {edition.language} has a site of its own: hemera source add {edition.url}")
    note(f"{finding.asked} requests were made.")


def _told(value: str, guessed: bool) -> str:
    return f"{value} (as its pages tell)" if value and guessed else value


def _tell_candidates(title: str, candidates: list[Candidate]) -> None:
    if candidates:
        say(f"{title}:")
    for candidate in candidates[:_SHOWN]:
        say(f"  {_line(candidate)}")
    if len(candidates) > _SHOWN:
        say(f"  … and {len(candidates) - _SHOWN} more")


def _line(candidate: Candidate) -> str:
    from hemera.pipeline.survey import kind_of

    feed: Feed = candidate.feed
    if candidate.found is None:
        return f"{feed.url}: {candidate.why}"
    found = candidate.found
    held = f"{len(found.children)} sitemaps" if found.children else f"{found.entries} articles" if found.entries else ""
    newest = f"newest {found.newest:%Y-%m-%d}" if found.newest else ""
    details = ", ".join(word for word in (held, newest, feed.language or "", candidate.how, candidate.why) if word)
    return f"{kind_of(feed, found)} {feed.url} ({details})"


def agreed(*, yes: bool) -> bool:
    """Say whether to write: told so, or asked at a terminal."""
    if yes:
        return True
    if not sys.stdin.isatty():
        return False
    return click.confirm("Add it?", default=True, err=True)
