"""Empty tables of trends, rates and curves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product

from . import grammar as g
from .analysis_words import analysis_title
from .heads import column_head
from .method_words import MARGIN
from .shell import (
    SHOWN_ROWS,
    UNKNOWN,
    Head,
    Level,
    Shell,
    column_heads,
    counted,
    every_group,
    levels_of,
    note,
    rows_of,
    title_of,
    total,
)
from .speech import Speech
from .table_shells import tests_shell
from .time_words import split_levels

RATE = ("rate", "lower", "upper")
STANDARDISED = ("events", "person_years", "crude", "rate", "standard_error", "lower", "upper")


def trend_shells(analysis: g.Trend, speech: Speech) -> Iterator[Shell]:
    """A row for each period; the data know which there are."""
    rate = () if analysis.event is None else ("events", "person_years", "rate")
    periods: list[tuple[Level, ...]] = [((UNKNOWN, UNKNOWN),)]
    yield Shell(
        id=analysis.id,
        table="periods",
        title=analysis_title(analysis, speech),
        note=note((*counted(speech), *rate), speech),
        stub=(column_head(analysis, "periods", "period", speech), *(speech.head(name) for name in analysis.by)),
        columns=column_heads(analysis, "periods", (*counted(speech), *rate), speech),
        rows=rows_of([periods, every_group(analysis, analysis.by, speech)]),
        row_names=("period", *analysis.by),
    )


def rates_shells(analysis: g.Rates, speech: Speech) -> Iterator[Shell]:
    """Rates of each group and band; standardised rates of each group; observed against expected."""
    yield _by_band(analysis, "rates", ("events", "person_years", *RATE), speech)
    if analysis.standard is not None:
        yield Shell(
            id=analysis.id,
            table="standardised",
            title=title_of(analysis, "standardised", speech),
            note=note(STANDARDISED, speech),
            stub=tuple(speech.head(name) for name in analysis.by),
            columns=column_heads(analysis, "standardised", STANDARDISED, speech),
            rows=_groups(analysis, speech),
            row_names=analysis.by,
        )
    if analysis.reference is not None:
        figures = ("events", "person_years", "expected", "ratio", "ratio_lower", "ratio_upper")
        yield _by_band(analysis, "ratios", figures, speech)


def _by_band(analysis: g.Rates, table: str, figures: Sequence[str], speech: Speech) -> Shell:
    bands = split_levels(analysis.split)
    margin: Level = (speech.say(*MARGIN), None)
    levels = [[(text.in_language(speech.language), code) for code, text in found] for found in bands.values()]
    crossed = list(islice(product(*levels), SHOWN_ROWS + 1)) + ([(margin,) * len(bands)] if bands else [])
    rows = rows_of([every_group(analysis, analysis.by, speech), crossed])
    return Shell(
        id=analysis.id,
        table=table,
        title=analysis_title(analysis, speech) if table == "rates" else title_of(analysis, table, speech),
        note=note(figures, speech),
        stub=tuple(column_head(analysis, table, name, speech) for name in (*analysis.by, *bands)),
        columns=column_heads(analysis, table, figures, speech),
        rows=rows if analysis.by or bands else (total(speech),),
        row_names=(*analysis.by, *bands),
    )


def _groups(analysis: g.Rates | g.Survival, speech: Speech) -> tuple[Head, ...]:
    return rows_of([every_group(analysis, analysis.by, speech)]) if analysis.by else (total(speech),)


def survival_shells(analysis: g.Survival, speech: Speech) -> Iterator[Shell]:
    """Events and medians of each group, the curve or the incidences, and the log-rank test."""
    by = tuple(speech.head(name) for name in analysis.by)
    tests = ("expected",) if analysis.by else ()
    mean = ("rmst", "rmst_standard_error") if analysis.rmst is not None else ()
    figures = ("persons", "events", *tests, "median", "median_lower", "median_upper", *mean)
    yield Shell(
        id=analysis.id,
        table="groups",
        title=title_of(analysis, "groups", speech),
        note=note(figures, speech),
        stub=by,
        columns=column_heads(analysis, "groups", figures, speech),
        rows=_groups(analysis, speech),
        row_names=analysis.by,
    )
    if analysis.event is not None:
        yield _curve(analysis, "curve", [()], ("at_risk", "survival", "lower", "upper"), speech)
    if analysis.competing is not None:
        causes: list[tuple[Level, ...]] = [(level,) for level in levels_of(analysis.competing, speech)]
        yield _curve(analysis, "incidence", causes, ("at_risk", "incidence", "lower", "upper"), speech)
    if analysis.test:
        yield tests_shell(analysis, ("logrank",), speech)


def _curve(
    analysis: g.Survival, table: str, causes: Sequence[tuple[Level, ...]], figures: Sequence[str], speech: Speech
) -> Shell:
    """A row for each time asked for; without any the data know the times."""
    times: list[tuple[Level, ...]] = [((speech.number(time), None),) for time in analysis.times] or [
        ((UNKNOWN, UNKNOWN),)
    ]
    cause = ("cause",) if table == "incidence" else ()
    rows = rows_of([every_group(analysis, analysis.by, speech), causes, times])
    return Shell(
        id=analysis.id,
        table=table,
        title=analysis_title(analysis, speech),
        note=note(figures, speech),
        stub=tuple(column_head(analysis, table, name, speech) for name in (*analysis.by, *cause, "time")),
        columns=column_heads(analysis, table, figures, speech),
        rows=tuple(Head(row.texts, row.codes) for row in rows),
        row_names=(*analysis.by, *cause, "time"),
    )
