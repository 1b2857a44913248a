"""Visiting again what other rules of ours read: what they read amiss is put right first, as a correction of ours; only then is it
judged what the source changed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hemera import stories
from hemera.extract.rules import EXTRACTOR
from hemera.jobs import PageJob, Reading, Stored
from hemera.pipeline import differences
from hemera.pipeline.desks import Office, Task
from hemera.pipeline.tasks import Kept, ReadCapture, read_visit
from hemera.types import Extraction, Hints, RevisionKind


class Mending:
    """What a visit does besides, after the rules changed: a look at the record, and one more reading where the page changed too."""

    def __init__(self, office: Office, read: ReadCapture) -> None:
        self.office, self.read = office, read

    def stored(self, job: PageJob) -> Stored | None:
        """Return the version shown of a page's article, if other rules than today's read it."""
        return self.office.store.read_by_others(job.article, EXTRACTOR) if job.article else None

    def task(self, work: Task, stored: Stored, hints: Hints) -> Task:
        """Let a visit's reading take with it the capture of ``stored``; ``hints`` are what was known of that."""
        arrived, known, templates, before, _, wished = work.args
        kept = Kept(stored.content, stored.ref, stored.parts, hints, self.read, str(self.office.config.captures))
        return Task(read_visit, (arrived, known, templates, before, wished, kept), 2 * work.cpu_seconds)

    def mend(self, job: PageJob, article: int, older: Extraction, now: datetime) -> bool:
        """Put today's reading of the capture before in the place of that of other rules; False where it is there by now."""
        stored = self.stored(job)
        if stored is None or stored.article != article:
            return False
        better = corrected(stored, older)
        fields = differences.fields(stored.content, better.content)
        if not fields:
            return self.office.store.confirm(stored, better.content)
        return self.office.store.correct(stored, better, fields, now)


def corrected(stored: Stored, content: Extraction) -> Reading:
    """Return a better reading of what is stored, to be put in its place; an article keeps the address it is known by."""
    content = replace(content, url=stored.content.url)
    return Reading(content, RevisionKind.CORRECTED, stored.article, None, stories.bands(content.text))
