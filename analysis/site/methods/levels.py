"""The levels of a variable in a model: those somebody has, in order, with the rare ones merged where the plan says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from analysis.site import trees
from analysis.site.engines import KEPT, Engine
from analysis.site.frame import PERSON, Column

from .axes import MISSING, OTHER, Label, declared_levels, level_order, text_of

_VALUE, _PLACE = "_value", "_place"
NOWHERE = -1


@dataclass(frozen=True)
class Factor:
    """A variable as levels. `values` are those found, each with the place of its level; None is missing.

    `empty` says that a declared level has nobody and was left out (R's droplevels), `merged` that rare levels were
    merged, `lacks_reference` that nobody has the reference the plan names, so that the first level stands for it.
    """

    column: Column
    labels: tuple[Label, ...]
    reference: int
    values: tuple[tuple[Any, int], ...]
    empty: bool = False
    merged: bool = False
    lacks_reference: bool = False

    @property
    def compared(self) -> tuple[Label, ...]:
        """The levels compared with the reference."""
        return tuple(label for place, label in enumerate(self.labels) if place != self.reference)


@dataclass(frozen=True)
class _Found:
    """A value somebody has, with its distinct persons and the parent code that stands beside it."""

    value: Any
    label: str
    persons: int
    parent: str | None


def read_factor(
    engine: Engine,
    rows: exp.Select,
    column: Column,
    *,
    reference: str | None = None,
    fewest: int | None = None,
    parent: str | None = None,
) -> Factor:
    """The levels of a column of `rows`. Levels of fewer than `fewest` persons join their parent code, else `other`.

    `parent` is the column of the parent code. Missing values, where rows with them were kept, are a level of their own.
    """
    found, has_missing = _read(engine, rows, column, parent, counts_persons=fewest is not None)
    declared = declared_levels(column)
    order = [*declared, *sorted({one.label for one in found} - set(declared), key=level_order)]
    joins = _joins(found, fewest if column.type != "boolean" else None)
    merged = sorted(set(joins.values()) - {one.label for one in found if one.label not in joins})
    present = {joins.get(one.label, one.label) for one in found}
    order += [label for label in merged if label not in order and label != OTHER]
    labels: list[Label] = [label for label in dict.fromkeys([*order, OTHER]) if label in present]
    place = {label: at for at, label in enumerate(labels)}
    values = [(one.value, place[joins.get(one.label, one.label)]) for one in found]
    wanted = None if reference is None else joins.get(reference, reference)
    if has_missing:
        values.append((None, len(labels)))
        labels.append(MISSING)
    return Factor(
        column=column,
        labels=tuple(labels),
        reference=place.get(wanted, 0) if wanted is not None else 0,
        values=tuple(values),
        empty=any(label not in {one.label for one in found} for label in declared),
        merged=bool(joins),
        lacks_reference=wanted is not None and wanted not in place,
    )


def _read(
    engine: Engine, rows: exp.Select, column: Column, parent: str | None, *, counts_persons: bool
) -> tuple[list[_Found], bool]:
    """The values of a column, and whether some are missing."""
    value = trees.column(column.name)
    distinct = exp.Count(this=exp.Distinct(expressions=[trees.column(PERSON)]))
    persons = distinct if counts_persons else exp.Count(this=exp.Star())
    above: trees.Tree = exp.null() if parent is None else exp.Min(this=trees.column(parent))
    answers = engine.rows(rows.select(value, persons, above).group_by(value.copy()))
    found = [_Found(value, text_of(value), persons, above) for value, persons, above in answers if value is not None]
    return sorted(found, key=lambda one: level_order(one.label)), len(found) < len(answers)


def _joins(found: Sequence[_Found], fewest: int | None) -> dict[str, str]:
    """Where each rare level goes: to its parent code, to `other` where it has none or the parent stays rare."""
    if fewest is None:
        return {}
    rare = {one.label: one.parent or OTHER for one in found if one.persons < fewest}
    sizes: dict[str, int] = {}
    for one in found:
        label = rare.get(one.label, one.label)
        sizes[label] = sizes.get(label, 0) + one.persons
    return {label: parent if sizes[parent] >= fewest else OTHER for label, parent in rare.items()}


def with_places(rows: exp.Select, factors: Sequence[Factor]) -> exp.Select:
    """Join each factor's levels to the rows: `select` may then read `place_of(factor)`."""
    for at, factor in enumerate(factors):
        pairs = [(literal_of(value), trees.whole(place)) for value, place in factor.values if value is not None]
        if not pairs:
            continue
        levels = exp.values(pairs, alias=f"l{at}", columns=[_VALUE, _PLACE])
        same = exp.EQ(this=trees.column(factor.column.name, KEPT), expression=trees.column(_VALUE, f"l{at}"))
        rows = rows.join(levels, on=same, join_type="left")
    return rows


def place_of(at: int, factor: Factor) -> trees.Tree:
    """The place of the level of factor number `at`."""
    missing = next((place for value, place in factor.values if value is None), NOWHERE)
    if all(value is None for value, _ in factor.values):
        return exp.cast(trees.whole(missing), "INT")
    return exp.cast(trees.coalesce(trees.column(_PLACE, f"l{at}"), trees.whole(missing)), "INT")


def literal_of(value: str | bool | float) -> trees.Tree:
    """A value of the data as a literal of its type."""
    if isinstance(value, bool):
        return trees.boolean(value)
    return trees.text(value) if isinstance(value, str) else trees.number(repr(value))
