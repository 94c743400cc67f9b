"""`python -m benchmarks [--only NAME …] [--persons N] [--data DIR] [--write]` prints the table.

`--write` also writes the page. `--data` keeps what is written, and uses what lies there: ten million persons take minutes.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.catalogue import BENCHMARKS
from benchmarks.measure import Workspace
from benchmarks.report import lines, machine, write_page


def main() -> None:
    """Run the benchmarks asked for in a folder that is thrown away afterwards, or stays."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=tuple(BENCHMARKS), default=tuple(BENCHMARKS))
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, default=None, help="a folder for the data, which stays")
    parser.add_argument("--write", action="store_true", help="also write docs/reference/performance.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        workspace = Workspace(asked.data or Path(folder), asked.persons)
        figures = {name: BENCHMARKS[name](workspace) for name in BENCHMARKS if name in asked.only}
    print(machine())
    print("\n".join(lines(figures)))
    if asked.write:
        print(write_page(figures))


if __name__ == "__main__":
    main()
