"""Tantivy on disk: reopened, damaged, killed, read by other processes."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pressed import ARTICLES, NOON, found, put

from hemera.errors import IndexUnusable
from hemera.index import TantivyIndex, discard
from hemera.index.files import damage
from hemera.query import parse
from hemera.searching import IndexChange


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[TantivyIndex]:
    opened = TantivyIndex(tmp_path, writable=True)
    yield opened
    opened.close()


@pytest.fixture
def index(empty: TantivyIndex) -> TantivyIndex:
    empty.apply(put(*ARTICLES))
    return empty


def test_reopening_keeps_everything(tmp_path: Path) -> None:
    first = TantivyIndex(tmp_path, writable=True)
    first.apply(put(*ARTICLES))
    first.close()
    again = TantivyIndex(tmp_path, writable=True)
    assert again.watermark() == 4
    assert found(again, "inondations") == [4, 1]
    again.apply([IndexChange(5, 4, None)])
    assert found(again, "inondations") == [1]
    again.close()


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    first = TantivyIndex(tmp_path, writable=True)
    with pytest.raises(IndexUnusable) as refused:
        TantivyIndex(tmp_path, writable=True)
    assert refused.value.key == "index.busy"
    first.close()
    TantivyIndex(tmp_path, writable=True).close()


def test_a_reader_does_not_write(tmp_path: Path) -> None:
    TantivyIndex(tmp_path, writable=True).close()
    with pytest.raises(IndexUnusable) as refused:
        TantivyIndex(tmp_path, writable=False).apply(put(*ARTICLES))
    assert refused.value.key == "index.read-only"


def test_a_missing_index_is_named(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexUnusable) as refused:
            TantivyIndex(folder, writable=False)
        assert refused.value.key == "index.missing"


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _garbled(file: Path) -> None:
    file.write_bytes(b"{" + os.urandom(64))


@pytest.mark.parametrize("spoil", [Path.unlink, _emptied, _garbled])
@pytest.mark.parametrize("pattern", ["meta.json", "*.term", "*.fast"])
def test_a_damaged_index_is_named_and_can_be_made_anew(tmp_path: Path, pattern: str, spoil: Callable[[Path], None]) -> None:
    first = TantivyIndex(tmp_path, writable=True)
    first.apply(put(*ARTICLES))
    first.close()
    for file in list(first.path.glob(pattern)):
        spoil(file)
    with pytest.raises(IndexUnusable):
        found(TantivyIndex(tmp_path, writable=False), "inondations date:2020")
    discard(tmp_path)
    again = TantivyIndex(tmp_path, writable=True)
    assert again.watermark() == 0
    again.apply(put(*ARTICLES))
    assert found(again, "inondations") == [4, 1]
    again.close()


def test_a_panic_in_the_engine_is_named_too(index: TantivyIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object) -> None:
        raise PanicException("assertion failed")

    monkeypatch.setattr(index, "_searcher", panic)
    with pytest.raises(IndexUnusable):
        index.count(parse("inondations", today=NOON.date()))


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    script = "import sys\nfrom pathlib import Path\n" + textwrap.dedent(code)
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_another_process_sees_each_commit(empty: TantivyIndex, tmp_path: Path) -> None:
    reader = run(
        """
        from datetime import date
        from hemera.index import TantivyIndex
        from hemera.query import parse
        index = TantivyIndex(Path(sys.argv[1]), writable=False)
        for line in sys.stdin:
            print(index.count(parse(line.strip(), today=date(2020, 6, 15))), index.watermark(), flush=True)
        """,
        tmp_path,
    )

    def ask(text: str) -> Sequence[int]:
        assert reader.stdin is not None
        assert reader.stdout is not None
        reader.stdin.write(text + "\n")
        reader.stdin.flush()
        return [int(n) for n in reader.stdout.readline().split()]

    try:
        assert ask("inondations") == [0, 0]
        empty.apply(put(*ARTICLES))
        assert ask("inondations") == [2, 4]
        empty.apply([IndexChange(5, 4, None)])
        assert ask("inondations") == [1, 5]
    finally:
        reader.communicate()


@pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.faults)])
@pytest.mark.parametrize("parts", [(), (2015, 2022)], ids=["whole", "in parts"])
def test_killed_while_writing_it_holds_exactly_what_its_watermark_says(tmp_path: Path, kills: int, parts: tuple[int, ...]) -> None:
    TantivyIndex(tmp_path, writable=True, parts=parts).close()
    writer_code = """
        from datetime import UTC, datetime
        from hemera.index import TantivyIndex
        from hemera.searching import IndexChange, IndexDocument
        index = TantivyIndex(Path(sys.argv[1]), writable=True)
        seq = index.watermark()
        while True:
            batch = []
            for _ in range(20):
                seq += 1
                moment = datetime(2012 + seq % 14, 6, 12, tzinfo=UTC)
                batch.append(IndexChange(seq, seq, IndexDocument(seq, "s", "fr", "", f"titre {seq}", "", "mot " * 200, (), moment)))
            index.apply(batch)
            print(seq, flush=True)
    """
    told, chance = 0, random.Random(kills)
    for _ in range(kills):
        writer = run(writer_code, tmp_path)
        assert writer.stdout is not None
        for _ in range(chance.randrange(1, 5)):
            told = int(writer.stdout.readline())
        time.sleep(chance.random() / 20)
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        told = max([told, *map(int, rest.split())])
        index = TantivyIndex(tmp_path, writable=True)  # the dead writer's lock is gone
        assert told <= index.watermark() <= told + 20
        assert damage(index.path, deep=True) == ""
        index.close()
    # What a killed batch left in older parts is written again with what follows it, as whoever takes its place does.
    last = run(writer_code, tmp_path)
    assert last.stdout is not None
    last.stdout.readline()
    last.send_signal(signal.SIGKILL)
    last.communicate()
    whole = TantivyIndex(tmp_path, writable=False)
    ids = list(whole.ids())
    assert ids[: whole.watermark()] == list(range(1, whole.watermark() + 1))
    assert len(ids) <= whole.watermark() + (20 if parts else 0)


@pytest.mark.faults
def test_a_full_disk_costs_the_batch_and_no_more(tmp_path: Path) -> None:
    writer = run(
        """
        import resource
        from datetime import UTC, datetime
        from hemera.errors import IndexUnusable
        from hemera.index import TantivyIndex
        from hemera.searching import IndexChange, IndexDocument
        index = TantivyIndex(Path(sys.argv[1]), writable=True)
        moment = datetime(2020, 6, 12, tzinfo=UTC)

        def put(seq):
            body = " ".join(f"mot{n}" for n in range(5000))
            index.apply([IndexChange(seq, seq, IndexDocument(seq, "s", "fr", "", "titre", "", body, (), moment))])

        put(1)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2048, before[1]))
        for _ in range(2):
            try:
                put(2)
            except IndexUnusable as refused:
                print(refused.key, index.watermark(), list(index.ids()))
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        put(3)
        print(index.watermark(), list(index.ids()))
        """,
        tmp_path,
    )
    told, _ = writer.communicate(timeout=60)
    assert told.splitlines() == ["index.unusable 1 [1]", "index.unusable 1 [1]", "3 [1, 3]"]


def test_killed_after_a_commits_files_and_before_its_name_the_next_one_goes_on(tmp_path: Path) -> None:
    """The next commit would call its own files the same."""
    before, after = tmp_path / "before", tmp_path / "after"
    first = TantivyIndex(before, writable=True)
    first.apply(put(*ARTICLES))
    first.close()
    shutil.copytree(before, after)
    killed = TantivyIndex(after, writable=True)
    again = put(replace(ARTICLES[0], title="Revu"), first=5)
    killed.apply(again)
    killed.close()
    [named] = before.rglob("meta.json")
    shutil.copy(named, after / named.relative_to(before))  # as if it had not been reached
    mended = TantivyIndex(after, writable=True)
    assert mended.watermark() == 4
    mended.apply(again)
    assert mended.watermark() == 5
    assert sorted(mended.ids()) == [1, 2, 3, 4]
    mended.close()
