"""``hemera show``: one article."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hemera.cli.console import archive_option, emit, example, json_option, say

if TYPE_CHECKING:
    from hemera.types import Correction, Revision


@click.command(epilog=example("hemera show barlamane/1", "hemera show https://lighthouse.example/2020/06/12/pluie --json"))
@click.argument("address")
@archive_option
@json_option
def command(folder: Path, address: str, as_json: bool) -> None:
    """Print an article, by source/number, by its address in the portal, or by its address at the source."""
    from hemera import archive, clock
    from hemera.cli.search import brief
    from hemera.wishes import terms

    with archive.open(folder) as press:
        article = press.article(address)
        versions = press.revisions(address)
    shown = terms(article.rights, article.line.wishes, clock.now())
    if as_json:
        emit(
            brief(article)
            | {
                "revision": article.revision,
                "visibility": article.visibility,
                "rights": article.rights,
                "wishes": article.line.wishes.split(),
                "shown": shown.level,
                "because": list(shown.because),
                "captured_at": article.captured_at.isoformat(),
                "record_id": article.capture.record_id,
                "extractor": article.content.extractor,
                "corrected_at": article.corrected_at.isoformat() if article.corrected_at else None,
                "revisions": [_plain(version) for version in versions],
                "origins": dict(article.content.origins),
                "text": article.text,
            }
        )
        return
    names = ", ".join(article.line.authors)
    say(article.title)
    say(f"{article.source}, {article.published:%d - %m - %Y %H:%M %z}{f', {names}' if names else ''}, revision {article.revision}")
    say(article.line.url)
    if article.line.wishes:
        because = f", because of {', '.join(shown.because)}" if shown.because else ""
        say(f"its publisher wishes: {article.line.wishes}; others are shown: {shown.level}{because}")
    if article.corrected_at:
        fields = sorted({name for version in versions if version.number == article.revision for name in _corrected(version)})
        say(f"our reading of it was corrected on {article.corrected_at:%Y-%m-%d %H:%M} UTC: {', '.join(fields)}")
    for block in article.content.blocks:
        say(f"\n{block.text}")


def _corrected(version: Revision) -> list[str]:
    return [name for correction in version.corrections for name in correction.fields]


def _plain(version: Revision) -> dict[str, object]:
    return {
        "number": version.number,
        "kind": version.kind,
        "captured_at": version.captured_at.isoformat(),
        "text_sha256": version.text_sha256,
        "extractor": version.content.extractor,
        "corrections": [_correction(correction) for correction in version.corrections],
    }


def _correction(correction: Correction) -> dict[str, object]:
    """Return what we read otherwise since, and what we read before."""
    before = correction.before
    return {
        "at": correction.at.isoformat(),
        "fields": list(correction.fields),
        "extractor": correction.extractor,
        "before": {"extractor": before.extractor, "title": before.title, "lead": before.lead, "text": before.text},
    }
