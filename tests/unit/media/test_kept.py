"""Files of pictures: whole or absent, and only where they belong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hemera.errors import NotFound
from hemera.media import MediaStore, Prepared

SHA = "ab" * 32
PICTURE = Prepared(SHA, 1200, 800, {1200: b"large", 480: b"small"})


def test_both_sizes_are_written_below_two_letters_of_the_hash(tmp_path: Path) -> None:
    store = MediaStore(tmp_path / "media")
    assert not store.exists(SHA)
    store.write(PICTURE)
    store.write(PICTURE)
    assert store.exists(SHA)
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*")) == [
        f"media/ab/{SHA}-1200.webp",
        f"media/ab/{SHA}-480.webp",
    ]
    assert store.path(SHA, 480).read_bytes() == b"small"


def test_a_crash_leaves_no_half_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = MediaStore(tmp_path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.write(PICTURE)
    assert not store.exists(SHA)
    monkeypatch.undo()
    store.write(PICTURE)
    assert store.exists(SHA)


@pytest.mark.parametrize("sha256", ["", "../" * 10, "AB" * 32, "ab" * 31, "ab" * 32 + "\n", "٣" * 64])
def test_only_hashes_name_files(tmp_path: Path, sha256: str) -> None:
    with pytest.raises(NotFound):
        MediaStore(tmp_path).path(sha256, 480)


def test_only_our_widths_exist(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        MediaStore(tmp_path).path(SHA, 481)
