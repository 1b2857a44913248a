"""Results taken away over HTTP and into files: complete, counted, within rights."""

from __future__ import annotations

import csv
import gc
import hashlib
import io
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import shelf
from django.contrib.auth.models import User
from django.test import Client
from test_api import check

from hemera import archive, clock, exports
from hemera.api import exporting
from hemera.api.throttle import Throttle
from hemera.errors import ConfigError, HemeraError
from hemera.exports import Asked, Export, Form, Scope
from hemera.moderation.actions import withdraw_article
from hemera.query import parse
from hemera.store import models

pytestmark = pytest.mark.django_db
API = "/api/v1/"
SITE = {"base_url": "https://press.example"}
LONG = " OR ".join(f"motrare{n}" for n in range(50)) + " OR pluie"


@pytest.fixture(autouse=True)
def press(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(exporting, "OFTEN", Throttle(rate=0.001, burst=50))
    with shelf.press(settings, tmp_path, **SITE):
        shelf.index(tmp_path)
        yield


def fetched(path: str, client: Client | None = None, **parameters: object) -> tuple[Any, bytes]:
    answer = (client or Client()).get(API + path, parameters)
    assert answer.status_code == 200, answer.content
    return answer, b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def refused(status: int, path: str = "export.csv", client: Client | None = None, **parameters: object) -> dict[str, Any]:
    answer = (client or Client()).get(API + path, parameters)
    assert answer.status_code == status
    return dict(answer.json()["error"])


def lines(body: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in body.decode().splitlines()]


def about(answer: Any) -> dict[str, Any]:
    """Ask about an export, as its Link header says."""
    address = answer["Link"].partition(">")[0].removeprefix("<")
    found = Client().get(address)
    document = Client().get(API + "openapi.json").json()
    check(found.json(), {"$ref": "#/components/schemas/Taken"}, document)
    return dict(found.json())


def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create(username="staff", is_staff=True))
    return client


def export(query: str, **asked: Any) -> Export:
    wanted = Asked(parse(query, today=clock.now().date()), **asked)
    return Export(archive.search_index(), wanted, Scope(clock.now()))


class TestOverHttp:
    def test_all_that_is_found_counted_and_with_its_checksum(self) -> None:
        answer, body = fetched("export.jsonl")
        assert [(row["source"], row["number"]) for row in lines(body)] == [
            ("courier", 1), ("carnet", 1), ("sada", 1), ("phare", 2), ("phare", 1),
        ]  # fmt: skip
        told = about(answer)
        assert told["state"] == "whole"
        manifest = told["manifest"]
        assert (manifest["sha256"], manifest["bytes"]) == (hashlib.sha256(body).hexdigest(), len(body))
        assert (manifest["matched"], manifest["found"], manifest["given"], manifest["complete"]) == (5, 5, 5, True)
        assert (manifest["texts"], manifest["texts_withheld"]) == (3, {"rights": 2})

    def test_the_three_forms(self) -> None:
        answer, body = fetched("export.csv", fields="title,address", q="source:phare")
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer["Content-Disposition"].startswith('attachment; filename="hemera-20')
        assert list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))[1:] == [
            [shelf.RAIN, "https://press.example/fr/phare/2"],
            ["La passerelle d’Oued Leïla rouvre", "https://press.example/fr/phare/1"],
        ]
        _, body = fetched("export.parquet")
        assert pq.read_table(io.BytesIO(body)).num_rows == 5

    def test_texts_stay_where_rights_keep_them_and_staff_is_given_them(self) -> None:
        for path in ("export.csv", "export.jsonl", "export.parquet"):
            assert shelf.SECRET.encode() not in fetched(path)[1]
        answer, body = fetched("export.jsonl", staff())
        assert shelf.SECRET.encode() in body
        assert about(answer)["manifest"]["whole"] is True

    def test_a_source_may_keep_its_articles_out(self) -> None:
        models.Source.objects.filter(pk="phare").update(export=False)
        answer, body = fetched("export.jsonl")
        assert {row["source"] for row in lines(body)} == {"courier", "carnet", "sada"}
        manifest = about(answer)["manifest"]
        assert (manifest["found"], manifest["given"], manifest["withheld"]) == (5, 3, {"no-export": 2})
        assert len(lines(fetched("export.jsonl", staff())[1])) == 5

    def test_what_is_withdrawn_while_it_streams_does_not_leave_and_is_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exports.stream, "PAGE", 2)
        answer = Client().get(API + "export.jsonl")
        pieces = iter(answer.streaming_content)  # type: ignore[attr-defined]
        first = next(pieces)
        withdraw_article(shelf.pk("phare", 1), actor="staff", reason="publisher", now=clock.now())
        body = first + b"".join(pieces)
        assert b"passerelle" not in body
        manifest = about(answer)["manifest"]
        assert (manifest["found"], manifest["given"], manifest["withheld"]) == (5, 4, {"withdrawn": 1})
        assert manifest["head_ended"] > manifest["head_began"]

    def test_broken_off_it_says_so_and_gives_its_place_back(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.HEMERA = replace(settings.HEMERA, export_at_once=1)
        monkeypatch.setattr(exports.stream, "PAGE", 2)
        answer = Client().get(API + "export.jsonl")
        next(iter(answer.streaming_content))  # type: ignore[attr-defined]
        assert about(answer)["state"] == "running"
        error = refused(503)
        assert (error["code"], error["details"]["retry_after"]) == ("export.busy", 30)
        answer.close()
        gc.collect()
        assert about(answer)["state"] == "broken"
        assert fetched("export.csv")[1]

    def test_too_slow_a_reader_is_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exporting, "LONGEST", -1.0)
        answer = Client().get(API + "export.jsonl")
        with pytest.raises(HemeraError, match="too long"):
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        answer.close()
        assert about(answer)["state"] == "broken"

    def test_who_has_not_signed_in_is_given_all_or_told_why_not(self, settings: Any) -> None:
        settings.HEMERA = replace(settings.HEMERA, export_rows=4)
        error = refused(403)
        assert (error["code"], error["details"]) == ("export.too-large", {"found": 5, "most": 4})
        answer, body = fetched("export.jsonl", limit=4)
        assert len(lines(body)) == 4
        assert about(answer)["manifest"]["complete"] is False
        assert len(lines(fetched("export.jsonl", staff())[1])) == 5
        settings.HEMERA = replace(settings.HEMERA, export_rows=0)
        assert refused(403)["code"] == "export.closed"

    def test_exports_of_one_network_are_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exporting, "OFTEN", Throttle(rate=0.01, burst=1))
        assert fetched("export.csv")[1]
        answer = Client().get(API + "export.csv")
        assert (answer.status_code, int(answer["Retry-After"])) == (429, pytest.approx(100, abs=2))

    def test_without_an_index(self, tmp_path: Path) -> None:
        import shutil

        shutil.rmtree(tmp_path / "index")
        archive.search_index.cache_clear()
        assert refused(503)["code"] == "index.missing"
        assert refused(503, "export.parquet")["code"] == "index.missing"

    @pytest.mark.parametrize(
        ("path", "parameters", "parameter"),
        [
            ("export.xlsx", {}, "format"),
            ("export.csv", {"fields": "texte"}, None),
            ("export.csv", {"limit": "0"}, "limit"),
            ("export.csv", {"q": "a" * 3000}, "q"),
        ],
    )
    def test_what_cannot_be(self, path: str, parameters: dict[str, Any], parameter: str | None) -> None:
        assert refused(400, path, **parameters)["details"].get("parameter") == parameter

    def test_no_such_export(self) -> None:
        assert refused(404, "exports/" + "0" * 32)["code"] == "not-found.export"

    def test_a_head_request_takes_no_place(self, settings: Any) -> None:
        settings.HEMERA = replace(settings.HEMERA, export_at_once=1)
        for _ in range(2):
            answer = Client().head(API + "export.csv")
            assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"", "text/csv; charset=utf-8")

    def test_a_long_query_by_post(self) -> None:
        post = {"data": {"q": LONG}, "content_type": "application/json"}
        body = b"".join(Client(enforce_csrf_checks=True).post(API + "export.jsonl", **post).streaming_content)  # type: ignore[arg-type]
        found = Client(enforce_csrf_checks=True).post(API + "search", **post)  # type: ignore[arg-type]
        assert [row["id"] for row in lines(body)] == [result["article"]["id"] for result in found.json()["results"]] != []
        assert not found.cookies
        assert Client().get(API + "search", {"q": LONG}).json() == found.json()

    def test_a_private_archive_gives_nothing_to_strangers(self, settings: Any) -> None:
        settings.HEMERA = replace(settings.HEMERA, visibility="private")
        assert refused(401)["code"] == "sign-in"


class TestIntoAFile:
    def written(self, path: Path, query: str = "", **asked: Any) -> exports.Manifest:
        return exports.to_file(export(query, **asked), path, threading.Event(), lambda *_: None)

    def test_the_manifest_tells_what_the_file_is(self, tmp_path: Path) -> None:
        path = tmp_path / "out.jsonl"
        manifest = self.written(path, "pluie", limit=1)
        told = json.loads((tmp_path / "out.jsonl.manifest.json").read_text())
        assert told["sha256"] == manifest.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert (told["query"], told["file"], told["found"], told["limit"], told["complete"]) == ("pluie", "out.jsonl", 1, 1, False)
        assert not list(tmp_path.glob(".*part"))

    def test_the_old_file_stays_until_the_new_one_is_whole(self, tmp_path: Path) -> None:
        path, stop = tmp_path / "out.csv", threading.Event()
        self.written(path)
        before = {file.name: file.read_bytes() for file in tmp_path.glob("out.*")}
        stop.set()
        with pytest.raises(HemeraError, match="broken off"):
            exports.to_file(export("pluie"), path, stop, lambda *_: None)
        assert {file.name: file.read_bytes() for file in tmp_path.glob("out.*")} == before
        assert not list(tmp_path.glob(".*part"))

    def test_page_by_page_each_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for page in (1, 2, 5):
            monkeypatch.setattr(exports.stream, "PAGE", page)
            assert self.written(tmp_path / f"{page}.jsonl", form=Form.JSONL).given == 5
        bodies = {(tmp_path / f"{page}.jsonl").read_bytes() for page in (1, 2, 5)}
        assert len(bodies) == 1

    def test_what_the_record_lost_is_counted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        models.Article.objects.filter(pk=shelf.pk("phare", 1)).update(visibility="held")
        manifest = self.written(tmp_path / "out.csv")
        assert (manifest.found, manifest.given, manifest.withheld) == (5, 4, {"held": 1})

    def test_one_at_a_time_and_what_a_killed_one_left_is_written_over(self, tmp_path: Path) -> None:
        path = tmp_path / "out.jsonl"
        (tmp_path / ".out.jsonl.part").write_text("half a li")

        def meanwhile(*_: int) -> None:
            with pytest.raises(ConfigError, match="under way"):
                self.written(path)

        exports.to_file(export(""), path, threading.Event(), meanwhile)
        assert len(path.read_text().splitlines()) == 5
