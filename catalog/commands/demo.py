"""Load the demonstration's content: descriptions of real registers, and texts of the sites' datasets."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction

from catalog.commands.connect import LoadedSite, SiteEntry, load_site
from catalog.commands.datasets import EDITABLE, Content, create_dataset, publish_dataset
from catalog.commands.folds import fold_search, fold_variables
from catalog.models import Dataset, Variable
from portal.accounts.models import Organisation, OrganisationKind, User


def demo_controllers() -> list[Organisation]:
    """Make (or find) every data controller of the demonstration. Their people are the caller's business."""
    entries = {one["key"]: one for name in ("registers", "sites") for one in _content(name)["controllers"]}
    return [
        Organisation.objects.get_or_create(
            key=key,
            defaults={"name_da": one["name_da"], "name_en": one["name_en"], "kind": OrganisationKind.CONTROLLER},
        )[0]
        for key, one in entries.items()
    ]


@transaction.atomic
def load_registers(*, by: Mapping[str, User]) -> list[Dataset]:
    """Describe and publish the real registers, not connected to a site. What is there already stays as it is.

    `by`: a catalogue administrator per controller key (see `demo_controllers`).
    """
    known = set(Dataset.objects.values_list("key", flat=True))
    return [_load_register(by, entry) for entry in _content("registers")["registers"] if entry["key"] not in known]


def load_demo_site(*, by: Mapping[str, User], key: str, public_key: str, description: Mapping[str, Any]) -> LoadedSite:
    """Connect one of the demonstration's sites with the texts that belong to its datasets.

    `description` is what `python -m analysis.site describe` printed there.
    """
    found = _content("sites")
    names = found["sites"].get(key, {"name_da": key, "name_en": key})
    content = {one: content_of(found["datasets"][one]) for one in description["datasets"] if one in found["datasets"]}
    is_open = any(one.get("open_data") for one in description["datasets"].values())
    entry = SiteEntry(key, names["name_da"], names["name_en"], public_key, is_open)
    return load_site(by=by, entry=entry, description=description, content=content)


def content_of(entry: Mapping[str, Any]) -> Content:
    """Return the editable part of an entry."""
    fields = {name: value for name, value in entry.items() if name in EDITABLE}
    return Content(fields, entry.get("categories"), entry.get("systems"))


def _load_register(by: Mapping[str, User], entry: Mapping[str, Any]) -> Dataset:
    controller = Organisation.objects.get(key=entry["controller"])
    actor = by[controller.key]
    dataset = create_dataset(by=actor, controller=controller, key=entry["key"], content=content_of(entry))
    Dataset.objects.filter(pk=dataset.pk).update(demonstration=True, unit="record")
    rows = [_variable(dataset, position, one) for position, one in enumerate(entry["variables"], start=1)]
    fold_variables(rows)
    Variable.objects.bulk_create(rows)
    fold_search(dataset)
    return publish_dataset(by=actor, dataset=dataset, expected_version=dataset.version)


def _variable(dataset: Dataset, position: int, entry: Mapping[str, Any]) -> Variable:
    return Variable(
        dataset=dataset,
        position=position,
        name=entry["name"],
        type=entry["type"],
        label_da=entry["label"]["da"],
        label_en=entry["label"]["en"],
        system=entry.get("system", ""),
    )


@cache
def _content(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(resources.files("catalog.demo").joinpath(f"{name}.json").read_text("utf-8"))
    return found
