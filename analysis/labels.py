"""Names of columns, levels and figures for one job's plan, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analysis.layout import Level
from analysis.models import Job
from analysis.plans import Dictionary, Plan, open_bound
from analysis.plans import grammar as g
from analysis.plans.dictionary import Text
from analysis.plans.heads import column_head, fixed_level, groups_of, period_text, table_title
from analysis.plans.method_words import MARGIN, MISSING
from analysis.plans.speech import Speech
from analysis.plans.table_shells import bins_of
from analysis.plans.term_heads import term_heads
from analysis.plans.time_words import split_levels
from catalog.selectors.dictionary import dictionary_for

LEVELS_CHANGED = frozenset({"empty_levels", "merged_levels", "reference_missing"})
"""Notes of a model whose levels are not those of the plan."""


@dataclass(frozen=True)
class JobLabels:
    """Labels of one job."""

    plan: Plan
    dictionary: Dictionary
    language: str

    @cached_property
    def speech(self) -> Speech:
        """Says the plan's names as its sentences do."""
        return Speech(self.plan, self.dictionary, self.language)

    def of(self, entry: Mapping[str, Any], table: str) -> "TableLabels":
        """The labels of one table of one entry of the results."""
        analysis = next(one for one in self.plan.analyses if one.id == entry["id"])
        codes = frozenset(note.get("code", "") for note in entry.get("notes") or ())
        return TableLabels(analysis, table, self.speech, codes)


@dataclass(frozen=True)
class TableLabels:
    """Labels of one table. A level that nobody named is shown as the code it is."""

    analysis: g.Analysis
    table: str
    speech: Speech
    notes: frozenset[str] = frozenset()

    @property
    def levels_changed(self) -> bool:
        """Whether the data changed the levels of a model, so that its reference may be another than the plan's."""
        return bool(self.notes & LEVELS_CHANGED)

    @property
    def title(self) -> str:
        """The title of the table."""
        return table_title(self.analysis, self.table, self.speech)

    def column(self, name: str) -> str:
        """The head of a column: a figure, or a variable of the plan."""
        return column_head(self.analysis, self.table, name, self.speech)

    def level(self, column: str, level: Level) -> str:
        """A level as people read it; a margin is the total, missing is said in words."""
        if level is None:
            return self.speech.say(*MARGIN)
        if isinstance(level, Mapping):
            return self.speech.say(*MISSING)
        if not isinstance(level, str):
            return self.speech.number(level)
        if column in groups_of(self.analysis):
            return self.speech.level(column, level)
        return self._of_method(column, level)

    def _of_method(self, column: str, level: str) -> str:
        """A level of a column that the method makes."""
        match column:
            case "variable" | "row" | "column":
                return self.speech.head(level)
            case "term":
                return term_heads(self.analysis, self.speech).get(level, level)
            case "bin":
                return self._bins.get(level, level)
            case "period" if self.table == "periods":
                return period_text(level, self.speech)
            case "cause" if isinstance(self.analysis, g.Survival) and self.analysis.competing is not None:
                return self.speech.level(self.analysis.competing, level)
        named = fixed_level(column, level, self.speech)
        return named if named is not None else self._band(column, level)

    @cached_property
    def _bins(self) -> Mapping[str, str]:
        """The intervals of a histogram by their codes."""
        names: tuple[str, ...] = getattr(self.analysis, "of", ())
        return {str(code): text for name in names for text, code in bins_of(name, self.speech)}

    def _band(self, column: str, level: str) -> str:
        """A band that cuts person-time."""
        levels = split_levels(getattr(self.analysis, "split", None)).get(column, ())
        return dict(levels).get(level, Text(level, level)).in_language(self.speech.language)


def labels_of(job: Job, language: str) -> JobLabels:
    """The labels of a job's plan, from today's catalogue; a dataset that has gone leaves its codes."""
    bound = open_bound(job.document)
    return JobLabels(bound.plan, dictionary_for([*bound.datasets, *bound.references]), language)
