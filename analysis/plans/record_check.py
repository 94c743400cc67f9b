"""Shapes over records: dataset, where, window, date, and what is taken from them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from . import grammar as g
from .dictionary import Dataset, Text, VariableType
from .kinds import DATES, INTEGER, NUMBER, NUMERIC, Kind

if TYPE_CHECKING:
    from .inference import Inference

ORDERED_TAKES = frozenset({g.Take.FIRST, g.Take.LAST})
NUMBER_WORDS = Text("et tal", "a number")
DATE_WORDS = Text("en dato", "a date")


class RecordCheck:
    """Checks everything that looks at the records of a person."""

    def __init__(self, inference: Inference) -> None:
        self.inference = inference

    def index_event(self, index: g.IndexEvent, path: str) -> Kind | None:
        """The date an index event happens on."""
        dataset = self.inference.dataset(index.dataset, f"{path}.dataset")
        if dataset is None:
            return None
        if index.where is not None:
            self.inference.conditions.of_dataset(index.where, f"{path}.where", index.dataset)
        kind = self._date(dataset, index.date, path)
        if index.between is not None:
            self._range(index.between, f"{path}.between")
            if kind is not None and kind.type is VariableType.DAY:
                self.inference.add("calendar_on_days", f"{path}.between")
        return kind and replace(kind, is_birth=False)

    def of_dataset(self, records: g.Records | g.Exclusion, path: str) -> Dataset | None:
        """Dataset, where, date and window of a shape over records."""
        dataset = self.inference.dataset(records.dataset, f"{path}.dataset")
        if dataset is None:
            return None
        if dataset.unit == "person":
            self.inference.add("record_dataset", f"{path}.dataset", name=records.dataset)
            return None
        if records.where is not None:
            self.inference.conditions.of_dataset(records.where, f"{path}.where", records.dataset)
        if records.window is not None:
            self._window(records.window, self._date(dataset, records.date, path), f"{path}.window")
        elif records.date is not None:
            self._date(dataset, records.date, path)
        return dataset

    def count(self, records: g.CountRecords, path: str) -> Kind | None:
        """A number of records, or of different values."""
        dataset = self.of_dataset(records, path)
        if dataset is not None and records.distinct is not None:
            self._own(dataset, records.distinct, f"{path}.distinct")
        return INTEGER

    def sum(self, records: g.SumRecords, path: str) -> Kind | None:
        """A sum of a number."""
        dataset = self.of_dataset(records, path)
        kind = self._own(dataset, records.of, f"{path}.of") if dataset else None
        return self._number(kind, records.of, f"{path}.of")

    def value(self, records: g.ValueRecords, path: str) -> Kind | None:
        """One value of the records."""
        dataset = self.of_dataset(records, path)
        if dataset is None:
            return None
        kind = self._own(dataset, records.of, f"{path}.of")
        self._order(records, dataset, path)
        if records.take is g.Take.MEAN:
            number = self._number(kind, records.of, f"{path}.of")
            return number and replace(number, type=VariableType.NUMBER)
        if records.take in {g.Take.MIN, g.Take.MAX} and kind is not None and kind.type not in NUMERIC | DATES:
            self.inference.wrong_type(records.of, f"{path}.of", kind, NUMBER_WORDS)
            return None
        return kind

    def covered(self, records: g.SupplyRecords, path: str) -> Kind | None:
        """Days covered within a window of days with both ends."""
        match records.window:
            case g.DaysWindow(days=(low, high)) if low is not None and high is not None:
                pass
            case _:
                self.inference.add("closed_window", f"{path}.window")
        return self._supplied(records, path)

    def persistent(self, records: g.PersistentRecords, path: str) -> Kind | None:
        """Days of one unbroken supply."""
        if records.grace < 0:
            self.inference.add("positive", f"{path}.grace")
        return self._supplied(records, path)

    def _supplied(self, records: g.SupplyRecords, path: str) -> Kind | None:
        dataset = self.of_dataset(records, path)
        if dataset is None:
            return None
        if records.window is None:
            self._date(dataset, records.date, path)
        if isinstance(records.supply, str):
            kind = self._own(dataset, records.supply, f"{path}.supply")
            if self._number(kind, records.supply, f"{path}.supply") is None:
                return None
        elif records.supply <= 0:
            self.inference.add("positive", f"{path}.supply")
        return replace(NUMBER, unit="days")

    def _order(self, records: g.ValueRecords, dataset: Dataset, path: str) -> None:
        """What first, last and nearest go by."""
        if records.take is g.Take.NEAREST:
            self._window_kind(self._date(dataset, records.date, path), f"{path}.take")
        if records.order is not None:
            self._own(dataset, records.order, f"{path}.order")
            if records.take not in ORDERED_TAKES:
                self._misplaced("order", path, "Den hører til first og last.", "It belongs to first and last.")
        elif records.take in ORDERED_TAKES and records.window is None:
            self._date(dataset, records.date, path)
        if records.keep_missing and records.take not in ORDERED_TAKES | {g.Take.NEAREST}:
            why = "Den hører til first, last og nearest."
            self._misplaced("keep_missing", path, why, "It belongs to first, last and nearest.")

    def _misplaced(self, option: str, path: str, why: str, why_en: str) -> None:
        self.inference.add("option_misplaced", f"{path}.{option}", option=option, why=why, why_en=why_en)

    def _own(self, dataset: Dataset, name: str, path: str) -> Kind | None:
        """A variable of this very dataset."""
        if name.partition(".")[0] != dataset.key:
            wanted = (f"Her bruges variabler fra »{dataset.key}«.", f'Use variables of "{dataset.key}" here.')
            self.inference.add("name_not_here", path, name=name, wanted=wanted[0], wanted_en=wanted[1])
            return None
        return self.inference.variable(name, path)

    def _number(self, kind: Kind | None, name: str, path: str) -> Kind | None:
        if kind is None or kind.type in NUMERIC:
            return kind
        self.inference.wrong_type(name, path, kind, NUMBER_WORDS)
        return None

    def _date(self, dataset: Dataset, named: str | None, path: str) -> Kind | None:
        """The record's date: the one named, else the dataset's."""
        if named is None and dataset.date is None:
            self.inference.add("no_date", path, name=dataset.key)
            return None
        name = named or f"{dataset.key}.{dataset.date}"
        kind = self._own(dataset, name, f"{path}.date")
        if kind is not None and kind.type not in DATES:
            self.inference.wrong_type(name, f"{path}.date", kind, DATE_WORDS)
            return None
        return kind

    def _window(self, window: g.Window, date: Kind | None, path: str) -> None:
        match window:
            case g.DaysWindow(days=ends):
                self._range(ends, f"{path}.days")
                self._window_kind(date, f"{path}.days")
            case g.DatesWindow(dates=ends):
                self._range(ends, f"{path}.dates")
                self._calendar(date, f"{path}.dates")
            case _:
                self._range(window.age, f"{path}.age")
                self._years(window.age, f"{path}.age")
                self._calendar(date, f"{path}.age")
                self.inference.birth(f"{path}.age")

    def _window_kind(self, date: Kind | None, path: str) -> None:
        """The record's date and the index must be in one calendar; day data need no index."""
        if date is None:
            return
        if date.type is VariableType.DAY and self.inference.plan.population.index is None:
            return
        index = self.inference.index(path)
        if index is not None and index.type is not date.type:
            self.inference.add("calendar_on_days", path)

    def _calendar(self, date: Kind | None, path: str) -> None:
        if date is not None and date.type is VariableType.DAY:
            self.inference.add("calendar_on_days", path)

    def _years(self, ends: tuple[object, object], path: str) -> None:
        """The second end is not inside, so that nothing lies between two that are the same."""
        if ends[0] is not None and ends[0] == ends[1]:
            self.inference.add("no_years", path)

    def _range(self, ends: tuple[object, object], path: str) -> None:
        low, high = ends
        if low is not None and high is not None and low > high:  # type: ignore[operator]  # two numbers or two dates
            self.inference.add("range", path)
