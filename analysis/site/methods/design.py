"""The terms of a model: from the plan's words to named columns.

`terms_of` reads what the plan alone tells: which variables are levels, which are numbers, and which values a term can
use at all (a logarithm takes what is above zero). `design_of_terms` makes the columns once the rows are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import numpy as np
from sqlglot import exp

from analysis.plans.names import Number
from analysis.plans.terms import LEVELLED, factors_of, names_of, variables_in
from analysis.plans.times import Interaction, LogTerm, Power, Spline
from analysis.site import trees
from analysis.site.estimation.designs import Design, Lookup, Numbers, Part, Product, Values, indicators
from analysis.site.estimation.splines import natural_spline
from analysis.site.frame import Frame

from .axes import Label
from .levels import Factor

Arrays = Mapping[str, Any]
Head = tuple[str, Label | None]
"""The term and level of a coefficient."""


@dataclass(frozen=True)
class Terms:
    """What the plan tells of a model's terms. `factors` are variables as levels, with the reference the plan names."""

    terms: Sequence[Any]
    factors: Mapping[str, str | None]
    numbers: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All variables, each once."""
        return (*self.factors, *self.numbers)

    def conditions(self, stored: Callable[[str], trees.Tree]) -> Iterator[trees.Tree]:
        """What must hold of a row for every term to have a value."""
        for term in self.terms:
            match term:
                case LogTerm(log=name):
                    yield exp.GT(this=stored(name), expression=trees.number(0))
                case Power(power=(name, power)) if power < 0:
                    yield exp.NEQ(this=stored(name), expression=trees.number(0))
            match term:
                case Power(power=(name, power)) if int(power) != power:
                    yield exp.GTE(this=stored(name), expression=trees.number(0))


def terms_of(terms: Sequence[Any], frame: Frame) -> Terms:
    """Tell levels from numbers. A variable that some term calls a factor is one wherever it stands."""
    named = factors_of(tuple(terms))
    factors: dict[str, str | None] = {}
    numbers: dict[str, None] = {}
    for name in dict.fromkeys(name for term in terms for name in variables_in(term)):
        if name in named or frame.column(name).type in LEVELLED:
            factors[name] = named.get(name)
        else:
            numbers[name] = None
    return Terms(tuple(terms), factors, tuple(numbers))


@dataclass(frozen=True)
class TermColumns:
    """One term's name and the heads of its columns, with the columns."""

    name: str
    heads: tuple[Head, ...]
    part: Part


@dataclass(frozen=True)
class TermDesign:
    """A design and what its columns are called."""

    design: Design
    columns: tuple[TermColumns, ...]

    @property
    def heads(self) -> tuple[Head, ...]:
        """Of all columns, in order."""
        return tuple(head for one in self.columns for head in one.heads)

    def places(self) -> tuple[tuple[str, range], ...]:
        """Every term with the places of its columns."""
        found, at = [], 0
        for one in self.columns:
            found.append((one.name, range(at, at + len(one.heads))))
            at += len(one.heads)
        return tuple(found)


def design_of_terms(
    terms: Terms, factors: Mapping[str, Factor], arrays: Arrays, rows: int, units: Values | None
) -> TermDesign:
    """The columns of every term; `units` is how many units a row stands for, where it is more than one."""
    columns = tuple(_columns(term, factors, arrays, units) for term in terms.terms)
    return TermDesign(Design(rows, tuple(one.part for one in columns)), columns)


def _columns(term: Any, factors: Mapping[str, Factor], arrays: Arrays, units: Values | None) -> TermColumns:
    named: tuple[Head, ...] = tuple((name, None) for name in names_of(term))
    match term:
        case Power(power=(name, power)):
            return TermColumns(named[0][0], named, Numbers(numbers(arrays[name]), _power(power)))
        case LogTerm(log=name):
            return TermColumns(named[0][0], named, Numbers(numbers(arrays[name]), np.log))
        case Spline(spline=name, df=df):
            return TermColumns(name, named, _spline(numbers(arrays[name]), int(df), units))
        case Interaction():
            return _interaction(term, factors, arrays)
    (name,) = variables_in(term)
    levels, part = _variable(name, factors, arrays)
    return TermColumns(name, tuple((name, level) for level in levels), part)


def _power(power: Number) -> Callable[[Values], Values]:
    exponent = float(power)
    return lambda values: values**exponent


def _variable(name: str, factors: Mapping[str, Factor], arrays: Arrays) -> tuple[tuple[Label | None, ...], Part]:
    """The levels compared, or None for a number, and the columns."""
    if name not in factors:
        return (None,), Numbers(numbers(arrays[name]))
    factor = factors[name]
    places = np.asarray(np.ma.getdata(arrays[name]))
    return factor.compared, indicators(places, len(factor.labels), factor.reference)


def _interaction(term: Interaction, factors: Mapping[str, Factor], arrays: Arrays) -> TermColumns:
    """The product of the variables' columns; a level is the levels joined, numbers left out."""
    parts = [_variable(name, factors, arrays) for name in term.interaction]
    (name,) = names_of(term)
    heads = tuple((name, _joined(levels)) for levels in product(*(levels for levels, _ in parts)))
    return TermColumns(name, heads, Product(tuple(part for _, part in parts)))


def _joined(levels: Sequence[Label | None]) -> str | None:
    texts = ["missing" if isinstance(level, dict) else level for level in levels if level is not None]
    return ":".join(texts) if texts else None


def _spline(values: Values, df: int, units: Values | None) -> Part:
    """Knots from every unit's value; each different value is looked up in the table of columns."""
    different, places = np.unique(values, return_inverse=True)
    everybody = values if units is None else np.repeat(values, units.astype(np.int64))
    return Lookup(places, natural_spline(everybody, df)(different))


def crossings(terms: Terms, factors: Mapping[str, Factor]) -> Iterator[tuple[str, ...]]:
    """The variables whose cells a model stands on: every factor by itself, and the factors of every interaction."""
    yield from ((name,) for name in factors)
    for term in terms.terms:
        if isinstance(term, Interaction):
            names = tuple(name for name in term.interaction if name in factors)
            if len(names) > 1 and prod(len(factors[name].labels) for name in names) > 1:
                yield names


def numbers(array: Any) -> Values:
    """A fetched column as numbers, without a copy where it is one already."""
    return np.asarray(np.ma.getdata(array), np.float64)
