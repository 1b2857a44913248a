"""What becomes of pages on offer, and which files are looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hemera.errors import CaptureError
from hemera.jobs import Held, Offered
from hemera.pipeline.importing import DUPLICATE, DUPLICATE_ID, IMPORTED, Wish, find, identify, sort

AT = datetime(2024, 3, 1, tzinfo=UTC)
FILE = "others.warc.gz"
ONE = Offered(100, b"", "urn:1", "phare", "https://phare.example/1", 200, "text/html", "aa", AT)


def told(*pages: Offered, held: Held | None = None) -> list[str | None]:
    return [what for _, what in sort(pages, held or Held(), FILE)]


def test_new_pages_are_to_be_copied() -> None:
    assert told(ONE, replace(ONE, record_id="urn:2", url="https://phare.example/2")) == [None, None]
    assert told(ONE, replace(ONE, record_id="urn:2", sha256="bb")) == [None, None], "the page has changed"


def test_of_the_same_bytes_at_the_same_address_the_first_counts() -> None:
    assert told(ONE, replace(ONE, offset=200, record_id="urn:2")) == [None, DUPLICATE]
    assert told(ONE, held=Held(frozenset({(ONE.url, ONE.sha256)}))) == [DUPLICATE]


def test_131_of_records_of_the_same_id_the_first_counts() -> None:
    assert told(ONE, replace(ONE, offset=200, url="https://phare.example/2")) == [None, DUPLICATE_ID]
    assert told(ONE, held=Held(places={"urn:1": ("another.warc.gz", 100)})) == [DUPLICATE_ID]


def test_what_a_killed_run_copied_and_did_not_count_is_imported() -> None:
    held = Held(frozenset({(ONE.url, ONE.sha256)}), {"urn:1": (FILE, 100)})
    again = replace(ONE, offset=200)
    assert told(ONE, again, held=held) == [IMPORTED, DUPLICATE]


def test_a_wish_tells_jobs_apart_and_its_order_does_not() -> None:
    assert Wish().digest == ""
    assert Wish(("a", "b")).digest == Wish(("b", "a")).digest != Wish((), ("a", "b")).digest
    assert Wish(again=True).digest == ""


def test_122_links_in_folders_are_not_followed_and_names_do_not_matter(tmp_path: Path) -> None:
    folder, refused = tmp_path / "given", dict[str, str]()
    (folder / "b").mkdir(parents=True)
    (tmp_path / "secret.warc.gz").touch()
    for name in ("z.warc", "a.warc.gz", "b/c.warc.gz", "note.txt", "x.zip", "..warc.gz"):
        (folder / name).touch()
    (folder / "link.warc.gz").symlink_to(tmp_path / "secret.warc.gz")
    (folder / "dangling.warc.gz").symlink_to("nowhere")
    (folder / "up").symlink_to("..")
    found = list(find([folder], refused))
    assert [path.relative_to(folder).as_posix() for path in found] == ["..warc.gz", "a.warc.gz", "z.warc", "b/c.warc.gz"]
    assert {Path(path).name for path in refused} == {"link.warc.gz", "dangling.warc.gz"}


def test_a_file_is_known_by_name_and_beginning(tmp_path: Path) -> None:
    path = tmp_path / "strange\n\udce9 name.warc.gz"
    path.write_bytes(b"hello")
    file = identify(path, Wish())
    assert (file.name, file.size) == ("strange?? name.warc.gz".replace("??", "?\N{REPLACEMENT CHARACTER}"), 5)
    with pytest.raises(CaptureError, match="plain"):
        identify(tmp_path, Wish())
    with pytest.raises(CaptureError, match="cannot be read"):
        identify(tmp_path / "missing.warc", Wish())
