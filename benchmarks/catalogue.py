"""All benchmarks, in the order they run and are printed. A new one is a module and a line here."""

from __future__ import annotations

from benchmarks.check import check
from benchmarks.crosstab import crosstab
from benchmarks.demo import demo
from benchmarks.growth import growth
from benchmarks.measure import Benchmark
from benchmarks.models import models
from benchmarks.portal import portal
from benchmarks.rates import rates
from benchmarks.starts import starts
from benchmarks.summary import summary

BENCHMARKS: dict[str, Benchmark] = {
    "demo": demo,
    "starts": starts,
    "crosstab": crosstab,
    "summary": summary,
    "rates": rates,
    "check": check,
    "models": models,
    "growth": growth,
    "portal": portal,
}
