"""Who has objected to secondary use of their data (Regulation (EU) 2025/327, article 71), as of a day.

An objection binds what is approved after it, not what was approved before, and it may be taken back. So each job names
the day of its approval, and the persons who then stood on the list of their domain are not in its population.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analysis.plans import BoundPlan
from analysis.site.manifest import Manifest, ManifestDataset

SINCE, UNTIL = "_since", "_until"


@dataclass(frozen=True)
class OptOuts:
    """The list of one person domain, as of a day."""

    dataset: ManifestDataset
    as_of: date

    @property
    def names(self) -> dict[str, str]:
        """The columns that are read of the list."""
        names = {"since": SINCE, "until": UNTIL}
        return {names[name]: name for name in self.dataset.declared.variables}


def opt_outs_of(manifest: Manifest, bound: BoundPlan, as_of: date | None) -> OptOuts | None:
    """The list of a plan's domain; None where the site has none, or where an exception lets the job have everybody."""
    domain = manifest.datasets[bound.datasets[0]].domain
    if as_of is None or domain not in manifest.opt_outs:
        return None
    return OptOuts(manifest.opt_outs[domain], as_of)
