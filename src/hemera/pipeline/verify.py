"""Proving an archive: the invariants it rests on, each a named check that tells what is wrong, why that matters and what to do.

Fast by default: rows, files, counts, and the newest captures read. ``deep`` reads and hashes every capture, looks through every
capture file, and reads every article and every feed again. Nothing here writes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from hemera import clock
from hemera.errors import HemeraError
from hemera.jobs import Found
from hemera.pipeline import proofs
from hemera.pipeline.proofs import Subject


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant, by its number in ``docs/reference/verify.md``; 0 for what all of them rest on."""

    number: int
    name: str
    says: str
    run: Callable[[Subject], Found]
    why: str  # what it means where it does not hold
    do: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a check came to."""

    check: Check
    found: Found
    seconds: float

    @property
    def good(self) -> bool:
        return not self.found.problems


def verify(subject: Subject, report: Callable[[Result], None] = lambda _: None) -> list[Result]:
    """Run every check; ``report`` is called after each."""
    results = []
    for check in CHECKS:
        began = time.monotonic()
        try:
            found = check.run(subject)
        except HemeraError as error:
            found = Found(0, (str(error),))
        results.append(Result(check, found, time.monotonic() - began))
        report(results[-1])
    return results


RESTORE = "`hemera restore BACKUP FOLDER` puts back what the last backup holds; what it does not hold is lost."
REBUILD = "`hemera rebuild --dry-run` says what it would find, `hemera rebuild` does it; nothing is fetched for it."
OURS = "This should not happen whatever fails outside: please report it with what stands above."

CHECKS = (
    Check(
        0, "database", "the database is whole", lambda s: s.records.integrity(),
        "The database file is damaged, by the disk or by a program that wrote to it beside us; it cannot be trusted.",
        "`hemera rebuild --anew` sets it aside and reads all captures again; `hemera restore` puts the last backup's back.",
    ),
    Check(
        1, "captures", "every capture's bytes are there and match their hash", proofs.captures_readable,
        "What a source sent cannot be shown, read again or proved any more. Articles read from it stay as they were read.",
        f"{RESTORE} A copy of the file under captures/ is found by `hemera rebuild`.",
    ),
    Check(
        1, "pictures", "every picture's files are there", proofs.pictures_kept,
        "Pages show an empty frame.", RESTORE,
    ),
    Check(
        2, "records", "every WARC record has a row, and nothing in the files is damaged", proofs.records_have_rows,
        "A record without a row was captured and never read: the database is older than the captures. Damage is of the disk.",
        f"Without a row: {REBUILD} Damaged: {RESTORE}",
    ),
    Check(
        3, "revisions", "every revision names its capture and rules, and matches its hash", lambda s: s.records.revisions(s.newest),
        "A text is not the one that was read.", "`hemera reprocess` reads it again from its capture.",
    ),
    Check(
        3, "templates", "what was learned is whole, and whatever read a page is there", lambda s: s.records.templates(),
        "A reading cannot be proved: what it was read by is missing or was changed.",
        "`hemera reprocess` reads it by what there is.",
    ),
    Check(
        3, "extraction", "the same rules read the same text again", proofs.extracted_again,
        "A stored text does not follow from its capture any more.", f"`hemera reprocess --dry-run` shows the differences. {OURS}",
    ),
    Check(
        4, "addresses", "no article or entry is there twice", lambda s: s.records.unique(),
        "Readers would find two of one.", OURS,
    ),
    Check(
        5, "entries", "every entry is accounted for", lambda s: s.records.entries(),
        "Something a source announced is neither read, nor waiting, nor given up for a reason.", OURS,
    ),
    Check(
        5, "announced", "everything feeds announced has an entry", proofs.announced_kept,
        "Something a source announced was lost between its feed and the record.", OURS,
    ),
    Check(
        5, "unread", "every capture was read", lambda s: s.records.waiting(),
        "Something was captured and not read.", "`hemera update` reads it, or `hemera rebuild` without fetching anything.",
    ),
    Check(
        6, "leases", "no lease outlives its time", lambda s: s.records.lease_times(clock.now()),
        "Work waits for a collector that will not do it.", "`hemera update` frees what dead collectors held.",
    ),
    Check(
        7, "index", "the index holds what is public, no more and no less", proofs.index_agrees,
        "Search misses articles, or finds what is withdrawn.", "`hemera reindex` builds it anew.",
    ),
    Check(
        8, "counters", "counters equal recounts", lambda s: s.records.counters(),
        "Pages tell wrong numbers of versions or copies.", OURS,
    ),
    Check(
        9, "dates", "every date is within reason and says where it came from", lambda s: s.records.dates(),
        "Articles stand in the wrong place of lists and timelines.", "`hemera reprocess` reads dates with today's rules.",
    ),
    Check(
        9, "sequence", "captures follow one another in time", lambda s: s.records.sequence(),
        "The clock of this machine was set back.", "Let it be set by NTP; what was captured stays as it is.",
    ),
    Check(
        10, "politeness", "no host was asked twice within its gap", proofs.hosts_left_alone,
        "A publisher was asked more often than we promise.", f"Raise `gap`. {OURS}",
    ),
    Check(
        11, "blocks", "every decision in blocks.log is in force", lambda s: s.blocks(),
        "Something that was taken down may be shown.",
        "`hemera rebuild` brings all decisions into force at once; so does a start of `hemera serve` or `hemera run`.",
    ),
    Check(
        12, "numbers", "nothing was deleted, what is withdrawn says why", lambda s: s.records.numbers(),
        "A lasting address leads nowhere.", f"{REBUILD} {RESTORE}",
    ),
    Check(
        12, "frozen", "every frozen query is as it was frozen", lambda s: s.frozen(),
        "What somebody has cited cannot be shown or packaged any more.", RESTORE,
    ),
)  # fmt: skip
