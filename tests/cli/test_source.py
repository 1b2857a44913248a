"""The catalogue from the command line: list, add, check, import, export."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hemera import catalogue, config
from hemera.cli import listing, main
from hemera.feeds import opml
from hemera.types import Feed, Source

OPML = """<?xml version="1.0"?><opml version="2.0"><body><outline text="Presse">
<outline type="rss" text="Le Phare" xmlUrl="https://phare.example/feed" htmlUrl="https://phare.example/"/>
<outline type="rss" text="Le Phare, sport" xmlUrl="https://phare.example/sport.xml" htmlUrl="https://phare.example/"/>
<outline type="rss" text="صدى" xmlUrl="https://sada.example/rss"/></outline></body></opml>"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "hemera.toml").write_text('zone = "Africa/Tunis"\ngap = 0.01\n')
    monkeypatch.setenv("HEMERA_ARCHIVE", str(tmp_path))
    return tmp_path


def run(*words: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["source", *map(str, words)])
    return done.exit_code, done.output


def sources(folder: Path) -> tuple[Source, ...]:
    return listing.sources(config.load(folder, {}))


def test_opml_comes_in_one_source_an_outlet(folder: Path) -> None:
    (folder / "my list.opml").write_text(OPML, encoding="utf-8")
    code, said = run("import", folder / "my list.opml", "-l", "fr", "-c", "TN")
    assert code == 0, said
    phare, sada = sources(folder)
    assert (phare.id, phare.country, phare.zone, len(phare.feeds)) == ("phare", "tn", "Africa/Tunis", 2)
    assert (sada.id, sada.name, sada.home) == ("sada", "صدى", "https://sada.example/")
    assert (folder / "sources" / "my-list.toml").exists()


def test_what_is_there_already_is_left_out_and_named(folder: Path) -> None:
    (folder / "a.opml").write_text(OPML, encoding="utf-8")
    run("import", folder / "a.opml", "-l", "fr", "-c", "tn")
    code, said = run("import", folder / "a.opml", "-l", "fr", "-c", "tn")
    assert (code, "phare, sada" in said) == (0, True)
    assert len(sources(folder)) == 2


def test_opml_says_too_little_and_the_message_names_what_is_missing(folder: Path) -> None:
    (folder / "a.opml").write_text(OPML, encoding="utf-8")
    code, said = run("import", folder / "a.opml")
    assert (code, "--language and --country" in said) == (1, True)
    assert not (folder / "sources").exists()


def test_csv_and_toml_go_out_and_come_in_the_same(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (folder / "a.opml").write_text(OPML, encoding="utf-8")
    run("import", folder / "a.opml", "-l", "fr", "-c", "tn", "--disabled")
    before = sources(folder)
    assert not any(feed.enabled for source in before for feed in source.feeds)
    for form in ("csv", "toml"):
        other = tmp_path_factory.mktemp(form)
        (other / "hemera.toml").write_text("")
        (other / f"x.{form}").write_text(run("export", form)[1], encoding="utf-8")
        code, said = run("import", other / f"x.{form}", "-a", other)
        assert code == 0, said
        assert sources(other) == before


def test_export_to_opml_holds_the_feeds_that_are_on(folder: Path) -> None:
    feeds = (Feed("https://phare.example/feed"), Feed("https://phare.example/old", enabled=False))
    source = Source("phare", "Le « Phare »", "https://phare.example/", ("fr",), "ma", "Africa/Casablanca", feeds)
    (folder / "sources").mkdir()
    (folder / "sources" / "ma.toml").write_text(catalogue.dump([source]), encoding="utf-8")
    code, said = run("export", "opml")
    assert code == 0
    assert [s.xml_url for s in opml.read(said.encode())] == ["https://phare.example/feed"]
    assert [row["enabled"] for row in csv.DictReader(io.StringIO(run("export", "csv")[1]))] == ["true", "false"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,feeds\nx,https://x.example/", ["line 1", "feeds"]),
        ("id,feed\nx,ftp://x.example/", ["line 2", "feed"]),
        ("id,name,languages,country,feed,rights\nx,X,fr,ma,https://x.example/f,all", ["line 2", "all"]),
        ("id,name,languages,country,feed\nsearch,X,fr,ma,https://x.example/f", ["id"]),
    ],
)
def test_a_wrong_table_is_named_by_its_line(folder: Path, text: str, words: list[str]) -> None:
    (folder / "x.csv").write_text(text)
    code, said = run("import", folder / "x.csv")
    assert code == 1
    assert all(word in said for word in words), said
    assert not (folder / "sources").exists()


def test_a_feed_that_answers_is_added_with_its_title(folder: Path, feeds: str) -> None:
    code, said = run("add", f"{feeds}/feed.xml", "-l", "fr", "-c", "ma", "--id", "petit-phare", "--loopback")
    assert code == 0, said
    (source,) = sources(folder)
    assert (source.id, source.name, source.feeds) == ("petit-phare", "Le Petit Phare", (Feed(f"{feeds}/feed.xml"),))
    assert "own.toml" in said


def test_an_address_of_this_machine_is_refused(folder: Path, feeds: str) -> None:
    code, said = run("add", f"{feeds}/feed.xml", "-l", "fr", "-c", "ma")
    assert (code, "was not added" in said) == (1, True)
    assert not (folder / "sources").exists()


def test_check_asks_each_feed_and_switches_on_what_answers(folder: Path, feeds: str) -> None:
    some = (Feed(f"{feeds}/feed.xml", enabled=False), Feed(f"{feeds}/missing.xml"))
    source = Source("phare", "Le Phare", f"{feeds}/", ("fr",), "ma", "Africa/Casablanca", some, loopback=True)
    (folder / "sources").mkdir()
    (folder / "sources" / "ma.toml").write_text("# Mine.\n" + catalogue.dump([source]), encoding="utf-8")
    code, said = run("check", "phare", "--enable", "--json")
    assert code == 1  # one does not answer
    answers = json.loads(said[said.index("[") : said.rindex("]") + 1])
    assert [(a["entries"], a["error"] == "") for a in answers] == [(2, True), (0, False)]
    assert [feed.enabled for feed in sources(folder)[0].feeds] == [True, True]
    assert (folder / "sources" / "ma.toml").read_text().startswith("# Mine.\n")
    assert run("check", "nobody")[0] == 2


def test_list_prints_a_line_a_source(folder: Path) -> None:
    (folder / "a.opml").write_text(OPML, encoding="utf-8")
    run("import", folder / "a.opml", "-l", "fr", "-c", "tn")
    lines = run("list")[1].splitlines()
    assert lines[1].split("\t") == ["phare", "Le Phare", "tn", "fr", "excerpt", "2", "2"]
    assert [s["id"] for s in json.loads(run("list", "--json")[1])] == ["phare", "sada"]


def test_a_page_is_not_added_and_the_feeds_it_announces_are_named(folder: Path, feeds: str) -> None:
    code, said = run("add", f"{feeds}/", "-l", "fr", "-c", "ma", "--loopback")
    assert (code, f"{feeds}/feed.xml" in said) == (1, True)
