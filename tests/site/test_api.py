"""The JSON API, each answer held against its own description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import shelf
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver

from hemera.api import frame
from hemera.api.endpoints import ENDPOINTS
from hemera.api.throttle import Throttle
from hemera.store import models

pytestmark = pytest.mark.django_db
API = "/api/v1/"


@pytest.fixture(autouse=True)
def press(settings: Any, tmp_path: Path) -> Iterator[None]:
    with shelf.press(settings, tmp_path, base_url="https://press.example"):
        yield


@pytest.fixture
def indexed(tmp_path: Path) -> None:
    shelf.index(tmp_path)


@pytest.fixture
def description() -> dict[str, Any]:
    return get("openapi.json")


def get(path: str, status: int = 200, client: Client | None = None, **parameters: object) -> Any:
    answer = (client or Client()).get(API + path, parameters)
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == "application/json"
    return json.loads(answer.content)


def failing(path: str, status: int, **parameters: object) -> dict[str, Any]:
    """Return an error, held against its shape."""
    answer = get(path, status, **parameters)
    check(answer, {"$ref": "#/components/schemas/Failure"}, Client().get(API + "openapi.json").json())
    return dict(answer["error"])


TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": int | float,
    "boolean": bool,
    "null": type(None),
}
TAKEN_AWAY = ("export", "taken", "frozen", "package")  # held against their description in test_export.py and test_frozen.py
BODIES = [b"", b"[]", b"{", b"\xff", b"null", b'{"q": {"a": 1}}', b'{"q": ["a"]}', b"[" * 50_000, b'{"limit": 1e400}']


def check(value: Any, schema: dict[str, Any], document: dict[str, Any], at: str = "$") -> None:
    """Hold a value against the part of JSON Schema the API describes itself with; any other keyword is an error here."""
    known = {"$ref", "anyOf", "type", "enum", "format", "items", "properties", "required", "additionalProperties", "description"}
    assert set(schema) <= known, (at, set(schema) - known)
    if "$ref" in schema:
        check(value, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]], document, at)
    if "anyOf" in schema:
        assert any(fits(value, option, document) for option in schema["anyOf"]), (at, value)
    if "type" in schema:
        assert isinstance(value, TYPES[schema["type"]]), (at, value)
        assert not (isinstance(value, bool) and schema["type"] in ("integer", "number")), at
    assert value in schema.get("enum", [value]), (at, value)
    if schema.get("format") == "date-time":
        assert datetime.fromisoformat(value).tzinfo, (at, value)
    for n, item in enumerate(value if "items" in schema else ()):
        check(item, schema["items"], document, f"{at}[{n}]")
    if schema.get("type") == "object":
        check_object(value, schema, document, at)


def check_object(value: dict[str, Any], schema: dict[str, Any], document: dict[str, Any], at: str) -> None:
    assert set(schema.get("required", ())) <= set(value), (at, set(schema["required"]) - set(value))
    rest = schema.get("additionalProperties", {})
    for name, item in value.items():
        part = schema.get("properties", {}).get(name, rest)
        assert part is not False, (at, name)
        check(item, part, document, f"{at}.{name}")


def fits(value: Any, schema: dict[str, Any], document: dict[str, Any]) -> bool:
    try:
        check(value, schema, document)
    except AssertionError:
        return False
    return True


def test_the_checker_can_fail(description: dict[str, Any]) -> None:
    good = get("sources")
    schema = {"$ref": "#/components/schemas/Sources"}
    assert fits(good, schema, description)
    for broken in ({**good, "total": "4"}, {**good, "more": 1}, {"total": 4}, {**good, "sources": [{}]}, {**good, "total": True}):
        assert not fits(broken, schema, description)


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if e.name not in TAKEN_AWAY], ids=lambda e: e.name)
def test_every_endpoint_answers_as_described(endpoint: Any, description: dict[str, Any]) -> None:
    described = description["paths"]["/" + endpoint.path.replace("<str:id>", "{id}")]["get"]
    schema = described["responses"]["200"]["content"]["application/json"]["schema"]
    public = models.Article.objects.filter(visibility="public").values_list("pk", flat=True)
    for pk in public if "<str:id>" in endpoint.path else [0]:
        parameters = {"q": "pluie OR rain"} if endpoint.name == "search" else {}
        check(get(endpoint.path.replace("<str:id>", str(pk)), **parameters), schema, description)


def test_the_description_covers_every_address_and_every_reference(description: dict[str, Any]) -> None:
    patterns = get_resolver("hemera.api.urls").reverse_dict
    named = {name for name in patterns if isinstance(name, str)}
    assert named == {e.name for e in ENDPOINTS} | {"openapi"}
    assert description["openapi"] == "3.1.0"
    text = json.dumps(description)
    for reference in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert reference in description["components"]["schemas"]
    for path, operations in description["paths"].items():
        for operation in operations.values():
            declared = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"}
            assert declared == {name for name in ("id", "format") if f"{{{name}}}" in path}
            assert {"200", "400", "429"} <= set(operation["responses"])


def test_articles_page_by_page_are_all_and_once() -> None:
    seen: list[int] = []
    cursor = None
    while True:
        answer = get("articles", limit=2, **({"cursor": cursor} if cursor else {}))
        assert answer["total"] == 5
        seen += [a["id"] for a in answer["articles"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    assert seen == [a["id"] for a in get("articles", limit=200)["articles"]]
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"source": "phare"}, 2),
        ({"language": "ar"}, 1),
        ({"section": "environment"}, 2),
        ({"author": "  HIND b. <SCRIPT>"}, 1),
        ({"published_after": "2020-07-22"}, 2),
        ({"published_before": "2020-06-20"}, 1),
        ({"published_after": "2020-06-20T09:31:00Z", "published_before": "2020-06-20T09:31:01Z"}, 1),
        ({"source": "nobody"}, 0),
    ],
)
def test_articles_are_filtered(wanted: dict[str, str], found: int) -> None:
    answer = get("articles", **wanted)
    assert (answer["total"], len(answer["articles"])) == (found, found)


def test_an_article_with_its_text_and_where_it_came_from() -> None:
    answer = get(f"articles/{shelf.pk('phare', 1)}")
    assert answer["address"] == "https://press.example/fr/phare/1"
    assert answer["published"] == "2020-06-12T10:31:00+01:00"
    assert [block["text"] for block in answer["body"]] == ["L’âne Bolbol passe devant.", "Les piétons suivent."]
    assert answer["image"]["address"].startswith("https://press.example/image/")
    assert answer["provenance"]["record"] == "urn:uuid:phare-1"


@pytest.mark.usefixtures("indexed")
def test_rights_bind_every_endpoint() -> None:
    for source, lead in (("carnet", "Il pleut sur la pluie."), ("courier", None)):
        pk = shelf.pk(source, 1)
        assert get(f"articles/{pk}")["lead"] == lead
        assert get(f"articles/{pk}")["body"] is None
        assert get(f"articles/{pk}/revisions")["revisions"][0]["body"] is None
        for path in (f"articles/{pk}", f"articles/{pk}/revisions", "articles", "search?q=pluie", "search?q=rain"):
            assert shelf.SECRET not in Client().get(API + path).content.decode()
    assert get(f"articles/{shelf.pk('courier', 1)}")["image"] is None
    staff = Client()
    staff.force_login(User.objects.create(username="staff", is_staff=True))
    assert get(f"articles/{shelf.pk('courier', 1)}", client=staff)["body"]


def test_held_revisions_stay_inside() -> None:
    models.Revision.objects.filter(article_id=shelf.pk("phare", 2)).update(held=True)
    assert get(f"articles/{shelf.pk('phare', 2)}/revisions")["revisions"] == []


@pytest.mark.parametrize(("number", "status", "code"), [(3, 410, "article.withdrawn"), (4, 451, "article.withdrawn.legal")])
@pytest.mark.parametrize("below", ["", "/revisions"])
def test_a_withdrawn_article_leaves_a_tombstone(number: int, status: int, code: str, below: str) -> None:
    error = failing(f"articles/{shelf.pk('phare', number)}{below}", status)
    assert error["code"] == code
    assert error["details"]["address"] == f"https://press.example/fr/phare/{number}"
    assert error["details"]["reason"] in ("publisher", "legal")
    assert "pluie" not in json.dumps(error)


@pytest.mark.parametrize("pk", ["999999", "0", "-1", "x", "9" * 19, "9" * 500, "1.0", "%00"])
def test_what_is_no_article_is_none(pk: str) -> None:
    answer = Client().get(f"{API}articles/{pk}")
    assert answer.status_code in (400, 404)
    assert answer.json()["error"]["code"]


def test_a_held_article_was_never_there() -> None:
    failing(f"articles/{shelf.pk('phare', 5)}", 404)


@pytest.mark.usefixtures("indexed")
def test_search_by_get_and_by_post() -> None:
    answer = get("search", q="pluie", sort="relevance")
    assert answer["total"] == 2
    assert answer["query"] == "pluie"
    assert {"value": "phare", "articles": 1} in answer["facets"]["source"]
    assert answer["timeline"] == [{"value": "2020-06", "articles": 1}, {"value": "2020-07", "articles": 1}]
    assert [span["text"] for span in answer["results"][0]["snippet"] if span["hit"]]
    posted = Client(enforce_csrf_checks=True).post(API + "search", {"q": "pluie", "sort": "relevance"}, "application/json")
    assert posted.json() == answer


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("sort", ["newest", "relevance"])
def test_search_page_by_page(sort: str) -> None:
    first = get("search", q="pluie", sort=sort, limit=1)
    second = get("search", q="pluie", sort=sort, limit=1, cursor=first["next_cursor"])
    assert first["results"][0]["article"]["id"] != second["results"][0]["article"]["id"]
    assert second["next_cursor"] is None
    assert second["total"] == 2
    assert not second["facets"]


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("articles?limit=0", "limit"),
        ("articles?limit=201", "limit"),
        ("articles?limit=1e9", "limit"),
        ("articles?page=1000000000", "page"),
        ("articles?cursor=garbage", "cursor"),
        ("articles?cursor=-ffffffffffffff.1", "cursor"),
        ("articles?published_after=yesterday", "published_after"),
        ("search?sort=oldest", "sort"),
        ("search?cursor=garbage", "cursor"),
        ("search?q=" + "x" * 2001, "q"),
        ("search?q=" + "mot+" * 65, "q"),
        ("search?limit=101", "limit"),
        ("sources?x=1", "x"),
    ],
)
def test_a_bad_parameter_is_named(path: str, named: str) -> None:
    error = failing(path, 400)
    assert error["details"]["parameter"] == named


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("body", BODIES)
def test_a_bad_body_is_refused(body: bytes) -> None:
    answer = Client().post(API + "search", body, "application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"]


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("query", ['"', "*", "\0", "((((", "a\ud7ff", "[1 TO 2]", "&%#", "x" * 10_000, "source:"])
def test_hostile_queries_are_answered_or_refused(query: str) -> None:
    assert Client().get(API + "search", {"q": query}).status_code in (200, 400)


def test_a_body_too_large_is_refused() -> None:
    assert Client().post(API + "search", b'{"q": "' + b"x" * 70_000 + b'"}', "application/json").status_code == 413


def test_search_waits_for_its_index() -> None:
    failing("search?q=x", 503)


def test_other_methods_and_addresses() -> None:
    answer = Client().delete(API + "articles")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer.json()["error"]["code"] == "method"
    failing("nowhere", 404)
    failing("articles/1/nowhere", 404)
    assert Client().head(API + "articles").status_code == 200
    answer = Client().options(API + "search")
    assert (answer.status_code, answer["Access-Control-Allow-Methods"]) == (204, "GET, POST, HEAD, OPTIONS")


def test_public_data_is_open_to_every_page() -> None:
    assert Client().get(API + "articles")["Access-Control-Allow-Origin"] == "*"
    assert Client().get(API + "articles?limit=0")["Access-Control-Allow-Origin"] == "*"


def test_a_private_archive_answers_its_readers_alone(settings: Any) -> None:
    settings.HEMERA = replace(settings.HEMERA, visibility="private")
    answer = Client().get(API + "articles")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "sign-in")
    assert "Access-Control-Allow-Origin" not in answer
    reader = Client()
    reader.force_login(User.objects.create(username="reader"))
    answer = reader.get(f"{API}articles/{shelf.pk('courier', 1)}")
    assert shelf.SECRET in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


def test_what_has_not_changed_is_not_sent_again() -> None:
    first = Client().get(API + "articles")
    assert Client().get(API + "articles", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert first["Cache-Control"] == "public, no-cache"
    models.Article.objects.filter(source_id="phare", number=2).update(visibility="withdrawn")
    assert Client().get(API + "articles", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_too_many_requests_from_one_network_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "THROTTLE", Throttle(rate=0.01, burst=2))
    statuses = [Client().get(API + "sources", REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(3)]
    assert statuses == [200, 200, 429]
    answer = Client().get(API + "sources", REMOTE_ADDR="192.0.2.9")
    assert 0 < int(answer["Retry-After"]) <= 100
    assert answer.json()["error"]["code"] == "too-many-requests"
    assert Client().get(API + "sources", REMOTE_ADDR="198.51.100.1").status_code == 200


@pytest.mark.usefixtures("indexed")
def test_few_queries_however_long_the_list(django_assert_max_num_queries: Any) -> None:
    get("sources")
    for path, most in (("articles?limit=200", 3), ("search?q=pluie", 2), ("sources", 3), (f"articles/{shelf.pk('phare', 1)}", 2)):
        with django_assert_max_num_queries(most):
            Client().get(API + path)
