"""The rules of each method: which variables fit where, which options fit together, how large it may be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import prod

from . import grammar as g
from .dictionary import Text, VariableType
from .inference import NUMBER_WORDS, Inference
from .kinds import GROUPS, NUMERIC, Kind
from .labels import check_edges, check_quantiles
from .model_check import check_model, check_reference, check_standard

MAX_CELLS = 100_000
MAX_DIMENSIONS = 4
GROUP_WORDS = Text(
    "en kategori, kode, ja/nej, bånd eller et helt tal", "a category, code, yes/no, band or whole number"
)
YES_NO_WORDS = Text("ja/nej", "yes/no")
AXES = ("age", "period", "since_index")

TABLE_COLUMNS: Mapping[str, frozenset[str]] = {
    "count": frozenset(),
    "crosstab": frozenset({"persons", "records", "percent"}),
    "summary": frozenset({"variable", "persons", "records", "missing", "quantile", "value", *g.Statistic}),
    "table1": frozenset(
        {"variable", "level", "persons", "percent", "missing", "mean", "sd", "median", "q1", "q3", "smd"}
    ),
    "histogram": frozenset({"variable", "bin", "persons", "records"}),
    "correlation": frozenset({"row", "column", "persons", "estimate"}),
    "trend": frozenset({"period", "persons", "records", "events", "person_years", "rate"}),
    "rates": frozenset({"events", "person_years", "crude", "rate", "standard_error", "lower", "upper", *AXES})
    | {"expected", "ratio", "ratio_lower", "ratio_upper"},
    "linear": frozenset(),
    "logistic": frozenset(),
    "poisson": frozenset(),
    "cox": frozenset(),
    "survival": frozenset({"persons", "events", "expected", "median", "median_lower", "median_upper", "rmst"})
    | {"rmst_standard_error", "time", "at_risk", "survival", "lower", "upper", "cause", "incidence"},
}
"""Columns of each method's tables that no `by` variable or dimension may be named like."""

Kinds = Mapping[str, Kind | None]


def check_analyses(inference: Inference, kinds: Kinds) -> None:
    """Check every analysis of the plan; `kinds` are its variables."""
    seen: set[str] = set()
    for at, analysis in enumerate(inference.plan.analyses):
        if analysis.id in seen:
            inference.add("duplicate_id", f"analyses[{at}].id", name=analysis.id)
        seen.add(analysis.id)
        AnalysisCheck(inference, kinds, analysis, f"analyses[{at}]").run()


class AnalysisCheck:
    """One analysis against the kinds of the plan's variables."""

    def __init__(self, inference: Inference, kinds: Kinds, analysis: g.Analysis, path: str) -> None:
        self.inference = inference
        self.kinds = kinds
        self.analysis = analysis
        self.path = path

    def run(self) -> None:
        """Dispatch to the method's own rules."""
        match self.analysis:
            case g.CountAnalysis():
                pass
            case g.Crosstab():
                self._crosstab(self.analysis)
            case g.Summary():
                self._summary(self.analysis)
            case g.Table1() | g.Histogram() | g.CorrelationMatrix():
                self._described(self.analysis)
            case g.Trend():
                self._trend(self.analysis)
            case g.Rates():
                self._rates(self.analysis)
            case g.Survival():
                self._survival(self.analysis)
            case _:
                check_model(self, self.analysis)

    # Shared

    def kind(self, name: str, key: str, *, turning: bool = False) -> Kind | None:
        """The kind of a variable of the plan that stands at `key`."""
        path = f"{self.path}.{key}"
        if name not in self.kinds:
            self.inference.of_plan(name, path)
            return None
        kind = self.kinds[name]
        if kind is not None and kind.turns and not turning:
            self.inference.add("on_from_misplaced", path, name=name)
            return None
        return kind

    def typed(self, name: str, key: str, types: Iterable[VariableType], words: Text) -> Kind | None:
        """The same, of one of the types."""
        kind = self.kind(name, key)
        if kind is None or kind.type in types:
            return kind
        self.inference.wrong_type(name, f"{self.path}.{key}", kind, words)
        return None

    def groups(self, names: tuple[str, ...], key: str, *, turning: bool = False) -> list[Kind | None]:
        """Variables that make groups: of the right type, once each, and not named like a column."""
        found = []
        for at, name in enumerate(names):
            here = f"{key}[{at}]"
            is_turning = turning and name in self.kinds and bool((kind := self.kinds[name]) and kind.turns)
            found.append(self.kinds[name] if is_turning else self.typed(name, here, GROUPS, GROUP_WORDS))
            if name in names[:at]:
                self.inference.add("repeated", f"{self.path}.{here}", name=name)
            if name in TABLE_COLUMNS[self.analysis.method]:
                self.inference.add("by_name_taken", f"{self.path}.{here}", name=name)
        return found

    def numbers(self, names: tuple[str, ...], key: str) -> None:
        """Variables that are numbers, once each."""
        for at, name in enumerate(names):
            self.typed(name, f"{key}[{at}]", NUMERIC, NUMBER_WORDS)
            if name in names[:at]:
                self.inference.add("repeated", f"{self.path}.{key}[{at}]", name=name)

    def misplaced(self, option: str, why: str, why_en: str) -> None:
        """An option that does not fit the others."""
        self.inference.add("option_misplaced", f"{self.path}.{option}", option=option, why=why, why_en=why_en)

    def size(self, kinds: Iterable[Kind | None], *, times: int = 1) -> None:
        """Cells by the plan alone; a variable whose levels only the data know counts as one level."""
        levels = (len(kind.levels or ("",)) if kind else 1 for kind in kinds)
        missing = self.analysis.missing is g.MissingValues.CATEGORY
        cells = times * prod(level + 1 + missing for level in levels)
        if cells > MAX_CELLS:
            named = {"found": cells, "limit": MAX_CELLS, "what": "celler", "what_en": "cells"}
            self.inference.add("too_large", self.path, **named)

    # Methods

    def _crosstab(self, analysis: g.Crosstab) -> None:
        dimensions = analysis.dimensions
        if not 1 <= len(dimensions) <= MAX_DIMENSIONS:
            self.inference.add("dimensions", self.path)
        parts = (("rows", analysis.rows), ("columns", analysis.columns), ("layers", analysis.layers))
        kinds = [kind for key, names in parts for kind in self.groups(names, key)]
        self._repeated(parts)
        self.size(kinds)
        if analysis.records and self.inference.plan.population.unit is g.UnitOfAnalysis.PERSON:
            self.misplaced("records", "Den kræver unit »record«.", 'It needs unit "record".')
        if analysis.ratios and not self._is_two_by_two(kinds):
            self.misplaced("ratios", "Den kræver to variabler med to niveauer.", "It needs 2 variables of 2 levels.")
        self._table_tests(analysis, kinds)

    def _repeated(self, parts: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        """A variable is one dimension only, wherever it stands."""
        earlier: set[str] = set()
        for key, names in parts:
            for at, name in enumerate(names):
                if name in earlier:
                    self.inference.add("repeated", f"{self.path}.{key}[{at}]", name=name)
            earlier |= set(names)

    def _table_tests(self, analysis: g.Crosstab, kinds: list[Kind | None]) -> None:
        if analysis.test and len(kinds) != 2:
            self.misplaced("test", "Den kræver præcis to dimensioner.", "It needs exactly two dimensions.")
        elif g.TableTest.CHI2_YATES in analysis.test and not self._is_two_by_two(kinds):
            self.misplaced("test", "chi2_yates kræver to niveauer i hver.", "chi2_yates needs two levels in each.")
        elif g.TableTest.TREND in analysis.test and not any(_may_have_two(kind) for kind in kinds):
            self.misplaced("test", "trend kræver en variabel med to niveauer.", "trend needs a variable of two levels.")

    def _is_two_by_two(self, kinds: list[Kind | None]) -> bool:
        return len(kinds) == 2 and all(_may_have_two(kind) for kind in kinds)

    def _summary(self, analysis: g.Summary) -> None:
        self.numbers(analysis.of, "of")
        kinds = self.groups(analysis.by, "by")
        check_quantiles(self.inference, analysis.quantiles, f"{self.path}.quantiles")
        width = len(analysis.statistics) + len(analysis.quantiles) + 2
        self.size(kinds, times=len(analysis.of) * width)
        two = {g.GroupTest.STUDENT, g.GroupTest.WILCOXON} & set(analysis.test)
        if analysis.test and len(kinds) != 1:
            self.misplaced("test", "Den kræver præcis én variabel i by.", "It needs exactly one variable in by.")
        elif two and not _may_have_two(kinds[0]):
            self.misplaced(
                "test", "student og wilcoxon kræver to grupper.", "student and wilcoxon need exactly two groups."
            )

    def _described(self, analysis: g.Table1 | g.Histogram | g.CorrelationMatrix) -> None:
        kinds = self.groups(analysis.by, "by")
        if isinstance(analysis, g.Table1):
            for at, name in enumerate(analysis.of):
                self.typed(name, f"of[{at}]", GROUPS | NUMERIC, GROUP_WORDS)
        else:
            self.numbers(analysis.of, "of")
        self.size(kinds, times=len(analysis.of) ** (2 if isinstance(analysis, g.CorrelationMatrix) else 1))
        if isinstance(analysis, g.Histogram):
            for name in analysis.of:
                kind = self.kinds.get(name)
                if kind is not None and not kind.bins:
                    self.misplaced("of", f"»{name}« har ingen grænser i kataloget.", f'"{name}" has no edges.')

    def _trend(self, analysis: g.Trend) -> None:
        self.size(self.groups(analysis.by, "by"))
        if analysis.date is None:
            self.inference.index(f"{self.path}.date")
        else:
            self.inference.date(analysis.date, f"{self.path}.date")
        self.event(analysis.event)

    def event(self, name: str | None) -> None:
        """A yes/no event."""
        if name is not None:
            self.typed(name, "event", {VariableType.BOOLEAN}, YES_NO_WORDS)

    def _rates(self, analysis: g.Rates) -> None:
        self.time(analysis.time)
        self.event(analysis.event)
        cut = isinstance(analysis.time, g.FollowUp)
        kinds = self.groups(analysis.by, "by", turning=cut)
        if analysis.per <= 0:
            self.inference.add("positive", f"{self.path}.per")
        bands = self._split(analysis)
        self.size(kinds, times=bands)
        check_standard(self, analysis)
        check_reference(self, analysis)

    def _split(self, analysis: g.Rates) -> int:
        """Check the axes that cut person-time; the number of pieces."""
        if analysis.split is None:
            return 1
        if not isinstance(analysis.time, g.FollowUp):
            self.misplaced("split", "Den kræver time med from og to.", "It needs time with from and to.")
        pieces = 1
        for axis in AXES:
            edges = getattr(analysis.split, axis)
            if edges is not None:
                check_edges(self.inference, edges, f"{self.path}.split.{axis}")
                pieces *= len(edges)
        if analysis.split.age is not None:
            self.inference.birth(f"{self.path}.split.age")
        if analysis.split.since_index is not None:
            self.inference.index(f"{self.path}.split.since_index")
        return pieces

    def _survival(self, analysis: g.Survival) -> None:
        self.time(analysis.time)
        self.event(analysis.event)
        self.size([*self.groups(analysis.by, "by"), *self.groups(analysis.strata, "strata")])
        if analysis.competing is not None:
            self.typed(analysis.competing, "competing", GROUPS, GROUP_WORDS)
        if any(time < 0 for time in analysis.times):
            self.inference.add("positive", f"{self.path}.times")
        if analysis.rmst is not None and analysis.rmst <= 0:
            self.inference.add("positive", f"{self.path}.rmst")
        if analysis.test and not analysis.by:
            self.misplaced("test", "Den kræver en variabel i by.", "It needs a variable in by.")

    # Time

    def time(self, time: g.Time) -> None:
        """Dates for from and to; numbers of one unit for ready times."""
        path = f"{self.path}.time"
        match time:
            case g.FollowUp():
                ends = [self.inference.date(time.from_, f"{path}.from"), self.inference.date(time.to, f"{path}.to")]
                if time.origin is not None:
                    ends.append(self.inference.date(time.origin, f"{path}.origin"))
                self.inference.same_calendar(ends, path)
            case g.ReadyTime():
                self._length(time.value, f"{path}.value")
            case _:
                start, stop = self._length(time.start, f"{path}.start"), self._length(time.stop, f"{path}.stop")
                if start is not None and stop is not None and start != stop:
                    self.inference.add("mixed_time_units", path)

    def _length(self, value: g.Value, path: str) -> str | None:
        """The unit of a length of time; None where the value has a fault or fits any unit."""
        kind = self.inference.number(value, path)
        if kind is None or isinstance(value, int | Decimal | dt.date):
            return None
        if kind.unit is not None and kind.unit not in set(g.TimeUnit):
            self.inference.add("time_unit", path, unit=kind.unit)
            return None
        return kind.unit or "derived"


def _may_have_two(kind: Kind | None) -> bool:
    """False only where the plan alone shows another number of levels than two."""
    return kind is None or kind.levels is None or len(kind.levels) == 2
