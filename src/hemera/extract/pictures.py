"""The picture an article was printed with, its caption and its credit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hemera import markup
from hemera.extract import jsonld
from hemera.extract.choice import Said
from hemera.extract.page import Page
from hemera.types import LeadImage

if TYPE_CHECKING:
    from lxml.html import HtmlElement

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
_PICTURES = "//img[@src][not(ancestor::header[not(ancestor::article)] or ancestor::aside or ancestor::footer or ancestor::nav)]"
_LONGEST_CAPTION = 400  # characters
_CLIMB = 4  # levels from a picture to the box that holds its words
_GALLERIES = (
    "//*["
    + " or ".join(f"contains(@class,'{name}')" for name in ("galler", "galerie", "diaporama", "portfolio", "slideshow"))
    + "]"
)
_FEWEST = 3  # captions of a gallery
_SIZE = re.compile(r"[-_]?\d{2,4}x\d{2,4}|@\dx")
_SMALL = 150  # pixels: narrower ones are thumbnails and portraits


def picture(page: Page) -> Said[LeadImage] | None:
    """Return the lead image: metadata's address, with the caption printed under it where metadata has none."""
    known = _from_metadata(page)
    if known is None:
        return _from_page(page)
    under = _captions(page).get(_stem(known.value.url))
    if under is None or (known.value.caption and known.value.credit):
        return known
    caption, credit = split_credit(under, known.value.credit)
    return Said(LeadImage(known.value.url, known.value.caption or caption, credit), known.origin)


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
    captions = _captions(page)
    for image in page.tree.xpath(_PICTURES + "[not(ancestor::a)]")[:60]:
        found = _usable(page, _source(image))
        if found and (_stem(found) in captions or _width(image) > _SMALL):
            return Said(LeadImage(found, *split_credit(captions.get(_stem(found), ""))), "printed")
    return None


def gallery(page: Page) -> tuple[str, ...]:
    """Return the captions of a gallery: the box that calls itself one and holds most captioned pictures, or JSON-LD's list."""
    boxes = page.tree.xpath(_GALLERIES)[:20]
    printed = max(([_words(caption) for caption in box.iter("figcaption")] for box in boxes), key=len, default=[])
    galleries = [node for node in page.nodes if jsonld.types(node) & {"ImageGallery", "MediaGallery"}]
    listed = [
        text
        for node in galleries
        for image in jsonld.as_list(node.get("image") or node.get("associatedMedia"))[:200]
        for text in jsonld.texts(image, "caption")[:1]
    ]
    found = tuple(dict.fromkeys(text for text in printed or listed if text))
    return found if len(found) >= _FEWEST else ()


def _captions(page: Page) -> dict[str, str]:
    """Return picture → caption: the words of its figure, or of the small box it stands in."""
    found: dict[str, str] = {}
    for image in page.tree.xpath(_PICTURES)[:60]:
        text = _caption(image)
        if text:
            found.setdefault(_stem(page.address(_source(image)) or ""), text)
    return found


def _caption(image: HtmlElement) -> str:
    for box, _ in zip(image.iterancestors(), range(_CLIMB), strict=False):
        said = box.find(".//figcaption")
        text = _words(box if said is None else said)
        if text:
            return text if len(text) <= _LONGEST_CAPTION and box.tag != "a" else ""
    return ""


def _words(element: HtmlElement) -> str:
    return markup.line(" ".join(element.itertext()), 2_000)


def _source(image: HtmlElement) -> str:
    return image.get("data-src") or image.get("src") or ""


def _usable(page: Page, href: str) -> str | None:
    address = page.address(href) if href else None
    path = urlsplit(address).path if address else ""
    return None if _FOLDERS.search(path) or _DECORATION.search(path.rpartition("/")[2]) else address


def _width(image: HtmlElement) -> int:
    match = re.match(r"\d{1,5}", image.get("width") or "")
    return int(match[0]) if match else 0


def _stem(url: str) -> str:
    """Return a picture's file name without its size, so that two renditions are one."""
    return _SIZE.sub("", urlsplit(url).path.rpartition("/")[2].lower())
