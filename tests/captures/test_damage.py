"""Crashes, torn tails, damaged middles, full disks: what was acknowledged is there, what is damaged is skipped."""

from __future__ import annotations

import gzip
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastwarc.warc import ArchiveIterator

from hemera.captures import WarcStore
from hemera.errors import CaptureError

if TYPE_CHECKING:
    from answers import Make

HERE = Path(__file__).parent


def writer(folder: Path, count: int, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, HERE / "writer.py", folder, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **environment},
    )


def acknowledged(output: str) -> set[tuple[str, ...]]:
    """Read the writer's lines; one cut short by the kill was not said."""
    return {tuple(line.split()) for line in output.splitlines(keepends=True) if line.endswith("\n")}


def found(store: WarcStore) -> set[tuple[str, ...]]:
    refs = list(store.scan())
    for ref in refs:
        store.read(ref)
    return {(ref.record_id, str(ref.offset), str(ref.length), ref.sha256, ref.file) for ref in refs}


class TestKills:
    def test_nothing_acknowledged_is_lost_to_kills_at_random(self, folder: Path) -> None:
        said: set[tuple[str, ...]] = set()
        chance = random.Random(7)
        for _ in range(6):
            process = writer(folder, 100_000)
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(chance.uniform(0.005, 0.08))
            process.kill()
            rest, _ = process.communicate()
            said |= acknowledged(first + rest)
        store = WarcStore(folder)
        assert len(said) > 20
        assert said <= found(store)
        store.repair()
        assert said <= found(store)
        for path in folder.rglob("*.warc.gz"):
            assert whole(path)

    @pytest.mark.parametrize("nth", [1, 2, 5])
    @pytest.mark.parametrize("point", ["before-write", "half-record", "before-fsync", "after-fsync"])
    def test_a_kill_at_a_named_point(self, folder: Path, point: str, nth: int) -> None:
        process = writer(folder, 20, HEMERA_FAULT=f"captures.{point}:{nth}")
        output, _ = process.communicate(timeout=20)
        said = acknowledged(output)
        assert process.returncode == -signal.SIGKILL
        assert len(said) == max(0, nth - 2)  # the first passage is the file's warcinfo
        store = WarcStore(folder)
        cut = store.repair()
        assert (cut > 0) == (point == "half-record")
        assert store.repair() == 0
        after = found(store)
        assert said <= after
        assert len(after - said) == (1 if nth > 1 and point in ("before-fsync", "after-fsync") else 0)

    def test_the_next_run_goes_on_where_a_crash_tore(self, folder: Path, make: Make) -> None:
        said = acknowledged(writer(folder, 20, HEMERA_FAULT="captures.half-record:4").communicate(timeout=20)[0])
        store = WarcStore(folder)
        ref = store.write(make(50))
        assert {ref.file} == {line[4] for line in said}
        assert whole(folder / ref.file)
        assert len(list(store.scan())) == len(said) + 1
        store.close()


def whole(path: Path) -> bool:
    """Ask another reader: one that stops at the first damage must find as many responses as our scanner, which does not."""
    with path.open("rb") as file:
        others = sum(1 for record in ArchiveIterator(file) if record.headers["WARC-Type"] == "response")
    ours = list(WarcStore(path.parents[2]).scan(path.relative_to(path.parents[2]).as_posix()))
    return others == len(ours)


class TestDamage:
    @pytest.mark.parametrize("tail", [b"\x1f\x8b\x08", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03abc", bytes(5000), b"garbage"])
    def test_a_torn_tail_is_cut_and_only_that(self, store: WarcStore, folder: Path, make: Make, tail: bytes) -> None:
        refs = [store.write(make(n)) for n in range(3)]
        store.close()
        path = folder / refs[0].file
        good = path.read_bytes()
        path.write_bytes(good + tail)
        assert list(store.scan()) == refs
        assert store.repair() == len(tail)
        assert path.read_bytes() == good
        assert store.repair() == 0

    def test_a_record_cut_anywhere_is_cut_back_to_the_last_whole_one(self, store: WarcStore, folder: Path, make: Make) -> None:
        refs = [store.write(make(n)) for n in range(3)]
        store.close()
        path = folder / refs[0].file
        data = path.read_bytes()
        last = refs[2]
        for size in range(last.offset + 1, len(data), 29):
            path.write_bytes(data[:size])
            assert store.repair() == size - last.offset
            assert list(store.scan()) == refs[:2]

    def test_a_file_of_another_writer_is_not_touched(self, store: WarcStore, folder: Path, make: Make) -> None:
        ref = store.write(make())
        path = folder / ref.file
        with path.open("ab") as file:
            file.write(b"\x1f\x8b\x08 half a record")
        size = path.stat().st_size
        assert WarcStore(folder).repair() == 0
        assert path.stat().st_size == size
        store.close()

    def test_zeroed_bytes_in_the_middle_cost_one_record(self, store: WarcStore, folder: Path, make: Make) -> None:
        refs = [store.write(make(n)) for n in range(20)]
        path = folder / refs[0].file
        data = bytearray(path.read_bytes())
        hit = refs[9]
        data[hit.offset + 40 : hit.offset + 104] = bytes(64)
        path.write_bytes(data)
        assert list(store.scan()) == [ref for ref in refs if ref is not hit]
        with pytest.raises(CaptureError):
            store.read(hit)

    @pytest.mark.parametrize("seed", range(8))
    def test_random_damage_never_yields_a_wrong_record(self, store: WarcStore, folder: Path, make: Make, seed: int) -> None:
        refs = [store.write(make(n)) for n in range(15)]
        path = folder / refs[0].file
        data, chance = bytearray(path.read_bytes()), random.Random(seed)
        for _ in range(3):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(1, 300)] = chance.randbytes(chance.randrange(1, 300))
        path.write_bytes(data)
        good = {ref.record_id: ref for ref in refs}
        seen = list(store.scan())
        assert len(seen) >= 9
        for ref in seen:
            assert ref.sha256 == good[ref.record_id].sha256
            assert store.read(ref).body == make().raw

    def test_a_file_cut_to_nothing_is_used_again(self, store: WarcStore, folder: Path, make: Make) -> None:
        ref = store.write(make(1))
        store.close()
        (folder / ref.file).write_bytes(b"")
        assert list(store.scan()) == []
        assert store.repair() == 0
        assert store.write(make(2)).file == ref.file

    def test_a_lie_about_the_length_is_skipped(self, store: WarcStore, folder: Path, make: Make) -> None:
        ref = store.write(make(1))
        path = folder / ref.file
        data = path.read_bytes()
        record = gzip.decompress(data[ref.offset :])
        length = record.partition(b"Content-Length: ")[2].partition(b"\r\n")[0]
        lie = gzip.compress(record.replace(b"Content-Length: " + length, b"Content-Length: 9999999", 1))
        path.write_bytes(data[: ref.offset] + lie + data[: ref.offset] + data[ref.offset :])
        assert [found.record_id for found in store.scan()] == [ref.record_id]

    @pytest.mark.parametrize(
        ("written", "lie"),
        [
            (b"WARC-Payload-Digest: sha256:", b"WARC-Payload-Digest: sha256:A"),
            (b"Hemera-Purpose: page", b"Hemera-Purpose: wish"),
            (b"WARC-Date: 2026-", b"WARC-Date: MMXXVI-"),
            (b"HTTP/1.1 200", b"HTTP/1.1 two hundred"),
            (b"WARC/1.1", b"WARC/9.9"),
        ],
    )
    def test_a_record_that_says_what_is_not_so_is_skipped(
        self, store: WarcStore, folder: Path, make: Make, written: bytes, lie: bytes
    ) -> None:
        first, second = store.write(make(1)), store.write(make(2))
        path = folder / first.file
        data = path.read_bytes()
        record = gzip.decompress(data[first.offset : first.offset + first.length])
        assert written in record
        path.write_bytes(
            data[: first.offset] + gzip.compress(record.replace(written, lie, 1)) + data[first.offset + first.length :]
        )
        assert [ref.record_id for ref in store.scan()] == [second.record_id]

    def test_an_endless_record_is_skipped(self, store: WarcStore, folder: Path, make: Make) -> None:
        ref = store.write(make(1))
        store.close()
        path = folder / ref.file
        bomb = gzip.compress(b"WARC/1.1\r\n" + bytes(70 << 20), 1)
        path.write_bytes(bomb + path.read_bytes())
        assert [found.record_id for found in store.scan()] == [ref.record_id]


class TestFullDisk:
    def test_a_full_disk_is_an_error_and_leaves_nothing_behind(self, store: WarcStore, folder: Path, make: Make) -> None:
        """RLIMIT_FSIZE stands in for a full disk: the write is cut short, then fails."""
        refs = [store.write(make(1))]
        size = (folder / refs[0].file).stat().st_size
        old = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 5000, old[1]))
            with pytest.raises(CaptureError) as caught:
                store.write(make(2, random.Random(1).randbytes(30_000)))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, old)
            signal.signal(signal.SIGXFSZ, handler)
        assert caught.value.key == "capture.unwritable"
        assert (folder / refs[0].file).stat().st_size == size
        refs.append(store.write(make(3)))
        assert list(store.scan()) == refs
        store.close()
