"""Pasts that are traps: each ends by itself, with few requests, and brings what there is."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from traps import HTML, JSON, XML, Outlet, Reply, Traps, article, headlines, index, listing, urlset

from hemera import catalogue
from hemera.types import Rights, Source

RUNNER = Path(__file__).parent / "backcrawl.py"
_ARTICLE = re.compile(r"/article/(\d+)-saison")
PREFIX = "trap-"
visits = itertools.count(1)


def plain(path: str, outlet: Outlet) -> Reply:
    """Answer for an article's address; they are of January 2024, the higher the older."""
    found = _ARTICLE.search(path)
    return article(int(found[1]), str(date(2024, 1, 31) - timedelta(days=int(found[1])))) if found else None


def calendar(path: str, outlet: Outlet) -> Reply:
    """Every month links the one before it and the one after it, for ever; three hold something."""
    if path == "/":
        return listing({}, more='<footer><a href="/archives/2024-03/">Archives</a></footer>')
    if found := re.fullmatch(r"/archives/(\d{4})-(\d\d)/", path):
        month = int(found[1]) * 12 + int(found[2]) - 1
        near = "".join(f'<a href="/archives/{m // 12:04}-{m % 12 + 1:02}/">{m}</a> ' for m in (month - 1, month + 1))
        held = {2024 * 12 + n: headlines(n) for n in range(3)}
        return listing(held.get(month, {}), more=f'<nav class="calendar">{near}</nav>')
    return plain(path, outlet)


def endless(path: str, outlet: Outlet) -> Reply:
    """A list that goes on for ever: after its third page, every page is the first again."""
    number = int(re.sub(r"\D", "", path) or 1) if path.startswith("/?page=") or path == "/" else 0
    if number:
        shown = number if number <= 3 else 1
        older = f'<div class="pagination"><a href="/?page={number + 1}">Articles plus anciens</a></div>'
        return listing(headlines(*range(shown * 3 - 2, shown * 3 + 1)), more=older)
    return plain(path, outlet)


def sessions(path: str, outlet: Outlet) -> Reply:
    """Every address names the visit."""
    visit = f"PHPSESSID={next(visits):08x}"
    if path == "/" or path.startswith("/?"):
        number = int((re.search(r"page=(\d+)", path) or [0, 1])[1])
        cards = headlines(number * 2 - 1, number * 2, form=f"/article/{{n}}-saison-de-la-vallee?{visit}")
        older = f'<div class="pager"><a href="/?page={number + 1}&amp;{visit}">السابق</a></div>' if number < 3 else ""
        return listing(cards, more=older)
    return plain(path, outlet)


def circles(path: str, outlet: Outlet) -> Reply:
    """Sitemaps that name each other, and one that always names a deeper one."""
    if path == "/robots.txt":
        return 200, "text/plain", f"Sitemap: {outlet.base}/a.xml\nSitemap: {outlet.base}/deep-1.xml\n"
    if path in ("/a.xml", "/b.xml"):
        return index(f"{outlet.base}/a.xml", f"{outlet.base}/b.xml", f"{outlet.base}/posts.xml", f"{outlet.base}/tag-sitemap.xml")
    if found := re.fullmatch(r"/deep-(\d+)\.xml", path):
        return index(f"{outlet.base}/deep-{int(found[1]) + 1}.xml")
    if path == "/posts.xml":
        tags = [f"{outlet.base}/tag/olives-{n}" for n in range(20)]
        return urlset(*(outlet.base + url for url in headlines(1, 2, 3)), *tags, "https://other.example/article/9-saison")
    return plain(path, outlet)


def menus(path: str, outlet: Outlet) -> Reply:
    """An archive whose pages hold nothing but menus."""
    if path == "/":
        return listing({}, more='<nav class="menu"><a href="/archives">Archives</a></nav>')
    if path.startswith("/archives"):
        days = "".join(f'<li><a href="/archives/2024-{m:02}/">{m}</a></li>' for m in range(1, 13))
        names = "".join(f'<li><a href="/rubrique/{n}">Rubrique {n}</a></li>' for n in range(9))
        return listing({}, more=f"<nav class='menu'><ul>{names}{days}</ul></nav>")
    return plain(path, outlet)


def other_dates(path: str, outlet: Outlet) -> Reply:
    """The archive's page is of another day than its articles."""
    if path == "/":
        return listing({}, more='<div class="cal"><a href="/archives/2024-01-20/">20</a></div>')
    return listing(headlines(14, 15)) if path == "/archives/2024-01-20/" else plain(path, outlet)


def forbidden(path: str, outlet: Outlet) -> Reply:
    """robots.txt keeps us from the archive; its lists are open."""
    if path == "/robots.txt":
        return 200, "text/plain", "User-agent: *\nDisallow: /archives\n"
    if path == "/":
        more = '<div class="cal"><a href="/archives/2024-01/">janvier 2024</a></div><a rel="next" href="/?page=2">2</a>'
        return listing(headlines(1, 2), more=more)
    return listing(headlines(3, 4)) if path == "/?page=2" else plain(path, outlet)


def tired(path: str, outlet: Outlet) -> Reply:
    """After eight requests it asks to be left alone, until it is asked again much later."""
    outlet.headers = {"Retry-After": "300"}
    if len(outlet.asked) > 8 and "rested" not in outlet.headers and not getattr(outlet, "rested", False):
        return 429, HTML, "slow down"
    if path == "/robots.txt":
        return 200, "text/plain", f"Sitemap: {outlet.base}/sitemap.xml\n"
    return urlset(*(outlet.base + url for url in headlines(*range(1, 13)))) if path == "/sitemap.xml" else plain(path, outlet)


def doubles(path: str, outlet: Outlet) -> Reply:
    """Every article is listed with its AMP, print and mobile versions."""
    if path == "/robots.txt":
        return 200, "text/plain", f"Sitemap: {outlet.base}/sitemap.xml\n"
    if path == "/sitemap.xml":
        plain_ones = list(headlines(1, 2, 3))
        marked = [url + mark for url in plain_ones for mark in ("/amp/", "?output=amp", "/print", "?print=1", "?m=1")]
        return urlset(*(outlet.base + url for url in [*marked, *plain_ones]))
    return plain(path, outlet)


def wordpress(path: str, outlet: Outlet) -> Reply:
    """WordPress whose JSON goes astray on its second page."""
    if path == "/":
        return listing({}, head=f'<link rel="https://api.w.org/" href="{outlet.base}/wp-json/"/>')
    if path.startswith("/wp-json/wp/v2/posts"):
        if "page=2" in path:
            return 400, JSON, '{"code": "rest_post_invalid_page_number"}'
        odd = [{"link": "javascript:alert(1)"}, {"link": "https://other.example/1"}, 7, {"title": {"rendered": "x"}}] * 24
        posts = [{"link": outlet.base + url, "date_gmt": "2024-01-02T08:00:00"} for url in headlines(1, 2, 3, 4)]
        return 200, JSON, json.dumps(posts + odd)
    return plain(path, outlet)


def huge(path: str, outlet: Outlet) -> Reply:
    """A sitemap of tags without end, with three articles before them."""
    if path == "/robots.txt":
        return 200, "text/plain", f"Sitemap: {outlet.base}/sitemap.xml\n"
    if path == "/sitemap.xml":
        urls = "".join(f"<url><loc>{outlet.base}/tag/{n}</loc></url>" for n in range(3_000))
        first = "".join(f"<url><loc>{outlet.base}{url}</loc></url>" for url in headlines(1, 2, 3))
        return 200, XML, f"<urlset>{first}{urls}</urlset>"
    return plain(path, outlet)


SCENES = {
    "calendar": calendar, "endless": endless, "sessions": sessions, "circles": circles, "menus": menus, "dates": other_dates,
    "forbidden": forbidden, "tired": tired, "doubles": doubles, "wordpress": wordpress, "huge": huge,
}  # fmt: skip


@dataclass(frozen=True)
class Ended:
    """What became of all, what was asked before the second run, and after it."""

    first: dict[str, Any]
    last: dict[str, Any]
    asked: dict[str, list[str]]

    def articles(self, name: str) -> set[int]:
        return {int(found[1]) for url in self.last[name]["articles"] if (found := _ARTICLE.search(url))}


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ended]:
    folder = tmp_path_factory.mktemp("traps") / "press"
    (folder / "sources").mkdir(parents=True)
    (folder / "hemera.toml").write_text("gap = 0.005\nworkers = 1\n", encoding="utf-8")
    with Traps(SCENES) as traps:
        sources = [_source(name, outlet) for name, outlet in traps.outlets.items()]
        (folder / "sources" / "traps.toml").write_text(catalogue.dump(sources), encoding="utf-8")
        first = run(folder, per_day=400)
        traps.outlets["tired"].rested = True  # type: ignore[attr-defined]
        last = run(folder, again=True)
        yield Ended(first, last, {name: outlet.asked for name, outlet in traps.outlets.items()})


def _source(name: str, outlet: Outlet) -> Source:
    where = {"home": outlet.base + "/", "languages": ("fr",), "country": "tn", "zone": "Africa/Tunis"}
    return Source(PREFIX + name, name.title(), **where, rights=Rights.FULL, images=False, gap=0.005, loopback=True)


def run(folder: Path, **wish: object) -> dict[str, Any]:
    command = [sys.executable, str(RUNNER), str(folder), json.dumps(wish)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return {name.removeprefix(PREFIX): told for name, told in found.items()}


@pytest.mark.parametrize("name", SCENES)
def test_it_ends_by_itself(ended: Ended, name: str) -> None:
    assert ended.last[name]["state"] == "done"


@pytest.mark.parametrize(
    ("name", "articles", "most"),
    [
        ("calendar", {0, 1, 2}, 20),
        ("endless", set(range(1, 10)), 25),
        ("sessions", set(range(1, 7)), 16),
        ("circles", {1, 2, 3}, 14),
        ("menus", set(), 40),
        ("dates", {14, 15}, 12),
        ("forbidden", {1, 2, 3, 4}, 16),
        ("tired", set(range(1, 13)), 24),
        ("doubles", {1, 2, 3}, 10),
        ("wordpress", {1, 2, 3, 4}, 14),
        ("huge", {1, 2, 3}, 12),
    ],
)
def test_what_there_is_is_brought_with_few_requests(ended: Ended, name: str, articles: set[int], most: int) -> None:
    assert ended.articles(name) == articles
    assert len(ended.asked[name]) <= most


def test_no_month_to_come_is_asked_for(ended: Ended) -> None:
    today = f"{date.today() + timedelta(days=2):%Y-%m}"
    assert max(re.findall(r"/archives/(\d{4}-\d\d)/", " ".join(ended.asked["calendar"]))) <= today


def test_no_visit_is_part_of_an_address(ended: Ended) -> None:
    assert not [url for url in ended.last["sessions"]["articles"] if "SESSID" in url]
    assert not [path for path in ended.asked["sessions"] if "SESSID" in path]


def test_tags_are_not_taken_for_articles(ended: Ended) -> None:
    for name in ("circles", "huge"):
        assert not [path for path in ended.asked[name] if path.startswith("/tag")]


def test_the_article_knows_its_day_better_than_the_archive(ended: Ended) -> None:
    assert sorted(ended.last["dates"]["articles"].values()) == ["2024-01-16", "2024-01-17"]


def test_robots_is_obeyed_and_another_way_gone(ended: Ended) -> None:
    assert not [path for path in ended.asked["forbidden"] if path.startswith("/archives")]
    assert "fetch.refused.robots" in {reason for _, _, reason in ended.last["forbidden"]["listings"]}


def test_a_tired_server_is_left_alone_and_gone_on_with_later(ended: Ended) -> None:
    first, asked = ended.first["tired"], ended.asked["tired"]
    assert first["state"] == "running"
    assert first["reason"] in ("http.429", "fetch.paused")
    assert len(first["articles"]) < 12
    assert len(asked) - len(set(asked)) <= 4  # what was refused is asked for again, and robots.txt; nothing else


def test_nothing_is_asked_for_in_every_version(ended: Ended) -> None:
    assert not [path for path in ended.asked["doubles"] if re.search("amp|print|m=1", path)]
