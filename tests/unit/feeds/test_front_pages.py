"""What a front page says of its site, and where its newsroom is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.feeds import menus, whereabouts
from hemera.feeds.discover import Edition, look
from hemera.feeds.habits import learn

URL = "https://phare.example/"
HEADLINES = "".join(
    f'<li><a href="/article/{n}">Le pont des Figuiers rouvre après deux ans, épisode {n}</a></li>' for n in range(401, 409)
)


def page(head: str = "", body: str = "", html: str = "<html lang=fr>") -> bytes:
    return f"<!doctype html>{html}<head>{head}</head><body>{body}<ul>{HEADLINES}</ul></body></html>".encode()


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content="Le Phare"><title>Accueil</title>', "Le Phare"),
        ("<title>Le Phare du Golfe – Le quotidien de Marsa Ennour</title>", "Le Phare du Golfe"),
        ("<title>Accueil | Le Phare</title>", "Le Phare"),
        ("<title>الرئيسية - منارة الخليج</title>", "منارة الخليج"),
        ("<title>Accueil</title>", ""),
        ('<script type="application/ld+json">{"@graph": [{"@type": ["Organization"], "name": "Le Phare"}]}</script>', "Le Phare"),
        (
            '<script type="application/ld+json">{"publisher": {"@type": "Organization", "name": "Phare"}}</script>',
            "Phare",
        ),
        ('<script type="application/ld+json">{"name": </script><title>Le Phare</title>', "Le Phare"),
        ("<title>\u202ePhare du <b>Golfe</b></title>", "Phare du <b>Golfe</b>"),
        ("", ""),
    ],
)
def test_the_name(head: str, name: str) -> None:
    assert look(page(head), URL, "text/html; charset=utf-8").name == name


def test_the_logo_is_the_publishers_else_what_is_called_one_else_the_icon() -> None:
    icon = '<link rel="icon" href="/favicon.ico"><link rel="apple-touch-icon" href="/touch.png">'
    named = '<a class="site-logo" href="/"><img src="/l.png"></a>'
    said = '<script type="application/ld+json">{"@type": "Organization", "name": "P", "logo": {"url": "https://cdn.example/p.png"}}</script>'
    assert look(page(icon), URL).logo == "https://phare.example/touch.png"
    assert look(page(icon, named), URL).logo == "https://phare.example/l.png"
    assert look(page(icon + said, named), URL).logo == "https://cdn.example/p.png"
    assert look(page('<link rel="icon" href="javascript:alert(1)">'), URL).logo == ""


def test_editions_are_other_languages_fronts() -> None:
    head = (
        '<link rel="alternate" hreflang="fr-FR" href="/"><link rel="alternate" hreflang="x-default" href="/intl">'
        '<link rel="alternate" hreflang="ar-MA" href="/ar/"><link rel="alternate" hreflang="en" href="https://lighthouse.example/">'
    )
    body = '<a href="/tm/">ⵜⴰⵎⴰⵣⵉⵖⵜ</a><a href="/ar2/">العربية</a><a href="/english-lessons">Cours d’anglais pour tous</a>'
    assert look(page(head, body), URL, "text/html; charset=utf-8").editions == (
        Edition("https://phare.example/ar/", "ar"),
        Edition("https://lighthouse.example/", "en"),
        Edition("https://phare.example/tm/", "zgh"),
    )


def test_wordpress_is_known_by_its_link_or_its_folders() -> None:
    assert (
        look(page('<link rel="https://api.w.org/" href="/blog/wp-json/">'), URL).wordpress == "https://phare.example/blog/wp-json/"
    )
    assert look(page('<link rel="stylesheet" href="/wp-content/themes/x.css">'), URL).wordpress == "https://phare.example/wp-json/"
    assert look(page(), URL).wordpress == ""


def test_feeds_are_those_announced_else_those_linked() -> None:
    linked = '<a href="/rss.php">RSS</a><a href="https://other.example/rss">ailleurs</a><a href="/la-presse-en-feu">x</a>'
    announced = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    assert [feed.url for feed in look(page("", linked), URL).feeds] == ["https://phare.example/rss.php"]
    assert [feed.url for feed in look(page(announced, linked), URL).feeds] == ["https://phare.example/feed"]


def test_the_language_is_that_of_the_text_not_of_the_label() -> None:
    assert look(page(html="<html lang=en>"), URL, "text/html; charset=utf-8").language == "fr"


def test_sections_are_sought_in_menus_and_not_among_pages_of_the_house() -> None:
    body = """<nav><a href="/politique/">Politique</a><a href="/contact/">Contact</a><a href="/login">Connexion</a>
    <a href="/">Accueil</a><a href="/tag/pont/">pont</a></nav><p><a href="/sports/">Sports</a></p>"""
    front = look(page("", body), URL, "text/html; charset=utf-8").page
    found = [link.url for link in menus.candidates(front, learn([front]))]
    assert found == ["https://phare.example/politique/", "https://phare.example/sports/"]


@given(st.binary(max_size=600))
def test_any_bytes_are_a_front_page(body: bytes) -> None:
    look(b'<html><head><script type="application/ld+json">' + body, URL)
    look(body, URL)


@pytest.mark.parametrize(
    ("url", "country"),
    [
        ("https://phare.ma/", "ma"), ("https://phare.co.uk/", "gb"), ("https://phare.example/", ""), ("https://phare.tv/", ""),
        ("https://xn--mgbb9fbpob/", ""), ("https://phare.com.tn/", "tn"), ("https://127.0.0.1/", ""),
    ],
)  # fmt: skip
def test_a_hosts_country(url: str, country: str) -> None:
    assert whereabouts.country_of_host(url) == country


@pytest.mark.parametrize(
    ("tag", "country"), [("fr-MA", "ma"), ("ar_TN", "tn"), ("fr-FR", ""), ("ar", ""), ("ar-Arab-EG", "eg"), ("xx-yy", ""), ("", "")]
)
def test_a_tags_country(tag: str, country: str) -> None:
    assert whereabouts.country_of_tag(tag) == country


def test_a_newsrooms_clock() -> None:
    june = [datetime(2026, 6, day, 9, tzinfo=timezone(timedelta(hours=8))) for day in range(1, 9)]
    assert whereabouts.guess_zone("cn", june) == "Asia/Shanghai"
    assert whereabouts.guess_zone("tn", []) == "Africa/Tunis"  # a country with one clock
    assert whereabouts.guess_zone("us", []) == ""
    assert whereabouts.guess_zone("us", [date.astimezone(UTC) for date in june]) == ""  # a system's clock, not a newsroom's
    assert whereabouts.guess_zone("tn", june) == ""  # printed elsewhere
    assert whereabouts.guess_zone("", june) == ""
    assert whereabouts.country_of_zone("Africa/Tunis") == "tn"
    assert whereabouts.country_of_zone("UTC") == ""
