"""F3 and F5. Captures damaged, the database lost or set back: what is on the disk comes back, what is not is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import faultkit as kit
import pytest

REBUILD_POINTS = ("store.migrating:25", "rebuild.begun:1", "rebuild.adopted:1", "rebuild.recorded:1", "rebuild.recorded:2",
                  "store.before-commit-article:4", "media.before-row:3")  # fmt: skip


def lose(folder: Path) -> None:
    for path in folder.glob("archive.sqlite3*"):
        path.unlink()


def warc(folder: Path) -> Path:
    [path] = (folder / "captures").rglob("*.warc.gz")
    return path


def places(folder: Path) -> list[tuple[int, int]]:
    return kit.query(folder, 'SELECT "offset", length FROM store_capture WHERE purpose = \'page\' ORDER BY "offset"')  # type: ignore[return-value]


def zero(path: Path, offset: int, length: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(bytes(length))


class TestTheDatabaseIsLost:
    def test_the_same_articles_come_back_and_what_was_withdrawn_stays_so(self, copy: Path, numbers: list[kit.Row]) -> None:
        before = list(numbers)
        taken = before.pop(3)
        kit.withdraw(copy, f"{taken[0]}/{taken[1]}")
        lose(copy)
        kit.good(kit.hemera("rebuild", "-a", copy))
        assert kit.numbered(copy) == before
        kit.verify(copy)
        [[state]] = kit.query(copy, f"SELECT visibility FROM store_article WHERE source_id='{taken[0]}' AND number={taken[1]}")
        assert state == "withdrawn"

    @pytest.mark.faults
    def test_a_dry_run_tells_and_writes_nothing(self, copy: Path, numbers: list[kit.Row]) -> None:
        lose(copy)
        told = json.loads(kit.good(kit.hemera("rebuild", "--dry-run", "--json", "-a", copy)))
        assert told["expected"] == len(numbers)
        assert sum(told["found"].values()) >= 2 * len(numbers)
        assert kit.captured(copy) == 0

    @pytest.mark.faults
    def test_collecting_alone_brings_it_back(self, copy: Path) -> None:
        before = kit.numbered(copy)
        taken = before.pop(3)
        kit.withdraw(copy, f"{taken[0]}/{taken[1]}")
        lose(copy)
        kit.good(kit.update(copy))
        assert kit.numbered(copy) == before
        kit.verify(copy, "--deep")

    @pytest.mark.faults
    @pytest.mark.parametrize("point", REBUILD_POINTS)
    @pytest.mark.parametrize("again", ["rebuild", "update"])
    def test_killed_while_it_is_rebuilt(self, copy: Path, point: str, again: str) -> None:
        before = kit.numbered(copy)
        lose(copy)
        kit.killed(kit.hemera("rebuild", "-a", copy, fault=point))
        kit.good(kit.hemera("rebuild", "-a", copy) if again == "rebuild" else kit.update(copy))
        assert kit.numbered(copy) == before
        kit.verify(copy, "--deep")

    @pytest.mark.faults
    def test_without_the_logs_beside_it(self, copy: Path, undisturbed: list[kit.Row]) -> None:
        lose(copy)
        for name in ("numbers.log", "record.log"):
            (copy / name).unlink()
        kit.good(kit.hemera("rebuild", "-a", copy))
        found = kit.contents(copy)
        assert [[source, url] for source, url, *_ in found] == [[source, url] for source, url, *_ in undisturbed]
        kit.verify(copy, "--deep")

    @pytest.mark.faults
    def test_a_source_that_left_the_catalogue_keeps_its_articles(self, copy: Path) -> None:
        before = kit.numbered(copy)
        lose(copy)
        catalogue = copy / "sources" / "demo.toml"
        catalogue.write_text(catalogue.read_text().partition("[[source]]")[0])
        kit.good(kit.hemera("rebuild", "-a", copy))
        assert kit.numbered(copy) == before
        kit.verify(copy, "--deep")

    @pytest.mark.faults
    def test_a_damaged_one_is_set_aside(self, copy: Path) -> None:
        before = kit.numbered(copy)
        for path in copy.glob("archive.sqlite3-*"):
            path.unlink()
        zero(copy / "archive.sqlite3", 4096, 40_000)
        assert kit.hemera("verify", "-a", copy).returncode == 1
        kit.good(kit.hemera("rebuild", "--anew", "-a", copy))
        assert kit.numbered(copy) == before
        assert list(copy.glob("archive.sqlite3.aside-*"))
        kit.verify(copy, "--deep")


@pytest.mark.faults
class TestTheDatabaseIsOlder:
    def test_than_the_captures(self, fresh: Callable[[], Path], undisturbed: list[kit.Row], tmp_path: Path) -> None:
        folder = fresh()
        kit.killed(kit.update(folder, fault="store.before-commit-article:3"))
        for path in folder.glob("archive.sqlite3*"):
            shutil.copy(path, tmp_path)
        kit.good(kit.update(folder))
        before = kit.numbered(folder)
        kit.withdraw(folder, f"{before[-1][0]}/{before[-1][1]}")
        taken = before.pop()
        lose(folder)
        for path in tmp_path.glob("archive.sqlite3*"):
            shutil.copy(path, folder)
        kit.good(kit.update(folder))
        assert kit.numbered(folder) == before
        assert [source for source, *_ in undisturbed].count(taken[0]) == sum(row[0] == taken[0] for row in before) + 1
        kit.verify(folder, "--deep")

    def test_its_log_of_writes_is_lost(self, fresh: Callable[[], Path], undisturbed: list[kit.Row]) -> None:
        folder = fresh()
        kit.killed(kit.update(folder, fault="pipeline.saved:3"))
        (folder / "archive.sqlite3-wal").unlink()
        (folder / "archive.sqlite3-shm").unlink(missing_ok=True)
        kit.good(kit.hemera("rebuild", "-a", folder))
        kit.good(kit.update(folder))
        kit.verify(folder, "--deep")
        assert kit.contents(folder) == undisturbed


@pytest.mark.faults
class TestCaptures:
    def test_a_torn_tail_is_cut_and_collecting_goes_on(self, copy: Path, undisturbed: list[kit.Row]) -> None:
        with warc(copy).open("ab") as file:
            file.write(b"\x1f\x8b\x08\x00half a record")
        kit.verify(copy, "--deep")
        kit.good(kit.update(copy))
        kit.verify(copy, "--deep")
        assert kit.contents(copy) == undisturbed

    def test_zeroed_bytes_cost_one_record_and_are_named(self, copy: Path, undisturbed: list[kit.Row]) -> None:
        offset, _ = places(copy)[4]
        zero(warc(copy), offset + 30, 64)
        wrong = kit.problems(copy, "--deep")
        assert wrong.keys() == {"captures", "records", "extraction"}
        assert len(wrong["captures"]) == len(wrong["records"]) == 1
        kit.good(kit.update(copy))
        assert kit.contents(copy) == undisturbed

    def test_a_lost_database_and_zeroed_bytes_lose_one_article_and_no_number(self, copy: Path) -> None:
        before = kit.numbered(copy)
        offset, _ = places(copy)[4]
        [[record]] = kit.query(copy, f'SELECT record_id FROM store_capture WHERE "offset" = {offset}')
        zero(warc(copy), offset + 30, 64)
        [lost] = [line.split("\t") for line in (copy / "numbers.log").read_text().splitlines() if record in line]
        lose(copy)
        kit.good(kit.hemera("rebuild", "-a", copy))
        assert kit.numbered(copy) == [row for row in before if row[2] != lost[3]]
        wrong = kit.problems(copy, "--deep")
        assert wrong.keys() == {"records", "numbers"}
        assert any(lost[3] in line for line in wrong["numbers"])

    @pytest.mark.parametrize("how", ["missing", "empty"])
    def test_a_file_gone_is_named_and_collecting_goes_on_in_another(self, copy: Path, undisturbed: list[kit.Row], how: str) -> None:
        path = warc(copy)
        if how == "missing":
            path.unlink()
        else:
            path.write_bytes(b"")
        wrong = kit.problems(copy, "--deep")
        assert {"captures", "extraction"} <= wrong.keys()
        kit.query(copy, "UPDATE store_entry SET due_at = '2020-01-01 00:00:00', etag = '', last_modified = '', body_sha256 = ''")
        kit.good(kit.update(copy))
        assert kit.contents(copy) == undisturbed
        after = kit.problems(copy, "--deep")
        assert len(after["captures"]) == len(wrong["captures"])  # nothing new is lost, nothing old is written over
        assert "entries" not in after

    def test_the_same_file_twice(self, copy: Path, undisturbed: list[kit.Row]) -> None:
        path = warc(copy)
        twin = path.with_name("20200101T000000-12345678.warc.gz")
        shutil.copy(path, twin)
        kit.verify(copy, "--deep")
        kit.good(kit.update(copy))
        kit.good(kit.hemera("rebuild", "-a", copy))
        assert kit.contents(copy) == undisturbed
        kit.verify(copy, "--deep")
        path.unlink()
        assert "captures" in kit.problems(copy, "--deep")
        kit.good(kit.hemera("rebuild", "-a", copy))
        kit.verify(copy, "--deep")
        assert kit.contents(copy) == undisturbed

    def test_found_again_in_the_lost_database_of_a_twin(self, copy: Path) -> None:
        before = kit.numbered(copy)
        path = warc(copy)
        shutil.copy(path, path.with_name("20990101T000000-12345678.warc.gz"))
        lose(copy)
        kit.good(kit.hemera("rebuild", "-a", copy))
        assert kit.numbered(copy) == before
        kit.verify(copy, "--deep")


@pytest.mark.faults
def test_nothing_is_rebuilt_while_somebody_collects(copy: Path) -> None:
    from hemera.store import owners

    with owners.collecting(copy):
        done = kit.hemera("rebuild", "-a", copy)
    assert done.returncode == 1
    assert "collector is at work" in done.stderr
