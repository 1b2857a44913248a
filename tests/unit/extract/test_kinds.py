"""What sort of page it is, and whether all of it is there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemera.extract import kinds, pictures
from hemera.extract.page import Page, parse
from hemera.types import Block, BlockKind, Hints, PageKind

HINTS = Hints("phare", ("fr", "ar"), "Africa/Casablanca", datetime(2026, 11, 22, 12, tzinfo=UTC))
URL = "https://phare.example/2026/11/passerelle"
SENTENCE = "La passerelle de la vallée sera fermée aux vélos le vendredi, jour du marché, jusqu’à la pose d’une signalisation. "
SHORT = (SENTENCE * 4).strip()
LONG = (SENTENCE * 30).strip()


def page(body: str = "<p>x</p>", head: str = "", url: str = URL, **article: Any) -> Page:
    if article:
        data = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "headline": "La passerelle", **article})
        head += f"<script type='application/ld+json'>{data}</script>"
    html = f"<!DOCTYPE html><html lang=fr><head>{head}</head><body>{body}</body></html>"
    return parse(html.encode(), "text/html; charset=utf-8", url, HINTS)


def text(*texts: str) -> tuple[Block, ...]:
    return tuple(Block(BlockKind.PARAGRAPH, one) for one in texts)


def partial(found: Page, *texts: str, beside: str = "") -> bool:
    kept = text(*texts)
    return kinds.partial(found, (*kept, *text(*([beside] if beside else []))), kept).value


PAID_PART = {"@type": "WebPageElement", "isAccessibleForFree": False}
TIER = "<meta property='article:content_tier' content='{}'>"


@pytest.mark.parametrize("value", [False, "False", "false", "https://schema.org/False"])
def test_a_short_text_declared_paid_is_partial(value: object) -> None:
    assert kinds.partial(page(isAccessibleForFree=value), text(SHORT), text(SHORT)) == (True, "json-ld")


def test_a_part_declared_paid_counts_where_it_is_on_the_page() -> None:
    assert partial(page(hasPart=PAID_PART), SHORT)
    assert partial(page("<div class=paid>…</div>", hasPart=[PAID_PART | {"cssSelector": ".paid"}]), SHORT)
    assert not partial(page(hasPart=[PAID_PART | {"cssSelector": ".elsewhere"}]), SHORT)


@pytest.mark.parametrize("tier", ["locked", "metered"])
def test_a_tier_declares_it_too(tier: str) -> None:
    assert partial(page(head=TIER.format(tier)), SHORT)
    assert not partial(page(head=TIER.format("free")), SHORT)


def test_a_long_text_that_ends_as_sentences_do_is_whole_whatever_is_declared() -> None:
    assert not partial(page(isAccessibleForFree=False), LONG)
    assert not partial(page(head=TIER.format("metered")), SENTENCE * 12)
    assert partial(page(isAccessibleForFree=False), f"{LONG} Et puis…")
    assert partial(page(isAccessibleForFree=False), f"{LONG} et soudain la")
    assert not partial(page(isAccessibleForFree=False), f"{LONG} {LONG}", "Avec notre correspondante à Jadida")


def test_the_paid_part_may_be_there() -> None:
    part = PAID_PART | {"cssSelector": ".paywall"}
    there = f"<div class=paywall>{''.join(f'<p>{SENTENCE} {n}</p>' for n in range(12))}</div>"
    assert not partial(page(there, isAccessibleForFree=False, hasPart=part), SENTENCE * 12)
    assert partial(page("<div class=paywall><p>Abonnez-vous.</p></div>", isAccessibleForFree=False, hasPart=part), SENTENCE * 12)


def test_metadata_knows_how_long_the_text_is() -> None:
    many = SENTENCE * 12
    assert not partial(page(isAccessibleForFree=False, articleBody=many), many)
    assert not partial(page(isAccessibleForFree=False, wordCount=len(many.split())), many)
    assert partial(page(isAccessibleForFree=False, articleBody=LONG * 2), LONG)
    assert partial(page(head=TIER.format("metered"), wordCount="5200"), LONG)


@pytest.mark.parametrize(
    "line",
    [
        "Il vous reste 57.09% de cet article à lire. La suite est réservée aux abonnés.",
        "Il vous reste 72 % de cet article à lire.",
        "Pour lire la suite, connectez-vous",
        "To continue reading, subscribe today",
        "لقراءة المقال كاملا يرجى الاشتراك",
        "لمتابعة القراءة سجّل الدخول",
    ],
)
def test_words_that_stand_where_a_text_is_cut(line: str) -> None:
    assert partial(page(), LONG, beside=line)


@pytest.mark.parametrize("line", ["Article réservé à nos abonnés", "هذا المحتوى للمشتركين فقط", "For subscribers only"])
def test_words_that_call_a_text_reserved_are_weighed_like_a_declaration(line: str) -> None:
    assert partial(page(), SHORT, beside=line)
    assert not partial(page(), LONG, beside=line)


def test_a_cut_text_is_partial_even_where_the_line_that_says_so_was_not_read() -> None:
    assert partial(page(f"<p>{LONG}</p><p>Il vous reste&nbsp;57.09% de cet article à lire.</p>", isAccessibleForFree=False), LONG)


def test_a_page_declared_free_is_whole() -> None:
    found = page("<div class=paywall>Abonnez-vous à notre lettre : réservé aux abonnés</div>", isAccessibleForFree=True)
    assert not partial(found, SHORT, beside="Article réservé à nos abonnés")


def test_a_newsletter_box_is_no_wall() -> None:
    assert not partial(page("<div class='newsletter subscribe'>Abonnez-vous à notre lettre du matin.</div>"), SHORT)


@pytest.mark.parametrize(
    "box",
    [
        "<div class=leaky_paywall_message_wrap><p>Subscribe.</p></div>",
        "<div class=pmpro_content_message>Membership required</div>",
        "<div class='mepr-unauthorized-message'>Log in</div>",
        "<div class='wc-memberships-restriction-message'>Log in</div>",
        "<div class='newspack-memberships__content-gate'>Log in</div>",
        "<div class='gh-post-upgrade-cta'>Subscribe</div>",
        "<div class='article-paywall'>La suite est réservée à nos abonnés</div>",
        "<div id='poool-widget'>Cet article est réservé aux abonnés</div>",
        "<section class='premium-box'><p>للمشتركين فقط</p></section>",
    ],
)
def test_boxes_that_stand_where_the_rest_would(box: str) -> None:
    assert partial(page(f"<article><p>{SHORT}</p>{box}</article>"), SHORT)


def test_a_vendors_name_in_a_script_proves_nothing() -> None:
    script = "<script>var paywall = {poool: 'leaky_paywall_message', text: 'réservé aux abonnés'}</script><div class=paywall></div>"
    assert not partial(page(script), SHORT)


def test_prose_about_subscribers_is_prose() -> None:
    story = f"Le journal annonce une offre pour les abonnés, d’après sa directrice. {SENTENCE * 2}"
    assert not partial(page(), story)


def photos(count: int, words: str = "Photo {} du port, un samedi") -> str:
    return "".join(
        f"<figure><img src='/p{n}.jpg'><figcaption>{n} / {count} {words.format(n)}</figcaption></figure>"
        for n in range(1, count + 1)
    )


def test_a_gallery_by_its_box() -> None:
    found = page(f"<article><p>Quatre vues du port.</p><div class=diaporama>{photos(4)}</div></article>")
    kind, captions = kinds.kind(found, text("Quatre vues du port."))
    assert kind is PageKind.GALLERY
    assert captions == tuple(f"Photo {n} du port, un samedi" for n in range(1, 5))


def test_an_article_with_a_few_pictures_is_an_article() -> None:
    found = page(f"<article><div class=gallery>{photos(3)}</div></article>")
    assert kinds.kind(found, text(SENTENCE * 8)) == (PageKind.ARTICLE, ())
    assert kinds.kind(found, text(LONG)) == (PageKind.ARTICLE, ())
    named = page(f"<article><div class=gallery>{photos(3)}</div></article>", url="https://phare.example/galerie/2026/port")
    assert kinds.kind(named, text(SENTENCE * 8))[0] is PageKind.GALLERY


def test_a_gallery_by_its_metadata() -> None:
    images = [{"@type": "ImageObject", "caption": f"Vue {n} du port"} for n in range(4)]
    head = f"<script type='application/ld+json'>{json.dumps({'@type': 'ImageGallery', 'image': images})}</script>"
    assert kinds.kind(page(head=head), text("Quatre vues.")) == (PageKind.GALLERY, tuple(f"Vue {n} du port" for n in range(4)))


@pytest.mark.parametrize(
    "found",
    [
        page(head="<meta property='og:type' content='video.other'>"),
        page(video={"@type": "VideoObject"}),
        page("<video src=a.mp4></video>", url="https://phare.example/video/2026/port"),
        page("<iframe src='https://www.youtube.com/embed/x'></iframe>", url="https://phare.example/ar/فيديو/port"),
        page(
            head='<script type=\'application/ld+json\'>{"@type": "VideoObject", "name": "Le port"}</script>',
            url="https://phare.example/v/1",
        ),
    ],
)
def test_videos(found: Page) -> None:
    assert kinds.kind(found, text("Le port, filmé du phare."))[0] is PageKind.VIDEO
    assert kinds.kind(found, text(LONG))[0] is PageKind.ARTICLE


@pytest.mark.parametrize("url", [URL, "https://phare.example/videoclub/2026", "https://phare.example/tv5"])
def test_no_videos(url: str) -> None:
    assert kinds.kind(page("<video src=advertisement.mp4></video>", url=url), text(SHORT))[0] is PageKind.ARTICLE


PICTURE = "https://phare.example/images/pont-de-la-vallee-1200x800.jpg"


@pytest.mark.parametrize(
    "src",
    [
        "src='/images/pont-de-la-vallee.jpg'",
        "src='data:image/gif;base64,x' data-src='/images/pont-de-la-vallee-640x400.jpg'",
        "src='https://cdn.example/resize?w=640&amp;url=https%3A%2F%2Fphare.example%2Fimages%2Fpont-de-la-vallee.jpg'",
        "srcset='/images/pont-de-la-vallee-640x400.webp 640w'",
        "src='/pixel.gif' data-lazy-src='/images/pont-de-la-vallee-640x400.jpg'",
        "src='data:image/gif;base64,x' data-original='https://cdn.example/i?url=%2Fimages%2Fpont-de-la-vallee.jpg'",
    ],
)
def test_the_caption_is_found_under_any_rendition(src: str) -> None:
    body = f"<img src='/logo.png'><figure><img {src}><figcaption>Le pont, samedi. © Zohra Benmalouk</figcaption></figure>"
    found = pictures.picture(page(body, f"<meta property='og:image' content='{PICTURE}'>"))
    assert found is not None
    assert (found.value.url, found.value.caption, found.value.credit) == (PICTURE, "Le pont, samedi.", "Zohra Benmalouk")


def test_pictures_of_one_meaningless_name_are_told_apart() -> None:
    body = (
        "<figure><img src='/2026/11/20/image.jpg'><figcaption>Un autre article, une autre image</figcaption></figure>"
        "<figure><img src='/2026/11/21/image.jpg'><figcaption>Le pont, samedi matin</figcaption></figure>"
    )
    found = pictures.picture(page(body, "<meta property='og:image' content='https://phare.example/2026/11/21/image.jpg?w=1200'>"))
    assert found is not None
    assert found.value.caption == "Le pont, samedi matin"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["isAccessibleForFree", "cssSelector", "@type", "url"]), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_declaration_is_weighed(value: object) -> None:
    found = page(isAccessibleForFree=value, hasPart=value, wordCount=value, articleBody=value, video=value)
    assert kinds.partial(found, text(SHORT), text(SHORT)).value in (True, False)
    kinds.kind(found, text(SHORT))
