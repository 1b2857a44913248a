"""The weights of the panel's evidence, fitted on pages with gold: ``python bench/weigh.py DATA [--cache FOLDER] [--write]``.

DATA is a folder of gold pages as ``bench/extraction.py`` reads it. The little press's own articles are added, each counting
less, for there is hardly any Arabic or French in public gold. The fit is a logistic regression: one weight for each named number
of ``hemera.extract.clues``, to be read.

Printed: how right each set is read with weights fitted without its publishers, how right the provincial papers are, which are
never fitted on, and where the weights differ from those in use. ``--write`` puts the new ones in their place. A text is all
pieces as likely as a threshold, or those that ``clues.settle`` chooses, as the panel does it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tomllib
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from gold import pages, printing, scores, tables
from hemera.extract import blocks, clues, page, panel, sanitise, titles
from hemera.types import Hints

THRESHOLDS = (0.2, 0.3, 0.4, 0.5)  # likelihoods from which a piece is taken for text
FOLDS = 10  # of publishers
HTML = "text/html; charset=utf-8"
PRESS, PROVINCES = "little press", "provinces"
PAGE, OURS = 100.0, 30.0  # what the pieces of a page count together: of pages we made ourselves, less
MOST_WORDS = 200  # of a piece: a longer one counts no more
STEPS = 500
MARGIN = 0.02  # by which a weight may differ from the one in use and need not be told
START = datetime(2026, 11, 22, 12, tzinfo=UTC)  # when the little press is taken to open: its pages are the same in every run
WEIGHTS = Path(clues.__file__).with_name("weights.toml")
HEAD = "# Weights of the evidence in clues.py: what is added to the log-odds of a piece being the article's text.\n"

Weights = Mapping[str, float]
Told = Mapping[str, float]


class Source(NamedTuple):
    """A page and its gold, wherever it comes from."""

    set: str
    publisher: str
    url: str
    body: bytes
    content_type: str
    gold: tuple[str, ...]
    optional: tuple[str, ...] = ()


class Sample(NamedTuple):
    """A page's pieces, what speaks for and against each, and whether it is text."""

    source: Source
    found: Sequence[clues.Clue]
    told: Sequence[Told]
    truth: Sequence[bool]
    is_alone: bool = False  # read as if no other page of its publisher were known
    counts: float = 1.0  # of what a page counts: one that is read both ways counts half each time

    @property
    def set(self) -> str:
        return f"{self.source.set}, alone" if self.is_alone else self.source.set


def main() -> int:
    """Fit, print, and write where that is asked; 2 if there is nothing to fit on."""
    asked = arguments()
    warnings.simplefilter("ignore")  # readers remark on pages, which is theirs to do
    gold = list(public(asked.data))
    if not gold:
        sys.stderr.write(f"There is no page with gold in {asked.data}.\n")
        return 2
    readings = Readings(asked.cache)
    fitted_on, held_out = samples([*gold, *press()], readings), samples(provinces(), readings)
    readings.save()
    fitting = Fitting(fitted_on)
    weights = fitting.weights(range(len(fitted_on)))
    found = [
        quality("Weights fitted without the publishers of the fold", zip(fitted_on, fitting.out_of_fold(), strict=True)),
        quality("Weights fitted on all of these", [(one, judged(one, weights)) for one in held_out]),
        differences(in_use(), rounded(weights)),
    ]
    sys.stdout.write("\n\n".join([*map(printing.plain, found), printing.measured_with()]) + "\n")
    if asked.write:
        WEIGHTS.write_text(as_toml(weights), encoding="utf-8")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="keep there what the readers said, for the next run")
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS.name} anew")
    return parser.parse_args()


# -- pages -------------------------------------------------------------------------------------------------------------


def public(folder: Path) -> Iterator[Source]:
    """Yield the pages of every set in a folder whose body somebody wrote down."""
    for one in pages.load(folder):
        if one.gold is not None:
            yield Source(one.key.set, one.publisher, one.url, one.body, HTML, one.gold, one.optional)


def press() -> Iterator[Source]:
    """Yield the articles of the little press, of those whose pages hold one."""
    from hemera.demo.gold import gold
    from hemera.demo.layouts import LAYOUTS
    from hemera.demo.outlets import OUTLETS
    from hemera.demo.press import load
    from hemera.demo.site import Site

    printed = load(START)
    for name, outlet in OUTLETS.items():
        site = Site(outlet, LAYOUTS[name], f"https://{name}.example", printed.of(name), START)
        for piece in site.pieces:
            truth = gold(site, piece)
            entries = (text for entry in truth.entries for text in entry.paragraphs)
            if not truth.state:
                drawn = site.layout.article(site, piece)
                text = (*truth.paragraphs, *truth.subheads, *entries)
                yield Source(PRESS, name, truth.url, drawn.body, drawn.content_type, text)


def provinces() -> Iterator[Source]:
    """Yield the articles of the provincial papers, a set for each language."""
    from hemera.demo import provinces

    for one in provinces.pages():
        text = tuple(text for _, text in one.gold.blocks)
        yield Source(f"{PROVINCES}, {one.gold.language}", one.outlet, one.url, one.body, one.content_type, text)


class Readings:
    """What the panel's readers said of pages, in a file of a folder if one is named.

    Other versions of the readers, or of our code around them, have a file of their own.
    """

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / f"readings-{_state()}.json" if folder else None
        self._said: dict[str, dict[str, str]] = {}
        if self._path and self._path.exists():
            self._said = json.loads(self._path.read_text(encoding="ascii"))

    def voices(self, parsed: page.Page) -> dict[str, panel.Voice]:
        key = hashlib.sha256(parsed.raw).hexdigest()
        if key not in self._said:
            self._said[key] = {name: read(parsed) for name, read in panel.READERS.items()}
        return {name: panel.listen(text) for name, text in self._said[key].items()}

    def save(self) -> None:
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(self._said), encoding="ascii")


def _state() -> str:
    """Return what a reading depends on, as a short name."""
    ours = [Path(module.__file__ or "").read_bytes() for module in (page, panel, sanitise)]
    return hashlib.sha256(b"\0".join([printing.measured_with().encode(), *ours])).hexdigest()[:12]


# -- samples -----------------------------------------------------------------------------------------------------------


def samples(sources: Iterable[Source], readings: Readings) -> list[Sample]:
    """Look at every page, knowing which lines stand on others of its publisher in the set; and again without knowing it.

    Both happen: what is learned of a layout is learned the first way, the first page of a source is read the second way.
    """
    ordered = sorted(sources, key=lambda one: (one.set, one.publisher))
    groups = (list(group) for _, group in groupby(ordered, key=lambda one: (one.set, one.publisher)))
    return [sample for group in groups for sample in _publisher(group, readings)]


def _publisher(group: Sequence[Source], readings: Readings) -> Iterator[Sample]:
    parsed = [page.parse(one.body, one.content_type, one.url, Hints(one.publisher, (), "UTC", START)) for one in group]
    headings = [titles.heading(one) for one in parsed]
    found = [list(blocks.pieces(one.tree.body)) if one.tree.body is not None else [] for one in parsed]
    ways = {False: clues.repeated(found), True: frozenset[str]()} if len(group) > 1 else {True: frozenset[str]()}
    for source, one, pieces, heading in zip(group, parsed, found, headings, strict=True):
        voices, declared = readings.voices(one), panel.declared(one)
        for is_alone, repeated in ways.items():
            told = clues.clues(pieces, voices, declared, repeated, heading)
            yield sample(source, told)._replace(is_alone=is_alone, counts=1 / len(ways))


def sample(source: Source, found: Sequence[clues.Clue]) -> Sample:
    """Say of every piece whether the gold holds it; the second time it stands on a page it is no text."""
    gold = panel.listen("\n".join((*source.gold, *source.optional)))
    truth = [gold.kept(clue.words, clue.letters) and not clue.again for clue in found]
    return Sample(source, found, clues.evidence(found, tuple(panel.READERS)), truth)


# -- fitting -----------------------------------------------------------------------------------------------------------


class Fitting:
    """Pages as matrices, and weights fitted on some of them."""

    def __init__(self, found: Sequence[Sample]) -> None:
        import numpy as np

        self._samples = found
        self.names = sorted({name for one in found for told in one.told for name in told})
        rows = ([told.get(name, 0.0) for told in one.told for name in self.names] for one in found)
        self._x = [np.array(row).reshape(-1, len(self.names)) for row in rows]  # a page may have no piece at all
        self._y = [np.array(one.truth, dtype=bool) for one in found]
        self._w = [np.array(shares(one)) for one in found]

    def weights(self, numbers: Iterable[int]) -> dict[str, float]:
        """Fit on the pages of these numbers. Evidence is brought to one scale first: no name is held back more than another."""
        import numpy as np
        from sklearn.linear_model import LogisticRegression

        chosen = list(numbers)
        x, y, w = (np.concatenate([of[i] for i in chosen]) for of in (self._x, self._y, self._w))
        mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
        model = LogisticRegression(max_iter=STEPS).fit((x - mean) / spread, y, sample_weight=w)
        slopes = model.coef_[0] / spread
        return {"bias": float(model.intercept_[0] - slopes @ mean)} | dict(zip(self.names, map(float, slopes), strict=True))

    def out_of_fold(self) -> list[list[float]]:
        """Return how likely each piece is text by weights fitted on other publishers' pages alone."""
        from sklearn.model_selection import GroupKFold

        publishers = [zlib.crc32(one.source.publisher.encode()) for one in self._samples]
        folds = GroupKFold(min(FOLDS, len(set(publishers)))).split(self._samples, groups=publishers)
        likely: dict[int, list[float]] = {}
        for others, own in folds:
            weights = self.weights(others)
            likely |= {int(i): judged(self._samples[i], weights) for i in own}
        return [likely[i] for i in range(len(self._samples))]


def shares(one: Sample) -> list[float]:
    """Return what each piece counts: by its words, all of a page together the same."""
    sizes = [1.0 + min(len(clue.words), MOST_WORDS) for clue in one.found]
    whole = one.counts * (OURS if one.source.set == PRESS else PAGE)
    return [whole * size / sum(sizes) for size in sizes]


def judged(one: Sample, weights: Weights) -> list[float]:
    """Return how likely each piece is text, weighed as ``clues.judge`` does it."""
    return [clues._logistic(weights, told) for told in one.told]


# -- weights -----------------------------------------------------------------------------------------------------------


def in_use() -> dict[str, float]:
    return tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))


def rounded(weights: Weights) -> dict[str, float]:
    return {name: round(weight, 3) for name, weight in weights.items()}


def as_toml(weights: Weights) -> str:
    """Return the file the weights are read from: the bias, then every name in order."""
    rest = "".join(f'"{name}" = {weight:.3f}\n' for name, weight in sorted(weights.items()) if name != "bias")
    return f"{HEAD}bias = {weights['bias']:.3f}\n{rest}"


# -- tables ------------------------------------------------------------------------------------------------------------


def quality(title: str, likely: Iterable[tuple[Sample, Sequence[float]]]) -> tables.Table:
    """Return how right texts are, by set and by the way pieces are chosen."""
    found = sorted(likely, key=lambda pair: pair[0].set)
    table = tables.Table(title, ["set", "pages", "from", "P", "R", "F1", f"F1 < {tables.BAD}"])
    for name, group in groupby(found, key=lambda pair: pair[0].set):
        of_set = list(group)
        for way, choose in WAYS.items():
            rates = [rated(one, choose(one.found, sure)) for one, sure in of_set]
            table.rows.append([name, len(rates), way, *scores.total(rates), sum(one.f1 < tables.BAD for one in rates)])
    return table


def likelier(least: float, found: Sequence[clues.Clue], sure: Sequence[float]) -> list[bool]:
    """Choose by a threshold alone."""
    return [likely >= least and not clue.again for clue, likely in zip(found, sure, strict=True)]


WAYS: Mapping[str, Callable[[Sequence[clues.Clue], Sequence[float]], Sequence[bool]]] = {
    **{f"{least:.1f}": partial(likelier, least) for least in THRESHOLDS},
    "settled": clues.settle,
}


def rated(one: Sample, chosen: Sequence[bool]) -> scores.Rates:
    text = "\n".join(clue.piece.text for clue, is_text in zip(one.found, chosen, strict=True) if is_text)
    return scores.body(one.source.gold, one.source.optional, text)


def differences(old: Weights, new: Weights) -> tables.Table:
    """Return the weights that are not what they were, those that differ most first."""
    gaps = {name: round(new.get(name, 0.0) - old.get(name, 0.0), 3) for name in sorted({*old, *new})}
    told = sorted((name for name, gap in gaps.items() if abs(gap) > MARGIN), key=lambda name: -abs(gaps[name]))
    rows: list[Sequence[Any]] = [[name, old.get(name), new.get(name), gaps[name]] for name in told]
    most = max(map(abs, gaps.values()))
    title = f"Weights more than {MARGIN} from those in use: {len(told)} of {len(gaps)}; the largest difference is {most:.3f}"
    return tables.Table(title, ["name", "in use", "fitted", "difference"], rows)


if __name__ == "__main__":
    raise SystemExit(main())
