"""What publishers wish, on the record: of each exchange, and in force for each article. The caller's transaction throughout."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from hemera import clock, jobs
from hemera.store import changes, leases, marks, models, statements
from hemera.wishes import Wishes, parsed, strictest, written
from hemera.wishes.tdmrep import PATH, Rule, place, reserved

_BATCH = 500
_NEWEST_ANSWER = """
SELECT c.wishes FROM store_entry e JOIN store_capture c ON c.entry_id = e.id
WHERE e.article_id = %s AND c.wishes IS NOT NULL ORDER BY c.fetched_at DESC, c.id DESC LIMIT 1"""


def in_force(source: str, url: str, said: str) -> str:
    """Return what is wished for an address: what its page said, and the well-known file of its site."""
    rules = _rules(source, place(url))
    if rules is None:
        expect(source, url, clock.now())
    return _merged(said, reserved(rules, url)) if rules else said


def apply(article: int, said: str, now: datetime) -> None:
    """Let what an article's newest answer wishes come into force; where that is something else, whatever shows it follows."""
    found = statements.row("SELECT source_id, url, wishes FROM store_article WHERE id = %s", article)
    if found is None:
        return
    source, url, before = found
    line = in_force(source, url, said)
    if line != before:
        models.Article.objects.filter(pk=article).update(wishes=line)
    if line != (before or ""):
        changes.note(article, now, hides=True)


def refresh(article: int, now: datetime) -> None:
    """Let the wishes of an article's newest answer be in force, in whatever order its answers were read."""
    newest = statements.row(_NEWEST_ANSWER, article)
    if newest is not None:
        apply(article, newest[0], now)


def reread(article: int, revision: int, said: str, now: datetime) -> None:
    """Note what a stored answer turned out to wish when it was read again."""
    capture = models.Revision.objects.values_list("capture_id", flat=True).get(pk=revision)
    models.Capture.objects.filter(pk=capture).update(wishes=said)
    refresh(article, now)


def counts(sources: Sequence[str] = ()) -> dict[str, dict[str, int]]:
    """Count the public articles of each source by the wishes in force for them, policies left out."""
    rows = models.Article.objects.filter(visibility="public").exclude(wishes=None).exclude(wishes="").order_by()
    rows = rows.filter(source__in=sources) if sources else rows
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for source, line in rows.values_list("source_id", "wishes").iterator():
        for word in (line or "").split():
            found[source][word.partition(":")[0]] += 1
    return {source: dict(sorted(words.items())) for source, words in sorted(found.items())}


def agreed(source: str, now: datetime) -> None:
    """Tell of a consent that was stated, or ended: what may be found by its words changes, and what is shown."""
    rows = models.Article.objects.filter(source=source).exclude(wishes=None).exclude(wishes="").order_by("pk")
    unfindable = rows.filter(wishes__contains="noindex")
    for pk in (unfindable if unfindable.exists() else rows[:1]).values_list("pk", flat=True):
        changes.note(pk, now, hides=True)


# -- well-known files --------------------------------------------------------------------------------------------------


def expect(source: str, url: str, now: datetime) -> None:
    """See to it that the file that speaks for an address is asked for."""
    models.Reservation.objects.get_or_create(source_id=source, url=place(url), defaults={"due_at": now})


@transaction.atomic
def read(job: jobs.ReservationJob, rules: Sequence[Rule], arrival: jobs.Arrival | None, due_at: datetime, now: datetime) -> bool:
    """Record what a site's file says, and let it be in force at once; None arrived where there never was one."""
    values = {"rules": [list(rule) for rule in rules], "read_at": now, "error": "", "due_at": due_at}
    validators = (
        arrival.validators if arrival and arrival.ref.status < 400 else {"etag": "", "last_modified": "", "body_sha256": ""}
    )
    if arrival is not None:
        marks.read(arrival.capture, "tdmrep", now)
    before = _rules(job.source.id, job.url) or ()
    if not leases.settle(models.Reservation, job, **values, **validators):
        return False
    if before != tuple(rules):
        _apply_to_all(job, rules, now)
    return True


def put_off(job: jobs.ReservationJob, due_at: datetime, error: str, capture: int | None = None) -> bool:
    """Ask again later; what the file said before stays in force."""
    now = clock.now()
    marks.read(capture, error, now)
    return leases.settle(models.Reservation, job, due_at=due_at, error=error, **({} if error else {"read_at": now}))


class File(NamedTuple):
    """A site's well-known file: how many rules it has, when it was last read, and why not since."""

    source: str
    url: str
    rules: int
    read_at: datetime | None
    error: str


def standing(sources: Sequence[str] = ()) -> Iterator[File]:
    """Yield the files that say something, or could not be read."""
    rows = models.Reservation.objects.exclude(rules=[], error="").order_by("source", "url")
    for row in rows.filter(source__in=sources) if sources else rows:
        yield File(row.source_id, row.url, len(row.rules), row.read_at, row.error)


def _apply_to_all(job: jobs.ReservationJob, rules: Sequence[Rule], now: datetime) -> None:
    """Let a file that changed be in force for all its site's articles; one line in the log tells pages that are kept."""
    rows = models.Article.objects.filter(source=job.source.id, url__startswith=job.url.removesuffix(PATH.lstrip("/")))
    changed: dict[str, list[int]] = defaultdict(list)
    for pk, url, line in rows.values_list("pk", "url", "wishes").iterator(chunk_size=5000):
        new = _merged(line or "", reserved(rules, url))
        if new != (line or ""):
            changed[new].append(pk)
    for new, pks in changed.items():
        for start in range(0, len(pks), _BATCH):
            models.Article.objects.filter(pk__in=pks[start : start + _BATCH]).update(wishes=new)
    if changed:
        changes.note(next(iter(changed.values()))[-1], now, hides=True)


def _merged(line: str, mined: str | None) -> str:
    """Return a line with what the site's file says in place of what it said before."""
    return written(strictest(replace(parsed(line), tdmrep=None), Wishes(tdmrep=mined)))


def _rules(source: str, url: str) -> tuple[Rule, ...] | None:
    """Return what a file said when it was last read, None for one nobody knows of."""
    found = statements.row("SELECT rules FROM store_reservation WHERE source_id = %s AND url = %s", source, url)
    if not found:
        return None
    return tuple(Rule(*rule) for rule in json.loads(found[0])) if found[0] != "[]" else ()
