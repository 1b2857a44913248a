"""Lines that are printed among an article's paragraphs and are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from hemera.dates import words
from hemera.extract import stamps, vocabulary
from hemera.text import fold
from hemera.types import Block, BlockKind

_PROMOTION = re.compile(
    rf"^\W*(?:{vocabulary.PROMOTIONS}|{vocabulary.RIGHTS})(?!\w)|^(?:publicite|اعلان|advertisement|commentaires?|comments?)\W*$"
)
_ADVERTISED = re.compile(
    r"^\W*(?:publicites?|annonces?|contenu sponsorise|advertisements?|sponsored|اعلان|اعلانات|مساحه اعلانيه)\W*$"
)
_LONGEST_LABEL = 30
_PAYWALL = re.compile(vocabulary.PAYWALLS)
_FRAGMENTS = frozenset(phrase.replace(" ", "") for phrase in vocabulary.FRAGMENTS)
_LONGEST_PROMOTION = 260  # characters; a paragraph that merely begins so is longer
_LONGEST_PAYWALL = 400
_LONGEST_CREDIT = 60
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f](?:[^A-Za-z]*[^\x00-\x7f])?")
_SAID = re.compile(r"\w+")
_WORDS = re.compile(r"[^\W\d_]+")
# How often a page was opened, what it weighs in minutes: said of an article, never by one.
_COUNTED = re.compile(
    r"\d[\d .,]*(?:"
    + vocabulary.pattern("""
        vues | vue | lectures | lecture | commentaires | commentaire | réponses | partages | j'aime
        views | view | reads | comments | comment | shares | likes
        زيارة | زيارات | مشاهدة | مشاهدات | قراءة | قراءات | قارئ | تعليق | تعليقات""")
    + r")(?!\w)|"
    r"\d+ ?(?:min|mn|minutes?) (?:de lecture|read)|(?:temps de lecture|lecture) ?: ?\d+ ?(?:min|mn|minutes?)?|lu[es]? \d+ fois|"
    + vocabulary.pattern("""
        عدد القراء | عدد القراءات | عدد الزوار | عدد الزيارات | عدد المشاهدات | المشاهدات
        مدة القراءة | مرات القراءة | وقت القراءة""")
    + r"[\s:]*\d[\d.,]*"
)
_DATED = re.compile(r"\d{1,2}\W{1,3}(?:[^\W\d_]{2,}|\d{1,2})\W{1,3}(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d")
_CLOCK = re.compile(r"\d\s?[:h]\s?\d\d")
_MONTHS = re.compile(rf"{words.MONTH}|{words.HIJRI_MONTH}|{words.DAY}|(?<=\d) ?ه(?!\w)|(?<=\d) ?م(?!\w)|الموافق")
_LONGEST_COLOPHON = 160
# What heads the readers' comments, or the form for one, and stands nowhere else.
_COMMENTS = re.compile(
    r"^\W*(?:\d+ |top rated |top |all |latest |recent )?(?:"
    + vocabulary.pattern("""
        commentaires | commentaire | vos commentaires | les commentaires | vos réactions | laisser un commentaire
        laissez un commentaire | laisser une réponse | ajouter un commentaire | poster un commentaire | écrire un commentaire
        rédigez un commentaire | publier un commentaire | aucun commentaire | pas de commentaire | réagir à cet article
        comments | leave a comment | leave a reply | post a comment | add a comment | join the conversation | no comments
        reader comments | your comments | write a comment
        التعليقات | تعليقات | تعليقات القراء | تعليقات الزوار | تعليقات الفيسبوك | اترك تعليقا | اترك تعليقك | أضف تعليقا
        أضف تعليقك | أضف تعليق | اترك ردا | اترك رد | اكتب تعليقا | اكتب تعليقك | لا توجد تعليقات | لا يوجد تعليقات
        كن أول من يعلق | شارك بتعليقك | علق على الخبر | رأي القراء | آراء القراء | ردود القراء
        kommentare | kommentar schreiben | comentarios | commenti | comentários""")
    + r")(?:\W|\d)*$|^(?:une|\d+) reponses? (?:a|sur) [\"«“‘']|^(?:one|\d+) (?:responses?|thoughts?|replies) (?:to|on) [\"“‘']|"
    r"^(?:votre adresse (?:e-?mail|de messagerie|courriel|email)|your email address|لن يتم نشر (?:عنوان )?بريدك|لن يتم نشر عنوان)"
)
_LONGEST_OPENING = 200
_FEW, _NAMED = 8, 6  # words of a line above the text; of one that is nothing but names
_HEAD = 6  # blocks in which a text begins
_SIGNED = re.compile(rf"^\W*(?:{'|'.join(sorted(map(re.escape, vocabulary.SIGNED_BY), key=len, reverse=True))})(?!\w)")
_PARTED = re.compile(r"^\D*[^\W\d]\s*(?:\s[-–—]\s|[/|])\s*[^\W\d]\D*$")  # "Town - Name"
_ENDED = re.compile(r"[.!?…؟:;،,»”]\W*$")
_PAID = vocabulary.Phrases(vocabulary.PAID)


def is_promotion(text: str) -> bool:
    """Say whether a line sends readers elsewhere, asks for their address, or claims rights."""
    return len(text) <= _LONGEST_PROMOTION and _PROMOTION.match(_simple(text)) is not None


def is_advertised(text: str) -> bool:
    """Say whether a line does nothing but call what stands beside it in its box an advertisement."""
    return len(text) <= _LONGEST_LABEL and _advertises(text)


@lru_cache(maxsize=4_000)  # what is so short is printed on page after page
def _advertises(text: str) -> bool:
    return _ADVERTISED.match(_simple(text)) is not None


def is_paywall(text: str) -> bool:
    """Say whether a line stands where the rest of a paid article would."""
    return len(text) <= _LONGEST_PAYWALL and _says_paid(_simple(text))


def paywalls(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return those that stand where the rest of a paid article would; that a page has none is seen at once."""
    short = [block for block in blocks if len(block.text) <= _LONGEST_PAYWALL]
    folded = _folded("\n".join(block.text for block in short))
    return tuple(block for block in short if is_paywall(block.text)) if _PAID.may_be_in(" ".join(folded.split())) else ()


def is_noise(text: str) -> bool:
    """Say whether a line sends readers elsewhere, asks for their address, claims rights, or stands where a paid text is cut."""
    return len(text) <= _LONGEST_PAYWALL and _is_noise(_simple(text))


def is_colophon(text: str) -> bool:
    """Say whether a line tells when an article was printed, by whom it was sent in, or how often it was read, and nothing else."""
    if len(text) > _LONGEST_COLOPHON or not any(map(str.isdigit, text)):
        return False
    simple = _simple(text)
    rest, counts = _COUNTED.subn(" ", simple)
    dated = _DATED.search(rest) is not None
    if not counts and not dated:
        return False
    left = " ".join(word for word in _WORDS.findall(_MONTHS.sub(" ", words.marked(rest))) if word not in _FRAGMENTS)
    if not left or stamps.is_stamp(f"{left} 0"):
        return True
    return dated and _CLOCK.search(rest) is not None and (counts > 0 or _SIGNED.match(simple) is not None)


@lru_cache(maxsize=4_000)  # a source prints the same lines below its texts day by day
def opens_comments(text: str) -> bool:
    """Say whether a line heads what readers wrote, or the form in which they may."""
    return len(text) <= _LONGEST_OPENING and _COMMENTS.search(_simple(text)) is not None


def trimmed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Drop what is printed between title and text, or below it: by-line, date, how often it was read.

    Between its paragraphs a chronicle may print dates.
    """
    first = next((i for i, block in enumerate(blocks) if _is_said(block)), None)
    if first is None:
        return tuple(blocks)
    after = next(i for i in range(len(blocks), 0, -1) if _is_said(blocks[i - 1]))
    stamped = max((i for i, block in enumerate(blocks[: min(first, _HEAD)]) if _is_stamp(block)), default=-1)
    above = [
        block
        for i, block in enumerate(blocks[:first])
        if not (_is_stamp(block) or _is_signed(block) or (i < stamped and _is_named(block)))
    ]
    return (*above, *blocks[first:after], *(block for block in blocks[after:] if not _is_stamp(block)))


def _is_said(block: Block) -> bool:
    return block.kind is not BlockKind.SUBHEAD and len(block.text.split()) > _FEW and not _is_stamp(block)


def _is_stamp(block: Block) -> bool:
    return block.kind is not BlockKind.TIME and is_colophon(block.text)


def _is_named(block: Block) -> bool:
    """Say whether a line above a date may be a name: a few words, no sentence."""
    return len(block.text.split()) <= _NAMED and _ENDED.search(block.text) is None and block.kind is not BlockKind.TIME


def _is_signed(block: Block) -> bool:
    few = block.kind is not BlockKind.TIME and len(block.text.split()) <= _FEW and _ENDED.search(block.text) is None
    return few and (_SIGNED.match(_simple(block.text)) is not None or _PARTED.search(block.text) is not None)


def without_noise(blocks: Iterable[Block], printed: Iterable[str], caption: str = "") -> tuple[Block, ...]:
    """Drop promotions, what is printed elsewhere on the page (title, by-line, date), the picture's caption, repeated lines."""
    under = _key(_simple(caption[:_LONGEST_PAYWALL]))
    seen = {_key(_simple(text)) for text in printed if len(text) <= _LONGEST_PAYWALL} | _FRAGMENTS
    kept: list[Block] = []
    for block, simple, is_noise in _with_noise(blocks):
        key = _key(simple)
        repeated = block.kind is not BlockKind.TIME and (key in seen or _is_caption(key, under))
        if key and not repeated and not is_noise:
            kept.append(block)
            if len(key) > 30:
                seen.add(key)
    while kept and kept[-1].kind is BlockKind.SUBHEAD:
        kept.pop()
    return tuple(kept)


def _with_noise(blocks: Iterable[Block]) -> Iterator[tuple[Block, str, bool]]:
    """Yield each block, its text as it is compared, and whether it is noise; what is too long for noise stays as it is.

    The short ones are folded, and searched for what paid articles say, all at once: most say nothing of it.
    """
    all_ = list(blocks)
    folded = [" ".join(line.split()) for line in _folded("\n".join(_one_line(block.text) for block in all_)).split("\n")]
    paid = _PAID.may_be_in("\n".join(folded))
    for block, line in zip(all_, folded, strict=bool(all_)):
        promotion = len(line) <= _LONGEST_PROMOTION and _PROMOTION.match(line) is not None
        yield block, line or block.text, bool(line) and (promotion or (paid and _says_paid(line)))


def _one_line(text: str) -> str:
    return text.replace("\n", " ") if len(text) <= _LONGEST_PAYWALL else ""


def _is_caption(key: str, under: str) -> bool:
    """Say whether a line is the caption of the lead picture, with its credit or without."""
    return bool(under) and key.startswith(under) and len(key) - len(under) <= _LONGEST_CREDIT


def _is_noise(simple: str) -> bool:
    return (len(simple) <= _LONGEST_PROMOTION and _PROMOTION.match(simple) is not None) or _says_paid(simple)


def _says_paid(simple: str) -> bool:
    return _PAID.may_be_in(simple) and _PAYWALL.search(simple) is not None


def _folded(text: str) -> str:
    """Fold a text, piece by piece where its letters are Latin: there, few are not ASCII, which is folded at a stroke."""
    return _BEYOND_ASCII.sub(lambda run: fold(run[0]), text).lower().replace("`", "'")


def _simple(text: str) -> str:
    return " ".join(fold(text).split())


def _key(simple: str) -> str:
    return "".join(_SAID.findall(simple)) if len(simple) <= _LONGEST_PROMOTION else simple
