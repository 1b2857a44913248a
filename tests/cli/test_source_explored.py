"""A home page is enough: what is found behind it, said, and written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from outlets import FEEDLESS, MUTE, TITLES, WORDPRESS, outlet

from hemera import config
from hemera.cli import listing, main
from hemera.cli.discovering import settled
from hemera.config import Config
from hemera.demo import PressServer
from hemera.errors import ConfigError
from hemera.feeds import posts
from hemera.fetch import HttpFetcher
from hemera.pipeline.scout import MAX_REQUESTS, Finding, Scout
from hemera.types import FeedKind, Source
from hemera.workers import BoundedPool

CONFIG = Config(Path("nowhere"))
POSTS = json.dumps([{"link": f"$base/article/{4100 + n}", "title": {"rendered": TITLES[n]}} for n in range(12)])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "hemera.toml").write_text('zone = "Africa/Cairo"\ngap = 0.001\n')
    monkeypatch.setenv("HEMERA_ARCHIVE", str(tmp_path))
    return tmp_path


def add(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["source", "add", *words, "--loopback"])
    return done.exit_code, done.output


def only(folder: Path) -> Source:
    (source,) = listing.sources(config.load(folder, {}))
    return source


def test_a_wordpress_is_added_from_its_home_page(folder: Path) -> None:
    with outlet(WORDPRESS) as (base, asked):
        code, said = add(base, "--yes", "--id", "figuier")
    assert code == 0, said
    source = only(folder)
    assert (source.name, source.languages, source.country, source.zone) == ("Le Petit Figuier", ("fr", "ar"), "tn", "Africa/Tunis")
    assert (dict(source.names), source.logo, source.home) == ({"ar": "شجرة التين"}, f"{base}/logo-carre.png", f"{base}/")
    on = {feed.url.removeprefix(base): feed for feed in source.feeds if feed.enabled}
    off = {feed.url.removeprefix(base) for feed in source.feeds if not feed.enabled}
    assert set(on) == {"/feed/", "/ar/feed/", "/actu-news.xml"}
    assert (on["/feed/"].language, on["/ar/feed/"].language) == ("fr", "ar")
    assert on["/actu-news.xml"].kind is FeedKind.SITEMAP
    assert {"/sports/feed/", "/vieux/feed/", "/sitemap.xml"} <= off
    assert "nothing new since 2019-11-22" in said
    assert "another feed holds all of it" in said
    assert "hemera source add https://figtree.example/" in said  # an edition on a site of its own
    assert not [path for path in asked if "comments" in path]
    own = (folder / "sources" / "own.toml").read_text(encoding="utf-8")
    assert f'{{ url = "{base}/vieux/feed/", enabled = false, language = "fr" }},  # nothing new since 2019-11-22' in own
    code, said = add(base, "--yes")
    assert (code, "figuier is in the catalogue already" in said) == (1, True)
    assert len(asked) <= MAX_REQUESTS + 1  # and robots.txt, which the fetcher itself reads


def test_nothing_is_written_unasked(folder: Path) -> None:
    with outlet(FEEDLESS) as (base, _):
        code, said = add(base)
    assert (code, "Would collect" in said, "--yes" in said) == (1, True, True)
    assert not (folder / "sources").exists()


def test_a_home_page_that_leads_to_another_site_is_told_of(folder: Path) -> None:
    with outlet(FEEDLESS) as (new, _), outlet({"/": ("redirect", f"{new}/")}) as (old, _):
        code, said = add(old, "--dry-run")
    assert (code, f"{old} leads to another site, {new}/" in said) == (0, True), said
    assert not (folder / "sources").exists()


def test_an_id_that_cannot_be_is_refused_before_anybody_is_asked(folder: Path) -> None:
    with outlet(MUTE) as (base, asked):
        code, said = add(base, "--yes", "--id", "search")
    assert (code, "--id" in said, asked) == (1, True, [])


def test_what_is_no_address_is_answered_with_one(folder: Path) -> None:
    code, said = add("lighthouse.example")
    assert (code, "https://lighthouse.example/" in said) == (2, True)


# -- what is found, without the command around it: one pool of children for all


@pytest.fixture(scope="module")
def explore() -> Iterator[Callable[[str], Finding]]:
    fetcher = HttpFetcher("Hemera/test", default_gap=0.0)

    def found(base: str) -> Finding:
        draft = Source(id="x", name="", home=f"{base}/", languages=(), country="", zone="", loopback=True)
        finding = Scout(fetcher, pool).explore(draft)
        assert finding is not None
        return finding

    with BoundedPool(1) as pool:
        yield found
    fetcher.close()


def test_a_site_without_any_feed_is_collected_from_its_section_pages(explore: Callable[[str], Finding]) -> None:
    with outlet(FEEDLESS) as (base, asked):
        source = settled(explore(base), CONFIG)
    assert {feed.url.removeprefix(base) for feed in source.feeds} == {"/", "/politique/", "/economie/", "/sports/", "/monde/"}
    assert all(feed.kind is FeedKind.SECTION and feed.enabled and feed.articles is None for feed in source.feeds)
    assert (source.country, source.zone) == ("tn", "Africa/Tunis")  # a country with one clock
    assert "/contact/" not in asked


def test_a_country_that_no_page_tells_is_asked_for(explore: Callable[[str], Finding]) -> None:
    silent = {path: (kind, text.replace('lang="fr-TN"', "")) for path, (kind, text) in FEEDLESS.items()}
    with outlet(silent) as (base, _), pytest.raises(ConfigError, match="--country"):
        settled(explore(base), CONFIG)


def test_wordpress_without_a_feed_is_collected_from_its_json(explore: Callable[[str], Finding]) -> None:
    """Its feeds are switched off, as some do; its list of posts answers, with whole texts."""
    gone = {path: answer for path, answer in WORDPRESS.items() if "feed" not in path and ".xml" not in path}
    with outlet(gone) as (base, asked):
        listed = posts.address(f"{base}/wp-json/")
        path = listed.removeprefix(base)
        gone[path] = ("application/json", POSTS)
        source = settled(explore(base), CONFIG)
        assert path in asked
    assert [feed.url for feed in source.feeds if feed.enabled] == [listed]


def test_where_feeds_bring_it_its_json_is_left_off(explore: Callable[[str], Finding]) -> None:
    whole = dict(WORDPRESS)
    with outlet(whole) as (base, _):
        listed = posts.address(f"{base}/wp-json/")
        whole[listed.removeprefix(base)] = ("application/json", POSTS)
        feeds = settled(explore(base), CONFIG).feeds
    assert [feed.enabled for feed in feeds if feed.url == listed] == [False]


def test_a_site_with_nothing_to_collect_is_said_to_have_nothing(explore: Callable[[str], Finding]) -> None:
    with outlet(MUTE) as (base, asked), pytest.raises(ConfigError, match="no feed, no sitemap and no section page"):
        settled(explore(base), CONFIG)
    assert len(asked) <= MAX_REQUESTS + 1


def test_robots_is_obeyed_while_looking(explore: Callable[[str], Finding]) -> None:
    answers = FEEDLESS | {"/robots.txt": ("text/plain", "User-agent: *\nDisallow: /sports/\nDisallow: /feed")}
    with outlet(answers) as (base, asked):
        assert explore(base).source.feeds
    assert not {path for path in asked if path.startswith(("/sports", "/feed"))}


def test_a_feed_on_another_host_belongs_to_the_site_its_entries_are_on(explore: Callable[[str], Finding]) -> None:
    """As with feeds that are given out by a service."""
    site = dict(FEEDLESS)
    with outlet(site) as (base, _):
        kind, text = WORDPRESS["/feed/"]
        with outlet({"/burned": (kind, text.replace("$base", base))}) as (service, _):
            announced = f'<link rel="alternate" type="application/rss+xml" href="{service}/burned">'
            site["/"] = ("text/html", FEEDLESS["/"][1].replace("<head>", f"<head>{announced}"))
            found = explore(base).source
    assert [feed.url for feed in found.feeds if feed.enabled] == [f"{service}/burned"]


def test_a_page_of_a_thousand_feeds_costs_no_more_requests_than_any_other(explore: Callable[[str], Finding]) -> None:
    feeds = "".join(f'<link rel="alternate" type="application/rss+xml" href="/f{n}">' for n in range(1_000))
    editions = "".join(f'<link rel="alternate" hreflang="{chr(97 + n)}{chr(98 + n)}" href="/e{n}">' for n in range(20))
    robots = "".join(f"Sitemap: $base/s{n}.xml\n" for n in range(1_000))
    menus = "<nav>" + "".join(f'<a href="/m{n}/">Rubrique {n}</a>' for n in range(1_000)) + "</nav>"
    answers = {"/": ("text/html", f"<html><head>{feeds}{editions}</head>{menus}"), "/robots.txt": ("text/plain", robots)}
    with outlet(answers) as (base, asked):
        explore(base)
    assert len(asked) <= MAX_REQUESTS + 1


# What is announced on the little press, by outlet: the kinds of what would be collected.
PRESS = {
    "phare": {FeedKind.FEED}, "gazette": {FeedKind.FEED}, "carnet": {FeedKind.FEED}, "bousla": {FeedKind.FEED},
    "sada": {FeedKind.SITEMAP}, "nawras": {FeedKind.FEED}, "courier": {FeedKind.FEED}, "dhifaf": {FeedKind.SECTION},
}  # fmt: skip


def test_the_little_press_is_found_from_its_home_pages(explore: Callable[[str], Finding], press: PressServer) -> None:
    for name, kinds in PRESS.items():
        source, truth = explore(press.addresses[name]).source, press.site(name).outlet
        assert {feed.kind for feed in source.feeds if feed.enabled} == kinds, name
        assert (source.languages, source.name) == (truth.languages, truth.name), name
        assert not [feed for feed in source.feeds if feed.enabled and feed.url.endswith(("mobile.php", "/sitemap.xml"))]
