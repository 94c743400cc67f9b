"""Write descriptions: create, edit, publish, retire, open again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.commands.folds import fold_dataset, fold_search
from catalog.facts import DatasetCreated
from catalog.models import Classification, Dataset
from catalog.rules.publishing import check_stays_complete
from catalog.vocabulary import Scheme
from catalog.workflow import DATASET, description_of
from portal.accounts.models import Organisation, User
from portal.accounts.policy import require
from portal.accounts.roles import Perm
from portal.refusals import Refused
from portal.workflow import record

EDITABLE = frozenset(
    f"{name}_{language}"
    for language in ("da", "en")
    for name in (
        "title", "lead", "description", "population", "collection", "keywords", "coverage_note", "figures_note",
        "retention", "conditions",
    )
) | {
    "coverage_from", "coverage_to", "frequency", "persons", "records", "quality", "source_links", "contact_email",
    "decided_by", "reviewed_on",
}  # fmt: skip
"""What a person writes. What the site says (unit, domain, variables) comes with its import only."""


@dataclass(frozen=True)
class Content:
    """The fields of a form and the codes the dataset is found by. Fields left out stay as they are."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    categories: Iterable[str] | None = None
    systems: Iterable[str] | None = None

    def __post_init__(self) -> None:
        unknown = set(self.fields) - EDITABLE
        if unknown:
            raise TypeError(f"Not written by people: {sorted(unknown)}")


@transaction.atomic
def create_dataset(*, by: User, controller: Organisation, key: str, content: Content) -> Dataset:
    """Begin a description for the own organisation. Raises Refused where the key is taken, NotVisible elsewhere."""
    dataset = Dataset(key=key, controller=controller)
    require(by, Perm.EDIT_DATASET, dataset)
    if Dataset.objects.filter(key=key).exists():
        raise Refused("dataset.key_taken", _("The key is in use. Keys are never used twice."), field="key")
    _fill(dataset, content)
    dataset.save()
    _classify(dataset, content)
    record(DatasetCreated, stream=dataset.stream, by=by, detail={"dataset": key}, row=dataset)
    return dataset


def edit_dataset(*, by: User, dataset: Dataset, content: Content, expected_version: int) -> Dataset:
    """Change a draft or a published description. Raises Refused where a published one would not be complete."""

    def change(row: Dataset) -> None:
        _fill(row, content)
        row.save()
        _classify(row, content)
        check_stays_complete(description_of(row), is_published=row.is_published)

    changed = _changed_fields(dataset, content)
    return DATASET.apply(
        "edit", dataset, by=by, expected_version=expected_version, detail={"fields": changed}, change=change
    )


def publish_dataset(*, by: User, dataset: Dataset, expected_version: int) -> Dataset:
    """Show a complete description to everybody. Raises Refused with every missing element."""

    def change(row: Dataset) -> None:
        row.published_at = timezone.now()

    return DATASET.apply("publish", dataset, by=by, expected_version=expected_version, change=change)


def retire_dataset(*, by: User, dataset: Dataset, expected_version: int) -> Dataset:
    """Take a description down. Plans and permits that name it stay as they are."""
    return DATASET.apply("retire", dataset, by=by, expected_version=expected_version)


def reopen_dataset(*, by: User, dataset: Dataset, expected_version: int) -> Dataset:
    """Make a retired description a draft again."""
    return DATASET.apply("reopen", dataset, by=by, expected_version=expected_version)


def _fill(dataset: Dataset, content: Content) -> None:
    for name, value in content.fields.items():
        setattr(dataset, name, value)
    fold_dataset(dataset)


def _classify(dataset: Dataset, content: Content) -> None:
    """Replace the codes of each scheme that was given, and fold what the dataset is found by."""
    for scheme, codes in ((Scheme.CATEGORY, content.categories), (Scheme.SYSTEM, content.systems)):
        if codes is None:
            continue
        dataset.classifications.filter(scheme=scheme).delete()
        Classification.objects.bulk_create(
            Classification(dataset=dataset, scheme=scheme, code=code) for code in sorted(set(codes))
        )
    fold_search(dataset)


def _changed_fields(dataset: Dataset, content: Content) -> list[str]:
    return sorted(name for name, value in content.fields.items() if getattr(dataset, name) != value)
