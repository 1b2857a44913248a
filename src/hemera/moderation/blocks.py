"""``blocks.log``: every decision, one JSON line each, beside the database and never rewritten.

A restored or rebuilt database must not bring back what was taken down, so a line is on disk before its transaction commits.
Each line carries the SHA-256 of the line before it, whatever that holds: a line cut by a crash stays, harmless, and
a line changed or removed later is seen.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db import transaction

from hemera import clock
from hemera.errors import NotFound
from hemera.moderation.models import Act
from hemera.store import models, rebuilding, visibility
from hemera.types import ImageState, Visibility

FILE = "blocks.log"
_FIRST = "0" * 64
_FIELDS = ("verb", "target", "reason", "actor", "at", "details")
IMAGE_STATES = {
    "hide_image": ImageState.HIDDEN,
    "restore_image": ImageState.SHOWN,
    "protect_image": ImageState.PROTECTED,
    "block_image": ImageState.BLOCKED,
}
ARTICLE_STATES = {"withdraw_article": Visibility.WITHDRAWN, "restore_article": Visibility.PUBLIC}


@dataclass(frozen=True, slots=True)
class Line:
    """One readable line: ``act`` holds the columns of ``Act``, ``at`` as ISO 8601."""

    sha256: str
    act: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Contents:
    """What the log holds. ``torn``: numbers of unreadable lines; ``broken``: of lines whose predecessor is not what it was."""

    lines: tuple[Line, ...]
    torn: tuple[int, ...]
    broken: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did. ``absent``: pictures and articles the database does not hold (yet)."""

    lines: int
    changed: int
    absent: int
    damaged: int


def append(path: Path, act: dict[str, Any]) -> str:
    """Write one act to the disk and return its line's SHA-256. Other processes wait their turn."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        last, torn = _last_line(file)
        previous = _sha256(last) if last else _FIRST
        line = json.dumps({"previous": previous, **act}, ensure_ascii=False, sort_keys=True).encode()
        file.write((b"\n" if torn else b"") + line + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return _sha256(line)


def _last_line(file: IO[bytes]) -> tuple[bytes, bool]:
    """Return the last line that holds anything, and whether a crash cut it before its end."""
    size = file.seek(0, os.SEEK_END)
    length, tail = 0, b""
    while length < size and b"\n" not in tail.rstrip(b"\n"):
        length = min(size, max(4096, 2 * length))
        file.seek(size - length)
        tail = file.read(length)
    return tail.rstrip(b"\n").rpartition(b"\n")[2], bool(tail) and not tail.endswith(b"\n")


def _sha256(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def read(path: Path) -> Contents:
    """Read the log, past whatever is damaged in it. No file is an empty log."""
    raw = path.read_bytes().split(b"\n") if path.exists() else []
    good, torn, broken, previous = [], [], [], _FIRST
    for number, line in enumerate(raw, 1):
        if not line:
            continue
        act = _parse(line)
        if act is None:
            torn.append(number)
        else:
            if act["previous"] != previous:
                broken.append(number)
            good.append(Line(_sha256(line), {name: act[name] for name in _FIELDS}))
        previous = _sha256(line)
    return Contents(tuple(good), tuple(torn), tuple(broken))


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        act = json.loads(line)
        datetime.fromisoformat(act["at"])
        return act if act.keys() >= {"previous", *_FIELDS} else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


@transaction.atomic
def replay(folder: Path) -> Replayed:
    """Bring acts and their effects back into the database of the archive at ``folder``. Safe to repeat.

    Run it after a restore or rebuild, and again when reading has caught up: what was withdrawn may only then be back.
    """
    contents, now = read(folder / FILE), clock.now()
    last: dict[str, dict[str, Any]] = {}
    for line in contents.lines:
        Act.objects.get_or_create(line=line.sha256, defaults=line.act | {"at": datetime.fromisoformat(line.act["at"])})
        if line.act["verb"] in IMAGE_STATES or line.act["verb"] in ARTICLE_STATES:
            last[line.act["target"]] = line.act
    results = [_apply(act, now) for act in last.values()]
    return Replayed(len(contents.lines), results.count(True), results.count(None), len(contents.torn) + len(contents.broken))


def _apply(act: dict[str, Any], now: datetime) -> bool | None:
    """Apply the last act on a target; return whether that changed anything, None where it is not there."""
    kind, _, name = act["target"].partition(":")
    try:
        return _apply_image(name, act, now) if kind == "image" else _apply_article(name, act, now)
    except NotFound:
        return None


def _apply_image(sha256: str, act: dict[str, Any], now: datetime) -> bool:
    state = IMAGE_STATES[act["verb"]]
    if state in (ImageState.HIDDEN, ImageState.BLOCKED):
        # A row without size, so that the picture is known for what it is when it is fetched again.
        models.Image.objects.get_or_create(pk=sha256, defaults={"width": 0, "height": 0, "stored_at": now})
    return visibility.set_image_state(sha256, state, now)


def _apply_article(name: str, act: dict[str, Any], now: datetime) -> bool:
    source, _, url = name.partition(" ")
    row = models.Article.objects.filter(source_id=source, url=url).values_list("pk", "visibility").first()
    wanted = ARTICLE_STATES[act["verb"]]
    if row is None:
        rebuilding.expect_decision(source, url, wanted, act["reason"] if wanted is Visibility.WITHDRAWN else "")
        raise NotFound("not-found.article", "No article {what}.", what=name)
    if wanted is Visibility.PUBLIC and row[1] != Visibility.WITHDRAWN:
        return False  # what is held for inspection now stays held
    return visibility.set_article_visibility(row[0], wanted, act["reason"] if wanted is Visibility.WITHDRAWN else "", now)
