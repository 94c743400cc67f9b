"""Seconds of a plan at a site that waits for its job: `python -m benchmarks.ready SITE PLAN trial|fresh`.

A worker keeps its site so between two jobs: both processes are started and have imported what they need.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from analysis.plans import Plan
from analysis.site.child_process import make_ready
from analysis.site.ledger import LedgerMode
from analysis.site.manifest import load_manifest
from analysis.site.run import run_plan

LONG_ENOUGH = 2.0
"""Seconds; several times what the locked child needs to import."""


def main() -> None:
    make_ready()
    Plan.model_rebuild()
    time.sleep(LONG_ENOUGH)
    site, plan, mode = sys.argv[1:]
    begun = time.perf_counter()
    run_plan(load_manifest(Path(site)), Path(plan).read_bytes(), mode=LedgerMode(mode))
    print(time.perf_counter() - begun)


if __name__ == "__main__":
    main()
