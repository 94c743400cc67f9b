"""Builds the frame: a chain of named selects, each over the one before, kept by the engine in the order made.

    base      who is in the base, with the ids of their persons and what the plan reads of person datasets
    where …   one stage per step of the population; then the variables

Record datasets are reduced to a row per person before they are joined, and person datasets are proven to have one,
so that no join can multiply persons. A stage is kept only where something reads it twice; the others are part of the
next, and the engine sees the whole at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from sqlglot import exp

from analysis.site import trees
from analysis.site.cut_points import CutPoints, Points
from analysis.site.engines import Engine
from analysis.site.errors import DataFailure, FailureCode, SiteFaults, site_fault
from analysis.site.expressions import Cuts, Definition
from analysis.site.expressions_records import RESULT, TIED, RecordScan, tied_name
from analysis.site.frame_compile import CompiledPlan
from analysis.site.manifest import Manifest, ManifestDataset
from analysis.site.opt_outs import SINCE, UNTIL, OptOuts
from analysis.site.proofs import Fact, Proofs
from analysis.site.relations import KEY, has_whole_key, is_alike, relation
from analysis.site.trees import Tree

PERSON = "_person"
PERSONS = "_persons"
BASE = "_base"
PREVIOUS = "s"
SURROGATES = "_surrogates"  # the view of the ledger's ids: columns `person` (text), `id`
NARROW_SHARE = 0.5
"""Measured on a million persons: reading the records of all and joining once is faster above, up to 1.5 times."""


@dataclass
class Builder:
    """Makes the stages of one plan on one engine. `keeps_flow` says that who is left after each step will be asked."""

    plan: CompiledPlan
    manifest: Manifest
    engine: Engine
    has_surrogates: bool
    cut_points: CutPoints
    proofs: Proofs
    keeps_flow: bool
    opt_outs: OptOuts | None
    current: exp.Select | None = None  # not yet kept
    stage: str = ""  # the last stage kept
    present: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)  # columns made with cut points that are withheld
    is_filtered: bool = False
    rows_kept: int = 0  # of the last stage kept
    rows_of_base: int | None = None
    is_numbered: bool = False  # persons have their ids
    made: list[tuple[str, str]] = field(default_factory=list)  # step, stage

    def build(self) -> str:
        """Make all stages; returns the name of the last, with the plan's variables in it."""
        self._check_one_row_each()
        self._begin()
        for step in self.plan.steps:
            self._compute(step.needs)
            if self.hidden.intersection(step.needs):
                raise DataFailure(FailureCode.TOO_FEW)
            self.current = self._rows().select(exp.Star()).where(step.keep.tree)
            self.is_filtered = True
            if self.keeps_flow:
                self._keep_step(step.name, f"_{step.name}".replace(".", "_"))
        self._compute(tuple(column.tree.name for column in self.plan.results.values()))
        names: list[Tree] = [trees.column(PERSON)] if self.is_numbered else []
        names += [value.tree for value in self.plan.results.values()]
        names += [trees.column(tied_name(name)) for name in sorted(self.plan.ordered_scans)]
        self.current = self._rows().select(*(name.copy() for name in dict.fromkeys(names)))
        self._keep("_frame")
        return self.stage

    @property
    def base(self) -> ManifestDataset:
        """The dataset the population comes from."""
        return self.manifest.datasets[self.plan.population.from_]

    def base_records(self) -> exp.Select:
        """How many records the base has."""
        rows = trees.table(BASE) if self.base.person is None else self._relation(self.base, {}).subquery("b")
        return exp.select(exp.Count(this=exp.Star())).from_(rows)

    def _begin(self) -> None:
        """The base with its persons' ids, joined with the person datasets the plan reads."""
        self.present.update(self.plan.compiler.read)
        if self.base.person is None:
            self._begin_without_persons()
            return
        rows, columns = self._base_rows()
        for number, (dataset, names) in enumerate(self._person_datasets()):
            alias = f"d{number}"
            others = self._relation(dataset, names).subquery(alias)
            rows = rows.join(others, on=_same_key("b", alias), join_type="left")
            columns.extend(trees.column(name, alias) for name in names)
        self.current = rows.select(*columns)
        if self.keeps_flow or self.has_surrogates:
            self._keep_step("from", BASE)

    def _base_rows(self) -> tuple[exp.Select, list[Tree]]:
        """The rows of the base as `b`, and their columns. Where nobody has an id yet, `_keep` numbers the rows."""
        columns: list[Tree] = [exp.Column(this=exp.Star(), table=exp.to_identifier("b", quoted=True))]
        own = {name: name.partition(".")[2] for name in self._read(self.base.key)}
        is_of_rows = self.base.declared.unit == "record"
        base = self._relation(self.base, own)
        if is_of_rows and not self.plan.is_of_records:
            base = self._relation(self.base, {}).distinct()
        rows = exp.select().from_(base.subquery("b"))
        if self.opt_outs is not None:
            rows = rows.join(self._objectors(self.opt_outs).subquery("x"), on=_same_key("b", "x"), join_type="left")
            rows = rows.where(trees.is_null(trees.column(KEY, "x")))
        if self.has_surrogates:
            person = exp.cast(trees.column(KEY, "b"), "VARCHAR")
            same = exp.EQ(this=trees.column("person", "i"), expression=person)
            rows = rows.join(trees.table(SURROGATES, "i"), on=same)
            columns.append(trees.named(exp.cast(trees.column("id", "i"), "BIGINT"), PERSON))
            self.is_numbered = True
        elif is_of_rows and self.plan.is_of_records:
            keys = self._relation(self.base, {}).distinct()
            self.engine.materialise(PERSONS, keys, numbered=PERSON)
            rows = rows.join(trees.table(PERSONS, "p"), on=_same_key("b", "p"))
            columns.append(trees.column(PERSON, "p"))
            self.is_numbered = True
        return rows, columns

    def _objectors(self, opt_outs: OptOuts) -> exp.Query:
        """Whom the list keeps out, once each; blanks around a number do not let anybody in.

        A row without a readable day keeps its person out on every day. Raises SiteFaults where the list writes persons
        in another kind than the data, since then nobody would be found.
        """
        if not is_alike(opt_outs.dataset, self.base, self.engine):
            raise SiteFaults([site_fault("column_type", f"opt_outs.{opt_outs.dataset.domain}.person")])
        day = exp.cast(trees.text(opt_outs.as_of.isoformat()), "DATE")
        since, until = trees.column(SINCE), trees.column(UNTIL)
        kept_out = [trees.either([trees.is_null(since), exp.LTE(this=since.copy(), expression=day)])]
        if UNTIL in opt_outs.names:
            kept_out.append(trees.either([trees.is_null(until), exp.GT(this=until.copy(), expression=day.copy())]))
        rows = self._relation(opt_outs.dataset, opt_outs.names).subquery("o")
        listed = exp.select(trees.column(KEY)).from_(rows).where(trees.both(kept_out))
        if self._has_whole_keys():
            return listed.distinct()
        bare = exp.Trim(this=exp.cast(trees.column(KEY), "VARCHAR"))
        trimmed = exp.select(trees.named(bare, KEY)).from_(listed.copy().subquery("t"))
        return exp.Union(this=listed, expression=trimmed, distinct=True)

    def _begin_without_persons(self) -> None:
        """Open data without a person column: each row is a unit of its own."""
        own = {name: name.partition(".")[2] for name in self._read(self.base.key)}
        number = exp.Window(this=exp.RowNumber())
        rows = exp.select(exp.Star()).from_(self._relation(self.base, own).subquery("b"))
        self.current = rows.select(trees.named(number, PERSON), trees.named(number.copy(), KEY))
        self.is_numbered = True
        self._keep_step("from", BASE)

    def _relation(self, dataset: ManifestDataset, names: dict[str, str]) -> exp.Select:
        columns = self.engine.columns(dataset.view)
        return relation(dataset, self.manifest, columns, names, has_whole_keys=self._has_whole_keys())

    def _has_whole_keys(self) -> bool:
        read = [*self.datasets(), *([self.opt_outs.dataset] if self.opt_outs else [])]
        return all(has_whole_key(one, self.engine.columns(one.view)) for one in read)

    def datasets(self) -> list[ManifestDataset]:
        """Every dataset the plan reads."""
        read = [name.partition(".")[0] for name in self.plan.compiler.read]
        scanned = [one.content.dataset for one in self._definitions() if isinstance(one.content, RecordScan)]
        return [self.manifest.datasets[key] for key in dict.fromkeys([self.base.key, *read, *scanned])]

    def _definitions(self) -> Iterable[Definition]:
        return self.plan.compiler.definitions.values()

    def _read(self, key: str) -> list[str]:
        return [name for name in self.plan.compiler.read if name.partition(".")[0] == key]

    def _person_datasets(self) -> list[tuple[ManifestDataset, dict[str, str]]]:
        keys = dict.fromkeys(name.partition(".")[0] for name in self.plan.compiler.read)
        others = [self.manifest.datasets[key] for key in keys if key != self.base.key]
        return [(one, {name: name.partition(".")[2] for name in self._read(one.key)}) for one in others]

    def _check_one_row_each(self) -> None:
        """A person dataset with two rows of a person would multiply persons: a fault of the site."""
        faults = []
        for dataset in self.datasets():
            if dataset.declared.unit != "person" or dataset.person is None:
                continue
            if self.proofs.holds(Fact.ONE_ROW, dataset.key):
                continue
            keys = self._relation(dataset, {}).subquery("k")
            persons = exp.Count(this=exp.Distinct(expressions=[trees.column(KEY)]))
            rows, distinct = self.engine.rows(exp.select(exp.Count(this=exp.Star()), persons).from_(keys))[0]
            if rows != distinct:
                faults.append(site_fault("second_row", f"datasets.{dataset.key}"))
            else:
                self.proofs.add(Fact.ONE_ROW, dataset.key)
        if faults:
            raise SiteFaults(faults)

    def _rows(self) -> exp.Select:
        """The rows so far, as `s`."""
        if self.current is None:
            return exp.select().from_(trees.table(self.stage, PREVIOUS))
        return exp.select().from_(self.current.subquery(PREVIOUS))

    def _keep(self, name: str) -> None:
        """Let the engine keep the rows so far under a name; the first rows kept number the persons."""
        if self.current is not None:
            numbered = None if self.is_numbered else PERSON
            self.rows_kept = self.engine.materialise(name, self.current, numbered=numbered)
            self.current, self.stage, self.is_numbered = None, name, True

    def _keep_step(self, step: str, name: str) -> None:
        """Let the engine keep who is left after a step of the flow."""
        self._keep(name)
        self.made.append((step, name))
        if name == BASE:
            self.rows_of_base = self.rows_kept

    def _compute(self, names: Iterable[str]) -> None:
        """Make the columns named, and all they are made of, layer by layer."""
        wanted: dict[str, Definition] = {}
        self._collect(names, wanted)
        for layer in sorted({one.value.layer for one in wanted.values()}):
            self._add([one for one in wanted.values() if one.value.layer == layer])
        self.present.update(wanted)

    def _collect(self, names: Iterable[str], wanted: dict[str, Definition]) -> None:
        for name in names:
            if name in self.present or name in wanted:
                continue
            wanted[name] = self.plan.compiler.definitions[name]
            self._collect(wanted[name].needs, wanted)

    def _add(self, layer: list[Definition]) -> None:
        """One layer of columns: trees in place, scans as left joins, groups at cut points found first."""
        if any(self._may_read_twice(one) for one in layer):
            self._keep(f"_layer{len(self.present)}_{layer[0].name}")
        rows = self._rows()
        columns: list[Tree] = [exp.Column(this=exp.Star(), table=exp.to_identifier(PREVIOUS, quoted=True))]
        for number, definition in enumerate(layer):
            rows, tree = self._column(rows, definition, f"j{number}")
            columns.append(trees.named(tree, definition.name))
            if definition.name in self.plan.ordered_scans:
                is_tied = trees.coalesce(trees.column(TIED, f"j{number}"), trees.boolean(False))
                columns.append(trees.named(is_tied, tied_name(definition.name)))
            if self.hidden.intersection(definition.needs):
                self.hidden.add(definition.name)
        self.current = rows.select(*columns)

    def _may_read_twice(self, definition: Definition) -> bool:
        """May the column need the rows so far a second time? Whether a scan does is told by how many are kept."""
        if isinstance(definition.content, RecordScan):
            return self.is_filtered or bool(definition.content.needs)
        return isinstance(definition.content, Cuts)

    def _is_narrow(self) -> bool:
        """Is so little of the base kept that a scan is cheaper when it first looks who is in?"""
        if not self.is_filtered:
            return False
        if self.rows_of_base is None:
            self.rows_of_base = self.engine.size(self.base.view)
        return self.rows_of_base is None or self.rows_kept < NARROW_SHARE * self.rows_of_base

    def _column(self, rows: exp.Select, definition: Definition, alias: str) -> tuple[exp.Select, Tree]:
        content = definition.content
        if isinstance(content, RecordScan):
            units = self._units(content) if content.needs or self._is_narrow() else None
            records = self._relation(self.manifest.datasets[content.dataset], {name: name for name in content.columns})
            rows = rows.join(
                content.select(records, units).subquery(alias), on=_same_key(PREVIOUS, alias), join_type="left"
            )
            result: Tree = trees.column(RESULT, alias)
            return rows, result if content.default is None else trees.coalesce(result, content.default)
        if isinstance(content, Cuts):
            points = self._points(content)
            if points is None:
                self.hidden.add(definition.name)
            return rows, _group_of(content, points)
        return rows, content

    def _points(self, cuts: Cuts) -> Points | None:
        """The cut points among the rows so far."""
        found = self.engine.fetch(self._rows().select(trees.column(PERSON), trees.column(cuts.of)))
        missing = np.ma.getmaskarray(found[cuts.of])
        values = np.asarray(np.ma.getdata(found[cuts.of]), np.float64)[~missing]
        persons = np.asarray(np.ma.getdata(found[PERSON]), np.int64)[~missing]
        return self.cut_points(persons, values, cuts.probabilities, cuts.grid)

    def _units(self, content: RecordScan) -> exp.Select:
        """One row per person of the rows so far, with what the scan compares with."""
        names = [trees.column(KEY), *(trees.column(name) for name in content.needs)]
        rows = self._rows().select(*names)
        return rows.distinct() if self.plan.is_of_records else rows


def _group_of(cuts: Cuts, points: Points | None) -> Tree:
    """The group of each unit: one more than the number of cut points below its value; a tie goes to the lower."""
    if points is None:
        return exp.cast(exp.null(), "VARCHAR")
    own = trees.column(cuts.of, PREVIOUS)
    branches: list[tuple[Tree, Tree]] = [(trees.is_null(own), exp.null())]
    for number, point in enumerate(points, start=1):
        at_most = exp.LTE(this=own.copy(), expression=trees.number(repr(point)))
        branches.append((at_most, trees.text(str(number))))
    return trees.case(branches, trees.text(str(len(points) + 1)))


def _same_key(left: str, right: str) -> Tree:
    return exp.EQ(this=trees.column(KEY, left), expression=trees.column(KEY, right))
