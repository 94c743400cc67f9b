"""One empty table, and how the heads of its rows and columns are made of levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from . import grammar as g
from .analysis_words import analysis_title
from .heads import INTERVALS, column_head, table_title
from .method_words import MARGIN, MISSING
from .speech import Speech

SHOWN_ROWS = 60
"""Rows a shell shows; a longer table ends with an ellipsis."""

UNKNOWN = "…"
EMPTY = "–"
COUNTS = frozenset({"persons", "records", "events", "missing", "at_risk", "dropped"})
"""Figures that are counts, by the names of their columns."""
# "As a rule": a plan does not know the profile of the site that will compute it, a result does.
COUNTS_NOTE = (
    "Antal afrundes, som regel til et tal i 5-tabellen. Under 5 vises som <5. Summer kan afvige",
    "Counts are rounded, as a rule to a multiple of 5. Under 5 is shown as <5. Sums may not add up",
)
MIXED_NOTE = (
    "Antal afrundes, som regel til et tal i 5-tabellen. Under 5 vises som <5. Andre tal har højst tre betydende cifre eller "
    "regnes af afrundede tal",
    "Counts are rounded, as a rule to a multiple of 5. Under 5 is shown as <5. Other figures have at most three significant "
    "digits or are computed from rounded ones",
)
ESTIMATES_NOTE = (
    "Tal har højst tre betydende cifre eller regnes af afrundede tal. Nogle kan blive skjult",
    "Figures have at most three significant digits or are computed from rounded ones. Some may be hidden",
)
OPEN_NOTE = ("Åbne data. Præcise tal", "Open data. Exact figures")

Code = str | None | Mapping[str, bool]
"""A level of a dimension as in a result: None is the margin over it, `{"missing": true}` the missing."""
Level = tuple[str, Code]


@dataclass(frozen=True)
class Head:
    """The head of a row or column: what it says and which levels it stands for."""

    texts: tuple[str, ...]
    codes: tuple[Code, ...] = ()
    is_total: bool = False

    @property
    def text(self) -> str:
        """The head on one line."""
        return " · ".join(text for text in self.texts if text)


@dataclass(frozen=True)
class Shell:
    """One empty table. `table` is its name in the result; `stub` heads the row heads; `cell` stands for figures."""

    id: str
    table: str
    title: str
    note: str
    stub: tuple[str, ...]
    columns: tuple[Head, ...]
    rows: tuple[Head, ...]
    cell: str = EMPTY
    row_names: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()


def title_of(analysis: g.Analysis, table: str, speech: Speech) -> str:
    """The title of the analysis; with the table's own where it is not the first."""
    title = analysis_title(analysis, speech)
    own = table_title(analysis, table, speech)
    return f"{title}, {own[:1].lower()}{own[1:]}"


def note(figures: Iterable[str], speech: Speech) -> str:
    """How figures of these columns will be protected: counts are rounded, estimates have few digits."""
    base = speech.dictionary.datasets.get(speech.plan.population.from_)
    if base is not None and base.open_data:
        return speech.say(*OPEN_NOTE)
    kinds = {name in COUNTS for name in figures}
    if len(kinds) > 1:
        return speech.say(*MIXED_NOTE)
    return speech.say(*(COUNTS_NOTE if kinds == {True} else ESTIMATES_NOTE))


def total(speech: Speech) -> Head:
    """The row over all."""
    return Head((speech.say(*MARGIN),), (None,), is_total=True)


def column_heads(analysis: g.Analysis, table: str, names: Iterable[str], speech: Speech) -> tuple[Head, ...]:
    """Heads of figure columns; the two limits of an interval share one."""
    upper = set(INTERVALS.values())
    return tuple(Head((column_head(analysis, table, name, speech),)) for name in names if name not in upper)


def counted(speech: Speech) -> tuple[str, ...]:
    """`persons`, and `records` where they are the unit."""
    return ("persons", "records") if speech.plan.population.unit is g.UnitOfAnalysis.RECORD else ("persons",)


def levels_of(name: str, speech: Speech, *, missing: bool = False) -> list[Level]:
    """The levels of a variable with their texts; an ellipsis where only the data know them."""
    kind = speech.kinds.get(name)
    labels = kind.labels if kind else ()
    levels: list[Level] = [(text.in_language(speech.language), code) for code, text in labels]
    if not levels:
        levels = [(UNKNOWN, UNKNOWN)]
    return [*levels, (speech.say(*MISSING), {"missing": True})] if missing else levels


def heads_of(levels: Sequence[Sequence[Level]]) -> tuple[Head, ...]:
    """The cross of the levels of several dimensions; too many end with an ellipsis."""
    heads = []
    for combination in islice(product(*levels), SHOWN_ROWS + 1):
        texts, codes = tuple(text for text, _ in combination), tuple(code for _, code in combination)
        heads.append(Head(texts, codes, is_total=None in codes))
    return _cut(heads)


def _cut(heads: Sequence[Head]) -> tuple[Head, ...]:
    """At most SHOWN_ROWS heads, then an ellipsis."""
    return tuple(heads) if len(heads) <= SHOWN_ROWS else (*heads[:SHOWN_ROWS], Head((UNKNOWN,)))


def with_margins(names: Sequence[str], speech: Speech, *, missing: bool) -> tuple[Head, ...]:
    """The cross of dimensions with a margin over each."""
    margin: Level = (speech.say(*MARGIN), None)
    levels = [[*levels_of(name, speech, missing=missing), margin] for name in names]
    return heads_of(levels) if names else (total(speech),)


def every_group(analysis: g.Analysis, names: Sequence[str], speech: Speech) -> list[tuple[Level, ...]]:
    """The cross of the groups of `by`, and the row over all where there are groups."""
    missing = analysis.missing is g.MissingValues.CATEGORY
    levels = (levels_of(name, speech, missing=missing) for name in names)
    groups = list(islice(product(*levels), SHOWN_ROWS + 1))
    margin: Level = (speech.say(*MARGIN), None)
    return [*groups, (margin,) * len(names)] if names else groups


def rows_of(parts: Sequence[Sequence[tuple[Level, ...]]]) -> tuple[Head, ...]:
    """The cross of parts that are crosses themselves: groups, then bands."""
    combinations = islice(product(*parts), SHOWN_ROWS + 1)
    rows = [tuple(level for part in combination for level in part) for combination in combinations]
    heads = [
        Head(tuple(text for text, _ in row), tuple(code for _, code in row), bool(row) and row[-1][1] is None)
        for row in rows
    ]
    return _cut(heads)
