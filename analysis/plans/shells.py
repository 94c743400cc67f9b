"""Empty tables: what a plan will give, with the heads of rows and columns and no figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from . import grammar as g
from .analysis_words import STATISTICS, TESTS, analysis_title
from .dictionary import Dictionary
from .speech import Speech

SHOWN_ROWS = 60
"""Rows a shell shows; a longer table ends with an ellipsis."""

MARGIN = ("I alt", "Total")
MISSING = ("Uoplyst", "Missing")
UNKNOWN = "…"
ROUND_NOTE = (
    "Afrundet til et tal i 5-tabellen. Under 5 vises som <5. Summer kan afvige",
    "Rounded to a multiple of 5. Under 5 is shown as <5. Sums may not add up",
)
OPEN_NOTE = ("Åbne data. Præcise tal", "Open data. Exact figures")
STEPS = {
    "from": ("Udgangspunkt", "Start"),
    "where": ("Efter udvælgelse", "After selection"),
    "index": ("Med indeksdato", "With an index date"),
    "keep_if": ("Efter betingelser", "After conditions"),
    "exclude": ("Efter udelukkelse", "After exclusion"),
}
RATIOS = (
    ("Risikodifferens", "Risk difference"),
    ("Risikoratio", "Risk ratio"),
    ("Oddsratio", "Odds ratio"),
)

Code = str | None | Mapping[str, bool]
"""A level of a dimension as in a result: None is the margin over it, `{"missing": true}` the missing."""


@dataclass(frozen=True)
class Head:
    """The head of a row or column: what it says and which levels it stands for."""

    texts: tuple[str, ...]
    codes: tuple[Code, ...] = ()
    is_total: bool = False

    @property
    def text(self) -> str:
        """The head on one line."""
        return " · ".join(self.texts)


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
    cell: str
    row_names: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()


def shells(plan: g.Plan, dictionary: Dictionary, language: str) -> tuple[Shell, ...]:
    """The empty tables of a plan's counts, crosstabs and summaries, in the order of the analyses."""
    speech = Speech(plan, dictionary, language)
    return tuple(shell for analysis in plan.analyses for shell in _shells_of(analysis, speech))


def _shells_of(analysis: g.Analysis, speech: Speech) -> Iterator[Shell]:
    match analysis:
        case g.CountAnalysis():
            yield _count(analysis, speech)
        case g.Crosstab():
            yield _counts(analysis, speech)
            if analysis.ratios:
                yield _ratios(analysis, speech)
            if analysis.test:
                yield _test(analysis, speech)
        case g.Summary():
            yield _groups(analysis, speech)
            if analysis.quantiles:
                yield _quantiles(analysis, speech)
            if analysis.test:
                yield _test(analysis, speech)


def _note(speech: Speech) -> str:
    base = speech.dictionary.datasets.get(speech.plan.population.from_)
    return speech.say(*(OPEN_NOTE if base is not None and base.open_data else ROUND_NOTE))


def _persons(speech: Speech) -> list[Head]:
    heads = [Head((speech.say("Personer", "Persons"),))]
    if speech.plan.population.unit is g.UnitOfAnalysis.RECORD:
        heads.append(Head((speech.say("Poster", "Records"),)))
    return heads


def _heads(speech: Speech, words: Sequence[tuple[str, str]]) -> tuple[Head, ...]:
    return tuple(Head((speech.say(*word),)) for word in words)


def _count(analysis: g.CountAnalysis, speech: Speech) -> Shell:
    rows = [Head((_step(name, speech),), (name,)) for name in flow_steps(speech.plan.population)]
    return Shell(
        id=analysis.id,
        table="flow" if analysis.flow else "counts",
        title=analysis_title(analysis, speech),
        note=_note(speech),
        stub=(speech.say("Trin", "Step"),),
        columns=tuple(_persons(speech)),
        rows=tuple(rows) if analysis.flow else (Head((speech.say(*MARGIN),), is_total=True),),
        cell="–",
    )


def flow_steps(population: g.Population) -> tuple[str, ...]:
    """The steps of the flow: `from`, `where`, `index`, `keep_if`, `exclude.1` …, those the plan has."""
    steps = ["from"]
    steps += [name for name in ("where", "index", "keep_if") if getattr(population, name) is not None]
    return (*steps, *(f"exclude.{at}" for at in range(1, len(population.exclude) + 1)))


def _step(name: str, speech: Speech) -> str:
    kind, _, number = name.partition(".")
    return speech.say(*STEPS[kind]) + (f" {number}" if number else "")


def _counts(analysis: g.Crosstab, speech: Speech) -> Shell:
    """Layers and rows head the rows, columns the columns; every dimension has its margin."""
    by_row = analysis.layers + analysis.rows
    categories = analysis.missing is g.MissingValues.CATEGORY
    columns = _cross(analysis.columns, speech, categories)
    return Shell(
        id=analysis.id,
        table="counts",
        title=analysis_title(analysis, speech),
        note=_note(speech),
        stub=tuple(speech.head(name) for name in by_row),
        columns=columns if analysis.columns else tuple(_persons(speech)),
        rows=_cross(by_row, speech, categories),
        cell=speech.say("antal (%)", "number (%)") if analysis.percent is not None else "–",
        row_names=by_row,
        column_names=analysis.columns,
    )


def _cross(names: tuple[str, ...], speech: Speech, categories: bool) -> tuple[Head, ...]:
    """The cross of the levels of several dimensions, margins last in each."""
    levels = [[*_levels(name, speech, categories), (speech.say(*MARGIN), None)] for name in names]
    heads: list[Head] = []
    for combination in product(*levels):
        if len(heads) == SHOWN_ROWS:
            return (*heads, Head((UNKNOWN,)))
        texts, codes = tuple(text for text, _ in combination), tuple(code for _, code in combination)
        heads.append(Head(texts, codes, is_total=None in codes))
    return tuple(heads) if names else (Head((speech.say(*MARGIN),), is_total=True),)


def _levels(name: str, speech: Speech, categories: bool) -> list[tuple[str, Code]]:
    """The levels of a variable with their texts; an ellipsis where only the data know them."""
    kind = speech.kinds.get(name)
    labels = kind.labels if kind else ()
    levels: list[tuple[str, Code]] = [(text.in_language(speech.language), code) for code, text in labels]
    if not levels:
        levels = [(UNKNOWN, UNKNOWN)]
    return [*levels, (speech.say(*MISSING), {"missing": True})] if categories else levels


def _groups(analysis: g.Summary, speech: Speech) -> Shell:
    statistics = [STATISTICS[one] for one in dict.fromkeys(analysis.statistics)]
    capital = tuple((da.capitalize(), en.capitalize()) for da, en in (("uden svar", "missing"), *statistics))
    stub, rows, names = _by_group(analysis, speech)
    return Shell(
        id=analysis.id,
        table="groups",
        title=analysis_title(analysis, speech),
        note=_note(speech),
        stub=stub,
        columns=(*_persons(speech), *_heads(speech, capital)),
        rows=rows,
        cell="–",
        row_names=names,
    )


def _quantiles(analysis: g.Summary, speech: Speech) -> Shell:
    stub, rows, names = _by_group(analysis, speech)
    return Shell(
        id=analysis.id,
        table="quantiles",
        title=f"{analysis_title(analysis, speech)}, {speech.say('kvantiler', 'quantiles')}",
        note=_note(speech),
        stub=stub,
        columns=tuple(Head((speech.number(one),)) for one in analysis.quantiles),
        rows=rows,
        cell="–",
        row_names=names,
    )


def _by_group(analysis: g.Summary, speech: Speech) -> tuple[tuple[str, ...], tuple[Head, ...], tuple[str, ...]]:
    """Stub, row heads and their dimensions: each variable, for each group and over all groups."""
    groups = _cross(analysis.by, speech, analysis.missing is g.MissingValues.CATEGORY) if analysis.by else (Head(()),)
    by_heads = tuple(speech.head(name) for name in analysis.by)
    if len(analysis.of) == 1 and analysis.by:
        return by_heads, groups, analysis.by
    rows = tuple(
        Head((speech.head(name), *group.texts), (name, *group.codes), group.is_total)
        for name in analysis.of
        for group in groups
    )
    return (speech.say("Variabel", "Variable"), *by_heads), rows, ("variable", *analysis.by)


def _ratios(analysis: g.Crosstab, speech: Speech) -> Shell:
    return Shell(
        id=analysis.id,
        table="ratios",
        title=f"{analysis_title(analysis, speech)}, {speech.say('sammenligning', 'comparison')}",
        note=_note(speech),
        stub=(speech.say("Mål", "Measure"),),
        columns=_heads(speech, (("Estimat", "Estimate"), ("Nedre", "Lower"), ("Øvre", "Upper"))),
        rows=_heads(speech, RATIOS),
        cell="–",
    )


def _test(analysis: g.Crosstab | g.Summary, speech: Speech) -> Shell:
    names = [speech.say(*TESTS[test]) for test in dict.fromkeys(analysis.test)]
    return Shell(
        id=analysis.id,
        table="test",
        title=f"{analysis_title(analysis, speech)}, {speech.say('test', 'test')}",
        note=_note(speech),
        stub=("Test",),
        columns=_heads(speech, (("Teststørrelse", "Statistic"), ("Frihedsgrader", "df"), ("p", "p"))),
        rows=tuple(Head((name[:1].upper() + name[1:],)) for name in names),
        cell="–",
    )
