"""The templates of each source, kept at hand for its pages, and how those pages were read by them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hemera import clock
from hemera.extract import drift
from hemera.extract.drift import Need, Readings
from hemera.extract.templates import Template
from hemera.jobs import How, PageJob, Seen
from hemera.protocols import Templates
from hemera.types import Extraction

FRESH = timedelta(minutes=1)  # what people add or retire beside a running collector counts after so long


@dataclass(slots=True)
class _Source:
    """What is remembered of one source; all of it can be read again."""

    templates: tuple[Template, ...]
    read_at: datetime


class Library:
    """A cache in front of the record's ``Templates``: each source's are read once, and again after a minute or a lesson."""

    def __init__(self, record: Templates) -> None:
        self.record = record
        self._sources: dict[str, _Source] = {}
        self._readings: dict[str, Readings] = {}
        self._repeating: dict[str, frozenset[str]] = {}  # source -> names of templates that let lines repeat
        self._stirred: set[str] = set()  # sources to be judged: something was read since, or a lesson is due
        self._versions: dict[tuple[str, str], tuple[Template, ...]] = {}

    def covering(self, source: str, moment: datetime) -> tuple[Template, ...]:
        """Return the templates for a capture of that moment: of each layout the newest version."""
        newest = {one.layout: one for one in self._in_use(source) if one.covers(moment)}
        return tuple(newest.values())

    def of(self, job: PageJob, moment: datetime) -> tuple[tuple[Template, ...], tuple[Template, ...]]:
        """Return the templates for a page, and the one to ask before them: by which its article was read when it came.

        Another way of ours to read the same text is no revision of the source's: what was read without a template is visited
        again without one, until it is reprocessed.
        """
        covering = self.covering(job.source.id, moment)
        if job.article is None:
            return covering, ()
        name = self.record.of_article(job.article)
        return (covering, self.consulted(job.source.id, name)) if name else ((), ())

    def consulted(self, source: str, name: str) -> tuple[Template, ...]:
        """Return the very version that was consulted for a page, whatever time it is for by now; () for the name ""."""
        if name and (source, name) not in self._versions:
            found = self.record.named(source, name)
            self._versions[source, name] = (replace(found, valid_from=None, valid_to=None),) if found else ()
        return self._versions[source, name] if name else ()

    # -- when to learn ------------------------------------------------------------------------------------------------

    def recall(self) -> None:
        """Count again what an earlier run left behind."""
        for source in self.record.sources():
            self._count_again(source)

    def seen(self, job: PageJob, content: Extraction) -> Seen | None:
        """Return what a reading says of templates. That of an article read without one before says nothing: none was asked."""
        found = drift.seen(job.id, content)
        return None if found and job.article and found.how is How.UNREAD else found

    def note(self, source: str, seen: Seen) -> None:
        """Take account of a reading that was just recorded."""
        before = self._readings.get(source)
        # What is counted from the record has this reading in it already.
        self._readings[source] = now = before.after(seen) if before else self.record.readings(source)
        self._stirred.add(source)
        if now.count % drift.WINDOW == 0:
            self._repeating[source] = frozenset(self._with_repeating_lines(source, now))

    def needs(self) -> Iterator[tuple[str, Need]]:
        """Yield the sources whose layouts are to be learned now, those with most unread pages first."""
        for source in sorted(self._stirred, key=lambda name: (-len(self._readings[name].unread), name)):
            need = drift.need(self._readings[source], self._in_use(source), self._repeating.get(source, ()))
            if need is not None:
                yield source, need
            else:
                self._stirred.discard(source)

    def forget(self, source: str) -> None:
        """Read a source's templates and readings anew: there was a lesson."""
        self._sources.pop(source, None)
        self._repeating.pop(source, None)
        self._count_again(source)

    def _count_again(self, source: str) -> None:
        self._readings[source] = self.record.readings(source)
        self._stirred.add(source)

    def _with_repeating_lines(self, source: str, readings: Readings) -> Iterator[str]:
        """Yield the names of templates in much use whose texts have lines in common."""
        used = Counter(seen.template for seen in readings.recent)
        for one in self._in_use(source):
            if used[one.name] >= drift.ENOUGH and drift.repeating(self.record.texts(source, one.name, drift.WINDOW), one.repeated):
                yield one.name

    def _in_use(self, source: str) -> tuple[Template, ...]:
        now, known = clock.now(), self._sources.get(source)
        if known is None or now - known.read_at > FRESH:
            known = self._sources[source] = _Source(self.record.in_use(source), now)
        return known.templates
