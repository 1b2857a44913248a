from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera import urls
from hemera.errors import ParseError

PATHS = st.lists(
    st.sampled_from(["a", "..", ".", "", "%7e", "%2F", "خبر", "é", "b c", "%zz", "x;y", "~u", "[1]", "%d8%a8"]), max_size=6
)
QUERIES = st.lists(
    st.sampled_from(["id=3", "utm_source=x", "q=é", "fbclid=1", "a[]=1", "%75tm_medium=x", "b", "", "xtor=RSS"]), max_size=4
)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("HTTP://WWW.Site.Example:80/a/../b/./c", "http://www.site.example/b/c"),
        ("https://site.example:443", "https://site.example/"),
        ("https://site.example:8443/a", "https://site.example:8443/a"),
        ("https://site.example./a", "https://site.example/a"),
        ("https://site.example/a#comments", "https://site.example/a"),
        ("https://site.example/?utm_source=rss&id=3&fbclid=z&xtor=RSS-1", "https://site.example/?id=3"),
        ("https://site.example/?b=2&a=1", "https://site.example/?b=2&a=1"),
        ("https://site.example/?utm_source=rss", "https://site.example/"),
        ("https://site.example/%7euser/%e9t%E9/100%", "https://site.example/~user/%E9t%E9/100%25"),
        ("https://موقع.example/خبر عاجل", "https://xn--4gbrim.example/%D8%AE%D8%A8%D8%B1%20%D8%B9%D8%A7%D8%AC%D9%84"),
        ("https://[2001:DB8::0:1]/", "https://[2001:db8::1]/"),
        ("  https://site.example/a\n", "https://site.example/a"),
        ("https://site.example/a//b/", "https://site.example/a//b/"),
        ("https://site.example/a/..", "https://site.example/"),
    ],
)
def test_one_form(written: str, normal: str) -> None:
    assert urls.normalise(written) == normal


@pytest.mark.parametrize(
    ("written", "resolved"),
    [
        ("/a?x=1", "https://site.example/a?x=1"),
        ("b", "https://site.example/dir/b"),
        ("../c", "https://site.example/c"),
        ("//cdn.example/i.jpg", "https://cdn.example/i.jpg"),
        ("?p=2", "https://site.example/dir/page?p=2"),
    ],
)
def test_relative_to_a_page(written: str, resolved: str) -> None:
    assert urls.normalise(written, "https://site.example/dir/page") == resolved


@pytest.mark.parametrize(
    "written",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://site.example/",
        "file:///etc/passwd",
        "mailto:a@site.example",
        "/relative",
        "https://user@site.example/",
        "https://user:pw@site.example/",
        "https://site.example\\@other.example/",
        "https://site.example/a\tb",
        "https://site.example/a%00b",
        "https://site.example/a%0d%0aX: y",
        "https:///nohost",
        "https://site.example:99999/",
        "https://[::1/",
        "https://-/",
        "https://a..b/",
        "https://site.example/" + "a" * 10_000,
        "https://site.example/\ud800",
    ],
)
def test_refused(written: str) -> None:
    with pytest.raises(ParseError) as refusal:
        urls.normalise(written)
    assert refusal.value.key == "url.invalid"
    assert not urls.is_http(written)


@given(PATHS, QUERIES, st.sampled_from(["https://site.example", "http://SITE.example:80", "https://موقع.example:8443"]))
def test_normal_form_is_a_fixed_point(path: list[str], query: list[str], host: str) -> None:
    normal = urls.normalise(f"{host}/{'/'.join(path)}?{'&'.join(query)}")
    assert urls.normalise(normal) == normal
    assert urls.normalise(normal, "https://other.example/x") == normal


@given(st.text(max_size=120), st.none() | st.just("https://site.example/a"))
def test_anything_gives_an_address_or_a_named_refusal(text: str, base: str | None) -> None:
    try:
        normal = urls.normalise(text, base)
    except ParseError:
        return
    assert normal.startswith(("http://", "https://"))
    assert normal.isascii()
    assert urls.normalise(normal) == normal


def test_a_host_is_one_key_however_it_is_written() -> None:
    assert urls.host_key("https://موقع.example/") == urls.host_key("https://XN--4GBRIM.example:443/a")
    assert urls.host_key("http://site.example:8080/") == "site.example:8080"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://news.paper.co.ma/a", "https://www.paper.co.ma/", True),
        ("https://paper.com.tn/", "https://rival.com.tn/", False),
        ("https://one.blogspot.com/", "https://two.blogspot.com/", False),
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8002/", False),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8001/b", True),
        ("http://phare.localhost:8001/", "http://gazette.localhost:8001/", False),
        ("https://paper.example/", "https://paper.example.evil.example/", False),
        ("https://paper.ma/", "javascript:alert(1)", False),
    ],
)
def test_same_site(one: str, other: str, same: bool) -> None:
    assert urls.same_site(one, other) is same
