from __future__ import annotations

import gzip
from datetime import UTC, datetime
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera import dates, sitemaps
from hemera.errors import ParseError
from hemera.types import FeedDocument

MODULE = import_module("hemera.sitemaps.parse")
STREAM = import_module("hemera.sitemaps.stream")
URL = "https://sada.example/sitemap.xml"
SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def read(body: str | bytes) -> FeedDocument:
    return sitemaps.parse(body if isinstance(body, bytes) else body.encode(), URL, zone="Africa/Casablanca", now=SEEN)


def urlset(items: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {NAMESPACES}>{items}</urlset>\n'


def url(loc: str, more: str = "") -> str:
    return f"<url><loc>{loc}</loc>{more}</url>"


def refused(body: str | bytes) -> str:
    with pytest.raises(ParseError) as refusal:
        read(body)
    return refusal.value.key


NEWS = """<news:news><news:publication><news:name>صدى الجنوب</news:name><news:language>ar</news:language></news:publication>
<news:publication_date>2026-11-22T09:00:00+01:00</news:publication_date><news:title>حصاد &amp; تمور</news:title></news:news>
<image:image><image:loc>https://sada.example/i.jpg</image:loc></image:image>"""


def test_news() -> None:
    (entry,) = read(urlset(url("https://sada.example/a?x=1&amp;y=2", NEWS))).entries
    assert (entry.url, entry.title, entry.language) == ("https://sada.example/a?x=1&y=2", "حصاد & تمور", "ar")
    assert entry.published is not None
    assert entry.published.isoformat() == "2026-11-22T09:00:00+01:00"
    assert entry.image_url == "https://sada.example/i.jpg"


def test_last_modification_is_no_publication() -> None:
    (entry,) = read(urlset(url("https://sada.example/a", "<lastmod>2026-11-20</lastmod>"))).entries
    assert entry.published is None


def test_an_index_gives_children_newest_first() -> None:
    items = "".join(
        f"<sitemap><loc>https://sada.example/{name}.xml</loc><lastmod>{when}</lastmod></sitemap>"
        for name, when in (("old", "2020-01-05"), ("new", "2026-11-20"), ("future", "2099-01-01"))
    )
    document = read(f"<sitemapindex {NAMESPACES}>{items}<sitemap><loc>{URL}</loc></sitemap></sitemapindex>")
    assert document.entries == ()
    assert document.children == ("https://sada.example/new.xml", "https://sada.example/old.xml", "https://sada.example/future.xml")


def test_plain_list() -> None:
    document = read("https://sada.example/a\nhttps://other.example/b\n\nhttps://sada.example/c\n")
    assert [entry.url for entry in document.entries] == ["https://sada.example/a", "https://sada.example/c"]


def test_gzip_by_its_first_bytes() -> None:
    assert len(read(gzip.compress(urlset(url("https://sada.example/a")).encode())).entries) == 1
    assert refused(gzip.compress(b"")[:10] + b"\xff\xff\xff") == "parse.gzip"


def test_a_gzip_bomb_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MODULE, "MAX_BYTES", 1_000_000)
    bomb = gzip.compress(urlset(url("https://sada.example/a")).encode()[:-10] + b" " * 60_000_000)
    document = read(bomb)
    assert set(document.warnings) == {"too-large", "truncated"}
    assert len(document.entries) == 1


@pytest.mark.parametrize("declared", ["<!DOCTYPE r [<!ENTITY x 'y'>]>", "<!DOCTYPE r SYSTEM 'http://127.0.0.1:9/x.dtd'>"])
def test_84_document_types(declared: str) -> None:
    assert refused(f"{declared}<urlset {NAMESPACES}>{url('https://sada.example/&x;')}</urlset>") == "parse.doctype"


def test_85_an_index_does_not_name_itself() -> None:
    assert read(f"<sitemapindex {NAMESPACES}><sitemap><loc>{URL}</loc></sitemap></sitemapindex>").children == ()


def test_86_more_addresses_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (MODULE.MAX_ENTRIES, MODULE.MAX_BYTES) == (50_000, 50_000_000)
    monkeypatch.setattr(MODULE, "MAX_ENTRIES", 500)
    document = read(urlset("".join(url(f"https://sada.example/{n}") for n in range(501))))
    assert len(document.entries) == 500
    assert document.warnings == ("too-many-entries",)


def test_87_addresses_that_are_not_the_sites() -> None:
    document = read(
        urlset(
            "".join(
                map(url, ("javascript:alert(1)", "http://127.0.0.1/", "https://other.example/a", "https://sada.example/a", "/b"))
            )
        )
    )
    assert [entry.url for entry in document.entries] == ["https://sada.example/a", "https://sada.example/b"]
    assert document.warnings == ("link-refused", "other-site")


def test_88_half_an_address_is_no_address() -> None:
    document = read(urlset(url("https://sada.example/1") + url("https://sada.example/2"))[:-10] + "<url><loc>https://sada.exa")
    assert [entry.url for entry in document.entries] == ["https://sada.example/1", "https://sada.example/2"]
    assert document.warnings == ("truncated",)


def test_89_dates_in_the_future() -> None:
    (entry,) = read(urlset(url("https://sada.example/a", NEWS.replace("2026-11-22", "2099-11-22")))).entries
    assert entry.published is None
    assert entry.published_raw == "2099-11-22T09:00:00+01:00"


def test_bare_ampersands_and_cdata() -> None:
    document = read(urlset(url("https://sada.example/?a=1&b=2") + url("<![CDATA[https://sada.example/?c=1&d=2]]>")))
    assert [entry.url for entry in document.entries] == ["https://sada.example/?a=1&b=2", "https://sada.example/?c=1&d=2"]


def test_other_prefixes_and_none() -> None:
    assert (
        len(
            read(
                "<x:urlset xmlns:x='http://www.sitemaps.org/schemas/sitemap/0.9'><x:url><x:loc>/a</x:loc></x:url></x:urlset>"
            ).entries
        )
        == 1
    )
    assert len(read("<urlset><url><loc>/a</loc></url></urlset>").entries) == 1


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("", "parse.empty"),
        ("<html><body>x</body></html>", "parse.not-sitemap"),
        ("words", "parse.not-sitemap"),
        ("<!doctype html><html>", "parse.not-sitemap"),
    ],
)
def test_what_is_no_sitemap(body: str, key: str) -> None:
    assert refused(body) == key


def test_deep_nesting() -> None:
    assert read(urlset("<x>" * 100_000)).entries == ()


@given(st.text(max_size=200))
def test_any_text_gives_a_document_or_a_named_error(text: str) -> None:
    for body in (text, urlset(text), urlset(url(text))):
        try:
            sitemaps.parse(body.encode("utf-8", "replace"), URL)
        except ParseError:
            continue


MIXED = urlset(
    url("https://sada.example/1", NEWS)
    + url("https://sada.example/?a=1&b=2")
    + url("<![CDATA[https://sada.example/?c=1&d=</url>2]]>")
    + "<!-- </url> -->"
    + url("https://sada.example/\x01control")
    + url("https://sada.example/حصاد", "<lastmod>2026-11-20</lastmod>")
)


@pytest.mark.parametrize("size", [1, 7, 64, 300])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_pieces_of_any_size_give_what_the_whole_gives(monkeypatch: pytest.MonkeyPatch, size: int, encoding: str) -> None:
    whole = read(MIXED.replace('<?xml version="1.0" encoding="UTF-8"?>', "").encode(encoding))
    assert len(whole.entries) == 5
    monkeypatch.setattr(STREAM, "_PIECE", size)
    assert read(MIXED.replace('<?xml version="1.0" encoding="UTF-8"?>', "").encode(encoding)) == whole


def test_86_a_document_too_large_is_cut_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MODULE, "MAX_BYTES", 5_000)
    document = read(urlset(url("/a") + f"<!--{'x' * 6_000}-->" + url("/b")))
    assert [entry.url for entry in document.entries] == ["https://sada.example/a"]
    assert set(document.warnings) == {"too-large", "truncated"}


@given(st.datetimes(datetime(1980, 1, 1), datetime(2110, 1, 1)), st.sampled_from(["Z", "+01:00", "-03:30", "+00:00"]))
def test_exact_dates_read_as_all_others_do(moment: datetime, offset: str) -> None:
    raw = f"{moment:%Y-%m-%dT%H:%M:%S}{offset}"
    slow = dates.read(raw, "UTC", SEEN)
    wanted = slow.value if slow and not [d for d in slow.doubts if d.code != "date.january-first"] else None
    entry = read(urlset(url("/a", NEWS.replace("2026-11-22T09:00:00+01:00", raw)))).entries[0]
    assert entry.published == wanted


def test_addresses_too_long_to_be_kept_are_refused() -> None:
    document = read(urlset(url(f"/{'a' * 2_100}") + url("/b")))
    assert [entry.url for entry in document.entries] == ["https://sada.example/b"]
    assert document.warnings == ("link-refused",)
