"""Looking after an archive: what ``Archive`` puts together to ask feeds, to prove the record, and to read captures again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hemera import __version__, clock
from hemera.config import Config

if TYPE_CHECKING:
    from hemera.jobs import Found
    from hemera.pipeline.probe import Probe
    from hemera.pipeline.reprocess import Reader, Reprocessed
    from hemera.pipeline.verify import Result
    from hemera.store.status import Standing
    from hemera.types import Source


def agent(config: Config) -> str:
    """Return the honest name we fetch under."""
    return f"Hemera/{__version__}" + (f" (+{config.contact})" if config.contact else "")


def probe(config: Config, sources: Sequence[Source], report: Callable[[Probe], None] = lambda _: None) -> list[Probe]:
    """Ask every feed of the sources whether it answers with something we can read, politely; nothing is recorded."""
    from hemera.fetch import HttpFetcher
    from hemera.pipeline.probe import Prober
    from hemera.workers import BoundedPool

    fetcher = HttpFetcher(agent(config), default_gap=config.gap)
    try:
        with BoundedPool(config.workers) as pool:
            return Prober(fetcher, pool).probe(sources, report)
    finally:
        fetcher.close()


def standing() -> Standing:
    from hemera.store import status

    return status.standing(clock.now())


@contextmanager
def _reader(config: Config) -> Iterator[Reader]:
    """What reads stored captures again."""
    from hemera.captures import WarcStore
    from hemera.pipeline.desks import Office
    from hemera.pipeline.outcomes import Tally
    from hemera.pipeline.page_desk import PageDesk
    from hemera.pipeline.reprocess import Reader
    from hemera.pipeline.tasks import PRELOAD
    from hemera.store.writes import DjangoStore
    from hemera.workers import BoundedPool

    with BoundedPool(config.workers, preload=PRELOAD) as pool:
        yield Reader(WarcStore(config.captures), pool, PageDesk(Office(DjangoStore(), config, Tally())))


def prove(config: Config, deep: bool, blocks: Callable[[Path], Found] | None, report: Callable[[Result], None]) -> list[Result]:
    from hemera.extract import EXTRACTOR
    from hemera.index import TantivyIndex
    from hemera.jobs import Found
    from hemera.media import MediaStore
    from hemera.pipeline.verify import Subject, verify
    from hemera.store import checks

    settings = [config.folder / "hemera.toml", *config.sources.glob("*.toml")]
    with _reader(config) as reader:
        subject = Subject(
            records=checks,
            captures=reader.captures,
            index=lambda: TantivyIndex(config.index, writable=False),
            picture_exists=MediaStore(config.media).exists,
            blocks=lambda: blocks(config.folder) if blocks else Found(0),
            reader=reader,
            extractor=EXTRACTOR,
            gap=config.gap,
            # Gaps are today's: what was fetched under other settings cannot be held against them.
            polite_since=datetime.fromtimestamp(max(path.stat().st_mtime for path in settings), UTC),
            deep=deep,
        )
        return verify(subject, report)


def read_again(
    config: Config, wanted: tuple[str | None, int | None, bool], stop: threading.Event, report: Callable[[Reprocessed], None]
) -> Reprocessed:
    from hemera.pipeline.reprocess import reprocess
    from hemera.store import checks, corrections, queries

    source, limit, write = wanted
    if source is not None:
        queries.source(source)  # NotFound for an unknown one
    with _reader(config) as reader:
        stored = checks.stored(limit, current=True, source=source)
        return reprocess(reader, stored, corrections.replace_content if write else None, stop, report)
