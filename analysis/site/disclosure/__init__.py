"""Disclosure control: turns what the methods found into results that may leave a site.

run_analyses(bound, frame, engine, profile=join_profiles(profile_of("dk-health"), …), ledger=client,
             purpose="request", log=site_log)      # the `results` of the document
coarse_count(persons, profile=…, ledger=…)         # for `describe`: one altered number
refusal_of(profile)                                # "not_yet" for a profile that cannot run yet
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.site.evidence import Grid
from analysis.site.ledger.asking import PERSONS, Ask, Form, Kind, LedgerSession
from analysis.site.ledger.forms import COARSE_BASE

from .profiles import NOT_YET, PROFILES, Profile, ProfileFault, is_tighter, join_profiles, profile_of
from .protected import Outcome
from .run import run_analyses

__all__ = [
    "NOT_YET",
    "PROFILES",
    "Outcome",
    "Profile",
    "ProfileFault",
    "coarse_count",
    "coarse_counts",
    "is_tighter",
    "join_profiles",
    "profile_of",
    "refusal_of",
    "run_analyses",
]


def refusal_of(profile: Profile) -> str | None:
    """`not_yet` for a profile that is known by name but cannot run yet."""
    return "not_yet" if any(name in NOT_YET for name in profile.name.split("+")) else None


def coarse_count(persons: NDArray[np.int64], *, profile: Profile, ledger: LedgerSession) -> Form:
    """One count of the coarse class, e.g. for `describe`: surrogate ids of the distinct persons -> 120 or "<10"."""
    return coarse_counts(persons, np.zeros(len(persons), np.int64), 1, profile=profile, ledger=ledger)[0]


def coarse_counts(
    persons: NDArray[np.int64], cells: NDArray[np.int64], size: int, *, profile: Profile, ledger: LedgerSession
) -> Sequence[Form]:
    """Coarse counts of several sets at once: `cells[i]`, in 0 to size-1, is the set that `persons[i]` stands in."""
    grid = Grid(np.asarray(persons, np.int64), np.asarray(cells, np.int64), (np.arange(size, dtype=np.int64),))
    return ledger.publish(Ask(Kind.COARSE, grid, profile.k, COARSE_BASE)).forms[PERSONS]
