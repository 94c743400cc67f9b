"""Structural zeros: combinations of codes that the manifest says no person can have, like men with cervical cancer.

`[[datasets.X.structural_zeros]]` with `sex = "1"`, `code = ["DC53"]`: a text is that code, a list holds the beginnings
of codes. A name is the dataset's own variable; if it has none of that name, every one of that name in the domain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.plans import icd10_code
from analysis.site.manifest_toml import DatasetToml, code_text

ICD10 = "icd10"


@dataclass(frozen=True)
class CodesOf:
    """Codes of one variable in an impossible combination; `variables` are written `dataset.variable`."""

    variables: frozenset[str]
    codes: tuple[str, ...]
    are_beginnings: bool
    is_icd10: bool

    def hold(self, label: str) -> bool:
        """Whether a level of the variable is one of the codes; of icd10 in any spelling."""
        spelled = icd10_code(label) if self.is_icd10 else label
        codes = tuple(icd10_code(code) for code in self.codes) if self.is_icd10 else self.codes
        return spelled.startswith(codes) if self.are_beginnings else spelled in codes


StructuralZero = tuple[CodesOf, ...]


def structural_zeros_of(datasets: Mapping[str, DatasetToml]) -> tuple[StructuralZero, ...]:
    """The structural zeros of the datasets of one domain, of a manifest without faults."""
    return tuple(
        tuple(_codes(key, name, value, datasets) for name, value in zero.__pydantic_extra__.items())
        for key, dataset in datasets.items()
        for zero in dataset.structural_zeros
    )


def _codes(key: str, name: str, value: Any, datasets: Mapping[str, DatasetToml]) -> CodesOf:
    owners = owners_of(key, name, datasets)
    systems = {datasets[owner].variables[name].system for owner in owners}
    variables = frozenset(f"{owner}.{name}" for owner in owners)
    return CodesOf(variables, codes_of(value), isinstance(value, list), systems == {ICD10})


def owners_of(key: str, name: str, datasets: Mapping[str, DatasetToml]) -> tuple[str, ...]:
    """Of the datasets of one domain those whose variable `name` a structural zero of the dataset `key` is about."""
    if name in datasets[key].variables:
        return (key,)
    return tuple(owner for owner, one in datasets.items() if name in one.variables)


def codes_of(value: Any) -> tuple[str, ...]:
    """The codes of a structural zero as text; () for what is no code and no list of codes."""
    texts = tuple(code_text(one) for one in (value if isinstance(value, list) else [value]))
    return texts if all(isinstance(text, str) and text for text in texts) else ()
