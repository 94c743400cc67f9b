"""What the builder's lists offer: datasets and variables of the dictionary, variables of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from analysis.plans import Dataset, Dictionary, VariableType

Pair = tuple[str, str]
DATES = (VariableType.DATE, VariableType.DAY)
TEXTS = (VariableType.CATEGORY, VariableType.CODE)


@dataclass(frozen=True)
class Choices:
    """Lists of (value, label) for the forms of the builder, in one language."""

    dictionary: Dictionary
    document: Mapping[str, Any]
    language: str
    datasets: tuple[Pair, ...] = field(init=False)

    def __post_init__(self) -> None:
        pairs = tuple((key, dataset.title.in_language(self.language)) for key, dataset in self._sorted())
        object.__setattr__(self, "datasets", pairs)

    @property
    def base(self) -> str | None:
        """The dataset the population comes from."""
        found = self.document.get("population", {}).get("from")
        return found if isinstance(found, str) and found in self.dictionary.datasets else None

    def record_datasets(self) -> list[Pair]:
        """Datasets with several rows a person."""
        titles = dict(self.datasets)
        return [(key, titles[key]) for key, dataset in self._reachable() if dataset.unit == "record"]

    def unit_variables(self, *types: VariableType) -> list[Pair]:
        """Variables with one value a person: those of the base and of person datasets."""
        return [
            pair
            for key, dataset in self._reachable()
            if dataset.unit == "person" or key == self.base
            for pair in self._variables(key, dataset, types)
        ]

    def record_variables(self, dataset: str | None = None, *types: VariableType) -> list[Pair]:
        """Variables of the record datasets, or of one dataset."""
        return [
            pair
            for key, found in self._reachable()
            if (key == dataset if dataset else found.unit == "record")
            for pair in self._variables(key, found, types)
        ]

    def code_variables(self) -> frozenset[str]:
        """`dataset.variable` of every category and code: their values are text, also when they look like numbers."""
        return frozenset(
            f"{key}.{name}"
            for key, dataset in self.dictionary.datasets.items()
            for name, variable in dataset.variables.items()
            if variable.type in TEXTS
        )

    def code_of(self, name: str, text: str) -> str:
        """The code a label stands for in a variable `dataset.variable`; any other text as it is."""
        dataset, _dot, own = name.partition(".")
        found = self.dictionary.datasets.get(dataset)
        variable = found.variables.get(own) if found else None
        said = text.strip().casefold()
        for code, label in variable.labels if variable else ():
            if said in (label.da.casefold(), label.en.casefold()):
                return code
        return text

    def plan_variables(self) -> list[Pair]:
        """The plan's own variables."""
        return [(name, name) for name in self.document.get("variables", {})]

    def dates(self) -> list[Pair]:
        """Everything that may stand where a date may: the index, dates of person datasets, variables of the plan."""
        return [("index", _("the index date")), *self.unit_variables(*DATES), *self.plan_variables()]

    def _reachable(self) -> list[tuple[str, Dataset]]:
        """What a plan with this base may name: datasets about the same persons, those of the base first."""
        if self.base is None:
            return self._sorted()
        domain = self.dictionary.datasets[self.base].domain
        found = [pair for pair in self._sorted() if pair[1].domain == domain]
        return sorted(found, key=lambda pair: pair[0] != self.base)

    def _sorted(self) -> list[tuple[str, Dataset]]:
        return sorted(self.dictionary.datasets.items())

    def _variables(self, key: str, dataset: Dataset, types: tuple[VariableType, ...]) -> Iterator[Pair]:
        for name, variable in dataset.variables.items():
            if not types or variable.type in types:
                yield f"{key}.{name}", f"{variable.label.in_language(self.language)} ({key}.{name})"
