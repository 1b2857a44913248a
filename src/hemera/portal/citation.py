"""BibTeX, RIS and CSL-JSON of one article. Pure.

All three give the article's own address and ours, and as access date the day it was captured: that is the text one cites.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hemera.types import Article

# https://www.bibtex.com/format/ and what LaTeX itself reads as commands
_BIBTEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_LINE = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Citation:
    """What a reference needs. ``published`` is by the source's own clock, ``captured`` in UTC."""

    key: str
    title: str
    authors: tuple[str, ...]
    source: str
    published: date
    captured: datetime
    language: str
    url: str
    archive: str
    archived: str
    gone: bool = False  # nobody should be sent to ``url`` any more

    @property
    def way(self) -> str:
        """Return the address a reader is sent to."""
        return self.archived if self.gone else self.url

    @property
    def note(self) -> str:
        """Say where the archived page stood; "" where it still does."""
        return f"; the original, {self.url}, is gone" if self.gone else ""


def of(article: Article, source: str, archive: str, address: str) -> Citation:
    """Gather an article's reference: the names of its outlet and of this archive, and our address of it, absolute."""
    line = article.line
    return Citation(
        key=f"{line.source}-{line.number}",
        title=_flat(article.content.title),
        authors=tuple(_flat(name) for name in article.content.authors or (article.content.house, article.content.agency) if name),
        source=_flat(source),
        published=line.published.date(),
        captured=article.captured_at,
        language=line.language,
        url=article.link.moved_to or line.url,
        archive=_flat(archive),
        archived=address,
        gone=article.link.is_dead,
    )


def bibtex(cited: Citation) -> str:
    """Write a BibLaTeX ``@article``; names in braces, for no comma tells us which part is the family's."""
    fields = {
        "author": " and ".join(f"{{{_escaped(name)}}}" for name in cited.authors),
        "title": f"{{{_escaped(cited.title)}}}",  # twice braced: no style changes its capitals
        "journaltitle": _escaped(cited.source),
        "date": cited.published.isoformat(),
        "langid": {"fr": "french", "en": "english", "ar": "arabic"}.get(cited.language, ""),
        "url": _address(cited.way),
        "urldate": cited.captured.date().isoformat(),
        "note": rf"Archived at \url{{{_address(cited.archived)}}}, captured {cited.captured:%Y-%m-%dT%H:%M:%SZ}"
        + (rf"; the original, \url{{{_address(cited.url)}}}, is gone" if cited.gone else ""),
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@article{{{cited.key},\n{body},\n}}\n"


def ris(cited: Citation) -> str:
    """Write a RIS record, its lines ended as the format wants."""
    fields = [
        ("TY", "NEWS"),
        ("TI", cited.title),
        *(("AU", name) for name in cited.authors),
        ("T2", cited.source),
        ("PY", f"{cited.published:%Y}"),
        ("DA", f"{cited.published:%Y/%m/%d}"),
        ("LA", cited.language),
        ("UR", cited.way),
        ("DB", cited.archive),
        ("L2", cited.archived),
        ("Y2", f"{cited.captured:%Y/%m/%d}"),
        ("N1", f"Archived at {cited.archived}, captured {cited.captured:%Y-%m-%dT%H:%M:%SZ}{cited.note}"),
        ("ER", ""),
    ]
    return "".join(f"{name}  - {_flat(value)}\r\n" for name, value in fields)


def csl_json(cited: Citation) -> str:
    """Write CSL-JSON, as Zotero imports it."""
    item: dict[str, Any] = {
        "id": cited.key,
        "type": "article-newspaper",
        "title": cited.title,
        "author": [{"literal": name} for name in cited.authors],
        "container-title": cited.source,
        "issued": _parts(cited.published),
        "accessed": _parts(cited.captured.date()),
        "language": cited.language,
        "URL": cited.way,
        "archive": cited.archive,
        "archive_location": cited.archived,
        "note": f"Archived at {cited.archived}, captured {cited.captured:%Y-%m-%dT%H:%M:%SZ}{cited.note}",
    }
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


def _parts(day: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _flat(text: str) -> str:
    """Put a text on one line: a line's end would begin another field."""
    return _LINE.sub(" ", text).strip()


def _escaped(text: str) -> str:
    return "".join(_BIBTEX.get(character, character) for character in text)


def _address(url: str) -> str:
    r"""Keep an address whole inside ``\url``: only what would end the field is percent-encoded."""
    return _flat(url).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
