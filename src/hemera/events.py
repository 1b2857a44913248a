"""What a collector says while it works: named events with facts, as lines of JSON or of text on standard error.

An event is a log record of ``hemera.events`` whose message is a stable key. Nobody who does not listen pays for it. What comes
from outside is hostile here too: lengths are bounded, control characters escaped, and secrets in addresses struck out.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import TextIO

DEBUG, INFO, WARNING, ERROR = logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR
LEVELS = ("debug", "info", "warning", "error")
FORMATS = ("text", "json")
LONGEST = 500  # characters of a fact
_TRACE = 8_000  # characters of a traceback of ours
_OTHER = "log"  # the event of a line that names none
# A log is read by more people than a catalogue: passwords in an address, and parameters that sound like a key, are no one's.
_USER = re.compile(r"(?<=://)[^/?#\s]*@")
_SECRET = re.compile(
    r"([?&;](?:[^=&;#\s]*[_.-])?(?:api|auth|access|php|j)?"
    r"(?:key|token|secret|pass|passwd|password|pwd|auth|sig|signature|sess(?:ion)?(?:id)?|sid)(?:[_.-][^=&;#\s]*)?=)[^&;#\s]+",
    re.IGNORECASE,
)
_log = logging.getLogger("hemera.events")
_lines = json.JSONEncoder(
    ensure_ascii=True, separators=(",", ":"), check_circular=False, default=str
)  # ASCII: nothing steers a terminal


class _Event(logging.LogRecord):
    """A record without what no line of ours names: finding out who calls, in which thread, costs more than the line."""

    name, args, exc_info, exc_text, stack_info = _log.name, (), None, None, None
    pathname = filename = module = funcName = threadName = processName = ""  # noqa: N815  logging's names
    lineno = thread = process = 0
    msecs = relativeCreated = 0.0  # noqa: N815

    def __init__(self, level: int, event: str, facts: Mapping[str, object]) -> None:
        self.created = time.time()
        self.levelno, self.levelname, self.msg, self.facts = level, logging.getLevelName(level), event, facts


def tell(event: str, level: int = INFO, /, **facts: object) -> None:
    """Say that something happened; ``event`` is its stable key. Facts that are empty or None are left out."""
    if _log.isEnabledFor(level):
        _log.handle(_Event(level, event, facts))


def are_heard(level: int = INFO) -> bool:
    """Say whether anybody listens to events of a level: what only they need is not made for nobody."""
    return _log.isEnabledFor(level)


def listen(form: str, level: str = "", to: TextIO | None = None) -> None:
    """Have all that this process logs written ``to`` a stream (standard error), as ``json`` or ``text``.

    A ``level`` of "" is ``info`` for JSON, and for text ``warning``: people watch the progress instead.
    """
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(Lines() if form == "json" else Words())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    logging.getLogger("hemera").setLevel((level or default_level(form)).upper())


def default_level(form: str) -> str:
    return "info" if form == "json" else "warning"


def as_json() -> bool:
    """Say whether lines of JSON are what is written: then nothing else may stand between them."""
    return any(isinstance(handler.formatter, Lines) for handler in logging.getLogger().handlers)


class Lines(logging.Formatter):
    """One JSON object a line: ``time`` (UTC, ISO 8601), ``level``, ``event``, and the facts."""

    def format(self, record: logging.LogRecord) -> str:
        told = {"time": _moment(record.created), "level": record.levelname.lower()}
        return _lines.encode(told | _told(record))


class Words(logging.Formatter):
    """A line for people: the moment, the event, and ``name=value``. Warnings that are sentences stay sentences."""

    def format(self, record: logging.LogRecord) -> str:
        told = _told(record)
        if told["event"] == _OTHER:
            return "\n".join(filter(None, (_one_line(str(told.get("message", ""))), str(told.get("trace", "")))))
        facts = " ".join(f"{name}={_one_line(str(value))}" for name, value in told.items() if name != "event")
        return f"{_moment(record.created)} {record.levelname.lower()} {told['event']} {facts}".rstrip()


def _told(record: logging.LogRecord) -> dict[str, object]:
    facts: Mapping[str, object] | None = getattr(record, "facts", None)
    if facts is not None:
        return {"event": record.msg} | {name: _bounded(value) for name, value in facts.items() if value not in (None, "")}
    told: dict[str, object] = {"event": _OTHER, "logger": record.name, "message": _bounded(record.getMessage())}
    if record.exc_info:
        told["trace"] = logging.Formatter().formatException(record.exc_info)[-_TRACE:]
    return told


def _bounded(value: object) -> object:
    if isinstance(value, str):
        return without_secrets(value) if len(value) <= LONGEST else without_secrets(value[: LONGEST * 4])[: LONGEST - 1] + "…"
    return value


def without_secrets(text: str) -> str:
    """Strike out passwords and keys in the addresses of a text."""
    text = _USER.sub("…@", text) if "@" in text else text
    return _SECRET.sub(r"\1…", text) if "=" in text else text


def _one_line(text: str) -> str:
    """Escape what would begin a new line or steer a terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _moment(created: float) -> str:
    whole, fraction = divmod(created, 1)
    return f"{_second(int(whole))}.{int(fraction * 1000):03d}Z"


@lru_cache(maxsize=4)
def _second(stamp: int) -> str:
    return datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%dT%H:%M:%S")
