"""Empty tables of counts, crosstabs, summaries and descriptions."""

from __future__ import annotations

from collections.abc import Iterator

from . import grammar as g
from .analysis_words import analysis_title
from .heads import RATIOS, column_head, fixed_level
from .kinds import NUMERIC, band_texts, bin_edges
from .method_words import MISSING
from .shell import (
    EMPTY,
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
    with_margins,
)
from .speech import Speech

NUMBER_ROWS = (("gennemsnit (SD)", "mean (SD)"), ("median (kvartiler)", "median (quartiles)"))
"""The two rows of a number in a baseline table."""
TESTED = ("statistic", "df", "p_value")


def count_shells(analysis: g.CountAnalysis, speech: Speech) -> Iterator[Shell]:
    """Persons after each step, or at the end."""
    steps = flow_steps(speech.plan.population)
    rows = tuple(Head((fixed_level("step", step, speech) or step,), (step,)) for step in steps)
    table = "flow" if analysis.flow else "counts"
    yield Shell(
        id=analysis.id,
        table=table,
        title=analysis_title(analysis, speech),
        note=note(counted(speech), speech),
        stub=(column_head(analysis, table, "step", speech),),
        columns=column_heads(analysis, table, counted(speech), speech),
        rows=rows if analysis.flow else (total(speech),),
    )


def flow_steps(population: g.Population) -> tuple[str, ...]:
    """The steps of the flow: `from`, `where`, `index`, `keep_if`, `exclude.1` …, those the plan has."""
    steps = ["from"]
    steps += [name for name in ("where", "index", "keep_if") if getattr(population, name) is not None]
    return (*steps, *(f"exclude.{at}" for at in range(1, len(population.exclude) + 1)))


def crosstab_shells(analysis: g.Crosstab, speech: Speech) -> Iterator[Shell]:
    """Layers and rows head the rows, columns the columns; every dimension has its margin."""
    by_row, missing = analysis.layers + analysis.rows, analysis.missing is g.MissingValues.CATEGORY
    across = with_margins(analysis.columns, speech, missing=missing)
    yield Shell(
        id=analysis.id,
        table="counts",
        title=analysis_title(analysis, speech),
        note=note(counted(speech), speech),
        stub=tuple(speech.head(name) for name in by_row),
        columns=across if analysis.columns else column_heads(analysis, "counts", counted(speech), speech),
        rows=with_margins(by_row, speech, missing=missing),
        cell=speech.say("antal (%)", "number (%)") if analysis.percent is not None else EMPTY,
        row_names=by_row,
        column_names=analysis.columns,
    )
    if analysis.ratios:
        yield _ratios(analysis, speech)
    if analysis.test:
        yield tests_shell(analysis, tuple(dict.fromkeys(analysis.test)), speech)


def _ratios(analysis: g.Crosstab, speech: Speech) -> Shell:
    return Shell(
        id=analysis.id,
        table="ratios",
        title=title_of(analysis, "ratios", speech),
        note=note(("estimate",), speech),
        stub=(column_head(analysis, "ratios", "measure", speech),),
        columns=column_heads(analysis, "ratios", ("estimate", "lower", "upper"), speech),
        rows=tuple(Head((speech.say(*text),), (code,)) for code, text in RATIOS.items()),
    )


def tests_shell(analysis: g.Analysis, tests: tuple[str, ...], speech: Speech) -> Shell:
    """A row for each test."""
    return Shell(
        id=analysis.id,
        table="test",
        title=title_of(analysis, "test", speech),
        note=note(TESTED, speech),
        stub=(column_head(analysis, "test", "test", speech),),
        columns=column_heads(analysis, "test", TESTED, speech),
        rows=tuple(Head((fixed_level("test", test, speech) or test,), (test,)) for test in tests),
    )


def summary_shells(analysis: g.Summary, speech: Speech) -> Iterator[Shell]:
    """Statistics and quantiles of each number in each group."""
    stub, rows, names = _each_variable(analysis, speech)
    figures = (*counted(speech), "missing", *dict.fromkeys(analysis.statistics))
    yield Shell(
        id=analysis.id,
        table="groups",
        title=analysis_title(analysis, speech),
        note=note(figures, speech),
        stub=stub,
        columns=column_heads(analysis, "groups", figures, speech),
        rows=rows,
        row_names=names,
    )
    if analysis.quantiles:
        yield Shell(
            id=analysis.id,
            table="quantiles",
            title=title_of(analysis, "quantiles", speech),
            note=note(("value",), speech),
            stub=stub,
            columns=tuple(Head((speech.number(one),)) for one in analysis.quantiles),
            rows=rows,
            row_names=names,
        )
    if analysis.test:
        yield tests_shell(analysis, tuple(dict.fromkeys(analysis.test)), speech)


def _each_variable(
    analysis: g.Summary | g.Histogram, speech: Speech
) -> tuple[tuple[str, ...], tuple[Head, ...], tuple[str, ...]]:
    """Stub, row heads and their dimensions: each variable, for each group and over all groups."""
    missing = analysis.missing is g.MissingValues.CATEGORY
    groups = with_margins(analysis.by, speech, missing=missing) if analysis.by else (Head(()),)
    by_heads = tuple(speech.head(name) for name in analysis.by)
    if len(analysis.of) == 1 and analysis.by:
        return by_heads, groups, analysis.by
    rows = tuple(
        Head((speech.head(name), *group.texts), (name, *group.codes), group.is_total)
        for name in analysis.of
        for group in groups
    )
    return (speech.say("Variabel", "Variable"), *by_heads), rows, ("variable", *analysis.by)


def table1_shells(analysis: g.Table1, speech: Speech) -> Iterator[Shell]:
    """Variables with their levels down, groups across, and the standardised mean difference last."""
    groups = rows_of([every_group(analysis, analysis.by, speech)]) if analysis.by else (total(speech),)
    smd = column_heads(analysis, "baseline", ("smd",), speech) if analysis.by else ()
    yield Shell(
        id=analysis.id,
        table="baseline",
        title=analysis_title(analysis, speech),
        note=note(("persons", "smd"), speech),
        stub=(column_head(analysis, "baseline", "variable", speech),),
        columns=(*groups, *smd),
        rows=tuple(row for name in analysis.of for row in _baseline(name, speech)),
        row_names=("variable", "level"),
        column_names=analysis.by,
    )


def _baseline(name: str, speech: Speech) -> Iterator[Head]:
    kind, head = speech.kinds.get(name), speech.head(name)
    if kind is not None and kind.type in NUMERIC:
        yield from (Head((head, speech.say(*text)), (name, None)) for text in NUMBER_ROWS)
    else:
        share = speech.say("antal (%)", "number (%)")
        yield from (Head((head, f"{text}, {share}"), (name, code)) for text, code in levels_of(name, speech))


def histogram_shells(analysis: g.Histogram, speech: Speech) -> Iterator[Shell]:
    """The catalogue's intervals down, groups across."""
    several = len(analysis.of) > 1
    bins = [(name, text, code) for name in analysis.of for text, code in bins_of(name, speech)]
    rows = [Head((speech.head(name), text) if several else (text,), (name, code)) for name, text, code in bins]
    groups = rows_of([every_group(analysis, analysis.by, speech)])
    stub = (column_head(analysis, "bins", "bin", speech),)
    yield Shell(
        id=analysis.id,
        table="bins",
        title=analysis_title(analysis, speech),
        note=note(counted(speech), speech),
        stub=(column_head(analysis, "bins", "variable", speech), *stub) if several else stub,
        columns=groups if analysis.by else column_heads(analysis, "bins", counted(speech), speech),
        rows=tuple(rows),
        row_names=("variable", "bin"),
        column_names=analysis.by,
    )


def bins_of(name: str, speech: Speech) -> list[Level]:
    """The intervals with what lies outside them, and the missing."""
    kind = speech.kinds.get(name)
    inner = bin_edges(kind.bins if kind is not None else ())
    edges = (None, *inner, None) if inner else ()
    bands = [(text.in_language(speech.language), code) for code, text in band_texts(edges, whole=False)]
    missing: Level = (speech.say(*MISSING), {"missing": True})
    return [*(bands or [(UNKNOWN, UNKNOWN)]), missing]


def correlation_shells(analysis: g.CorrelationMatrix, speech: Speech) -> Iterator[Shell]:
    """Every number against every other, in each group."""
    groups = every_group(analysis, analysis.by, speech)
    variables: list[tuple[Level, ...]] = [((speech.head(name), name),) for name in analysis.of]
    yield Shell(
        id=analysis.id,
        table="matrix",
        title=analysis_title(analysis, speech),
        note=note(("estimate",), speech),
        stub=(*(speech.head(name) for name in analysis.by), column_head(analysis, "matrix", "row", speech)),
        columns=tuple(Head((speech.head(name),), (name,)) for name in analysis.of),
        rows=rows_of([groups, variables]),
        row_names=(*analysis.by, "row"),
        column_names=("column",),
    )
