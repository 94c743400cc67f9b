"""Conditions as three-valued trees: what cannot be told is NULL, and so is its `not`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlglot import exp

from analysis.plans import VariableType, icd10_code
from analysis.plans.conditions import All, Any_, Comparison, Not, Operator
from analysis.site import trees
from analysis.site.expressions import NUMBERS, Value, joined, node_number
from analysis.site.manifest_toml import code_text
from analysis.site.trees import Tree

Resolve = Callable[[str], Value]
Lists = Mapping[str, tuple[str, ...]]


def condition(node: Any, resolve: Resolve, lists: Lists) -> Value:
    """The condition as a yes/no value; `resolve` gives the value behind a name."""
    match node:
        case All():
            parts = [condition(part, resolve, lists) for part in node.all]
            return joined(parts, trees.both(part.tree for part in parts), VariableType.BOOLEAN)
        case Any_():
            parts = [condition(part, resolve, lists) for part in node.any]
            return joined(parts, trees.either(part.tree for part in parts), VariableType.BOOLEAN)
        case Not():
            part = condition(node.not_, resolve, lists)
            return part.derived(trees.not_(part.tree), VariableType.BOOLEAN)
        case Comparison():
            value = resolve(node.name)
            return value.derived(_TESTS[node.operator](value, node.value, lists), VariableType.BOOLEAN)
        case _:
            raise TypeError(type(node).__name__)


def literal(value: Value, given: Any) -> Tree:
    """A value of the plan as a typed node that fits the variable it is compared with."""
    if value.type in NUMBERS:
        return trees.number(node_number(given) if isinstance(given, int | Decimal) else str(given))
    if value.type is VariableType.DATE:
        return trees.date(given.isoformat() if isinstance(given, dt.date) else str(given))
    if value.type is VariableType.BOOLEAN:
        return trees.boolean(given if isinstance(given, bool) else str(given) in ("true", "1"))
    return trees.text(code_of(given))


def code_of(given: Any) -> str:
    """A code or label of the plan in its one text form."""
    return str(code_text(float(given) if isinstance(given, Decimal) else given))


def icd10_spellings(code: str) -> tuple[str, ...]:
    """Every way a register writes a code of ICD-10: with and without the Danish D, with and without the point."""
    plain = icd10_code(code)
    dotted = f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 else plain
    return tuple(dict.fromkeys((plain, f"D{plain}", dotted, f"D{dotted}")))


def icd10_prefixes(prefix: str) -> tuple[str, ...]:
    """Beginnings in every spelling. `D` alone is the international chapter D, never every Danish code."""
    if icd10_code(prefix) == "D":
        return ("DD", *(f"D{digit}" for digit in range(10)))
    return icd10_spellings(prefix)


def _spelled(value: Value, codes: Iterable[Any]) -> list[Tree]:
    """The codes as literals, in every spelling that means the same."""
    if value.system == "icd10":
        texts = dict.fromkeys(one for code in codes for one in icd10_spellings(code_of(code)))
        return [trees.text(one) for one in texts]
    return [literal(value, code) for code in codes]


def _eq(value: Value, given: Any, lists: Lists) -> Tree:
    return _in(value, (given,), lists)


def _ne(value: Value, given: Any, lists: Lists) -> Tree:
    return trees.not_(_in(value, (given,), lists))


def _in(value: Value, given: Any, lists: Lists) -> Tree:
    spelled = _spelled(value, given)
    if len(spelled) == 1:
        return exp.EQ(this=value.tree.copy(), expression=spelled[0])
    return trees.isin(value.tree.copy(), spelled)


def _in_list(value: Value, given: Any, lists: Lists) -> Tree:
    return _in(value, lists[given], lists)


def _between(value: Value, given: Any, lists: Lists) -> Tree:
    low, high = given
    return exp.Between(this=value.tree.copy(), low=literal(value, low), high=literal(value, high))


def _starts_with(value: Value, given: Any, lists: Lists) -> Tree:
    texts = [one for prefix in given for one in (icd10_prefixes(prefix) if value.system == "icd10" else (prefix,))]
    return trees.either(
        exp.StartsWith(this=value.tree.copy(), expression=trees.text(one)) for one in dict.fromkeys(texts)
    )


def _missing(value: Value, given: Any, lists: Lists) -> Tree:
    absent = trees.is_null(value.tree.copy())
    return absent if given else trees.not_(absent)


def _compared(kind: type[exp.Binary]) -> Callable[[Value, Any, Lists], Tree]:
    def tree(value: Value, given: Any, lists: Lists) -> Tree:
        return kind(this=value.tree.copy(), expression=literal(value, given))

    return tree


_TESTS: Mapping[Operator, Callable[[Value, Any, Lists], Tree]] = {
    Operator.EQ: _eq,
    Operator.NE: _ne,
    Operator.IN: _in,
    Operator.BETWEEN: _between,
    Operator.GE: _compared(exp.GTE),
    Operator.GT: _compared(exp.GT),
    Operator.LE: _compared(exp.LTE),
    Operator.LT: _compared(exp.LT),
    Operator.STARTS_WITH: _starts_with,
    Operator.IN_LIST: _in_list,
    Operator.MISSING: _missing,
}
