"""Values of a plan as SQLGlot trees, each with what is known of it without looking at the data.

A tree only ever reads columns. What a tree would have to repeat becomes a column of its own first (`held`), so that a
deeply nested plan stays as large as it was written. Each column belongs to a layer: it reads columns of lower layers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from analysis.plans import Dictionary, Variable, VariableType
from analysis.site import trees
from analysis.site.trees import Tree

if TYPE_CHECKING:
    from analysis.site.expressions_records import RecordScan

NUMBERS = (VariableType.NUMBER, VariableType.INTEGER, VariableType.DAY)
DATES = (VariableType.DATE, VariableType.DAY)
INDEX = "_index"
EXIT = "_exit"
STORED = {"index": INDEX, "exit": EXIT}


@dataclass(frozen=True)
class Value:
    """One value per unit: its tree and its type. What else is known of it, `analysis.plans` infers."""

    tree: Tree
    type: VariableType
    layer: int = 0
    system: str | None = None
    is_column: bool = False
    grid: float | None = None  # the step to which quantiles of a variable of the catalogue are rounded

    def derived(self, tree: Tree, kind: VariableType) -> Value:
        """Another value made of this one."""
        return Value(tree, kind, layer=self.layer)


@dataclass(frozen=True)
class Cuts:
    """A number cut at the population's own quantiles."""

    of: str
    probabilities: tuple[float, ...]
    grid: float | None = None


@dataclass(frozen=True)
class Definition:
    """A column still to be made: a tree over lower layers, a scan of records, or quantile bands."""

    name: str
    value: Value
    content: Tree | RecordScan | Cuts
    needs: tuple[str, ...]


def joined(parts: Iterable[Value], tree: Tree, kind: VariableType) -> Value:
    """A value made of several others."""
    return Value(tree, kind, layer=max((value.layer for value in parts), default=0))


def variable_as_value(variable: Variable, tree: Tree) -> Value:
    """A variable of the catalogue as it stands."""
    return Value(tree, variable.type, system=variable.system, is_column=True, grid=variable.grid)


Compile = Callable[["Compiler", Any], Value]


@dataclass
class Compiler:
    """Turns shapes into values and collects the columns they need. One compiler serves one plan."""

    dictionary: Dictionary
    variables: Mapping[str, Any]
    lists: Mapping[str, tuple[str, ...]]
    birth: str | None
    shapes: Mapping[type, Compile]
    has_index: bool
    definitions: dict[str, Definition] = field(default_factory=dict)
    read: dict[str, None] = field(default_factory=dict)  # dataset.variable of the base and of person datasets
    specials: dict[str, Value] = field(default_factory=dict)  # index and exit, once they are defined

    def value(self, node: Any) -> Value:
        """The value of a leaf or a shape."""
        if isinstance(node, str):
            return self.named(node)
        if isinstance(node, dt.date):
            return Value(trees.date(node.isoformat()), VariableType.DATE)
        if isinstance(node, int | Decimal):
            return Value(trees.number(node_number(node)), number_type(node))
        return self.shapes[type(node)](self, node)

    def named(self, name: str) -> Value:
        """A `dataset.variable`, a variable of the plan, `index` or `exit`."""
        if "." in name:
            return self.dataset_variable(name)
        if name in STORED:
            return self.special(name)
        if name not in self.definitions:
            self.define(name, self.value(self.variables[name]))
        return self.definitions[name].value

    def dataset_variable(self, name: str) -> Value:
        """A variable of the base or of a person dataset: a column of the first stage, named as in the plan."""
        variable = self.dictionary.variable(name)
        if variable is None:
            raise KeyError(name)
        self.read[name] = None
        return variable_as_value(variable, trees.column(name))

    def special(self, name: str) -> Value:
        """The index or the exit; in `day` data without an index, day 0."""
        if name == "index" and not self.has_index:
            return Value(trees.number(0), VariableType.DAY)
        return self.specials[name]

    def define(self, name: str, value: Value, content: RecordScan | Cuts | None = None) -> Value:
        """Make a value a column one layer up; returns the column."""
        tree: Tree | RecordScan | Cuts = value.tree if content is None else content
        column = replace(value, tree=trees.column(name), layer=value.layer + 1, is_column=True)
        self.definitions[name] = Definition(name, column, tree, self._needs(tree))
        return column

    def held(self, value: Value) -> Value:
        """The value as a column, so that a tree may read it twice."""
        if value.is_column or not trees.reads_columns(value.tree):
            return value
        return self.define(self.fresh_name(), value)

    def fresh_name(self) -> str:
        """A name no plan can use."""
        return f"_x{len(self.definitions)}"

    def _needs(self, tree: Tree | RecordScan | Cuts) -> tuple[str, ...]:
        if isinstance(tree, Cuts):
            return (tree.of,)
        if isinstance(tree, trees.Tree):
            return tuple(dict.fromkeys(found.name for found in tree.find_all(exp.Column)))
        return tree.needs


def node_number(node: int | Decimal) -> str:
    """A number of a plan in digits, without an exponent."""
    return format(node, "f") if isinstance(node, Decimal) else str(node)


def number_type(node: int | Decimal) -> VariableType:
    """Whole numbers are integers."""
    return VariableType.INTEGER if isinstance(node, int) else VariableType.NUMBER
