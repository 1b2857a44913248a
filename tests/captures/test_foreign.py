"""Others' WARC files: what is good is offered as it stands there, all else is counted and stepped over, within bounds."""

from __future__ import annotations

import gzip
import random
import resource
import tracemalloc
import zlib
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from foreign_files import SITE, TEXT, bomb, digest, http, name, packed, page, record

from hemera.captures import WarcStore
from hemera.captures.foreign import walk
from hemera.errors import CaptureError
from hemera.jobs import Offered, Passed
from hemera.pipeline.owners import Owners
from hemera.types import Source

OWNER = Owners([Source("phare", "Le Phare", f"{SITE}/", ("fr",), "ma", "Africa/Casablanca")])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "others.warc.gz"


def read(path: Path, data: bytes | None = None, start: int = 0) -> list[Offered | Passed]:
    if data is not None:
        path.write_bytes(data)
    return list(walk(path, start, OWNER))


def told(items: list[Offered | Passed]) -> list[str]:
    """Return the numbers of what is offered, and why the rest is not, in order."""
    return [item.reason if isinstance(item, Passed) else item.url.rpartition("/")[2] for item in items]


def test_a_page_is_offered_as_it_stands_there(file: Path) -> None:
    block = http(page(7))
    member = packed(record(7, block, WARC_Block_Digest=digest(block)))
    (offer,) = read(file, member)
    assert isinstance(offer, Offered)
    assert (offer.member, offer.offset, offer.record_id) == (member, 0, name(7))
    assert (offer.source, offer.url, offer.status, offer.mime) == ("phare", f"{SITE}/7", 200, "text/html")
    assert offer.fetched_at == datetime(2024, 3, 1, 12, 7, tzinfo=UTC)


def test_a_copy_is_read_back_and_says_where_it_comes_from(file: Path, store: WarcStore, folder: Path) -> None:
    offers = [item for item in read(file, packed(*map(record, range(3)))) if isinstance(item, Offered)]
    refs = store.copy(offers, "others.warc.gz")
    assert list(store.scan()) == refs
    assert [(ref.record_id, ref.origin, ref.origin_offset) for ref in refs] == [
        (name(n), "others.warc.gz", offer.offset) for n, offer in enumerate(offers)
    ]
    assert [store.read(ref).body for ref in refs] == [page(n) for n in range(3)]
    assert file.read_bytes()[offers[1].offset :].startswith(
        (folder / refs[1].file).read_bytes()[refs[1].offset :][: refs[1].length]
    )


def test_other_programs_read_the_copies(file: Path, store: WarcStore, folder: Path) -> None:
    offers = [item for item in read(file, packed(*map(record, range(3)))) if isinstance(item, Offered)]
    refs = store.copy(offers, "others.warc.gz")
    with (folder / refs[0].file).open("rb") as warc:
        found = [(one.headers["WARC-Type"], one.headers.get("WARC-Refers-To")) for one in ArchiveIterator(warc)]
    assert found == [("warcinfo", None), *[pair for n in range(3) for pair in (("metadata", f"<{name(n)}>"), ("response", None))]]


def test_a_note_about_another_record_makes_no_capture(file: Path, store: WarcStore, folder: Path) -> None:
    offers = [item for item in read(file, packed(record(1))) if isinstance(item, Offered)]
    (ref,) = store.copy(offers, "others.warc.gz")
    store.close()
    path = folder / ref.file
    path.write_bytes(path.read_bytes()[: ref.offset] + packed(record(2)))
    assert list(store.scan()) == []


@pytest.mark.parametrize("start", [0, 1, 2])
def test_reading_goes_on_at_any_record(file: Path, start: int) -> None:
    offsets = [item.offset for item in read(file, packed(*map(record, range(4))))]
    assert told(read(file, start=offsets[start])) == ["0", "1", "2", "3"][start:]


def test_a_plain_file_is_read_and_its_records_packed(tmp_path: Path) -> None:
    plain = tmp_path / "others.warc"
    items = read(plain, record(1) + record(2) + record(3))
    assert told(items) == ["1", "2", "3"]
    assert [gzip.decompress(item.member) for item in items if isinstance(item, Offered)] == [record(1), record(2), record(3)]
    assert told(read(plain, start=items[1].offset)) == ["2", "3"]


# -- damage, by the numbers of the list of bad inputs --------------------------------------------------------------------


def test_123_a_torn_tail(file: Path) -> None:
    assert told(read(file, packed(*map(record, range(4)))[:-200])) == ["0", "1", "2", "damaged"]


def test_124_a_zeroed_middle(file: Path) -> None:
    data = bytearray(packed(*map(record, range(8))))
    third = read(file, bytes(data))[3].offset
    data[third + 60 : third + 124] = bytes(64)
    assert told(read(file, bytes(data))) == ["0", "1", "2", "damaged", "4", "5", "6", "7"]


def test_124_zeroes_over_the_beginning(file: Path) -> None:
    data = bytearray(packed(*map(record, range(4))))
    data[:64] = bytes(64)
    assert told(read(file, bytes(data))) == ["damaged", "1", "2", "3"]


@pytest.mark.parametrize("which", ["WARC_Block_Digest", "WARC_Payload_Digest"])
def test_125_a_wrong_digest(file: Path, which: str) -> None:
    assert told(read(file, packed(record(1), record(2, **{which: digest(b"another")}), record(3)))) == ["1", "digest", "3"]


def test_125_right_digests_of_all_kinds(file: Path) -> None:
    body = page(1)
    chunked = http(
        b"5\r\n" + body[:5] + b"\r\n" + b"%x\r\n" % len(body[5:]) + body[5:] + b"\r\n0\r\n\r\n", "Transfer-Encoding: chunked"
    )
    records = [
        record(1, WARC_Payload_Digest=digest(body)),
        record(2, chunked, WARC_Payload_Digest=digest(body)),
        record(3, chunked, WARC_Payload_Digest=digest(chunked.partition(b"\r\n\r\n")[2])),
        record(4, WARC_Payload_Digest="blake9:unheard-of"),
    ]
    assert told(read(file, packed(*records))) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("lie", ["99", "3000", "99999999"])
def test_126_a_lie_about_the_length(file: Path, lie: str) -> None:
    assert told(read(file, packed(record(1), record(2, Content_Length=lie), record(3), record(4)))) == ["1", "damaged", "3", "4"]


def test_126_a_lie_of_a_record_nobody_wants(file: Path) -> None:
    """One that is not looked into must not swallow those behind it."""
    other = record(2, WARC_Target_URI="https://other.example/", Content_Length="99999999")
    assert told(read(file, packed(record(1), other, record(3)))) == ["1", "damaged", "3"]


def test_126_a_lie_in_a_plain_file(tmp_path: Path) -> None:
    data = record(1) + record(2, Content_Length="99999999") + record(3) + record(4)
    assert told(read(tmp_path / "others.warc", data)) == ["1", "damaged", "3", "4"]


def test_127_a_file_packed_as_one_piece(file: Path) -> None:
    with pytest.raises(CaptureError, match="gunzip") as caught:
        read(file, gzip.compress(b"".join(map(record, range(4)))))
    assert caught.value.key == "import.one-piece"


def test_127_some_records_packed_together(file: Path) -> None:
    items = told(read(file, gzip.compress(record(1) + record(2)) + packed(record(3))))
    assert items[-1] == "3"
    assert set(items[:-1]) <= {"damaged", "packed-together"}


def test_128_a_revisit_without_its_original(file: Path) -> None:
    assert told(read(file, packed(record(1), record(2, http(b""), WARC_Type="revisit"), record(3)))) == ["1", "revisit", "3"]


def test_129_an_unknown_type(file: Path) -> None:
    assert told(read(file, packed(record(1), record(2, WARC_Type="dream"), record(3)))) == ["1", "unknown", "3"]


def test_130_spaces_in_the_address(file: Path) -> None:
    items = read(file, packed(record(1, WARC_Target_URI=f"{SITE}/un deux")))
    assert [item.url for item in items if isinstance(item, Offered)] == [f"{SITE}/un%20deux"]


def test_131_an_id_that_is_there_twice_is_offered_twice(file: Path) -> None:
    """Which of them counts is decided where what is here already is known."""
    items = read(file, packed(record(1), record(1, WARC_Target_URI=f"{SITE}/2")))
    assert [item.record_id for item in items if isinstance(item, Offered)] == [name(1), name(1)]


def test_records_of_others_inside_a_page_are_not_found_behind_damage(file: Path) -> None:
    """A page can be packed records that claim to be of another site; where a scan meets them, they lie in the middle of one."""
    forged = record(66, http(random.Random(1).randbytes(4000)))
    carrier = zlib.compressobj(0, zlib.DEFLATED, 31)  # stored: the inner bytes are there to be found
    outer = carrier.compress(record(2, http(packed(forged), mime="application/gzip"))) + carrier.flush()
    data = bytearray(packed(record(1)) + outer + packed(record(3)))
    begin = len(packed(record(1)))
    data[begin + 20 : begin + 40] = bytes(20)
    assert told(read(file, bytes(data))) == ["1", "damaged", "3"]


@pytest.mark.parametrize("seed", range(12))
def test_random_damage_never_yields_a_wrong_page(file: Path, seed: int) -> None:
    chance = random.Random(seed)
    good = {name(n): page(n) for n in range(15)}
    data = bytearray(packed(*map(record, range(15))))
    for _ in range(3):
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(1, 100)] = chance.randbytes(chance.randrange(1, 100))
    offers = [item for item in read(file, bytes(data)) if isinstance(item, Offered)]
    assert len(offers) >= 8
    assert all(gzip.decompress(offer.member).endswith(good[offer.record_id] + b"\r\n\r\n") for offer in offers)


# -- what is no page ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (record(1, WARC_Target_URI="https://other.example/1"), "unknown-host"),
        (record(1, WARC_Target_URI=""), "unknown-host"),
        (record(1, WARC_Target_URI="file:///etc/passwd"), "unknown-host"),
        (record(1, WARC_Target_URI=f"{SITE}/a%00b"), "address"),
        (record(1, WARC_Target_URI="https://me@phare.example/"), "unknown-host"),
        (record(1, WARC_Target_URI=f"{SITE}/" + "a" * 3000), "address"),
        (record(1, WARC_Truncated="length"), "truncated"),
        (record(1, WARC_Date="yesterday"), "date"),
        (record(1, WARC_Date="2024-03-01T12:00:00"), "date"),
        (record(1, WARC_Date="2190-01-01T00:00:00Z"), "date"),
        (record(1, WARC_Date="0001-01-01T00:00:00Z"), "date"),
        (record(1, WARC_Record_ID=""), "record-id"),
        (record(1, WARC_Record_ID="<urn:uuid:" + "a" * 90 + ">"), "record-id"),
        (record(1, b"not HTTP at all"), "no-http"),
        (record(1, b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 90_000 + b"\r\n" + page(1)), "no-http"),
        (record(1, http(page(1), status="404 Not Found")), "http.404"),
        (record(1, http(page(1), status="206 Partial Content")), "http.206"),
        (record(1, http(b"\xff\xd8", mime="image/jpeg")), "not-a-page"),
        (record(1, http(b"  ")), "undecodable"),
        (record(1, http(gzip.compress(page(1))[:-20], "Content-Encoding: gzip")), "undecodable"),
        (record(1, http(b"ff\r\n<p>short", "Transfer-Encoding: chunked")), "undecodable"),
        (record(1, WARC_Type="request"), "request"),
        (record(1, version="0.18"), "damaged"),
    ],
)
def test_what_is_no_page_is_counted_and_passed(file: Path, bad: bytes, reason: str) -> None:
    assert told(read(file, packed(bad, record(3)))) == [reason, "3"]


def test_a_page_that_unpacks_to_more_than_a_page_may_have_is_counted_and_passed(file: Path) -> None:
    test_what_is_no_page_is_counted_and_passed(file, record(1, http(bomb(b"<p>", 60), "Content-Encoding: gzip")), "undecodable")


@pytest.mark.parametrize(
    ("headers", "payload"),
    [
        (("Content-Encoding: gzip",), gzip.compress(page(1))),
        (("Content-Encoding: gzip",), page(1)),  # undone by whoever stored it, the head left as it was
        (("Content-Encoding: br",), page(1)),
        (("Transfer-Encoding: chunked",), b"%x;note\r\n%b\r\n0\r\n\r\n" % (len(page(1)), page(1))),
        (("Transfer-Encoding: chunked",), page(1)),
    ],
)
def test_what_others_do_to_payloads_is_undone(file: Path, store: WarcStore, headers: tuple[str, ...], payload: bytes) -> None:
    offers = [item for item in read(file, packed(record(1, http(payload, *headers)))) if isinstance(item, Offered)]
    (ref,) = store.copy(offers, "others.warc.gz")
    assert store.read(ref).body == page(1)


@pytest.mark.parametrize("ending", [".warc", ".warc.gz"])
@pytest.mark.parametrize("data", [b"hello\n" * 100, b"PK\x03\x04" + bytes(100)])
def test_what_is_no_warc_is_said_so(tmp_path: Path, data: bytes, ending: str) -> None:
    with pytest.raises(CaptureError) as caught:
        read(tmp_path / f"others{ending}", data)
    assert caught.value.key == "import.no-warc"


def test_what_is_packed_and_no_warc_holds_nothing(file: Path) -> None:
    assert told(read(file, gzip.compress(b"hello\n" * 100))) == ["damaged"]


def test_an_empty_file_holds_nothing(file: Path) -> None:
    assert read(file, b"") == []


# -- bombs -------------------------------------------------------------------------------------------------------------


def head(length: int) -> bytes:
    return record(2, b"", Content_Length=str(length))[:-4]


@pytest.mark.parametrize(
    "hostile",
    [
        lambda: bomb(head(100 << 20) + http(b""), 100),  # as long as it says
        lambda: bomb(head(10 << 30) + http(b""), 100),  # ten gigabytes, it says
        lambda: bomb(record(2, http(page(2))), 100),  # goes on behind its end
        lambda: bomb(b"WARC/1.0\r\nWARC-Type: response\r\nX: ", 100),  # a head without end
        lambda: gzip.compress(b"WARC/1.0\r\n" + b"X-Header: y\r\n" * 500_000 + head(5) + b"hello\r\n\r\n"),
    ],
    ids=["large", "lie", "tail", "head", "headers"],
)
def test_bombs_cost_neither_memory_nor_the_records_behind_them(file: Path, hostile: Callable[[], bytes]) -> None:
    file.write_bytes(packed(record(1)) + hostile() + packed(record(3)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tracemalloc.start()
    seen = told(read(file))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seen[0] == "1"
    assert seen[-1] == "3"
    assert set(seen[1:-1]) <= {"damaged", "too-large"}
    assert peak < 200 << 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 250 << 10


def test_memory_does_not_grow_with_the_file(file: Path) -> None:
    file.write_bytes(packed(*(record(n, http(page(n, TEXT * 3))) for n in range(50))) * 20)
    tracemalloc.start()
    seen = Counter(type(item) for item in walk(file, 0, OWNER))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seen == {Offered: 1000}
    assert peak < 1 << 20
