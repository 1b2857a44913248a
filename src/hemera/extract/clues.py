"""What speaks for and against a piece of a page being the article's text, as named numbers, and their weighing.

The weights were fitted on pages with gold (``bench/weigh.py``) and lie in ``weights.toml``, to be read.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from hemera.extract import lines, nearness, panel
from hemera.extract.blocks import Piece
from hemera.extract.boxes import Box, Boxes
from hemera.extract.panel import Voice, words
from hemera.types import BlockKind, Doubt

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_NOISE = re.compile(
    r"relat|recommend|newsletter|subscri|sign-?up|promo|share|social|comment|advert|\bads?\b|sponsor|author|\bbio\b|byline|footer|"
    r"\btags?\b|cookie|consent|sidebar|widget|read-?(?:more|also|next)|trending|popular|most-|copyright|disclaim|breadcrumb|\bnav|"
    r"menu|teaser|outbrain|taboola|follow|toolbar|banner|paywall|modal|popup|similar|lire-|voir-aussi|abonn|infobox|breaking"
)
_CAPTIONS = re.compile(r"caption|legend|credit|photo|image|gallery|galerie|media")
_BODIES = re.compile(r"article|story|entry|post|text|body|content|paragraph|texte|contenu|corps|detail")
_TWEETS = re.compile(r"tweet|instagram-media|fb-post|tiktok-embed")
_ENDS = tuple(".!?…»”\"'’)؟。」:;")
_SURE = 0.6  # share of votes that makes a piece part of the text's span
SURE = 0.35  # from which a piece is the article's by itself
_NEAR = 2.0  # log-odds by which a piece of the same box may be less likely than the best
_MOST = 0.6  # share of the evidence that the main box holds
_LONG = 8  # words
_LINE = 3  # words of a line that may stand on a page twice
_LEAST_WORTH = 0.02
_CARD = 5  # words of a sentence in a box that is all link
_LEFT = 20  # words of a text
_SEVERAL = 3  # pieces
_SAID = 0.8  # share of a piece's runs of words that were said before on its page
_ECHO = 0.7  # share of a piece's runs of words that stand on other pages

ANCESTORS = ("aside", "footer", "nav", "figure", "header", "form", "article", "li", "table", "blockquote")


class Clue(NamedTuple):
    """A piece with what is known of it alone."""

    piece: Piece
    box: Box
    words: tuple[str, ...]
    letters: str
    votes: tuple[float, ...]  # of each reader: 0, or what its keeping the piece is worth
    share: float  # of all that could be said for it
    declared: float  # 1 said by the publisher, -1 left out, 0 nothing said
    repeated: bool  # printed on other pages of the source too
    again: bool  # printed before on this page
    near: dict[str, float]  # how near it lies to the title

    @property
    def weight(self) -> float:
        return math.sqrt(min(len(self.words), 80))


def clues(
    found: Sequence[Piece],
    voices: Mapping[str, Voice],
    declared: Voice | None,
    repeated: frozenset[str],
    heading: LexborNode | None,
) -> list[Clue]:
    """Return each piece with its votes; ``heading`` is the element that prints the title, if one does."""
    boxes = Boxes()
    boxed = [(piece, boxes.of(piece.box)) for piece in found]
    said = [words(piece.text) for piece in found]
    letters = ["".join(one) for one in said]
    heard = [[bool(one) and voice.kept(one, line) for one, line in zip(said, letters, strict=True)] for voice in voices.values()]
    worth = [_worth(kept, said) for kept in heard]
    worths = [one / max(worth) for one in worth]
    seen: set[str] = set()
    runs: dict[tuple[str, ...], int] = {}
    near = nearness.evidence(boxed, list(map(len, said)), heading)
    out = []
    for i, (piece, box) in enumerate(boxed):
        votes = tuple(worth * kept[i] for worth, kept in zip(worths, heard, strict=True))
        named = 0.0 if declared is None else 1.0 if declared.kept(said[i], letters[i]) else -1.0
        again = (letters[i] in seen and len(said[i]) > _LINE) or _is_sum(said[i], runs)
        share = sum(votes) / sum(worths)
        out.append(Clue(piece, box, said[i], letters[i], votes, share, named, letters[i] in repeated, again, near[i]))
        seen.add(letters[i])
        runs.update(dict.fromkeys(panel.runs(said[i]), i))
    return out


def _is_sum(said: tuple[str, ...], runs: Mapping[tuple[str, ...], int]) -> bool:
    """Say whether a piece says again what several did: a whole text is printed once more for scripts, or for screen readers."""
    own = panel.runs(said) if len(said) > _LONG else []
    before = [runs[run] for run in own if run in runs]
    return len(set(before)) > _SEVERAL and len(before) >= _SAID * len(own)


def repeated(pages: Sequence[Sequence[Piece]]) -> frozenset[str]:
    """Return the pieces of a source's pages (as bare letters) that stand on more than one of them, word for word or nearly.

    A strip of headlines differs from page to page, and yet each of them is printed elsewhere.
    """
    said = [{panel.letters(piece.text): panel.words(piece.text) for piece in pieces} for pieces in pages]
    lines = Counter(line for page in said for line in page if line)
    runs = Counter(run for page in said for run in {run for found in page.values() for run in panel.runs(found)})
    again = {line for line, count in lines.items() if count > 1}
    return frozenset(again | {line for page in said for line, found in page.items() if _is_echo(found, runs)})


def _is_echo(found: tuple[str, ...], pages: Mapping[tuple[str, ...], int]) -> bool:
    """Say whether most runs of a piece's words stand on other pages too."""
    runs = panel.runs(found)
    return len(found) >= _LONG and sum(pages[run] > 1 for run in runs) >= _ECHO * len(runs)


def _worth(kept: Sequence[bool], said: Sequence[tuple[str, ...]]) -> float:
    """Return what a reader's word is worth on a page: one that keeps all of it says nothing."""
    total = sum(map(len, said)) or 1
    return max(_LEAST_WORTH, 1 - sum(len(one) for one, is_kept in zip(said, kept, strict=True) if is_kept) / total)


def judge(found: Sequence[Clue], readers: Sequence[str]) -> list[float]:
    """Return, for each piece, how sure it is the article's: 0 to 1."""
    weights = _weights()
    return [_logistic(weights, told) for told in evidence(found, readers)]


def settle(found: Sequence[Clue], sure: Sequence[float]) -> list[bool]:
    """Return which pieces are the text: those that are surely so; inside the box of most evidence, those as likely as its best.

    On pages unlike those the weights were fitted on all is unlikely, and yet the text is likelier than the rest.
    """
    main = _main_box(found, sure)
    inside = [any(box.key == main for box in clue.box.around()) for clue in found]
    best = [p for clue, p, is_in in zip(found, sure, inside, strict=True) if is_in and len(clue.words) >= _LONG and not clue.again]
    least = min(SURE, near(max(best, default=0.0)))
    kept = [not clue.again and (p >= SURE or (is_in and p >= least)) for clue, p, is_in in zip(found, sure, inside, strict=True)]
    return _without_cards(found, kept)


def _without_cards(found: Sequence[Clue], kept: list[bool]) -> list[bool]:
    """Leave out sentences in boxes that are all link, which lead to other articles, if any other text is left."""
    cards = [is_kept and clue.near["in a"] > 0 and len(clue.words) > _CARD for clue, is_kept in zip(found, kept, strict=True)]
    rest = sum(len(clue.words) for clue, is_kept, is_card in zip(found, kept, cards, strict=True) if is_kept and not is_card)
    return [is_kept and not is_card for is_kept, is_card in zip(kept, cards, strict=True)] if rest >= _LEFT else kept


def doubt(found: Sequence[Clue], sure: Sequence[float]) -> tuple[Doubt, ...]:
    """Return a doubt where nothing on the page is surely the article's text: what was taken is only the likeliest of it."""
    best = max((p for clue, p in zip(found, sure, strict=True) if len(clue.words) >= _LONG and not clue.again), default=0.0)
    return () if best >= SURE else (Doubt("body.unsure", f"{best:.2f}"),)


def near(best: float) -> float:
    """Return the likelihood from which a piece is as good as the best one."""
    return 1 / (1 + math.exp(_NEAR) * (1 - best) / best) if best else 1.0


def _main_box(found: Sequence[Clue], sure: Sequence[float]) -> int:
    """Return the key of the smallest box that holds most of the evidence."""
    mass: dict[int, float] = defaultdict(float)
    depth: dict[int, int] = {}
    total = 0.0
    for clue, p in zip(found, sure, strict=True):
        weight = 0.0 if clue.again else p * len(clue.words)
        total += weight
        for box in clue.box.around():
            mass[box.key] += weight
            depth[box.key] = box.depth
    return max((key for key in mass if mass[key] >= _MOST * total), key=lambda key: depth[key], default=0)


def reasons(found: Sequence[Clue], readers: Sequence[str], most: int = 6) -> list[tuple[tuple[str, float], ...]]:
    """Return, for each piece, what weighs most for and against it: (name, what it adds to the log-odds)."""
    weights = _weights()
    weighed = (
        [(name, round(weights.get(name, 0.0) * value, 2)) for name, value in told.items()] for told in evidence(found, readers)
    )
    return [tuple(sorted((one for one in told if one[1]), key=lambda one: -abs(one[1]))[:most]) for told in weighed]


def evidence(found: Sequence[Clue], readers: Sequence[str]) -> list[dict[str, float]]:
    """Return every named number of every piece."""
    around = _surroundings(found)
    return [
        _own(clue) | {f"vote {name}": vote for name, vote in zip(readers, clue.votes, strict=True)} | near | clue.near
        for clue, near in zip(found, around, strict=True)
    ]


@cache
def _weights() -> dict[str, float]:
    return tomllib.loads((files("hemera.extract") / "weights.toml").read_text("utf-8"))


def _logistic(weights: Mapping[str, float], told: Mapping[str, float]) -> float:
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in told.items() if value)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def is_called_otherwise(node: LexborNode) -> bool:
    """Say whether an element's own names say that it is none of the text: a caption, an advertisement, other articles …"""
    said = node.attributes
    names = f"{said.get('class') or ''} {said.get('id') or ''}".lower()
    return len(names) > 1 and (_NOISE.search(names) is not None or _CAPTIONS.search(names) is not None)


class _Called(NamedTuple):
    """What the names of boxes say of what is in them: 1 or 0."""

    noise: float
    caption: float
    body: float
    tweet: float


@lru_cache(maxsize=4_000)  # most of a page's pieces, and of a source's pages, lie in boxes called the same
def _called(names: str) -> _Called:
    return _Called(*(float(bool(kind.search(names))) for kind in (_NOISE, _CAPTIONS, _BODIES, _TWEETS)))


def _own(clue: Clue) -> dict[str, float]:
    """Return what a piece says by itself."""
    piece, size = clue.piece, len(clue.words)
    chain = clue.box.around()
    called = _called(" ".join(box.names for box in chain[:4]).lower())
    tags = {box.tag for box in chain}
    votes = sum(vote > 0 for vote in clue.votes)
    return {
        "all votes": float(votes == len(clue.votes)),
        "no vote": float(votes == 0),
        "one vote": float(votes == 1),
        "declared": clue.declared,
        "size": math.log1p(size),
        "tiny": float(size < 4),
        "long": float(size > 25),
        "linked": piece.linked / max(1, len(piece.text)),
        "all link": float(piece.is_link),
        "long link": float(piece.is_link and size > _LONG),
        "bold": float(piece.bold),
        "ends": float(piece.text.endswith(_ENDS)),
        "h1": float(clue.box.tag == "h1"),
        "p": float(clue.box.tag == "p"),
        "loose": float(clue.box.tag in {"div", "section", "body"}),
        "subhead": float(piece.kind is BlockKind.SUBHEAD),
        "item": float(piece.kind is BlockKind.ITEM),
        "quote": float(piece.kind is BlockKind.QUOTE),
        "caption": float(piece.kind is BlockKind.CAPTION),
        "called noise": _called(clue.box.names.lower()).noise,
        "in noise": called.noise,
        "called caption": called.caption,
        "called body": called.body,
        "tweet": called.tweet,
        "promotion": float(lines.is_noise(piece.text)),
        "repeated": float(clue.repeated),
        "again": float(clue.again),
        **{f"in {tag}": float(tag in tags) for tag in ANCESTORS},
    }


def _surroundings(found: Sequence[Clue]) -> list[dict[str, float]]:
    """Return what stands around each piece: how likely its kind, its box, its neighbours are text, and where it lies."""
    shares = [clue.share for clue in found]
    names = [(clue.box.tag, clue.box.classes, clue.box.outer and (clue.box.outer.tag, clue.box.outer.classes)) for clue in found]
    by_name = _pools(found, shares, names)
    by_box = _pools(found, shares, [clue.box.outer.key if clue.box.outer else 0 for clue in found])
    inside, total, sizes = _containers(found, shares)
    padded = [0.0, 0.0, *shares, 0.0, 0.0]
    out = []
    for i, (clue, place) in enumerate(zip(found, _places(found, shares), strict=True)):
        chain = clue.box.around()
        outer = chain[min(1, len(chain) - 1)]
        rest = sizes[outer.key] - len(clue.words)
        out.append({
            "votes": shares[i],
            "same name": by_name[i][0],
            "names alike": by_name[i][1],
            "same box": by_box[i][0],
            "box mates": by_box[i][1],
            "box of text": (inside[outer.key] - shares[i] * len(clue.words)) / rest if rest > 0 else 0.0,
            "main box": inside[outer.key] / total,
            "outside": float(sum(inside[box.key] <= 0.5 * total for box in chain)),
            "two before": padded[i],
            "before": padded[i + 1],
            "after": padded[i + 3],
            "two after": padded[i + 4],
            **place,
        })  # fmt: skip
    return out


def _places(found: Sequence[Clue], shares: Sequence[float]) -> Iterator[dict[str, float]]:
    """Yield where each piece lies in the span from the first piece that is surely text to the last, and under which heading."""
    sure = [i for i, clue in enumerate(found) if shares[i] >= _SURE and len(clue.words) > _LONG]
    start, end = (sure[0], sure[-1]) if sure else (0, len(found) - 1)
    heads = 0
    for i, clue in enumerate(found):
        heads += clue.box.tag == "h1"
        yield {
            "too early": float(i < start),
            "too late": float(i > end),
            "at start": float(i == start),
            "at end": float(i == end),
            "unheaded": float(heads == 0),
            "headed again": float(heads > 1),
        }


def _pools(found: Sequence[Clue], shares: Sequence[float], keys: Sequence[Hashable]) -> list[tuple[float, float]]:
    """Return, for each piece, the mean share of the others of its key (its own where it is alone), and how many they are (log)."""
    sums: dict[Hashable, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for clue, share, key in zip(found, shares, keys, strict=True):
        pool = sums[key]
        pool[0] += clue.weight * share
        pool[1] += clue.weight
        pool[2] += 1
    out = []
    for clue, share, key in zip(found, shares, keys, strict=True):
        total, weight, count = sums[key]
        others = (total - clue.weight * share) / (weight - clue.weight) if weight - clue.weight > 1e-6 else share
        out.append((others, math.log(count)))
    return out


def _containers(found: Sequence[Clue], shares: Sequence[float]) -> tuple[dict[int, float], float, dict[int, float]]:
    """Return how many words of text stand inside each box, how many there are, and how many words in all each box holds."""
    inside: dict[int, float] = defaultdict(float)
    sizes: dict[int, float] = defaultdict(float)
    total = 0.0
    for clue, share in zip(found, shares, strict=True):
        size = len(clue.words)
        total += share * size
        for box in clue.box.around():
            inside[box.key] += share * size
            sizes[box.key] += size
    return inside, total or 1.0, sizes
