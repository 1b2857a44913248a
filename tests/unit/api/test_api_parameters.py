from datetime import UTC, datetime
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.api.parameters import MAX_TEXT, Parameter, read
from hemera.errors import QueryError


class Order(StrEnum):
    NEWEST = "newest"
    BEST = "best"


DECLARED = (
    Parameter("limit", int, "how many", default=50, least=1, most=200),
    Parameter("after", datetime, "when"),
    Parameter("sort", Order, "order", default=Order.NEWEST),
    Parameter("q", str, "words"),
)


def test_what_is_not_sent_has_its_default():
    assert read(DECLARED, {}) == {"limit": 50, "after": None, "sort": "newest", "q": None}
    assert read(DECLARED, {"limit": "", "q": ""}) == read(DECLARED, {})


def test_values_are_read_by_their_kind():
    sent = {"limit": "200", "after": "2020-06-12", "sort": "best", "q": "قطار"}
    assert read(DECLARED, sent) == {"limit": 200, "after": datetime(2020, 6, 12, tzinfo=UTC), "sort": "best", "q": "قطار"}
    assert read(DECLARED, {"after": "2020-06-12T09:30:00+01:00"})["after"] == datetime(2020, 6, 12, 8, 30, tzinfo=UTC)
    assert read(DECLARED, {"limit": 7})["limit"] == 7, "as a JSON body sends it"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("limit", v) for v in ("0", "201", "-1", "1e3", "١٢", "1" * 400, True, [], {}, 1.5)),
        *(
            ("after", v)
            for v in ("yesterday", "2020-13-01", "2020-02-30T00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-12:00")
        ),
        ("sort", "Newest"),
        ("q", "a\0b"),
        ("q", "x" * (MAX_TEXT + 1)),
        ("page", "1000000000"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(name, value):
    with pytest.raises(QueryError) as caught:
        read(DECLARED, {name: value})
    assert caught.value.details["parameter"] == name
    assert name in str(caught.value)


def test_what_must_be_there_is_missed_by_name():
    with pytest.raises(QueryError) as caught:
        read((Parameter("q", str, "words", required=True),), {"q": ""})
    assert (caught.value.key, caught.value.details["parameter"]) == ("parameter.missing", "q")


@given(
    st.dictionaries(
        st.sampled_from(["limit", "after", "sort", "q", "z"]), st.text() | st.integers() | st.none() | st.lists(st.none())
    )
)
def test_anything_is_read_or_refused(sent):
    try:
        values = read(DECLARED, sent)
    except QueryError as error:
        assert str(error)  # noqa: PT017  a message that cannot be formatted would raise here
    else:
        assert 1 <= values["limit"] <= 200
