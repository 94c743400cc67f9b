"""The protector's desk: the profile, the ledger, and the questions every protector asks of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.site.evidence import Grid, Ids, Unprintable, digest_of
from analysis.site.frame import Column
from analysis.site.ledger.asking import PERSONS, Ask, Form, Kind, LedgerSession, Proposal
from analysis.site.ledger.forms import COARSE_BASE
from analysis.site.methods.axes import Axis
from analysis.site.methods.sample import Sample

from .profiles import Profile
from .rules import HIDDEN, looks_like_code, records_forms

RECORDS = "records"


class Withhold(Exception):
    """No figure of this analysis may leave. The reason is for the site's log; it holds no value of the data."""


@dataclass(frozen=True, repr=False, eq=False)
class Counted(Unprintable):
    """Published counts of the sets of a grid, and the sizes of the sets whose figures they repeat."""

    forms: tuple[Form, ...]
    roots: NDArray[np.int64]


@dataclass(frozen=True)
class Cohort:
    """The published counts of an analysis as a whole."""

    persons: Form
    dropped: Form
    root: int


@dataclass(frozen=True)
class Desk:
    """What a protector works with."""

    profile: Profile
    ledger: LedgerSession

    def counts(self, grid: Grid, *, groupings: Sequence[tuple[str, int]] = (), cohort: int | None = None) -> Counted:
        """Publish the sets of a grid as counts of persons."""
        ask = Ask(Kind.COUNT, grid, self.profile.k, self.profile.b, groupings=tuple(groupings), cohort=cohort)
        answer = self.ledger.publish(ask)
        return Counted(answer.forms[PERSONS], answer.roots)

    def coarse(self, grid: Grid) -> Form:
        """Publish one set in the coarse class."""
        answer = self.ledger.publish(Ask(Kind.COARSE, grid, self.profile.k, COARSE_BASE))
        return answer.forms[PERSONS][0]

    def values(
        self, grid: Grid, forms: Mapping[str, Sequence[Proposal]], *, number: Column | None = None
    ) -> Mapping[str, tuple[Form, ...]]:
        """Publish figures of values; what was published for the same or nearly the same values comes back.

        A `number` counts among those of the persons of the grid's first family, all in one set, that are made of the same
        variables: many that differ by a trifle have as many roundings of one mean, and the average of those has none.
        Without figures it only counts. Raises LedgerRefusal beyond the budget of groupings.
        """
        proposed = {figure: tuple(column) for figure, column in forms.items()}
        made_of = () if number is None else tuple((f"number:{name}", 0) for name in sorted(number.made_of))
        if not proposed and not made_of:
            return {}
        ask = Ask(
            Kind.VALUES, grid, self.profile.k, self.profile.b, forms=proposed, groupings=made_of, cohort=0 if made_of else None,
        )  # fmt: skip
        return self.ledger.publish(ask).forms

    def vary(self, number: Column, persons: Ids, values: NDArray[np.float64]) -> None:
        """Only count a number of these persons, see `values`."""
        everybody = (np.zeros(1, np.int64),)
        self.values(Grid(persons, np.zeros(len(persons), np.int64), everybody, digest_of(values)), {}, number=number)

    def cohort(self, sample: Sample, *, least: int) -> Cohort:
        """N and dropped of an analysis. Raises Withhold under `least` persons."""
        persons = sample.distinct
        cells = np.repeat(np.arange(2), [len(persons), len(sample.dropped)])
        families = (np.zeros(2, np.int64), np.array([0, -1]), np.array([-1, 0]))
        counted = self.counts(Grid(np.concatenate([persons, sample.dropped]), cells, families), cohort=1)
        cohort = Cohort(counted.forms[1], counted.forms[2], int(counted.roots[1]))
        if cohort.root < least:
            raise Withhold("min_table")
        return cohort

    def settle(self, axis: Axis, persons: Ids) -> Axis:
        """A dimension whose undeclared values of few persons have joined `other`."""
        if not axis.found:
            return axis.gather(())
        family = np.arange(len(axis.labels), dtype=np.int64)
        forms = self.counts(Grid(persons, axis.codes, (family,))).forms
        return axis.gather([at for at in axis.found if is_number(forms[at]) and looks_like_code(axis.labels[at])])

    def records(self, persons: Ids, cells: NDArray[np.int64], size: int) -> tuple[Form, ...]:
        """Published records of each inner cell: two significant digits, `hidden` where persons would be."""
        family = np.arange(size, dtype=np.int64)
        proposed = records_forms(persons, cells, size, self.profile)
        grid = Grid(persons, cells, (family,), np.ones(len(persons), np.uint64))
        return self.values(grid, {RECORDS: proposed})[RECORDS]

    def all_records(self, persons: Ids) -> Form:
        """Published records of all rows together."""
        return self.records(persons, np.zeros(len(persons), np.int64), 1)[0]


def is_number(form: Form) -> bool:
    """Whether a published form shows a number."""
    return not isinstance(form, str)


def number(form: Form) -> int:
    """A published number; 0 for a symbol."""
    return 0 if isinstance(form, str) else int(form)


def sum_of(forms: Sequence[Form]) -> Form:
    """The sum of the published cells; `hidden` where there is none."""
    shown = [number(form) for form in forms if is_number(form)]
    return sum(shown) if shown else HIDDEN
