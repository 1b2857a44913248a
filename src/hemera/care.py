"""Looking after an archive: what ``Archive`` puts together to ask feeds, to prove the record, and to read captures again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
    from hemera.pipeline.outcomes import Tally
    from hemera.pipeline.probe import Probe
    from hemera.pipeline.reprocess import Plan, Reader, Reprocessed
    from hemera.pipeline.scout import Finding
    from hemera.pipeline.update import Parts
    from hemera.pipeline.verify import Result
    from hemera.protocols import Fetcher, Index
    from hemera.store.notices import Noticed
    from hemera.store.status import Standing
    from hemera.store.wishes import File
    from hemera.types import Source
    from hemera.workers import BoundedPool

_PAGE = 50  # articles whose readings are fetched at a time: no cursor stays open while others write


def agent(config: Config) -> str:
    """Return the honest name we fetch under."""
    return f"Hemera/{__version__}" + (f" (+{config.contact})" if config.contact else "")


def probe(config: Config, sources: Sequence[Source], report: Callable[[Probe], None] = lambda _: None) -> list[Probe]:
    """Ask every feed of the sources whether it answers with something we can read, politely; nothing is recorded."""
    from hemera.pipeline.probe import Prober

    with asking(config, config.workers) as (fetcher, pool):
        return Prober(fetcher, pool).probe(sources, report)


def explore(config: Config, draft: Source, report: Callable[[int, str], None] = lambda *_: None) -> Finding | None:
    """Find out from a home page what can be collected of an outlet, politely; None where it is a feed. Nothing is recorded.

    Raises ``FetchError`` where the address does not answer.
    """
    from hemera.pipeline.scout import Scout

    with asking(config, 1) as (fetcher, pool):  # one thing after another
        return Scout(fetcher, pool, report).explore(draft)


@contextmanager
def asking(config: Config, workers: int) -> Iterator[tuple[Fetcher, BoundedPool]]:
    """Ask politely without recording anything."""
    from hemera.fetch import HttpFetcher
    from hemera.workers import BoundedPool

    fetcher = HttpFetcher(agent(config), default_gap=config.gap, hosts=_hosts(config))
    try:
        with BoundedPool(workers) as pool:
            yield fetcher, pool
    finally:
        fetcher.close()


def _hosts(config: Config) -> Path:
    """Return the file shared by all who ask on the archive's behalf."""
    return config.folder / "collectors" / "hosts"


def collect(config: Config, stop: threading.Event, report: Callable[[Tally], None], once: bool) -> Tally:
    """Collect what is due, as one of those who collect into the archive."""
    from hemera.pipeline.update import Update
    from hemera.store import owners

    with owners.collecting(config.folder) as owner:
        owners.free_dead(config.folder)
        fit_index(config)
        parts = build(config)
        try:
            return Update(parts, config, report).run(stop, once=once)
        finally:
            close(parts)
            owners.free(owner)


def build(config: Config) -> Parts:
    """Put the collecting machine together."""
    from hemera.captures import WarcStore, read
    from hemera.fetch import HttpFetcher
    from hemera.index.place import IndexPlace
    from hemera.media import keep
    from hemera.pipeline.indexing import Follower
    from hemera.pipeline.tasks import PRELOAD
    from hemera.pipeline.update import Parts
    from hemera.store import owners, rebuilding, subscriptions, templates
    from hemera.store.writes import DjangoStore
    from hemera.workers import BoundedPool

    return Parts(
        store=DjangoStore(),
        captures=WarcStore(config.captures),
        index=Follower(IndexPlace(config.index)),
        fetcher=HttpFetcher(agent(config), default_gap=config.gap, hosts=_hosts(config)),
        pool=BoundedPool(config.workers, preload=PRELOAD),
        keep_picture=keep,
        templates=templates,
        read_capture=read,
        rebuilding=rebuilding,
        subscriptions=subscriptions,
        free_dead=lambda: owners.free_newly_dead(config.folder),
    )


def fit_index(config: Config) -> None:
    """Discard an index of a record that was lost or set back since: it names articles by rows that are given again."""
    from hemera.index import discard
    from hemera.pipeline.journal import Journal
    from hemera.store import rebuilding

    if Journal(config.folder).is_ahead_of(rebuilding):
        discard(config.index)


def close(parts: Parts) -> None:
    """Give back what the collecting machine holds."""
    parts.fetcher.close()
    parts.pool.close()
    parts.captures.close()
    parts.index.close()


@dataclass(frozen=True, slots=True)
class Channels:
    """What was announced by which channels, by source, and the hubs that tell us of feeds."""

    entries: dict[str, dict[str, int]]  # source -> "feed, sitemap" -> entries
    hubs: Sequence[tuple[str, str, str, str, datetime | None]]  # feed, hub, state, error, last delivery


def channels(sources: Sequence[str], since: datetime, until: datetime) -> Channels:
    """Compare the channels of the sources, of all where none is named, over the entries first seen in a time."""
    from hemera.store import channels, subscriptions

    compared = channels.compared(since, until, sources)
    entries = {source: {", ".join(said): n for said, n in counts.items()} for source, counts in compared.items()}
    return Channels(entries, subscriptions.standing(sources))


@dataclass(frozen=True, slots=True)
class Wished:
    """What publishers wish: source -> wish -> articles, the sources that agreed to more, and the sites' well-known files."""

    articles: dict[str, dict[str, int]]
    consent: tuple[str, ...]
    files: Sequence[File]


def wishes(sources: Sequence[str]) -> Wished:
    """Count articles by what is wished for them, of some sources, or of all where none is named."""
    from hemera.store import queries, wishes

    agreed = tuple(name for name, source in queries.sources().items() if source.consent)
    return Wished(wishes.counts(sources), agreed, tuple(wishes.standing(sources)))


def notices(source: str | None, limit: int) -> list[Noticed]:
    """Return what sources do that is put up with, last happened first."""
    from hemera.store.notices import newest

    return list(newest(source, limit))


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


def prove(
    config: Config,
    deep: bool,
    blocks: Callable[[Path], Found] | None,
    frozen: Callable[[Path], Found],
    report: Callable[[Result], None],
    progress: Callable[[str, int, int], None],
) -> list[Result]:
    from hemera.extract import EXTRACTOR
    from hemera.jobs import Found
    from hemera.media import MediaStore
    from hemera.pipeline.proofs import Subject
    from hemera.pipeline.verify import verify
    from hemera.store import checks

    settings = [config.folder / "hemera.toml", *config.sources.glob("*.toml")]
    with _reader(config, as_it_was=True) as reader:
        subject = Subject(
            records=checks,
            captures=reader.captures,
            index=lambda: _whole_index(config),
            picture_exists=MediaStore(config.media).exists,
            blocks=lambda: blocks(config.folder) if blocks else Found(0),
            frozen=lambda: frozen(config.folder),
            reader=reader,
            extractor=EXTRACTOR,
            gap=config.gap,
            # Gaps are today's: what was fetched under other settings cannot be held against them.
            polite_since=datetime.fromtimestamp(max(path.stat().st_mtime for path in settings), UTC),
            deep=deep,
            progress=progress,
        )
        return verify(subject, report)


def _whole_index(config: Config) -> Index:
    """Open the index for reading, every byte of it looked at."""
    from hemera.index import TantivyIndex
    from hemera.index.place import IndexPlace

    IndexPlace(config.index).check(deep=True)
    return TantivyIndex(config.index, writable=False)


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
    """Build beside, then swap: readers go on with the old index until the new one is whole.

    Raises ``IndexUnusable`` (``index.busy``): a collector is building one already.
    """
    from hemera.index.place import IndexPlace
    from hemera.pipeline.indexing import rebuild, take_its_place
    from hemera.store.writes import DjangoStore

    place, store = IndexPlace(config.index), DjangoStore()
    index = place.beside(afresh=True, years=store.years)
    try:
        count = rebuild(store, index, report)
    finally:
        index.close()
    take_its_place(place)
    return count
