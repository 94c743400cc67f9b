"""Binding: a plan tied to the dictionary and data versions it was approved against, with its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field, ValidationError

from .canonical import canonical_bytes, canonical_document
from .check import Purpose, datasets_of, examine
from .dictionary import Dictionary
from .faults import Fault, PlanFaults, fault
from .grammar import CountAnalysis, Plan, Rates
from .names import DatasetKey, Node, PlainText, VariableName
from .reading import read_plan, read_tree, translated


class BoundDataset(Node):
    """One dataset of a bound plan: its data version, the hash of its dictionary, the variables used."""

    version: PlainText
    dictionary: PlainText
    variables: tuple[VariableName, ...] = ()


class Bound(Node):
    """What a plan was bound to; `references` are tables of rates, `lists` gives the version of each code list."""

    datasets: Annotated[dict[DatasetKey, BoundDataset], Field(min_length=1)]
    references: dict[DatasetKey, BoundDataset] = {}
    lists: dict[PlainText, PlainText] = {}


@dataclass(frozen=True)
class BoundPlan:
    """A plan that may be signed, approved and run."""

    document: Mapping[str, Any]
    plan: Plan
    bound: Bound

    @cached_property
    def canonical(self) -> bytes:
        """The bytes that `hash` is of: the document without title and data versions."""
        document = {key: value for key, value in self.document.items() if key != "title"}
        bound = dict(document["bound"])
        for part in ("datasets", "references"):
            if part in bound:
                bound[part] = {key: _without_version(one) for key, one in bound[part].items()}
        return canonical_bytes({**document, "bound": bound})

    @cached_property
    def hash(self) -> str:
        """SHA-256, in hex, of `canonical`."""
        return hashlib.sha256(self.canonical).hexdigest()

    @property
    def datasets(self) -> tuple[str, ...]:
        """The datasets with persons that the plan touches, sorted."""
        return tuple(sorted(self.bound.datasets))

    @property
    def references(self) -> tuple[str, ...]:
        """The tables of reference rates that the plan reads, sorted; they hold no persons."""
        return tuple(sorted(self.bound.references))

    @property
    def versions(self) -> Mapping[str, str]:
        """The data version of each dataset at binding."""
        return {key: self.bound.datasets[key].version for key in self.datasets}

    @property
    def variables_used(self) -> Mapping[str, tuple[str, ...]]:
        """The variables the plan needs of each dataset, dates and birth included."""
        return {key: self.bound.datasets[key].variables for key in self.datasets}

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods of the analyses, each once, sorted."""
        return tuple(sorted({analysis.method for analysis in self.plan.analyses}))


def bind_plan(plan: Plan, dictionary: Dictionary, *, purpose: str = "request") -> BoundPlan:
    """Bind a plan. Raises PlanFaults with every fault of meaning."""
    inference, faults = examine(plan, dictionary, purpose=purpose)
    if faults:
        raise PlanFaults(faults)
    keys = datasets_of(plan, inference)
    document = canonical_document(_for_purpose(plan, purpose), inference.bound)
    bound: dict[str, Any] = {"datasets": {key: _entry(key, dictionary, inference.used) for key in keys}}
    references = sorted(one.reference.dataset for one in plan.analyses if isinstance(one, Rates) and one.reference)
    if references:
        bound["references"] = {key: _entry(key, dictionary, inference.used) for key in references}
    if inference.lists:
        bound["lists"] = {name: dictionary.lists[name].version for name in sorted(inference.lists)}
    return open_bound({**document, "bound": bound})


def _entry(key: str, dictionary: Dictionary, used: Collection[str]) -> dict[str, Any]:
    """What is bound of a dataset: its version, its dictionary, the variables the plan needs."""
    dataset = dictionary.datasets[key]
    owned = sorted(name.partition(".")[2] for name in used if name.partition(".")[0] == key)
    entry = {"version": dataset.version, "dictionary": dataset.dictionary_hash}
    return entry | ({"variables": owned} if owned else {})


def _without_version(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name != "version"}


def _for_purpose(plan: Plan, purpose: str) -> Plan:
    """`flow` is true by default, but false in feasibility."""
    if purpose != Purpose.FEASIBILITY:
        return plan
    counts = (one.model_copy(update={"flow": False}) for one in plan.analyses if isinstance(one, CountAnalysis))
    return plan.model_copy(update={"analyses": tuple(counts)})


def open_bound(document: Mapping[str, Any] | str | bytes) -> BoundPlan:
    """Open a bound document and compute its hash anew.

    Raises PlanFaults for what is no plan, is not bound, or is not written in canonical form.
    """
    tree = read_tree(document)
    if not isinstance(tree, dict) or "bound" not in tree:
        raise PlanFaults([fault("not_bound", "bound")])
    rest = {key: value for key, value in tree.items() if key != "bound"}
    plan, bound = read_plan(rest), _read_bound(tree["bound"])
    written = {**canonical_document(plan), "bound": _write_bound(bound)}
    if canonical_bytes(written) != canonical_bytes(tree):
        raise PlanFaults([fault("not_canonical", "")])
    return BoundPlan(document=written, plan=plan, bound=bound)


def changed_datasets(bound: BoundPlan, dictionary: Dictionary) -> tuple[Fault, ...]:
    """A fault for each dataset that is gone, or whose dictionary is another than at binding."""
    faults = []
    for key, one in (bound.bound.datasets | bound.bound.references).items():
        dataset = dictionary.datasets.get(key)
        if dataset is None:
            faults.append(fault("unknown_dataset", f"bound.datasets.{key}", name=key))
        elif dataset.dictionary_hash != one.dictionary:
            faults.append(fault("dictionary_changed", f"bound.datasets.{key}", name=key))
    return tuple(faults)


def changed_versions(bound: BoundPlan, dictionary: Dictionary) -> tuple[str, ...]:
    """The datasets whose data version is another than at binding: the plan runs, and the result names them."""
    current = {key: dataset.version for key, dataset in dictionary.datasets.items()}
    return tuple(key for key, version in bound.versions.items() if current.get(key, version) != version)


def _read_bound(tree: Any) -> Bound:
    try:
        return Bound.model_validate(tree, by_alias=True, by_name=False)
    except ValidationError as reason:
        raise PlanFaults(translated(reason, tree, "bound")) from None


def _write_bound(bound: Bound) -> dict[str, Any]:
    written: dict[str, Any] = {"datasets": _write_datasets(bound.datasets)}
    if bound.references:
        written["references"] = _write_datasets(bound.references)
    return written | ({"lists": dict(bound.lists)} if bound.lists else {})


def _write_datasets(datasets: Mapping[str, BoundDataset]) -> dict[str, Any]:
    return {
        key: {"version": one.version, "dictionary": one.dictionary}
        | ({"variables": list(one.variables)} if one.variables else {})
        for key, one in datasets.items()
    }
