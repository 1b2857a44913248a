"""F15. Backups made while it works, cut short, damaged; restores of older ones, cut short, into what is left."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import faultkit as kit
import pytest

BACKUP_POINTS = ("backup.database:1", "backup.file:1", "backup.file:4", "backup.before-manifest:1")
RESTORE_POINTS = ("restore.file:1", "restore.file:5", "restore.before-database:1", "restore.database:1", "restore.aside:1",
                  "store.migrating:30")  # fmt: skip

# All pages are fetched once more.
AGAIN = "UPDATE store_entry SET due_at = '2020-01-01 00:00:00', etag = '', last_modified = '', body_sha256 = ''"


def backup(folder: Path, target: Path, *options: str) -> dict[str, object]:
    told: dict[str, object] = json.loads(kit.good(kit.hemera("backup", target, "--json", *options, "-a", folder)))
    return told


def zero(path: Path, offset: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(bytes(64))


def test_whole_and_in_a_new_place(copy: Path, numbers: list[kit.Row], tmp_path: Path) -> None:
    target, new = tmp_path / "backup", tmp_path / "new"
    first = backup(copy, target)
    kit.good(kit.hemera("restore", target, new))
    assert kit.numbered(new) == numbers
    assert first["copied"] == sum(path.is_file() for name in ("captures", "media") for path in (target / name).rglob("*"))


@pytest.mark.faults
class TestBackup:
    def test_the_second_copies_what_is_new(self, copy: Path, tmp_path: Path) -> None:
        target = tmp_path / "backup"
        backup(copy, target)
        assert backup(copy, target)["copied"] == 0
        kit.query(copy, AGAIN)
        kit.good(kit.update(copy))
        again = backup(copy, target)
        [path] = (copy / "captures").rglob("*.warc.gz")
        assert (again["copied"], again["damaged"]) == (1, [])
        assert 0 < again["bytes_copied"] < path.stat().st_size  # type: ignore[operator]
        kit.good(kit.hemera("restore", "--dry-run", target, tmp_path / "new"))
        assert len(list((target / "state").iterdir())) == 1

    def test_while_it_collects(self, fresh: Callable[[], Path], undisturbed: list[kit.Row], tmp_path: Path) -> None:
        folder, target = fresh(), tmp_path / "backup"
        running = kit.start("update", "--once", "-a", folder)
        kit.wait_for(lambda: kit.captured(folder) >= 3)
        for number in range(3):
            backup(folder, target)
            new = tmp_path / f"new-{number}"
            kit.good(kit.hemera("restore", target, new))
            kit.verify(new, "--deep")
        assert running.wait(120) == 0
        running.communicate()
        kit.good(kit.update(new))  # what the backup does not have is fetched again
        assert kit.contents(new) == undisturbed

    @pytest.mark.parametrize("point", BACKUP_POINTS)
    def test_cut_short_the_one_before_is_whole(self, copy: Path, tmp_path: Path, point: str) -> None:
        before, target, new = kit.numbered(copy), tmp_path / "backup", tmp_path / "new"
        backup(copy, target)
        kit.query(copy, AGAIN)
        kit.good(kit.update(copy))  # captures grow
        kit.killed(kit.hemera("backup", target, "-a", copy, fault=point))
        kit.good(kit.hemera("restore", target, new))
        assert kit.numbered(new) == before
        kit.verify(new, "--deep")
        backup(copy, target)
        kit.good(kit.hemera("restore", "--dry-run", target, new))

    def test_the_first_cut_short_is_none(self, copy: Path, tmp_path: Path) -> None:
        kit.killed(kit.hemera("backup", tmp_path / "backup", "-a", copy, fault="backup.file:2"))
        done = kit.hemera("restore", tmp_path / "backup", tmp_path / "new")
        assert done.returncode == 1
        assert "no finished backup" in done.stderr
        assert not (tmp_path / "new").exists()
        backup(copy, tmp_path / "backup")

    def test_a_good_copy_is_never_overwritten_by_a_damaged_file(self, copy: Path, tmp_path: Path) -> None:
        target = tmp_path / "backup"
        backup(copy, target)
        [path] = (copy / "captures").rglob("*.warc.gz")
        zero(path, 3000)
        kit.query(copy, AGAIN)
        kit.good(kit.update(copy))
        done = kit.hemera("backup", target, "-a", copy)
        assert done.returncode == 1
        assert path.name in done.stderr
        assert kit.good(kit.hemera("restore", "--dry-run", target, tmp_path / "new"))

    def test_damage_in_it_is_found_and_mended(self, copy: Path, tmp_path: Path) -> None:
        target = tmp_path / "backup"
        backup(copy, target)
        [path] = (target / "captures").rglob("*.warc.gz")
        zero(path, 3000)
        assert kit.hemera("restore", "--dry-run", target, tmp_path / "new").returncode == 1
        refused = kit.hemera("restore", target, tmp_path / "new")
        assert refused.returncode == 1
        assert "damaged" in refused.stderr
        assert "interrupted" in kit.update(tmp_path / "new").stderr
        assert backup(copy, target, "--check")["copied"] == 1
        kit.good(kit.hemera("restore", target, tmp_path / "new"))
        kit.verify(tmp_path / "new", "--deep")

    def test_a_damaged_database_is_not_backed_up(self, copy: Path, tmp_path: Path) -> None:
        target = tmp_path / "backup"
        backup(copy, target)
        with (copy / "archive.sqlite3").open("r+b") as file:
            file.seek(4096)
            file.write(bytes(40_000))
        done = kit.hemera("backup", target, "-a", copy)
        assert done.returncode == 1
        assert "damaged" in done.stderr
        kit.good(kit.hemera("restore", target, tmp_path / "new"))

    @pytest.mark.parametrize("inside", [True, False])
    def test_no_place_for_it(self, copy: Path, tmp_path: Path, inside: bool) -> None:
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "letters.txt").write_text("not ours")
        assert kit.hemera("backup", copy / "backup" if inside else tmp_path / "other", "-a", copy).returncode == 1


@pytest.mark.faults
class TestRestore:
    def test_what_was_withdrawn_since_stays_withdrawn(self, fresh: Callable[[], Path], tmp_path: Path) -> None:
        folder, target = fresh(), tmp_path / "backup"
        kit.killed(kit.update(folder, fault="store.before-commit-article:6"))
        backup(folder, target)
        kit.good(kit.update(folder))
        before = kit.numbered(folder)
        early, late = (next(row for row in rows if row[0] == before[0][0]) for rows in (before, before[::-1]))
        for source, number, *_ in (early, late):
            kit.withdraw(folder, f"{source}/{number}")
        kit.good(kit.hemera("restore", target, folder))  # older than both decisions, and than the second article
        assert list(folder.glob("archive.sqlite3.aside-*"))
        shown = kit.python("-c", kit.SHOWN, folder).stdout
        assert early[2] not in shown
        kit.good(kit.update(folder))
        after = kit.numbered(folder)
        assert after == [row for row in before if row not in (early, late)]
        kit.verify(folder, "--deep")

    def test_a_log_of_decisions_kept_elsewhere(self, copy: Path, tmp_path: Path) -> None:
        target, new = tmp_path / "backup", tmp_path / "new"
        before = kit.numbered(copy)
        backup(copy, target)
        kit.withdraw(copy, f"{before[0][0]}/{before[0][1]}")
        kit.good(kit.hemera("restore", "--blocks", copy / "blocks.log", target, new))
        assert kit.numbered(new) == before[1:]
        kit.verify(new)

    def test_decisions_that_contradict_are_not_dropped(self, copy: Path, tmp_path: Path) -> None:
        target, new = tmp_path / "backup", tmp_path / "new"
        before = kit.numbered(copy)
        backup(copy, target)
        kit.good(kit.hemera("restore", target, new))
        kit.withdraw(copy, f"{before[0][0]}/{before[0][1]}")
        kit.withdraw(new, f"{before[1][0]}/{before[1][1]}")
        backup(copy, target)
        database = (new / "archive.sqlite3").read_bytes()
        done = kit.hemera("restore", target, new)
        assert done.returncode == 1
        assert "different decisions" in done.stderr
        assert (new / "archive.sqlite3").read_bytes() == database

    @pytest.mark.parametrize("point", RESTORE_POINTS)
    @pytest.mark.parametrize("place", ["new", "old"])
    def test_cut_short_and_run_again(self, copy: Path, tmp_path: Path, point: str, place: str) -> None:
        before, target = kit.numbered(copy), tmp_path / "backup"
        backup(copy, target)
        folder = tmp_path / "new" if place == "new" else copy
        if place == "old":
            [path] = (copy / "captures").rglob("*.warc.gz")
            zero(path, 3000)
        done = kit.hemera("restore", target, folder, fault=point)
        if done.returncode == 0 and point in ("restore.aside:1", "store.migrating:30"):
            return  # nothing there to be set aside; nothing there to migrate
        kit.killed(done)
        if (folder / "hemera.toml").exists():
            refused = kit.update(folder)
            assert refused.returncode == (0 if point == "store.migrating:30" else 1)
        kit.good(kit.hemera("restore", target, folder))
        assert kit.numbered(folder) == before
        kit.verify(folder, "--deep")

    def test_longer_captures_stay(self, copy: Path, tmp_path: Path, undisturbed: list[kit.Row]) -> None:
        target = tmp_path / "backup"
        backup(copy, target)
        [path] = (copy / "captures").rglob("*.warc.gz")
        kit.query(copy, AGAIN)
        kit.good(kit.update(copy))
        size = path.stat().st_size
        kit.good(kit.hemera("restore", target, copy))
        assert path.stat().st_size == size
        kit.good(kit.update(copy))
        assert kit.contents(copy) == undisturbed
        kit.verify(copy, "--deep")


@pytest.mark.faults
class TestNewer:
    """What a newer Hemera has written is refused, and left as it is."""

    def test_an_archive(self, copy: Path) -> None:
        kit.query(copy, "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '0999_later', '2030-01-01')")
        for command in ("update --once", "verify", "search x", "rebuild"):
            done = kit.hemera(*command.split(), "-a", copy)
            assert done.returncode == 1
            assert "newer Hemera" in done.stderr

    def test_a_backup(self, copy: Path, tmp_path: Path) -> None:
        kit.query(copy, "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '0999_later', '2030-01-01')")
        backup(copy, tmp_path / "backup")
        done = kit.hemera("restore", tmp_path / "backup", tmp_path / "new")
        assert done.returncode == 1
        assert "newer Hemera" in done.stderr
        assert not (tmp_path / "new").exists()

    @pytest.mark.parametrize("statement", [1, 5, 9, 13, 17])
    def test_an_upgrade_cut_short_goes_on(self, copy: Path, statement: int, tmp_path: Path) -> None:
        old = tmp_path / "old"
        kit.good(kit.python("-c", kit.AS_OF, old, "0001_initial"))
        for name in ("sources", "captures"):
            shutil.copytree(copy / name, old / name)
        kit.killed(kit.update(old, fault=f"store.migrating:{statement}"))
        kit.good(kit.hemera("rebuild", "-a", old))
        with closing(sqlite3.connect(old / "archive.sqlite3")) as database:
            [[count]] = database.execute("SELECT count(*) FROM store_article").fetchall()
        assert count == len(kit.numbered(copy))
        kit.verify(old, "--deep")
