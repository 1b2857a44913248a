"""What may be missing, as readers, programs and staff see it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import kiosk
import pytest
import shelf
from django.contrib.auth.models import User
from django.test import Client
from lxml import html

from hemera.portal import memory, pagecache
from hemera.store import changes, models

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LANGUAGES = ("fr", "ar", "en")


@pytest.fixture(autouse=True)
def ledger(stand: None) -> Iterator[None]:
    """Give ``phare`` a feed, a month of entries and two lapses; one costs nothing. ``bousla`` is not asked since ten days."""
    feed = feed_of("phare")
    entries(feed, 9, "article", days_ago=3)
    entries(feed, 2, "discarded", "http.404", days_ago=3)
    entries(feed, 1, "held", "body.consent-wall", days_ago=3)
    entries(feed, 4, "queued", "", days_ago=2)
    lapse(feed, 5, 7, "fetch.unreachable", "possible")
    lapse(feed, 60, 5, "http.503", "nothing")
    feed_of("bousla", due=kiosk.NOW - 10 * DAY)
    memory.forget()
    pagecache.forget()
    yield
    memory.forget()
    pagecache.forget()


def feed_of(source: str, due: Any = kiosk.NOW + HOUR) -> models.Feed:
    url = f"https://{source}.example/feed"
    return models.Feed.objects.create(
        source_id=source, url=url, kind="feed", due_at=due, polled_at=due - HOUR, succeeded_at=due - HOUR
    )


def entries(feed: models.Feed, many: int, state: str, reason: str = "", *, days_ago: int) -> None:
    seen = kiosk.NOW - days_ago * DAY
    for n in range(many):
        url = f"https://{feed.source_id}.example/{state}/{n}"
        models.Entry.objects.create(source_id=feed.source_id, feed=feed, url=url, seen_at=seen, state=state, reason=reason)


def lapse(feed: models.Feed, hours_ago: float, length: float, cause: str, missed: str) -> None:
    since = kiosk.NOW - (hours_ago + length) * HOUR
    facts = {"cause": cause, "causes": {cause: 3}, "polls": 3, "missed": missed}
    models.Lapse.objects.create(source_id=feed.source_id, feed=feed, since=since, until=since + length * HOUR, **facts)


def get(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status, answer.content[:300]
    return answer.content.decode()


def test_a_source_s_page_tells_what_was_announced_kept_and_missed() -> None:
    page = get("/en/phare")
    section = page[page.index('id="coverage"') : page.index("</section>", page.index('id="coverage"'))]
    assert "Announced: 16 · Kept: 9 · Waiting: 4 · Not kept: 3 · Hours not read: 12" in section
    [hatched] = re.findall(r'class="hole" d="(.*?)"', section)
    assert hatched.count("M") == 2  # a night over midnight
    [told] = re.findall(r"<li>(.*?)</li>", section)
    assert told == "11 June 23:00 – 12 June 06:00: its server did not answer. Articles may be missing."
    rows = re.findall(r"<tr><th scope=\"row\"><time datetime=\"([\d-]+)\".*?</th>(.*?)</tr>", section)
    assert len(rows) == 30
    figures = {day: list(map(int, re.findall(r'class="n">(\d+)<', cells))) for day, cells in rows}
    assert figures["2020-06-09"] == [12, 9, 0, 3]
    assert all(announced == kept + waiting + lost for announced, kept, waiting, lost in figures.values())
    assert "1 × a consent wall stood before the text · 2 × the page was not there" in section


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_runs_in_the_direction_of_the_page(language: str) -> None:
    page = get(f"/{language}/phare")
    bars = [int(x) for x in re.findall(r'<rect x="(\d+)"', page[page.index('id="coverage"') :])]
    assert len(bars) == 30
    assert bars == sorted(bars, reverse=language == "ar")


def test_a_source_that_was_never_polled_has_no_picture() -> None:
    assert 'id="coverage"' not in get("/fr/courier")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_lists_the_sources_with_holes(language: str) -> None:
    page = get(f"/{language}/sources/coverage?from=2020-06-10&to=2020-06-12")
    assert re.findall(rf'href="/{language}/(\w+)#coverage"', page) == sorted(["phare", "bousla"], key=page.index)
    none = get(f"/{language}/sources/coverage?from=2020-05-01&to=2020-05-10")
    assert "#coverage" not in none


def test_the_page_says_how_many_and_which_were_not_collected_yet() -> None:
    page = get("/en/sources/coverage")
    assert "2 of 4 sources have holes in this period." in page
    assert "4 sources were collected only from a later day on." in page
    assert "No source has a hole in this period that we know of." in get("/en/sources/coverage?from=2020-05-01&to=2020-05-10")


@pytest.mark.parametrize("days", ["from=x", "to=2020-13-01", "from=2020-06-12&to=1"])
def test_days_that_are_none_are_refused(days: str) -> None:
    get(f"/en/sources/coverage?{days}", 400)


@pytest.mark.parametrize("days", ["from=0001-01-01&to=9999-12-31", "from=2020-06-12&to=2020-06-01", "from=9999-01-01"])
def test_any_days_can_be_asked_for(days: str) -> None:
    get(f"/en/sources/coverage?{days}")


def test_the_api_gives_the_same_figures() -> None:
    told = json.loads(get("/api/v1/coverage?source=phare&from=2020-06-09&to=2020-06-12"))
    assert (told["first"], told["last"], told["sources"]) == ("2020-06-09", "2020-06-12", 4)
    first, *_, last = told["days"]
    assert (first["announced"], first["articles"], first["discarded"], first["held"]) == (
        12,
        9,
        {"http.404": 2},
        {"body.consent-wall": 1},
    )
    assert (last["hours"], last["hole"], last["alarm"], last["usual_low"]) == (6, True, None, None)
    [hole] = told["holes"]
    assert (hole["source"], hole["hours"], hole["lasts"]) == ("phare", 7, False)
    assert [(one["cause"], one["missed"]) for one in hole["lapses"]] == [("fetch.unreachable", "possible")]


def test_the_api_lists_the_holes_of_all_sources() -> None:
    told = json.loads(get("/api/v1/coverage?from=2020-06-09"))
    assert [(hole["source"], hole["lasts"]) for hole in told["holes"]] == [("bousla", True), ("phare", False)]
    assert told["days"] == []


@pytest.mark.parametrize(
    ("asked", "status"), [("source=nobody", 404), ("from=2020-06-12&to=2020-06-01", 400), ("from=2018-01-01", 400), ("from=x", 400)]
)
def test_the_api_refuses_what_it_cannot_answer(asked: str, status: int) -> None:
    get(f"/api/v1/coverage?{asked}", status)


def test_words_stand_for_every_cause() -> None:
    from hemera.portal import causes

    other = causes.cause("x")
    for key in ("fetch.refused.size", "http.502", "parse.hostile", "body.short", "template.empty", "bug.KeyError", "coverage.away"):
        assert causes.cause(key) not in ("", other), key
    assert causes.cause("") == other


def test_pages_change_when_lapses_do() -> None:
    """A lapse writes no change of an article: the page is not remembered for longer than a minute by anything of ours."""
    assert "1 of 4 sources" not in get("/en/sources/coverage")
    models.Feed.objects.filter(source="bousla").update(due_at=kiosk.NOW)
    memory.forget()
    changes.note(models.Article.objects.values_list("pk", flat=True)[0], kiosk.NOW)
    assert "1 of 4 sources has a hole" in get("/en/sources/coverage")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_says_in_its_language_what_may_be_missing_of_its_time(language: str, tmp_path: Path) -> None:
    shelf.index(tmp_path)
    page = html.fromstring(get(f"/{language}/search?q=date:2020-06"))
    (link,) = page.xpath("//p[contains(@class, 'coverage')]/a")
    assert link.get("href") == f"/{language}/sources/coverage?from=2020-06-01&to=2020-06-12"
    assert link.text.startswith({"fr": "2 sources sur 4", "ar": "لدى مصدرين من 4", "en": "2 of 4 sources"}[language])
    assert get(link.get("href"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("date:2020-05-01..2020-05-10", None),
        ("source:phare", "1 of 1 sources has a hole"),
        ("source:courier", "No source has a hole"),
    ],
)
def test_a_search_speaks_of_the_sources_and_days_it_asked_for(query: str, said: str | None, tmp_path: Path) -> None:
    shelf.index(tmp_path)
    found = html.fromstring(get(f"/en/search?q={query}")).xpath("//p[contains(@class, 'coverage')]/a")
    assert [a.text.startswith(said or "No source has a hole") for a in found] == [True]


def test_staff_sees_every_lapse_and_changes_none() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("amal", password="a-long-password"))
    page = client.get("/admin/store/lapse/?missed__exact=possible").content.decode()
    assert "fetch.unreachable" in page
    assert "field-cause" in page
    assert client.get("/admin/store/lapse/add/").status_code == 403
    row = client.get(f"/admin/store/lapse/{models.Lapse.objects.values_list('pk', flat=True)[0]}/change/").content.decode()
    assert "_save" not in row


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "found later on its archive pages: 1"),
        ("fr", "trouvés plus tard dans ses pages d’archives : 1"),
        ("ar", "وُجدت لاحقًا في صفحات أرشيفه"),
    ],
)
def test_a_day_of_the_past_says_how_it_came_to_be_known(language: str, said: str) -> None:
    article, day = models.Article.objects.filter(source="phare").first(), (kiosk.NOW - 9 * DAY).date()
    assert article is not None
    models.Article.objects.filter(pk=article.pk).update(day=day)
    plan = models.Backfill.objects.create(source_id="phare", per_day=200, created_at=kiosk.NOW)
    listing = models.Listing.objects.create(plan=plan, url="https://phare.example/2020/06/", key="a", way="archive", stage=2)
    known = {"listing": listing, "seen_at": kiosk.NOW, "state": "article", "article": article, "channels": "past-archive"}
    models.Entry.objects.create(source_id="phare", url="https://phare.example/found", **known)
    assert said in html.fromstring(get(f"/{language}/phare")).text_content()
    told = json.loads(get(f"/api/v1/coverage?source=phare&from={day}&to={day}"))
    assert told["days"][0]["brought"] == {"past-archive": 1}
    assert told["days"][0]["announced"] == 0
