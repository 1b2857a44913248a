from hypothesis import given
from hypothesis import strategies as st

from hemera.api import throttle
from hemera.api.throttle import Throttle


def test_a_burst_passes_then_the_rate_holds():
    gate = Throttle(rate=1.0, burst=3)
    assert [gate.take("a", 100.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert gate.take("a", 100.0) == 1.0
    assert gate.take("a", 100.5) == 0.5
    assert gate.take("a", 101.0) == 0.0
    assert gate.take("a", 101.0) == 1.0


def test_networks_do_not_pay_for_each_other():
    gate = Throttle(rate=1.0, burst=1)
    assert gate.take("a", 0.0) == 0.0
    assert gate.take("b", 0.0) == 0.0
    assert gate.take("a", 0.0) > 0


def test_memory_is_bounded_and_the_longest_unseen_goes_first(monkeypatch):
    monkeypatch.setattr(throttle, "MAX_NETWORKS", 2)
    gate = Throttle(rate=0.001, burst=1)
    assert [gate.take(name, 0.0) for name in "abc"] == [0.0] * 3
    assert gate.take("c", 0.0) > 0, "still known"
    assert gate.take("a", 0.0) == 0.0, "forgotten"


@given(st.lists(st.floats(0, 100), min_size=1, max_size=400))
def test_never_more_than_the_burst_and_the_rate_allow(moments):
    gate, moments = Throttle(rate=2.0, burst=5), sorted(moments)
    passed = sum(gate.take("a", moment) == 0.0 for moment in moments)
    assert passed <= 5 + 2.0 * (moments[-1] - moments[0]) + 1e-6
