"""Wild pages for hypothesis: built of what pages are made of, in any order, and of what harms their readers."""

from __future__ import annotations

import json
from dataclasses import replace

from a_layout import HINTS, page
from hypothesis import strategies as st

from hemera import markup
from hemera.extract import Sample
from hemera.types import Entry

DATES = (
    "Publié le 3 août 2018 à 10h15, mis à jour le 4 août 2018",
    "الجمعة 12 يونيو 2020 - 10:15",
    "2020-06-12T10:15:00+01:00",
    "12/06/2020",
    "20 شوال 1441 هـ الموافق 12 يونيو 2020",
    "منذ ساعتين",
    "il y a 2 heures",
    "31 décembre 9999",
    "2099-01-01T00:00:00Z",
    "1591956900",
    "0000-00-00",
    "99/99/9999",
    "٣١ شباط ٢٠٢٠",
    "2026-11-22T23:59:59-12:00",
    "2026-02-30",
)
WORDS = (
    "texte", "La passerelle rouvre aux piétons après des mois de travaux sur les quais de la ville.", "نص",
    "Par Zohra Benmalouk et AFP",
    "عبر التلاميذ الجسر صباح السبت وسط تصفيق السكان الذين تجمعوا على ضفتي الوادي منذ الفجر رغم البرد.",
    "بقلم: مليكة الزيتوني", "14:05", "Lire aussi : un autre titre", "اقرأ أيضا", "Tout accepter", "cookies",
    "Page introuvable", "La suite est réservée à nos abonnés", "…", "\u202eenvers\u202c", "\u2067", "\u200f", "\ufeff",
    "\u00ad", "\ud800", "\udfff", "\x00", "\x0b", "\x85", "\u2028", "e\u0301", "ﻻ", "👩‍👩‍👧", "&#x202E;", "&#xD800;",
    "&#0;", "&amp;lt;b&amp;gt;", "&nbsp;", "&zwnj;", "&#1114112;", "&eacute;", "&", "<", ">", '"', "'", "]]>", "-->",
    "<!--", "Ã©tÃ©", "ï¿½", *DATES,
)  # fmt: skip
ADDRESSES = (
    "/ville/a",
    "https://phare.example/b",
    "//rival.example/a",
    "https://rival.example/a",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://[",
    "https://phare.example@rival.example/",
    "?page=2",
    "/ville/passerelle-5/2",
    "https://phare.example:99999/",
    "\\\\rival.example",
    "/é نص",
    "#",
    "",
    "https://PHARE.example./a",
    "https://phare.example/%ff%00",
    "file:///etc/passwd",
    "https://phare.example/\u202ea",
)
TAGS = [
    "p",
    "div",
    "span",
    "a",
    "b",
    "h1",
    "h2",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "time",
    "figure",
    "figcaption",
    "img",
    "article",
    "main",
    "aside",
    "footer",
    "header",
    "nav",
    "blockquote",
    "form",
    "button",
    "script",
    "style",
    "template",
    "svg",
    "math",
    "iframe",
    "select",
    "textarea",
    "br",
    "font",
    "center",
    "address",
    "details",
    "dialog",
    "object",
    "frameset",
    "body",
    "html",
    "base",
    "x-y",
    "abbr",
    "dl",
    "dt",
    "section",
]
NAMES = ["class", "id", "datetime", "itemprop", "rel", "href", "src", "content", "title", "lang", "dir", "style", "onclick", "amp"]
METAS = [
    "og:title",
    "og:url",
    "og:description",
    "og:image",
    "og:type",
    "article:published_time",
    "article:modified_time",
    "article:section",
    "article:author",
    "author",
    "date",
    "description",
    "twitter:title",
    "article:content_tier",
    "robots",
]
KEYS = [
    "@type",
    "@id",
    "@graph",
    "headline",
    "name",
    "url",
    "author",
    "datePublished",
    "dateModified",
    "image",
    "articleBody",
    "description",
    "articleSection",
    "mainEntityOfPage",
    "isAccessibleForFree",
    "hasPart",
    "cssSelector",
    "liveBlogUpdate",
    "publisher",
    "wordCount",
    "video",
]
TYPES = ("NewsArticle", "LiveBlogPosting", "Person", "ImageObject", "BlogPosting", "VideoObject", "WebPage", "ImageGallery")

words = st.one_of(st.sampled_from(WORDS), st.text(max_size=8))
values = st.one_of(
    st.sampled_from((*WORDS, *ADDRESSES, "entry-body", "post-title", "post-date", "byline", "gallery", "paywall")),
    st.text(max_size=8),
)
attributes = st.lists(st.tuples(st.sampled_from(NAMES), values, st.sampled_from("\"'")), max_size=3).map(
    lambda said: "".join(f" {name}={quote}{value}{quote}" for name, value, quote in said)
)
JSON = st.recursive(
    st.one_of(values, st.sampled_from(TYPES), st.none(), st.booleans(), st.integers(), st.floats(), st.just([]), st.just({})),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)),
    max_leaves=12,
)


@st.composite
def elements(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    tag = draw(st.sampled_from(TAGS))
    end = draw(st.sampled_from((f"</{tag}>", f"</{tag}>", f"</{tag}>", "", "</p>", "</div>")))
    return f"<{tag}{draw(attributes)}>{draw(inner)}{end}"


@st.composite
def heads(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(("meta", "json", "json", "link", "title", "base")))
    if kind == "meta":
        return f'<meta property="{draw(st.sampled_from(METAS))}" content="{draw(values)}">'
    if kind == "json":
        typed = {"@type": draw(st.sampled_from(TYPES))} | draw(st.dictionaries(st.sampled_from(KEYS[1:]), JSON, max_size=6))
        return f'<script type="application/ld+json">{json.dumps(typed, ensure_ascii=draw(st.booleans()))}</script>'
    if kind == "link":
        return f'<link rel="{draw(st.sampled_from(("canonical", "next", "amphtml")))}" href="{draw(st.sampled_from(ADDRESSES))}">'
    return f"<title>{draw(words)}</title>" if kind == "title" else f'<base href="{draw(st.sampled_from(ADDRESSES))}">'


bodies = st.lists(
    st.recursive(words, lambda inner: elements(st.lists(inner, max_size=4).map("".join)), max_leaves=12), max_size=4
).map("".join)
pages = st.tuples(st.lists(heads(), max_size=4).map("".join), bodies, st.booleans()).map(
    lambda drawn: page(drawn[1], drawn[0]) if drawn[2] else f"<head>{drawn[0]}</head>{drawn[1]}"
)
CHARSETS = ("utf-8", "utf-8", "utf-8", "windows-1256", "iso-8859-1", "utf-16")


entries = st.builds(  # as feeds are read: their lines are clean
    Entry,
    url=st.sampled_from(ADDRESSES[:2]),
    title=words.map(markup.line),
    summary=words.map(markup.line),
    content_html=bodies,
)


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """A page in some encoding, called by the same or by another, perhaps announced by a feed."""
    html, real, said = draw(pages), draw(st.sampled_from(CHARSETS)), draw(st.sampled_from((*CHARSETS, "", "x-none")))
    lost = {"utf-8": "surrogatepass", "utf-16": "replace"}.get(real, "xmlcharrefreplace")
    body = html.encode(real, lost)
    if draw(st.integers(0, 5)) == 0:
        body = body[: draw(st.integers(0, len(body)))] + draw(st.binary(max_size=40))
    announced = draw(st.sampled_from((False, False, True)))
    entry = draw(entries) if announced else None
    return Sample(body, f"text/html; charset={said}", "https://phare.example/ville/a", replace(HINTS, entry=entry))


noise = st.tuples(
    st.sampled_from((b"", b"<p>", b"<html><body>", b"\xff\xfe", b"\xef\xbb\xbf<p>", b"<title>")), st.binary(max_size=400)
).map(b"".join)
