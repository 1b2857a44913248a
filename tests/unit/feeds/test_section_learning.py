"""Telling articles from other links without anybody describing the site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unseen_sites import LATER, SITES, Site

from hemera import feeds, urls
from hemera.errors import ParseError
from hemera.feeds import habits, links
from hemera.feeds.habits import Visited
from hemera.feeds.shapes import shape

TYPE = "text/html; charset=utf-8"


def read(site: Site) -> list[links.Page]:
    return [links.read(body, address, TYPE) for address, body in site.pages()]


def chosen(learned: habits.Habits, pages: list[links.Page]) -> set[str]:
    return {link.url for page in pages for link in learned.articles(page)}


@pytest.mark.parametrize("site", SITES + LATER, ids=lambda site: site.name)
def test_a_site_never_seen_is_read_from_its_own_pages(site: Site) -> None:
    pages, truth = read(site), {urls.normalise(address, site.home) for address in site.articles()}
    found = chosen(habits.learn(pages), pages)
    assert truth <= found  # none is missed
    assert len(found - truth) <= 1  # a page of the house with a sentence for a name may pass: its visit will tell


@pytest.mark.parametrize("site", SITES + LATER, ids=lambda site: site.name)
def test_one_page_alone_is_enough_for_most(site: Site) -> None:
    address, body = site.pages()[0]
    found = {entry.url for entry in feeds.parse_section(body, address, TYPE).entries}
    truth = {urls.normalise(each, site.home) for each in site.articles()}
    assert truth <= found
    assert len(found - truth) <= 2


@pytest.mark.parametrize("site", SITES + LATER, ids=lambda site: site.name)
def test_what_visits_taught_leaves_nothing_wrong(site: Site) -> None:
    """Each poll of the front page is followed by visits, and each visit tells what was none."""
    pages, truth = read(site), {urls.normalise(address, site.home) for address in site.articles()}
    visited: dict[str, bool] = {}
    for _ in range(3):
        found = chosen(habits.learn(pages, (Visited(url, article=article) for url, article in visited.items())), pages)
        visited |= {url: url in truth for url in found}
    assert found == truth


def test_short_headlines_are_articles_where_the_addresses_are_known_ones() -> None:
    """Telegraphic titles say little; three articles of the same shape say enough."""
    page = "".join(f'<p><a href="/k/{n}x{n}q{n}z{n}">Brève {n}</a></p>' for n in range(20, 26)).encode()
    home = "https://phare.example/"
    assert not feeds.parse_section(page, home, TYPE).entries
    visited = [Visited(f"{home}k/{n}x{n}q{n}z{n}", article=True) for n in range(10, 16)]
    assert len(feeds.parse_section(page, home, TYPE, visited=visited).entries) == 6


def test_menus_and_print_views_stay_out() -> None:
    page = b"""<nav><a href="/rubrique/12">Politique et vie locale du golfe</a></nav>
    <a href="/article/401">Le pont des Figuiers rouvre apres deux ans</a><a href="/article/401?print=1">Imprimer cet article</a>
    <a href="/article/402">La recolte de capres est bonne cette annee</a><a href="/article/403">Lire</a>
    <a href="/uploads/2024/05/le-plan-de-la-ville.pdf">Le plan de la ville en quatre feuilles</a>"""
    found = [entry.url for entry in feeds.parse_section(page, "https://phare.example/", TYPE).entries]
    assert found[:2] == ["https://phare.example/article/401", "https://phare.example/article/402"]
    assert not [url for url in found if "rubrique" in url or "print" in url or "pdf" in url]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("/2024/05/12/le-marche-rouvre/", "/2023/11/03/handball-ain/", True),
        ("/2013/jul/18/first-fog-net", "/2010/apr/22/customs-house-emptied", True),
        ("/news.php?id=14429&sec=2", "/news.php?sec=3&id=60807", True),
        ("/article/le-pont-neuf-rouvre-48121", "/article/une-baleine-dans-la-passe-53907", True),
        ("/أخبار/412/جسر-التين-يعود", "/أخبار/977/موسم-الكبار-أفضل", True),
        ("/article/4812", "/rubrique/4812", False),
        ("/?pg=art&id=204", "/?pg=cat&id=204", False),
        ("/politique/", "/2024/05/politique/", False),
    ],
)
def test_shapes(one: str, other: str, alike: bool) -> None:
    first, second = (shape(urls.normalise(path, "https://phare.example/")).fine for path in (one, other))
    assert (first == second) is alike


@given(st.text(max_size=80), st.text(max_size=40))
def test_any_address_has_a_shape(path: str, query: str) -> None:
    try:
        address = urls.normalise(f"https://phare.example/{path}?{query}")
    except ParseError:
        return
    assert shape(address).fine.startswith("/")


def test_a_page_of_many_links_is_bounded() -> None:
    page = "".join(f'<div class="d{n}"><a href="/a/{n}-un-titre-long">Un titre assez long, le {n}</a></div>' for n in range(9_000))
    assert len(links.read(page.encode(), "https://phare.example/", TYPE).links) == links.MAX_LINKS
