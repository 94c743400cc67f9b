"""The generated tables of docs/reference/plans.md: `python -m analysis.plans.reference docs/reference/plans.md`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from enum import Enum, EnumMeta
from pathlib import Path
from typing import Any, cast, get_args

from pydantic.fields import FieldInfo

from . import grammar as g
from .condition_check import ANY_TYPE, OPERATOR_TYPES
from .conditions import TESTS
from .fault_texts import FAULT_TEXTS
from .names import Node
from .protected import PROTECTED_METHODS

COMMON = frozenset({"id", "method", "missing"})
"""What the page says once for all methods."""

END = "<!-- end -->"

EXAMPLES: dict[str, str] = {
    "from": '{"from": "bef.region"}',
    "when": '{"when": {"age": {"ge": 50}}}',
    "case": '{"case": [{"when": {"age": {"ge": 50}}, "then": {"label": "old"}}, {"else": {"label": "young"}}]}',
    "map": '{"map": {"of": "bef.sex", "to": {"1": "m", "2": "f"}}}',
    "add": '{"add": ["a", "b", 1]}',
    "subtract": '{"subtract": ["a", "b"]}',
    "multiply": '{"multiply": ["a", 2]}',
    "divide": '{"divide": ["weight", "height"]}',
    "min_of": '{"min_of": ["a", "b"]}',
    "max_of": '{"max_of": ["a", "b"]}',
    "log": '{"log": "ldl"}',
    "floor": '{"floor": "weight"}',
    "year_of": '{"year_of": "index"}',
    "month_of": '{"month_of": "bef.birth_date"}',
    "days_between": '{"days_between": ["index", "exit"]}',
    "years_between": '{"years_between": ["index", "exit"]}',
    "completed_years": '{"completed_years": ["bef.birth_date", "index"]}',
    "shift": '{"shift": ["index", 365, "days"]}',
    "bands": '{"bands": {"of": "age", "edges": [0, 18.5, 25, null]}}',
    "exists": '{"exists": {"dataset": "lmdb", "where": {"lmdb.atc": {"starts_with": "C10"}}, "window": {"days": [0, 365]}}}',
    "count": '{"count": {"dataset": "lmdb", "distinct": "lmdb.atc", "window": {"days": [-365, 0]}}}',
    "sum": '{"sum": {"dataset": "lmdb", "of": "lmdb.packages"}}',
    "value": '{"value": {"dataset": "lab", "of": "lab.value", "take": "last", "window": {"days": [null, 0]}}}',
    "covered_days": '{"covered_days": {"dataset": "lmdb", "supply": "lmdb.days", "window": {"days": [0, 364]}}}',
    "persistent_days": '{"persistent_days": {"dataset": "lmdb", "supply": 90, "grace": 30}}',
    "event": '{"event": {"date": "dodsaars.date", "before": "exit"}}',
    "on_from": '{"on_from": "index"}',
}
"""How each shape is written."""


def shapes_table() -> str:
    """Every shape with its meaning and an example."""
    rows = ([f"`{key}`", _meaning(shape), f"`{EXAMPLES[key]}`"] for key, shape in g.SHAPES.items())
    return _table(("Shape", "Meaning", "Written"), rows)


def operators_table() -> str:
    """Every operator with its meaning and the types it fits."""
    rows = ([f"`{key}`", _meaning(test), _types(g.Operator(key))] for key, test in TESTS.items())
    return _table(("Operator", "Meaning", "Types"), rows)


def methods_table() -> str:
    """Every method with its meaning and options, and whether protected data give more than `withheld`."""
    rows = ([f"`{key}`", _meaning(cls), _options(cls), _leaves(key)] for key, cls in g.METHODS.items())
    return _table(("Method", "Gives", "Options", "From protected data"), rows)


def faults_table() -> str:
    """Every fault code with its text."""
    rows = ([f"`{code}`", text.en.replace("|", "\\|")] for code, text in FAULT_TEXTS.items())
    return _table(("Code", "What it says"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "shapes": shapes_table,
    "operators": operators_table,
    "methods": methods_table,
    "faults": faults_table,
}
"""The generated tables by the name in their marks."""


def with_tables(page: str) -> str:
    """The page with every table between its marks made anew."""
    for name, table in TABLES.items():
        before, mark, rest = page.partition(f"<!-- table: {name} -->\n")
        if mark:
            page = f"{before}{mark}{table()}{END}{rest.partition(END)[2]}"
    return page


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _meaning(cls: type[Node]) -> str:
    """The first sentence of a class, as its docstring says it."""
    return " ".join((cls.__doc__ or "").split("\n\n")[0].split())


def _leaves(method: str) -> str:
    return "released" if method in PROTECTED_METHODS else "withheld for now"


def _types(operator: g.Operator) -> str:
    types = OPERATOR_TYPES[operator]
    return "all" if types == ANY_TYPE else ", ".join(sorted(types))


def _options(cls: type[Node]) -> str:
    fields = ((info.alias or name, info) for name, info in cls.model_fields.items() if name not in COMMON)
    return ", ".join(f"`{name}`{_choices(info)}" for name, info in fields)


def _choices(info: FieldInfo) -> str:
    """The choices of an option; where it has a default of one choice, that is the first."""
    names = [str(choice) for enum in _enums(info.annotation) for choice in enum]
    return f" ({', '.join(names)})" if names else ""


def _enums(annotation: Any) -> list[type[Enum]]:
    """The enums in an annotation, however deep."""
    if isinstance(annotation, EnumMeta):
        return [cast("type[Enum]", annotation)]
    return [enum for part in get_args(annotation) for enum in _enums(part)]


def main(path: str) -> None:
    """Write the tables into the page."""
    page = Path(path)
    page.write_text(with_tables(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":  # pragma: no cover  (run by hand; `main` is tested)
    main(sys.argv[1])
