"""What the builder's lists offer: datasets and variables of the dictionary, variables of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from analysis.plans import Dataset, Dictionary, Kind, PlanFaults, VariableType, infer_kinds, read_plan, sentences
from analysis.plans import Plan as PlanDocument
from analysis.plans.kinds import NUMERIC
from requests_app.builder.fits import Fit, is_date, is_length_of_time, is_number

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

    @property
    def base_dataset(self) -> Dataset | None:
        """What the catalogue knows of the base."""
        return self.dictionary.datasets[self.base] if self.base else None

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

    def plan_variables(self, fits: Fit | None = None) -> list[Pair]:
        """The plan's own variables, what each stands for with its name behind; those that fit, or whose kind is unknown."""
        return [
            (name, f"{self._meanings[name]} ({name})" if name in self._meanings else name)
            for name in self.document.get("variables", {})
            if fits is None or name not in self._kinds or fits(self._kinds[name])
        ]

    @cached_property
    def _variables_alone(self) -> PlanDocument | None:
        """The population and the variables as a plan; none while they cannot be read."""
        counted = [{"id": "n", "method": "count"}]
        parts = {name: self.document.get(name, {}) for name in ("population", "variables")}
        for population in (parts["population"], {"from": self.base or "none"}):
            with suppress(PlanFaults):
                return read_plan({"version": 1, **parts, "population": population, "analyses": counted})
        return None

    @cached_property
    def _kinds(self) -> Mapping[str, Kind]:
        """What each variable is, as far as it has no fault."""
        return infer_kinds(self._variables_alone, self.dictionary) if self._variables_alone else {}

    @cached_property
    def _meanings(self) -> Mapping[str, str]:
        """A variable as it stands by its label in the catalogue, any other in words; nothing while they have faults."""
        variables, plan = self.document.get("variables", {}), self._variables_alone
        if plan is None:
            return {}
        said = {name: text.rstrip(".") for name, text in sentences(plan, self.dictionary, self.language).variables}
        return said | {name: label for name, shape in variables.items() if (label := self._label_of(shape))}

    def _label_of(self, shape: Mapping[str, Any]) -> str:
        variable = self.dictionary.variable(str(shape.get("from", "")))
        return variable.label.in_language(self.language) if variable else ""

    def dates(self) -> list[Pair]:
        """Everything that may stand where a date may: the index, dates of person datasets, variables of the plan."""
        return [("index", _("the index date")), *self.unit_variables(*DATES), *self.plan_variables(is_date)]

    def lengths_of_time(self) -> list[Pair]:
        """Numbers that may stand for a ready follow-up time."""
        ready = [(name, label) for name, label in self.unit_variables() if self._is_length(name)]
        return [*self.plan_variables(is_length_of_time), *ready]

    def numbers(self) -> list[Pair]:
        """Numbers of the plan and of datasets with one value a person."""
        return [*self.plan_variables(is_number), *self.unit_variables(*NUMERIC)]

    def _is_length(self, name: str) -> bool:
        variable = self.dictionary.variable(name)
        return variable is not None and is_length_of_time(variable)

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
