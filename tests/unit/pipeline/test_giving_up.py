"""When a page that never became an article is given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hemera.errors import FetchError, FetchRefused, HemeraError
from hemera.jobs import PageJob
from hemera.pipeline.page_desk import MAX_ATTEMPTS, _is_given_up, backoff
from hemera.types import Entry, Source

NOW = datetime(2026, 6, 12, tzinfo=UTC)
SOURCE = Source("phare", "Le Phare", "https://phare.example/", ("fr",), "ma", "Africa/Casablanca")
URL = "https://phare.example/1"
JOB = PageJob(1, 1, SOURCE, URL, Entry(URL), "", "", "", 0, None, NOW)


def given_up(key: str, attempts: int, days: float, kind: type[FetchError] = FetchError) -> bool:
    return _is_given_up(replace(JOB, attempts=attempts), kind(key), NOW + timedelta(days=days))


def test_a_refusal_is_final() -> None:
    assert given_up("fetch.refused.robots", 0, 0, FetchRefused)
    assert _is_given_up(JOB, HemeraError("bug"), NOW)


def test_a_page_that_fails_is_tried_eight_times() -> None:
    assert [given_up("http.500", attempts, 0) for attempts in range(MAX_ATTEMPTS)] == [False] * 7 + [True]


@pytest.mark.parametrize("key", ["fetch.paused", "fetch.robots-unreadable", "fetch.dns", "fetch.unreachable"])
def test_a_host_in_trouble_is_waited_for(key: str) -> None:
    assert not given_up(key, 500, 29)
    assert given_up(key, 0, 30)


def test_a_pause_is_waited_out_and_no_longer() -> None:
    pause = FetchError("fetch.paused", "", retry_after=300.0)
    pause.weight = 0.0
    assert backoff(7, pause) == timedelta(seconds=300)
    assert backoff(0, FetchError("http.500")) == timedelta(minutes=10)
    assert backoff(600, FetchError("http.500")) == timedelta(days=1)
