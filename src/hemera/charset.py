"""Bytes of pages and feeds → text, whatever they say of themselves, and what had to be mended or was lost on the way.

Much of the old Arabic web is windows-1256 that declares nothing or declares Western; much of the rest is UTF-8 that
declares something else. So valid UTF-8 wins, a declaration must fit the bytes, and text that was misread before it reached us
is put right where that is certain (``mojibake``).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hemera import mojibake

Damage = Literal["", "repaired", "suspected", "bytes"]

_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_DECLARED = re.compile(rb"""<(?:\?xml|meta)\b[^>]{0,300}?(?:encoding|charset)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE | re.ASCII)
_HEAD = 16_384  # bytes a declaration is looked for in: browsers look in 1,024, then mend their ways when one comes later
_SAMPLE = 200_000  # bytes judged
_UNITS = 2_048  # bytes judged as UTF-16

_HIGH = bytes(range(0x80, 0x100))
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_HIGH_LETTERS = bytes(range(0xC0, 0x100))
_ASCII = bytes(range(0x80))
_FRENCH = "ÀÂÇÈÉÊËÎÏÔÙÛÜŒàâçèéêëîïôùûüœ’“”«»…–—€°\xa0".encode("cp1252")
_UNREAD = re.compile("[\udc80-\udcff]")
_LOST = "\ufffd"

# Every browser reads these labels as the Windows page that extends them: https://encoding.spec.whatwg.org/#names-and-labels
_AS_WINDOWS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874"}
# What pages may be in besides UTF-8 and UTF-16: the list browsers keep to, so that no declaration reaches an odd codec of Python's.
_PERMITTED = re.compile(
    r"cp125\d|cp8(?:66|74)|iso8859-\d+|koi8-[ru]|mac-(?:roman|cyrillic)|gb2312|gbk|gb18030|big5|euc_(?:jp|kr)|shift_jis|cp9(?:32|49)"
)
_ARTICLE = {codec: "ال".encode(codec) for codec in ("cp1256", "iso8859-6")}
_ARABIC_WORD = re.compile(r"[ء-ي]{2,}")
_ARABIC_LETTER = re.compile(r"[ء-يٹ-ے]")
_WHOLE_ARABIC_WORD = re.compile(r"(?<![A-Za-zà-ÿ])[ء-ي]{2,}(?![A-Za-zà-ÿ])")
# ISO-8859-15 has œ where windows-1252 has ½, and nothing in 80–9F.
_OE = re.compile(rb"[A-Za-z]\xbd[a-z]")
_CONTROLS = re.compile(rb"[\x80-\x9f]")
# Neither Latin nor Arabic nor punctuation: é, a no-break space and » of windows-1252 are a Chinese letter of UTF-8.
_ODD = re.compile("[^\x00-\u017f\u0600-\u06ff\u2000-\u2bff\ufb50-\ufeff\U0001f000-\U0001faff]")
# The first bytes, alone, of what Latin and Arabic text is made of: C2, C3, C5, D8–DB; E2 and what may follow.
_CUT = re.compile(rb"(?:[\xc2\xc3\xc5\xd8-\xdb]|\xe2[\x80-\xbf]?|\xf0\x9f[\x80-\xbf]?)\Z")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body read.

    ``encoding`` is the one used, by its IANA name; ``declared`` the label the header or else the page gives, ``""`` for none.
    ``damage`` is the worst that happened, ``count`` how often: ``bytes``: U+FFFD stands where letters could not be read, here
    or at the source; ``suspected``: places look misread at the source, and are left; ``repaired``: runs of text were misread
    at the source, or in another encoding than their page, and are put right.
    """

    text: str
    encoding: str
    declared: str = ""
    damage: Damage = ""
    count: int = 0


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of an HTML, XML or plain body. Never raises: what cannot be read becomes U+FFFD."""
    return read(body, content_type).text


def read(body: bytes, content_type: str = "") -> Decoded:
    """Return the text of an HTML, XML or plain body and how it was come by. Never raises.

    ``content_type`` is the header's value. Without damage this costs little more than ``bytes.decode``.
    """
    labels = [label.lower() for label in _labels(body, content_type)]
    text, codec, whole = _text(body, labels)
    lost = mojibake.lost(text) if _LOST in text else 0
    mended = mojibake.Mended(text) if whole and not mojibake.suspicious(text) else mojibake.mend(text)
    filled = mended.text
    if not whole:
        filled = _filled(mended.text)
        lost += filled.count(_LOST) - mended.text.count(_LOST)
    damage, count = _damage(lost, mended)
    return Decoded(filled, _iana(codec), labels[0] if labels else "", damage, count)


def _damage(lost: int, mended: mojibake.Mended) -> tuple[Damage, int]:
    if lost:
        return "bytes", lost
    if mended.suspected:
        return "suspected", mended.suspected
    return ("repaired", mended.repaired) if mended.repaired else ("", 0)


def _text(body: bytes, labels: list[str]) -> tuple[str, str, bool]:
    """Return (text, Python's name of the encoding, whether every byte was read).

    A byte not read stands in the text as a lone surrogate: what ``mojibake.mend`` can make nothing of, ``_filled`` replaces.
    """
    if wide := _wide(body):
        return body.decode(wide, "replace").lstrip("\ufeff"), wide, True
    try:
        return body.decode("utf-8").lstrip("\ufeff"), "utf-8", True
    except UnicodeDecodeError:
        body = body.removeprefix(codecs.BOM_UTF8)
        codec = "utf-8" if _mostly_utf8(body, labels) else _legacy(body, labels)
        text = body.decode(codec, "surrogateescape")
        return (text.translate(mojibake.C1) if codec.startswith("iso8859") else text), codec, not _UNREAD.search(text)


def _filled(text: str) -> str:
    """Put U+FFFD where a byte could not be read: once for each broken sequence of UTF-8, as browsers do."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _labels(body: bytes, content_type: str) -> Iterator[str]:
    """Yield the encodings a body is said to be in: by the header, then by itself (not in a comment)."""
    if header := _CHARSET.search(content_type):
        yield header[1]
    if inside := _DECLARED.search(_COMMENT.sub(b"", body[:_HEAD].replace(b"\x00", b""))):
        yield inside[1].decode("ascii", "replace")


def _wide(body: bytes) -> str:
    """Return the name of UTF-16 where a body is that: by its mark, or by the zeros that are half of every ASCII character."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name
    head = body[:_UNITS]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) <= len(head) // 16 or min(even, odd) * 10 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _mostly_utf8(body: bytes, labels: list[str]) -> bool:
    """Say whether most bytes above ASCII form UTF-8. In prose of another encoding few do, and spell letters of other alphabets."""
    text = body.decode("utf-8", "ignore")
    high = len(body) - len(body.translate(None, _HIGH))
    bad = len(body) - len(text.encode("utf-8"))
    odd = len("".join(_ODD.findall(text)).encode("utf-8"))
    return bad <= high - bad - odd + odd // 4 or (not any(map(_codec, labels)) and _is_cut(body, bad))


def _is_cut(body: bytes, bad: int) -> bool:
    """Say whether the only bad bytes are the beginning of a character at the very end."""
    tail = _CUT.search(body[-3:])
    return tail is not None and len(tail[0]) == bad


def _legacy(body: bytes, labels: list[str]) -> str:
    """Choose an encoding for bytes that are not UTF-8."""
    first = _HIGH_BYTE.search(body)  # a head of scripts says nothing
    sample = body[first.start() if first else 0 :][:_SAMPLE]
    if arabic := _arabic(sample):
        return arabic
    for codec in filter(None, map(_codec, labels)):
        if _fits(codec, sample):
            return _western(codec, sample)
    return _western(_detected(sample), sample)


def _codec(label: str) -> str:
    """Return Python's name of a label's encoding, as browsers take it; "" for UTF-8, UTF-16 and what pages cannot be in."""
    try:
        name = codecs.lookup(label.removeprefix("x-")).name
    except (LookupError, ValueError):
        return ""
    name = _AS_WINDOWS.get(name, name)
    return name if _PERMITTED.fullmatch(name) else ""


def _arabic(sample: bytes) -> str:
    """Return the encoding in which bytes read as Arabic prose, "" for none.

    Letters stand in words, and either one word in ten has the article or next to no letter stands elsewhere.
    """
    codec = max(_ARTICLE, key=lambda name: sample.count(_ARTICLE[name]))
    words = _ARABIC_WORD.findall(sample.decode(codec, "replace"))
    letters = len(sample) - len(sample.translate(None, _HIGH_LETTERS))
    share = sum(map(len, words)) / max(1, letters)
    articles = sum(word.startswith("ال") for word in words)
    return codec if len(words) >= 3 and share > (0.7 if articles > 0.1 * len(words) else 0.9) else ""


def _fits(codec: str, sample: bytes) -> bool:
    """Say whether a declared encoding may be true: in windows-1256, É and À of French would be Arabic letters without a word."""
    text = sample.decode(codec, "replace") if codec in _ARTICLE else ""
    return not _ARABIC_LETTER.search(text) or _WHOLE_ARABIC_WORD.search(text) is not None


def _western(codec: str, sample: bytes) -> str:
    """Tell ISO-8859-15 from windows-1252, for which it is often declared: by œ, which the latter has among the controls."""
    if codec not in ("cp1252", "iso8859-15"):
        return codec
    latin9 = codec == "iso8859-15" or _OE.search(sample)
    return "iso8859-15" if latin9 and not _CONTROLS.search(sample) else "cp1252"


def _detected(sample: bytes) -> str:
    """Guess; of short French texts the detector makes Polish or Turkish, so what reads as French is not given to it."""
    high = sample.translate(None, _ASCII)
    if len(high.translate(None, _FRENCH)) <= len(high) // 20:
        return "cp1252"
    from resiliparse.parse.encoding import detect_encoding

    return _codec(str(detect_encoding(sample) or "")) or "cp1252"


def _iana(codec: str) -> str:
    name = re.sub(r"^cp(?=125|874)", "windows-", codec)
    return name.replace("iso8859", "iso-8859").replace("utf-16-", "utf-16").replace("euc_", "euc-")
