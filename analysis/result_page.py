"""Everything the page of a result shows, in the shapes the components take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.downloads import table_csv
from analysis.labels import JobLabels, labels_of
from analysis.layout import Figure, Grid, lay_out
from analysis.models import Chart, Result
from analysis.plans import sentences
from analysis.release_card import ReleaseCard, release_card
from portal.ui.format import number, percent

TABLE_TITLES: Mapping[str, str | Promise] = {
    "flow": gettext_lazy("The way to the population"),
    "counts": gettext_lazy("Persons"),
    "groups": gettext_lazy("Summary by group"),
    "quantiles": gettext_lazy("Quantiles"),
    "test": gettext_lazy("Tests"),
    "ratios": gettext_lazy("Comparison of two groups"),
}
SIGNIFICANT_DIGITS = 4

SAID_BY_FOOTNOTE = "rounded"
"""The note of a figure that the footnote under each of its tables says already."""


@dataclass(frozen=True)
class TableOnPage:
    """A table as the result component takes it; ``csv`` is its file's address and ``size`` the file's bytes."""

    id: str
    title: str
    head: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]
    covered: int
    of: int
    csv: str
    size: int
    note: str = ""


@dataclass(frozen=True)
class FigureOnPage:
    """One analysis: its sentence, outcome, tables, notes and perhaps a chart."""

    id: str
    title: str
    sentence: str
    status: str
    persons: object
    dropped: object
    tables: Sequence[TableOnPage]
    notes: Sequence[str]
    chart: Chart | None


@dataclass(frozen=True)
class ResultPage:
    """The page. ``mode`` is ROUND, or empty on open data."""

    result: Result
    title: str
    summary: str
    figures: Sequence[FigureOnPage]
    card: ReleaseCard
    mode: str
    threshold: int


def result_page(result: Result, language: str) -> ResultPage:
    """Read one released result for a person who may see it."""
    labels = labels_of(result.job, language)
    words = sentences(labels.plan, labels.dictionary, language)
    said = {id_: (title, sentence) for id_, title, sentence in words.analyses}
    charts = {chart.figure: chart for chart in result.charts.all() if chart.language == language}
    figures = [
        _figure(result, entry, labels, said.get(entry["id"], (entry["id"], "")), charts)
        for entry in result.document["results"]
    ]
    profile = result.document["profile"] or {}
    return ResultPage(
        result=result,
        title=_title(result),
        summary=words.summary,
        figures=figures,
        card=release_card(result),
        mode="ROUND" if result.document["protected"] else "",
        threshold=profile.get("k", 0),
    )


def _title(result: Result) -> str:
    permit = result.job.permit
    return permit.application.title if permit is not None else _("Count of the population")


def _notes(entry: Mapping[str, Any], language: str) -> list[str]:
    """The figure's notes; that of hidden cells only where there is one, with the word the page uses."""
    cells = (value for table in entry.get("tables") or () for row in table["rows"] for value in row)
    silent = {SAID_BY_FOOTNOTE} if "hidden" in cells else {SAID_BY_FOOTNOTE, "hidden"}
    notes = [note for note in entry.get("notes") or () if note.get("code") not in silent]
    return [note[language].replace("»hidden«", "»skjult«") for note in notes]


def _figure(
    result: Result, entry: Mapping[str, Any], labels: JobLabels, said: tuple[str, str], charts: Mapping[str, Chart]
) -> FigureOnPage:
    return FigureOnPage(
        id=entry["id"],
        title=said[0],
        sentence=said[1],
        status=entry["status"],
        persons=entry.get("persons"),
        dropped=entry.get("dropped"),
        tables=[_table(result, entry["id"], table, labels) for table in entry.get("tables") or ()],
        notes=_notes(entry, labels.language),
        chart=charts.get(entry["id"]),
    )


def _table(result: Result, figure: str, table: Mapping[str, Any], labels: JobLabels) -> TableOnPage:
    analysis = next(one for one in labels.plan.analyses if one.id == figure)
    grid = lay_out(table, labels, across=getattr(analysis, "columns", ()))
    name = table["name"]
    return TableOnPage(
        id=f"{figure}-{name}",
        title=str(TABLE_TITLES.get(name, name)),
        note=_("Across: %(variable)s") % {"variable": grid.spanning} if grid.spanning else "",
        head=" · ".join(grid.stub),
        columns=grid.columns,
        rows=_rows(grid),
        covered=grid.hidden,
        of=grid.cells,
        csv=reverse("api:result-table", args=[result.uuid, figure, name]),
        size=len(table_csv(table).encode()),
    )


def _rows(grid: Grid) -> list[Mapping[str, Any]]:
    return [
        {"label": " · ".join(line.heads), "cells": [_cell(cell) for cell in line.cells], "total": line.is_total}
        for line in grid.lines
    ]


def _cell(cell: Figure) -> object:
    """The value itself, or a text where a percentage stands beside it or digits are cut for reading."""
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return cell.value
    if cell.role == "percent":
        return percent(cell.value)
    if isinstance(cell.value, float):
        return number(_readable(cell.value))
    return f"{number(cell.value)} ({percent(cell.beside)})" if isinstance(cell.beside, int | float) else cell.value


def _readable(value: float) -> str:
    """Four significant digits, no exponent: the file holds them all."""
    rounded = float(f"{value:.{SIGNIFICANT_DIGITS}g}")
    return (
        f"{rounded:f}".rstrip("0").rstrip(".")
        if abs(rounded) >= 1e-4 or rounded == 0
        else f"{rounded:.10f}".rstrip("0")
    )
