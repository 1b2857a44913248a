"""What may stand in an alert: one address, one line, one time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.alerts import named, reachable, recipient, timed
from hemera.errors import AlertError


@pytest.mark.parametrize("good", ["a@b.example", "desk.morning+ar@press.example", "x" * 64 + "@b.example", "o'neil@a-b.example"])
def test_addresses_are_taken_as_they_are(good: str) -> None:
    assert recipient(good) == good


@pytest.mark.parametrize(
    "bad",
    [
        "", "a", "a@b", "a@@b.example", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example", "a@b.example\r\n",
        "<a@b.example>",
        "a b@c.example", '"a"@b.example', ".a@b.example", "a.@b.example", "a@-b.example", "a@[127.0.0.1]", "é@b.example",
        "a@bé.example",
        "a@b.example\x00", "x" * 65 + "@b.example", "a@" + "b" * 64 + ".example", "a@" + "b." * 130 + "example",
    ],
)  # fmt: skip
def test_whatever_would_say_more_than_one_address_is_refused(bad: str) -> None:
    with pytest.raises(AlertError):
        recipient(bad)


@given(st.text())
def test_an_address_is_never_more_than_printable_ascii_without_spaces(text: str) -> None:
    try:
        found = recipient(text)
    except AlertError:
        return
    assert found.isascii()
    assert found.isprintable()
    assert not set(found) & set(' <>,;:"()[]\\')


@pytest.mark.parametrize(
    "bad",
    [
        "", "ftp://a.example", "a.example", "https://", "https://u:p@a.example/", "https://a.example/ x", "https://a\n.example",
        "https://[", "https://a.example/" + "x" * 2000,
    ],
)  # fmt: skip
def test_what_cannot_be_called_is_refused(bad: str) -> None:
    with pytest.raises(AlertError):
        reachable(bad)


def test_a_name_is_one_line() -> None:
    assert named("  أزمة   الماء ") == "أزمة الماء"
    for bad in ("a\nb", "a\rb", "a\u2028b", "a\x00b", "x" * 121):
        with pytest.raises(AlertError):
            named(bad)


@pytest.mark.parametrize("bad", ["7", "24:00", "07:60", "07:00:00", "٠٧:٠٠", ""])
def test_times_are_hours_and_minutes(bad: str) -> None:
    assert timed("7:05").isoformat() == "07:05:00"
    with pytest.raises(AlertError):
        timed(bad)
