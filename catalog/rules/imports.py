"""Read what `python -m analysis.site describe` wrote, every fault at once.

The document is a dictionary of datasets (analysis.plans, `Dictionary.as_json`) whose datasets and variables also carry
coarse figures. Nothing exact is taken: counts are multiples of ten or "<k", and what the site did not put in the agreed
form is refused, not stored.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from analysis.plans import Dataset as PlanDataset
from analysis.plans import Variable as PlanVariable
from catalog.models.site import KEY_PATTERN
from catalog.models.variable import NAME_PATTERN
from portal.refusals import Refused

MOST_BYTES: Final = 5_000_000
MOST_VARIABLES: Final = 5_000
_COARSE_BASE: Final = 10
_BELOW: Final = re.compile(r"<[0-9]{1,6}")


@dataclass(frozen=True)
class ImportFault:
    """One fault of the file: a code, where, and what to do."""

    code: str
    path: str
    sentence: Promise | str

    def as_json(self) -> dict[str, str]:
        """The shape every refusal of ours has."""
        return {"code": self.code, "path": self.path, "message": str(self.sentence)}


@dataclass(frozen=True)
class DescribedDataset:
    """One dataset as the site describes it."""

    dataset: PlanDataset
    persons: str
    records: str
    profiles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read_description(raw: bytes | str) -> dict[str, DescribedDataset]:
    """Return the described datasets by key. Raises Refused with all faults; nothing of the data is in the message."""
    if len(raw) > MOST_BYTES:
        raise Refused(
            "import.too_big", _("The file is larger than 5 MB. Describe fewer datasets at a time."), field="file"
        )
    try:
        document = json.loads(raw)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Refused(
            "import.no_json", _("The file is not JSON. Upload what describe printed, unchanged."), field="file"
        ) from None
    return read_document(document)


def read_document(document: Any) -> dict[str, DescribedDataset]:
    """The same for a document that has been parsed."""
    datasets = document.get("datasets") if isinstance(document, Mapping) else None
    if not isinstance(datasets, Mapping) or not datasets:
        raise Refused("import.no_datasets", _("The file has no datasets. Upload what describe printed."), field="file")
    faults = [fault for key, entry in datasets.items() for fault in _faults_of_dataset(str(key), entry)]
    if faults:
        raise Refused(
            "import.faults",
            format_lazy(_("The file has {count} faults. Nothing was taken over."), count=len(faults)),
            field="file",
            faults=[fault.as_json() for fault in faults],
        )
    return {key: _described(key, entry) for key, entry in datasets.items()}


def _faults_of_dataset(key: str, entry: Any) -> Iterator[ImportFault]:
    path = f"datasets.{key[:40]}"
    if not re.fullmatch(KEY_PATTERN, key):
        yield ImportFault("import.key", path, _("A key has 2 to 40 small letters, digits or _, a letter first."))
        return
    variables = entry.get("variables") if isinstance(entry, Mapping) else None
    if not isinstance(entry, Mapping) or not isinstance(variables, Mapping) or not variables:
        yield ImportFault("import.no_variables", path, _("The dataset has no variables."))
        return
    if len(variables) > MOST_VARIABLES:
        yield ImportFault("import.too_many", path, _("The dataset has more than 5,000 variables."))
        return
    is_open = entry.get("open_data") is True
    for figure in ("persons", "records"):
        if not _may_be_shown(entry.get(figure), is_open=is_open):
            yield ImportFault(
                "import.exact", f"{path}.{figure}", _("The figure is not coarse. Describe the data again.")
            )
    for name, variable in variables.items():
        place = f"{path}.variables.{str(name)[:40]}"
        yield from _faults_of_variable(place, str(name), variable, is_open=is_open)
    try:
        PlanDataset.from_json(key, {**entry, "variables": {}})
    except (KeyError, TypeError, ValueError, AttributeError):
        yield ImportFault("import.dataset", path, _("The dataset lacks its controller, site or domain."))


def _faults_of_variable(path: str, name: str, entry: Any, *, is_open: bool) -> Iterator[ImportFault]:
    if not re.fullmatch(NAME_PATTERN, name):
        yield ImportFault("import.name", path, _("A name has up to 40 small letters, digits or _, a letter first."))
        return
    try:
        variable = PlanVariable.from_json(name, entry)
    except (KeyError, TypeError, ValueError, AttributeError):
        yield ImportFault("import.variable", path, _("The variable has no known type, or its labels cannot be read."))
        return
    profile = entry.get("profile", {})
    if not isinstance(profile, Mapping) or not all(
        _may_be_shown(count, is_open=is_open) for count in _counts_of(profile)
    ):
        yield ImportFault("import.exact", f"{path}.profile", _("The figures are not coarse. Describe the data again."))
    elif variable.sensitive and profile:
        yield ImportFault("import.sensitive", f"{path}.profile", _("A sensitive variable has no distribution."))


def _counts_of(profile: Mapping[str, Any]) -> Iterator[Any]:
    yield profile.get("missing")
    levels = profile.get("levels", [])
    if not isinstance(levels, list):
        yield "no list"
        return
    for level in levels:
        yield level[1] if isinstance(level, list) and len(level) == 2 else "no pair"


def _may_be_shown(value: Any, *, is_open: bool) -> bool:
    """Whether a figure is coarse: a multiple of ten, "<k", or nothing. Open data, free to load, may be exact."""
    if value is None:
        return True
    if isinstance(value, str):
        return _BELOW.fullmatch(value) is not None
    is_count = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return is_count and (is_open or value % _COARSE_BASE == 0)


def _described(key: str, entry: Mapping[str, Any]) -> DescribedDataset:
    variables: Mapping[str, Mapping[str, Any]] = entry["variables"]
    return DescribedDataset(
        dataset=PlanDataset.from_json(key, entry),
        persons=_text(entry.get("persons")),
        records=_text(entry.get("records")),
        profiles={name: variable["profile"] for name, variable in variables.items() if variable.get("profile")},
    )


def _text(count: Any) -> str:
    return "" if count is None else str(count)
