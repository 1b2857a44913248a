"""Every version of an article that was seen, and what changed from one to the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hemera import revisions as compared
from hemera.portal import dates, finding, lines, readers, readings, rights, wording
from hemera.portal.views.article import tombstone
from hemera.store import queries
from hemera.types import Extraction, Revision, Rights, Visibility

_SHOWN = 30  # versions compared; a page that changes more often is a live blog, and its newest changes tell most


@dataclass(frozen=True, slots=True)
class Part:
    """A changed paragraph, or (``skipped``) a number of unchanged ones."""

    runs: tuple[compared.Run, ...]
    heading: bool
    skipped: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version: when it was seen, of what kind it is, what its source changed, and what we corrected in reading it."""

    number: int
    kind: str
    captured: str
    iso: str
    summary: str
    sha256: str
    parts: tuple[Part, ...]
    mixed: bool  # the version before was read by other rules: not all that differs need be the source's doing
    readings: list[readings.Better]


def revisions(request: HttpRequest, name: str, n: int) -> HttpResponse:
    """Answer with an article's versions, newest first; of its text only what its rights let us show."""
    found = finding.article(name, n)
    if found.visibility is not Visibility.PUBLIC:
        return tombstone(request, found)
    desk, trusted = lines.desk(request), readers.trusted(request)
    level = rights.terms(found.line, found.rights, desk.now, trusted=trusted).history
    kept = queries.revisions(found.id)[-_SHOWN:]
    first = () if len(kept) == _SHOWN else (_version(kept[0], None, level, desk.language),)
    later = (_version(new, old.content, level, desk.language) for old, new in pairwise(kept))
    context = {
        "row": desk.row(found.line),
        "source": desk.name(found.source, desk.language),
        "printed": dates.printed(found.published),
        "versions": [*first, *later][::-1],
        "level": level.value,
        "corrected": any(revision.corrections for revision in kept),
    }
    return render(request, "portal/revisions.html", context)


def _changes(old: Extraction, new: Extraction, level: Rights) -> list[compared.Change]:
    """Return the title and, where the rights allow, lead and paragraphs."""
    title, *body = compared.diff(old, new)
    lead, *_ = compared.diff(replace(old, title=old.lead, blocks=()), replace(new, title=new.lead, blocks=()))
    above = [title] if level is Rights.LINK else [title, replace(lead, kind=title.kind)]
    return [*above, *(body if level is Rights.FULL else ())]


def _version(revision: Revision, before: Extraction | None, level: Rights, language: str) -> Version:
    changes = _changes(before, revision.content, level) if before else ()
    return Version(
        number=revision.number,
        kind=wording.revision(revision.kind),
        captured=dates.captured(revision.captured_at, language),
        iso=revision.captured_at.isoformat(),
        summary=_summary(changes, language),
        sha256=revision.text_sha256,
        parts=tuple(_parts(changes, language)),
        mixed=before is not None and before.extractor != revision.content.extractor,
        readings=readings.better(revision, level, language),
    )


def _parts(changes: Sequence[compared.Change], language: str) -> Iterable[Part]:
    """Keep what changed, and say how much stands unchanged between."""
    same = 0
    for i, change in enumerate(changes):
        if change.op == "equal":
            same += i > 1  # an unchanged title or lead is not worth a line
            continue
        if same:
            yield Part((), False, _unchanged(same, language))
            same = 0
        yield Part(change.runs, i == 0, "")
    if same:
        yield Part((), False, _unchanged(same, language))


def _unchanged(count: int, language: str) -> str:
    return wording.counted(language, "%(count)s unchanged paragraph", "%(count)s unchanged paragraphs", count)


def _summary(changes: Sequence[compared.Change], language: str) -> str:
    """Say in words what the colours show."""
    words: Counter[str] = Counter()
    for run in (run for change in changes for run in change.runs):
        words[run.op] += len(run.text.split())
    said = []
    if words["insert"]:
        said.append(wording.counted(language, "%(count)s word added", "%(count)s words added", words["insert"]))
    if words["delete"]:
        said.append(wording.counted(language, "%(count)s word removed", "%(count)s words removed", words["delete"]))
    return " · ".join(said)
