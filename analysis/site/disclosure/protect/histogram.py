"""The protector of histogram: the catalogue's bins, merged from both ends until each holds at least k persons."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from analysis.plans.analyses import Histogram
from analysis.plans.kinds import band_labels, bin_edges
from analysis.site.engines import Engine
from analysis.site.evidence import Cells, Grid, Ids, digest_of
from analysis.site.frame import Column, Frame
from analysis.site.methods.axes import OUTSIDE, Axis
from analysis.site.methods.groups import UnitsInGroups
from analysis.site.methods.histogram import bins_columns, compute
from analysis.site.methods.tables import Row, table

from ..desk import Desk
from ..notes import note
from ..protected import Protected
from ..rules import HIDDEN
from .crosstab import publish_sheet, published_records
from .groups import PublishedGroups, publish_groups


def protect_histogram(analysis: Histogram, frame: Frame, engine: Engine, desk: Desk) -> Protected:
    """Persons of each merged bin and group, with those without a value."""
    computed = compute(analysis, frame, engine)
    units = computed.evidence()
    sample = computed.kept.sample(frame, engine)
    cohort = desk.cohort(sample, least=desk.profile.min_table)
    groups = publish_groups(units.by, units.persons, frame, desk)
    rows: list[Row] = []
    for name in analysis.of:
        bins = _bins(frame.column(name), units, desk)
        rows += _rows(bins, units.persons, groups, frame, desk, of_records=sample.of_records)
    notes = ["rounded", "repeats", "hidden", "bins", *(["records"] if sample.of_records else [])]
    return Protected(
        cohort.persons, desk.all_records(sample.persons) if sample.of_records else None, cohort.dropped,
        (table("bins", bins_columns(analysis.by, of_records=sample.of_records), rows),),
        tuple(note(code, k=desk.profile.k, b=desk.profile.b) for code in notes),
    )  # fmt: skip


def _bins(variable: Column, units: UnitsInGroups, desk: Desk) -> Axis:
    """The merged bins of a variable as a dimension, missing last."""
    edges, values = bin_edges(variable.bins or ()), units.values[variable.name]
    known = ~np.isnan(values)
    fine = np.searchsorted(np.array(edges, float), values[known], "right")
    kept = [edges[at] for at in _kept_edges(fine, units.persons[known], len(edges), desk)]
    codes = np.full(len(values), OUTSIDE, np.int64)
    codes[known] = np.searchsorted(np.array(kept, float), values[known], "right")
    labels = band_labels((None, *kept, None))
    return Axis(replace(variable, is_source=False), labels, len(labels), codes, shows_missing=True)


def _kept_edges(bins: Cells, persons: Ids, edge_count: int, desk: Desk) -> list[int]:
    """The edges that stay, by their place: those first kept for the same persons, or nearly the same, in the same bins.

    Without this, one person less would be seen by a bin that merges.
    """
    width = int(persons.max(initial=0)) + 1
    counts = np.bincount(np.unique(bins * width + persons) // width, minlength=edge_count + 1)
    text = json.dumps(merged_edges(counts.tolist(), desk.profile.k))
    figure, everybody = f"bins:{desk.profile.k}", np.zeros(len(bins), np.int64)
    grid = Grid(persons, everybody, (np.zeros(1, np.int64),), digest_of(bins.astype(np.float64)))
    form = desk.values(grid, {figure: [text]})[figure][0]
    return [] if form == HIDDEN else list(json.loads(str(form)))


def merged_edges(counts: Sequence[int], k: int) -> list[int]:
    """Which edges stay when bins merge from the tails inwards until each has k persons; edge i lies after bin i."""
    mode = int(np.argmax(counts))
    low, high, middle = [], [], counts[mode]
    waiting = 0
    for at in range(mode):
        waiting += counts[at]
        if waiting >= k:
            low.append(at)
            waiting = 0
    middle += waiting
    waiting = 0
    for at in range(len(counts) - 1, mode, -1):
        waiting += counts[at]
        if waiting >= k:
            high.append(at - 1)
            waiting = 0
    middle += waiting
    kept = [*low, *reversed(high)]
    if middle < k and kept:
        kept.remove(low[-1] if low else high[-1])
    return kept


def _rows(
    bins: Axis, persons: Ids, groups: PublishedGroups, frame: Frame, desk: Desk, *, of_records: bool
) -> Iterator[Row]:
    """A row for each group and bin."""
    axes = (*groups.axes, bins)
    sheet = publish_sheet(axes, persons, frame, desk)
    records = published_records(axes, persons, sheet, desk) if of_records else {}
    for place, head, _ in groups.rows():
        for at, level in enumerate(bins.levels):
            cell = (*place, at)
            yield [bins.column.name, *head, level, sheet.persons(cell), *([records[cell]] if of_records else [])]
