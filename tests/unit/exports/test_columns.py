"""What of an article leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hemera.errors import QueryError
from hemera.exports import COLUMNS, Scope, Tally, chosen
from hemera.exports.columns import NAMES, given, leaves
from hemera.types import Article, Block, BlockKind, CaptureRef, Extraction, Line, Purpose, Rights, Visibility

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEAD = "Le bac de Marsa Nour repart. Il avait attendu huit jours."
CONTENT = Extraction("https://phare.example/7", "Le bac repart", "fr", lead=LEAD, blocks=(Block(BlockKind.PARAGRAPH, "À midi."),))
LINE = Line(7, "phare", 3, CONTENT.url, CONTENT.title, "fr", NOW)
PLACE = CaptureRef("urn:uuid:7", "a.warc.gz", 0, 1, CONTENT.url, CONTENT.url, 200, "", "0" * 64, NOW, "phare", Purpose.PAGE)
ARTICLE = Article(LINE, CONTENT, 1, Visibility.PUBLIC, "", NOW, PLACE, Rights.FULL)


def row(wishes: str = "", rights: Rights = Rights.FULL, **scope: Any) -> dict[str, Any]:
    article = replace(ARTICLE, line=replace(LINE, wishes=wishes), rights=rights)
    one = given(article, Scope(NOW, **scope))
    return {column.name: column.value(one) for column in COLUMNS}


@pytest.mark.parametrize(
    ("rights", "wishes", "text", "lead", "withheld"),
    [
        (Rights.FULL, "", "À midi.", LEAD, ""),
        (Rights.EXCERPT, "", None, LEAD, "rights"),
        (Rights.LINK, "", None, None, "rights"),
        (Rights.FULL, "noarchive", None, LEAD, "noarchive"),
        (Rights.FULL, "noindex", None, None, "noindex"),
        (Rights.FULL, "max-snippet:20", None, "Le bac de Marsa…", "max-snippet"),
        (Rights.FULL, "tdm-reservation", None, LEAD, "tdm-reservation"),
        (Rights.FULL, "tdm-reservation consent", "À midi.", LEAD, ""),
        (Rights.FULL, "noimageindex", "À midi.", LEAD, ""),
        (Rights.EXCERPT, "noindex", None, None, "rights"),
        (Rights.FULL, "noindex consent embargo:2999-01-01T00:00:00Z", None, LEAD, "embargo"),
    ],
)
def test_rights_and_wishes(rights: Rights, wishes: str, text: str | None, lead: str | None, withheld: str) -> None:
    made = row(wishes, rights)
    assert (made["text"], made["lead"], made["withheld"]) == (text, lead, withheld)
    assert made["title"] == "Le bac repart"  # whatever is wished, an article has its name
    assert made["text_sha256"] == CONTENT.text_sha256


def test_for_ones_own_eyes_all_but_what_is_reserved_from_mining() -> None:
    assert row(rights=Rights.LINK, whole=True)["text"] == "À midi."
    assert row("noindex", whole=True)["lead"] == LEAD
    reserved = row("tdm-reservation", whole=True)
    assert (reserved["text"], reserved["withheld"]) == (None, "tdm-reservation")


def test_what_its_source_lets_leave_for_nobody() -> None:
    kept, tally = replace(ARTICLE, export=False), Tally()
    assert tally.let([kept, ARTICLE], Scope(NOW)) == [ARTICLE]
    assert (tally.given, tally.withheld) == (1, {"no-export": 1})
    assert leaves(kept, Scope(NOW, whole=True))


def test_the_lasting_address() -> None:
    assert row(site="https://press.example", languages=("ar", "fr"))["address"] == "https://press.example/fr/phare/3"
    assert row(languages=("ar",))["address"] == "/ar/phare/3"
    assert row()["address"] == "phare/3"


def test_columns_are_chosen_by_name_in_order_and_once() -> None:
    assert [column.name for column in chosen(["url", " title", "url"])] == ["url", "title"]
    assert chosen([""]) == COLUMNS
    assert len(set(NAMES)) == len(NAMES)
    with pytest.raises(QueryError, match="no field texte"):
        chosen(["title", "texte"])


def test_the_page_describes_every_column() -> None:
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "take-away.md").read_text(encoding="utf-8")
    assert [f"| `{c.name}` | {c.meaning} |" for c in COLUMNS if f"| `{c.name}` | {c.meaning} |" not in page] == []
