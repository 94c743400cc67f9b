"""The terms of a model as its table of coefficients names them, with the levels that the plan alone knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from types import MappingProxyType

from . import grammar as g
from .dictionary import VariableType
from .kinds import GROUPS, Kind, plain

INTERCEPT = "(intercept)"
LEVELLED = GROUPS - {VariableType.INTEGER}
"""Types that make levels when a term names them; a whole number is a number unless it is a `factor`."""

NONE: Mapping[str, str | None] = MappingProxyType({})
MOST_LEVELS = 1000
"""A product of more levels is not listed: no fit could tell them apart."""


@dataclass(frozen=True)
class Coefficients:
    """The rows that one term gives.

    `term` is the name in the table; `variables` the plan's variables in it, `levelled` those with levels. `levels` are
    those compared with the reference, in order: `(None,)` for a number, and None where only the data know them.
    """

    term: str
    variables: tuple[str, ...]
    levels: tuple[str | None, ...] | None
    reference: str | None = None
    levelled: tuple[str, ...] = ()


Factors = Mapping[str, str | None]


def factors_of(terms: tuple[g.Term, ...]) -> Factors:
    """The variables that some term calls a factor, with the reference it names; they are factors in every term."""
    return {term.factor: term.reference for term in terms if isinstance(term, g.Factor)}


def variables_in(term: g.Term) -> tuple[str, ...]:
    """The plan's variables in a term."""
    match term:
        case str():
            return (term,)
        case g.Factor(factor=name) | g.LogTerm(log=name) | g.Spline(spline=name) | g.Power(power=(name, _)):
            return (name,)
    return term.interaction


def names_of(term: g.Term) -> tuple[str, ...]:
    """What the table of coefficients calls a term: one name, for a spline one for each of its columns."""
    match term:
        case g.Power(power=(name, power)):
            return (f"{name}^{plain(power)}",)
        case g.LogTerm(log=name):
            return (f"log({name})",)
        case g.Spline(spline=name, df=df):
            return tuple(f"{name}.s{at}" for at in range(1, int(df) + 1))
    return (":".join(variables_in(term)),)


def coefficients_of(term: g.Term, kinds: Mapping[str, Kind], factors: Factors = NONE) -> tuple[Coefficients, ...]:
    """What a term adds to the table of coefficients: one entry, or one for each column of a spline."""
    match term:
        case str() if term in factors or is_levelled(term, kinds):
            return (_levelled(term, kinds, factors.get(term)),)
        case g.Factor(factor=name, reference=reference):
            return (_levelled(name, kinds, reference),)
        case g.Interaction():
            return (_product(term, kinds, factors),)
    return tuple(Coefficients(name, variables_in(term), (None,)) for name in names_of(term))


def is_levelled(name: str, kinds: Mapping[str, Kind]) -> bool:
    """Whether a variable that a term merely names makes levels."""
    kind = kinds.get(name)
    return kind is not None and kind.type in LEVELLED


def reference_of(name: str, kinds: Mapping[str, Kind], reference: str | None = None) -> str | None:
    """The level the others are compared with; None where only the data know it."""
    kind = kinds.get(name)
    return reference or (kind.levels[0] if kind is not None and kind.levels else None)


def variables_of(terms: tuple[g.Term, ...], kinds: Mapping[str, Kind]) -> tuple[str, ...]:
    """The plan's variables in the terms, each once."""
    return tuple(dict.fromkeys(name for entry in entries_of(terms, kinds) for name in entry.variables))


def entries_of(terms: tuple[g.Term, ...], kinds: Mapping[str, Kind]) -> tuple[Coefficients, ...]:
    """What all terms of a model give."""
    factors = factors_of(terms)
    return tuple(entry for term in terms for entry in coefficients_of(term, kinds, factors))


def _levelled(name: str, kinds: Mapping[str, Kind], reference: str | None = None) -> Coefficients:
    base = reference_of(name, kinds, reference)
    kind = kinds.get(name)
    known = kind.levels if kind is not None else None
    levels = None if known is None else tuple(level for level in known if level != base)
    return Coefficients(name, (name,), levels, base, (name,))


def _product(term: g.Interaction, kinds: Mapping[str, Kind], factors: Factors) -> Coefficients:
    """The product of variables: a level for each pair of levels, numbers left out."""
    (name,) = names_of(term)
    levelled = tuple(one for one in term.interaction if one in factors or is_levelled(one, kinds))
    compared = [_levelled(one, kinds, factors.get(one)).levels for one in levelled]
    known = [levels for levels in compared if levels is not None]
    if not compared:
        return Coefficients(name, term.interaction, (None,))
    if len(known) < len(compared) or prod(map(len, known)) > MOST_LEVELS:
        return Coefficients(name, term.interaction, None, levelled=levelled)
    joined = tuple(":".join(str(level) for level in levels) for levels in product(*known))
    return Coefficients(name, term.interaction, joined, levelled=levelled)
