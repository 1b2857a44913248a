"""Outcomes as tables: plain, Markdown or JSON."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gold import ours, peers, scores
from gold.pages import GoldPage, Key
from gold.run import Outcome, Run

BAD = 0.8  # F1 of a page below which it counts as misread
MARGIN = 0.01  # by which a publisher may be read worse than trafilatura reads it
MANY = 4  # pages of a publisher from which it is compared by itself
_LANGUAGES = ("ar", "fr", "en")  # the archive's own; all others are one row
# family: what a change must not fall below
BODY_BARS = {"fe": 0.978, "sh": 0.976, "ft": 0.955}
FIELD_BARS = {"title": 0.95, "date": 0.99, "authors": 0.90}
GATE_BAR, SPEED_BAR = 0.03, 12.0

Pages = Mapping[Key, GoldPage]


class Tenths(float):
    """A figure of which one digit after the point is worth showing."""


@dataclass
class Table:
    """A heading, the names of columns, and rows of text or figures."""

    title: str
    head: Sequence[str]
    rows: list[Sequence[Any]] = field(default_factory=list)


def quality(outcomes: Iterable[Outcome], pages: Pages, by: str = "set") -> Table:
    """Return body and CPU by set and reader, or by language and reader."""
    table = Table(
        "Body, and CPU ms a page" if by == "set" else "Body by language of the text",
        [by, "reader", "pages", "P", "R", "F1", f"F1 < {BAD}", "mean", "median", "p95", "times faster than trafilatura", "failed"],
    )
    groups = grouped(outcomes, lambda one: (one.key.set if by == "set" else language(pages[one.key]), one.tool))
    for (group, tool), found in sorted(groups.items(), key=lambda item: (_order(item[0][0]), _rank(item[0][1]))):
        base = [one.ms for one in groups.get((group, peers.BASE), [])]
        table.rows.append([group, tool, len(found), *_body(found), *_cpu(found), *_faster(found, base), _failed(found)])
    return table


def fields(outcomes: Iterable[Outcome]) -> Table:
    """Return means of title, day and authors, each over the pages where somebody wrote it down."""
    table = Table("Fields", ["set", "reader", "title", "of", "date (day)", "of", "authors F1", "of"])
    groups = grouped(outcomes, lambda one: (one.key.set, one.tool))
    for (group, tool), found in sorted(groups.items(), key=lambda item: (item[0][0], _rank(item[0][1]))):
        columns = [[one.fields[name] for one in found if name in one.fields] for name in FIELD_BARS]
        if any(columns):
            table.rows.append([group, tool, *(cell for column in columns for cell in (mean(column), len(column)))])
    return table


def publishers(outcomes: Iterable[Outcome], pages: Pages) -> Table:
    """Return, for publishers with several pages, by how much we read them better than trafilatura."""
    table = Table("By publisher, pages of one set", ["set", "publisher", "pages", ours.WHOLE, peers.BASE, "difference", ""])
    groups = grouped(outcomes, lambda one: (one.key.set, pages[one.key].publisher))
    for (group, publisher), found in sorted(groups.items()):
        a, b = ([one.body for one in found if one.tool == tool and one.body] for tool in (ours.WHOLE, peers.BASE))
        if len(a) >= MANY and b:
            difference = scores.total(a).f1 - scores.total(b).f1
            worse = "worse" if difference < -MARGIN else ""
            table.rows.append([group, publisher, len(a), scores.total(a).f1, scores.total(b).f1, difference, worse])
    return table


def layouts(outcomes: Sequence[Outcome]) -> Table:
    """Return what pages cost whose layout was learned from enough others, the doubted ones and their second reading included."""
    table = Table(
        f"Layouts learned from {ours.ENOUGH} pages or more: CPU ms a page, fallback included",
        ["set", "what", "pages", "gate fired", "mean", "median", "p95", "trafilatura", "times faster", "precise", "times faster"],
    )
    known = {one.key: one for one in outcomes if is_learned(one)}
    for group in sorted({key.set for key in known}):
        keys = {key for key in known if key.set == group}
        fired = mean([float(ours.gate_fired(known[key].read)) for key in keys])
        theirs = [_ms(outcomes, name, keys) for name in (peers.BASE, peers.PRECISE)]
        for what, tool in (("body only", ours.BODY), ("whole article", ours.WHOLE)):
            found = [one for one in outcomes if one.tool == tool and one.key in keys]
            compared = [cell for base in theirs for cell in (_tenths(mean(base)), *_faster(found, base))]
            table.rows.append([group, what, len(found), fired, *_cpu(found), *compared])
    return table


def learning(runs: Mapping[int, Run]) -> Table:
    """Return how reading depends on how many other pages of the publisher were learned from."""
    head = ["set", "learned from", "pages", "P", "R", "F1", f"F1 < {BAD}", "by template", "gate fired", "mean", "median", "p95"]
    table = Table("Pages learned from", [*head, "learning, ms"])
    for count, run in runs.items():
        cost = _tenths(mean([spent for _, spent in run.learning]))
        for (group,), found in sorted(grouped(run.outcomes, lambda one: (one.key.set,)).items()):
            read = [one for one in found if one.tool == ours.WHOLE]
            shares = [mean([float(is_so(one.read)) for one in read]) for is_so in (ours.by_template, ours.gate_fired)]
            table.rows.append([group, count, len(read), *_body(read), *shares, *_cpu(read), cost])
    return table


def bars(outcomes: Sequence[Outcome], pages: Pages) -> Table:
    """Return what is to be reached, set by set."""
    table = Table("Bars", ["set", "what", "to reach", "measured", ""])
    own = grouped((one for one in outcomes if one.tool == ours.WHOLE), lambda one: one.key.set)
    for group, found in sorted(own.items()):
        table.rows += [_bar(group, what, least, value) for what, least, value in _reached(found, pages[found[0].key].family)]
    for row in publishers(outcomes, pages).rows:
        if row[-1]:
            table.rows.append(_bar(row[0], f"{row[1]} against {peers.BASE}", -MARGIN, row[-2]))
    for row in layouts(outcomes).rows:
        table.rows.append(_bar(row[0], f"times faster, {row[1]}", SPEED_BAR, row[8]))
        if row[1] == "whole article":
            table.rows.append([row[0], "gate fired", f"<= {GATE_BAR}", row[3], "" if row[3] <= GATE_BAR else "not reached"])
    return table


def _reached(found: Sequence[Outcome], family: str) -> Iterator[tuple[str, float, float | None]]:
    """Yield what is asked of a set's readings, how much, and how much there is."""
    bodies = [one.body for one in found if one.body]
    if bodies and family in BODY_BARS:
        yield "body F1", BODY_BARS[family], scores.total(bodies).f1
    for name, least in FIELD_BARS.items():
        if column := [one.fields[name] for one in found if name in one.fields]:
            yield name, least, mean(column)


def is_learned(one: Outcome) -> bool:
    """Say whether a page of ours was read with a template of enough pages, its reading doubted or not."""
    is_ours = one.tool == ours.WHOLE and one.learned >= ours.ENOUGH
    return is_ours and (ours.by_template(one.read) or ours.gate_fired(one.read))


def grouped(outcomes: Iterable[Outcome], key: Any) -> dict[Any, list[Outcome]]:
    found: dict[Any, list[Outcome]] = {}
    for one in outcomes:
        found.setdefault(key(one), []).append(one)
    return found


def language(page: GoldPage) -> str:
    return page.language if page.language in _LANGUAGES else "others"


def mean(values: Sequence[float]) -> float | None:
    return statistics.mean(values) if values else None


def _bar(group: str, what: str, least: float, measured: float | None) -> Sequence[Any]:
    return [group, what, f">= {least:g}", measured, "" if measured is not None and measured >= least else "not reached"]


def _body(found: Sequence[Outcome]) -> Sequence[float | int | None]:
    rows = [one.body for one in found if one.body]
    return [*scores.total(rows), sum(row.f1 < BAD for row in rows)] if rows else [None] * 4


def _cpu(found: Sequence[Outcome]) -> Sequence[Tenths | None]:
    spent = sorted(one.ms for one in found)
    if not spent:
        return [None] * 3
    return [Tenths(ms) for ms in (statistics.mean(spent), statistics.median(spent), spent[math.ceil(0.95 * len(spent)) - 1])]


def _faster(found: Sequence[Outcome], base: Sequence[float]) -> Sequence[float | None]:
    own = [one.ms for one in found]
    return [Tenths(statistics.mean(base) / statistics.mean(own)) if own and base else None]


def _tenths(value: float | None) -> Tenths | None:
    return None if value is None else Tenths(value)


def _failed(found: Sequence[Outcome]) -> str:
    return str(sum(bool(one.failure) for one in found) or "")


def _ms(outcomes: Iterable[Outcome], tool: str, keys: set[Key]) -> list[float]:
    return [one.ms for one in outcomes if one.tool == tool and one.key in keys]


def _order(group: str) -> tuple[int, str]:
    return (_LANGUAGES.index(group) if group in _LANGUAGES else len(_LANGUAGES)), group


def _rank(tool: str) -> tuple[int, str]:
    first = (ours.WHOLE, ours.BODY, peers.BASE, peers.PRECISE, peers.FIELDS)
    return (first.index(tool) if tool in first else len(first)), tool
