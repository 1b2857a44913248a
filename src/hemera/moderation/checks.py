"""What ``hemera verify`` asks of the decisions: the log is whole, the record knows it, and what it says last is in force."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hemera.jobs import Found
from hemera.moderation import blocks
from hemera.moderation.models import Act
from hemera.store import models


def in_force(folder: Path) -> Found:
    """Compare ``blocks.log`` of an archive with its record. A line torn by a crash is harmless: its decision was never made."""
    log = blocks.read(folder / blocks.FILE)
    problems = [f"line {number} does not follow from the line before it: something was changed or removed" for number in log.broken]
    written, known = {line.sha256 for line in log.lines}, set(Act.objects.values_list("line", flat=True))
    problems += [f"decision {sha256} is in the log, not in the record: it is to be replayed" for sha256 in sorted(written - known)]
    problems += [f"decision {sha256} is in the record, not in the log" for sha256 in sorted(known - written)]
    last = {
        line.act["target"]: line.act for line in log.lines if line.act["verb"] in {*blocks.IMAGE_STATES, *blocks.ARTICLE_STATES}
    }
    return Found(len(log.lines), (*problems, *_not_in_force(last)))


def _not_in_force(last: dict[str, dict[str, Any]]) -> Iterator[str]:
    for target, act in last.items():
        kind, _, name = target.partition(":")
        found = _image_state(name) if kind == "image" else _visibility(name)
        wanted = (blocks.IMAGE_STATES if kind == "image" else blocks.ARTICLE_STATES)[act["verb"]]
        if found is not None and found != wanted:
            yield f"{target} is {found}, the log says {act['verb']} at {act['at']}"


def _image_state(sha256: str) -> str | None:
    return models.Image.objects.filter(pk=sha256).values_list("state", flat=True).first()


def _visibility(name: str) -> str | None:
    source, _, url = name.partition(" ")
    return models.Article.objects.filter(source_id=source, url=url).values_list("visibility", flat=True).first()
