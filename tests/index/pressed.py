"""A few articles to put into an index, and what is found of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hemera.protocols import Index
from hemera.query import Query, parse
from hemera.searching import IndexChange, IndexDocument

NOON = datetime(2020, 6, 12, 12, tzinfo=UTC)
BASE = IndexDocument(0, "le-quotidien", "fr", "politics", "", "", "", (), NOON, "ma")

ARTICLES = (
    replace(
        BASE,
        id=1,
        title="Inondations dans le nord : l’école reste fermée",
        lead="Les pluies continuent.",
        body="Les pluies continuent. Le ministre a annoncé des aides aux communes touchées.",
        authors=("Nour Exemple",),
        has_image=True,
    ),
    replace(
        BASE,
        id=2,
        source="al-yawm",
        language="ar",
        title="فيضانات تُغلق المدارس في الشمال",
        lead="أعلنت الوزارة إجراءات",
        body="قال الوزير إن الحكومة ستدعم الجماعات المتضررة بمراكش.",
        authors=("نور مثال",),
        published_at=NOON + timedelta(days=1),
    ),
    replace(
        BASE,
        id=3,
        source="the-daily",
        language="en",
        section="sports",
        country="tn",
        title="Marathon through the old city",
        body="Thousands of runners; the floods did not stop them. Tangier's mayor opened the race.",
        authors=("A. Person", "Nour Exemple"),
        published_at=NOON + timedelta(days=40),
        revised=True,
    ),
    replace(
        BASE,
        id=4,
        title="Le parlement vote la loi de finances",
        body="Aucune inondation de chiffres. Les élections régionales approchent.",
        published_at=NOON + timedelta(days=400),
    ),
)


def put(*documents: IndexDocument, first: int = 1) -> list[IndexChange]:
    return [IndexChange(seq, document.id, document) for seq, document in enumerate(documents, start=first)]


def read(text: str) -> Query:
    return parse(text, today=date(2020, 6, 15))


def found(index: Index, text: str, *, newest: bool = True) -> list[int]:
    query = parse(text, today=date(2020, 6, 15))
    page = index.search(query, limit=100, newest=newest)
    assert page.total == len(page.hits) == index.count(query)
    return [hit.id for hit in page.hits]
