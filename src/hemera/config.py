"""Settings of one archive: ``hemera.toml``, every key overridable by ``HEMERA_…`` in the environment."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from email.utils import parseaddr
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hemera import events
from hemera.errors import ConfigError

INTERFACE_LANGUAGES = ("fr", "ar", "en")


@dataclass(frozen=True, slots=True)
class Config:
    """What an operator may set. Durations are seconds."""

    folder: Path
    name: str = "Hemera"
    languages: tuple[str, ...] = INTERFACE_LANGUAGES  # of the interface; the first is the default
    zone: str = "UTC"  # clock of the masthead and of day pages without a source
    visibility: str = "public"  # or "private": every reader signs in, and reads all that was captured
    contact: str = ""  # page or address named in the agent's name, so that publishers can reach the operator
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")  # names the portal answers to
    base_url: str = ""  # public address of the portal, for feeds and sitemaps; "": as the request says
    behind_proxy: bool = False  # trust X-Forwarded-For and -Proto of the one proxy before us
    gap: float = 5.0  # least time between two requests to one host
    poll_min: float = 600.0
    poll_max: float = 86_400.0
    revisit_min: float = 600.0
    revisit_max: float = 30 * 86_400.0
    link_checks: int = 50  # old articles of one source whose address there is asked again a day
    min_free: int = 500_000_000  # bytes free on the archive's disk below which collecting pauses
    workers: int = 2  # processes that read feeds and pages
    report_weight: float = 5.0  # reports that hide an image …
    report_networks: int = 4  # … from at least so many networks …
    report_window: float = 72 * 3600.0  # … within this time
    export_rows: int = 10_000  # articles at most that who has not signed in may take away at once; 0: none
    export_at_once: int = 2  # exports that the portal gives at the same time
    log_format: str = "text"  # of what the collector tells on standard error; or "json"
    log_level: str = ""  # least level that is told; "": "info" for JSON, "warning" for text
    smtp_host: str = ""  # of the mail server that alerts are given to; "": none, and no mail
    smtp_port: int = 587
    smtp_tls: str = "starttls"  # or "tls", from the first byte; or "none", on this machine only by good sense
    smtp_user: str = ""  # its password stands in the environment alone, HEMERA_SMTP_PASSWORD
    mail_from: str = ""  # address alerts are sent from; "Name <address>" is understood
    webhooks_local: bool = False  # alerts may call programs on this machine
    metrics: tuple[str, ...] = ("127.0.0.1", "::1")  # addresses and networks that may read /metrics; none: nobody

    @property
    def alerts(self) -> Path:
        return self.folder / "alerts.log"

    @property
    def captures(self) -> Path:
        return self.folder / "captures"

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def media(self) -> Path:
        return self.folder / "media"

    @property
    def sources(self) -> Path:
        return self.folder / "sources"

    @property
    def database(self) -> Path:
        return self.folder / "archive.sqlite3"

    @property
    def blocks(self) -> Path:
        return self.folder / "blocks.log"


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Say whether an IANA time zone is called so. To list them all would walk a folder tree, with every command."""
    try:
        return ZoneInfo(name).key == name and not name.startswith(("posix", "right/"))  # the same again, of systems that keep them
    except (ValueError, OSError, ZoneInfoNotFoundError):  # no name, a folder of zones, or none
        return False


SETTABLE = tuple(f.name for f in fields(Config) if f.name != "folder")


def load(folder: Path, environ: Mapping[str, str]) -> Config:
    """Read ``folder/hemera.toml`` and the environment.

    Raises:
        ConfigError: no such archive, TOML that does not parse, an unknown key or a value that cannot be.
    """
    path = folder / "hemera.toml"
    if not path.is_file():
        raise ConfigError(
            "config.no-archive",
            "{folder} is not an archive: it has no hemera.toml. `hemera init {folder}` makes one.",
            folder=folder,
        )
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError("config.syntax", "{file}: {error}", file=path, error=error) from error
    for key in table:
        if key not in SETTABLE:
            raise ConfigError(
                "config.unknown-key", "{file}: unknown key {key!r}. Known: {known}.", file=path, key=key, known=", ".join(SETTABLE)
            )
    config = replace(Config(folder=folder.resolve()), **{key: _typed(key, value, str(path)) for key, value in table.items()})
    config = replace(config, **_from_environment(environ))
    return _checked(config, path)


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    names = {f"HEMERA_{key.upper()}": key for key in SETTABLE}
    return {key: _typed(key, environ[name], name) for name, key in names.items() if name in environ}


def _typed(key: str, value: object, where: str) -> Any:
    kind = get_type_hints(Config)[key]
    try:
        if kind is bool:
            return value if isinstance(value, bool) else _truth(str(value))
        if kind == tuple[str, ...]:
            return tuple(filter(None, value.split(","))) if isinstance(value, str) else tuple(map(str, _listed(value)))
        if kind is str and not isinstance(value, str):
            raise TypeError(value)
        return kind(value)
    except (TypeError, ValueError) as error:
        message = "{where}: {key} cannot be {value!r}; it must be of type {kind}."
        raise ConfigError(
            "config.value", message, where=where, key=key, value=value, kind=getattr(kind, "__name__", kind)
        ) from error


def _listed(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _truth(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if text.lower() not in words:
        raise ValueError(text)
    return words[text.lower()]


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _is_sender(text: str) -> bool:
    """Say whether a text is a mail address, with a name before it or not; nothing is nobody."""
    return not text or (text.isprintable() and "@" in parseaddr(text)[1])


def _checked(config: Config, path: Path) -> Config:
    wrong = {
        "zone": not is_zone(config.zone),
        "visibility": config.visibility not in ("public", "private"),
        "languages": not config.languages or not set(config.languages) <= set(INTERFACE_LANGUAGES),
        "gap": config.gap < 0,
        "min_free": config.min_free < 0,
        "link_checks": config.link_checks < 0,
        "export_rows": config.export_rows < 0,
        "export_at_once": not 1 <= config.export_at_once <= 7,  # of the portal's eight threads, one stays for readers
        "workers": not 1 <= config.workers <= 64,
        "poll_min": not 0 < config.poll_min <= config.poll_max,
        "revisit_min": not 0 < config.revisit_min <= config.revisit_max,
        "log_format": config.log_format not in events.FORMATS,
        "log_level": config.log_level not in ("", *events.LEVELS),
        "smtp_port": not 0 < config.smtp_port < 65_536,
        "smtp_tls": config.smtp_tls not in ("starttls", "tls", "none"),
        "mail_from": not _is_sender(config.mail_from),
        "metrics": not all(map(_is_network, config.metrics)),
    }
    for key, bad in wrong.items():
        if bad:
            raise ConfigError(
                "config.value", "{where}: {key} cannot be {value!r}.", where=path, key=key, value=getattr(config, key)
            )
    return config
