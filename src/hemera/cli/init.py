"""``hemera init``: a new archive."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from hemera.cli.console import example, note, say
from hemera.errors import ConfigError

SETTINGS = """\
# Settings of this archive. What stands behind a # is the default; every key can also be given in the environment,
# as HEMERA_ and its name in capitals (HEMERA_CONTACT="…"). `hemera config` prints what is in force. Durations are seconds.

name = {name}
zone = {zone}                     # clock of the masthead (IANA name)
# languages = ["fr", "ar", "en"]    # of the interface; the first is the default
# visibility = "public"             # or "private": every reader signs in, and reads all that was captured

# A page or address where publishers can reach you. It is part of the name we fetch under: give one before collecting.
# contact = ""

# -- the portal
# hosts = ["localhost", "127.0.0.1", "[::1]"]   # names it answers to
# base_url = ""                     # its public address, for feeds and sitemaps; at it, hubs tell us of new entries (WebSub)
# behind_proxy = false              # believe X-Forwarded-For and -Proto of the one proxy before it
# export_rows = 10_000              # most articles that who has not signed in may take away at once; 0: none
# export_at_once = 2                # exports given at the same time

# -- collecting
# gap = 5.0                         # least time between two requests to one host
# poll_min = 600.0
# poll_max = 86400.0
# revisit_min = 600.0               # articles are looked at again, ever more rarely, for corrections
# revisit_max = 2592000.0
# workers = 2                       # processes that read feeds and pages
# link_checks = 50                  # old articles of a source looked at again a day, to see whether they are still there
# min_free = 500_000_000            # bytes free on the disk below which collecting pauses

# -- alerts: searches that are followed by mail or webhook (`hemera alert add`); links in them need base_url
# smtp_host = ""                    # the mail server; its password stands in the environment alone, HEMERA_SMTP_PASSWORD
# smtp_port = 587
# smtp_tls = "starttls"             # or "tls", or "none"
# smtp_user = ""
# mail_from = ""                    # "Name <address>" they are sent from
# webhooks_local = false            # may they call programs on this machine?

# -- watching
# metrics = ["127.0.0.1", "::1"]    # addresses and networks that may read /metrics
# log_format = "text"               # or "json": an object a line, on standard error
# log_level = ""                    # debug, info, warning or error; "": info for json, warning for text

# -- reports of readers: an image is hidden once they weigh this much, from so many networks, within this time
# report_weight = 5.0
# report_networks = 4
# report_window = 259200.0
"""
OWN = """\
# Sources of your own; `hemera source add URL` appends to this file. The format:
#
#   [[source]]
#   id = "lighthouse"               # lasting: part of every address
#   name = "Le Phare du Golfe"
#   home = "https://lighthouse.example/"
#   languages = ["fr"]
#   country = "ma"
#   zone = "Africa/Casablanca"
#   rights = "excerpt"              # full | excerpt | link
#   feeds = [
#       { url = "https://lighthouse.example/feed", enabled = true },
#   ]
"""


@click.command(epilog=example("hemera init my-press --country ma --country tn", "hemera init my-press --dry-run --country dz"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--country",
    "-c",
    "countries",
    multiple=True,
    help="Begin with the starter catalogue of a country (ma, dz, tn, eg, fr); repeatable.",
)
@click.option("--name", help="Name of the portal.")
@click.option("--probe/--no-probe", default=True, help="Ask each feed, and switch on those that answer.")
@click.option("--dry-run", is_flag=True, help="Say what would be written and asked; do neither.")
def command(folder: Path, countries: tuple[str, ...], name: str | None, probe: bool, dry_run: bool) -> None:
    """Make an archive: its settings, and a catalogue of sources of which those that answer are switched on."""
    from hemera.cli import listing

    home = folder.resolve()
    texts = {f"{country}.toml": listing.starter(country) for country in dict.fromkeys(countries)}
    if (home / "hemera.toml").exists():
        raise ConfigError("init.exists", "{folder} is an archive already. `hemera source add` and `import` add to it.", folder=home)
    if dry_run:
        _rehearse(home, texts, probe)
        return
    _write(home, texts, name or "Hemera")
    say(f"Made {home}")
    if probe and texts:
        _probe(home)
    say(f"Next: read {home / 'hemera.toml'}, then `hemera run --archive {folder}`.")


def settings(name: str, zone: str) -> str:
    """Return the text of a new ``hemera.toml``."""
    return SETTINGS.format(name=json.dumps(name, ensure_ascii=False), zone=json.dumps(zone))


def _write(home: Path, texts: dict[str, str], name: str) -> None:
    from hemera import catalogue

    zone = next((source.zone for file, text in texts.items() for source in catalogue.parse(text, file)), "UTC")
    (home / "sources").mkdir(parents=True, exist_ok=True)
    for file, text in {"own.toml": OWN, **texts}.items():
        (home / "sources" / file).write_text(text, encoding="utf-8")
    (home / "hemera.toml").write_text(settings(name, zone), encoding="utf-8")


def _probe(home: Path) -> None:
    from hemera import config
    from hemera.cli import listing, probing

    now = config.load(home, os.environ)
    probes = probing.ask(now, listing.sources(now))
    probing.tell(probes)
    on = probing.record(now, probes)
    say(f"{on} of {len(probes)} feeds answer and are switched on; why the others are off stands behind them in {home / 'sources'}.")


def _rehearse(home: Path, texts: dict[str, str], probe: bool) -> None:
    from hemera import catalogue

    for file in ("hemera.toml", "sources/own.toml", *(f"sources/{file}" for file in texts)):
        say(f"would write {home / file}")
    for source in catalogue.merge(texts.items()) if probe else ():
        for feed in source.feeds:
            say(f"would ask {feed.url}  ({source.id})")
    note("Nothing was written, nobody was asked.")
