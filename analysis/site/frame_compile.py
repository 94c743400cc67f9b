"""From a bound plan to everything the frame has to make: definitions in layers, and the steps of the population."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlglot import exp

from analysis.plans import Dictionary, Plan, VariableType, birth_variable, own_values
from analysis.plans.population import Exclusion, IndexDate, IndexEvent, Pick, Population, UnitOfAnalysis
from analysis.plans.records import Records
from analysis.site import (
    expressions_dates,
    expressions_labels,
    expressions_numbers,
    expressions_records,
    expressions_supply,
    trees,
)
from analysis.site.expressions import EXIT, INDEX, Compiler, Value, joined
from analysis.site.expressions_conditions import condition
from analysis.site.expressions_records import RecordScan, reader_of, scan
from analysis.site.trees import Tree

SHAPES = {
    **expressions_dates.SHAPES,
    **expressions_labels.SHAPES,
    **expressions_numbers.SHAPES,
    **expressions_records.SHAPES,
    **expressions_supply.SHAPES,
}


@dataclass(frozen=True)
class Step:
    """One step of the flow: the name it has in tables, the columns it reads, who stays."""

    name: str
    keep: Value

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns that must be there before the step."""
        return tuple(dict.fromkeys(column.name for column in self.keep.tree.find_all(exp.Column)))


@dataclass(frozen=True)
class CompiledPlan:
    """A plan as columns and steps; `results` are the columns that methods may ask for."""

    population: Population
    compiler: Compiler
    steps: tuple[Step, ...]
    results: Mapping[str, Value]

    @cached_property
    def ordered_scans(self) -> frozenset[str]:
        """The columns that take the first, last or nearest of several records, where values may tie."""
        found = self.compiler.definitions.items()
        return frozenset(name for name, one in found if isinstance(one.content, RecordScan) and one.content.order)

    def made_of(self, name: str) -> frozenset[str]:
        """A column and all the columns it is made of."""
        definition = self.compiler.definitions.get(name)
        parts = () if definition is None else definition.needs
        return frozenset({name}).union(*(self.made_of(part) for part in parts))

    def sources_of(self, name: str) -> frozenset[str]:
        """What a column is computed from: variables of persons, and readings of records.

        The index date and the end of follow-up count where there is nothing else: they stand in nearly every variable.
        """
        found, dates, waiting = set[str](), set[str](), [name]
        while waiting:
            part = waiting.pop()
            definition = self.compiler.definitions.get(part)
            if part in (INDEX, EXIT):
                dates.add(part)
            elif definition is None:
                found.add(part)
            elif isinstance(definition.content, RecordScan):
                found.add(definition.content.named)
            else:
                waiting.extend(definition.needs)
        return frozenset(found or dates)

    @property
    def is_of_records(self) -> bool:
        """Is a row a record?"""
        return self.population.unit is UnitOfAnalysis.RECORD


def compile_plan(plan: Plan, dictionary: Dictionary) -> CompiledPlan:
    """Compile the population and every variable. The plan must have been bound to the dictionary."""
    population, variables = plan.population, plan.variables
    lists = {name: one.codes for name, one in dictionary.lists.items()}
    compiler = Compiler(
        dictionary=dictionary,
        variables=variables,
        lists=lists,
        birth=birth_variable(plan, dictionary),
        shapes=SHAPES,
        has_index=population.index is not None,
    )
    steps = []
    if population.where is not None:
        steps.append(Step("where", condition(population.where, compiler.named, lists)))
    if population.index is not None:
        index = _index(compiler, population.index)
        compiler.specials["index"] = compiler.define(INDEX, index)
        there = trees.not_(trees.is_null(trees.column(INDEX)))
        steps.append(Step("index", compiler.specials["index"].derived(there, VariableType.BOOLEAN)))
    if population.exit is not None:
        compiler.specials["exit"] = compiler.define(EXIT, _exit(compiler, population))
    if population.keep_if is not None:
        steps.append(Step("keep_if", condition(population.keep_if, compiler.named, lists)))
    for number, exclusion in enumerate(population.exclude, start=1):
        steps.append(Step(f"exclude.{number}", _exclusion(compiler, exclusion)))
    results = {name: compiler.named(name) for name in variables}
    own = {name: compiler.define(name, compiler.value(one.value)) for name, one in own_values(plan, dictionary).items()}
    return CompiledPlan(population, compiler, tuple(steps), results | compiler.specials | own)


def _index(compiler: Compiler, index: IndexEvent | IndexDate) -> Value:
    """First the event, then whether it lies in the period."""
    if isinstance(index, IndexDate):
        return compiler.value(index.date)
    reader = reader_of(compiler, index.dataset)
    date = reader.date(index.date)
    pick: Tree = exp.Min(this=date.tree) if index.take is Pick.FIRST else exp.Max(this=date.tree)
    records = Records(dataset=index.dataset, where=index.where)
    made = scan(compiler, records, reader=reader, result=pick)
    found = compiler.define(compiler.fresh_name(), Value(pick, date.type), made)
    if index.between is None:
        return found
    first, last = (trees.date(one.isoformat()) for one in index.between)
    inside = exp.Between(this=found.tree.copy(), low=first, high=last)
    return found.derived(trees.case([(inside, found.tree)]), found.type)


def _exit(compiler: Compiler, population: Population) -> Value:
    """The earliest date that is not missing."""
    dates = [compiler.value(one) for one in (population.exit.first_of if population.exit else ())]
    first, *others = (date.tree for date in dates)
    kind = VariableType.DATE if any(date.type is VariableType.DATE for date in dates) else VariableType.DAY
    return joined(dates, exp.Least(this=first, expressions=others, ignore_nulls=True) if others else first, kind)


def _exclusion(compiler: Compiler, exclusion: Exclusion) -> Value:
    """Yes for persons without such a record."""
    records = Records(dataset=exclusion.dataset, where=exclusion.where, window=exclusion.window, date=exclusion.date)
    made: RecordScan = scan(compiler, records, default=trees.boolean(False))
    layers = [compiler.definitions[name].value.layer for name in made.needs if name in compiler.definitions]
    at = Value(trees.boolean(True), VariableType.BOOLEAN, layer=max(layers, default=0))
    found = compiler.define(compiler.fresh_name(), at, made)
    return found.derived(trees.not_(found.tree), VariableType.BOOLEAN)
