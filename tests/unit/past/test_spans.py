"""Days in addresses."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.past import spans

DAY, MONTH, YEAR = (date(2019, 3, 21),) * 2, (date(2019, 3, 1), date(2019, 3, 31)), (date(2019, 1, 1), date(2019, 12, 31))


@pytest.mark.parametrize(
    ("path", "span"),
    [
        ("/2019/03/", MONTH), ("/2019/3/21", DAY), ("/archives/2019-03-21", DAY), ("/archives-2019-03.html", MONTH),
        ("/ar/أرشيف/2019/3/21", DAY), ("/archive/20190321", DAY), ("/2019", YEAR), ("/?m=201903", MONTH),
        ("/archives?date=2019-03-21", DAY), ("/list?year=2019&month=3&day=21", DAY), ("/fr/archives/2019-12/", None),
    ],
)  # fmt: skip
def test_pages_of_days(path: str, span: spans.Span | None) -> None:
    found = spans.of_archive(f"https://phare.example{path}")
    assert found == (span or (date(2019, 12, 1), date(2019, 12, 31)))


@pytest.mark.parametrize(
    "path",
    [
        "/2019/03/21/le-marche-rouvre", "/article/2019-123", "/p/2019/2/30/", "/1789/07/14/", "/rubrique/12", "/x?id=20190321",
        "/list?date=2019-03-21&sec=4", "/2019/03/page/2/", "/2019/13/",
    ],
)  # fmt: skip
def test_what_is_no_page_of_days(path: str) -> None:
    assert spans.of_archive(f"https://phare.example{path}") is None


@pytest.mark.parametrize(
    ("path", "span"),
    [
        ("/sitemap-2019-03.xml", MONTH), ("/sitemaps/2019-03.xml.gz", MONTH), ("/sitemap.xml?yyyy=2019&mm=03&dd=21", DAY),
        ("/post-sitemap-2019.xml", YEAR), ("/sitemap_201903.xml", MONTH), ("/post-sitemap12.xml", None), ("/sitemap.xml", None),
    ],
)  # fmt: skip
def test_days_a_sitemap_is_of(path: str, span: spans.Span | None) -> None:
    assert spans.of_address(f"https://phare.example{path}") == span


def test_day_in_an_articles_address() -> None:
    assert spans.day_of("https://phare.example/2019/03/21/le-marche-rouvre") == date(2019, 3, 21)
    assert spans.day_of("https://phare.example/2019/03/le-marche-rouvre") is None
    assert spans.day_of("https://phare.example/article/20190321-le-marche") == date(2019, 3, 21)


@pytest.mark.parametrize(("span", "key"), [(DAY, "2019-03-21"), (MONTH, "2019-03"), (YEAR, "2019")])
def test_keys(span: spans.Span, key: str) -> None:
    assert spans.key(span) == key


@given(st.text(max_size=60))
def test_any_path_has_an_answer(path: str) -> None:
    for read in (spans.of_address, spans.of_archive, spans.day_of):
        read(f"https://phare.example/{path}".replace("[", "").replace("]", ""))
