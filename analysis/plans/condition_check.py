"""Conditions: which names where, which operators on which types, and values that fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from . import grammar as g
from .code_check import check_code, declared, list_fault
from .dictionary import Text, VariableType
from .kinds import CODES, DATES, IDENTIFIERS, NUMERIC, TYPE_WORDS, Kind
from .scalars import Fitted, Misfit, as_json, fitted, ordered

if TYPE_CHECKING:
    from .inference import Inference

ORDERED = NUMERIC | DATES
ANY_TYPE = frozenset(VariableType)
OPERATOR_TYPES = {
    g.Operator.EQ: ANY_TYPE,
    g.Operator.NE: ANY_TYPE,
    g.Operator.IN: ANY_TYPE,
    g.Operator.BETWEEN: ORDERED,
    g.Operator.GE: ORDERED,
    g.Operator.GT: ORDERED,
    g.Operator.LE: ORDERED,
    g.Operator.LT: ORDERED,
    g.Operator.STARTS_WITH: CODES,
    g.Operator.IN_LIST: CODES,
    g.Operator.MISSING: ANY_TYPE,
}
"""Which operator fits which types."""

EXACT = frozenset({g.Operator.EQ, g.Operator.NE, g.Operator.IN})
WHERE_WORDS = Text(
    "Her bruges datasæt.variabel fra et datasæt med én række pr. person.",
    "Use dataset.variable of a dataset with one row a person here.",
)
KEEP_IF_WORDS = Text("Her bruges planens egne variabler.", "Use the plan's own variables here.")
DATASET_WORDS = Text("Her bruges variabler fra »{key}«.", 'Use variables of "{key}" here.')

Resolve = Callable[[str, str], Kind | None]


class ConditionCheck:
    """Checks conditions in each of the places they may stand."""

    def __init__(self, inference: Inference) -> None:
        self.inference = inference

    def of_where(self, condition: g.Condition, path: str) -> None:
        """The population's `where`: `dataset.variable` of the base or a person dataset."""

        def resolve(name: str, at: str) -> Kind | None:
            if "." in name:
                return self.inference.single(name, at)
            self._not_here(name, at, WHERE_WORDS)
            return None

        self._walk(condition, path, resolve)

    def of_plan(self, condition: g.Condition, path: str) -> None:
        """`keep_if`: variables of the plan."""

        def resolve(name: str, at: str) -> Kind | None:
            if "." in name or name in {"index", "exit"}:
                self._not_here(name, at, KEEP_IF_WORDS)
                return None
            return self.inference.of_plan(name, at)

        self._walk(condition, path, resolve)

    def of_values(self, condition: g.Condition, path: str) -> None:
        """`when`: whatever may stand where a shape takes a value."""
        self._walk(condition, path, self.inference.named)

    def of_dataset(self, condition: g.Condition, path: str, key: str) -> None:
        """A record's `where`: variables of that dataset."""

        def resolve(name: str, at: str) -> Kind | None:
            if name.partition(".")[0] != key or "." not in name:
                words = Text(DATASET_WORDS.da.format(key=key), DATASET_WORDS.en.format(key=key))
                self._not_here(name, at, words)
                return None
            return self.inference.variable(name, at)

        self._walk(condition, path, resolve)

    def _not_here(self, name: str, path: str, wanted: Text) -> None:
        self.inference.add("name_not_here", path, name=name, wanted=wanted.da, wanted_en=wanted.en)

    def _walk(self, condition: g.Condition, path: str, resolve: Resolve) -> None:
        match condition:
            case g.All(all=parts):
                self._walk_parts(parts, f"{path}.all", resolve)
            case g.Any_(any=parts):
                self._walk_parts(parts, f"{path}.any", resolve)
            case g.Not(not_=part):
                self._walk(part, f"{path}.not", resolve)
            case _:
                here = f"{path}.{condition.name}"
                kind = resolve(condition.name, here)
                if kind is not None:
                    self._comparison(condition, kind, here)

    def _walk_parts(self, parts: tuple[g.Condition, ...], path: str, resolve: Resolve) -> None:
        for at, part in enumerate(parts):
            self._walk(part, f"{path}[{at}]", resolve)

    def _comparison(self, condition: g.Comparison, kind: Kind, path: str) -> None:
        operator, here = condition.operator, f"{path}.{condition.operator}"
        words = TYPE_WORDS[kind.type]
        if kind.turns:
            self.inference.add("on_from_misplaced", path, name=condition.name)
        elif kind.type not in OPERATOR_TYPES[operator]:
            named = {"operator": operator, "name": condition.name, "found": words.da, "found_en": words.en}
            self.inference.add("operator_type", here, **named)
        elif operator is g.Operator.IN_LIST:
            self._list(condition, kind, here)
        elif operator is not g.Operator.MISSING:
            self._values(condition, kind, here)

    def _list(self, condition: g.Comparison, kind: Kind, path: str) -> None:
        """A code list of the catalogue; bound, it is its codes."""
        name = str(condition.value)
        codes = self.inference.dictionary.lists.get(name)
        if codes is None:
            self.inference.add("unknown_list", path, name=name)
            return
        if codes.system and kind.system and codes.system != kind.system.casefold():
            named = {"name": name, "system": codes.system, "variable": condition.name, "found": kind.system}
            self.inference.add("list_system", path, **named)
            return
        operator = g.Operator.STARTS_WITH if codes.covers_below else g.Operator.IN
        usable = declared(codes.codes, kind, operator)
        if not usable:
            list_fault(self.inference, condition, kind, path)
        self.inference.lists.add(name)
        self.inference.bound[path] = {operator.value: ordered(fitted(code, kind) for code in usable)}

    def _values(self, condition: g.Comparison, kind: Kind, path: str) -> None:
        value = condition.value
        values = value if isinstance(value, tuple) else (value,)
        fitting: list[Fitted] = []
        for one in values:
            try:
                fitting.append(_fitted(one, condition, kind))
                check_code(self.inference, condition, one, kind, path)
            except Misfit:
                self._misfit(one, condition.name, kind, path)
        if len(fitting) == len(values):
            self._bind(condition, fitting, path)
        is_whole = condition.operator is g.Operator.BETWEEN and len(fitting) == 2
        if is_whole and fitting[0] > fitting[1]:  # type: ignore[operator]  # both of the one type that was fitted
            self.inference.add("range", path)
        self._identifying(condition, kind, path, fitting)

    def _bind(self, condition: g.Comparison, fitting: list[Fitted], path: str) -> None:
        """Keep the one spelling of the values for the bound plan."""
        operator = condition.operator
        if operator is g.Operator.BETWEEN:
            written: object = [as_json(value) for value in fitting]
        else:
            written = ordered(fitting) if isinstance(condition.value, tuple) else as_json(fitting[0])
        self.inference.bound[path] = {operator.value: written}

    def _misfit(self, value: g.ScalarValue, name: str, kind: Kind, path: str) -> None:
        """Fault a value of another type; of a date, say how one is written."""
        if kind.type is VariableType.DATE:
            self.inference.add("bad_date", path, value=value)
            return
        words = TYPE_WORDS[kind.type]
        self.inference.add("value_type", path, value=value, name=name, found=words.da, found_en=words.en)

    def _identifying(self, condition: g.Comparison, kind: Kind, path: str, values: Sequence[object]) -> None:
        """One date of birth, or a code that names a person, must not pick people out."""
        one_day = condition.operator is g.Operator.BETWEEN and len(set(values)) == 1
        if kind.is_birth and (condition.operator in EXACT or one_day):
            self.inference.add("identifying_filter", path, name=condition.name)
        if (kind.system or "").casefold() in IDENTIFIERS:
            self.inference.add("identifying_filter", path, name=condition.name)


def _fitted(value: g.ScalarValue, condition: g.Comparison, kind: Kind) -> Fitted:
    """The value as its type writes it. Raises Misfit, also for a fraction that a whole number should equal."""
    fitting = fitted(value, kind)
    if kind.type is VariableType.INTEGER and condition.operator in EXACT and not isinstance(fitting, int):
        raise Misfit
    return fitting
