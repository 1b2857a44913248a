"""A month of five papers and thirty misfortunes: the ledger tells of every loss by its right cause, and its sums are exact."""

from __future__ import annotations

import random

import pytest

import configured  # noqa: F401  before anything that imports models
import scripted_month
from hemera.store import models
from scripted_month import Month, Paper

pytestmark = [pytest.mark.django_db, pytest.mark.faults]


def test_a_month_with_misfortunes_every_loss_has_its_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    random.seed(12)  # of the jitter between polls
    papers = [Paper(name) for name in scripted_month.PAPERS]
    scripted_month.burst(papers[0])
    month = Month(papers, scripted_month.FATE, 30, monkeypatch)
    month.run()
    took = scripted_month.check(month)
    assert len(took) >= 25
    assert models.Article.objects.count() == models.Entry.objects.filter(state="article").count()  # none twice
    assert sum(day.discarded.get("entry.other-site", 0) for day in month.ledger("courier")) == 1
    print()
    for name, articles in took.items():
        print(f"{articles:6}  {name}")
