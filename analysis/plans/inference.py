"""Names and types of a plan: what every value is, with a fault for every name or type that does not fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from . import grammar as g
from .code_check import check_recoded
from .condition_check import ConditionCheck
from .dictionary import Dataset, Dictionary, Text, VariableType
from .faults import Fault, fault
from .kinds import (
    BOOLEAN,
    CODES,
    DATE,
    DATES,
    DAY,
    INTEGER,
    NUMBER,
    NUMERIC,
    TYPE_WORDS,
    Kind,
    band_texts,
    kind_of_variable,
)
from .labels import case_labels, check_edges, check_quantiles, map_labels, written_map
from .record_check import RecordCheck
from .walk import nodes_of

NUMBER_WORDS = Text("et tal", "a number")
DATE_WORDS = Text("en dato", "a date")


class Inference:
    """The kinds of a plan's values against a dictionary; `faults` collects what does not fit.

    `used` are the `dataset.variable`s the plan needs (dates and birth included), `lists` its code lists, and `bound`
    its conditions and recodings in their one spelling, by path.
    A value with a fault has the kind None, and nothing that uses it is faulted again; nor is a use of the `unread`.
    """

    def __init__(self, plan: g.Plan, dictionary: Dictionary, *, unread: Collection[str] = ()) -> None:
        self.plan = plan
        self.unread = unread
        self.dictionary = dictionary
        self.faults: list[Fault] = []
        self.used: set[str] = set()
        self.lists: set[str] = set()
        self.bound: dict[str, dict[str, object]] = {}
        self.base: Dataset | None = dictionary.datasets.get(plan.population.from_)
        self.conditions = ConditionCheck(self)
        self.records = RecordCheck(self)
        self._known: dict[str, Kind | None] = {}
        self._open: list[str] = []
        self._told_retired: set[str] = set()

    def add(self, code: str, path: str, /, **named: object) -> None:
        """Add a fault."""
        self.faults.append(fault(code, path, **named))

    # Names

    def dataset(self, key: str, path: str) -> Dataset | None:
        """A dataset with persons, or a fault."""
        dataset = self.dictionary.datasets.get(key)
        if dataset is None:
            self.add("unknown_dataset", path, name=key)
            return None
        self.check_offered(key, path)
        if dataset.kind == "rates":
            self.add("rates_dataset", path, name=key)
            return None
        return dataset

    def check_offered(self, key: str, path: str) -> None:
        """One fault for a retired dataset, where the plan first names it."""
        if key in self.dictionary.retired - self._told_retired:
            self._told_retired.add(key)
            self.add("dataset_retired", path, name=key)

    def variable(self, name: str, path: str) -> Kind | None:
        """`dataset.variable` of any dataset of the dictionary, or a fault."""
        key, _, short = name.partition(".")
        dataset = self.dataset(key, path)
        if dataset is None:
            return None
        variable = dataset.variables.get(short)
        if variable is None:
            self.add("unknown_variable", path, name=name)
            return None
        self.used.add(name)
        return kind_of_variable(name, variable, is_birth=dataset.birth == short)

    def single(self, name: str, path: str) -> Kind | None:
        """`dataset.variable` with one value per unit: of a person dataset, or of a base of records."""
        kind = self.variable(name, path)
        if kind is None:
            return None
        key = name.partition(".")[0]
        of_rows = self.plan.population.unit is g.UnitOfAnalysis.RECORD and key == self.plan.population.from_
        if self.dictionary.datasets[key].unit == "record" and not of_rows:
            self.add("several_rows", path, name=name)
            return None
        return kind

    def named(self, name: str, path: str) -> Kind | None:
        """A name where a value stands: index, exit, `dataset.variable` or a variable of the plan."""
        if name == "index":
            return self.index(path)
        if name == "exit":
            return self.exit(path)
        return self.single(name, path) if "." in name else self.of_plan(name, path)

    def of_plan(self, name: str, path: str) -> Kind | None:
        """A variable of the plan; each is looked at once."""
        if name in self.unread:
            return None
        if name not in self.plan.variables:
            self.add("unknown_plan_variable", path, name=name)
            return None
        return self._once(name, path, lambda: self.value(self.plan.variables[name], f"variables.{name}"))

    def _once(self, name: str, path: str, kind: Callable[[], Kind | None]) -> Kind | None:
        if name in self._open:
            chain = " → ".join([*self._open[self._open.index(name) :], name])
            self.add("cycle", path, name=name, chain=chain)
            return None
        if name not in self._known:
            self._open.append(name)
            self._known[name] = kind()
            self._open.pop()
        return self._known[name]

    def birth(self, path: str) -> str | None:
        """The date of birth that attained age counts from, or a fault."""
        name = birth_variable(self.plan, self.dictionary)
        if name is None:
            self.add("no_birth", path)
            return None
        self.used.add(name)
        return name

    def looked_at(self, condition: g.Condition) -> Iterator[Kind]:
        """The kinds of the names in a condition that was checked; names with a fault are left out."""
        names = (node.name for _, node in nodes_of(condition) if isinstance(node, g.Comparison))
        for name in dict.fromkeys(names):
            variable = self.dictionary.variable(name)
            kind = self._known.get(name) if variable is None else kind_of_variable(name, variable)
            if kind is not None:
                yield kind

    # Index and exit

    def counts_days(self) -> bool:
        """True where the base dataset counts days from the person's own origin."""
        variables = self.base.variables.values() if self.base else ()
        return any(variable.type is VariableType.DAY for variable in variables)

    def index(self, path: str) -> Kind | None:
        """The index: a date, or a day; without one, day 0 of data that count days."""
        index = self.plan.population.index
        if index is None and self.counts_days():
            return DAY
        if index is None:
            self.add("no_index", path)
            return None
        return self._once("index", path, lambda: self._index(index))

    def _index(self, index: g.IndexEvent | g.IndexDate) -> Kind | None:
        if isinstance(index, g.IndexDate):
            return self.date(index.date, "population.index.date")
        return self.records.index_event(index, "population.index")

    def exit(self, path: str) -> Kind | None:
        """The exit: the earliest of its dates."""
        exit_ = self.plan.population.exit
        if exit_ is None:
            self.add("no_exit", path)
            return None
        return self._once("exit", path, lambda: self._exit(exit_))

    def _exit(self, exit_: g.Exit) -> Kind | None:
        kinds = [self.date(one, f"population.exit.first_of[{at}]") for at, one in enumerate(exit_.first_of)]
        return self.same_calendar(kinds, "population.exit.first_of")

    def same_calendar(self, kinds: list[Kind | None], path: str) -> Kind | None:
        """Dates with dates, or days with days."""
        known = [kind for kind in kinds if kind is not None]
        if len({kind.type for kind in known}) > 1:
            self.add("calendar_on_days", path)
            return None
        return replace(known[0], is_birth=False) if len(known) == len(kinds) else None

    # Values

    def value(self, value: g.Value, path: str) -> Kind | None:
        """The kind of any value."""
        match value:
            case str():
                return self.named(value, path)
            case int():
                return INTEGER
            case Decimal():
                return NUMBER
            case dt.date():
                return DATE
        key = next(iter(type(value).model_fields)).rstrip("_")
        check: Callable[..., Kind | None] = getattr(self, f"_{type(value).__name__.lower()}")
        return check(getattr(value, next(iter(type(value).model_fields))), f"{path}.{key}")

    def number(self, value: g.Value, path: str) -> Kind | None:
        """A number, or a fault."""
        return self._wanted(value, path, NUMERIC, NUMBER_WORDS)

    def date(self, value: g.Value, path: str) -> Kind | None:
        """A date; in data that count days a number of days stands for one."""
        if isinstance(value, int | Decimal) and self.counts_days():
            return DAY
        return self._wanted(value, path, DATES, DATE_WORDS)

    def _wanted(self, value: g.Value, path: str, types: frozenset[VariableType], words: Text) -> Kind | None:
        kind = self.value(value, path)
        if kind is None or kind.type in types:
            return kind
        self.wrong_type(value, path, kind, words)
        return None

    def wrong_type(self, value: object, path: str, kind: Kind, wanted: Text) -> None:
        """Fault a value of another type than wanted."""
        found = TYPE_WORDS[kind.type]
        name = value if isinstance(value, str) else path.rpartition(".")[2]
        self.add("type", path, name=name, found=found.da, found_en=found.en, wanted=wanted.da, wanted_en=wanted.en)

    # Shapes: a name or a condition

    def _from(self, name: str, path: str) -> Kind | None:
        return self.single(name, path)

    def _when(self, condition: g.Condition, path: str) -> Kind | None:
        self.conditions.of_values(condition, path)
        return replace(BOOLEAN, sensitive=any(kind.sensitive for kind in self.looked_at(condition)))

    def _case(self, case: tuple[g.Branch | g.Otherwise, ...], path: str) -> Kind | None:
        kinds: list[Kind | None] = []
        results: list[g.BranchValue] = []
        for at, branch in enumerate(case):
            key, result = ("then", branch.then) if isinstance(branch, g.Branch) else ("else", branch.else_)
            if isinstance(branch, g.Branch):
                self.conditions.of_values(branch.when, f"{path}[{at}].when")
            results.append(result)
            if not isinstance(result, g.Label):
                kinds.append(self.value(result, f"{path}[{at}].{key}"))
        labels = case_labels(self, results, path)
        if not kinds:
            branches = (branch for branch in case if isinstance(branch, g.Branch))
            looked_at = (kind for branch in branches for kind in self.looked_at(branch.when))
            return labels and replace(labels, sensitive=any(kind.sensitive for kind in looked_at))
        if None in kinds:
            return None
        return self._branches([kind for kind in kinds if kind], path, mixed=len(kinds) < len(results))

    def _branches(self, kinds: list[Kind], path: str, *, mixed: bool) -> Kind | None:
        types = {kind.type for kind in kinds}
        if not mixed and len(types) == 1 and types <= DATES:
            return replace(kinds[0], is_birth=False, source=None)
        if mixed or not types <= NUMERIC:
            self.add("mixed_branches", path)
            return None
        return self._arithmetic_kind(kinds)

    def _map(self, recode: g.Recode, path: str) -> Kind | None:
        kind = self._wanted(
            recode.of, f"{path}.of", CODES | {VariableType.BOOLEAN, VariableType.INTEGER}, Text("en kode", "a code")
        )
        if kind is not None:
            check_recoded(self, recode, kind, f"{path}.to")
            self.bound[f"{path}.to"] = written_map(recode, kind)
        return map_labels(self, recode, kind, f"{path}.to")

    # Shapes: numbers

    def _arithmetic_kind(self, kinds: list[Kind]) -> Kind:
        types = {kind.type for kind in kinds}
        units = {kind.unit for kind in kinds}
        kind = VariableType.INTEGER if types <= {VariableType.INTEGER} else VariableType.NUMBER
        sources = {one.source for one in kinds if one.source}
        return Kind(
            type=kind,
            unit=units.pop() if len(units) == 1 else None,
            source=sources.pop() if len(sources) == 1 else None,
            sensitive=any(one.sensitive for one in kinds),
        )

    def _numbers(self, values: tuple[g.Value, ...], path: str) -> list[Kind] | None:
        kinds = [self.number(value, f"{path}[{at}]") for at, value in enumerate(values)]
        known = [kind for kind in kinds if kind]
        return known if len(known) == len(kinds) else None

    def _add(self, values: tuple[g.Value, ...], path: str) -> Kind | None:
        kinds = self._numbers(values, path)
        return self._arithmetic_kind(kinds) if kinds else None

    _subtract = _add

    def _multiply(self, values: tuple[g.Value, ...], path: str) -> Kind | None:
        kind = self._add(values, path)
        return kind and replace(kind, unit=None)

    def _divide(self, values: tuple[g.Value, ...], path: str) -> Kind | None:
        kind = self._add(values, path)
        return kind and replace(kind, type=VariableType.NUMBER, unit=None)

    def _minof(self, values: tuple[g.Value, ...], path: str) -> Kind | None:
        kinds = self._numbers(values, path)
        if kinds and {kind.type for kind in kinds} == {VariableType.DAY}:
            return DAY
        return self._arithmetic_kind(kinds) if kinds else None

    _maxof = _minof

    def _log(self, value: g.Value, path: str) -> Kind | None:
        kind = self.number(value, path)
        return kind and kind.derived(VariableType.NUMBER)

    def _floor(self, value: g.Value, path: str) -> Kind | None:
        kind = self.number(value, path)
        return kind and kind.derived(VariableType.INTEGER, unit=kind.unit)

    def _bands(self, bands: g.BandsOf, path: str) -> Kind | None:
        kind = self.number(bands.of, f"{path}.of")
        if bands.edges is not None:
            check_edges(self, bands.edges, f"{path}.edges")
            whole = kind is not None and kind.type is VariableType.INTEGER
            labels = band_texts(bands.edges, whole=whole)
        else:
            check_quantiles(self, bands.quantiles or (), f"{path}.quantiles")
            codes = range(1, len(bands.quantiles or ()) + 2)
            labels = tuple((str(code), Text(f"Gruppe {code}", f"Group {code}")) for code in codes)
        grouped = kind and kind.derived(VariableType.CATEGORY, unit=kind.unit)
        return grouped and replace(grouped, labels=labels, bands=True)

    # Shapes: dates

    def _yearof(self, value: g.Value, path: str) -> Kind | None:
        kind = self._wanted(value, path, frozenset({VariableType.DATE}), DATE_WORDS)
        return kind and kind.derived(VariableType.INTEGER)

    _monthof = _yearof

    def _dates(self, pair: tuple[g.Value, g.Value], path: str) -> Kind | None:
        return self.same_calendar([self.date(value, f"{path}[{at}]") for at, value in enumerate(pair)], path)

    def _daysbetween(self, pair: tuple[g.Value, g.Value], path: str) -> Kind | None:
        kind = self._dates(pair, path)
        return kind and kind.derived(VariableType.INTEGER, unit="days")

    def _yearsbetween(self, pair: tuple[g.Value, g.Value], path: str) -> Kind | None:
        kind = self._dates(pair, path)
        return kind and kind.derived(VariableType.NUMBER, unit="years")

    def _completedyears(self, pair: tuple[g.Value, g.Value], path: str) -> Kind | None:
        kind = self._dates(pair, path)
        return kind and kind.derived(VariableType.INTEGER, unit="years")

    def _shift(self, shift: tuple[g.Value, g.Value, g.ShiftUnit], path: str) -> Kind | None:
        kind = self.date(shift[0], f"{path}[0]")
        amount = self.number(shift[1], f"{path}[1]")
        return kind if kind and amount else None

    # Shapes: records and events

    def _exists(self, records: g.Records, path: str) -> Kind | None:
        self.records.of_dataset(records, path)
        return BOOLEAN

    def _count(self, records: g.CountRecords, path: str) -> Kind | None:
        return self.records.count(records, path)

    def _sum(self, records: g.SumRecords, path: str) -> Kind | None:
        return self.records.sum(records, path)

    def _takevalue(self, records: g.ValueRecords, path: str) -> Kind | None:
        return self.records.value(records, path)

    def _covereddays(self, records: g.SupplyRecords, path: str) -> Kind | None:
        return self.records.covered(records, path)

    def _persistentdays(self, records: g.PersistentRecords, path: str) -> Kind | None:
        return self.records.persistent(records, path)

    def _event(self, event: g.EventAt, path: str) -> Kind | None:
        dates = [self.date(event.date, f"{path}.date"), self.index(path), self.exit(f"{path}.before")]
        return BOOLEAN if self.same_calendar(dates, path) else None

    def _onfrom(self, value: g.Value, path: str) -> Kind | None:
        return replace(BOOLEAN, turns=True) if self.date(value, path) else None


def birth_variable(plan: g.Plan, dictionary: Dictionary) -> str | None:
    """`dataset.variable` of the date of birth: the base's, else that of the first person dataset of its domain."""
    base = dictionary.datasets.get(plan.population.from_)
    if base is None:
        return None
    others = (dictionary.datasets[key] for key in sorted(dictionary.datasets))
    persons = [one for one in others if one.unit == "person" and (one.domain, one.site) == (base.domain, base.site)]
    return next((f"{one.key}.{one.birth}" for one in (base, *persons) if one.birth), None)


def infer_kinds(plan: g.Plan, dictionary: Dictionary) -> Mapping[str, Kind]:
    """The kind of every variable of a plan that has no faults in it; those with faults are left out."""
    inference = Inference(plan, dictionary)
    kinds = {name: inference.of_plan(name, f"variables.{name}") for name in plan.variables}
    return {name: kind for name, kind in kinds.items() if kind is not None}
