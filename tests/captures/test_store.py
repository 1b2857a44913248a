"""Captures written, read back, found again."""

from __future__ import annotations

import dataclasses
import gzip
import io
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType, has_valid_block_digest, has_valid_payload_digest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from hemera.captures import WarcStore
from hemera.errors import CaptureError
from hemera.types import CaptureRef, Purpose

if TYPE_CHECKING:
    from answers import Make

PLAIN = b"<p>text</p>" * 30


def unreadable(store: WarcStore, ref: CaptureRef) -> str:
    with pytest.raises(CaptureError) as caught:
        store.read(ref)
    return str(caught.value.details.get("reason", caught.value.key))


def test_what_is_written_is_read_back(store: WarcStore, make: Make) -> None:
    response = make(7)
    ref = store.write(response)
    assert (ref.url, ref.requested_url, ref.status, ref.mime) == (response.final_url, response.request.url, 200, "text/html")
    assert (ref.fetched_at, ref.source, ref.purpose) == (response.fetched_at, "phare", Purpose.PAGE)
    capture = store.read(ref)
    assert capture.ref is ref
    assert capture.body == response.raw
    assert capture.header("content-type") == "text/HTML; charset=utf-8"


def test_the_file_lies_by_month_and_the_offsets_bound_the_record(store: WarcStore, folder: Path, make: Make) -> None:
    ref = store.write(make())
    path = folder / ref.file
    assert path.parent.parent.parent == folder
    assert ref.file.startswith("20")
    member = gzip.decompress(path.read_bytes()[ref.offset : ref.offset + ref.length])
    assert member.startswith(b"WARC/1.1\r\nWARC-Type: response\r\n")
    assert path.stat().st_size == ref.offset + ref.length


def test_encoded_bodies_stay_as_received_and_are_decoded_on_reading(store: WarcStore, make: Make) -> None:
    ref = store.write(make(1, gzip.compress(PLAIN), ("Content-Encoding", "gzip")))
    capture = store.read(ref)
    assert capture.body == PLAIN
    assert capture.header("Content-Encoding") == "gzip"


def test_framing_is_replaced_and_remembered(store: WarcStore, make: Make) -> None:
    ref = store.write(make(1, PLAIN, ("Transfer-Encoding", "chunked"), ("Content-Length", "5")))
    capture = store.read(ref)
    assert capture.header("Content-Length") == str(len(PLAIN))
    assert capture.header("Transfer-Encoding") is None
    assert capture.header("X-Crawler-Transfer-Encoding") == "chunked"
    assert capture.header("X-Crawler-Content-Length") == "5"


def test_headers_cannot_break_out_of_the_block(store: WarcStore, make: Make) -> None:
    response = dataclasses.replace(make(1, PLAIN, ("X-Ville", "F\xe8s"), ("X-Bad", "a\r\n\r\n<p>")), reason="O\r\nK")
    ref = store.write(response)
    capture = store.read(ref)
    assert capture.body == PLAIN
    assert capture.header("X-Ville") == "F\xe8s"
    assert list(store.scan()) == [ref]


def test_many_under_one_fsync(store: WarcStore, make: Make) -> None:
    refs = store.write_many([make(n) for n in range(5)])
    assert list(store.scan()) == refs
    assert [store.read(ref).body for ref in refs] == [make().raw] * 5


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raw=st.binary(max_size=500),
    headers=st.lists(st.tuples(st.from_regex(r"[A-Za-z][A-Za-z-]{0,9}", fullmatch=True), st.text(max_size=20)), max_size=4),
    status=st.integers(100, 599),
)
def test_scanning_gives_the_references_writing_gave(
    store: WarcStore, make: Make, raw: bytes, headers: list[tuple[str, str]], status: int
) -> None:
    clean = [pair for pair in headers if pair[0].lower() not in ("content-encoding", "content-type")]
    ref = store.write(make(3, raw, *clean, status=status))
    assert list(store.scan(ref.file))[-1] == ref


def test_bytes_and_new_names_are_synced_before_write_returns(
    store: WarcStore, folder: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    write, fsync = os.write, os.fsync

    def spy_write(descriptor: int, data: bytes) -> int:
        calls.append("write")
        return write(descriptor, data)

    def spy_fsync(descriptor: int) -> None:
        calls.append(f"sync {Path(f'/proc/self/fd/{descriptor}').resolve()}")
        fsync(descriptor)

    monkeypatch.setattr(os, "write", spy_write)
    monkeypatch.setattr(os, "fsync", spy_fsync)
    path = folder / store.write(make()).file
    month = path.parent
    assert calls[:4] == [f"sync {name}" for name in (folder.parent, folder, month.parent, month)]
    assert calls[-3:] == ["write", "write", f"sync {path}"]
    calls.clear()
    store.write_many([make(n) for n in range(9)])
    assert calls == ["write", "write", f"sync {path}"]


class TestOtherReaders:
    @pytest.fixture
    def path(self, store: WarcStore, folder: Path, make: Make) -> Path:
        store.write(make(1))
        store.write(make(2, gzip.compress(PLAIN), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")))
        store.write(make(3, b"", status=304))
        return folder / store.write(make(4, b"\x00\xff" * 50_000)).file

    def test_warcio_reads_it_and_the_digests_hold(self, path: Path) -> None:
        kinds, bodies = [], []
        with path.open("rb") as file:
            for record in WarcioIterator(file, check_digests="raise"):
                kinds.append(record.rec_type)
                body = record.content_stream().read()
                if record.rec_type == "response":
                    bodies.append(body)
                    assert record.http_headers.protocol == "HTTP/1.1"
        assert kinds == ["warcinfo", *["request", "response"] * 4]
        assert bodies[1:] == [PLAIN, b"", b"\x00\xff" * 50_000]

    def test_fastwarc_reads_it_and_the_digests_hold(self, path: Path, make: Make) -> None:
        data = path.read_bytes()
        assert sum(1 for _ in ArchiveIterator(io.BytesIO(data), parse_http=False, func_filter=has_valid_block_digest)) == 9
        responses = WarcRecordType.response
        assert sum(1 for _ in ArchiveIterator(io.BytesIO(data), record_types=responses, func_filter=has_valid_payload_digest)) == 4
        first = next(iter(ArchiveIterator(io.BytesIO(data), record_types=responses)))
        assert first.headers["WARC-Target-URI"] == make(1).final_url
        assert first.headers["WARC-IP-Address"] == "192.0.2.7"
        assert first.headers["WARC-Date"] == "2026-03-01T12:00:01.123456Z"
        assert first.http_headers.status_code == 200
        assert first.reader.read() == make(1).raw

    def test_request_and_response_are_linked_and_the_hops_noted(self, path: Path, make: Make) -> None:
        with path.open("rb") as file:
            info, request, response = [r.rec_headers for r, _ in zip(WarcioIterator(file), range(3), strict=False)]
        assert info.get_header("WARC-Filename") == path.name
        assert request.get_header("WARC-Concurrent-To") == response.get_header("WARC-Record-ID")
        assert response.get_header("Hemera-Requested-URI") == make(1).request.url
        assert response.get_header("Hemera-Redirect") == f"301 {make(1).final_url}"


class TestFiles:
    def test_a_new_run_goes_on_with_the_last_file(self, folder: Path, make: Make) -> None:
        refs = []
        for number in range(3):
            store = WarcStore(folder)
            refs.append(store.write(make(number)))
            store.close()
        assert len({ref.file for ref in refs}) == 1
        assert list(WarcStore(folder).scan()) == refs

    def test_a_second_writer_takes_another_file(self, folder: Path, make: Make) -> None:
        one, two = WarcStore(folder), WarcStore(folder)
        files = {one.write(make(1)).file, two.write(make(2)).file, one.write(make(3)).file}
        assert len(files) == 2
        one.close()
        two.close()
        assert len(list(WarcStore(folder).scan())) == 3

    def test_a_full_file_is_left_for_a_new_one(self, folder: Path, make: Make) -> None:
        store = WarcStore(folder, max_bytes=3000)
        refs = [store.write(make(n)) for n in range(8)]
        assert len({ref.file for ref in refs}) > 1
        assert all(store.read(ref).ref == ref for ref in refs)
        assert sorted(store.scan(), key=lambda ref: ref.fetched_at) == refs

    def test_threads_share_a_store(self, store: WarcStore, make: Make) -> None:
        refs: list[CaptureRef] = []
        threads = [
            threading.Thread(target=lambda n=n: refs.extend(store.write(make(n * 10 + i)) for i in range(10))) for n in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(store.scan(), key=lambda r: r.offset) == sorted(refs, key=lambda r: r.offset)
        assert len(refs) == 40

    def test_an_empty_archive_has_nothing_to_scan(self, store: WarcStore) -> None:
        assert list(store.scan()) == []
        assert store.repair() == 0
        store.close()


class TestRefusals:
    @pytest.mark.parametrize("file", ["../../etc/passwd", "/etc/passwd", "2026/03/../../../x.warc.gz", "2026/03/none.warc.gz", ""])
    def test_no_file_outside_the_folder_is_opened(self, store: WarcStore, make: Make, file: str) -> None:
        ref = dataclasses.replace(store.write(make()), file=file)
        assert unreadable(store, ref) in ("capture.missing", "file", file)
        with pytest.raises(CaptureError):
            list(store.scan(file))

    def test_a_wrong_hash_is_said(self, store: WarcStore, make: Make) -> None:
        ref = store.write(make())
        assert unreadable(store, dataclasses.replace(ref, sha256="0" * 64)) == "hash"
        assert unreadable(store, dataclasses.replace(ref, record_id="urn:uuid:0")) == "hash"
        assert unreadable(store, dataclasses.replace(ref, offset=ref.offset + 1)) == "member"
        assert unreadable(store, dataclasses.replace(ref, length=ref.length - 1)) == "member"

    def test_the_request_record_is_not_a_capture(self, store: WarcStore, make: Make) -> None:
        first, second = store.write(make(1)), store.write(make(2))
        end = first.offset + first.length
        ref = dataclasses.replace(second, offset=end, length=second.offset - end)
        with pytest.raises(CaptureError):
            store.read(ref)

    def test_a_body_that_cannot_be_decoded_is_said(self, store: WarcStore, make: Make) -> None:
        assert unreadable(store, store.write(make(1, b"plain", ("Content-Encoding", "gzip")))) == "fetch.undecodable"

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path, make: Make) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(CaptureError) as caught:
            WarcStore(tmp_path / "file" / "captures").write(make())
        assert caught.value.key == "capture.unwritable"
