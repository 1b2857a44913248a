"""The index gone, damaged, of another version, built anew: found out, told, made good beside, while readers read."""

from __future__ import annotations

import logging
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import pytest

from hemera.errors import IndexUnusable
from hemera.index import TantivyIndex
from hemera.index.files import damage
from hemera.index.place import IndexPlace
from hemera.pipeline import indexing
from hemera.pipeline.indexing import Follower, rebuild, take_its_place
from hemera.protocols import Store
from hemera.query import parse
from hemera.searching import IndexChange, IndexDocument

NOON = datetime(2020, 6, 12, 12, tzinfo=UTC)


class Log:
    """A record that is nothing but a log of changes."""

    def __init__(self, articles: int) -> None:
        self.rows = [
            IndexChange(n, n, IndexDocument(n, "s", "fr", "", f"titre {n}", "", "mot", (), NOON)) for n in range(1, articles + 1)
        ]

    def changes_since(self, seq: int, limit: int) -> list[IndexChange]:
        return [row for row in self.rows if row.seq > seq][:limit]

    def everything(self) -> Iterator[IndexChange]:
        return iter(self.rows)

    def years(self) -> dict[int, int]:
        return dict(Counter(row.document.published_at.year for row in self.rows if row.document))


def log(articles: int = 9) -> Store:
    return cast(Store, Log(articles))


def count(index: TantivyIndex, text: str = "") -> int:
    return index.count(parse(text, today=date(2020, 6, 12)))


@pytest.fixture
def place(tmp_path: Path) -> IndexPlace:
    return IndexPlace(tmp_path)


@pytest.fixture
def followers(place: IndexPlace) -> Iterator[Callable[[], Follower]]:
    made: list[Follower] = []

    def make() -> Follower:
        made.append(Follower(place))
        return made[-1]

    yield make
    for follower in made:
        follower.close()


def _taken_away(path: Path) -> None:
    shutil.rmtree(path)


def _file_taken_away(path: Path) -> None:
    next(path.glob("*.idx")).unlink()


def _replaced_by_half(path: Path) -> None:
    """As a copy that stopped in the middle: what others have open stays what it is."""
    whole = next(path.glob("*.idx"))
    half = whole.read_bytes()[: whole.stat().st_size // 2]
    whole.unlink()
    whole.write_bytes(half)


def _older(path: Path) -> None:
    path.rename(path.with_name("0.9"))


def _without_commit(path: Path) -> None:
    (path / "meta.json").write_bytes(b"{" + os.urandom(9))


@pytest.mark.parametrize("spoil", [_taken_away, _file_taken_away, _replaced_by_half, _older, _without_commit])
@pytest.mark.parametrize("while_open", [True, False])
def test_it_is_made_anew_and_told_in_one_line(
    place: IndexPlace,
    followers: Callable[[], Follower],
    spoil: Callable[[Path], None],
    while_open: bool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(indexing, "LOOK_EVERY", 0.0)
    follower = followers()
    assert follower.follow(log()) == 9
    reader = TantivyIndex(place.folder, writable=False)
    assert count(reader) == 9
    if not while_open:
        follower.close()
        follower = followers()
    spoil(place.path)
    caplog.clear()
    with caplog.at_level(logging.WARNING, "hemera.pipeline"):
        assert follower.follow(log(12)) == 12
    (told,) = [record.getMessage() for record in caplog.records]
    assert "It is built anew beside" in told
    assert "\n" not in told
    assert damage(place.path, deep=True) == ""
    assert count(reader) == count(TantivyIndex(place.folder, writable=False)) == 12
    assert [path.name for path in place.folder.iterdir()] == [place.path.name]


def test_readers_go_on_while_there_is_none(place: IndexPlace, followers: Callable[[], Follower]) -> None:
    follower = followers()
    follower.follow(log())
    follower.close()
    reader = TantivyIndex(place.folder, writable=False)
    shutil.rmtree(place.path)
    assert count(reader, "mot") == 9
    with pytest.raises(IndexUnusable) as refused:
        TantivyIndex(place.folder, writable=False)
    assert refused.value.key == "index.missing"


def test_one_is_built_beside_slice_by_slice_and_gone_on_with(
    place: IndexPlace, followers: Callable[[], Follower], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 4)
    first = followers()
    assert first.follow(log(), seconds=0) == 4
    assert not place.path.exists()
    assert place.progress() == 4
    assert first.follow(log(), seconds=0) == 4
    first.close()  # as a collector that is told to stop
    second = followers()
    assert second.follow(log()) == 1
    assert count(TantivyIndex(place.folder, writable=False)) == 9
    assert place.progress() is None


def test_the_one_in_use_changes_hands_while_a_collector_writes_to_it(
    place: IndexPlace, followers: Callable[[], Follower], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "LOOK_EVERY", 0.0)
    follower = followers()
    follower.follow(log())
    reader = TantivyIndex(place.folder, writable=False)
    other = place.beside(afresh=True)
    rebuild(log(7), other)
    other.close()
    assert not take_its_place(place, seconds=0.0)  # only who writes to it may
    assert count(reader) == 9
    follower.follow(log(8))
    assert not place.is_done
    assert count(reader) == 8
    with pytest.raises(IndexUnusable):
        place.open()  # the collector has the new one's lock


def test_two_do_not_build_at_once(place: IndexPlace, followers: Callable[[], Follower]) -> None:
    building = place.beside()
    with pytest.raises(IndexUnusable) as refused:
        place.beside(afresh=True)
    assert refused.value.key == "index.busy"
    assert followers().follow(log()) == 0
    building.close()


def test_what_is_whole_is_not_thrown_away(
    place: IndexPlace, followers: Callable[[], Follower], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is no damage of the index."""
    follower = followers()
    follower.follow(log())

    def refuse(index: TantivyIndex, changes: Sequence[IndexChange]) -> None:
        raise IndexUnusable("index.unusable", "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(TantivyIndex, "apply", refuse)
        with pytest.raises(IndexUnusable):
            follower.follow(log(10))
    assert follower.follow(log(10)) == 1


def test_a_crash_between_the_two_names_is_made_good(place: IndexPlace) -> None:
    building = place.beside()
    rebuild(log(), building)
    building.close()
    place.done()
    opened = place.open()
    assert opened.watermark() == 9
    opened.close()


@pytest.mark.parametrize("pattern", ["*.idx", "*.pos", "*.term", "*.fast", "*.fieldnorm", "*.store", "*.del"])
def test_one_wrong_byte_is_found(place: IndexPlace, pattern: str) -> None:
    index = TantivyIndex(place.folder, writable=True)
    index.apply(log().changes_since(0, 9))
    index.apply([IndexChange(10, 1, None)])
    index.close()
    assert damage(place.path, deep=True) == ""
    file = next(place.path.glob(pattern))
    content = bytearray(file.read_bytes())
    content[0] ^= 1
    file.write_bytes(content)
    assert damage(place.path) == ""
    assert damage(place.path, deep=True) == file.name
    with pytest.raises(IndexUnusable):
        place.check(deep=True)
    file.write_bytes(b"")
    assert damage(place.path) == file.name


@pytest.mark.parametrize("hidden", [False, True])
def test_what_was_read_through_is_not_read_again_until_it_changes(place: IndexPlace, hidden: bool) -> None:
    index = TantivyIndex(place.folder, writable=True)
    index.apply(log().changes_since(0, 9))
    index.close()
    place.open().close()
    file = next(place.path.glob("*.term"))
    was, content = file.stat(), bytearray(file.read_bytes())
    content[0] ^= 1
    file.write_bytes(content)
    if hidden:  # as a failing disk would
        os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))
        place.open().close()
    else:
        with pytest.raises(IndexUnusable, match="damaged"):
            place.open()
    with pytest.raises(IndexUnusable, match="damaged"):
        place.check(deep=True)


@pytest.mark.parametrize("memory", ["", "{", "[]", '{"x": 1}', '{"x": []}'])
def test_a_memory_that_cannot_be_read_is_none(place: IndexPlace, memory: str) -> None:
    index = TantivyIndex(place.folder, writable=True)
    index.apply(log().changes_since(0, 9))
    index.close()
    (place.path / "checked.json").write_text(memory)
    file = next(place.path.glob("*.term"))
    file.write_bytes(b"x" + file.read_bytes()[1:])
    with pytest.raises(IndexUnusable, match="damaged"):
        place.open()
