"""What a robots.txt allows, and for how long we believe it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from hemera.errors import FetchDeadline, FetchError, FetchRefused
from hemera.fetch.limits import Manners
from hemera.fetch.robots import ALLOWED, UNREADABLE, Cache, Rules, after_error, for_agent, read

DAY = 24 * 3600.0
SITE = "https://a.example"


def rules(text: str) -> Rules:
    return read(200, "text/plain", text.encode(), "Hemera")


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/c", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True),
        ("User-agent: hemera\nDisallow: /a\nUser-agent: *\nDisallow: /", "/b", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Hemera/1.0\nDisallow: /a", "/b", True),
        ("User-agent: other\nUser-agent: HEMERA\nDisallow: /a", "/a", False),
        ("User-agent: hemera\nDisallow: /a\nUser-agent: other\nDisallow: /b\nUser-agent: hemera\nDisallow: /c", "/c", False),
        ("User-agent: hemera\nDisallow: /a\nUser-agent: other\nDisallow: /b", "/b", True),
        ("User-agent: hemerabot\nDisallow: /", "/x", True),
        ("User-agent: other\nDisallow: /", "/x", True),
        ("User-agent: hemera\nUser-agent: *\nDisallow: /x", "/x", False),
        ("User-agent: hemera\n\nUser-agent: *\nDisallow: /x", "/x", False),
        ("User-agent: hemera\nDisallow:\nUser-agent: *\nDisallow: /x", "/x", True),
        ("USERAGENT : * # all\n  disallow : /x # no", "/x", False),
        ("User-agent: *\nSitemap: /s.xml\nDisallow: /x", "/x", False),
        ("\ufeffUser-agent: *\nDisallow: /x", "/x", False),
        ("User-agent: *\nDisallow: /مقال", "/%D9%85%D9%82%D8%A7%D9%84/1", False),
        ("Disallow: /x", "/x", True),
    ],
)
def test_rules(text: str, path: str, allowed: bool) -> None:
    assert rules(text).allows(SITE + path) is allowed


@pytest.mark.parametrize(
    ("status", "mime", "body", "expected"),
    [
        (404, "text/plain", b"User-agent: *\nDisallow: /", ALLOWED),
        (403, "text/plain", b"User-agent: *\nDisallow: /", ALLOWED),
        (200, "text/html; charset=utf-8", b"User-agent: *\nDisallow: /", ALLOWED),
        (200, "text/plain", b" \n<!doctype html>\nDisallow: /", ALLOWED),
        (200, "", b"", ALLOWED),
        (500, "text/plain", b"", UNREADABLE),
        (503, "text/plain", b"", UNREADABLE),
        (429, "text/plain", b"", UNREADABLE),
    ],
)
def test_statuses_and_html(status: int, mime: str, body: bytes, expected: Rules) -> None:
    assert read(status, mime, body, "Hemera") == expected


def test_only_the_first_500_kib_are_read() -> None:
    body = b"User-agent: *\nDisallow: /a\n" + b"#" * (500 << 10) + b"\nDisallow: /b\n"
    found = read(200, "text/plain", body, "Hemera")
    assert not found.allows(SITE + "/a")
    assert found.allows(SITE + "/b")


@pytest.mark.parametrize(
    ("written", "seconds"), [("10", 10.0), ("0.5", 0.5), ("1e9", 1e9), ("-1", None), ("soon", None), ("nan", None), ("inf", None)]
)
def test_crawl_delay_as_written(written: str, seconds: float | None) -> None:
    assert rules(f"User-agent: *\nCrawl-delay: {written}").crawl_delay == seconds


def test_wildcards_do_not_backtrack() -> None:
    pattern = "/" + "*a" * 1000 + "$"
    found = rules(f"User-agent: *\nDisallow: {pattern}")
    found.allows(SITE)  # parse outside the clock
    start = time.perf_counter()
    assert found.allows(SITE + "/" + "a" * 900 + "b")
    assert time.perf_counter() - start < 0.01


def test_a_file_naming_thousands_of_robots_is_cheap() -> None:
    agents = "".join(f"User-agent: robot{n}\n" for n in range(9_000))
    hostile = agents + agents + "Disallow: /x\n" * 5_000 + "User-agent: *\nDisallow: /y\n"
    start = time.perf_counter()
    found = rules(hostile)
    assert found.allows(SITE + "/x")
    assert not found.allows(SITE + "/y")
    assert time.perf_counter() - start < 0.5
    assert len(found.text) < 100


LINES = st.sampled_from(
    ["User-agent: *", "User-agent: Hemera", "User-agent: other", "Disallow: /a", "Disallow: /", "Allow: /a/b", "Disallow: /*x$",
     "Crawl-delay: 3", "", "# note", "Sitemap: https://a.example/s.xml", "nonsense"]
)  # fmt: skip


@given(st.lists(LINES, max_size=14), st.sampled_from(["/", "/a", "/a/b", "/a/b/x", "/c"]))
def test_the_reduced_file_says_what_the_whole_one_says(lines: list[str], path: str) -> None:
    text = "\n".join(lines)
    whole, reduced = Protego.parse(text), rules(text)
    assert reduced.allows(SITE + path) == whole.can_fetch(SITE + path, "Hemera")
    assert reduced.crawl_delay == whole.crawl_delay("Hemera")


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert rules(text).allows(SITE + "/x") in (True, False)
    assert for_agent(text, "Hemera").count("\n") <= len(text.splitlines())


class TestCache:
    def test_rules_live_a_day(self) -> None:
        cache = Cache(Manners())
        assert not cache.check(SITE, SITE + "/x", 0.0)
        cache.put(SITE, rules("User-agent: *\nDisallow: /x"), 0.0)
        assert cache.check(SITE, SITE + "/y", DAY - 1)
        with pytest.raises(FetchRefused) as caught:
            cache.check(SITE, SITE + "/x", DAY - 1)
        assert caught.value.key == "fetch.refused.robots"
        assert not cache.check(SITE, SITE + "/x", DAY)

    def test_an_unreadable_file_pauses_and_is_asked_for_again(self) -> None:
        cache = Cache(Manners(robots_retry=600.0))
        cache.put(SITE, UNREADABLE, 0.0)
        with pytest.raises(FetchError) as caught:
            cache.check(SITE, SITE + "/x", 100.0)
        assert caught.value.key == "fetch.robots-unreadable"
        assert caught.value.weight == 0.5
        assert caught.value.details["retry_after"] == 500.0
        assert not cache.check(SITE, SITE + "/x", 600.0)

    def test_after_thirty_days_the_last_known_rules_hold(self) -> None:
        cache = Cache(Manners())
        cache.put(SITE, rules("User-agent: *\nDisallow: /x"), 0.0)
        cache.put(SITE, UNREADABLE, DAY)
        cache.put(SITE, UNREADABLE, 32 * DAY)
        assert cache.check(SITE, SITE + "/y", 32 * DAY)
        with pytest.raises(FetchRefused) as caught:
            cache.check(SITE, SITE + "/x", 32 * DAY)
        assert caught.value.key == "fetch.refused.robots"

    def test_origins_are_apart(self) -> None:
        cache = Cache(Manners())
        cache.put(SITE, ALLOWED, 0.0)
        assert cache.get("http://a.example", 0.0) is None


@pytest.mark.parametrize(
    ("key", "hops", "expected"),
    [
        ("fetch.refused.redirects", 5, ALLOWED),
        ("fetch.redirect", 0, ALLOWED),
        ("fetch.refused.address", 1, UNREADABLE),
        ("fetch.refused.address", 0, None),
        ("fetch.dns", 0, None),
    ],
)
def test_failures(key: str, hops: int, expected: Rules | None) -> None:
    assert after_error(FetchRefused(key), hops) == expected
    assert after_error(FetchDeadline(), 0) is None
