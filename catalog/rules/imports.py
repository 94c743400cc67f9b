"""Read what `python -m analysis.site describe` printed, every fault at once.

The document is the site's dictionary (`analysis.plans`, `Dictionary.as_json`) with coarse counts beside each dataset and
variable. Nothing exact is taken from a protected site: a count is a multiple of ten or "<k", and a file with any other
is refused as a whole.
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
_UPLOAD = _("The file has no datasets. Upload what describe printed.")


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
    """One dataset as the site describes it. A profile is `{levels: [[code, count]], missing, filled}`."""

    dataset: PlanDataset
    persons: str
    records: str
    profiles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read_description(raw: bytes | str, *, key: str) -> DescribedDataset:
    """Return what a file says of one dataset; the others in it are passed over.

    Raises Refused with all faults; nothing of the data is in the message.
    """
    if len(raw) > MOST_BYTES:
        sentence = _("The file is larger than 5 MB. Describe fewer datasets at a time.")
        raise Refused("import.too_big", sentence, field="file")
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        sentence = _("The file is not JSON. Upload what describe printed, unchanged.")
        raise Refused("import.no_json", sentence, field="file") from None
    datasets = document.get("datasets") if isinstance(document, Mapping) else None
    if isinstance(datasets, Mapping) and datasets and key not in datasets:
        sentence = _("The file does not describe this dataset. Look for its key in the file.")
        raise Refused("import.other_dataset", sentence, field="file")
    entry = datasets[key] if isinstance(datasets, Mapping) and datasets else {}
    return read_document({"datasets": {key: entry} if entry else {}})[key]


def read_document(document: Any) -> dict[str, DescribedDataset]:
    """The same for a document that has been parsed, and all its datasets."""
    datasets = document.get("datasets") if isinstance(document, Mapping) else None
    if not isinstance(datasets, Mapping) or not datasets:
        raise Refused("import.no_datasets", _UPLOAD, field="file")
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
    if not isinstance(variables, Mapping) or not variables:
        yield ImportFault("import.no_variables", path, _("The dataset has no variables."))
        return
    if len(variables) > MOST_VARIABLES:
        yield ImportFault("import.too_many", path, _("The dataset has more than 5,000 variables."))
        return
    is_open = entry.get("open_data") is True
    for count in ("persons", "records"):
        if not _may_be_shown(entry.get(count), is_open=is_open):
            yield ImportFault(
                "import.exact", f"{path}.{count}", _("The figure is not coarse. Describe the data again.")
            )
    for name, variable in variables.items():
        place = f"{path}.variables.{str(name)[:40]}"
        yield from _faults_of_variable(place, str(name), variable, is_open=is_open)
    if not _is_whole(key, entry):
        yield ImportFault("import.dataset", path, _("The dataset lacks its controller, site, domain or unit."))


def _is_whole(key: str, entry: Mapping[str, Any]) -> bool:
    try:
        found = PlanDataset.from_json(key, {**entry, "variables": {}})
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    texts = (found.controller, found.site, found.domain)
    return (
        all(isinstance(text, str) and re.fullmatch(KEY_PATTERN, text) for text in texts)
        and found.unit in ("person", "record")
        and found.kind in ("data", "rates")
        and all(
            name is None or (isinstance(name, str) and name in entry["variables"]) for name in (found.date, found.birth)
        )
    )


def _faults_of_variable(path: str, name: str, entry: Any, *, is_open: bool) -> Iterator[ImportFault]:
    if not re.fullmatch(NAME_PATTERN, name):
        yield ImportFault("import.name", path, _("A name has up to 40 small letters, digits or _, a letter first."))
        return
    try:
        PlanVariable.from_json(name, entry)
    except (KeyError, TypeError, ValueError, AttributeError):
        yield ImportFault("import.variable", path, _("The variable has no known type, or its labels cannot be read."))
        return
    counts = entry.get("counts", {})
    if not isinstance(counts, Mapping):
        yield ImportFault("import.counts", f"{path}.counts", _("The counts are not one for each code."))
    elif not all(_may_be_shown(count, is_open=is_open) for count in (entry.get("missing_persons"), *counts.values())):
        yield ImportFault("import.exact", f"{path}.counts", _("The figures are not coarse. Describe the data again."))


def _may_be_shown(value: Any, *, is_open: bool) -> bool:
    """Whether a figure is coarse: a multiple of ten, "<k", or nothing. Open data, free to load, may be exact."""
    if value is None:
        return True
    if isinstance(value, str):
        return _BELOW.fullmatch(value) is not None
    is_count = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return is_count and (is_open or value % _COARSE_BASE == 0)


def _described(key: str, entry: Mapping[str, Any]) -> DescribedDataset:
    found = PlanDataset.from_json(key, entry)
    persons = entry.get("persons")
    return DescribedDataset(
        dataset=found,
        persons="" if persons is None else str(persons),
        records="" if entry.get("records") is None else str(entry["records"]),
        profiles={
            name: _profile(entry["variables"][name], persons)
            for name, variable in found.variables.items()
            if not variable.sensitive
        },
    )


def _profile(entry: Mapping[str, Any], persons: Any) -> dict[str, Any]:
    """The coarse figures of one variable; of a sensitive one nothing is shown, so nothing is kept."""
    missing = entry.get("missing_persons")
    profile: dict[str, Any] = {"levels": [[str(code), count] for code, count in entry.get("counts", {}).items()]}
    if missing is None:
        return profile if profile["levels"] else {}
    profile["missing"] = missing
    if isinstance(persons, int) and persons > 0:
        without = missing if isinstance(missing, int) else 0
        profile["filled"] = max(0, round(100 * (1 - without / persons)))
    return profile
