"""The groups of `by`: their levels settled, their persons published, the class rule applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.site.evidence import Cells, Grid, Ids, Unprintable
from analysis.site.frame import Frame
from analysis.site.ledger.asking import Form
from analysis.site.methods.axes import Axis
from analysis.site.methods.cube import Cube, Place
from analysis.site.methods.tables import Row, column

from ..desk import Desk
from ..rules import HIDDEN
from .crosstab import omitted_levels, publish_sheet


@dataclass(frozen=True, repr=False, eq=False)
class PublishedGroups(Unprintable):
    """The full cross of some dimensions and the group of every row.

    `cube` has the groups and the one over all; `persons` are their published counts in its order, `hidden` where the
    class rule hides a group. `omitted` are levels of `other` that have no row.
    """

    axes: tuple[Axis, ...]
    cube: Cube
    cells: Cells
    persons: tuple[Form, ...]
    omitted: frozenset[tuple[int, int]]

    def rows(self) -> Iterator[tuple[Place, Row, int]]:
        """Every group that has a row, and the one over all, with its labels and its place among the sets."""
        for place in self.cube.places():
            if not any(at in self.omitted for at in enumerate(place)):
                levels = zip(self.axes, place, strict=True)
                labels: Row = [None if level is None else axis.levels[level] for axis, level in levels]
                yield place, labels, self.cube.at(place)

    def places(self) -> Iterator[tuple[Row, int]]:
        """The labels of every row, with its place among the sets."""
        for _, labels, at in self.rows():
            yield labels, at

    def labelled(self) -> list[Place]:
        """The groups that are compared: those with a label in every dimension. Missing is none."""
        return [place for place, labels, _ in self.rows() if all(isinstance(label, str) for label in labels)]

    def is_hidden(self, at: int) -> bool:
        """Whether the class rule hides the group at a place."""
        return self.persons[at] == HIDDEN

    def columns(self) -> list[dict[str, str]]:
        """The columns of the labels."""
        return [column(axis.column.name, "label") for axis in self.axes]


def publish_groups(axes: Sequence[Axis], persons: Ids, frame: Frame, desk: Desk) -> PublishedGroups:
    """Publish the groups of rows as a table of counts of the same variables publishes them."""
    axes = tuple(desk.settle(axis, persons) for axis in axes)
    sheet = publish_sheet(axes, persons, frame, desk)
    groups = Cube(sheet.cube.shape, only_total=True)
    cells = groups.cells(tuple(axis.cells for axis in axes), len(persons))
    forms = tuple(sheet.persons(place) for place in sorted(groups.places(), key=groups.at))
    return PublishedGroups(axes, groups, cells, forms, omitted_levels(sheet.cube, axes, sheet.counted.forms))


def count_groupings(named: Sequence[tuple[str | None, Axis]], persons: Ids, desk: Desk) -> None:
    """Count dimensions that persons are sorted by against the budget of groupings, each under the name it has there."""
    for source, axis in named:
        if source is not None:
            cube = Cube((len(axis.levels),))
            desk.counts(Grid(persons, axis.cells, cube.families), groupings=[(source, 1)], cohort=0)
