"""Readers report pictures, as browsers do it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import moderated
import pytest
from django.test import Client
from moderated import NOW, SHA, send, state

from hemera import clock
from hemera.moderation import blocks, persons
from hemera.moderation.models import Act, ImageReport, SecretKey, TakedownRequest
from hemera.portal.views import reports, takedown
from hemera.store import models, visibility
from hemera.types import ImageState, Visibility

pytestmark = pytest.mark.django_db
THANKS = "Thank you for reporting! This image will be blocked automatically once several people have reported it."
# Two of the five share a /16.
FIVE = ["192.0.2.1", "192.0.3.1", "198.51.100.1", "203.0.113.1", "2001:db8::1"]


@pytest.fixture(autouse=True)
def archive(settings: Any, tmp_path: Path) -> Path:
    moderated.configure(settings, tmp_path)
    settings.LANGUAGE_CODE = "en"
    reports.LIMIT.forget()
    takedown.LIMIT.forget()
    moderated.article(moderated.picture(folder=tmp_path))
    return tmp_path


def later(monkeypatch: pytest.MonkeyPatch, **delta: float) -> None:
    moment = clock.now() + timedelta(**delta)
    monkeypatch.setattr(clock, "now", lambda: moment)


def in_english(**headers: str) -> Any:
    return Client().post(f"/en/report/image/{SHA}", {"article": "nawras/1"}, headers={"Origin": moderated.HOST} | headers)


def test_a_report_is_answered_with_a_page_and_the_way_back() -> None:
    answer = in_english()
    assert answer.status_code == 200
    assert THANKS in answer.content.decode()
    assert 'href="/en/nawras/1"' in answer.content.decode()


def test_a_script_is_answered_in_json() -> None:
    assert in_english(Accept="application/json").json() == {"message": THANKS}


def test_the_answer_is_the_same_whatever_happens() -> None:
    answers = {in_english(Accept="application/json").content for _ in range(15)}
    for new in ImageState:
        visibility.set_image_state(SHA, new, NOW)
        answers.add(in_english(Accept="application/json").content)
    assert len(answers) == 1


def test_five_people_of_four_networks_hide_a_picture() -> None:
    for address in FIVE[:4]:
        send(address)
    assert state() == ImageState.SHOWN
    send(FIVE[4])
    assert state() == ImageState.HIDDEN
    assert Act.objects.get().verb == "hide_image"
    assert models.Change.objects.filter(article__image_id=SHA).exists()


def test_five_people_of_two_networks_only_queue_it() -> None:
    for address in ("192.0.2.1", "192.0.3.1", "192.0.4.1", "192.0.5.1", "203.0.113.1"):
        send(address)
    assert state() == ImageState.SHOWN
    assert ImageReport.objects.count() == 5


def test_a_thousand_reports_from_one_network_count_once() -> None:
    for n in range(1000):
        reports.LIMIT.forget()
        assert send(f"192.0.2.{n % 256}", Accept="application/json").status_code == 200
    assert ImageReport.objects.count() == 1


def test_a_thousand_reports_from_one_household_of_ipv6_count_once() -> None:
    for n in range(30):
        reports.LIMIT.forget()
        send(f"2001:db8:1:{n}::{n}")
    assert ImageReport.objects.count() == 1


def test_one_cookie_on_many_networks_counts_once() -> None:
    reader = Client(enforce_csrf_checks=True)
    for address in FIVE:
        send(address, reader)
    assert ImageReport.objects.count() == 1


def test_beyond_ten_an_hour_reports_are_answered_and_dropped() -> None:
    for n in range(15):
        sha = f"{n:064x}"
        moderated.picture(sha)
        assert send("192.0.2.1", sha256=sha).status_code == 200
    assert ImageReport.objects.count() == 10


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "null"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {},
        {"Referer": "http://testserver/fr/nawras/1"},
    ],
)
def test_pages_of_others_cannot_report(headers: dict[str, str]) -> None:
    assert Client().post(f"/fr/report/image/{SHA}", headers=headers).status_code == 403
    assert not ImageReport.objects.exists()


def test_a_browser_that_hides_its_origin_may_report_from_our_page() -> None:
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert Client().post(f"/fr/report/image/{SHA}", headers=headers).status_code == 200


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_only_a_post_reports(method: str) -> None:
    answer = getattr(Client(), method)(f"/fr/report/image/{SHA}", headers={"Origin": moderated.HOST})
    assert (answer.status_code, answer["Location"]) == (302, "/fr/")
    assert not ImageReport.objects.exists()


def test_unknown_pictures_and_bad_hashes_are_404() -> None:
    assert send(sha256="0" * 64).status_code == 404
    assert send(sha256="..%2f..%2fetc").status_code == 404


def test_the_cookie_is_signed_hidden_from_scripts_and_sent_to_reports_alone() -> None:
    cookie = send().cookies[reports.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/fr/report/")
    assert int(cookie["max-age"]) == 8 * 86400
    reading = Client().get("/fr/nawras/1")
    assert reading.status_code == 200
    assert not reading.cookies


def test_a_forged_cookie_is_no_cookie() -> None:
    forger = Client(enforce_csrf_checks=True)
    forger.cookies[reports.COOKIE] = "trusted-reader:abc:forged"
    answer = send(client=forger)
    assert answer.status_code == 200
    assert reports.COOKIE in answer.cookies
    assert not answer.cookies[reports.COOKIE].value.startswith("trusted-reader")


def test_a_forwarded_address_is_believed_only_behind_a_proxy(settings: Any, tmp_path: Path) -> None:
    for n in range(3):
        send("192.0.2.1", X_Forwarded_For=f"203.0.{n}.1")
    assert ImageReport.objects.count() == 1
    moderated.configure(settings, tmp_path, behind_proxy=True)
    for n in range(3):
        send("192.0.2.1", X_Forwarded_For=f"203.0.113.9, 198.51.{n}.1")
    assert ImageReport.objects.count() == 4


def test_nothing_links_two_pictures_of_one_reader() -> None:
    other, reader = "77" * 32, Client(enforce_csrf_checks=True)
    moderated.picture(other)
    send(client=reader)
    send(client=reader, sha256=other)
    first, second = ImageReport.objects.order_by("pk")
    assert not {first.reader, first.person, first.network} & {second.reader, second.person, second.network}
    assert not any("192.0.2" in str(value) for row in ImageReport.objects.values() for value in row.values())


def test_a_repeat_is_known_for_three_days_over_a_change_of_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    send(FIVE[0])  # makes the first key
    later(monkeypatch, days=4, hours=23)
    send(FIVE[1])
    later(monkeypatch, hours=71)  # another key is in use by now
    send(FIVE[1])
    assert SecretKey.objects.count() == 2
    assert ImageReport.objects.count() == 2


def test_keys_are_destroyed_after_eight_days(monkeypatch: pytest.MonkeyPatch) -> None:
    send()
    old = bytes(SecretKey.objects.get().value)
    later(monkeypatch, days=8)
    assert persons.destroy_old_keys(clock.now()) == 1
    assert not SecretKey.objects.filter(value=old).exists()
    assert ImageReport.objects.get().key is None


def test_reports_of_a_protected_picture_only_queue() -> None:
    visibility.set_image_state(SHA, ImageState.PROTECTED, NOW)
    for address in FIVE:
        send(address)
    assert state() == ImageState.PROTECTED
    assert ImageReport.objects.count() == 5


def test_a_brigade_trips_the_breaker() -> None:
    pictures = [f"{n:064x}" for n in range(8)]
    for sha in pictures:
        moderated.picture(sha)
        for address in FIVE:
            reports.LIMIT.forget()
            send(address, sha256=sha)
    assert [state(sha) for sha in pictures] == [ImageState.HIDDEN] * 5 + [ImageState.SHOWN] * 3
    assert Act.objects.filter(verb="hold_image").count() == 3


def test_the_breaker_closes_after_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    test_a_brigade_trips_the_breaker()
    later(monkeypatch, hours=1, minutes=1)
    reports.LIMIT.forget()
    send("100.64.0.1", sha256=f"{7:064x}")
    assert state(f"{7:064x}") == ImageState.HIDDEN


def test_hidden_means_a_placeholder_everywhere() -> None:
    reader, address = Client(), f"/image/{SHA}-480.webp"
    shown = reader.get(address)
    assert (shown.status_code, shown["Content-Type"], shown.content) == (200, "image/webp", b"RIFFsmall")
    assert "immutable" in shown["Cache-Control"]
    assert "private" in shown["Cache-Control"]
    assert reader.get(address, headers={"If-None-Match": shown["ETag"]}).status_code == 304
    page = reader.get("/fr/nawras/1").content.decode()
    assert f"/image/{SHA}" in page
    assert f"/fr/report/image/{SHA}" in page
    for hidden in (ImageState.HIDDEN, ImageState.BLOCKED):
        visibility.set_image_state(SHA, hidden, NOW)
        gone = reader.get(address, headers={"If-None-Match": shown["ETag"]})
        assert (gone.status_code, gone["Content-Type"], gone["Cache-Control"]) == (410, "image/svg+xml", "no-store")
        assert gone.content.startswith(b"<svg")
        for path in ("/fr/nawras/1", "/fr/", "/fr/nawras", "/ar/"):
            assert f"/image/{SHA}" not in reader.get(path).content.decode()


def test_pictures_of_withdrawn_articles_are_gone_with_them() -> None:
    article = models.Article.objects.get()
    visibility.set_article_visibility(article.pk, Visibility.WITHDRAWN, "privacy", NOW)
    assert Client().get(f"/image/{SHA}-1200.webp").status_code == 410
    moderated.article(models.Image.objects.get(), 2)
    assert Client().get(f"/image/{SHA}-1200.webp").status_code == 200


@pytest.mark.parametrize("name", ["0" * 64 + "-480", SHA + "-481", SHA.upper() + "-480", "../secret.key-480"])
def test_other_addresses_of_pictures_are_404(name: str) -> None:
    assert Client().get(f"/image/{name}.webp").status_code == 404


def test_serving_a_picture_takes_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        Client().get(f"/image/{SHA}-480.webp")


def test_every_automatic_hide_is_in_the_log_beside_the_archive(archive: Path) -> None:
    for address in FIVE:
        send(address)
    (line,) = blocks.read(archive / "blocks.log").lines
    assert (line.act["verb"], line.act["target"], line.act["actor"]) == ("hide_image", f"image:{SHA}", "readers")


REQUEST = {"who": "Une lectrice", "contact": "lectrice@example.org", "why": "Mon adresse y figure."}


def test_a_request_for_removal_is_kept() -> None:
    page = Client().get("/fr/takedown?article=nawras/1")
    assert "Le port rouvre" in page.content.decode()
    assert Client().post("/fr/takedown?article=nawras/1", REQUEST).status_code == 200
    kept = TakedownRequest.objects.get()
    assert (kept.article, kept.who, kept.state) == (models.Article.objects.get(), "Une lectrice", "open")


def test_a_request_without_reason_is_asked_again() -> None:
    answer = Client().post("/fr/takedown", REQUEST | {"why": " "})
    assert answer.status_code == 400
    assert "lectrice@example.org" in answer.content.decode()
    assert not TakedownRequest.objects.exists()


def test_a_request_from_another_site_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/fr/takedown", REQUEST, headers={"Origin": "https://evil.example"}).status_code == 403
    token = strict.get("/fr/takedown").cookies["csrftoken"].value
    assert strict.post("/fr/takedown", REQUEST | {"csrfmiddlewaretoken": token}, headers={"Origin": "null"}).status_code == 403
    assert (
        strict.post("/fr/takedown", REQUEST | {"csrfmiddlewaretoken": token}, headers={"Origin": moderated.HOST}).status_code == 200
    )


def test_requests_are_limited() -> None:
    answers = [Client().post("/fr/takedown", REQUEST).status_code for _ in range(12)]
    assert answers == [200] * 10 + [429] * 2
    assert TakedownRequest.objects.count() == 10


@pytest.mark.parametrize("name", ["nawras/999", "x", "nawras/٣", "nawras/" + "9" * 30, "//evil"])
def test_a_request_about_nothing_we_know_is_taken_all_the_same(name: str) -> None:
    assert Client().post(f"/fr/takedown?article={name}", REQUEST).status_code == 200
    assert TakedownRequest.objects.get().article is None
