"""What is logged: one line an event, whatever outsiders put into it, and nothing where nobody listens."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera import events


@pytest.fixture(autouse=True)
def _quiet_again() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("hemera")
    handlers, level = root.handlers[:], ours.level
    yield
    root.handlers[:], ours.level = handlers, level
    ours.setLevel(level)


def told(form: str, level: str = "", /, **facts: object) -> str:
    """Log one event and return what was written."""
    stream = io.StringIO()
    events.listen(form, level, stream)
    events.tell("fetched", **facts)
    return stream.getvalue()


def test_a_line_has_the_moment_the_level_the_event_and_the_facts_that_are_there() -> None:
    line = json.loads(told("json", source="phare", seconds=0.25, error=None, url=""))
    assert datetime.fromisoformat(line.pop("time")).utcoffset() is not None
    assert line == {"level": "info", "event": "fetched", "source": "phare", "seconds": 0.25}


def test_as_text_only_warnings_are_told_unless_more_is_asked_for() -> None:
    assert told("text", source="phare") == ""
    assert re.fullmatch(r"\S+Z info fetched source=phare\n", told("text", "info", source="phare"))
    assert told("json", "warning", source="phare") == ""


@given(st.text(max_size=3_000))
def test_no_text_from_outside_begins_a_line_of_its_own_or_steers_a_terminal(text: str) -> None:
    for form in events.FORMATS:
        written = told(form, "info", url=text)
        assert written.count("\n") == 1
        assert written[:-1].isprintable()
        assert len(written) < 8_000
    assert len(json.loads(told("json", url=text)).get("url", "")) <= events.LONGEST


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://amina:s3cret@phare.example/a", "https://…@phare.example/a"),
        ("https://phare.example/feed?api_key=abc&page=2", "https://phare.example/feed?api_key=…&page=2"),
        ("https://phare.example/f?page=2&Token=a%20b#x", "https://phare.example/f?page=2&Token=…#x"),
        ("https://phare.example/f?PHPSESSID=9f&access_token=x;sig=y", "https://phare.example/f?PHPSESSID=…&access_token=…;sig=…"),
        ("https://phare.example/?p=123&author=4&keyword=pluie", "https://phare.example/?p=123&author=4&keyword=pluie"),
    ],
)
def test_passwords_and_keys_in_addresses_are_struck_out(url: str, shown: str) -> None:
    assert json.loads(told("json", url=url))["url"] == shown


def test_sentences_of_ours_stay_sentences_and_become_events_in_json() -> None:
    for form in events.FORMATS:
        stream = io.StringIO()
        events.listen(form, to=stream)
        logging.getLogger("hemera.pipeline").warning("Collecting pauses: %d MB are free.", 3)
        written = stream.getvalue()
        assert (json.loads(written)["message"] if form == "json" else written.rstrip()) == "Collecting pauses: 3 MB are free."


def test_nobody_pays_for_what_nobody_hears() -> None:
    told("text")
    assert not events.are_heard()
    assert events.are_heard(events.WARNING)
    assert not events.as_json()
