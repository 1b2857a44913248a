"""Queries frozen, checked against a later day, packaged, shown."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import shelf
from django.contrib.auth.models import User
from django.test import Client
from lxml import html
from test_api import check as held_against

from hemera import archive, clock, frozen
from hemera.backup import files as backed_up
from hemera.errors import ConfigError, NotFound
from hemera.exports import Scope
from hemera.moderation.actions import withdraw_article
from hemera.query import parse
from hemera.store import changes, mapping, models

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def press(settings: Any, tmp_path: Path) -> Iterator[Path]:
    with shelf.press(settings, tmp_path, base_url="https://press.example"):
        shelf.index(tmp_path)
        yield tmp_path


@pytest.fixture
def made(settings: Any) -> frozen.Frozen:
    return freeze(settings, "pluie OR rain OR passerelle OR مطر", name="Il pleut | enfin", note="Pour voir.")


def settings_folder() -> Path:
    from django.conf import settings

    return Path(settings.HEMERA.folder)


def place(made: frozen.Frozen) -> Path:
    return settings_folder() / "frozen" / made.id


def freeze(settings: Any, text: str, **said: str) -> frozen.Frozen:
    query = parse(text, today=clock.now().date())
    return frozen.freeze(settings.HEMERA, archive.search_index(), query, **said)


def revise(source: str, number: int, text: str) -> models.Article:
    """Let a source rewrite an article."""
    row = models.Article.objects.get(source_id=source, number=number)
    assert row.current
    content = mapping.decode(row.current.body)
    block = replace(content.blocks[0], text=text)
    row.current = shelf.revise(row, replace(content, title=f"{content.title}, revu", blocks=(block,)), row.current.capture, 2)
    row.current.text_sha256 = "2" * 64
    row.current.save()
    row.save()
    changes.note(row.pk, clock.now())
    return row


def reindexed(folder: Path) -> Any:
    import shutil

    shutil.rmtree(folder / "index")
    shelf.index(folder)
    return archive.search_index()


def scope(**how: Any) -> Scope:
    return Scope(clock.now(), site="https://press.example", languages=("fr", "ar", "en"), **how)


def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create(username="staff", is_staff=True))
    return client


class TestFreezing:
    def test_the_list_is_sorted_named_for_good_and_hashed(self, made: frozen.Frozen) -> None:
        text = gzip.decompress((place(made) / "articles.tsv.gz").read_bytes())
        lines = [line.split("\t") for line in text.decode().splitlines()]
        assert [(source, number, revision) for source, number, revision, _ in lines] == [
            ("carnet", "1", "1"), ("courier", "1", "1"), ("phare", "1", "1"), ("phare", "2", "1"), ("sada", "1", "1"),
        ]  # fmt: skip
        assert (made.sha256, made.articles) == (hashlib.sha256(text).hexdigest(), 5)
        assert made.sources == {"carnet": 1, "courier": 1, "phare": 2, "sada": 1}

    def test_it_is_read_back_as_it_was_written(self, made: frozen.Frozen, press: Path) -> None:
        assert frozen.find(press, made.id) == made == next(frozen.every(press))
        assert made.head == made.watermark == changes.head()
        assert made.query == "pluie OR rain OR passerelle OR مطر"

    def test_days_that_were_meant_from_today_are_written_down(self, settings: Any) -> None:
        made = freeze(settings, "date:P7D")
        assert made.query.startswith("date:20")
        assert made.period
        assert (made.period.last - made.period.first).days == 6

    def test_what_may_be_missing_is_kept(self, settings: Any) -> None:
        feed = models.Feed.objects.create(source_id="phare", url="https://phare.example/feed", kind="feed", due_at=clock.now())
        since, until = shelf.CAPTURED, shelf.CAPTURED.replace(hour=23, minute=59)
        facts = {"cause": "fetch.dns", "causes": {"fetch.dns": 3}, "polls": 3, "missed": "possible"}
        models.Lapse.objects.create(source_id="phare", feed=feed, since=since, until=until, **facts)
        made = freeze(settings, "date:2020-06..2020-07")
        assert made.period
        assert [(gap.source, gap.causes) for gap in made.period.gaps] == [("phare", {"fetch.dns": 1})]
        assert freeze(settings, "date:2020-06..2020-07 source:sada").period.gaps == ()  # type: ignore[union-attr]

    def test_nothing_found_can_be_frozen_too(self, settings: Any) -> None:
        made = freeze(settings, "introuvablement")
        assert (made.articles, made.period) == (0, None)
        assert frozen.check(settings_folder(), made, archive.search_index()).unchanged

    def test_no_such_id(self, press: Path) -> None:
        for name in ("20200101-000000", "../../etc", ""):
            with pytest.raises(NotFound):
                frozen.find(press, name)


class TestChecking:
    def test_unchanged(self, made: frozen.Frozen) -> None:
        checked = frozen.check(settings_folder(), made, archive.search_index())
        assert checked.unchanged
        assert frozen.last_check(settings_folder(), made.id) == checked

    def test_what_became_of_each_is_told_and_the_sums_match(self, made: frozen.Frozen, press: Path) -> None:
        revise("phare", 2, "Il ne tombe plus de pluie.")
        models.Revision.objects.filter(article_id=shelf.pk("sada", 1)).update(text_sha256="3" * 64)
        withdraw_article(shelf.pk("phare", 1), actor="staff", reason="publisher", now=clock.now())
        models.Article.objects.filter(pk=shelf.pk("carnet", 1)).update(visibility="held")
        revise("courier", 1, "Snow.")
        models.Article.objects.filter(pk=shelf.pk("courier", 1)).update(title="Snow", lead="")
        shelf.article("phare", 9, "Encore la pluie", "Elle tombe.", days=3)
        checked = frozen.check(settings_folder(), made, reindexed(press))
        found = {kind: n for kind, n in checked.counts.items() if n}
        assert found == {"revised": 1, "reread": 1, "withdrawn": 1, "held": 1, "left": 1, "came": 1}
        assert checked.then == 5 == sum(n for kind, n in found.items() if kind != "came")
        assert checked.now == 3
        assert (checked.some["came"], checked.some["withdrawn"]) == (("phare/9",), ("phare/1",))

    def test_rows_may_be_others_after_a_rebuild(self, made: frozen.Frozen, press: Path) -> None:
        last = models.Article.objects.latest("pk").pk
        row = models.Article.objects.get(pk=shelf.pk("sada", 1))
        models.Article.objects.filter(pk=row.pk).update(number=99, url="https://sada.example/old")
        capture = models.Capture.objects.get(record_id="urn:uuid:sada-1")
        row.pk, row.url = last + 1, "https://sada.example/1"
        row.save()
        models.Revision.objects.filter(capture=capture).update(article=row)
        models.Article.objects.filter(number=99).update(visibility="held")
        assert frozen.check(settings_folder(), made, reindexed(press)).unchanged

    def test_a_list_that_was_touched_is_not_believed(self, made: frozen.Frozen) -> None:
        (place(made) / "articles.tsv.gz").write_bytes(gzip.compress(b"phare\t1\t1\t0\n"))
        with pytest.raises(ConfigError, match="not the list"):
            frozen.check(settings_folder(), made, archive.search_index())
        with pytest.raises(ConfigError, match="not the list"):
            frozen.package(settings_folder(), made, place(made).parent / "out", scope())


class TestPackage:
    def test_it_is_opened_by_three_lines(self, made: frozen.Frozen, tmp_path: Path) -> None:
        frozen.package(settings_folder(), made, tmp_path / "out", scope())
        lines = "import pyarrow.parquet as pq\nt = pq.read_table('articles.parquet')\nprint(t.num_rows, t['title'][2].as_py())"
        done = subprocess.run([sys.executable, "-c", lines], cwd=tmp_path / "out", capture_output=True, text=True, check=True)
        assert done.stdout == "5 La passerelle d’Oued Leïla rouvre\n"

    def test_every_file_is_described_with_its_checksum(self, made: frozen.Frozen, tmp_path: Path) -> None:
        frozen.package(settings_folder(), made, tmp_path / "out.zip", scope())
        packed = zipfile.ZipFile(tmp_path / "out.zip")
        files = {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}
        described = json.loads(files["datapackage.json"])
        for resource in described["resources"]:
            data = files.pop(resource["path"])
            assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
            if resource["path"] == "articles.tsv":
                assert hashlib.sha256(data).hexdigest() == made.sha256
            if resource["path"] == "articles.jsonl":
                rows = [json.loads(line) for line in data.decode().splitlines()]
                assert [field["name"] for field in resource["schema"]["fields"]] == list(rows[0])
        assert set(files) == {"datapackage.json"}

    def test_rights_are_obeyed_and_the_sums_match(self, made: frozen.Frozen, tmp_path: Path) -> None:
        withdraw_article(shelf.pk("phare", 1), actor="staff", reason="publisher", now=clock.now())
        done = frozen.package(settings_folder(), made, tmp_path / "out", scope())
        told = {"found": 5, "given": 4, "withheld": {"withdrawn": 1}, "texts": 2, "texts_withheld": {"rights": 2}}
        assert {name: done.sums[name] for name in told} == told
        everything = b"".join(file.read_bytes() for file in (tmp_path / "out").iterdir())
        assert shelf.SECRET.encode() not in everything
        assert b"passerelle d" not in everything
        readme = (tmp_path / "out" / "README.md").read_text()
        assert "| withheld: withdrawn | 1 |" in readme
        assert "# Il pleut | enfin" in readme
        assert "https://press.example/fr/frozen/" in (tmp_path / "out" / "CITATION.cff").read_text()

    def test_what_may_not_leave_is_not_in_it(self, made: frozen.Frozen, tmp_path: Path) -> None:
        models.Source.objects.filter(pk="phare").update(export=False)
        done = frozen.package(settings_folder(), made, tmp_path / "out", scope())
        assert (done.sums["found"], done.sums["given"], done.sums["withheld"]) == (5, 3, {"no-export": 2})
        assert frozen.package(settings_folder(), made, tmp_path / "whole", scope(whole=True)).sums["given"] == 5

    def test_it_holds_the_version_that_was_frozen(self, made: frozen.Frozen, tmp_path: Path) -> None:
        revise("phare", 2, "Il ne tombe plus de pluie.")
        frozen.package(settings_folder(), made, tmp_path / "out", scope())
        rows = [json.loads(line) for line in (tmp_path / "out" / "articles.jsonl").read_text().splitlines()]
        then = next(row for row in rows if (row["source"], row["number"]) == ("phare", 2))
        assert (then["revision"], then["title"], then["text"]) == (1, shelf.RAIN, "Il tombe 40 mm de pluie.")

    def test_it_overwrites_nothing(self, made: frozen.Frozen, tmp_path: Path) -> None:
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "mine").write_text("x")
        with pytest.raises(ConfigError, match="other things"):
            frozen.package(settings_folder(), made, tmp_path / "full", scope())


class TestShown:
    @pytest.mark.parametrize("language", ["fr", "ar", "en"])
    def test_the_page(self, made: frozen.Frozen, language: str) -> None:
        answer = Client().get(f"/{language}/frozen/{made.id}")
        page = html.fromstring(answer.content.decode())
        text = page.text_content()
        assert answer.status_code == 200
        assert made.sha256 in text
        assert "Hemera. “Il pleut | enfin”. Frozen query" in text
        assert page.xpath(f"//a[@href='/api/v1/frozen/{made.id}/package']")
        frozen.check(settings_folder(), made, archive.search_index())
        assert not page.xpath("//form[contains(@action, 'check')]")

    def test_staff_freezes_and_checks(self) -> None:
        client = staff()
        answer = client.post("/en/frozen", {"q": "pluie", "name": "Rain"})
        assert answer.status_code == 302
        page = client.get(answer["Location"])
        assert "Nobody has asked it again yet" in page.content.decode()
        answer = client.post(f"{answer['Location']}/check")
        assert "It finds just what it found" in client.get(answer["Location"]).content.decode()

    def test_nobody_else_does(self, made: frozen.Frozen, press: Path) -> None:
        for path in ("/en/frozen", f"/en/frozen/{made.id}/check"):
            assert Client().post(path, {"q": "pluie"}).status_code == 302  # to the door
            assert staff_less().post(path, {"q": "pluie"}).status_code == 302
        assert len(frozen.names(press)) == 1
        assert frozen.last_check(settings_folder(), made.id) is None

    def test_the_api_tells_and_gives(self, made: frozen.Frozen, settings: Any) -> None:
        told = Client().get(f"/api/v1/frozen/{made.id}").json()
        document = Client().get("/api/v1/openapi.json").json()
        held_against(told, {"$ref": "#/components/schemas/FrozenQuery"}, document)
        assert told["frozen"]["sha256"] == made.sha256
        assert "folder" not in json.dumps(told)
        answer = Client().get(f"/api/v1/frozen/{made.id}/package")
        packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
        assert f"frozen-{made.id}/README.md" in packed.namelist()
        settings.HEMERA = replace(settings.HEMERA, export_rows=4)
        assert Client().get(f"/api/v1/frozen/{made.id}/package").status_code == 403
        assert Client().get("/api/v1/frozen/20200101-000000").status_code == 404

    @pytest.mark.parametrize("language", ["fr", "ar", "en"])
    def test_all_are_listed_newest_first_page_by_page(
        self, settings: Any, press: Path, monkeypatch: pytest.MonkeyPatch, language: str
    ) -> None:
        monkeypatch.setattr("hemera.portal.views.frozen.PER_PAGE", 2)
        start = clock.now()
        for later, name in ((2.0, "un"), (3.0, "deux"), (3.001, "trois"), (9.0, "quatre")):
            monkeypatch.setattr(clock, "now", partial(start.__add__, timedelta(days=later)))
            freeze(settings, "pluie", name=name)
        listed, path = [], f"/{language}/frozen"
        while path:
            page = html.fromstring(Client().get(path).content.decode())
            listed.append(page.xpath("//table//th/a/bdi/text()"))
            path = next((f"/{language}/frozen{href}" for href in page.xpath("//a[@rel='next']/@href")), "")
        assert listed == [["quatre", "trois"], ["deux", "un"]]
        first = Client().get("/api/v1/frozen", {"limit": 3}).json()
        held_against(first, {"$ref": "#/components/schemas/FrozenQueries"}, Client().get("/api/v1/openapi.json").json())
        rest = Client().get("/api/v1/frozen", {"cursor": first["next_cursor"]}).json()
        assert [one["name"] for one in (*first["frozen"], *rest["frozen"])] == ["quatre", "trois", "deux", "un"]
        assert rest["next_cursor"] is None
        (press / "frozen" / first["frozen"][0]["id"] / "frozen.json").write_text("{")
        assert "quatre" not in Client().get(f"/{language}/frozen?again").content.decode()
        assert Client().get("/fr/frozen?before=../../etc").status_code == 200

    def test_the_search_page_leads_there(self) -> None:
        page = html.fromstring(Client().get("/fr/search", {"q": "pluie"}).content.decode())
        assert page.xpath("//a[@href='/api/v1/export.csv?q=pluie']")
        assert page.xpath("//a[@href='/fr/frozen']")
        assert not page.xpath("//form[@action='/fr/frozen']")
        assert html.fromstring(staff().get("/fr/search", {"q": "pluie"}).content.decode()).xpath("//form[@action='/fr/frozen']")


def staff_less() -> Client:
    client = Client()
    client.force_login(User.objects.create(username=f"reader{User.objects.count()}"))
    return client


def test_a_backup_holds_them(made: frozen.Frozen, press: Path) -> None:
    from hemera.backup import making

    frozen.check(settings_folder(), made, archive.search_index())
    paths = dict(making._sizes(press, {}))
    assert {path for path in paths if path.startswith("frozen/")} == {
        f"frozen/{made.id}/frozen.json", f"frozen/{made.id}/articles.tsv.gz",
    }  # fmt: skip
    assert "frozen" in backed_up.LARGE
