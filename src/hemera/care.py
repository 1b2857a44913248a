"""Looking after an archive: what ``Archive`` puts together to ask feeds, to prove the record, and to read captures again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from hemera import __version__, clock
from hemera.config import Config
from hemera.errors import CaptureError

if TYPE_CHECKING:
    from hemera.extract import Sample, Template
    from hemera.jobs import Example, Found, Stored
    from hemera.pipeline.probe import Probe
    from hemera.pipeline.reprocess import Plan, Reader, Reprocessed
    from hemera.pipeline.verify import Result
    from hemera.store.status import Standing
    from hemera.types import Source

_PAGE = 50  # articles whose readings are fetched at a time: no cursor stays open while others write


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
def _reader(config: Config, *, as_it_was: bool) -> Iterator[Reader]:
    """What reads stored captures again: by the templates that were consulted then, or by those there are today."""
    from hemera.captures import WarcStore
    from hemera.pipeline.library import Library
    from hemera.pipeline.reprocess import Reader
    from hemera.pipeline.tasks import PRELOAD
    from hemera.store import templates
    from hemera.workers import BoundedPool

    library = Library(templates)

    def named(item: Stored) -> Sequence[Template]:
        source = item.job.source.id
        return library.consulted(source, item.content.template) if as_it_was else library.covering(source, item.ref.fetched_at)

    with BoundedPool(config.workers, preload=PRELOAD) as pool:
        yield Reader(WarcStore(config.captures), pool, named)


def prove(config: Config, deep: bool, blocks: Callable[[Path], Found] | None, report: Callable[[Result], None]) -> list[Result]:
    from hemera.extract import EXTRACTOR
    from hemera.index import TantivyIndex
    from hemera.jobs import Found
    from hemera.media import MediaStore
    from hemera.pipeline.verify import Subject, verify
    from hemera.store import checks

    settings = [config.folder / "hemera.toml", *config.sources.glob("*.toml")]
    with _reader(config, as_it_was=True) as reader:
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
    config: Config, ids: Iterable[int] | None, plan: Plan, stop: threading.Event, report: Callable[[Reprocessed], None]
) -> Reprocessed:
    """Read what is shown of articles again; ``ids`` None: of all, newest first."""
    from hemera.pipeline.reprocess import Reprocess
    from hemera.store import corrections

    wanted = islice(_everything() if ids is None else ids, plan.limit)
    stored = (item for page in iter(lambda: list(islice(wanted, _PAGE)), []) for item in corrections.stored(page))
    with _reader(config, as_it_was=False) as reader:
        return Reprocess(reader, corrections if plan.write else None, plan.samples, report).run(stored, stop)


def learn(config: Config, source: str, dry_run: bool, report: Callable[[int, int], None]) -> list[Template]:
    """Have a source's layouts learned now; return the new versions, written unless it is a dry run."""
    from hemera.captures import read
    from hemera.extract import drift
    from hemera.pipeline.learning import task
    from hemera.pipeline.tasks import PRELOAD
    from hemera.store import templates
    from hemera.workers import BoundedPool

    in_use = frozenset(one.name for one in templates.in_use(source))
    lesson = templates.lesson(source, drift.Need(drift.ASKED, in_use))
    report(0, len(lesson.examples))
    work = task(lesson, read, str(config.captures))
    with BoundedPool(1, preload=PRELOAD) as pool:
        found = pool.submit(work.run, *work.args, cpu_seconds=work.cpu_seconds).result()
    report(len(lesson.examples), len(lesson.examples))
    kept = drift.worth_keeping(found, lesson)
    return list(kept) if dry_run else templates.learned(lesson, kept, clock.now())


def samples(config: Config, examples: Callable[[], Sequence[Example]]) -> list[Sample]:
    """Return stored pages as they are learned from; those that cannot be read back are left out."""
    from hemera.captures import WarcStore
    from hemera.extract import Sample
    from hemera.pipeline.page_desk import hints_for

    found = []
    for example in examples():
        try:
            capture = WarcStore(config.captures).read(example.ref)
        except CaptureError:
            continue
        hints = hints_for(example.job, example.ref)
        found.append(Sample(capture.body, capture.header("Content-Type") or "", example.ref.url, hints))
    return found


def _everything() -> Iterator[int]:
    from hemera.store import queries

    page = queries.keys(_PAGE)
    while page:
        yield from (pk for _, pk in page)
        page = queries.keys(_PAGE, before=page[-1])


def reindex(config: Config, report: Callable[[int], None]) -> int:
    """Build beside, then swap: readers go on with the old index until the new one is whole."""
    from hemera.index import TantivyIndex, discard
    from hemera.pipeline.indexing import rebuild
    from hemera.store.writes import DjangoStore

    beside = config.index / "rebuild"
    discard(beside)
    index = TantivyIndex(beside, writable=True)
    try:
        count = rebuild(DjangoStore(), index, report)
    finally:
        index.close()
    place = config.index / index.path.name
    discard(place)
    index.path.rename(place)
    discard(beside)
    return count
