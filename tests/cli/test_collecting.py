"""Commands over an archive that was really collected: two newspapers of the little press, over HTTP."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from two_papers import PRESS, Run

from hemera.demo import PressServer

Collected = tuple[Path, dict[str, Any]]


@pytest.fixture
def copy(tmp_path: Path, collected: Collected) -> Path:
    """Return a copy of the archive that may be damaged."""
    return Path(shutil.copytree(collected[0], tmp_path / "press"))


def test_update_collects_all_that_was_printed_and_its_sums_match(collected: Collected, press: PressServer) -> None:
    _, tally = collected
    printed = sum(len(press.site(source).pieces) for source in PRESS)
    settled = tally["articles"] + sum(tally["discarded"].values()) + sum(tally["held"].values())
    assert tally["entries"] == settled
    assert tally["articles"] >= 0.9 * printed
    assert not [reason for kind in ("failed", "held", "discarded") for reason in tally[kind] if reason.startswith("bug.")]


def test_a_second_update_finds_nothing_new(copy: Path, hemera: Run, press: PressServer) -> None:
    done = hemera("update", "--once", "-a", copy)
    assert done.returncode == 0, done.stderr
    assert "0 new entries" in done.stdout


def test_status_counts_match(collected: Collected, hemera: Run) -> None:
    folder, tally = collected
    done = hemera("status", "--json", "-a", folder)
    assert done.returncode == 0, done.stderr
    now = json.loads(done.stdout)
    assert now["balanced"]
    assert now["entries"] == sum(now["states"].values()) == tally["entries"]
    assert now["states"]["article"] == now["articles"] == now["index"]["documents"] == tally["articles"]
    assert (now["captures_unread"], now["index"]["lag"], now["index"]["error"]) == (0, 0, "")
    assert now["feeds_on"] == now["feeds_ok"] + len(now["troubles"]) + now["feeds_never"]
    plain = hemera("status", "-a", folder).stdout
    assert f"entries    {now['entries']} = {now['articles']} articles + " in plain


def test_status_fails_where_an_entry_is_in_no_known_state(copy: Path, hemera: Run) -> None:
    _sql(copy, "UPDATE store_entry SET state = 'lost', reason = 'x' WHERE id = (SELECT min(id) FROM store_entry)")
    now = json.loads(hemera("status", "--json", "-a", copy).stdout)
    assert now["states"]["lost"] == 1


@pytest.mark.parametrize("depth", [(), ("--deep",)], ids=["fast", "deep"])
def test_verify_finds_nothing_wrong_with_a_fresh_archive(collected: Collected, hemera: Run, depth: tuple[str, ...]) -> None:
    done = hemera("verify", "--json", *depth, "-a", collected[0])
    results = {result["check"]: result for result in json.loads(done.stdout)}
    assert not {name: result["problems"] for name, result in results.items() if result["problems"]}
    assert done.returncode == 0
    assert {result["invariant"] for result in results.values()} == set(range(13))
    assert all(results[name]["checked"] for name in results if name not in ("records", "leases", "blocks", "frozen"))


DAMAGE = {
    "pictures": None,
    "captures": None,
    "revisions": "UPDATE store_revision SET text_sha256 = 'x' WHERE id = (SELECT max(id) FROM store_revision)",
    "templates": "UPDATE store_template SET pages = pages + 1 WHERE id = (SELECT min(id) FROM store_template)",
    "entries": "UPDATE store_entry SET due_at = NULL, state = 'queued', article_id = NULL "
    "WHERE id = (SELECT min(id) FROM store_entry)",
    "leases": "UPDATE store_feed SET lease_until = '2999-01-01 00:00:00' WHERE id = (SELECT min(id) FROM store_feed)",
    "index": "UPDATE store_article SET visibility = 'held' WHERE id = (SELECT min(id) FROM store_article)",
    "counters": "UPDATE store_article SET revision_count = 9 WHERE id = (SELECT max(id) FROM store_article)",
    "dates": "UPDATE store_article SET published = '2999-01-01 00:00:00' WHERE id = (SELECT max(id) FROM store_article)",
    "numbers": "UPDATE store_source SET next_number = next_number + 1 WHERE id = 'phare'",
    "blocks": None,
    "politeness": "UPDATE store_capture SET fetched_at = (SELECT max(fetched_at) FROM store_capture) WHERE id IN "
    "(SELECT id FROM store_capture WHERE source_id = 'phare' ORDER BY id DESC LIMIT 2)",
    "database": "UPDATE store_entry SET source_id = 'nobody' WHERE id = (SELECT max(id) FROM store_entry)",
}


def test_verify_names_every_damage(copy: Path, hemera: Run) -> None:
    made = json.loads(hemera("freeze", "--json", "-a", copy, "lang:fr").stdout)
    (copy / "frozen" / made["id"] / "articles.tsv.gz").write_bytes(b"")
    for statement in filter(None, DAMAGE.values()):
        _sql(copy, statement)
    next((copy / "media").rglob("*.webp")).unlink()
    act = {"verb": "block_image", "target": "image:x", "reason": "", "actor": "", "at": "2026-01-01", "details": {}}
    (copy / "blocks.log").write_text(json.dumps({"previous": "f" * 64, **act}) + "\n")
    _flip_a_byte(copy)
    done = hemera("verify", "--deep", "--json", "-a", copy)
    assert done.returncode == 1, done.stderr
    found = {result["check"] for result in json.loads(done.stdout) if result["problems"]}
    assert {*DAMAGE, "frozen"} <= found


def test_a_capture_without_a_row_is_found_and_gets_one(copy: Path, hemera: Run, press: PressServer) -> None:
    _sql(copy, "DELETE FROM store_capture WHERE id = (SELECT max(id) FROM store_capture WHERE purpose = 'image')")
    first = hemera("verify", "--deep", "--json", "-a", copy)
    assert [r["check"] for r in json.loads(first.stdout) if r["problems"]] == ["records"]


def test_search_and_show_agree(collected: Collected, hemera: Run) -> None:
    folder, tally = collected
    found = json.loads(hemera("search", "--json", "-n", "3", "-a", folder, "lang:ar").stdout)
    assert len(found["articles"]) == 3
    assert found["total"] <= tally["articles"]
    shown = json.loads(hemera("show", "--json", "-a", folder, found["articles"][0]["address"]).stdout)
    assert shown["title"] == found["articles"][0]["title"]
    assert len(shown["text"]) > 200
    counts = json.loads(hemera("search", "--json", "--by", "source", "-a", folder).stdout)
    assert dict(counts) == {source: n for source, n in counts if source in PRESS}
    assert sum(n for _, n in counts) == tally["articles"]


def test_show_says_what_is_not_there(collected: Collected, hemera: Run) -> None:
    done = hemera("show", "phare/99999", "-a", collected[0])
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)


def test_a_lost_index_is_named_and_rebuilt(copy: Path, hemera: Run, collected: Collected) -> None:
    shutil.rmtree(copy / "index")
    lost = hemera("search", "lang:fr", "-a", copy)
    assert lost.returncode == 1
    assert "index" in lost.stderr
    assert hemera("reindex", "-a", copy).returncode == 0
    now = json.loads(hemera("status", "--json", "-a", copy).stdout)
    assert (now["index"]["documents"], now["index"]["lag"]) == (collected[1]["articles"], 0)


def test_accounts_are_added_listed_and_held_to_the_rules(copy: Path, hemera: Run) -> None:
    add = ("user", "add", "amina", "--email", "amina@example.org", "--password-stdin", "-a", copy)
    weak = hemera(*add, input="short\n")
    assert (weak.returncode, "at least 12" in weak.stderr) == (1, True)
    assert hemera(*add, input="a-long-and-quiet-river\n").returncode == 0
    assert "already" in hemera(*add, input="a-long-and-quiet-river\n").stderr
    assert hemera("user", "password", "amina", "--password-stdin", "-a", copy, input="another-quiet-river\n").returncode == 0
    assert hemera("user", "password", "nobody", "--password-stdin", "-a", copy, input="x\n").returncode == 1
    (account,) = json.loads(hemera("user", "list", "--json", "-a", copy).stdout)
    assert (account["name"], account["email"], account["manages"]) == ("amina", "amina@example.org", True)


def _sql(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / "archive.sqlite3") as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(statement)
    connection.close()


def _flip_a_byte(folder: Path) -> None:
    file = next((folder / "captures").rglob("*.warc.gz"))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)
