from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.errors import QueryError
from hemera.index.cursors import MOST_NEAR, Best, Newest, read, write

KEYS = st.integers(-(1 << 63) + 1, (1 << 63) - 1)


@given(
    st.builds(Newest, KEYS)
    | st.builds(Best, st.floats(0, 1e9, width=32), KEYS, st.integers(0, 10_000), st.lists(KEYS, max_size=MOST_NEAR).map(tuple))
)
def test_a_position_survives_the_way_through_an_address(position: Newest | Best) -> None:
    text = write(position)
    assert read(text) == position
    assert text.replace("-", "").replace("_", "").isalnum()


@given(st.text(max_size=80))
def test_anything_else_is_refused(text: str) -> None:
    try:
        read(text)
    except QueryError as refused:
        found = refused.key
    else:
        found = "" if write(read(text)) else "unreachable"
    assert found in ("query.bad-cursor", "")


@pytest.mark.parametrize("text", ["", "W10", "WyJ4Il0", "W1tbXV1d", "WzEsMS41LC0xXQ", "WzEsTmFOLDFd", "W3RydWVd", "x" * 5000, "é"])
def test_values_of_another_shape_are_refused(text: str) -> None:
    with pytest.raises(QueryError):
        read(text)
