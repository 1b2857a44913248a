"""Prometheus' text format 0.0.4, as much of it as we speak. Pure.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = Mapping[str, str]
_ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})
_LONGEST = 200  # characters of a label's value


@dataclass(frozen=True, slots=True)
class Metric:
    """A family of series. ``samples`` are (what follows the name, labels, value)."""

    name: str
    kind: str  # counter, gauge or histogram
    help: str
    samples: Sequence[tuple[str, Labels, float]]


def gauge(name: str, told: str, *samples: tuple[Labels, float]) -> Metric:
    return Metric(name, "gauge", told, [("", labels, value) for labels, value in samples])


def counter(name: str, told: str, samples: Iterable[tuple[Labels, float]]) -> Metric:
    return Metric(name, "counter", told, [("", labels, value) for labels, value in samples])


def histogram(name: str, told: str, bounds: Sequence[float], found: Iterable[tuple[Labels, Sequence[int], float]]) -> Metric:
    """``found`` are (labels, counts by bucket, sum); there is one count more than bounds: of what lies above them all."""
    samples: list[tuple[str, Labels, float]] = []
    for labels, counts, total in found:
        reached = 0
        for bound, count in zip([*(f"{bound:g}" for bound in bounds), "+Inf"], counts, strict=True):
            reached += count
            samples.append(("_bucket", {**labels, "le": bound}, reached))
        samples += [("_sum", labels, total), ("_count", labels, reached)]
    return Metric(name, "histogram", told, samples)


def written(metrics: Iterable[Metric]) -> str:
    """Return the page; metrics without a sample are left out."""
    return "".join(line + "\n" for metric in metrics if metric.samples for line in _lines(metric))


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {metric.help}"
    yield f"# TYPE {metric.name} {metric.kind}"
    for suffix, labels, value in metric.samples:
        inside = ",".join(f'{name}="{text[:_LONGEST].translate(_ESCAPES)}"' for name, text in labels.items())
        yield f"{metric.name}{suffix}{{{inside}}} {_number(value)}" if inside else f"{metric.name}{suffix} {_number(value)}"


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))
