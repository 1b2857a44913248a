"""The archive's state, as staff reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import kiosk
import pytest
from django.contrib.auth.models import User
from django.test import Client

from hemera.pipeline.figures import Figures, Standing
from hemera.pipeline.outcomes import Tally
from hemera.portal import memory, state
from hemera.store import models

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def looked_after(stand: None) -> Iterator[None]:
    """Give ``phare`` a feed that is late and failed for a night, and a fortnight of entries."""
    late = kiosk.NOW - 2 * HOUR
    feed = models.Feed.objects.create(
        source_id="phare",
        url="https://phare.example/f",
        kind="feed",
        due_at=late,
        succeeded_at=kiosk.NOW - 3 * HOUR,
        error="http.503",
    )
    states = ("article", "article", "article", "held", "discarded", "queued")
    for n in range(14 * 6):
        facts = {"seen_at": kiosk.NOW - (n // 6) * DAY, "state": states[n % 6], "url": f"https://phare.example/{n}"}
        models.Entry.objects.create(source_id="phare", feed=feed, **facts)
    facts = {"cause": "http.503", "causes": {"http.503": 9}, "polls": 9, "missed": "possible"}
    models.Lapse.objects.create(source_id="phare", feed=feed, since=kiosk.NOW - 40 * HOUR, until=kiosk.NOW - 25 * HOUR, **facts)
    memory.forget()
    yield
    memory.forget()


def read(language: str = "en", name: str = "amina") -> str:
    client = Client(headers={"Accept-Language": language})
    client.force_login(User.objects.create_superuser(name))
    answer = client.get("/admin/state/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_staff_sees_it() -> None:
    client = Client()
    assert client.get("/admin/state/").headers["Location"].startswith("/admin/login/")
    client.force_login(User.objects.create_user("reader"))
    assert client.get("/admin/state/").status_code == 302


def test_the_way_to_it_is_on_the_staff_s_first_page() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("amina"))
    assert 'href="/admin/state/"' in client.get("/admin/").content.decode()


def test_it_tells_who_works_what_is_due_and_what_may_be_missing(settings: Any) -> None:
    page = read()
    assert "No collector is at work." in page
    assert "Feeds – due: 1 · in hand: 0 · late by: 2\u00a0h" in page
    assert "Hours not read: 15 · its server reported a fault" in page
    standing = Standing(settings.HEMERA.folder, Figures(), Tally(queued=4))
    standing.write()
    memory.forget()
    assert "Jobs in hand: 4" in read(name="badr")
    standing.close()


def test_the_figures_beside_each_picture_add_up() -> None:
    row = re.search(r"<bdi>Le Phare du Golfe</bdi>.*?</li>", read().partition('class="sources"')[2], re.DOTALL)
    assert row
    told = dict(re.findall(r"<span>([\w ]+): <b>(.*?)</b>", row[0]))
    figures = {name: int(told[name]) for name in ("Announced", "Kept", "Waiting", "Not kept", "Days nobody looked")}
    assert figures == {"Announced": 84, "Kept": 42, "Waiting": 14, "Not kept": 28, "Days nobody looked": 1}
    assert told["Last read"] == "3 h ago"
    drawn = {name: re.search(rf'class="{name}" d="(.*?)"', row[0]) for name in ("announced", "kept", "lost", "blind")}
    assert {name: found and found[1].count("M") for name, found in drawn.items()} == {
        "announced": 14,
        "kept": 14,
        "lost": 14,
        "blind": 1,
    }


@pytest.mark.parametrize(("language", "last"), [("fr", 29), ("ar", 0)])
def test_the_picture_runs_in_the_direction_of_the_page(language: str, last: int) -> None:
    page = read(language)
    bars = re.findall(r'class="kept" d="(M.*?)"', page)
    assert f"M{last * state.STEP} " in bars[-1]
    assert "script" not in page[page.index('class="state"') :].partition("</ul></section></div>")[0]


@pytest.mark.parametrize(
    ("seconds", "told"), [(40, "40\u00a0ثانية"), (300, "5\u00a0دقائق"), (7_200, "2\u00a0ساعة"), (500_000, "6\u00a0أيام")]
)
def test_times_are_counted_as_arabic_does(seconds: float, told: str) -> None:
    assert state.lasting(seconds, "ar") == told


def test_sizes_are_written_in_the_page_s_language() -> None:
    assert [state.size(1_500_000_000, language) for language in ("fr", "ar", "en")] == [
        "1,5\u00a0Go",
        "1,5\u00a0جيغابايت",
        "1.5\u00a0GB",
    ]
