"""The release ledger: compare a new table with everything released, decide the forms, record them; one transaction.

A set of persons has one published count. An equal set and a near neighbour are answered alike, with the first
published form; the domain itself counts as released. See docs/explanation/disclosure.md, "The ledger".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.site.evidence import Grid

from .asking import PERSONS, Answer, Ask, Form, Kind
from .faults import LedgerDamaged, LedgerRefusal
from .forms import coarse, drawn, rounded, symbol
from .lookup import Numbers
from .neighbours import near_pairs
from .persons import enrol, enrolled, persons_file
from .secrets import domain_secret
from .sets import TableSets, sets_of_grid
from .store import FormRow, Head, Store, family_of

HIDDEN = "hidden"


class LedgerMode(StrEnum):
    """Which ledger a run compares with."""

    TRIAL = "trial"
    SITE = "site"
    FRESH = "fresh"


@dataclass(frozen=True)
class Budgets:
    """Settings of a site; counts."""

    feasibility_per_day: int = 500
    cohorts_per_week: int = 200
    groupings: int = 20


@dataclass
class Ledger:
    """The ledger of one person domain, open for one job. `home` is the site's `.indgang` folder.

    Raises LedgerMissing, LedgerOlder or LedgerDamaged at opening; `signed` is the last head that this site put its
    signature under, if any. `fresh` uses `folder`, which the caller makes and removes.
    """

    home: Path
    mode: LedgerMode
    domain: str
    folder: Path | None = None
    project: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    signed: Head | None = None
    budgets: Budgets = field(default_factory=Budgets)
    today: date = field(default_factory=lambda: datetime.now(UTC).date())

    def __post_init__(self) -> None:
        secrets = self.home / "secrets"
        known = (secrets / f"{self.domain}.secret").exists()
        self._store = Store(self.folder or self.home / "ledgers" / self.mode.value, signed=self.signed)
        if not known and self._store.releases(self.domain):
            self._store.close()
            raise LedgerDamaged
        self._secret = domain_secret(secrets, self.domain)
        self._person_keys = self._secret.person_keys(0)
        self._seeded: set[tuple[Kind, int]] = set()
        self._counted = (0, 0)  # stamp of the persons' file, persons in it

    def close(self) -> None:
        """Close the files."""
        self._store.close()

    def head(self) -> Head:
        """Number and hash of the last release, for the signed result."""
        return self._store.head()

    def verify(self) -> None:
        """Read everything again against the chain. Raises LedgerDamaged."""
        self._store.verify()

    def exclusive(self) -> AbstractContextManager[None]:
        """One writer at a time."""
        return self._store.exclusive()

    def enrol(self, pnrs: Sequence[str]) -> Path:
        """Give surrogate ids to new persons of the domain; the file with all ids."""
        return enrol(self.home, self.domain, pnrs)

    @property
    def persons_file(self) -> Path:
        """Where the surrogate ids lie."""
        return persons_file(self.home, self.domain)

    def spend(self, *, purpose: str) -> None:
        """Count one job of the purpose; refused tries count too. Raises LedgerRefusal."""
        day = self.today.isoformat()
        with self.exclusive():
            self._store.count_attempt(domain=self.domain, purpose=purpose, project=self.project, day=day, cohort=b"")
            used = self._store.attempts(domain=self.domain, purpose=purpose, day=day)
        if purpose == "feasibility" and used > self.budgets.feasibility_per_day:
            raise LedgerRefusal("feasibility")

    def publish(self, ask: Ask) -> Answer:
        """Decide the published form of every set and record it. Raises LedgerRefusal or LedgerFault."""
        with self.exclusive():
            self._seed_domain(ask)
            sets = sets_of_grid(ask.grid)
            prints = sets.fingerprints(self._keys(sets))
            is_told = ask.kind is not Kind.VALUES or bool(ask.forms)
            answer = self._decide(ask, sets, prints) if is_told else Answer({}, np.zeros(0, np.int64))
            refusal = self._over_budget(ask, sets, prints)
        if refusal is not None:
            raise refusal
        return answer

    def _keys(self, sets: TableSets) -> NDArray[np.uint64]:
        count = int(sets.persons.max(initial=-1)) + 1
        if count > len(self._person_keys):
            self._person_keys = self._secret.person_keys(count)
        return self._person_keys

    def _seed_domain(self, ask: Ask) -> None:
        """The domain itself counts as released, so that a complement of 0 to k-1 persons gives its figures."""
        count = self._enrolled()
        if ask.kind is Kind.VALUES or not count or (ask.kind, count) in self._seeded:
            return
        everyone = np.arange(count, dtype=np.int64)
        grid = Grid(everyone, np.zeros(count, np.int64), (np.zeros(1, np.int64),))
        sets = sets_of_grid(grid)
        self._decide(Ask(ask.kind, grid, ask.k, ask.b), sets, sets.fingerprints(self._keys(sets)))
        self._seeded.add((ask.kind, count))

    def _enrolled(self) -> int:
        """Persons of the domain, counted again when their file has changed."""
        path = self.persons_file
        stamp = path.stat().st_mtime_ns if path.exists() else 0
        if self._counted[0] != stamp:
            self._counted = (stamp, enrolled(self.home, self.domain))
        return self._counted[1]

    def _decide(self, ask: Ask, sets: TableSets, prints: Sequence[bytes]) -> Answer:
        figures = tuple(ask.forms) or (PERSONS,)
        sheet = _Sheet(figures, sets.total)
        family = family_of(self.domain, ask.kind)
        small = ask.k * (2 if ask.kind is Kind.COARSE else 1)
        for figure in figures:
            for place in range(sets.total):
                known = self._store.first_form(family, figure, prints[place])
                if known is not None:
                    sheet.put(figure, place, *known)
        is_new = bool(sheet.open(figures))
        for place in np.flatnonzero(sets.sizes < small).tolist():
            for figure in figures:
                sheet.put_small(figure, place, _small_form(ask, small), int(sets.sizes[place]))
        self._repeat_neighbours(ask, sets, sheet)
        self._fill(ask, sets, prints, sheet)
        if is_new:
            self._store.add(
                domain=self.domain, kind=ask.kind, made=self.today.isoformat(), versions=self.versions, k=ask.k,
                table=sets.lookup, rows=sheet.rows(prints),
            )  # fmt: skip
        return Answer({figure: sheet.column(figure) for figure in figures}, sheet.roots(figures[0]))

    def _repeat_neighbours(self, ask: Ask, sets: TableSets, sheet: _Sheet) -> None:
        """Earlier tables in the order of their release: the oldest neighbour's form is the one repeated."""
        releases = self._store.releases(self.domain, ask.kind)
        k = max([ask.k, *(release.k for release in releases)])
        sizes = np.unique(sets.sizes[sheet.open(sheet.figures)])
        alike = self._store.alike(family_of(self.domain, ask.kind), sizes.tolist(), k)
        for release in releases:
            figures = [figure for figure in sheet.figures if figure in release.figures]
            wanted = sheet.open(figures)
            if not wanted or release.seq not in alike:
                continue
            pairs = near_pairs(
                sets, self._store.table(release), wanted=np.array(wanted), k=max(ask.k, release.k),
                values=ask.kind is Kind.VALUES,
            )  # fmt: skip
            for figure, (place, other) in product(figures, pairs):
                found = self._store.own_form(release.seq, figure, other) if sheet.is_open(figure, place) else None
                if found is not None:
                    sheet.put(figure, place, *found)

    def _fill(self, ask: Ask, sets: TableSets, prints: Sequence[bytes], sheet: _Sheet) -> None:
        """New forms, one set after the other, so that near sets of one table share a form as well."""
        wanted = sheet.open(sheet.figures)
        if not wanted:
            return
        near: dict[int, list[int]] = {place: [] for place in wanted}
        values = ask.kind is Kind.VALUES
        for place, other in near_pairs(sets, sets.lookup, wanted=np.array(wanted), k=ask.k, values=values):
            near[place].append(other)
        for place, figure in product(wanted, sheet.figures):
            if sheet.is_open(figure, place):
                first = next((at for at in near[place] if sheet.is_own(figure, at)), None)
                if first is None:
                    size = int(sets.sizes[place])
                    sheet.put(figure, place, self._form(ask, figure, place, size, prints[place]), size, own=True)
                else:
                    sheet.put(figure, place, *sheet.at(figure, first))

    def _form(self, ask: Ask, figure: str, place: int, size: int, fingerprint: bytes) -> Form:
        if ask.kind is Kind.VALUES:
            return drawn(ask.forms[figure][place], fingerprint, self._secret, figure=figure)
        make = coarse if ask.kind is Kind.COARSE else rounded
        return make(size, fingerprint, self._secret, k=ask.k, b=ask.b)

    def _over_budget(self, ask: Ask, sets: TableSets, prints: Sequence[bytes]) -> LedgerRefusal | None:
        if ask.cohort is None:
            return None
        persons = prints
        if sets.digests is not None:
            persons = replace(sets, digests=None).fingerprints(self._keys(sets))
        cohort = persons[int(sets.offsets[ask.cohort])]
        refusal = self._over_cohorts(cohort)
        for source, family in ask.groupings:
            first = int(sets.offsets[family])
            parts = sorted(prints[first : first + int(sets.counts[family])])
            used = self._store.count_grouping(
                domain=self.domain, cohort=cohort, source=source, partition=sha256(b"".join(parts)).digest()
            )
            if used > self.budgets.groupings:
                refusal = LedgerRefusal("groupings")
        return refusal

    def _over_cohorts(self, cohort: bytes) -> LedgerRefusal | None:
        day = self.today.isoformat()
        self._store.count_attempt(domain=self.domain, purpose="cohort", project=self.project, day=day, cohort=cohort)
        since = (self.today - timedelta(days=6)).isoformat()
        cohorts = self._store.cohorts(domain=self.domain, project=self.project, since=since)
        over = self.project and cohorts > self.budgets.cohorts_per_week
        return LedgerRefusal("cohorts") if over else None


class _Sheet:
    """The forms of one table while they are being decided."""

    def __init__(self, figures: tuple[str, ...], total: int) -> None:
        self.figures = figures
        self._forms: dict[str, list[tuple[Form, int] | None]] = {figure: [None] * total for figure in figures}
        self._own: set[tuple[str, int]] = set()

    def put(self, figure: str, place: int, form: Form, root: int, *, own: bool = False) -> None:
        self._forms[figure][place] = (form, root)
        if own:
            self._own.add((figure, place))

    def put_small(self, figure: str, place: int, form: Form, root: int) -> None:
        """A small count is its symbol whatever stood there; an earlier symbol of a stricter profile stays."""
        known = self._forms[figure][place]
        if known is None or not isinstance(known[0], str):
            self.put(figure, place, form, root, own=True)

    def at(self, figure: str, place: int) -> tuple[Form, int]:
        found = self._forms[figure][place]
        assert found is not None
        return found

    def is_own(self, figure: str, place: int) -> bool:
        return (figure, place) in self._own

    def is_open(self, figure: str, place: int) -> bool:
        return self._forms[figure][place] is None

    def open(self, figures: Sequence[str]) -> list[int]:
        """Places where any of the figures has no form yet."""
        columns = [self._forms[figure] for figure in figures]
        return [place for place, row in enumerate(zip(*columns, strict=True)) if None in row]

    def column(self, figure: str) -> tuple[Form, ...]:
        return tuple(self.at(figure, place)[0] for place in range(len(self._forms[figure])))

    def roots(self, figure: str) -> Numbers:
        return np.array([self.at(figure, place)[1] for place in range(len(self._forms[figure]))], np.int64)

    def rows(self, prints: Sequence[bytes]) -> list[FormRow]:
        return [
            FormRow(figure, place, prints[place], *self.at(figure, place), self.is_own(figure, place))
            for figure in self.figures
            for place in range(len(prints))
        ]


def _small_form(ask: Ask, small: int) -> Form:
    return HIDDEN if ask.kind is Kind.VALUES else symbol(small)
