"""Text that somebody read in the wrong encoding before it reached us: put right where that is certain, counted where not.

``é`` saved as UTF-8, read as windows-1252 and saved again is ``Ã©``; ``المغرب`` in windows-1256, read as windows-1252, is
``ÇáãÛÑÈ``. Such a misreading can be undone without loss; but ``Ã»`` also ends Portuguese capitals in quotation marks, and an
article about mojibake shows some on purpose. So a run of text (between two tags, one attribute, one JSON string) is put right
only as a whole, only where the outcome reads as Arabic or Latin prose, and only where the page proves the misreading by several
different words, none of them quoted. Addresses, scripts and ``<code>`` are never touched, nor is a page that speaks of encodings.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from itertools import islice

MAX_PARTS = 200_000  # tags and texts looked at in one page; what follows stays as it is
MAX_RUNS = 20_000  # damaged runs in one text; more is no page of a newspaper, and is only marked
MAX_LAYERS = 4  # misreadings on top of each other

_Span = tuple[int, int]
_Readings = dict[_Span, str]


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after repair: how many runs were put right, and how many places look misread but are left as they are."""

    text: str
    repaired: int = 0
    suspected: int = 0


# --- the tables: byte ⇄ character, as browsers read both pages (bytes without a character are the C1 control of their number)


def _upper_half(codec: str) -> str:
    return "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in range(0x80, 0x100))


def _to_bytes(half: str, also: range) -> dict[int, int]:
    """Return the table from characters to the byte each was read from; what no byte gives becomes a character without one."""
    no_byte = dict.fromkeys(range(0x80, 0x100), 0xFFFD)
    unread = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}
    return no_byte | unread | {code: code for code in also} | {ord(char): 0x80 + at for at, char in enumerate(half)}


_WESTERN, _ARABIC = _upper_half("cp1252"), _upper_half("cp1256")
_FROM_WESTERN = _to_bytes(_WESTERN, range(0x80, 0xA0))  # read as ISO-8859-1 or as windows-1252: both leave the same trace
_FROM_ARABIC = _to_bytes(_ARABIC, range(0))
# C1 controls have no use in a page, and browsers read their numbers so too:
# https://html.spec.whatwg.org/#numeric-character-reference-end-state
C1 = {0x80 + at: char for at, char in enumerate(_WESTERN[:0x20]) if ord(char) != 0x80 + at}


# --- what a text looks like

_LATIN, _LETTER = "A-Za-zÀ-ÖØ-öø-ɏ", "ء-ي"
_FRENCH = "ÀÂÆÇÈÉÊËÎÏÔÙÛÜŒàâæçèéêëîïôùûüœáíñóúÁÍÑÓÚ"
_AS_WESTERN = "ÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßáãäåæìíðñòóõöøú"  # Arabic letters and harakat as windows-1252 shows them
# Latin, Arabic and Tifinagh, punctuation, symbols and emoji; ˆ, ˜, ƒ and C1 belong to a second layer
_READABLE = re.compile(
    "[\x00-ſƒˆ˜\u0600-\u06ff\u0750-\u077f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20bf\u2100-\u2bff\u2d30-\u2d7f"
    "\ufb50-\ufdff\ufe0f\ufe70-\ufefc\U0001f000-\U0001faff]*"
)
_READABLE_WESTERN = re.compile(f"[\x00-\x7f{_FRENCH}\xa0«»°·’‘“”…–—•€]*")
_READABLE_ARABIC = re.compile(f"[\x00-\x7f{_LETTER}\u064b-\u0652گپچ،؛؟\xa0«»’‘“”…–—•àâçèéêëîïôùûüœ]*")
_LATIN_THEN_ARABIC = re.compile(f"[A-Za-z][{_LETTER}]")  # the other way round is good Arabic: وCNSS
_GLUED = re.compile(f"[{_LATIN}][{_LETTER}]|[{_LETTER}][{_LATIN}]")

# What the later bytes of a UTF-8 sequence look like in windows-1252 and windows-1256; without what follows a letter in good text
_W = f"[\x80-\x9f\udc80-\udc9f{re.escape(_WESTERN[:0x40])}]"
_A = f"[{re.escape(_ARABIC[:0x40])}]"
_LATER = frozenset({" ", "", *map(chr, range(0x80, 0xA0)), *map(chr, range(0xDC80, 0xDCA0)), *_WESTERN[:0x40]})
_W_MARK, _A_MARK = f"(?!\xa0){_W}", f"(?![،؛؟]){_A}"
# Certain traces: no language writes so. A class in front, the rest behind it: the search skips to the few characters that matter.
_TRACES = re.compile(
    "[ÂÃÅØÙÚÛâÇآأإطظعغ&](?:"
    f"(?<=[a-z][ÂÃÅ]){_W}|(?<=[ÃÅ]){_W_MARK}(?=[a-z])|(?<=Ã)(?:[€‡‰Š]|\xa0(?= [a-z]))"  # cafÃ©, Ã©cole, Ã€, à
    f"|(?<=[ØÙÚÛ]){_W}[ØÙÚÛ]{_W}|(?<=Ã){_W_MARK}(?:Ã{_W_MARK}){{2}}"  # Ø§Ù„; that, misread again
    f"|(?<=â)(?:[€\x80]{_W}|‚¬)"  # donâ€™t, 12 â‚¬
    f"|(?<=[a-z][آأإ]){_A}|(?<=[أإ]){_A}(?=[a-z])"  # cafأ©
    f"|(?<=[طظعغ]){_A_MARK}(?:[طظعغ]{_A_MARK}){{2}}"  # ط§ظ„ظ…
    f"|(?<=Ç)[áä][{_AS_WESTERN}]{{2}}"  # ÇáãÛÑÈ: Çá is ال of windows-1256, Çä of ISO-8859-6
    "|(?<=[a-z]&)(?:Atilde|Acirc);&|(?<=&)(?:Oslash|Ugrave);&[a-z]{2,6};&(?:Oslash|Ugrave);)"
)
# Words of an outcome that prove a misreading: accents and marks where words have them, three Arabic letters, or another layer
_PROOF_WESTERN = re.compile(
    "[a-z][à-öø-ÿœ]|[à-öø-ÿœ][a-z]|[A-Z][À-ÖØ-ÞŒ]|[À-ÖØ-ÞŒ][A-Za-z]|[A-Za-z]’[A-Za-zà-öø-ÿ]|[“«‘][A-Za-z]|[a-z.,!?][”»’]"
)
_PROOF_ARABIC = re.compile(f"[{_LETTER}]{{3}}")
_PROOF = re.compile(f"{_PROOF_WESTERN.pattern}|{_PROOF_ARABIC.pattern}|{_TRACES.pattern}")

_HOLE = re.compile(r"(?<=\w)\ufffd|\ufffd(?=\w)")
# After the first byte of a sequence a control may be the second of something that was not certain enough. The control itself
# comes first: a search that begins with what must not stand before it takes four times as long.
_LONE_C1 = re.compile(f"[{''.join(map(chr, C1))}](?<![ÂÃÅØÙÚÛâآأإطظعغ\x80-\x9f].)[{''.join(map(chr, C1))}]*")
_ADDRESS_LENGTH = 2_000  # characters before a control in which the beginning of its tag is looked for

_SPACES = re.compile("[ \n\xa0]+")
_QUOTES = "\"'`“”‘’«»()\\"
_TALK = re.compile(
    r"mojibake|encodages?\b|\bencodings?\b|unicode|\butf-?8|\bascii\b|iso[- ]?8859|windows-125\d|latin-1\b|ترميز|يونيكود",
    re.IGNORECASE,
)
_LOOKS = 500  # places looked at: a misread page shows it at the first
_HEAD = 100_000  # characters in which entities are looked for, the costliest to find


# --- misreadings and how to undo them


def _undo_utf8(run: str, table: dict[int, int]) -> str | None:
    """Return a run that was UTF-8 and read as something else, or None where a byte would be lost or the outcome is no prose."""
    try:
        undone = run.translate(table).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
    return undone if _READABLE.fullmatch(undone) and not _LATIN_THEN_ARABIC.search(undone) else None


# Trimming makes a plain space of the no-break space that is the second byte of à and of the no-break space itself.
_LOST_SPACE = re.compile("Ã(?: (?=[ .,;:!?)Ââ])|(?=[ \n]|$))|Â(?: |$)")
_ENTITY = re.compile("&(?:[A-Za-z]{2,6}[1-4]{0,2}|#[0-9]{3,4});")


def _undo_utf8_as_western(run: str) -> str | None:
    for written in (run, _ENTITY.sub(lambda entity: _high(entity[0]), run)):
        undone = _undo_utf8(_LOST_SPACE.sub(lambda lead: lead[0][0] + "\xa0", written), _FROM_WESTERN)
        if undone is not None and undone != run:
            return _undo_strictly(undone)
    return None


def _undo_strictly(run: str) -> str:
    """Undo further layers, which the first one proves."""
    while (deeper := _undo_utf8(run, _FROM_WESTERN)) not in (None, run):
        run = deeper or run
    return run


def _high(entity: str) -> str:
    """Return the character of an entity, but leave ``&lt;`` and its like alone."""
    char = html.unescape(entity)
    return entity if char.isascii() else char


def _undo_utf8_as_arabic(run: str) -> str | None:
    return _undo_utf8(run, _FROM_ARABIC)


def _undo_arabic_as_western(run: str) -> str | None:
    try:
        return _arabic(run.translate(_FROM_WESTERN).encode("latin-1"))
    except UnicodeError:
        return None


def _undo_raw_arabic(run: str) -> str | None:
    try:
        return _arabic(run.encode("utf-8", "surrogateescape"))
    except UnicodeError:
        return None


def _undo_raw_western(run: str) -> str | None:
    try:
        undone = run.encode("utf-8", "surrogateescape").decode("cp1252")
    except UnicodeError:
        return None
    return undone if _READABLE_WESTERN.fullmatch(undone) else None


def _arabic(raw: bytes) -> str | None:
    """Return windows-1256 bytes as text where that is clean prose with an Arabic word, else None."""
    undone = raw.decode("cp1256")
    clean = _READABLE_ARABIC.fullmatch(undone) and not _GLUED.search(undone)
    return undone if clean and re.search(f"[{_LETTER}]{{2}}", undone) else None


def _several(proofs: set[str]) -> bool:
    return len(proofs) >= 2


def _prose(proofs: set[str]) -> bool:
    """Say whether Arabic words have the article in front of one in ten: other alphabets misread as Arabic have not."""
    return len(proofs) >= 3 and 0 < sum(word.startswith("ال") for word in proofs) >= len(proofs) / 10


@dataclass(frozen=True, slots=True)
class _Misreading:
    tried: re.Pattern[str]  # where undoing it is tried
    undo: Callable[[str], str | None]
    proof: re.Pattern[str]  # what words of the outcome must look like to count
    enough: Callable[[set[str]], bool]  # whether these words prove it


_RAW = re.compile("[\udc80-\udcff]")
_UNREAD = (  # bytes nobody can have shown on purpose
    _Misreading(_RAW, _undo_raw_arabic, _PROOF_ARABIC, _prose),
    _Misreading(_RAW, _undo_raw_western, _PROOF_WESTERN, _several),
)
_MISREADINGS = (
    _Misreading(
        re.compile(f"[Â-ô&](?:(?<!&){_W}|(?<=[ÂÃ])(?: |$)|(?<=&)(?:Atilde|Acirc|Oslash|Ugrave|acirc);)"),
        _undo_utf8_as_western,
        _PROOF,
        _several,
    ),
    _Misreading(re.compile(f"[آأإâطظعغ]{_A}"), _undo_utf8_as_arabic, _PROOF, _several),
    _Misreading(re.compile(f"[{_AS_WESTERN}]{{2}}"), _undo_arabic_as_western, _PROOF_ARABIC, _prose),
    *_UNREAD,
)


# --- the runs of a page

_PARTS = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<script\b(?P<type>[^<>]*)>(?P<script>.*?)(?:</script|\Z)"
    r"|<style\b[^<>]*>.*?(?:</style|\Z)"
    r"|<(?:code|kbd|samp|tt)\b[^<>]*>[^<]*"
    r"|<!\[CDATA\[(?P<data>[^<]*)"
    r"|(?P<tag><[^<>]*>?)"
    r"|(?P<words>[^<]+)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"""\b(?:content|alt|title|label|data-caption)\s*=\s*(?:"(?P<double>[^"<>]*)"|'(?P<single>[^'<>]*)')""", re.IGNORECASE
)
_BETWEEN_QUOTES = re.compile(r'[^"]+')
_ADDRESS = re.compile(r"\s*(?:https?:)?/\S*\s*")


def _parts(text: str) -> Iterator[re.Match[str]]:
    return islice(_PARTS.finditer(text), MAX_PARTS)


def _runs(text: str) -> Iterator[_Span]:
    """Yield where readers' words lie: text, attributes that hold words, strings of JSON. Addresses and ASCII are left out."""
    spans = (span for part in _parts(text) for span in _within(text, part))
    for start, end in islice(spans, MAX_PARTS):
        run = text[start:end]
        if (not run.isascii() or "&" in run) and not _ADDRESS.fullmatch(run):
            yield start, end


def _within(text: str, part: re.Match[str]) -> Iterator[_Span]:
    kind = part.lastgroup
    if kind in ("words", "data"):
        yield part.span(kind)
    elif kind == "tag":
        for attribute in _ATTRIBUTE.finditer(text, *part.span()):
            yield attribute.span(attribute.lastgroup or 0)
    elif kind == "script" and "json" in part["type"].lower():
        for string in _BETWEEN_QUOTES.finditer(text, *part.span("script")):
            yield string.span()


# --- the work


def suspicious(text: str) -> bool:
    """Say, in microseconds, whether a text holds characters that misreadings leave; most pages have none.

    Looking for one character is fifty times faster than looking for two, so the rarer of a pair is looked for first.
    """
    return (
        any(_beside(text, char, 1, _LATER) for char in "ÃÂØÙ")
        or _has_controls(text)
        or any(_beside(text, char, -1, before) for char, before in (("€", "â"), ("§", "ط"), ("©", "أ"), ("á", "Ç"), ("ä", "Ç")))
        or text.find("&Atilde;&", 0, _HEAD) >= 0
    )


def _has_controls(text: str) -> bool:
    """Look for the commonest of windows-1252 between 80 and 9F: € … ’ “ œ."""
    return any(char in text for char in "\x80\x85\x92\x93\x9c")


def _beside(text: str, char: str, step: int, wanted: Container[str]) -> bool:
    """Say whether one of the characters wanted stands that many steps from ``char`` somewhere."""
    at = text.find(char)
    for _ in range(_LOOKS):
        near = max(0, at + step)
        if at < 0 or text[near : near + 1] in wanted:
            return at >= 0
        at = text.find(char, at + 1)
    return False


def lost(text: str) -> int:
    """Count letters that were already lost at the source: U+FFFD beside a letter, among readers' words."""
    return sum(len(_HOLE.findall(text, *span)) for span in _runs(text))


def mend(text: str) -> Mended:
    """Put right what is certain in a page, a feed or a single field, and count what only looks misread. Never raises.

    Bytes that could not be read may stand in the text as lone surrogates (``surrogateescape``): where they are words of
    windows-1256 or windows-1252 pasted into a page of UTF-8 they are read, else they stay.
    """
    mended, repaired, suspected = _undone(text) if _TRACES.search(text) or _has_raw(text) else (text, 0, 0)
    named, controls = _named(mended)
    return Mended(named, repaired + controls, suspected)


def _undone(text: str) -> tuple[str, int, int]:
    """Undo misreadings, layer by layer; return the text, how many runs were put right, and how many traces are left."""
    mended, repaired = text, 0
    for _ in range(MAX_LAYERS):
        again, count = _layer(mended)
        if not count:
            break
        mended, repaired = again, max(repaired, count)
    else:
        if _layer(mended)[1]:  # layers upon layers: made, not written
            mended, repaired = text, 0
    return mended, repaired, sum(len(_TRACES.findall(mended, *span)) for span in _runs(mended)) if _TRACES.search(mended) else 0


def _has_raw(text: str) -> bool:
    """Say whether bytes stand in a text that could not be read; encoding finds them ten times as fast as a search."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _named(text: str) -> tuple[str, int]:
    """Put the characters windows-1252 has in place of controls, but in addresses; return the text and how many were put."""
    count = 0

    def replace(controls: re.Match[str]) -> str:
        nonlocal count
        if _is_in_address(text, controls.start()):
            return controls[0]
        count += 1
        return controls[0].translate(C1)

    return _LONE_C1.sub(replace, text), count


def _is_in_address(text: str, at: int) -> bool:
    """Say whether a place lies inside a tag, outside the attributes that hold words."""
    start = max(0, at - _ADDRESS_LENGTH)
    tag = text.rfind("<", start, at)
    if tag < 0 or text.find(">", tag, at) >= 0:
        return False
    return not any(attribute.start() < at < attribute.end() for attribute in _ATTRIBUTE.finditer(text, tag, at + _ADDRESS_LENGTH))


def _layer(text: str) -> tuple[str, int]:
    """Undo one layer of misreadings; return the text and how many runs were put right."""
    spans = list(_runs(text))
    readings: _Readings = {}
    for misreading in _UNREAD if _talks(text) else _MISREADINGS:
        tried = _tried(text, [span for span in spans if span not in readings], misreading)
        if misreading.enough(_proofs(text, tried, misreading.proof)):
            readings |= tried
    return (_replaced(text, readings), len(readings)) if len(readings) <= MAX_RUNS else (text, 0)


def _tried(text: str, spans: list[_Span], misreading: _Misreading) -> _Readings:
    found = {}
    for start, end in spans:
        if misreading.tried.search(text, start, end) and (undone := misreading.undo(text[start:end])) is not None:
            found[start, end] = undone
    return found


def _proofs(text: str, readings: _Readings, proof: re.Pattern[str]) -> set[str]:
    """Return the different words that a misreading would put right, quoted ones left out: they may be shown on purpose."""
    pairs = (
        pair
        for (start, end), undone in readings.items()
        for pair in zip(_SPACES.split(text[start:end]), _SPACES.split(undone), strict=False)
    )
    return {
        after
        for before, after in pairs
        if before != after and before[:1] not in _QUOTES and before[-1:] not in _QUOTES and proof.search(after)
    }


def _talks(text: str) -> bool:
    return any(part["words"] and _TALK.search(part["words"]) for part in _parts(text))


def _replaced(text: str, readings: _Readings) -> str:
    pieces, at = [], 0
    for (start, end), undone in sorted(readings.items()):
        pieces += [text[at:start], undone]
        at = end
    return "".join([*pieces, text[at:]])
