"""Listings of the past, read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from hemera import past
from hemera.errors import ParseError
from hemera.feeds.habits import Visited
from hemera.listings import Listing, Mentions, Period, Role, Way

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
SITE = "https://phare.example"
ALL = Period()


def read(body: str, role: Role, period: Period = ALL, url: str = SITE + "/x", **given: object) -> Mentions:
    way = {Role.WORDPRESS: Way.WORDPRESS, Role.PAGE: Way.PAGES, Role.FRONT: Way.PAGES}.get(role, Way.SITEMAP)
    listing = Listing(url, **{"way": way, "role": role, "key": url} | given)  # type: ignore[arg-type]
    return past.read((body.encode(), "text/html", url, NOW), listing, period)


def addresses(found: Mentions) -> list[str]:
    return [one.entry.url.removeprefix(SITE) for one in found.mentions]


def further(found: Mentions) -> list[str]:
    return [one.url.removeprefix(SITE) for one in found.listings]


def urlset(*paths: str) -> str:
    return "<urlset>" + "".join(f"<url><loc>{SITE}{path}</loc></url>" for path in paths) + "</urlset>"


def index(*paths: str) -> str:
    return "<sitemapindex>" + "".join(f"<sitemap><loc>{SITE}{path}</loc></sitemap>" for path in paths) + "</sitemapindex>"


def test_robots_names_sitemaps_of_its_own_site() -> None:
    body = f"User-agent: *\nsitemap : {SITE}/s1.xml\nSitemap: https://other.example/s.xml\nSitemap: {SITE}/s1.xml\n"
    assert further(read(body, Role.ROBOTS)) == ["/s1.xml"]
    assert further(read("User-agent: *", Role.ROBOTS)) == ["/sitemap.xml", "/sitemap_index.xml"]


def test_only_sitemaps_of_the_period_are_read() -> None:
    names = ["/sitemap-2019-03.xml", "/sitemap-2019-05.xml", "/sitemap-2020.xml", "/post-sitemap3.xml", "/author-sitemap.xml"]
    found = read(index(*names), Role.SITEMAP, Period(date(2019, 5, 10), date(2019, 12, 15)))
    assert further(found) == ["/sitemap-2019-05.xml", "/post-sitemap3.xml"]


def test_what_was_last_changed_before_the_period_was_printed_before_it() -> None:
    def dated(tag: str) -> str:
        days = ("2018-12-30", "2019-03-21T10:00:00+00:00", "", "2024-01-01")
        return "".join(
            f"<{tag}><loc>{SITE}/un-ete-sur-la-cote-{n}</loc><lastmod>{day}</lastmod></{tag}>" for n, day in enumerate(days)
        )

    since = Period(date(2019, 1, 1))
    wanted = [f"/un-ete-sur-la-cote-{n}" for n in (1, 2, 3)]
    assert addresses(read(f"<urlset>{dated('url')}</urlset>", Role.SITEMAP, since)) == wanted
    assert sorted(further(read(f"<sitemapindex>{dated('sitemap')}</sitemapindex>", Role.SITEMAP, since))) == wanted
    assert len(addresses(read(f"<urlset>{dated('url')}</urlset>", Role.SITEMAP))) == 4


def test_an_index_too_deep_is_a_trap() -> None:
    assert read(index("/a.xml"), Role.SITEMAP, depth=2) == Mentions(warnings=("too-deep",))


def test_articles_of_the_period_and_no_tags() -> None:
    paths = [
        "/2019/03/21/le-marche-rouvre",
        "/2018/03/21/le-vieux-port",
        "/tag/port",
        "/auteur/x",
        "/ville/un-ete-sur-la-cote-42",
    ]
    found = read(urlset(*paths), Role.SITEMAP, Period(date(2019, 1, 1)))
    assert addresses(found) == ["/2019/03/21/le-marche-rouvre", "/ville/un-ete-sur-la-cote-42"]
    assert found.mentions[0].day == date(2019, 3, 21)


def test_what_was_learned_of_the_site_tells_articles() -> None:
    known = [Visited(f"{SITE}/n/{number}", article=True) for number in range(100, 130)]
    listing = Listing(SITE + "/s.xml", Way.SITEMAP, Role.SITEMAP)
    found = past.read((urlset("/n/7", "/tag/7").encode(), "", SITE + "/s.xml", NOW), listing, ALL, known)
    assert addresses(found) == ["/n/7"]


def test_one_address_of_each_article() -> None:
    paths = ["/a-b-c-d/amp/", "/a-b-c-d", "/a-b-c-d?print=1", "/amp/e-f-g-h", "/e-f-g-h", "/i-j-k-l?id=1", "/i-j-k-l?id=2"]
    assert addresses(read(urlset(*paths), Role.SITEMAP)) == ["/a-b-c-d", "/e-f-g-h", "/i-j-k-l?id=1", "/i-j-k-l?id=2"]


def test_the_front_page_names_the_ways() -> None:
    body = """<link rel="https://api.w.org/" href="/wp-json/"><nav class="menu"><a href="/rubrique/economie">Économie</a></nav>
      <aside><a href="/2019/03/">mars 2019</a> <a href="/2031/03/">mars 2031</a></aside> <a href="/archives">Archives</a>"""
    found = read(body, Role.FRONT, Period(date(2019, 1, 1), date(2019, 12, 31)), SITE + "/")
    assert [one.way for one in found.listings] == [Way.WORDPRESS, Way.ARCHIVE, Way.ARCHIVE, Way.PAGES]
    assert "before=2020-01-01T00:00:00" in found.listings[0].url.replace("%3A", ":")
    assert further(found)[1:] == ["/2019/03/", "/archives", "/rubrique/economie"]


def test_a_front_page_that_goes_on_makes_its_sections_needless() -> None:
    body = '<nav class="menu"><a href="/rubrique/economie">Économie</a></nav><a href="/?page=2">Articles plus anciens</a>'
    assert further(read(body, Role.FRONT, url=SITE + "/")) == ["/?page=2"]


def test_a_month_lists_what_its_days_list_and_leads_to_other_months() -> None:
    body = """<main><h2><a href="/2019/03/21/le-marche-rouvre-ses-portes">Le marché rouvre ses portes au public</a></h2></main>
      <nav class="cal"><a href="/2019/03/21/">21</a> <a href="/2019/02/">février</a></nav>"""
    month = {"way": Way.ARCHIVE, "first": date(2019, 3, 1), "last": date(2019, 3, 31)}
    found = read(body, Role.PAGE, url=SITE + "/2019/03/", **month)
    assert addresses(found) == ["/2019/03/21/le-marche-rouvre-ses-portes"]
    assert further(found) == ["/2019/02/"]
    assert further(read(body.replace("h2", "h6").partition("</main>")[2], Role.PAGE, url=SITE + "/2019/03/", **month)) == [
        "/2019/03/21/",
        "/2019/02/",
    ]


def test_wordpress_gives_addresses_and_days() -> None:
    post = {"link": SITE + "/le-marche", "date_gmt": "2019-03-21T08:00:00", "title": {"rendered": "Le march&eacute;"}}
    found = read(json.dumps([post] * 100), Role.WORDPRESS, url=SITE + "/wp-json/wp/v2/posts?per_page=100")
    assert (found.mentions[0].entry.title, found.mentions[0].day) == ("Le marché", date(2019, 3, 21))
    assert further(found) == ["/wp-json/wp/v2/posts?per_page=100&page=2"]
    assert further(read(json.dumps([post]), Role.WORDPRESS)) == []


@pytest.mark.parametrize("body", ['{"code": "rest_no_route"}', "<html>", "[[" * 100_000, ""])
def test_what_is_not_wordpress(body: str) -> None:
    with pytest.raises(ParseError, match="WordPress"):
        read(body, Role.WORDPRESS)


@pytest.mark.parametrize("post", [{"link": "javascript:alert(1)"}, {"link": "https://other.example/1"}, 7, {}, {"link": None}])
def test_posts_that_are_none(post: object) -> None:
    assert read(json.dumps([post]), Role.WORDPRESS).mentions == ()
