"""Alerts delivered beside the portal, in a thread of their own."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from hemera.config import Config

EVERY = 15.0  # seconds between two rounds
PATIENCE = 5.0  # seconds to wait at the end for one that is under way; it loses nothing if it is cut off


class Deliveries:
    """Delivers while the block lasts."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._run, name="hemera-alerts", daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.ended.set()
        self.thread.join(PATIENCE)

    def _run(self) -> None:
        from django.db import connections

        from hemera import events
        from hemera.pipeline.outcomes import guarded
        from hemera.sending.making import sender

        delivering = sender(self.config)
        while not self.ended.wait(EVERY):
            guarded("Alerts", lambda: _told(delivering.round()), lambda why: events.tell("alerts.broken", events.ERROR, why=why))
            delivering.close()
        connections.close_all()


def _told(told: object) -> None:
    """Tell the log what a round did, where it did anything."""
    from dataclasses import asdict

    from hemera import events
    from hemera.sending import Told

    if isinstance(told, Told) and (told.sent or told.failed or told.unsure):
        level = events.WARNING if told.failed or told.unsure else events.INFO
        events.tell("alerts.round", level, **asdict(told))
