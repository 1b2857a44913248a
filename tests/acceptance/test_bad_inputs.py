"""What becomes of bad inputs in a whole run, numbered as in ``docs/reference/bad-inputs.md``."""

from __future__ import annotations

from typing import Any

import pytest

Row = dict[str, str]


SCRIPT = "misfortunes.py"


def rows(told: dict[str, Any], table: str, source: str, run: int = -1) -> dict[str, Row]:
    """Return a source's rows by path."""
    found = [row for row in told["rounds"][run][table] if row["source_id"] == source]
    return {"/" + row["url"].split("/", 3)[3]: row for row in found}


def entry(told: dict[str, Any], source: str, path: str, run: int = -1) -> tuple[str, str]:
    row = rows(told, "entries", source, run)[path]
    return row["state"], row["reason"]


def titles(told: dict[str, Any], source: str) -> list[str]:
    return [row["title"] for row in told["rounds"][-1]["articles"] if row["source_id"] == source]


# -- pages --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "reason"), [("/5", "fetch.undecodable"), ("/9", "fetch.refused.encoding")])
def test_05_09_a_body_nobody_can_decode_is_kept_raw_and_not_read(told: dict[str, Any], path: str, reason: str) -> None:
    assert entry(told, "pages", path) == ("held", reason)
    assert rows(told, "captures", "pages")[path]["outcome"] == reason


def test_06_half_a_body_is_asked_for_again_and_not_kept(told: dict[str, Any]) -> None:
    assert entry(told, "pages", "/6") == ("queued", "fetch.truncated")
    assert "/6" not in rows(told, "captures", "pages")


def test_16_an_empty_answer_fails_softly_and_takes_no_article(told: dict[str, Any]) -> None:
    assert entry(told, "pages", "/16") == ("queued", "fetch.empty")
    assert entry(told, "pages", "/kept-empty") == ("article", "fetch.empty")
    assert "Gardé quand la page se vide" in titles(told, "pages")


def test_28_a_reset_makes_no_article_and_is_tried_again(told: dict[str, Any]) -> None:
    assert entry(told, "pages", "/28", 0) == ("queued", "fetch.truncated")
    assert entry(told, "pages", "/28") == ("article", "")
    assert entry(told, "pages", "/kept-reset") == ("article", "fetch.truncated")


def test_41_a_refresh_is_not_followed(told: dict[str, Any]) -> None:
    assert entry(told, "pages", "/41")[0] == "held"
    assert "/canary" not in told["asked"]["pages"]


# -- feeds that move, sites that forbid ----------------------------------------------------------------------------------


def test_43_a_feed_that_moved_for_good_is_asked_where_it_went(told: dict[str, Any]) -> None:
    before, after = (rows(told, "feeds", "moved", run) for run in (0, 1))
    assert before["/old.xml"]["moved_to"] == ""
    assert after["/old.xml"]["moved_to"].endswith("/new.xml")
    assert after["/now.xml"]["moved_to"] == ""
    (row,) = (row for row in told["rounds"][-1]["notices"] if row["key"] == "feed.moved")
    assert row["detail"].endswith("/new.xml")


def test_59_a_503_robots_txt_pauses_the_site(told: dict[str, Any]) -> None:
    assert rows(told, "feeds", "paused")["/feed.xml"]["error"] == "fetch.robots-unreadable"
    assert told["asked"]["paused"] == ["/robots.txt"]


def test_60_what_is_newly_disallowed_leaves_the_queue_with_a_reason(told: dict[str, Any]) -> None:
    assert entry(told, "forbidden", "/p1", 0) == ("queued", "http.500")
    assert entry(told, "forbidden", "/p1") == entry(told, "forbidden", "/p2") == ("discarded", "fetch.refused.robots")
    assert titles(told, "forbidden") == ["Permis"]


def test_notices_are_printed_with_what_they_mean(told: dict[str, Any]) -> None:
    lines = told["printed"].splitlines()
    assert [line.split("\t")[:3] for line in lines if "old.xml" in line] == [["moved", "feed.moved", "1"]]
    assert any(line.startswith("feed.moved: The feed moved for good") for line in lines)


# -- feeds ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["63", "64", "65"])
def test_63_64_65_entities_hurt_no_reader(told: dict[str, Any], number: str) -> None:
    assert rows(told, "feeds", "feeds")[f"/{number}.xml"]["error"] == ""
    assert f"/{number}" in rows(told, "entries", "feeds")
    assert "/canary" not in told["asked"]["feeds"]


@pytest.mark.parametrize("number", ["67", "68"])
def test_67_68_a_hostile_feed_is_refused_and_kept(told: dict[str, Any], number: str) -> None:
    assert rows(told, "feeds", "feeds")[f"/{number}.xml"]["error"] == "parse.hostile"
    assert rows(told, "captures", "feeds", 0)[f"/{number}.xml"]["outcome"] == "parse.hostile"


def test_67_a_reader_that_takes_too_long_is_killed_and_the_others_go_on(told: dict[str, Any]) -> None:
    assert rows(told, "captures", "feeds", 0)["/67b.xml"]["outcome"] == "worker.killed.cpu"
    assert rows(told, "feeds", "feeds", 0)["/67b.xml"]["error"] == "worker.killed.cpu"
    assert rows(told, "feeds", "feeds", 0)["/82.xml"]["error"] == ""


def test_75_a_page_is_a_failure_and_no_empty_feed(told: dict[str, Any]) -> None:
    row = rows(told, "feeds", "feeds")["/75.xml"]
    assert row["error"] == "parse.html-not-feed"
    assert float(row["failures"]) == 2


def test_76_a_link_we_would_not_open_makes_no_entry_and_is_logged(told: dict[str, Any]) -> None:
    assert "/76" in rows(told, "entries", "feeds")
    assert not [row for row in told["rounds"][-1]["entries"] if row["url"].startswith("javascript")]
    logged = {row["key"] for row in told["rounds"][-1]["notices"] if row["url"].endswith("/76.xml")}
    assert logged == {"feed.link-refused", "feed.entry-without-link"}


@pytest.mark.parametrize("kind", ["78a", "78b", "78c"])
def test_78_arabic_in_any_encoding(told: dict[str, Any], kind: str) -> None:
    assert rows(told, "entries", "feeds")[f"/{kind}"]["title"] == "افتتاح الجسر الجديد في المدينة القديمة"


def test_80_new_guids_make_no_new_articles(told: dict[str, Any]) -> None:
    assert titles(told, "changing").count("Toujours le même") == 1
    assert len([path for path in rows(told, "entries", "changing") if path == "/80"]) == 1


def test_80_new_addresses_of_one_text_make_one_article(told: dict[str, Any]) -> None:
    sessions = [row for path, row in rows(told, "entries", "changing").items() if path.startswith("/80b")]
    assert len(sessions) == 2
    assert len({row["article_id"] for row in sessions}) == 1, sessions


def test_81_another_address_under_one_guid_is_another_article(told: dict[str, Any]) -> None:
    found = titles(told, "changing")
    assert {"Le premier article sous ce GUID", "Un deuxième article"} <= set(found)


def test_82_an_item_of_another_site_is_not_followed(told: dict[str, Any]) -> None:
    (row,) = (row for row in told["rounds"][-1]["entries"] if "other.example" in row["url"])
    assert (row["state"], row["reason"]) == ("discarded", "entry.other-site")
    assert "/82" in rows(told, "entries", "feeds")


# -- sitemaps ------------------------------------------------------------------------------------------------------------


def test_84_a_document_type_is_refused(told: dict[str, Any]) -> None:
    assert rows(told, "feeds", "sitemaps")["/84.xml"]["error"] == "parse.doctype"


def test_85_indexes_are_followed_two_deep(told: dict[str, Any]) -> None:
    depths = {path: row["depth"] for path, row in rows(told, "feeds", "sitemaps").items() if path.startswith("/deep")}
    assert depths == {"/deep-0.xml": "0", "/deep-1.xml": "1", "/deep-2.xml": "2"}
    assert "/deep-3.xml" not in told["asked"]["sitemaps"]
    assert "feed.too-deep" in {row["key"] for row in told["rounds"][-1]["notices"]}


def test_88_half_an_address_is_no_entry(told: dict[str, Any]) -> None:
    assert list(rows(told, "entries", "sitemaps")) == ["/88"]
    assert "feed.truncated" in {row["key"] for row in told["rounds"][-1]["notices"]}
