"""Feeds as they are: well made, damaged, and made to hurt."""

from __future__ import annotations

import json
import pickle
import tomllib
from datetime import UTC, datetime, timedelta, timezone
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera import feeds
from hemera.errors import ParseError
from hemera.feeds import repair
from hemera.types import Entry, FeedDocument

URL = "https://phare.example/feed.xml"
SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)


def read(text: str | bytes, content_type: str = "application/rss+xml") -> FeedDocument:
    return feeds.parse(text if isinstance(text, bytes) else text.encode(), URL, content_type, zone="Africa/Casablanca", now=SEEN)


def rss(item: str, channel: str = "", attributes: str = "") -> str:
    return f'<rss version="2.0"{attributes}><channel><title>Le Phare</title>{channel}<item>{item}</item></channel></rss>'


def one(item: str, channel: str = "", attributes: str = "") -> Entry:
    document = read(rss(f"<link>https://phare.example/a</link>{item}", channel, attributes))
    assert len(document.entries) == 1
    return document.entries[0]


def refused(text: str | bytes) -> str:
    with pytest.raises(ParseError) as refusal:
        read(text)
    return refusal.value.key


FULL = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Le Phare &amp; le golfe</title><link>https://phare.example/</link><language>fr-FR</language><ttl>30</ttl>
<item><title>La passerelle &lt;i&gt;rouvre&lt;/i&gt;</title><link>https://phare.example/passerelle?id=3&amp;utm_source=rss#haut</link>
<guid isPermaLink="false">phare-3</guid><pubDate>Sun, 22 Nov 2026 09:30:00 +0100</pubDate>
<dc:creator>Zohra Benmalouk</dc:creator><category>Vie locale</category><category>Ponts</category>
<description><![CDATA[<p>Après <b>trois ans</b> de travaux.</p>]]></description>
<content:encoded><![CDATA[<p>Le texte entier.</p>]]></content:encoded>
<media:content url="/i/pont.jpg" medium="image"/></item></channel></rss>"""


def test_a_whole_rss_entry() -> None:
    document = read(FULL)
    assert (document.title, document.language, document.ttl, document.warnings) == ("Le Phare & le golfe", "fr", 1800.0, ())
    assert document.entries == (
        Entry(
            url="https://phare.example/passerelle?id=3",
            guid="phare-3",
            title="La passerelle rouvre",
            published=datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=1))),
            published_raw="Sun, 22 Nov 2026 09:30:00 +0100",
            authors=("Zohra Benmalouk",),
            summary="Après trois ans de travaux.",
            content_html="<p>Le texte entier.</p>",
            language=None,
            section_raw="Vie locale",
            image_url="https://phare.example/i/pont.jpg",
        ),
    )


def test_documents_cross_process_boundaries() -> None:
    document = read(FULL)
    assert pickle.loads(pickle.dumps(document)) == document


def test_atom() -> None:
    document = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://phare.example/dir/" xml:lang="ar"><title>البوصلة</title>'
        '<entry xml:lang="fr"><title type="html">Un &amp;amp; deux</title><link rel="alternate" href="b"/><id>tag:phare,1</id>'
        "<published>2026-11-22T09:30:00Z</published>"
        "<author><name>Idris Tamarzi</name></author><author><name>Lina Haddouch</name></author>"
        "<summary>Résumé</summary></entry></feed>"
    )
    entry = document.entries[0]
    assert (entry.url, entry.title, entry.language) == ("https://phare.example/dir/b", "Un & deux", "fr")
    assert entry.authors == ("Idris Tamarzi", "Lina Haddouch")


def test_rdf() -> None:
    document = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel rdf:about="x"><title>T</title></channel><item rdf:about="y"><title>a</title><link>https://phare.example/a</link></item></rdf:RDF>'
    )
    assert [entry.url for entry in document.entries] == ["https://phare.example/a"]


def test_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Phare",
        "language": "fr",
        "items": [
            {"id": "1", "url": "/a", "title": "Un titre", "content_html": "<p>x</p>", "date_published": "2026-11-22T09:30:00Z",
             "tags": ["Port"], "authors": [{"name": "Farid Louzani"}], "image": "javascript:x"},
            {"id": "https://phare.example/b", "title": "Sans adresse"},
            {"id": "3", "title": "Perdu"},
            "x",
        ],
    }  # fmt: skip
    document = read(json.dumps(feed), "application/feed+json")
    assert [entry.url for entry in document.entries] == ["https://phare.example/a", "https://phare.example/b"]
    assert document.entries[0].authors == ("Farid Louzani",)
    assert document.entries[0].image_url is None
    assert document.warnings == ("link-refused", "entry-without-link")


@pytest.mark.parametrize("text", ['{"error": "x"}', "{", "[1]", '{"items": 3}', "[" * 100_000])
def test_other_json_is_no_feed(text: str) -> None:
    assert refused(text) == "parse.not-feed"


def test_syndication_periods() -> None:
    period = "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
    assert read(rss("<link>https://phare.example/a</link>", period)).ttl == 1800.0
    assert read(rss("<link>https://phare.example/a</link>", "<ttl>99999999</ttl>")).ttl == 7 * 86_400.0
    assert read(rss("<link>https://phare.example/a</link>", "<ttl>often</ttl>")).ttl is None


def test_enclosures_are_pictures_only_if_they_say_so() -> None:
    assert one('<enclosure url="/i.jpg" type="image/jpeg" length="1"/>').image_url == "https://phare.example/i.jpg"
    assert one('<enclosure url="/s.mp3" type="audio/mpeg" length="1"/>').image_url is None


# --- cases 63 to 79 of the hostile inputs ------------------------------------------------------------------------------


def test_63_external_entities_are_not_read() -> None:
    document = read(
        f"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{rss('<title>[&x;]</title><link>/a</link>')}"
    )
    assert document.entries[0].title == "[&x;]"


def test_64_parameter_entities_are_not_asked_for() -> None:
    document = read(f"<!DOCTYPE r [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/e.dtd'>%p;]>{rss('<title>a</title><link>/a</link>')}")
    assert document.entries[0].title == "a"


def test_65_entities_are_not_multiplied() -> None:
    laughs = "".join(f"<!ENTITY a{i} '{('&a' + str(i - 1) + ';') * 10}'>" for i in range(1, 10))
    document = read(f"<!DOCTYPE r [<!ENTITY a0 'ha'>{laughs}]>{rss('<title>[&a9;]</title><link>/a</link>')}")
    assert len(document.entries[0].title) < 20
    document = read(f"<!DOCTYPE r [<!ENTITY a '{'A' * 50_000}'>]>{rss('<title>' + '&a;' * 20_000 + '</title><link>/a</link>')}")
    assert len(document.entries[0].title) <= 501


def test_66_the_first_entries_of_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    assert repair.MAX_ENTRIES == 5_000
    monkeypatch.setattr(repair, "MAX_ENTRIES", 100)
    many = "<item><title>a</title><link>/a</link></item>" * 300_000
    document = read(f"<rss version='2.0'><channel><title>T</title>{many}"[:7_999_000])
    assert len(document.entries) == 100
    assert "too-many-entries" in document.warnings


def test_66_too_many_bytes() -> None:
    assert refused(b"<rss>" + b" " * 8_000_001) == "parse.too-large"


def test_67_attributes_by_the_ten_thousand() -> None:
    attributes = " ".join(f"a{i}='x'" for i in range(100_000))
    assert refused(f"<rss version='2.0'><channel><item {attributes}><title>t</title></item></channel></rss>") == "parse.hostile"


@pytest.mark.parametrize("nest", ["<b>" * 100_000, "<x>" * 50_000 + "</x>" * 50_000])
def test_68_deep_nesting(nest: str) -> None:
    assert refused(rss(f"<link>/a</link><title>{nest}</title>")) == "parse.hostile"


def test_68_a_page_inside_cdata_is_not_nesting() -> None:
    assert one(f"<title>t</title><description><![CDATA[{'<div>' * 1_000}texte]]></description>").summary == "texte"


def test_69_bare_ampersands() -> None:
    document = read(rss("<title>R & D</title><link>https://phare.example/?x=1&y=2&copy=3</link>"))
    assert document.entries[0].url == "https://phare.example/?x=1&y=2&copy=3"
    assert document.entries[0].title == "R & D"


def test_70_html_entities() -> None:
    assert one("<title>Caf&eacute;&nbsp;&rsquo;s &unknown; &#8217; &#0; &#xD800;</title>").title == "Café ’s &unknown; ’"


def test_71_undeclared_prefixes() -> None:
    entry = one(
        "<dc:date>2026-11-22T10:00:00+01:00</dc:date><content:encoded><![CDATA[<p>x</p>]]></content:encoded><foo:bar>y</foo:bar>"
    )
    assert entry.content_html == "<p>x</p>"
    assert entry.published is not None


@pytest.mark.parametrize("junk", ["\n\n  ", "<br />\n<b>Warning</b>: foo in bar.php on line 1<br />\n", "\ufeff", "<!-- cache -->"])
def test_72_junk_first(junk: str) -> None:
    document = read(f"{junk}<?xml version='1.0'?>{rss('<title>a</title><link>/a</link>')}")
    assert [entry.title for entry in document.entries] == ["a"]


def test_73_control_characters() -> None:
    assert one("<title>a\x00\x0b b\x1f</title>").title == "a b"


def test_74_two_marks() -> None:
    document = read(b"\xef\xbb\xbf\xef\xbb\xbf" + rss("<title>a</title><link>/a</link>").encode())
    assert document.entries[0].title == "a"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("<!doctype html><html><head><title>Not found</title></head><body>x</body></html>", "parse.html-not-feed"),
        ("<html><body><p>feed</p></body></html>", "parse.html-not-feed"),
        ("<!-- x --><HTML><head></head></HTML>", "parse.html-not-feed"),
        ("", "parse.empty"),
        ("   \n", "parse.empty"),
        ("just words", "parse.not-feed"),
        ("<opml version='1.0'/>", "parse.not-feed"),
    ],
)
def test_75_what_is_no_feed_fails(text: str, key: str) -> None:
    assert refused(text) == key


def test_75_a_feed_may_be_empty() -> None:
    assert read("<rss version='2.0'><channel><title>T</title></channel></rss>").entries == ()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "https://user@phare.example/", "file:///etc/passwd"])
def test_76_links_we_would_not_open(link: str) -> None:
    document = read(rss(f"<title>t</title><link>{link}</link><guid>g1</guid>"))
    assert document.entries == ()
    assert document.warnings == ("link-refused", "entry-without-link")


def test_76_a_guid_that_is_an_address_will_do() -> None:
    document = read(rss("<title>t</title><guid>https://phare.example/a</guid>"))
    assert document.entries[0].url == "https://phare.example/a"


def test_77_markup_in_titles_is_text() -> None:
    assert one("<title>&lt;script&gt;alert(1)&lt;/script&gt;A &amp;amp; B</title>").title == "A & B"
    assert one("<title><![CDATA[5 < 6 <img src=x onerror=alert(1)>]]></title>").title == "5 < 6"


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("cp1256", ""),
        ("cp1256", "text/xml; charset=utf-8"),
        ("cp1256", "text/xml; charset=iso-8859-1"),
        ("utf-16", "text/xml"),
        ("utf-8", "text/xml; charset=x"),
    ],
)
def test_78_arabic_in_any_encoding(encoding: str, content_type: str) -> None:
    title = "افتتاح جسر وادي ليلى بعد ثلاث سنوات من الأشغال أمام المشاة"
    text = f"<?xml version='1.0' encoding='utf-8'?>{rss(f'<title>{title}</title><link>/a</link>')}"
    assert read(text.encode(encoding), content_type).entries[0].title == title


@pytest.mark.parametrize(
    ("printed", "want"),
    [
        ("dim., 22 nov. 2026 09:30:00 +0100", "2026-11-22T09:30:00+01:00"),
        ("الأحد 22 نونبر 2026 09:30", "2026-11-22T09:30:00+01:00"),
        ("الأحد 22 تشرين الثاني 2026 09:30", "2026-11-22T09:30:00+01:00"),
        ("٢٢ نوفمبر ٢٠٢٦ ٠٩:٣٠", "2026-11-22T09:30:00+01:00"),
        ("1795336200", "2026-11-22T08:30:00+00:00"),
        ("2 جمادى الآخرة 1448", None),
        ("0000-00-00 00:00:00", None),
        ("Sun, 22 Nov 2099 09:30:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
    ],
)
def test_79_dates_are_read_or_refused_and_kept_raw(printed: str, want: str | None) -> None:
    entry = one(f"<pubDate>{printed}</pubDate>")
    assert entry.published_raw == printed
    assert (entry.published.isoformat() if entry.published else None) == want


@pytest.mark.parametrize("count", [101, 6_000])
def test_67_attributes_by_the_hundred(count: int) -> None:
    attributes = " ".join(f"attribute{i}='x'" for i in range(count))
    assert refused(rss(f"<link>/a</link><x {attributes}/>")) == "parse.hostile"
    assert one(f"<x {' '.join(f'attribute{i}=1' for i in range(100))}/>").url == "https://phare.example/a"


def test_66_entries_in_capitals_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repair, "MAX_ENTRIES", 100)
    document = read("<RSS version='2.0'><CHANNEL>" + "<ITEM><TITLE>a</TITLE><LINK>/a</LINK></ITEM>" * 101)
    assert len(document.entries) == 100
    assert "too-many-entries" in document.warnings


def test_the_language_an_item_says_it_is_in() -> None:
    assert one("<title>t</title><dc:language>ar</dc:language>").language == "ar"
    document = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr'><entry><link href='/a'/><title>t</title>"
        "<content type='html' xml:lang='ar'>&lt;p&gt;x&lt;/p&gt;</content></entry></feed>"
    )
    assert document.entries[0].language == "ar"


def test_a_document_type_in_quoted_markup_is_text() -> None:
    assert "doctype" in one("<description><![CDATA[<!DOCTYPE html><p>doctype</p>]]></description>").summary


def test_links_too_long_to_be_kept_are_refused() -> None:
    assert read(rss(f"<link>/{'a' * 2_100}</link><title>t</title>")).warnings == ("link-refused", "entry-without-link")


def test_79_every_form_newsrooms_print_is_read_in_a_feed_too() -> None:
    path = Path(__file__).parents[2] / "data" / "dates.toml"
    cases = [
        case for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"] if "zone" not in case and len(case["text"]) < 200
    ]
    items = "".join(f"<item><link>/{n}</link><pubDate>{escape(case['text'])}</pubDate></item>" for n, case in enumerate(cases))
    entries = read(f"<rss version='2.0'><channel>{items}</channel></rss>").entries
    assert len(entries) == len(cases) > 100
    for entry, case in zip(entries, cases, strict=True):
        certain = case.get("doubt", "date.january-first") == "date.january-first"
        want = case.get("want", "") if certain else ""
        said = entry.published.isoformat(timespec="seconds") if entry.published else ""
        assert said[: len(want)] == want, case
        assert bool(said) == bool(want), case


@given(st.text(max_size=200), st.binary(max_size=50))
def test_any_bytes_give_a_document_or_a_named_error(text: str, tail: bytes) -> None:
    for body in (text.encode("utf-8", "replace") + tail, f"<rss><channel><item>{text}".encode("utf-8", "replace") + tail):
        try:
            document = feeds.parse(body, URL)
        except ParseError:
            continue
        assert all(entry.url.startswith("http") for entry in document.entries)
