"""When a feed, or a page, is asked for without conditions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from hemera.captures import read
from hemera.jobs import FeedJob, PageJob
from hemera.pipeline.feed_desk import FeedDesk
from hemera.pipeline.page_desk import PageDesk
from hemera.types import Entry, Feed, Source

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
SOURCE = Source("phare", "Le Phare", "https://phare.example/", ("fr",), "ma", "UTC")
FEED = FeedJob(1, 1, SOURCE, Feed("https://phare.example/feed"), '"e"', "Fri", "0" * 64, 600.0, 0.0, NOW, whole_at=NOW)
PAGE = PageJob(1, 1, SOURCE, "https://phare.example/1", Entry("https://phare.example/1"), '"e"', "Fri", "0" * 64, 0, 1, NOW)
OFFICE: Any = SimpleNamespace(now=lambda: NOW)


def conditions(job: FeedJob | PageJob) -> tuple[str | None, str | None]:
    request = FeedDesk(OFFICE).request(job) if isinstance(job, FeedJob) else PageDesk(OFFICE, read).request(job)
    return request.etag, request.last_modified


def test_a_feed_is_believed_for_a_day_and_a_liar_never() -> None:
    assert conditions(FEED) == ('"e"', "Fri")
    assert conditions(replace(FEED, whole_at=NOW - timedelta(days=1))) == (None, None)
    assert conditions(replace(FEED, lies=True)) == (None, None)


def test_a_page_is_asked_whole_rarely() -> None:
    assert conditions(PAGE) == ('"e"', "Fri")
    assert conditions(replace(PAGE, lease=8)) == (None, None)
