"""Python's search for garbage is put off while a collector works, and no longer."""

import gc

import pytest

from hemera.pipeline.sweeping import swept_rarely


@pytest.fixture(autouse=True)
def _as_before():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize("set_before", [(700, 10, 10), (0, 10, 10), (1_000_000, 5, 5)])
def test_what_was_set_is_set_again_and_never_made_more_frequent(set_before):
    gc.set_threshold(*set_before)
    with swept_rarely():
        inside = gc.get_threshold()
    assert inside[0] == 20_000 if set_before[0] == 700 else inside == set_before
    assert gc.get_threshold() == set_before


def test_an_error_leaves_nothing_changed():
    before = gc.get_threshold()
    with pytest.raises(RuntimeError), swept_rarely():
        raise RuntimeError
    assert gc.get_threshold() == before
