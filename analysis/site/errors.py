"""What can go wrong at a site: faults (exact, from plan and manifest) and failures (from the data, told as one code).

No message here is built from a value of the data; each is one of our own sentences, filled with names from the
manifest only.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from analysis.plans import Fault


class SiteFaults(Exception):
    """All faults of a manifest or its data at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = tuple(faults)


class FailureCode(StrEnum):
    """Why a computation ended without a result. Shown on open data only."""

    TIME = "time"
    MEMORY = "memory"
    FAILED = "failed"


class DataFailure(Exception):
    """A computation that ended because of the data; the code stays at a protected site."""

    def __init__(self, code: FailureCode) -> None:
        super().__init__(code.value)
        self.code = code
