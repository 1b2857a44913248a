"""What was collected, held against the truth: the figures the acceptance tests and ``bench/demo.py`` print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from hemera import text, urls
from hemera.demo.gold import Gold
from hemera.types import Article

SHINGLE = 4  # words


@dataclass(frozen=True, slots=True)
class Score:
    """Shares from 0 to 1. ``wrong`` lists what is not exactly right: (field, address, true, found)."""

    articles: int
    collected: float
    fields: Mapping[str, float]
    body_precision: float
    body_recall: float
    wrong: tuple[tuple[str, str, str, str], ...]

    @property
    def body_f1(self) -> float:
        """F1 of mean precision and mean recall over shingles of four words."""
        total = self.body_precision + self.body_recall
        return 2 * self.body_precision * self.body_recall / total if total else 0.0


_FIELDS: Mapping[str, tuple[Callable[[Gold], object], Callable[[Article], object]]] = {
    "title": (lambda g: _plain(g.title), lambda a: _plain(a.title)),
    # To the minute, and with the newsroom's offset: the same moment stamped in another zone is wrong.
    "date": (lambda g: g.published.isoformat(timespec="minutes"), lambda a: a.published.isoformat(timespec="minutes")),
    "author": (lambda g: [_plain(n) for n in g.authors], lambda a: [_plain(n) for n in a.content.authors]),
    "section": (lambda g: g.section, lambda a: a.line.section),
    "language": (lambda g: g.language, lambda a: a.line.language),
}


def score(gold: Iterable[Gold], find: Callable[[str, str], Article | None]) -> Score:
    """Hold the articles ``find(source, address)`` gives against the truth. Pages that show no text are left out."""
    due = [g for g in gold if not g.state]
    found = [(g, a) for g in due if (a := find(g.source, urls.normalise(g.url)))]
    wrong = [
        (name, g.url, str(true(g)), str(got(a))) for g, a in found for name, (true, got) in _FIELDS.items() if true(g) != got(a)
    ]
    misses = Counter(name for name, *_ in wrong)
    bodies = [_overlap(_shingles(_true_body(g)), _shingles(a.text)) for g, a in found]
    wrong += [("missing", g.url, g.title, "") for g in due if g.url not in {f.url for f, _ in found}]
    return Score(
        articles=len(due),
        collected=len(found) / max(1, len(due)),
        fields={name: 1 - misses[name] / max(1, len(found)) for name in _FIELDS},
        body_precision=mean(p for p, _ in bodies) if bodies else 0.0,
        body_recall=mean(r for _, r in bodies) if bodies else 0.0,
        wrong=tuple(wrong),
    )


def _plain(value: str) -> str:
    return " ".join(value.replace("\u00a0", " ").split())


def _true_body(gold: Gold) -> str:
    entries = [part for entry in gold.entries for part in (f"{entry.at:%H:%M}", *entry.paragraphs)]
    return "\n".join([*gold.paragraphs, *gold.subheads, *entries])


def _shingles(body: str) -> Counter[tuple[str, ...]]:
    words = text.tokens(body)
    return Counter(tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))


def _overlap(true: Counter[tuple[str, ...]], got: Counter[tuple[str, ...]]) -> tuple[float, float]:
    common = sum((true & got).values())
    return common / max(1, sum(got.values())), common / max(1, sum(true.values()))


def lines(result: Score, *, wrong: int = 20) -> Sequence[str]:
    """Put a score in words, with the first things that are wrong."""
    shares = {"collected": result.collected, **result.fields}
    head = [f"{name:10} {share:7.2%}" for name, share in shares.items()]
    body = f"{'body F1':10} {result.body_f1:7.4f}   precision {result.body_precision:.4f}, recall {result.body_recall:.4f}"
    misses = [
        f"  {name}: {url}\n    true  {true[:110]}\n    found {found[:110]}" for name, url, true, found in result.wrong[:wrong]
    ]
    return [f"{result.articles} articles", *head, body, *misses]
