"""Other readers of articles, each behind one signature. One that is not installed is left out, with a word on how to have it."""

from __future__ import annotations

import html
import importlib
import logging
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from gold.pages import GoldPage

_BLOCK = re.compile(
    r"<(?:/?(?:p|div|h[1-6]|li|ul|ol|section|article|blockquote|tr|table|figure|figcaption)\b[^>]*|br\s*/?)>", re.IGNORECASE
)
_SILENT = re.compile(r"<(script|style)\b.*?</\1>", re.IGNORECASE | re.DOTALL)
_STOPLISTS = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hi": "Hindi",
    "id": "Indonesian", "it": "Italian", "ko": "Korean", "lt": "Lithuanian", "nl": "Dutch", "no": "Norwegian_Bokmal",
    "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "tr": "Turkish", "vi": "Vietnamese",
}  # fmt: skip


@dataclass(frozen=True)
class Read:
    """What a reader made of a page. ``text`` is None of one that only reads fields, ``fields`` is False of one that reads none.

    What only Hemera says: the standfirst by itself, which of its readers gave the blocks, the page's kind, its doubts.
    """

    text: str | None = None
    fields: bool = False
    title: str = ""
    authors: Sequence[str] = ()
    date: str = ""  # ISO 8601
    lead: str = ""
    rule: str = ""
    kind: str = ""
    doubts: Sequence[str] = ()


def trafilatura(page: GoldPage) -> Read:
    from trafilatura import extract

    return Read(extract(page.html, url=page.url, include_comments=False) or "")


def trafilatura_precise(page: GoldPage) -> Read:
    from trafilatura import extract

    return Read(extract(page.html, url=page.url, include_comments=False, favor_precision=True) or "")


def trafilatura_fields(page: GoldPage) -> Read:
    from trafilatura import extract_metadata

    found: Any = extract_metadata(page.html, default_url=page.url)
    if found is None:
        return Read(fields=True)
    names = [name.strip() for name in (found.author or "").split(";") if name.strip()]
    return Read(fields=True, title=found.title or "", authors=names, date=found.date or "")


def resiliparse(page: GoldPage) -> Read:
    from resiliparse.extract.html2text import extract_plain_text

    return Read(extract_plain_text(page.html, main_content=True, alt_texts=False) or "")


def newspaper4k(page: GoldPage) -> Read:
    try:
        return _newspaper(page)
    except (ImportError, LookupError):  # its word splitter for the page's language, or that one's data, is not here
        return _newspaper(page, language="en")


def _newspaper(page: GoldPage, **options: str) -> Read:
    from newspaper import Article

    article = Article(page.url, fetch_images=False, **options)
    article.download(input_html=page.html)  # given the page, it asks nobody
    article.parse()
    date = article.publish_date.isoformat() if article.publish_date else ""
    return Read(article.text, True, article.title or "", article.authors, date)


def readability(page: GoldPage) -> Read:
    from readability import Document

    return Read(_plain(Document(page.html).summary(html_partial=True)))


def justext(page: GoldPage) -> Read:
    from justext import get_stoplist
    from justext import justext as read

    name = _STOPLISTS.get(page.language)
    # Without a list of a language's small words it has a mode that does not ask for any.
    paragraphs = read(page.html, get_stoplist(name)) if name else read(page.html, frozenset(), stopwords_low=0, stopwords_high=0)
    return Read("\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate))


def _plain(fragment: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", _BLOCK.sub("\n", _SILENT.sub(" ", fragment))))


Reader = Callable[[GoldPage], Read]

BASE = "trafilatura"  # what all others are compared with
PRECISE = "trafilatura, precise"
FIELDS = "trafilatura, fields"
SAY_FIELDS = frozenset({FIELDS, "newspaper4k"})
# name: (reader, module it needs)
_ALL: dict[str, tuple[Reader, str]] = {
    BASE: (trafilatura, "trafilatura"),
    PRECISE: (trafilatura_precise, "trafilatura"),
    FIELDS: (trafilatura_fields, "trafilatura"),
    "resiliparse": (resiliparse, "resiliparse"),
    "newspaper4k": (newspaper4k, "newspaper"),
    "readability-lxml": (readability, "readability"),
    "jusText": (justext, "justext"),
}


def installed(wanted: Sequence[str] = ()) -> tuple[dict[str, Reader], list[str]]:
    """Return the readers that are here, and a line about each that is not; those of ``wanted`` only, if any are named."""
    found: dict[str, Reader] = {}
    missing = []
    for name, (reader, module) in _ALL.items():
        if wanted and not name.lower().startswith(tuple(word.lower() for word in wanted)):
            continue
        if _is_there(module):
            found[name] = reader
        else:
            missing.append(f"{name} is not installed, and left out: `make bench-extraction` installs it.")
    return found, missing


def _is_there(module: str) -> bool:
    """Import it once, outside every clock, with its remarks about the page kept to itself."""
    logging.getLogger(module).setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            importlib.import_module(module)
        except ImportError:
            return False
    return True


@cache
def failures() -> tuple[type[BaseException], ...]:
    """Return what readers raise over hostile pages: counted, and no text."""
    found: list[type[BaseException]] = [
        ArithmeticError, AssertionError, AttributeError, ImportError, LookupError, OSError, RuntimeError, TypeError, ValueError,
    ]  # fmt: skip
    for module, name in (("lxml.etree", "LxmlError"), ("newspaper.exceptions", "ArticleException")):
        if _is_there(module.partition(".")[0]):
            kind: Any = getattr(importlib.import_module(module), name)
            found.append(kind)
    return tuple(found)
