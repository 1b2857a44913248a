"""Getting an archive's record back from its captures, and setting a damaged one aside. Wired here, done in ``pipeline``."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hemera import clock, faults
from hemera.config import Config
from hemera.jobs import Damage
from hemera.types import CaptureRef

Report = Callable[[str, int, int], None]  # stage, done, total
STAGES = ("Looking through captures", "Reading captures")
ASIDE = ".aside-"  # and a moment: what a database is called that was replaced


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild did, or would do. ``before`` and ``after`` count rows; ``damage`` is bytes no reader can make anything of."""

    before: Mapping[str, int] = field(default_factory=dict)
    after: Mapping[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)  # purpose -> captures without a row; a rebuild counts "all"
    moved: int = 0  # rows that name another copy of their record now
    read: int = 0  # captures
    expected: int = 0  # articles whose number is known, and which the record does not hold
    damaged: dict[str, int] = field(default_factory=dict)  # file -> bytes
    finished: bool = True


def set_aside(folder: Path) -> Path | None:
    """Rename an archive's database, so that the next to open it begins with an empty one; return its new name, None for none.

    Raises:
        ConfigError: a collector is at work.
    """
    from hemera.store import owners

    database = folder / "archive.sqlite3"
    with owners.alone(folder):
        if not database.exists():
            return None
        place = database.with_name(f"{database.name}{ASIDE}{clock.now():%Y%m%dT%H%M%S}")
        for suffix in ("-wal", "-shm", ""):  # the database last: until then it is where it was, whole
            with suppress(FileNotFoundError):
                database.with_name(database.name + suffix).rename(place.with_name(place.name + suffix))
        return place


def survey(config: Config, report: Report) -> Rebuilt:
    """Say what ``rebuild`` would find; nothing is written."""
    from hemera.captures import WarcStore
    from hemera.pipeline.journal import Journal
    from hemera.store import rebuilding

    captures, told = WarcStore(config.captures), Rebuilt(before=rebuilding.summary())
    sizes, passed = captures.sizes(), 0
    for file, size in sizes.items():
        batch: list[CaptureRef] = []
        for found in captures.examine(file):
            if isinstance(found, Damage):
                told.damaged[file] = told.damaged.get(file, 0) + found.length
            else:
                batch.append(found)
                report(STAGES[0], passed + found.offset, sum(sizes.values()))
            if len(batch) == 500:
                _count(told, batch)
        _count(told, batch)
        passed += size
    told.expected = rebuilding.missing(Journal(config.folder).read_numbers())
    return told


def _count(told: Rebuilt, batch: list[CaptureRef]) -> None:
    from hemera.store import rebuilding

    known = rebuilding.places(ref.record_id for ref in batch)
    for purpose, count in Counter(ref.purpose.value for ref in batch if ref.record_id not in known).items():
        told.found[purpose] = told.found.get(purpose, 0) + count
    batch.clear()


def take_up(config: Config, decisions: Callable[[Path], object]) -> int:
    """Take up numbers, sources, templates and decisions that lie beside a record which was set back; return how many articles wait.

    Raises:
        ConfigError: a collector is at work.
    """
    from hemera.pipeline import recover
    from hemera.pipeline.journal import Journal
    from hemera.store import owners, rebuilding

    with owners.alone(config.folder):
        awaited = recover.take_up(rebuilding, Journal(config.folder))
        decisions(config.folder)
    return awaited


def rebuild(config: Config, decisions: Callable[[Path], object], stop: threading.Event, report: Report) -> Rebuilt:
    """Give every capture its row and read what nobody has read. ``decisions`` brings those of ``blocks.log`` into force.

    Killed at any point, it is gone on with by the next run of it, or of ``hemera update``.

    Raises:
        ConfigError: a collector is at work.
    """
    from hemera import media
    from hemera.captures import WarcStore, read
    from hemera.index import discard
    from hemera.pipeline.desks import Office
    from hemera.pipeline.journal import Journal
    from hemera.pipeline.library import Library
    from hemera.pipeline.outcomes import Tally
    from hemera.pipeline.rebuild import Replay
    from hemera.pipeline.recover import adopt_all, take_up
    from hemera.pipeline.staff import all_desks
    from hemera.pipeline.tasks import PRELOAD
    from hemera.store import owners, rebuilding, templates
    from hemera.store.writes import DjangoStore
    from hemera.workers import BoundedPool

    with owners.alone(config.folder), BoundedPool(config.workers, preload=PRELOAD) as pool:
        owners.free_dead(config.folder)
        captures, journal, store = WarcStore(config.captures), Journal(config.folder), DjangoStore()
        told = Rebuilt(before=rebuilding.summary())
        discard(config.index)  # it may name articles by rows of the record that was lost
        captures.repair(rebuilding.ends())
        told.expected = take_up(rebuilding, journal)
        decisions(config.folder)
        faults.point("rebuild.begun")
        adopted, told.moved = adopt_all(captures, rebuilding, lambda done, total: report(STAGES[0], done, total))
        told.found["all"] = adopted
        library = Library(templates)
        desks = all_desks(Office(store, config, Tally(), library), media.keep, read)
        replay = Replay(rebuilding, captures, pool, desks, library, store.together, imported=True)
        told.read = replay.run(stop, lambda done, total: report(STAGES[1], done, total))
        decisions(config.folder)
        journal.follow(rebuilding)
        journal.follow_states(rebuilding)
        told.after, told.finished = rebuilding.summary(), not stop.is_set()
    return told
