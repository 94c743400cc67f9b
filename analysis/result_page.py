"""Everything the page of a result shows, in the shapes the components take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from analysis.arrangement import arrange
from analysis.downloads import table_csv
from analysis.figure_words import caption_of, cause_of, facts_of
from analysis.labels import JobLabels, labels_of
from analysis.layout import Counts, Grid
from analysis.methods import methods_of
from analysis.models import Chart, Result
from analysis.plans import sentences
from analysis.plans.methods_text import MethodsText
from analysis.readable import texts
from analysis.release_card import ReleaseCard, release_card
from portal.ui.format import number

A_PAGE = 50
"""Rows of a table on one page."""
CHART_FIRST = frozenset({"survival", "histogram", "trend"})
"""Methods whose picture is the finding; elsewhere the table is."""
SAID_BY_FOOTNOTE = "rounded"
"""The note of a figure that the footnote under a table of counts says already."""


@dataclass(frozen=True)
class TableOnPage:
    """A table as the result component takes it; ``csv`` is its file's address and ``size`` the file's bytes.

    ``counts`` says whether the note on rounding is true of all its figures, of some or of none.
    """

    id: str
    title: str
    head: str
    columns: Sequence[str]
    page: Page[Any]
    covered: int
    of: int
    csv: str
    size: int
    counts: Counts
    note: str = ""

    @property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """The rows of the page that is open."""
        return list(self.page)


@dataclass(frozen=True)
class ChartOnPage:
    """A picture with its number on the page; ``is_first`` says that it stands before the tables."""

    drawn: Chart
    title: str
    caption: str
    is_first: bool


@dataclass(frozen=True)
class FigureOnPage:
    """One analysis: its sentence, outcome, tables, notes and perhaps a chart; ``cause`` says why it has no tables."""

    id: str
    title: str
    sentence: str
    status: str
    facts: str
    tables: Sequence[TableOnPage]
    notes: Sequence[str]
    chart: ChartOnPage | None
    cause: str


@dataclass(frozen=True)
class ResultPage:
    """The page. ``mode`` is ROUND, or empty on open data; ``threshold`` and ``base`` are the profile's."""

    result: Result
    title: str
    summary: str
    figures: Sequence[FigureOnPage]
    methods: MethodsText
    card: ReleaseCard
    mode: str
    threshold: int
    base: int


def result_page(result: Result, language: str, pages: Mapping[str, str] | None = None) -> ResultPage:
    """Read one released result for a person who may see it. ``pages`` says which page of a long table is open."""
    labels = labels_of(result.job, language)
    words = sentences(labels.plan, labels.dictionary, language)
    said = {id_: (title, sentence) for id_, title, sentence in words.analyses}
    charts = {chart.figure: chart for chart in result.charts.all() if chart.language == language}
    reading = _Reading(result, labels, said, charts, pages or {})
    profile = result.document["profile"] or {}
    return ResultPage(
        result=result,
        title=_title(result),
        summary=words.summary,
        figures=[reading.figure(entry) for entry in result.document["results"]],
        methods=methods_of(result, labels),
        card=release_card(result, labels),
        mode="ROUND" if result.document["protected"] else "",
        threshold=profile.get("k", 0),
        base=profile.get("b", 0),
    )


def _title(result: Result) -> str:
    permit = result.job.permit
    return permit.application.title if permit is not None else _("Count of the population")


def _notes(entry: Mapping[str, Any], tables: Sequence[TableOnPage], language: str) -> list[str]:
    """The figure's notes; that of hidden cells only where there is one, that of rounding where no footnote says it."""
    cells = (value for table in entry.get("tables") or () for row in table["rows"] for value in row)
    silent = {entry.get("code")} | (set() if "hidden" in cells else {"hidden"})
    if any(table.counts is not Counts.NONE for table in tables):
        silent.add(SAID_BY_FOOTNOTE)
    return [note[language] for note in entry.get("notes") or () if note.get("code") not in silent]


@dataclass(frozen=True)
class _Reading:
    """A result with everything its figures are read with; ``said`` has the title and sentence of each analysis."""

    result: Result
    labels: JobLabels
    said: Mapping[str, tuple[str, str]]
    charts: Mapping[str, Chart]
    pages: Mapping[str, str]

    def figure(self, entry: Mapping[str, Any]) -> FigureOnPage:
        """One analysis."""
        title, sentence = self.said.get(entry["id"], (entry["id"], ""))
        tables = [self._table(entry, table) for table in entry.get("tables") or ()]
        return FigureOnPage(
            id=entry["id"],
            title=title,
            sentence=sentence,
            status=entry["status"],
            facts=facts_of(entry),
            tables=tables,
            notes=_notes(entry, tables, self.labels.language),
            chart=self._chart(entry, title),
            cause=cause_of(entry.get("code")),
        )

    def _chart(self, entry: Mapping[str, Any], title: str) -> ChartOnPage | None:
        drawn = self.charts.get(entry["id"])
        if drawn is None:
            return None
        inside = [one["id"] for one in self.result.document["results"] if one["id"] in self.charts]
        words = {"number": inside.index(entry["id"]) + 1, "title": title}
        return ChartOnPage(
            drawn=drawn,
            title=_("Figure %(number)s. %(title)s") % words,
            caption=caption_of(entry["method"], is_protected=bool(self.result.document["protected"])),
            is_first=entry["method"] in CHART_FIRST,
        )

    def _table(self, entry: Mapping[str, Any], table: Mapping[str, Any]) -> TableOnPage:
        named = self.labels.of(entry, table["name"])
        grid = arrange(table, named)
        identity = f"{entry['id']}-{table['name']}"
        return TableOnPage(
            id=identity,
            title=named.title,
            note=_note(grid),
            head=" · ".join(grid.stub),
            columns=grid.columns,
            page=Paginator(_rows(grid), A_PAGE).get_page(self.pages.get(identity)),
            covered=grid.hidden,
            of=grid.cells,
            csv=reverse("api:result-table", args=[self.result.uuid, entry["id"], table["name"]]),
            size=len(table_csv(table, named).encode()),
            counts=grid.counts,
        )


def _note(grid: Grid) -> str:
    """What stands across, and that the file holds more."""
    parts = [_("Across: %(variable)s") % {"variable": grid.spanning}] if grid.spanning else []
    if grid.left_out:
        shown, whole = len(grid.lines), len(grid.lines) + grid.left_out
        parts.append(
            _("Read at %(shown)s of %(whole)s steps. The whole curve is in the file")
            % {"shown": number(shown), "whole": number(whole)}
        )
    return ". ".join([*parts, grid.note] if grid.note else parts)


def _rows(grid: Grid) -> list[Mapping[str, Any]]:
    return [
        {"label": " · ".join(head for head in line.heads if head), "cells": cells, "total": line.is_total}
        for line, cells in zip(grid.lines, texts(grid), strict=True)
    ]
