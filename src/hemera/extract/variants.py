"""One article under several addresses: AMP and print versions, mobile hosts, and the pages a long one is cut into.

https://www.rfc-editor.org/rfc/rfc6596 (``rel=canonical``), https://amp.dev/documentation/guides-and-tutorials/optimize-and-measure/discovery
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from hemera import urls
from hemera.errors import ParseError
from hemera.extract import jsonld, vocabulary
from hemera.extract.page import Page, ancestors
from hemera.text import fold
from hemera.types import Block, BlockKind, Doubt, Extraction

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_PAGES = 10
MORE = "body.more-pages"  # doubt: the text goes on at the address in its detail
_MAX_BLOCKS = 2_000
_REPEATED = 30  # characters from which a block that was printed before is a repetition
_SHORT = 250  # characters: what a text that was doubted as short has outgrown
_MAX_LINKS = 300
_LINKS = "a[href$='{0}'], a[href$='{0}/'], a[href*='={0}'], a[href*='{0}.']"  # by their ends: a page has links by the hundred

_HOSTS = frozenset({"www", "m", "mobile", "amp", "wap", "mobi", "touch", "lite"})
_CACHE = re.compile(r"^https?://(?:[\w-]+\.cdn\.ampproject\.org/(?:c|v|a|i)|(?:www\.)?google\.[a-z.]{2,6}/amp)/(s/)?(.+)$")
_MARKS = frozenset({"amp", "amp.html", "print", "print.html", "imprimer", "imprimer.html", "imprimer.php", "طباعة"})
_AMP = frozenset({"amp", ".amp", "amp.html", "index.amp"})  # wherever they stand in a path
_PRINTED = re.compile(r"/(?:imprimer(?:\.\w+)?|طباعة)/?(?:[?#]|$)|[?&][^#]*(?:amp|print|imprim)", re.IGNORECASE)
_VARIANT = re.compile(
    r"^https?://(?:amp|m|mobile|mobi|wap|touch|lite)\.|(?:[/._-]|[?&]\w*)(?:amp|print|imprim|طباعة)",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?=.*\d|.*-.*-).{8,}")  # of an article, not of a section
_SUFFIX = re.compile(r"\.(?:amp|print)(?=\.html?$|$)")
_NAMELESS = re.compile(r"(?:/index\.(?:html?|php)|\.html?|/)$")
_ARGUMENTS = re.compile(
    r"(?:no|hs_|_)?amp(?:=.*)?|(?:output|outputtype|format|view|version|mode|tmpl|layout)=(?:amp|print|imprimer|mobile|component)"
    r"|(?:print|imprimer|printable|imprimable|m|mobile|ref|referrer|share|replytocom|nocache|noredirect)(?:=.*)?",
    re.IGNORECASE,
)
# "/2", "/page/2", "-page-2", "/page-2"; before an extension also ",2", "_2" and "-2", which elsewhere end many a title.
_PAGE_PATH = re.compile(r"^(?P<stem>.+?)(?:/(?:page[/-])?|[-_,]page[-_]?)(?P<number>\d{1,2})/?$")
_PAGE_FILE = re.compile(r"^(?P<stem>.+?)(?:[-_,.]|[-_,]page[-_]?|/page[/-])(?P<number>\d{1,2})(?P<kind>\.\w{3,5})$")
_PAGE_ARGUMENT = re.compile(r"(?:page|pg|paged|pagina|seite|p)=(\d{1,2})")
_NUMBERED = re.compile(r"(?:^|[/_,.-]|page)(?:[2-9]|10)(?:/|\.\w{3,5})?(?:[?#]|$)|(?:pg?|paged?|pagina|seite)=(?:[2-9]|10)(?!\d)")
_NEXT = re.compile(
    rf"^\W*(?:{vocabulary.pattern('next | next page | suivant | suivante | page suivante | lire la suite | la suite | suite')}"
    rf"|{vocabulary.pattern('التالي | التالية | الصفحة التالية | صفحة تالية | تابع القراءة | بقية المقال')})(?!\w)"
)
_NUMBER = re.compile(r"^\W*(?:page|الصفحه|صفحه|part|partie|الجزء)?\W*(\d{1,2})(?:\s*(?:/|of|sur|من)\s*\d{1,2})?\W*$")
_TALK = re.compile(r"comment|disqus|respond|forum|archive-nav|post-navigation", re.IGNORECASE)
_PAGES = re.compile(r"pag(?:e|in)|post-pages|suite", re.IGNORECASE)
_BESIDE = frozenset({"aside", "footer"})


def canonical(page: Page) -> str:
    """Return the address an article is known by: the one it gives itself, trusted only on its own site.

    A page that names a front page, a section or another site's article has no say; nor has a canonical link that metadata
    and the address fetched contradict together. Where nothing is said, the feed's address for the same article; of AMP,
    print and mobile versions the address they link to as the whole one, or their own without its marks.
    """
    here = _unwrapped(page.url)
    said = (address for href in dict.fromkeys(_said(page)) if (address := _trusted(page, here, href)))
    if first := next(said, None):
        agreed = first if _alike(first, here) else next((address for address in said if _alike(address, here)), first)
        return _plain(agreed) if is_amp(page) else agreed
    entry = page.hints.entry
    if entry and urls.is_http(entry.url) and same_article(entry.url, here) and _plain(entry.url) == urls.normalise(entry.url):
        return urls.normalise(entry.url)
    linked = _linked(page, here) if is_amp(page) or _VARIANT.search(unquote(here)) else ""
    return linked or (_plain(here) if is_amp(page) or _PRINTED.search(unquote(here)) else here)


def _linked(page: Page, here: str) -> str:
    """Return the one address of the same article that a version links to: "full version"; "" where it names none, or several.

    It may differ by more than marks: where ``/ampnews/7-pont`` stands for ``/news/7-pont``, the last part of the path is the same.
    """
    links = [page.address(link.attributes.get("href")) for link in page.tree.css("a[href]")[:_MAX_LINKS]]
    others = {_plain(address) for address in links if address and urls.same_site(address, here)} - {here}
    whole = [address for address in others if not _VARIANT.search(unquote(address)) and _is_same(address, here)]
    return whole[0] if len(whole) == 1 else ""


def _is_same(one: str, other: str) -> bool:
    names = {_key(address)[1].rpartition("/")[2] for address in (one, other)}
    return _alike(one, other) or (len(names) == 1 and _NAME.fullmatch(names.pop()) is not None)


def same_article(one: str, other: str) -> bool:
    """Say whether two addresses are variants of each other: AMP, print or mobile versions, or tracked links."""
    return urls.same_site(_unwrapped(one), _unwrapped(other)) and _alike(one, other)


def _alike(one: str, other: str) -> bool:
    return one == other or _key(one) == _key(other)


def is_amp(page: Page) -> bool:
    """Say whether a page is an AMP document: ``<html amp>`` or ``<html ⚡>``."""
    root = page.tree.root
    return root is not None and bool({"amp", "⚡", "⚡4email"} & set(root.attributes))


def next_page(page: Page) -> str | None:
    """Return the address of the next page of the same article; None where this is the last, the only or the tenth."""
    here = urls.normalise(page.url)
    wanted = {2, (_page_of(here) or (here, 1))[1] + 1}
    for link in page.tree.css(", ".join(["link[rel='next']", "a[rel~='next']", *map(_LINKS.format, wanted)]))[:_MAX_LINKS]:
        href = link.attributes.get("href") or ""
        if _NUMBERED.search(href) is None or (address := page.address(href)) is None or address == here:
            continue
        number = _follows(here, address) if urls.same_site(address, here) else None
        if number and number <= MAX_PAGES and _leads_on(link, number):
            return address
    return None


def more_pages(page: Page) -> tuple[Doubt, ...]:
    """Return the doubt that says where the text goes on."""
    address = next_page(page)
    return (Doubt(MORE, address),) if address else ()


def goes_on_at(content: Extraction) -> str:
    """Return the address at which a page's text goes on, "" where it does not."""
    return next((doubt.detail for doubt in content.doubts if doubt.code == MORE), "")


def is_later_page(url: str, article: str) -> bool:
    """Say whether an address is that of the second page, or a later one, of the article known by another."""
    found = _page_of(url)
    return found is not None and found[1] > 1 and url != article and found[0] == _key(article)


def has_text(content: Extraction) -> bool:
    """Say whether a further page holds some of the article: it may be a wall, or not be found."""
    return any(block.kind is not BlockKind.CAPTION for block in content.blocks)


def join(first: Extraction, others: Sequence[Extraction]) -> Extraction:
    """Return an article with the text of its further pages, in order and without what they repeat of earlier ones.

    Where the last of them says that the text goes on, that stays a doubt: ``body.more-pages``, with the address.
    """
    if not others:
        return first
    seen = {fold(text) for text in (first.title, first.lead, *(block.text for block in first.blocks))}
    blocks = list(first.blocks)
    for other in others[: MAX_PAGES - 1]:
        seen.add(fold(other.title))
        blocks += (_told(block, other.language, first.language) for block in _new(other.blocks, seen))
    length = sum(len(block.text) for block in blocks)
    gone = {MORE} | ({"body.short", "body.empty"} if length >= _SHORT else set())
    doubts = [doubt for doubt in first.doubts if doubt.code not in gone]
    return replace(
        first,
        blocks=tuple(blocks[:_MAX_BLOCKS]),
        partial=first.partial or any(other.partial for other in others),
        modified=max((page.modified for page in (first, *others) if page.modified), default=None),
        origins={**first.origins, "pages": str(1 + len(others))},
        doubts=(*doubts, *(doubt for doubt in others[-1].doubts if doubt.code == MORE)),
    )


def _new(blocks: tuple[Block, ...], seen: set[str]) -> Iterator[Block]:
    """Yield a page's blocks but those printed before: its title, the standfirst, boxes that stand on every page."""
    for block in blocks:
        key = fold(block.text)
        if key in seen and (len(key) >= _REPEATED or block.kind is BlockKind.SUBHEAD):
            continue
        seen.add(key)
        yield block


def _told(block: Block, its: str, own: str) -> Block:
    """Return a block of a page in one language (``its``) as it stands in an article in another (``own``)."""
    language = block.language or its
    return replace(block, language=None if language == own else language) if its != own else block


def _said(page: Page) -> Iterator[str]:
    """Yield the addresses a page gives itself, the weightiest first."""
    head = page.tree.head
    links = (head.css("link[rel~='canonical' i]") if head is not None else []) or page.tree.css("link[rel~='canonical' i]")
    yield from (href for link in links[:1] if (href := link.attributes.get("href")))
    yield from page.meta.get("og:url", [])[:1]
    yield from jsonld.texts(page.article.get("mainEntityOfPage"), "@id", "url")[:1]
    yield from jsonld.texts(page.article.get("url"), "@id")[:1]


def _trusted(page: Page, here: str, href: str) -> str | None:
    """Return an address in normal form where it may be this article's."""
    address = page.address(href)
    if not address or not urls.same_site(address, here):
        return None
    path, own = urlsplit(address).path.strip("/"), urlsplit(here).path.strip("/")
    if not path and not urlsplit(address).query:
        return address if not own else None
    section = path != own and f"{own}/".startswith(f"{path}/") and re.fullmatch(r"[^\d/-]+(?:/[^\d/-]+)?", unquote(path))
    return None if section and len(own.split("/")) > len(path.split("/")) and not _marked(own, path) else address


def _marked(own: str, path: str) -> bool:
    """Say whether an address differs from a shorter one by marks of a variant or a page alone."""
    rest = own[len(path) :].strip("/").split("/")
    return all(part.lower() in _MARKS or part.isdigit() or part == "page" for part in rest)


def _unwrapped(url: str) -> str:
    """Return the publisher's address of one that an AMP cache serves."""
    match = _CACHE.match(url)
    try:
        return urls.normalise(f"http{'s' if match[1] else ''}://{match[2]}" if match else url)
    except ParseError:
        return url


def _plain(url: str) -> str:
    """Return an address without the marks of AMP and print versions; its host stays, for no other is known."""
    parts = urlsplit(_unwrapped(url))
    return urls.normalise(urlunsplit(parts._replace(path=_path(parts) or "/", query=_query(parts), fragment="")))


def _path(parts: SplitResult) -> str:
    segments = parts.path.split("/")
    if len(segments) > 3 and segments[1] in {"amp", "print", "imprimer"}:
        del segments[1]
    marked = [at for at in (len(segments) - 1, len(segments) - 2) if at > 1 and unquote(segments[at]).lower() in _MARKS]
    if marked and not any(segments[marked[0] + 1 :]):
        del segments[marked[0]]
    return _SUFFIX.sub("", "/".join(segments))


def _query(parts: SplitResult) -> str:
    return "&".join(part for part in parts.query.split("&") if part and not _ARGUMENTS.fullmatch(part))


def _key(url: str) -> tuple[str, str, tuple[str, ...]]:
    """Return what all addresses of one article share."""
    parts = urlsplit(_unwrapped(url))
    labels = parts.netloc.split(".")
    while len(labels) > 2 and labels[0] in _HOSTS:
        del labels[0]
    path = "/".join(segment for segment in _path(parts).split("/") if segment.lower() not in _AMP)
    while (shorter := _NAMELESS.sub("", path)) != path:
        path = shorter
    return ".".join(labels), path, tuple(sorted(_query(parts).split("&")))


def _follows(here: str, address: str) -> int | None:
    """Return the number of the page at an address, if it is the one after this one of the same article."""
    own_stem, own_number = _page_of(here) or (_key(here), 1)
    found = _page_of(address)
    if found is None:
        return None
    stem, number = found
    second = number == 2 and stem == _key(here)  # an address that ends in a number may be a first page's
    return number if second or (stem == own_stem and number == own_number + 1) else None


def _page_of(url: str) -> tuple[tuple[str, str, tuple[str, ...]], int] | None:
    """Return (what the article's pages share, the page's number); None where an address names no page."""
    parts = urlsplit(url)
    for argument in parts.query.split("&"):
        match = _PAGE_ARGUMENT.fullmatch(argument)
        if match and not (argument.startswith("p=") and parts.path == "/"):  # there it is WordPress's number of an article
            query = "&".join(part for part in parts.query.split("&") if part != argument)
            return _key(urlunsplit(parts._replace(query=query))), int(match[1])
    match = _PAGE_FILE.match(parts.path) or _PAGE_PATH.match(parts.path)
    if match is None:
        return None
    return _key(urlunsplit(parts._replace(path=match["stem"] + (match.groupdict().get("kind") or "")))), int(match["number"])


def _leads_on(link: LexborNode, number: int) -> bool:
    """Say whether a link is printed as one to the page of that number, and not among comments or beside the text."""
    rel = (link.attributes.get("rel") or "").lower().split()
    if link.tag == "link":
        return "next" in rel
    around = list(islice(ancestors(link), 12))
    named = (f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}" for node in around if node.tag != "body")
    if any(node.tag in _BESIDE for node in around) or any(_TALK.search(name) for name in named):
        return False
    text = fold(link.text(separator=" ").strip()[:60])
    printed = _NUMBER.match(text)
    in_row = any(_PAGES.search(f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}") for node in around[:3])
    counted = in_row and printed is not None and int(printed[1]) == number
    return "next" in rel or counted or _NEXT.match(text) is not None
