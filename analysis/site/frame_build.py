"""Builds the frame: a chain of named selects, each over the one before, kept by the engine in the order made.

    persons   who is in the base, with their surrogate ids
    where     the base joined with the person datasets, filtered
    index …   one stage per step of the population; then the variables

Record datasets are reduced to a row per person before they are joined, and person datasets are proven to have one,
so that no join can multiply persons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlglot import exp

from analysis.site import trees
from analysis.site.engines.duckdb import Engine
from analysis.site.errors import SiteFaults, site_fault
from analysis.site.expressions import Cuts, Definition
from analysis.site.expressions_records import RESULT, RecordScan
from analysis.site.frame_compile import CompiledPlan
from analysis.site.manifest import Manifest, ManifestDataset
from analysis.site.relations import KEY, has_whole_key, relation
from analysis.site.trees import Tree

PERSON = "_person"
PERSONS = "_persons"
PREVIOUS = "s"
SURROGATES = "_surrogates"  # the view of the ledger's ids: columns `person` (text), `id`


@dataclass
class Builder:
    """Makes the stages of one plan on one engine."""

    plan: CompiledPlan
    manifest: Manifest
    engine: Engine
    has_surrogates: bool
    current: exp.Select | None = None  # not yet kept
    stage: str = ""  # the last stage kept
    present: set[str] = field(default_factory=set)
    is_filtered: bool = False
    made: list[tuple[str, str]] = field(default_factory=list)  # step, stage

    def build(self) -> str:
        """Make all stages; returns the name of the last, with the plan's variables in it."""
        self._check_one_row_each()
        self._begin()
        for step in self.plan.steps:
            self._compute(step.needs)
            self.current = self._rows().select(exp.Star()).where(step.keep.tree)
            self._keep(f"_{step.name}".replace(".", "_"))
            self.made.append((step.name, self.stage))
            self.is_filtered = True
        self._compute(tuple(column.tree.name for column in self.plan.results.values()))
        names = [trees.column(PERSON), *(value.tree for value in self.plan.results.values())]
        self.current = self._rows().select(*(name.copy() for name in dict.fromkeys(names)))
        self._keep("_frame")
        return self.stage

    @property
    def base(self) -> ManifestDataset:
        """The dataset the population comes from."""
        return self.manifest.datasets[self.plan.population.from_]

    def base_records(self) -> exp.Select:
        """How many records the base has."""
        if self.base.person is None:
            return exp.select(exp.Count(this=exp.Star())).from_(trees.table(PERSONS))
        return exp.select(exp.Count(this=exp.Star())).from_(self._relation(self.base, {}).subquery("b"))

    def _begin(self) -> None:
        """The base with its persons' ids, joined with the person datasets the plan reads."""
        if self.base.person is None:
            self._begin_without_persons()
            return
        self.engine.materialise(PERSONS, self._persons())
        own = {name: name.partition(".")[2] for name in self._read(self.base.key)}
        by_person = self.base.declared.unit == "record" and not self.plan.is_of_records
        columns = [exp.Column(this=exp.Star(), table=exp.to_identifier("b", quoted=True))]
        if by_person:
            rows = exp.select(*columns).from_(trees.table(PERSONS, "b"))
        else:
            columns.append(trees.column(PERSON, "p"))
            rows = exp.select().from_(self._relation(self.base, own).subquery("b"))
            rows = rows.join(trees.table(PERSONS, "p"), on=_same_key("b", "p"))
        for number, (dataset, names) in enumerate(self._person_datasets()):
            alias = f"d{number}"
            others = self._relation(dataset, names).subquery(alias)
            rows = rows.join(others, on=_same_key("b", alias), join_type="left")
            columns.extend(trees.column(name, alias) for name in names)
        self.current = rows if by_person and not rows.args.get("joins") else rows.select(*columns, append=False)
        self.present.update(self.plan.compiler.read)

    def _begin_without_persons(self) -> None:
        """Open data without a person column: each row is a unit of its own."""
        own = {name: name.partition(".")[2] for name in self._read(self.base.key)}
        number = exp.Window(this=exp.RowNumber())
        rows = exp.select(exp.Star()).from_(self._relation(self.base, own).subquery("b"))
        self.current = rows.select(trees.named(number, PERSON), trees.named(number.copy(), KEY))
        self._keep(PERSONS)
        self.present.update(self.plan.compiler.read)

    def _persons(self) -> exp.Select:
        """Every person of the base with a surrogate id: the ledger's, or a dense one on open data."""
        keys = self._relation(self.base, {}).distinct().subquery("k")
        if not self.has_surrogates:
            number = exp.Window(this=exp.RowNumber())
            return exp.select(trees.column(KEY), trees.named(number, PERSON)).from_(keys)
        key = exp.cast(trees.column(KEY, "k"), "VARCHAR")
        same = exp.EQ(this=trees.column("person", "i"), expression=key)
        ids = exp.cast(trees.column("id", "i"), "BIGINT")
        rows = exp.select(trees.column(KEY, "k"), trees.named(ids, PERSON)).from_(keys)
        return rows.join(trees.table(SURROGATES, "i"), on=same)

    def _relation(self, dataset: ManifestDataset, names: dict[str, str]) -> exp.Select:
        columns = self.engine.columns(dataset.view)
        return relation(dataset, self.manifest, columns, names, has_whole_keys=self._has_whole_keys())

    def _has_whole_keys(self) -> bool:
        return all(has_whole_key(one, self.engine.columns(one.view)) for one in self.datasets())

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
            keys = self._relation(dataset, {}).subquery("k")
            persons = exp.Count(this=exp.Distinct(expressions=[trees.column(KEY)]))
            rows, distinct = self.engine.rows(exp.select(exp.Count(this=exp.Star()), persons).from_(keys))[0]
            if rows != distinct:
                faults.append(site_fault("second_row", f"datasets.{dataset.key}"))
        if faults:
            raise SiteFaults(faults)

    def _rows(self) -> exp.Select:
        """The rows so far, as `s`."""
        if self.current is None:
            return exp.select().from_(trees.table(self.stage, PREVIOUS))
        return exp.select().from_(self.current.subquery(PREVIOUS))

    def _keep(self, name: str) -> None:
        """Let the engine keep the rows so far under a name."""
        if self.current is not None:
            self.engine.materialise(name, self.current)
            self.current, self.stage = None, name

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
        """One layer of columns: trees in place, scans as left joins, cuts as a row of quantiles."""
        if any(self._reads_twice(one) for one in layer):
            self._keep(f"_layer{len(self.present)}_{layer[0].name}")
        rows = self._rows()
        columns: list[Tree] = [exp.Column(this=exp.Star(), table=exp.to_identifier(PREVIOUS, quoted=True))]
        for number, definition in enumerate(layer):
            rows, tree = self._column(rows, definition, f"j{number}")
            columns.append(trees.named(tree, definition.name))
        self.current = rows.select(*columns)

    def _reads_twice(self, definition: Definition) -> bool:
        """Does the column need the rows so far a second time?"""
        if isinstance(definition.content, RecordScan):
            return self.is_filtered or bool(definition.content.needs)
        return isinstance(definition.content, Cuts)

    def _column(self, rows: exp.Select, definition: Definition, alias: str) -> tuple[exp.Select, Tree]:
        content = definition.content
        if isinstance(content, RecordScan):
            units = self._units(content) if self._reads_twice(definition) else None
            records = self._relation(self.manifest.datasets[content.dataset], {name: name for name in content.columns})
            rows = rows.join(
                content.select(records, units).subquery(alias), on=_same_key(PREVIOUS, alias), join_type="left"
            )
            result: Tree = trees.column(RESULT, alias)
            return rows, result if content.default is None else trees.coalesce(result, content.default)
        if isinstance(content, Cuts):
            return _with_cuts(rows, content, self._rows, alias)
        return rows, content

    def _units(self, content: RecordScan) -> exp.Select:
        """One row per person of the rows so far, with what the scan compares with."""
        names = [trees.column(KEY), *(trees.column(name) for name in content.needs)]
        rows = self._rows().select(*names)
        return rows.distinct() if self.plan.is_of_records else rows


def _with_cuts(
    rows: exp.Select, cuts: Cuts, population: Callable[[], exp.Select], alias: str
) -> tuple[exp.Select, Tree]:
    """The group of each unit: one more than the number of cut points below its value; a tie goes to the lower."""
    value = trees.column(cuts.of)
    points = [
        trees.named(trees.call("QUANTILE_CONT", value.copy(), exp.Literal.number(one)), f"q{number}")
        for number, one in enumerate(cuts.probabilities)
    ]
    rows = rows.join(population().select(*points).subquery(alias), join_type="cross")
    own = trees.column(cuts.of, PREVIOUS)
    last = trees.text(str(len(points) + 1))
    branches = [(trees.is_null(own), exp.null())]
    for number in range(len(points)):
        at_most = exp.LTE(this=own.copy(), expression=trees.column(f"q{number}", alias))
        branches.append((at_most, trees.text(str(number + 1))))  # type: ignore[arg-type]
    return rows, trees.case(branches, last)


def _same_key(left: str, right: str) -> Tree:
    return exp.EQ(this=trees.column(KEY, left), expression=trees.column(KEY, right))
