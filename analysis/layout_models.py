"""Tables of models as people read them: reference levels among the coefficients, the fit as a list."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.labels import TableLabels
from analysis.layout import Figure, Form, Grid, Level, Line, Long, is_covered
from analysis.plans.model_shells import shown_figures
from analysis.plans.term_heads import entries_of, level_head
from analysis.plans.terms import INTERCEPT, Coefficients

Row = Mapping[str, Any]


def coefficients(table: Mapping[str, Any], labels: TableLabels) -> Grid:
    """What people read of the coefficients, with a row for the reference of each variable of levels."""
    long = Long(table)
    wanted = [name for name in shown_figures(labels.analysis) if name in long.figures]
    lines = [_line(long, row, wanted, labels) for row in with_references(long.rows, labels)]
    stub = tuple(labels.column(name) for name in ("term", "level"))
    columns = tuple(labels.column(name) for name in wanted)
    return Grid(table["name"], stub, columns, tuple(lines), is_mixed=True)


def with_references(rows: Sequence[Row], labels: TableLabels) -> Iterator[Row]:
    """The rows, each variable of levels led by its reference where plan and table agree on it.

    A reference is told as no difference, a coefficient of 0 and a ratio of 1; nothing else of it is known.
    """
    entries = entries_of(labels.analysis, labels.speech)
    levels: dict[str, list[Level]] = {}
    for row in rows:
        levels.setdefault(row["term"], []).append(row["level"])
    seen: set[str] = set()
    for row in rows:
        term = row["term"]
        entry = entries.get(term)
        if term not in seen and entry is not None and _is_sure(entry, levels[term], labels):
            yield {"term": term, "level": entry.reference, "estimate": 0.0, "ratio": 1.0, "is_reference": True}
        seen.add(term)
        yield row


def _is_sure(entry: Coefficients, listed: list[Level], labels: TableLabels) -> bool:
    """Whether the reference is the one level not listed; a level that nobody has is not listed either."""
    if entry.reference is None or entry.reference in listed:
        return False
    if entry.levels is None:
        return not labels.levels_changed
    return all(level in listed for level in entry.levels)


def _line(long: Long, row: Row, wanted: Sequence[str], labels: TableLabels) -> Line:
    heads = (labels.level("term", row["term"]), level_text(row["term"], row["level"], labels))
    if "is_reference" not in row:
        return Line(heads, tuple(long.figure(row, name) for name in wanted))
    first, *rest = wanted
    reference = Figure(int(row[first]), first, "estimate", form=Form.REFERENCE)
    return Line(heads, (reference, *(Figure(None, name, "estimate") for name in rest)))


def level_text(term: str, level: Level, labels: TableLabels) -> str:
    """A level of a term; numbers and the intercept have none."""
    if level is None or term == INTERCEPT:
        return ""
    if not isinstance(level, str):
        return labels.level("level", level)
    return level_head(entries_of(labels.analysis, labels.speech).get(term), level, labels.speech)


def fit(table: Mapping[str, Any], labels: TableLabels) -> Grid:
    """The one row of the fit as a list; what the model does not have is left out."""
    long = Long(table)
    lines = [
        Line((labels.column(name),), (Figure(_named(value), name, long.roles[name]),))
        for row in long.rows
        for name, value in row.items()
        if value is not None
    ]
    return Grid(table["name"], (labels.column("measure"),), (labels.column("value"),), tuple(lines), is_mixed=True)


def _named(value: object) -> object:
    """The name of a method for ties is a name of a person."""
    return value.capitalize() if isinstance(value, str) and not is_covered(value) else value
