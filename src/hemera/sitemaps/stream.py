"""A sitemap's bytes → its entries' elements, a piece at a time: fifty megabytes pass without a second copy of them.

Each piece ends with whole entries, so what is damaged in one hurts no other, and half an address never becomes one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from hemera import charset, mojibake

if TYPE_CHECKING:
    from lxml import etree

_PIECE = 1 << 16  # bytes
_END = re.compile(rb"</(?:[\w-]+:)?(?:url|sitemap)\s*>")
_AMPERSAND = re.compile("&(?!(?:amp|lt|gt|quot|apos|#\\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})  # no byte of a longer character is among them
_NONCHARACTERS = re.compile("[\ufffe\uffff]")


def utf8(body: bytes) -> bytes:
    """Return a document in UTF-8, whatever it was in."""
    if b"\0" not in body[:4_096] and _is_utf8(body):
        return body.removeprefix(codecs.BOM_UTF8)
    return charset.decode(body).encode("utf-8", "replace")


def elements(body: bytes, root: re.Match[bytes]) -> Iterator[etree._Element]:
    """Yield every whole ``url`` and ``sitemap`` of a document in UTF-8; each lives until the next one is asked for."""
    from lxml import etree

    parser = etree.XMLPullParser(
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
    )
    parser.feed(mended(root[0]))
    for piece in _pieces(body, root.end()):
        try:
            parser.feed(mended(piece))
        except etree.XMLSyntaxError:
            return  # what came before the damage stands
        yield from _drained(parser)


def mended(piece: bytes) -> bytes:
    """Take out what XML forbids, make text of bare ampersands, and put right what was misread at the source."""
    text = piece.translate(None, _CONTROLS).decode("utf-8", "replace")
    if "\ufffe" in text or "\uffff" in text:
        text = _NONCHARACTERS.sub("", text)
    if mojibake.suspicious(text):
        text = mojibake.mend(text).text
    if _AMPERSAND.search(text):
        parts = _CDATA.split(text)
        text = "".join(part if part.startswith("<![CDATA[") else _AMPERSAND.sub("&amp;", part) for part in parts)
    return text.encode("utf-8", "replace")


def _is_utf8(body: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(body)
    try:
        for start in range(0, len(body), _PIECE):
            decoder.decode(view[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _pieces(body: bytes, start: int) -> Iterator[bytes]:
    """Yield stretches that end with an entry; what follows the last one is left out."""
    size = _PIECE
    while start < len(body):
        stop = start + size
        end = _last_end(body, start, stop)
        if end:
            yield body[start:end]
            start, size = end, _PIECE
        elif stop < len(body):
            size *= 2
        else:
            return


def _last_end(body: bytes, start: int, stop: int) -> int:
    """Return where the last entry that ends before ``stop`` does, outside of CDATA; 0 for none."""
    end = 0
    for match in _END.finditer(body, start, stop):
        end = match.end()
    is_open = body.rfind(b"<![CDATA[", start, end) > body.rfind(b"]]>", start, end)
    return end if end and (not is_open or stop >= len(body)) else 0


def _drained(parser: etree.XMLPullParser) -> Iterator[etree._Element]:
    parent = None
    for _, found in parser.read_events():
        element = cast("etree._Element", found)  # only an element has a tag to ask for
        yield element
        parent = element.getparent()
        element.clear()
    if parent is not None:
        del parent[:-1]
