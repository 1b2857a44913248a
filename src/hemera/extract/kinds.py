"""What sort of page it is, and whether all of the article is on it.

A page that is declared paid is often whole: publishers print the text for machines and hide it from people, or count visits.
So a declaration (schema.org's ``isAccessibleForFree``, ``article:content_tier``, a vendor's box) is believed unless the text
contradicts it, and the words that stand where a text is cut ("Il vous reste 72 % …") are believed in any case.
https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from hemera.extract import jsonld, lines, pictures, vocabulary
from hemera.extract.blocks import pieces
from hemera.extract.choice import Said
from hemera.extract.page import Page
from hemera.text import fold
from hemera.types import Block, BlockKind, PageKind

WHOLE = 2_500  # characters of a text that ends as sentences do: more than is given away
_TEASER = 1_500  # characters up to which the page is searched for a wall
_METERED = 1_000  # the same where visits are counted: such pages are served whole
_INSIDE = 1_000  # characters inside the paid part: it is there
_WORDS = 150  # words; lower counts are those of a teaser
_BODY = 1_000  # characters; the same
_HEAD, _TAIL = 3, 8  # short lines of a text that are read: a label stands above it, a wall below
_FIRST = 10  # pieces of a wall that are read
_SHORT = 200  # characters of a line that says the rest is missing
_END = 100  # characters of a text that tell how it ends
_GALLERY_TEXT = 2_500  # characters up to which a page with captions is a gallery, if the page calls itself one
_VIDEO_TEXT = 1_000
_SHORT_VIDEO = 250

_PLAIN_SELECTOR = re.compile(r"[.#][A-Za-z_][\w-]*")
_ENDED = re.compile(r"[.!?؟۔।。…:»”\"'’)\]]\W*$")
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*$")
_MORE = """
    la suite de cet article | la suite de l'article est | la suite est réservée | le reste de cet article
    pour lire la suite | pour lire l'intégralité | lire la suite de cet article | accéder à l'intégralité
    poursuivre la lecture | poursuivez votre lecture | continuer la lecture
    to read the full | the rest of this article | to continue reading | continue reading this article | keep reading by
    لمتابعة القراءة | لمواصلة القراءة | لقراءة المقال كاملا | لقراءة بقية | بقية المقال | لاستكمال القراءة | تتمة المقال"""
_REST = re.compile(rf"il (?:vous |t')?reste \d[\d.,]* ?(?:%|pour cent)|{vocabulary.pattern(_MORE)}")
_SAYS_REST = vocabulary.Phrases(("reste #", *vocabulary.phrases(_MORE)))
# Said nowhere but where a text is cut: found anywhere on a page declared paid, it is. (The literal beginning keeps it cheap.)
_MISSING = re.compile(rb"l vous reste(?:&nbsp;|\xc2\xa0|\xe2\x80\xaf|\s)*+\d[\d.,]*+(?:&nbsp;|\xc2\xa0|\xe2\x80\xaf|\s)*+%")
_FOR_SOME = """
    réservé aux abonnés | réservée aux abonnés | réservé à nos abonnés | réservée à nos abonnés | réservés aux abonnés
    contenu réservé | article abonnés | article réservé | pour les abonnés
    subscribers only | for subscribers only | reserved for subscribers | exclusive to subscribers | members only
    للمشتركين فقط | هذا المحتوى للمشتركين | مخصص للمشتركين | خاص بالمشتركين | حصري للمشتركين | محتوى مدفوع"""
_RESERVED = re.compile(vocabulary.pattern(_FOR_SOME))
_SAYS_RESERVED = vocabulary.Phrases(vocabulary.phrases(_FOR_SOME))
# Boxes printed instead of the rest by what serves the page (WordPress memberships, Ghost); a text that is cut has one.
_INSTEAD = {
    "leaky_paywall_message": ".leaky_paywall_message, .leaky_paywall_message_wrap",
    "pmpro_content_message": ".pmpro_content_message",
    "mepr-unauthorized": ".mepr-unauthorized-message, .mepr-unauthorized-excerpt, .mepr-unauthorized-area",
    "wc-memberships": ".wc-memberships-content-restricted-message, .wc-memberships-restriction-message",
    "content-gate": ".newspack-memberships__content-gate, .newspack-content-gate__gate",
    "rcp_restricted": ".rcp_restricted, .rcp-restricted-content-message",
    "swpm-": ".swpm-restricted-content, .swpm-more-tag-not-logged-in, .swpm-post-not-logged-in",
    "gh-post-upgrade": ".gh-post-upgrade-cta",
    "laterpay": ".lp_purchase-overlay, .laterpay-purchase-overlay, .lp_premium-content",
}
# Boxes that scripts fill or hide: they prove something only where they say that the text is reserved.
_WALLS = ("paywall", "poool", "zephr", "regwall", "tp-container")
_WALL_NAMES = ("paywall", "premium", "abonne", "subscri", "reserve", "locked", "members", "piano")
_GALLERY_PATH = re.compile(
    r"/(?:photo-?galler(?:y|ies|ie)|galler(?:y|ies)|galeries?|diaporamas?|portfolios?|slideshows?|(?:en-)?photos?|images|صور|معرض)(?:[/_.-]|$)"
)
_VIDEO_PATH = re.compile(r"/(?:videos?|vid[ée]os?|watch|web-?tv|tv|replay|emissions?|فيديو)(?:[/_.-]|$)")
_PLAYERS = "video, iframe[src*='youtube'], iframe[src*='dailymotion'], iframe[src*='vimeo'], iframe[src*='player'], amp-video"


def kind(page: Page, blocks: Sequence[Block], captions: Sequence[str] | None = None) -> tuple[PageKind, tuple[str, ...]]:
    """Return gallery, video or article, and a gallery's captions; whether it is a live blog ``live`` says.

    ``captions`` saves looking for them a second time. Short texts are right for galleries and videos.
    """
    length = sum(len(block.text) for block in blocks if block.kind is not BlockKind.CAPTION)
    if length < _GALLERY_TEXT:
        found = tuple(pictures.gallery(page) if captions is None else captions)
        if found and (length < 2 * sum(map(len, found)) or _is_named(page, _GALLERY_PATH, {"ImageGallery", "MediaGallery"})):
            return PageKind.GALLERY, found
    return (PageKind.VIDEO if length < _VIDEO_TEXT and _is_video(page, length) else PageKind.ARTICLE), ()


def _is_named(page: Page, path: re.Pattern[str], types: set[str]) -> bool:
    """Say whether a page's address or what it is by JSON-LD names it so."""
    named = path.search(page.url.partition("://")[2].lower())
    return named is not None or bool(types & {name for node in page.nodes[:20] for name in jsonld.types(node)})


def _is_video(page: Page, length: int) -> bool:
    meta = page.first_meta("og:type")
    if meta is not None and meta[0].lower().startswith("video"):
        return True
    if not page.article and _is_named(page, _VIDEO_PATH, {"VideoObject"}):
        return page.tree.css_first(_PLAYERS) is not None or _is_named(page, _NOWHERE, {"VideoObject"})
    if length < _SHORT_VIDEO and page.article.get("video"):
        return True
    return _VIDEO_PATH.search(page.url.partition("://")[2].lower()) is not None and page.tree.css_first(_PLAYERS) is not None


_NOWHERE = re.compile(r"(?!)")


def partial(page: Page, chosen: Iterable[Block], kept: Sequence[Block]) -> Said[bool]:
    """Say whether the rest of the article is behind a paywall, and by what we know.

    ``chosen`` are the blocks as read, with what is printed between them; ``kept`` those of the article alone.
    """
    if _is_free(page):
        return Said(False, "json-ld")
    short = [block.text for block in chosen if len(block.text) <= _SHORT]
    said = [_folded(text) for text in (*short[:_HEAD], *short[_HEAD:][-_TAIL:])]
    if _says(said, _REST, _SAYS_REST):
        return Said(True, "printed")
    text = "\n".join(block.text for block in kept if block.kind is not BlockKind.CAPTION)
    declared = _declared(page) or ("printed" if _says(said, _RESERVED, _SAYS_RESERVED) else "")
    if not declared and (len(text) >= _TEASER or not (declared := _walled(page))):
        return Said(False, "")
    whole = not _is_much_longer(page, text) and _contradicts(page, text, declared)
    return Said(not whole, declared)


def _says(said: Sequence[str], wanted: re.Pattern[str], phrases: vocabulary.Phrases) -> bool:
    """Say whether one of several folded lines has what is wanted, of which ``phrases`` are a part."""
    return phrases.may_be_in("\n".join(said)) and any(map(wanted.search, said))


def is_paid(page: Page) -> bool:
    """Say whether the publisher's JSON-LD calls the article, or a part of it, not free; whatever of it is there to read."""
    return jsonld.false(page.article.get("isAccessibleForFree")) or bool(_paid_parts(page))


def _is_free(page: Page) -> bool:
    """Say whether the publisher calls the article free in so many words, and no part of it paid."""
    if _paid_parts(page) or "isAccessibleForFree" not in page.article:
        return False
    return not jsonld.false(page.article["isAccessibleForFree"]) and page.article["isAccessibleForFree"] not in (None, "")


def _paid_parts(page: Page) -> list[dict[str, Any]]:
    parts = [part for part in jsonld.as_list(page.article.get("hasPart"))[:50] if isinstance(part, dict)]
    paid = [part for part in parts if jsonld.false(part.get("isAccessibleForFree"))]
    if jsonld.false(page.article.get("isAccessibleForFree")):
        return paid
    return [part for part in paid if not (names := _selectors([part])) or any(page.tree.css_first(name) for name in names)]


def _declared(page: Page) -> str:
    """Return what calls the article paid, "" where nothing does."""
    if is_paid(page):
        return "json-ld"
    tier = page.first_meta("article:content_tier", "content_tier", "content-tier", "cxense:content_tier")
    named = tier[0].lower() if tier else ""
    return f"meta:{named}" if named in {"locked", "metered", "premium", "paid"} else ""


def _walled(page: Page) -> str:
    """Return the vendor's box that stands where the rest would: one the server put there, or one that says so."""
    names = _names_of_boxes(page)
    for mark, selector in _INSTEAD.items():
        if mark in names and page.tree.css_first(selector) is not None:
            return f"box:{mark}"
    marks = [mark for mark in _WALLS if mark in names]
    boxes = [node for mark in marks for node in page.tree.css(f"[class*='{mark}'], [id*='{mark}']")[:10]]
    texts = [piece.text for node in boxes if node.tag not in {"html", "body"} for piece in islice(pieces(node), _FIRST)]
    texts += [line.text for line in page.named(*_WALL_NAMES)]
    said = [_folded(text) for text in texts]
    return "box" if any(_REST.search(line) or _RESERVED.search(line) or lines.is_paywall(line) for line in said) else ""


def _names_of_boxes(page: Page) -> str:
    """Return all classes and ids, in which to look for a name takes a hundredth of what it does in the whole page."""
    classes = (node.attributes["class"] for node in page.tree.css("[class]"))
    return "\n".join(filter(None, (*classes, *(node.id for node in page.tree.css("[id]")))))


def _is_much_longer(page: Page, text: str) -> bool:
    """Say whether metadata knows of a text much longer than the one on the page."""
    body, words = _known(page)
    return len(body) > max(_BODY, 1.5 * len(text)) or words > max(_WORDS, 1.5 * len(text.split()))


def _contradicts(page: Page, text: str, declared: str) -> bool:
    """Say whether a text declared paid is there: as long as metadata says, found in the paid part, or long and ended."""
    if _CUT.search(text[-_END:]) or _MISSING.search(page.sent) is not None:
        return False
    body, words = _known(page)
    if (len(body) >= _BODY and len(text) >= 0.9 * len(body)) or (words >= _WORDS and len(text.split()) >= 0.85 * words):
        return True
    enough = _METERED if declared == "meta:metered" else WHOLE
    ended = _ENDED.search(text[-_END:]) is not None or len(text) >= 2 * WHOLE
    return ended and (len(text) >= enough or _inside(page) >= _INSIDE)


def _known(page: Page) -> tuple[str, int]:
    """Return what JSON-LD says of the text: itself, and how many words it has."""
    body = next(iter(jsonld.texts(page.article.get("articleBody"))), "")
    counted = next(iter(jsonld.texts(page.article.get("wordCount"))), "")
    return body, int(counted) if counted.isascii() and counted.isdigit() and len(counted) < 7 else 0


def _inside(page: Page) -> int:
    """Return how many characters of paragraphs are in the parts declared paid."""
    boxes = [page.tree.css(name)[:200] for name in _selectors(_paid_parts(page))]
    return max((sum(len(piece.text) for box in found for piece in pieces(box) if not piece.is_link) for found in boxes), default=0)


def _selectors(parts: list[dict[str, Any]]) -> list[str]:
    """Return what CSS selectors name the parts, the plain ones."""
    return [name for part in parts for name in jsonld.texts(part.get("cssSelector")) if _PLAIN_SELECTOR.fullmatch(name)][:5]


def _folded(text: str) -> str:
    return " ".join(fold(text[: _SHORT * 2]).split())
