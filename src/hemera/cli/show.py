"""``hemera show``: one article."""

from __future__ import annotations

from pathlib import Path

import click

from hemera.cli.console import archive_option, emit, example, json_option, say


@click.command(epilog=example("hemera show barlamane/1", "hemera show https://lighthouse.example/2020/06/12/pluie --json"))
@click.argument("address")
@archive_option
@json_option
def command(folder: Path, address: str, as_json: bool) -> None:
    """Print an article, by source/number, by its address in the portal, or by its address at the source."""
    from hemera import archive
    from hemera.cli.search import brief

    with archive.open(folder) as press:
        article = press.article(address)
    if as_json:
        emit(
            brief(article)
            | {
                "revision": article.revision,
                "visibility": article.visibility,
                "rights": article.rights,
                "captured_at": article.captured_at.isoformat(),
                "record_id": article.capture.record_id,
                "origins": dict(article.content.origins),
                "text": article.text,
            }
        )
        return
    names = ", ".join(article.line.authors)
    say(article.title)
    say(f"{article.source}, {article.published:%d - %m - %Y %H:%M %z}{f', {names}' if names else ''}, revision {article.revision}")
    say(article.line.url)
    for block in article.content.blocks:
        say(f"\n{block.text}")
