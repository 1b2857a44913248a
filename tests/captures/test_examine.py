"""Looking through files past damage: what is good is found, what is not is named, and what rows name is never written over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hemera.captures import WarcStore
from hemera.jobs import Damage
from hemera.types import CaptureRef

if TYPE_CHECKING:
    from answers import Make


def zero(path: Path, offset: int, length: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(bytes(length))


def test_every_byte_is_a_record_or_damage(store: WarcStore, folder: Path, make: Make) -> None:
    refs = [store.write(make(n)) for n in range(6)]
    store.close()
    zero(folder / refs[2].file, refs[2].offset + 20, 40)
    found = list(store.examine(refs[0].file))
    assert [each for each in found if isinstance(each, CaptureRef)] == [ref for ref in refs if ref is not refs[2]]
    assert [each for each in found if isinstance(each, Damage)] == [
        Damage(refs[2].file, refs[2].offset, refs[2].length, "unreadable")
    ]


def test_damage_at_the_end_is_named_too(store: WarcStore, folder: Path, make: Make) -> None:
    refs = [store.write(make(n)) for n in range(3)]
    store.close()
    zero(folder / refs[2].file, refs[2].offset, refs[2].length)
    [*_, last] = store.examine(refs[0].file)
    assert last == Damage(refs[2].file, refs[2].offset, refs[2].length, "unreadable")


def test_a_record_whose_digest_is_wrong_is_named(store: WarcStore, folder: Path, make: Make) -> None:
    import gzip

    ref = store.write(make(1))
    store.close()
    path = folder / ref.file
    data = path.read_bytes()
    changed = gzip.decompress(data[ref.offset :]).replace("المطر".encode(), "الثلج".encode())
    path.write_bytes(data[: ref.offset] + gzip.compress(changed))
    [found] = store.examine(ref.file)
    assert isinstance(found, Damage)
    assert found.why == "digest"


def test_a_response_of_another_program_is_neither(store: WarcStore, folder: Path, make: Make) -> None:
    from hemera.captures import records

    ref = store.write(make(1))
    store.close()
    block = b"HTTP/1.1 200 OK\r\n\r\nbody"
    headers = (("WARC-Type", "response"), ("WARC-Record-ID", "<urn:uuid:1>"), ("Content-Length", str(len(block))))
    with (folder / ref.file).open("ab") as file:
        file.write(records.member(headers, block))
    assert list(store.examine(ref.file)) == [ref]


def test_what_rows_name_is_not_cut_nor_written_over(store: WarcStore, folder: Path, make: Make) -> None:
    refs = [store.write(make(n)) for n in range(3)]
    store.close()
    path = folder / refs[2].file
    zero(path, refs[2].offset, refs[2].length)
    size = path.stat().st_size
    again = WarcStore(folder)
    assert again.repair({refs[0].file: refs[2].offset + refs[2].length}) == 0
    assert path.stat().st_size == size
    new = again.write(make(9))
    assert new.file != refs[0].file
    assert path.stat().st_size == size
    again.close()


def test_a_file_cut_to_nothing_that_rows_name_is_left_alone(store: WarcStore, folder: Path, make: Make) -> None:
    ref = store.write(make(1))
    store.close()
    (folder / ref.file).write_bytes(b"")
    again = WarcStore(folder)
    again.repair({ref.file: ref.offset + ref.length})
    assert again.write(make(2)).file != ref.file
    again.close()


def test_who_writes_is_known_to_others(store: WarcStore, folder: Path, make: Make) -> None:
    ref = store.write(make(1))
    other = WarcStore(folder)
    assert other.is_held(ref.file)
    assert not store.is_held(ref.file)
    store.close()
    assert not other.is_held(ref.file)
