"""Pages that are kept: for whom, for how long, and that what is taken down is gone at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import kiosk
import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hemera import clock
from hemera.portal import pagecache
from hemera.store import changes, models, queries, visibility, wishes
from hemera.store.writes import DjangoStore
from hemera.types import ImageState, Visibility

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand")]


def get(path: str, status: int = 200, client: Client | None = None, **headers: str) -> HttpResponse:
    answer: HttpResponse = (client or Client()).get(path, headers=headers)  # type: ignore[assignment]
    assert answer.status_code == status, path
    return answer


def pk(source: str, number: int) -> int:
    return models.Article.objects.get(source_id=source, number=number).pk


@pytest.mark.parametrize("path", ["/fr/", "/ar/phare/1", "/en/sources"])
def test_a_page_is_written_once(path: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = get(path)
    with django_assert_num_queries(1):
        again = get(path)
    assert again.content == first.content
    assert again.headers == first.headers
    assert again["Content-Security-Policy"]
    assert again["Cache-Control"] == "no-cache"


def test_browsers_that_have_it_are_told_so() -> None:
    tag = get("/fr/phare/1")["ETag"]
    answer = get("/fr/phare/1", 304, if_none_match=tag)
    assert answer.content == b""
    assert answer["ETag"] == tag
    get("/fr/phare/1", 200, if_none_match='"another"')
    pagecache.forget()
    get("/fr/phare/1", 304, if_none_match=tag)  # written anew, and the same


def test_takedowns_act_at_once() -> None:
    title = models.Article.objects.get(source_id="phare", number=2).title
    tag = get("/fr/phare/2")["ETag"]
    for path in ("/fr/", "/fr/phare", "/fr/wire", "/fr/day/2020-06-11"):
        get(path)
    visibility.set_article_visibility(pk("phare", 2), Visibility.WITHDRAWN, "publisher", kiosk.NOW)
    get("/fr/phare/2", 410, if_none_match=tag)
    for path in ("/fr/", "/fr/phare", "/fr/wire", "/fr/day/2020-06-11"):
        assert title not in get(path).content.decode(), path


def test_hidden_pictures_are_gone_at_once() -> None:
    assert kiosk.SHOWN in get("/fr/phare/1").content.decode()
    visibility.set_image_state(kiosk.SHOWN, ImageState.HIDDEN, kiosk.NOW)
    assert f"/image/{kiosk.SHOWN}" not in get("/fr/phare/1").content.decode()


def test_pages_grow_old(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "il y a 1 h" in get("/fr/phare").content.decode()
    monkeypatch.setattr(clock, "now", lambda: kiosk.NOW + timedelta(hours=1))
    assert "il y a 1 h" not in get("/fr/phare").content.decode()


@pytest.fixture
def behind(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What is to be written behind readers, by whoever calls it."""
    waiting: list[Callable[[], None]] = []
    monkeypatch.setattr(pagecache.scribe, "behind", waiting.append)
    return waiting


def test_what_is_added_waits_some_seconds_and_is_written_behind_a_reader(
    monkeypatch: pytest.MonkeyPatch, behind: list[Callable[[], None]]
) -> None:
    old = get("/fr/phare/1").content
    models.Article.objects.filter(pk=pk("phare", 1)).update(title="Le phare, autrement")
    changes.note(pk("phare", 1), kiosk.NOW)
    assert (get("/fr/phare/1").content, behind) == (old, [])
    monkeypatch.setattr(clock, "now", lambda: kiosk.NOW + pagecache.FRESH)
    assert [get("/fr/phare/1").content for _ in range(3)] == [old] * 3
    [write] = behind  # once, however many read it
    write()
    assert "Le phare, autrement" in get("/fr/phare/1").content.decode()
    assert len(behind) == 1


def test_what_is_added_is_seen_at_the_latest_when_nobody_read_the_page_meanwhile(
    monkeypatch: pytest.MonkeyPatch, behind: list[Callable[[], None]]
) -> None:
    get("/fr/phare/1")
    models.Article.objects.filter(pk=pk("phare", 1)).update(title="Le phare, autrement")
    changes.note(pk("phare", 1), kiosk.NOW)
    monkeypatch.setattr(clock, "now", lambda: kiosk.NOW + pagecache.LATEST)
    assert "Le phare, autrement" in get("/fr/phare/1").content.decode()
    assert not behind


@pytest.mark.parametrize("less", [{"rights": "link"}, {"images": False}, {"consent": True}])
def test_rights_act_at_once(less: dict[str, Any]) -> None:
    said = [queries.source(source) for source in queries.sources()]
    DjangoStore().sync(said, kiosk.NOW)
    before = changes.standing().hidings
    DjangoStore().sync(said, kiosk.NOW)
    assert changes.standing().hidings == before
    DjangoStore().sync([replace(said[0], **less), *said[1:]], kiosk.NOW)
    assert changes.standing().hidings > before


def test_a_wish_acts_at_once() -> None:
    get("/fr/phare/1")
    before = changes.standing()
    wishes.apply(pk("phare", 1), "noindex", kiosk.NOW)
    assert changes.standing().hidings == before.hidings + 1
    assert changes.standing().head == before.head + 1


def test_staff_neither_reads_nor_leaves_kept_pages() -> None:
    public = get("/fr/carnet/1").content
    staff = Client()
    staff.force_login(User.objects.create_user("staff", is_staff=True))
    assert kiosk.SECRET not in public.decode()
    whole = get("/fr/carnet/1", client=staff)
    assert kiosk.SECRET in whole.content.decode()
    assert "ETag" not in whole.headers
    pagecache.forget()
    get("/fr/carnet/1", client=staff)
    assert kiosk.SECRET not in get("/fr/carnet/1").content.decode()


def test_private_archives_keep_nothing(settings: Any) -> None:
    settings.HEMERA = replace(settings.HEMERA, visibility="private")
    reader = Client()
    reader.force_login(User.objects.create_user("reader"))
    assert get("/fr/carnet/1", client=reader)["Cache-Control"] == "private, no-store"
    get("/fr/carnet/1", 302)


def test_forms_are_not_kept() -> None:
    first, second = get("/fr/takedown"), get("/fr/takedown")
    assert first.content != second.content  # each has a token of its own
    assert "ETag" not in second.headers


@pytest.mark.parametrize("host", ["evil.example", "a b"])
def test_unknown_hosts_are_refused(host: str) -> None:
    get("/fr/", 400, host=host)


def test_hosts_are_kept_apart(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    assert "//one.example/" in get("/fr/phare/1", host="one.example").content.decode()
    assert "//one.example/" not in get("/fr/phare/1", host="two.example").content.decode()


def test_the_shelf_is_bounded() -> None:
    shelf = pagecache.Shelf(most=1000)
    until = kiosk.NOW + timedelta(seconds=1)
    for number in range(50):
        shelf.put(number, pagecache.Page(b"x" * 90, {}, until))
        assert shelf.size <= 1000
        assert shelf.get(0, kiosk.NOW) or number >= 10  # asked for all the time, and kept longest
    assert shelf.get(49, kiosk.NOW)
    assert shelf.get(49, until) is None
    shelf.put(50, pagecache.Page(b"x" * 2000, {}, until))
    assert shelf.size == 0
