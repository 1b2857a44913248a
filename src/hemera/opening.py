"""What happens when an archive is opened: refused, or brought to today's schema and its catalogue read."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hemera import backup, catalogue, clock, faults
from hemera.config import Config
from hemera.errors import ConfigError


def prepare(config: Config) -> None:
    """Point Django at the archive and bring its schema up to date."""
    import django
    from django.conf import settings

    if settings.configured and settings.HEMERA.folder != config.folder:
        message = "{folder} cannot be opened: this process works on {other} already."
        raise ConfigError("config.another-archive", message, folder=config.folder, other=settings.HEMERA.folder)
    _refuse(config)
    os.environ["HEMERA_ARCHIVE"] = str(config.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "hemera.server.settings"
    django.setup()
    from hemera.store import schema

    schema.bring_up_to_date(_migrating)
    sync(config)


def _migrating(execute: Callable[..., Any], *statement: Any) -> Any:
    """Let tests kill us between any two steps of it."""
    faults.point("store.migrating")
    return execute(*statement)


def _refuse(config: Config) -> None:
    """Open nothing that is half restored, and nothing a newer Hemera has written: this one would not know what it spoils."""
    if (config.folder / backup.INTERRUPTED).exists():
        message = "A restore of {folder} was interrupted. Run it again: it goes on."
        raise ConfigError("config.restoring", message, folder=config.folder)
    if config.database.exists() and config.database.stat().st_size:
        backup.refuse_newer(backup.schema(config.database), config.database)


def sync(config: Config) -> None:
    """Read ``sources/*.toml`` into the record."""
    from hemera.store.writes import DjangoStore

    files = [
        (str(path.relative_to(config.folder)), path.read_text(encoding="utf-8")) for path in sorted(config.sources.glob("*.toml"))
    ]
    DjangoStore().sync(catalogue.merge(files), clock.now())


def disconnect() -> None:
    """Give this thread's connections back."""
    from django.db import connections

    connections.close_all()
