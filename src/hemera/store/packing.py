"""What articles say, packed: zstd, with a dictionary learned from the archive's own articles once there are enough of them.

An article is short, and most of what can be saved in it is what it shares with others. A body names the dictionary it was packed
with; dictionaries are never changed nor deleted, so each body stays readable. They are part of the record: a backup has them,
and a record that is made anew from captures learns its own.
"""

from __future__ import annotations

import threading

import zstandard

from hemera import clock
from hemera.store import models, statements

MAX_PLAIN = 64 << 20  # bytes of one body unpacked; a bound against damaged rows, far above any article
FIRST, GROWTH = 1000, 8  # learned at so many revisions, and again each time there are so many times more
SAMPLES, SAMPLE = 1500, 8 << 10  # revisions learned from, and bytes of each
# Bytes of a dictionary (https://facebook.github.io/zstd/zstd_manual.html#Chapter10), and how hard to look for what can be saved:
# with 110 KB and level 3 a body takes a sixth more room, and a seventh of a millisecond less to pack.
_SIZE = 500 << 10
_LEVEL = 9


class _Own(threading.local):
    def __init__(self) -> None:
        self.kept: dict[int, zstandard.ZstdDecompressor] = {}  # by the id that bodies name
        self.packer: tuple[int, zstandard.ZstdCompressor] | None = None  # of the dictionary used last


_own = _Own()
_read: dict[int, zstandard.ZstdCompressionDict] = {}  # by the id that bodies name; what an id names never changes


def pack(plain: bytes) -> bytes:
    """Pack with the newest dictionary."""
    newest = statements.row("SELECT name FROM store_dictionary ORDER BY id DESC LIMIT 1")
    return _compressor(newest[0] if newest else 0).compress(plain)


def unpack(body: bytes | memoryview) -> bytes:
    """Undo ``pack``; raises ``ZstdError`` for what is damaged or too large."""
    packed = bytes(body)
    return _decompressor(zstandard.get_frame_parameters(packed).dict_id).decompress(packed, max_output_size=MAX_PLAIN)


def learn(revisions: int) -> bool:
    """Learn a dictionary where a record with so many revisions has none, or has grown far beyond it; say whether one was learned.

    Takes less than a second of processor time, a few times in the life of an archive.
    """
    known = models.Dictionary.objects.order_by("-pk").values_list("revisions", flat=True).first()
    if revisions < (GROWTH * known if known else FIRST):
        return False
    rows = models.Revision.objects.filter(pk__in=range(1, revisions + 1, max(1, revisions // SAMPLES)))
    samples: list[bytes | bytearray | memoryview] = [unpack(body)[:SAMPLE] for body in rows.values_list("body", flat=True)]
    try:
        made = zstandard.train_dictionary(_SIZE, samples)
    except zstandard.ZstdError:  # too little in them, or all alike
        return False
    models.Dictionary.objects.create(name=made.dict_id(), data=made.as_bytes(), revisions=revisions, learned_at=clock.now())
    return True


def _compressor(name: int) -> zstandard.ZstdCompressor:
    """Return this thread's own."""
    if _own.packer is None or _own.packer[0] != name:
        _own.packer = name, zstandard.ZstdCompressor(level=_LEVEL, dict_data=_dictionary(name))
    return _own.packer[1]


def _decompressor(name: int) -> zstandard.ZstdDecompressor:
    """Return this thread's own: to make one takes as long as to unpack an article."""
    dictionary = _dictionary(name)
    if name and dictionary is None:
        return zstandard.ZstdDecompressor()  # which refuses
    if name not in _own.kept:
        _own.kept[name] = zstandard.ZstdDecompressor(dict_data=dictionary)
    return _own.kept[name]


def _dictionary(name: int) -> zstandard.ZstdCompressionDict | None:
    """Return a dictionary; None for 0, by which bodies name none, and for one that is lost."""
    if name and name not in _read:
        data = models.Dictionary.objects.values_list("data", flat=True).filter(name=name).first()
        if data is None:
            return None
        known = zstandard.ZstdCompressionDict(bytes(data))
        known.precompute_compress(level=_LEVEL)  # else each article pays for it
        _read[name] = known
    return _read.get(name)
