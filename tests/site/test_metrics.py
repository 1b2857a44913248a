"""``/metrics``: whom it answers, and that what it says is true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import kiosk
import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from hemera.pipeline.figures import Figures, Standing
from hemera.pipeline.outcomes import Tally
from hemera.portal import memory
from hemera.store import status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand")]
Found = dict[str, list[tuple[dict[str, str], float]]]


def ask(address: str = "127.0.0.1", host: str = "localhost:8000", **headers: str) -> Any:
    return Client().get(
        "/metrics", REMOTE_ADDR=address, headers={"Host": host} | {k.replace("_", "-"): v for k, v in headers.items()}
    )


def read() -> Found:
    found: Found = {}
    for family in text_string_to_metric_families(ask().content.decode()):
        assert family.documentation
        assert family.type in ("gauge", "counter", "histogram")
        for one in family.samples:
            found.setdefault(one.name, []).append((one.labels, one.value))
    return found


@pytest.mark.parametrize(
    ("address", "host", "headers", "code"),
    [
        ("127.0.0.1", "localhost", {}, 200),
        ("::1", "[::1]:8000", {}, 200),
        ("::ffff:127.0.0.1", "127.0.0.1:8000", {}, 200),
        ("192.0.2.7", "localhost", {}, 403),
        ("127.0.0.1", "testserver", {}, 403),
        ("127.0.0.1", "localhost", {"X_Forwarded_For": "192.0.2.7"}, 403),
        ("127.0.0.1", "localhost", {"Via": "1.1 proxy"}, 403),
        ("", "localhost", {}, 403),
    ],
)
def test_it_answers_this_machine_only_and_no_proxy_on_it(address: str, host: str, headers: dict[str, str], code: int) -> None:
    assert ask(address, host, **headers).status_code == code


def test_networks_that_are_named_may_read_it_and_behind_a_proxy_its_word_counts(settings: Any) -> None:
    settings.HEMERA = replace(settings.HEMERA, metrics=("192.0.2.0/24",), behind_proxy=True)
    assert ask("192.0.2.7", "testserver").status_code == 200
    assert ask("127.0.0.1", "testserver", X_Forwarded_For="192.0.2.9").status_code == 200
    assert ask("127.0.0.1", "testserver", X_Forwarded_For="198.51.100.9").status_code == 403
    settings.HEMERA = replace(settings.HEMERA, metrics=())
    assert ask().status_code == 403


def test_a_private_archive_answers_it_too(settings: Any) -> None:
    settings.HEMERA = replace(settings.HEMERA, visibility="private")
    assert ask().status_code == 200


def test_what_it_says_of_the_record_is_what_the_record_says() -> None:
    found, now = read(), status.standing(kiosk.NOW)
    assert {labels["state"]: n for labels, n in found["hemera_entries"]} == now.states
    assert found["hemera_articles"] == [({}, now.articles)]
    assert found["hemera_articles_public"] == [({}, now.public)]
    assert found["hemera_captures_bytes"] == [({}, now.bytes_captured)]
    assert sum(n for _, n in found["hemera_feeds"]) == now.feeds_on
    assert found["hemera_sources"] == [({}, 4)]
    assert {labels["source"] for labels, _ in found["hemera_source_alarm"]} == {"bousla", "carnet", "courier", "phare"}
    assert found["hemera_collectors"] == [({}, 0)]


@pytest.fixture
def at_work(settings: Any, stand: None) -> Iterator[Tally]:
    """Have a collector live in the archive that has done a little."""
    figures, tally = Figures(), Tally()
    figures.count("feed", "ok", 500)
    figures.count("feed", "fetch.dns")
    figures.polls.add(0.3)
    tally.articles = 3
    tally.held["body.empty"] += 2
    standing = Standing(settings.HEMERA.folder, figures, tally)
    standing.write()
    memory.forget()
    yield tally
    standing.close()


def test_what_it_says_of_a_collector_is_what_that_left(at_work: Tally) -> None:
    found = read()
    assert found["hemera_collectors"] == [({}, 1)]
    assert found["hemera_new_articles_total"] == [({"collector": "0"}, at_work.articles)]
    assert found["hemera_held_total"] == [({"collector": "0", "reason": "body.empty"}, 2)]
    assert {labels["outcome"]: n for labels, n in found["hemera_requests_total"]} == {"ok": 1, "fetch.dns": 1}
    assert found["hemera_poll_duration_seconds_count"] == [({"collector": "0"}, 1)]
    assert {labels["process"] for labels, _ in found["hemera_collector_cpu_seconds_total"]} == {"main", "children"}


def test_names_follow_the_conventions_and_no_label_holds_an_address(at_work: Tally) -> None:
    for family in text_string_to_metric_families(ask().content.decode()):
        assert family.name.startswith("hemera_")
        for one in family.samples:
            assert family.type != "counter" or one.name.endswith("_total")
            assert not any("/" in text for text in one.labels.values())
