"""Bytes of pages and feeds → text, whatever they say of themselves.

Much of the old Arabic web is windows-1256 that declares nothing or declares Western; much of the rest is UTF-8 that
declares something else. So valid UTF-8 wins, and a declaration must fit the bytes.
"""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""<(?:\?xml|meta)\b[^>]{0,300}?(?:encoding|charset)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_HEAD = 4_096  # bytes a declaration is looked for in
_SAMPLE = 200_000  # bytes judged
_FEW = 0.002  # share of characters that may be broken in a text that is UTF-8 all the same

_WESTERN = frozenset({"iso8859-1", "cp1252", "iso8859-15", "ascii"})
# Every browser reads these labels as the Windows page that extends them: https://encoding.spec.whatwg.org/#names-and-labels
_AS_WINDOWS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}
_ARABIC = frozenset({"cp1256", "iso8859-6", "cp720", "mac-arabic"})
_ARABIC_WORD = re.compile(r"[ء-ي]{2,}")


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of an HTML, XML or plain body. Never raises: what cannot be read becomes U+FFFD."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace").lstrip("\ufeff")
    if b"\x00" in body[:4]:
        return body.decode("utf-16-le" if body[1:2] == b"\x00" else "utf-16-be", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode(_guess(body, content_type), "replace").lstrip("\ufeff")


def _guess(body: bytes, content_type: str) -> str:
    """Choose an encoding for bytes that are not valid UTF-8."""
    sample = body[:_SAMPLE]
    as_utf8 = sample.decode("utf-8", "replace")
    if as_utf8.count("\ufffd") < _FEW * len(as_utf8):
        return "utf-8"  # a cut, or a few bad bytes
    detected = _detected(sample)
    for name in (*_declared(body, content_type), detected):
        if _usable(name) and not (detected in _ARABIC and codecs.lookup(name).name in _WESTERN):
            return _AS_WINDOWS.get(codecs.lookup(name).name, name)
    return "windows-1252"


def _declared(body: bytes, content_type: str) -> list[str]:
    header, inside = _CHARSET.search(content_type), _DECLARED.search(body[:_HEAD])
    return [name for name in (header and header[1], inside and inside[1].decode("ascii", "replace")) if name]


def _detected(sample: bytes) -> str:
    from resiliparse.parse.encoding import detect_encoding

    found = str(detect_encoding(sample) or "windows-1252")
    name = codecs.lookup(found).name if _usable(found) else "cp1252"
    return "cp1256" if name not in _ARABIC and _reads_as_arabic(sample) else name


def _reads_as_arabic(sample: bytes) -> bool:
    """Say whether windows-1256 gives Arabic words with the article in front of one in ten, as Arabic prose has."""
    text = sample.decode("cp1256", "replace")
    words = _ARABIC_WORD.findall(text)
    high = sum(1 for c in text if c > "\x7f")
    return len(words) >= 5 and sum(map(len, words)) > 0.7 * high and sum(w.startswith("ال") for w in words) > 0.1 * len(words)


def _usable(name: str) -> bool:
    """Say whether a name is a text encoding of bytes other than UTF-8 (tried before) and 7-bit curiosities."""
    try:
        return codecs.lookup(name).name not in {"utf-8", "utf-8-sig", "utf-7", "idna", "punycode"} and b"a".decode(name) == "a"
    except (LookupError, UnicodeError, TypeError):
        return False
