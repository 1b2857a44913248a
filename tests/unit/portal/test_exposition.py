"""The text format, read back by Prometheus' own client library."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from hemera.portal.exposition import counter, gauge, histogram, written


def read(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (one.name, tuple(one.labels.items())): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=150), st.floats(allow_nan=False, allow_infinity=False))
def test_any_label_and_any_value_come_back_as_they_were(label: str, value: float) -> None:
    text = written([gauge("hemera_x", "Something.", ({"source": label}, value))])
    assert text.count("\n") == 3
    assert read(text) == {("hemera_x", (("source", label),)): value}


def test_a_histogram_adds_up_bucket_by_bucket() -> None:
    found = read(written([histogram("hemera_s", "Seconds.", (0.1, 1.0), [({"c": "0"}, [3, 2, 1], 4.5)])]))
    buckets = {labels[-1][1]: value for (name, labels), value in found.items() if name == "hemera_s_bucket"}
    assert {float(bound): n for bound, n in buckets.items()} == {0.1: 3, 1.0: 5, float("inf"): 6}
    assert found["hemera_s_count", (("c", "0"),)] == 6
    assert found["hemera_s_sum", (("c", "0"),)] == 4.5


def test_a_metric_without_samples_is_not_named() -> None:
    assert written([counter("hemera_none_total", "Nothing.", [])]) == ""
