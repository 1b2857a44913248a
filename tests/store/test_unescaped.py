from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

import configured  # noqa: F401  before anything that imports models
from hemera.store.models.unescaped import Unescaped

TEXT = st.text(st.characters() | st.characters(categories=["Cs"]))


@given(st.lists(TEXT) | st.dictionaries(TEXT, TEXT | st.none()))
def test_all_that_json_tells_can_be_written_and_had_back(told: object) -> None:
    written = json.dumps(told, cls=Unescaped)
    written.encode()
    assert json.loads(written) == told


def test_letters_are_themselves() -> None:
    assert json.dumps(["نور مثال", "Zoé"], cls=Unescaped) == '["نور مثال", "Zoé"]'
