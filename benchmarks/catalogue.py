"""All benchmarks, in the order they run and are printed. A new one is a module and a line here."""

from __future__ import annotations

from benchmarks.check import check
from benchmarks.crosstab import crosstab
from benchmarks.demo import demo
from benchmarks.measure import Benchmark
from benchmarks.portal import portal
from benchmarks.starts import starts

BENCHMARKS: dict[str, Benchmark] = {
    "demo": demo,
    "starts": starts,
    "crosstab": crosstab,
    "check": check,
    "portal": portal,
}
