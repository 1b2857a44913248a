"""``alerts.log``: what alerts there are and what may have gone out, beside the record: one made anew tells nothing twice.

A line of JSON each: ``alert`` when one is made or changes, ``told`` before the last byte of a delivery goes, ``untold`` where it
turns out that it has not arrived. The file is only added to; what is newest counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from hemera import clock, disk
from hemera.alerts import Delivery, State
from hemera.pipeline.journal import append
from hemera.store import alerts

_BATCH = 500  # deliveries looked up at a time


@dataclass(slots=True)
class Taken:
    """What was taken up."""

    alerts: int = 0
    deliveries: int = 0


def told(path: Path, delivery: Delivery, end_hash: str, at: datetime) -> None:
    """Write down, on the disk, that a delivery may have gone."""
    articles = [f"{source}/{number}" for source, number in delivery.articles]
    line = {"told": delivery.key, "alert": delivery.alert.id, "articles": articles, "end": end_hash, "at": at.isoformat()}
    append(path, [json.dumps(line)])


def untold(path: Path, key: str) -> None:
    """Write down that a delivery has not arrived after all."""
    append(path, [json.dumps({"untold": key})])


def follow(path: Path) -> int:
    """Write down the alerts that are not as they were last written; return how many."""
    before = {pk: row["version"] for pk, row in _alerts(path).items()}
    changed = {pk: row for pk, row in alerts.states().items() if row["version"] > before.get(pk, 0)}
    append(path, [json.dumps({"alert": pk, **row}, ensure_ascii=False) for pk, row in changed.items()])
    return len(changed)


def forget(path: Path) -> bool:
    """Take out of the file whom ended alerts told; only who is alone in delivering may. Say whether there was anybody."""
    ended = {pk for pk, row in _alerts(path).items() if row["state"] == State.ENDED}
    known = [line for line in _lines(path) if line.get("alert") in ended and (line.get("mail") or line.get("webhook"))]
    if known:
        lines = [line | {"mail": "", "webhook": ""} if line in known else line for line in _lines(path)]
        disk.replace(path, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode())
    return bool(known)


def take_up(path: Path) -> Taken:
    """Bring into the record what the file knows and the record does not: it was set back, or made anew."""
    found = Taken(alerts=alerts.restore(_alerts(path), clock.now()))
    told = _told(path)
    while batch := {line["told"]: line for line in islice(told, _BATCH)}:
        for line in map(batch.__getitem__, alerts.unsaid(batch)):
            articles = [(source, int(number)) for source, _, number in (name.rpartition("/") for name in line["articles"])]
            at = datetime.fromisoformat(line["at"])
            found.deliveries += alerts.restore_told(line["told"], line["alert"], articles, line["end"], at)
    return found


def _alerts(path: Path) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for line in _lines(path):
        if "version" in line and line["version"] >= found.get(line["alert"], line)["version"]:
            found[line["alert"]] = line
    return found


def _told(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the last word on each delivery that may have gone; after years these are many, and few are new to the record."""
    last: dict[str, int] = {}
    for number, line in enumerate(_lines(path)):
        if "told" in line:
            last[line["told"]] = number
        elif "untold" in line:
            last.pop(line["untold"], None)
    return (line for number, line in enumerate(_lines(path)) if "told" in line and last.get(line["told"]) == number)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    with path.open("rb") as file:
        for raw in file:
            try:
                line = json.loads(raw)
            except ValueError:
                continue  # torn by a crash: what it said is said again
            if isinstance(line, dict):
                yield line
