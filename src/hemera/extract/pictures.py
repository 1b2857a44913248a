"""The picture an article was printed with, its caption and its credit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from hemera import markup
from hemera.extract import jsonld
from hemera.extract.choice import Said
from hemera.extract.page import Page, ancestors
from hemera.types import LeadImage

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_DECORATION = re.compile(
    r"(?:^|[/_.-])(?:logo|favicon|default|placeholder|blank|sprite|avatar|pixel|spacer|banniere|banner|no-?image|icon)s?(?=[\d/_.-]|$)",
    re.IGNORECASE,
)
_FOLDERS = re.compile(r"/(?:ads?|static|icons?|avatars?)/", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?:^|(?<=[.!?…»”\"'’])\s+|\s*[-–—|/(\[]\s*|\s+(?=©))"
    r"(?:©|\(c\)|(?:crédits?(?:\s+photo)?|credit|photos?|photograph|photographie|ph\.|تصوير|عدسة|صورة|المصدر)\s*[:：]?\s*(?:by\s|par\s|de\s)?|عدسة)"
    r"\s*(?P<name>[^)\]©:]{2,60})[)\]]?\s*$",
    re.IGNORECASE,
)
_BESIDE = frozenset({"aside", "footer", "nav"})
_MOST = 60  # pictures looked at
_LONGEST_CAPTION = 400  # characters
_CLIMB = 4  # levels from a picture to the box that holds its words
_CALLED = ("galler", "galerie", "diaporama", "portfolio", "slideshow")
_LISTED = frozenset({"ImageGallery", "MediaGallery"})
_CAPTIONED = frozenset({
    "gallery-caption", "wp-caption-text", "caption", "legende", "photo-caption", "image-caption", "slide-caption",
})  # fmt: skip
_MAY_CAPTION = "[class*='caption'], .legende"  # they, and others: of names that are searched for, the fewest
_FILE = re.compile(r"[^/=?&#]{1,200}\.(?:jpe?g|png|webp|gif|avif)", re.IGNORECASE)
_SHORTEST_CAPTION = 20  # characters; less is a button's or an advertisement's
_SHORTEST_NAME = 6  # characters
_COUNT = re.compile(r"^\(?\d{1,3}\s*(?:/|sur|of|من)\s*\d{1,3}\)?[\s.:–-]*")
_OTHER = re.compile(r"[-_]\d{1,2}(?!\d)")
_SOURCES = ("data-src", "data-lazy-src", "data-original", "src", "srcset", "data-srcset")
_UNESCAPED = re.compile(r"[A-Za-z0-9_.~-]+")  # what no address writes otherwise
_FEWEST = 3  # captions of a gallery
_MOST_GALLERIES = 20  # looked at
_SIZE = re.compile(r"[-_]?\d{2,4}x\d{2,4}|@\dx")
_SMALL = 150  # pixels: narrower ones are thumbnails and portraits


def picture(page: Page) -> Said[LeadImage] | None:
    """Return the lead image: metadata's address, with the caption printed under it where metadata has none."""
    known = _from_metadata(page)
    if known is None:
        return _from_page(page)
    if known.value.caption and known.value.credit:
        return known
    under = _caption_under(page, known.value.url)
    if not under:
        return known
    caption, credit = split_credit(under, known.value.credit)
    return Said(LeadImage(known.value.url, known.value.caption or caption, credit), known.origin)


def candidates(page: Page) -> Iterator[Said[LeadImage]]:
    """Yield what each place gives for the lead image: the most trusted metadata, the page itself, the feed."""
    yield from (said for said in (_from_metadata(page), _from_page(page)) if said is not None)
    if page.hints.entry and page.hints.entry.image_url:
        yield Said(LeadImage(page.hints.entry.image_url), "entry")


def same(one: str, other: str) -> bool:
    """Say whether two addresses are of one picture, in whatever size and through whatever service."""
    return one == other or _name(one) == _name(other)


def split_credit(caption: str, credit: str = "") -> tuple[str, str]:
    """Return (caption, credit) of "Le pont, samedi. © Zohra Benmalouk"; a known credit is kept."""
    match = _CREDIT.search(caption)
    if match is None:
        return caption, credit
    return caption[: match.start()].strip(" -–—|"), credit or match["name"].strip(" .-–—|")


def _from_metadata(page: Page) -> Said[LeadImage] | None:
    for image in jsonld.as_list(page.article.get("image"))[:5]:
        found = _usable(page, next(iter(jsonld.texts(image, "url", "contentUrl", "@id")), ""))
        if found:
            caption, credit = _described(image)
            return Said(LeadImage(found, caption, credit), "json-ld")
    meta = page.first_meta("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "thumbnailurl")
    found = _usable(page, meta[0]) if meta else None
    return Said(LeadImage(found), f"meta:{meta[1]}") if meta and found else None


def _described(image: object) -> tuple[str, str]:
    if not isinstance(image, dict):
        return "", ""
    caption = next(iter(jsonld.texts(image.get("caption")) + jsonld.texts(image.get("description"))), "")
    credit = next(
        iter(jsonld.texts(image.get("creditText")) + jsonld.texts(image.get("creator") or image.get("author"), "name")), ""
    )
    return split_credit(markup.plain(caption, 500), markup.plain(credit, 100))


def _from_page(page: Page) -> Said[LeadImage] | None:
    """Return the first large picture with a caption, else the first of the article that says it is large."""
    for image in _images(page)[:_MOST]:
        if not _is_articles(image, linked=False):
            continue
        found, caption = _usable(page, _source(image)), _caption(image)
        if found and (len(caption) >= _SHORTEST_CAPTION or _width(image) > _SMALL):
            return Said(LeadImage(found, *split_credit(caption)), "printed")
    return None


def gallery(page: Page) -> tuple[str, ...]:
    """Return the captions of a gallery: the box that calls itself one and holds most captioned pictures, or JSON-LD's list."""
    galleries = [node for node in page.nodes if jsonld.types(node) & _LISTED]
    printed = max((_box_captions(box) for box in _galleries(page, listed=bool(galleries))), key=len, default=[])
    listed = [
        markup.plain(text, 2_000)
        for node in galleries
        for image in jsonld.as_list(node.get("image") or node.get("associatedMedia"))[:200]
        for text in jsonld.texts(image, "caption")[:1]
    ]
    found = tuple(dict.fromkeys(text for text in printed or listed if text))
    return found if len(found) >= _FEWEST else ()


def _galleries(page: Page, *, listed: bool) -> list[LexborNode]:
    """Return the boxes around captions that call themselves galleries, if there are enough, or metadata has ``listed`` some.

    What is around captions is looked at: to look for so many names among all elements of a page takes longest.
    """
    figures, called = page.tree.css("figcaption"), _called_captions(page.tree.css(_MAY_CAPTION))
    if not listed and max(len(figures), len(called)) < _FEWEST:
        return []
    seen: set[int] = set()
    found = [box for caption in (*figures, *called) for box in _around(caption, seen) if _is_gallery(box)]
    return found[:_MOST_GALLERIES]


def _called_captions(found: Iterable[LexborNode]) -> list[LexborNode]:
    return [node for node in found if not _CAPTIONED.isdisjoint((node.attributes.get("class") or "").split())]


def _around(node: LexborNode, seen: set[int]) -> list[LexborNode]:
    """Return the boxes around an element that were not ``seen`` yet, the outermost first, and see them."""
    found = list(takewhile(lambda box: box.mem_id not in seen, (node, *ancestors(node))))
    seen.update(box.mem_id for box in found)
    return found[::-1]


def _is_gallery(box: LexborNode) -> bool:
    names = box.attributes.get("class") or ""
    return any(name in names for name in _CALLED) and box.tag not in {"img", "a", "figcaption"}


def _box_captions(box: LexborNode) -> list[str]:
    """Return the captions in a box, one for each picture, without their count ("3 / 12")."""
    captions = box.css("figcaption") or _called_captions(box.css(_MAY_CAPTION))
    return [_COUNT.sub("", _words(caption)) for caption in captions[:200]]


def _caption_under(page: Page, url: str) -> str:
    """Return the words under the picture at an address, in whatever size and through whatever service it is printed."""
    name = _name(url)
    plain = max(_UNESCAPED.findall(name), key=len, default="")
    likely = (image for image in _images(page, "source") if any(plain in value for value in image.attributes.values() if value))
    shown = islice((image for image in likely if _is_named(image, name)), _MOST)
    captions = (_caption(image) for image in shown if _is_articles(image, linked=True))
    return next((caption for caption in captions if caption), "")


def _images(page: Page, *others: str) -> list[LexborNode]:
    """Return the pictures of a page, and ``others``, as they stand; a tag that no element has takes the longest to look for."""
    own = ("img", "amp-img") if page.tree.tags("amp-img") else ("img",)
    return page.tree.css(", ".join([*own, *others]))


def _is_named(image: LexborNode, name: str) -> bool:
    """Say whether one of a picture's addresses holds a name, and not as the beginning of another: pont-2.jpg is not pont.jpg."""
    said = image.attributes
    found, rest = unquote(" ".join(said.get(source) or "" for source in _SOURCES)).partition(name)[1:]
    return bool(found) and not rest[:1].isalnum() and _OTHER.match(rest) is None


def _is_articles(image: LexborNode, *, linked: bool) -> bool:
    """Say whether a picture is none of the site's own, in its head, its foot or beside the text; or a link's, unless ``linked``."""
    around = [box.tag for box in ancestors(image)]
    in_head = "header" in around and "article" not in around[around.index("header") :]
    return not in_head and not _BESIDE.intersection(around) and (linked or "a" not in around)


def _caption(image: LexborNode) -> str:
    """Return the words of a picture's figure, or of the small box it stands in."""
    for box, _ in zip(ancestors(image), range(_CLIMB), strict=False):
        said = box.css_first("figcaption")
        text = _words(box if said is None else said)
        if text:
            return text if len(text) <= _LONGEST_CAPTION and box.tag != "a" else ""
    return ""


def _words(element: LexborNode) -> str:
    return markup.line(element.text(separator=" "), 2_000)


def _source(image: LexborNode) -> str:
    said = image.attributes
    sources = (said.get("data-src"), said.get("data-lazy-src"), said.get("data-original"), said.get("src"))
    found = next((source for source in sources if source and not source.startswith("data:")), "")
    return found or (said.get("srcset") or said.get("data-srcset") or "").partition(",")[0].partition(" ")[0]


def _usable(page: Page, href: str) -> str | None:
    address = page.address(href) if href else None
    path = urlsplit(address).path if address else ""
    return None if _FOLDERS.search(path) or _DECORATION.search(path.rpartition("/")[2]) else address


def _width(image: LexborNode) -> int:
    match = re.match(r"\d{1,5}", image.attributes.get("width") or "")
    return int(match[0]) if match else 0


def _name(address: str) -> str:
    """Return a picture's file name without its size and its kind; of names that say nothing ("image.jpg"), the whole path."""
    plain = unquote(address)
    named = _FILE.findall(plain)  # a service that resizes is given the picture's own address
    path = plain.partition("?")[0].partition("://")[2].partition("/")[2]
    last = named[-1] if named else path.rstrip("/").rpartition("/")[2]
    name = max(_SIZE.split(last.rpartition(".")[0] or last), key=len)
    telling = len(name) >= _SHORTEST_NAME and not (name.isalpha() and len(name) < 2 * _SHORTEST_NAME)
    return name if telling else f"{path.rpartition('/')[0]}/{name}" if named else path or plain
