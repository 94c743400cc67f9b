"""The table on the screen and the page docs/reference/performance.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import ROUNDS, Figure

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "performance.md"

Figures = Mapping[str, Sequence[Figure]]


def lines(figures: Figures) -> Iterable[str]:
    """The table for a terminal."""
    width = max(len(figure.subject) for group in figures.values() for figure in group)
    for name, group in figures.items():
        yield name
        yield from (f"  {figure.subject:<{width}}  {figure!s:>16}" for figure in group)


def write_page(figures: Figures) -> Path:
    """Write the reference page over; returns where it is."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    rows = [f"| {figure.subject} | {figure} |" for group in figures.values() for figure in group]
    PAGE.write_text(
        "\n".join(
            [
                "# Performance",
                "",
                f"Measured on {datetime.now(UTC):%Y-%m-%d} with `python -m benchmarks --write`, {machine()}.",
                f"Seconds are medians of {ROUNDS} runs, but for writing and checking (one run).",
                "Compare figures of one run only: another machine has other seconds and about the same ratios.",
                "",
                "| What | How much |",
                "|---|---|",
                *rows,
                "",
            ]
        ),
        "utf-8",
    )
    return PAGE


def machine() -> str:
    """The machine in a few words, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, DuckDB {version('duckdb')}"
    )


def _processor() -> str:
    try:
        found = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.split(":", 1)[1].strip() for line in found if line.startswith("model name")), platform.machine())
