"""Our corrections of our own reading, as the page of versions shows them: apart from what the source changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from hemera.pipeline.differences import differences
from hemera.portal import dates, wording
from hemera.revisions import Run
from hemera.types import Correction, Extraction, Revision, Rights

_SHOWN = 3  # of one version, the newest; of older ones only when and what
_PARTS = 60  # of one correction
_KEPT_BACK = {Rights.FULL: frozenset[str](), Rights.EXCERPT: frozenset({"blocks"}), Rights.LINK: frozenset({"blocks", "lead"})}


@dataclass(frozen=True, slots=True)
class Part:
    """A field that we read otherwise before, or a paragraph of the text."""

    name: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Better:
    """One correction: when, by which rules, of what; and as far as rights allow the reading before against the one after."""

    at: str
    iso: str
    rules: str
    fields: str
    parts: tuple[Part, ...]


def better(revision: Revision, level: Rights, language: str) -> list[Better]:
    """Return what we corrected in our reading of a version, newest first."""
    readings = [*(correction.before for correction in revision.corrections), revision.content]
    pairs = list(zip(revision.corrections, readings[1:], strict=True))[::-1]
    return [_better(c, after if n < _SHOWN else None, level, language) for n, (c, after) in enumerate(pairs)]


def _better(correction: Correction, after: Extraction | None, level: Rights, language: str) -> Better:
    parts = _parts(correction.before, after, level, language) if after else ()
    return Better(
        at=dates.captured(correction.at, language),
        iso=correction.at.isoformat(),
        rules=correction.extractor,
        fields=wording.fields(correction.fields),
        parts=tuple(islice(parts, _PARTS)),
    )


def _parts(before: Extraction, after: Extraction, level: Rights, language: str) -> Iterator[Part]:
    for found in differences(before, after):
        if found.field in _KEPT_BACK[level]:
            continue
        if found.field in ("title", "lead", "authors", "agency", "house", "blocks"):
            yield Part(wording.fields([found.field]), found.runs)
        elif found.field in ("published", "section", "language"):
            old, new = (_said(found.field, content, language) for content in (before, after))
            runs = tuple(run for run in (Run("delete", old), Run("insert", new)) if run.text)
            yield Part(wording.fields([found.field]), runs)


def _said(field: str, content: Extraction, language: str) -> str:
    """Say a value that is no text of the source's in the page's language."""
    if field == "section":
        return wording.section(content.section)
    if field == "language":
        return wording.language(content.language)
    return dates.exact(content.published, language) if content.published else ""
