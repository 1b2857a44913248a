"""``hemera search``: find articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hemera.cli.console import archive_option, emit, example, json_option, say, table

if TYPE_CHECKING:
    from hemera.types import Article

FACETS = ("month", "year", "source", "language", "section", "author")


@click.command(epilog=example("hemera search 'inondations date:2020-06'", "hemera search --by month فيضانات"))
@click.argument("query", nargs=-1)
@archive_option
@click.option("--limit", "-n", type=click.IntRange(1), default=20, show_default=True, help="How many to print.")
@click.option("--best", is_flag=True, help="Best first; otherwise newest first.")
@click.option("--by", type=click.Choice(FACETS), help="Count by month, source … in place of printing articles.")
@json_option
def command(folder: Path, query: tuple[str, ...], limit: int, best: bool, by: str | None, as_json: bool) -> None:
    """Find articles: words, "phrases", OR, -without, source: lang: section: author: title: date:2020-06."""
    from hemera import archive

    text = " ".join(query)
    with archive.open(folder) as press:
        if by:
            counts = press.count(text, by=by)
            if as_json:
                emit(counts)
            else:
                table((by, "articles"), counts if isinstance(counts, list) else ())
            return
        total, found = press.count(text), list(press.search(text, limit=limit, newest=not best))
    if as_json:
        emit({"query": text, "total": total, "articles": [brief(a) for a in found]})
        return
    table(
        ("published", "address", "title"),
        ((f"{a.published:%Y-%m-%d %H:%M}", f"{a.source}/{a.line.number}", a.title) for a in found),
    )
    say(f"{len(found)} of {total}")


def brief(article: Article) -> dict[str, Any]:
    """Return what JSON says of an article in a list."""
    line = article.line
    return {
        "address": f"{line.source}/{line.number}",
        "title": article.title,
        "published": article.published.isoformat(),
        "language": line.language,
        "section": line.section,
        "authors": list(line.authors),
        "lead": line.lead,
        "url": line.url,
    }
