"""When an article was published, by all that says so on its page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hemera.extract import page as pages
from hemera.extract import times
from hemera.extract.page import Page
from hemera.extract.zones import Zones
from hemera.types import Entry, Hints

URL = "https://phare.example/passerelle"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)  # 13:00 in Rabat
TITLE = "<h1>La passerelle rouvre</h1>"


def parsed(body: str, head: str = "", *, url: str = URL, published: datetime | None = None, seen: datetime = NOON) -> Page:
    entry = Entry(url, published=published) if published else None
    hints = Hints("phare", ("fr", "ar"), "Africa/Casablanca", seen, entry=entry)
    html = f"<!DOCTYPE html><html><head><title>x</title>{head}</head><body>{body}</body></html>"
    return pages.parse(html.encode(), "text/html; charset=utf-8", url, hints)


def stamp(value: str) -> str:
    return f"<meta property='article:published_time' content='{value}'>"


def said(body: str, head: str = "", *, url: str = URL, published: datetime | None = None, seen: datetime = NOON) -> times.Times:
    return times.times(parsed(body, head, url=url, published=published, seen=seen))


def moment(found: times.Times) -> str:
    return found.published.value.isoformat(timespec="minutes") if found.published else ""


def codes(found: times.Times) -> list[str]:
    return [doubt.code for doubt in found.doubts]


# --- what is printed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("<p class='date'>الجمعة 12 يونيو 2020 - 14:30</p>", "2020-06-12T14:30+01:00"),
        ("<div class='post-meta'>12 كانون الثاني/يناير 2021</div>", "2021-01-12T00:00+01:00"),
        ("<span class='entry-date'>12 جوان 2020 على الساعة 14:30</span>", "2020-06-12T14:30+01:00"),
        ("<p>Publié le 1er mars 2021 à 9h05, mis à jour le 3 mars 2021 à 10h00</p>", "2021-03-01T09:05+01:00"),
        ("<p>آخر تحديث: 14 يونيو 2020 نشر في: 12 يونيو 2020</p>", "2020-06-12T00:00+01:00"),
        ("<span class='kx2h'>12 غشت 2020 - 14:30</span>", "2020-08-12T14:30+01:00"),  # classes mean nothing
    ],
)
def test_a_printed_date(line: str, want: str) -> None:
    found = said(TITLE + line)
    assert moment(found) == want
    assert codes(found) == []
    assert found.published is not None
    assert found.published.origin == "printed"


def test_a_line_of_unknown_meaning_is_unsure() -> None:
    found = said(TITLE + "<p>Un texte.</p>" * 40 + "<p>Le pont, en service depuis le 12 juin 2020</p>")
    assert (moment(found), codes(found)) == ("2020-06-12T00:00+01:00", ["date.unsure"])
    assert found.confidence < 0.4


def test_the_date_by_the_heading_comes_before_those_of_other_articles() -> None:
    others = "".join(f"<div class='card'><span class='date'>{day} novembre 2026</span></div>" for day in range(3, 9))
    found = said(others * 3 + TITLE + "<div class='date'>21 novembre 2026</div>" + "<p>Un texte.</p>" * 40 + others)
    assert moment(found) == "2026-11-21T00:00+01:00"


def test_the_day_a_site_prints_over_all_its_pages_is_not_the_article_s() -> None:
    head = "<div class='date'>الأحد 22 نونبر 2026</div>"
    found = said(f"{head}{TITLE}<span class='post-date'>12 يونيو 2020</span>")
    assert moment(found) == "2020-06-12T00:00+01:00"


@pytest.mark.parametrize("line", ["Photo d’archives (12.06.2019)", "Archives du 12 juin 2019"])
def test_a_caption_dates_its_picture(line: str) -> None:
    body = f"{TITLE}<p class='meta-caption'>{line}</p><p class='date'>12 juin 2020</p>"
    assert moment(said(body)) == "2020-06-12T00:00+01:00"


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("منذ 3 ساعات", "2026-11-22T10:00+01:00"),
        ("il y a 2 jours", "2026-11-20T00:00+01:00"),
        ("أمس 18:30", "2026-11-21T18:30+01:00"),
    ],
)
def test_told_from_now_where_nothing_else_is(line: str, want: str) -> None:
    found = said(f"{TITLE}<span class='date'>{line}</span>")
    assert (moment(found), found.method, codes(found)) == (want, "relative", ["date.unsure"])


# --- witnesses --------------------------------------------------------------------------------------------------------


def test_witnesses_that_agree_make_sure() -> None:
    alone = said(TITLE, stamp("2026-11-21T10:15:00+01:00"))
    line = "<p>Publié le 21 novembre 2026 à 10h15</p>"
    three = said(TITLE + line, stamp("2026-11-21T10:15:00+01:00"), url="https://phare.example/2026/11/21/passerelle")
    assert moment(alone) == moment(three) == "2026-11-21T10:15+01:00"
    assert 0.5 < alone.confidence < 0.9 < three.confidence <= 1


@pytest.mark.parametrize(
    ("body", "url", "published", "detail"),
    [
        ("<p>Publié le 12 juin 2020</p>", URL, None, "meta:article:published_time 2026-11-21; printed 2020-06-12"),
        ("", "https://phare.example/2020/06/12/p", None, "meta:article:published_time 2026-11-21; address 2020-06-12"),
        ("", URL, datetime(2026, 11, 15, 9, tzinfo=UTC), "meta:article:published_time 2026-11-21; entry 2026-11-15"),
    ],
)
def test_contradictions_are_named(body: str, url: str, published: datetime | None, detail: str) -> None:
    found = said(TITLE + body, stamp("2026-11-21T10:15:00+01:00"), url=url, published=published)
    assert moment(found) == "2026-11-21T10:15+01:00"
    assert [(doubt.code, doubt.detail) for doubt in found.doubts] == [("date.contradicted", detail)]
    assert found.confidence < 0.5


def test_a_day_s_difference_is_no_contradiction() -> None:
    found = said(TITLE, stamp("2026-11-21T23:30:00+01:00"), url="https://phare.example/2026/11/22/passerelle")
    assert codes(found) == []


def test_two_witnesses_outweigh_one() -> None:
    body = TITLE + "<p>Publié le 12 juin 2020 à 10h15</p>"
    found = said(body, stamp("2026-11-22T11:59:00+00:00"), url="https://phare.example/2020/06/12/passerelle")
    assert (moment(found), codes(found)) == ("2020-06-12T10:15+01:00", ["date.contradicted"])


def test_a_default_gives_way_and_does_not_contradict() -> None:
    found = said(TITLE + "<p>Publié le 12 juin 2020</p>", stamp("2020-01-01T00:00:00Z"))
    assert (moment(found), codes(found)) == ("2020-06-12T00:00+01:00", [])


def test_a_default_alone_is_doubted() -> None:
    found = said(TITLE, stamp("2020-01-01T00:00:00+01:00"))
    assert (moment(found), codes(found)) == ("2020-01-01T00:00+01:00", ["date.january-first"])


def test_the_first_of_january_with_its_hour_in_the_feed_is_sure() -> None:
    published = datetime(2026, 1, 1, 8, 20, tzinfo=UTC)
    found = said(TITLE + "<p>Publié le 1er janvier 2026</p>", published=published)
    assert (moment(found), codes(found)) == ("2026-01-01T09:20+01:00", [])


def test_what_a_witness_confirms_is_not_doubted() -> None:
    body = f"{TITLE}<span class='date'>12/06/20 10:15</span>"
    assert codes(said(body)) == ["date.short-year"]
    assert codes(said(body, url="https://phare.example/2020/06/12/passerelle")) == []


def test_the_feed_gives_the_minute_of_a_printed_day() -> None:
    found = said(TITLE, stamp("2026-11-21"), published=datetime(2026, 11, 21, 9, 15, tzinfo=UTC))
    assert moment(found) in {"2026-11-21T09:15+00:00", "2026-11-21T10:15+01:00"}
    assert (found.published and found.published.origin, found.precision) == ("meta:article:published_time and entry", "minute")


@pytest.mark.parametrize("name", ["A2026112009150005196", "20261120-passerelle.html", "news-20261120.htm"])
def test_a_day_in_the_address_s_number(name: str) -> None:
    found = said(TITLE, url=f"https://phare.example/article/{name}")
    assert (moment(found), codes(found)) == ("2026-11-20T00:00+01:00", ["date.unsure"])


@pytest.mark.parametrize("name", ["A2026132009150005196", "12026112034", "20991120", "article-2026-2027"])
def test_other_numbers_in_addresses(name: str) -> None:
    found = said(TITLE, url=f"https://phare.example/article/{name}")
    assert found.published is None
    assert "date.missing" in codes(found)


def test_a_guess_is_the_last_vote_and_doubted() -> None:
    found = said(TITLE + "<div data-x='1'><blockquote>Rabat, 12. Juni 2020</blockquote><!-- 2020-06-12 --></div>")
    assert "date.guessed" in codes(found) or found.published is None
    only = said(f"{TITLE}<footer><a href='/2020/06/12/x'>12 June 2020</a></footer>")
    assert (moment(only), codes(only)) == ("2020-06-12T00:00+01:00", ["date.guessed"])
    assert only.published is not None
    assert only.published.origin == "htmldate"


def test_a_guess_of_a_year_is_none() -> None:
    found = said(f"{TITLE}<footer>© 2020 Le Phare</footer>")
    assert (found.published, codes(found), found.confidence) == (None, ["date.missing"], 0)


# --- moments ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stamped", "want", "doubts"),
    [
        ("2026-11-22T12:30:00Z", "2026-11-22T12:30+01:00", ["date.zone"]),  # half an hour after its capture: Rabat's clock
        ("2026-11-22T12:03:00Z", "2026-11-22T13:03+01:00", []),  # clocks differ
        ("2026-11-22T20:00:00+01:00", "2026-11-22T20:00+01:00", ["date.future"]),
        ("2026-11-23", "2026-11-23T00:00+01:00", ["date.future"]),
        ("2026-11-22", "2026-11-22T00:00+01:00", []),
    ],
)
def test_the_future_is_never_silent(stamped: str, want: str, doubts: list[str]) -> None:
    found = said(TITLE, stamp(stamped))
    assert (moment(found), codes(found)) == (want, doubts)


def test_what_is_far_ahead_is_no_date() -> None:
    found = said(TITLE, stamp("2099-11-21T10:15:00+01:00"))
    assert (found.published, codes(found), found.raw) == (None, ["date.future", "date.missing"], "2099-11-21T10:15:00+01:00")


@pytest.mark.parametrize(
    ("stamped", "printed", "want"),
    [
        ("2026-11-21T10:15:00Z", "10h15", "2026-11-21T10:15+01:00"),  # Rabat's clock stamped as UTC
        ("2026-11-21T09:15:00Z", "10h15", "2026-11-21T10:15+01:00"),  # right
        ("2026-11-21T09:15:00+01:00", "10h15", "2026-11-21T10:15+01:00"),  # UTC with Rabat's offset
        ("2026-11-21T10:15:00-05:00", "10h15", "2026-11-21T10:15-05:00"),  # told by an offset of its own
        ("2026-11-21T07:00:00Z", "10h15", "2026-11-21T08:00+01:00"),  # another clock: it shows nothing
    ],
)
def test_the_printed_clock_shows_what_a_stamp_means(stamped: str, printed: str, want: str) -> None:
    found = said(f"{TITLE}<p>Publié le 21 novembre 2026 à {printed}</p>", stamp(stamped))
    assert moment(found) == want


def test_a_source_s_other_pages_show_what_a_stamp_means() -> None:
    known = Zones()
    for day in (18, 19, 20):
        page = parsed(f"{TITLE}<p>Publié le {day} novembre 2026 à 10h15</p>", stamp(f"2026-11-{day}T10:15:00+00:00"))
        for seen in times.observations(page):
            known = known.learned(seen, "Africa/Casablanca")
    silent = parsed(TITLE, stamp("2026-11-21T10:15:00+00:00"))
    assert moment(times.times(silent)) == "2026-11-21T11:15+01:00"
    found = times.times(silent, known)
    assert moment(found) == "2026-11-21T10:15+01:00"
    assert found.published is not None
    assert found.published.origin == "meta:article:published_time, clock as learned"
    clocked = parsed(f"{TITLE}<p>Publié le 21 novembre 2026 à 11h15</p>", stamp("2026-11-21T10:15:00+00:00"))
    assert moment(times.times(clocked, known)) == "2026-11-21T11:15+01:00"  # the page itself knows better


def test_a_feed_is_learned_from_as_well() -> None:
    page = parsed(TITLE, stamp("2026-11-22T12:30:00Z"), published=NOON - timedelta(minutes=30))
    assert {(seen.origin, seen.feed) for seen in times.observations(page)} == {
        ("meta", NOON - timedelta(minutes=30)),
        ("entry", None),
    }


def test_the_update_printed_beside_the_publication() -> None:
    found = said(TITLE + "<p>Publié le 12 juin 2020 à 10h15, mis à jour le 14 juin 2020 à 11h00</p>")
    assert found.modified is not None
    assert found.modified.isoformat() == "2020-06-14T11:00:00+01:00"


# --- explaining -------------------------------------------------------------------------------------------------------


def test_every_candidate_is_listed() -> None:
    page = parsed(
        f"{TITLE}<p>Publié le 21 novembre 2026 à 10h15</p><time datetime='soon'>bientôt</time>",
        stamp("2026-11-21T10:15:00Z") + "<meta name='date' content='dimanche'>",
        url="https://phare.example/2026/11/21/passerelle",
        published=datetime(2026, 11, 21, 9, 15, tzinfo=UTC),
    )
    told = [(one.origin, one.raw, one.reading is not None) for one in times.candidates(page)]
    assert ("meta:article:published_time", "2026-11-21T10:15:00Z", True) in told
    assert ("meta:date", "dimanche", False) in told
    assert ("time", "soon", False) in told
    assert {origin for origin, _, _ in told} >= {"printed", "entry", "address"}


def test_the_raw_text_and_the_method_are_kept() -> None:
    found = said(f"{TITLE}<p class='date'>نشر يوم 20 شوال 1441 هـ</p>")
    assert (found.raw, found.method, codes(found)) == ("نشر يوم 20 شوال 1441 هـ", "hijri", ["date.hijri"])
