"""Take over from a site what it says about a dataset: its variables, their values in words, coarse figures."""

from collections.abc import Mapping
from typing import Any

from catalog.commands.folds import fold_dataset, fold_search, fold_variables
from catalog.models import Classification, Dataset, PersonDomain, Site, Variable
from catalog.rules.imports import DescribedDataset
from catalog.rules.publishing import check_stays_complete
from catalog.rules.sites import check_domain_lives_here, check_same_controller, check_stays_at_its_site
from catalog.vocabulary import Scheme, known_system
from catalog.workflow import DATASET, description_of
from portal.accounts.models import User


def import_description(
    *, by: User, dataset: Dataset, site: Site, described: DescribedDataset, expected_version: int
) -> Dataset:
    """Replace the variables of a dataset by those the site describes; texts written by people stay.

    Raises Refused where the dataset belongs to another site or controller, or its person domain lives elsewhere.
    """

    def change(row: Dataset) -> None:
        _check_home(row, site, described)
        _connect(row, site, described)
        row.save()
        _replace_variables(row, described)
        _classify_systems(row)
        fold_search(row)
        check_stays_complete(description_of(row), is_published=row.is_published)

    return DATASET.apply(
        "import",
        dataset,
        by=by,
        expected_version=expected_version,
        detail={
            "site": site.key,
            "variables": len(described.dataset.variables),
            "data_version": described.dataset.version,
        },
        change=change,
    )


def _check_home(dataset: Dataset, site: Site, described: DescribedDataset) -> None:
    """Asked under the lock, and of the row of the domain as it stands: another site may be taking it at this moment."""
    found = described.dataset
    check_same_controller(key=dataset.key, controller=found.controller, registered=dataset.controller.key)
    registered_at = dataset.site.key if dataset.site else None
    check_stays_at_its_site(key=dataset.key, site=site.key, registered_at=registered_at)
    home, _is_new = PersonDomain.objects.get_or_create(key=found.domain, defaults={"site": site})
    check_domain_lives_here(domain=found.domain, site=site.key, home=home.site.key)


def _connect(dataset: Dataset, site: Site, described: DescribedDataset) -> None:
    found = described.dataset
    dataset.site, dataset.domain = site, found.domain
    dataset.unit, dataset.kind = found.unit, found.kind
    dataset.date_variable, dataset.birth_variable = found.date or "", found.birth or ""
    dataset.feasibility, dataset.open_data, dataset.data_version = found.feasibility, found.open_data, found.version
    dataset.persons, dataset.records = described.persons, described.records
    dataset.title_da, dataset.title_en = dataset.title_da or found.title.da, dataset.title_en or found.title.en
    fold_dataset(dataset)


def _replace_variables(dataset: Dataset, described: DescribedDataset) -> None:
    """Write the variables anew, keeping what a person has written about one of the same name."""
    written = {one.name: one for one in dataset.variables.all()}
    dataset.variables.exclude(name__in=described.dataset.variables).delete()
    rows = []
    for position, (name, found) in enumerate(described.dataset.variables.items(), start=1):
        row = written.get(name) or Variable(dataset=dataset, name=name)
        for column, value in _columns(found.as_json()).items():
            setattr(row, column, value)
        row.position = position
        row.profile = {} if found.sensitive else dict(described.profiles.get(name, {}))
        rows.append(row)
    fold_variables(rows)
    Variable.objects.bulk_create([row for row in rows if row.pk is None], batch_size=500)
    changed = [row for row in rows if row.pk is not None and row.name in written]
    if changed:
        names = [field.name for field in Variable._meta.concrete_fields if field.name not in ("id", "dataset", "name")]
        Variable.objects.bulk_update(changed, names, batch_size=100)


def _columns(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": found["type"],
        "label_da": found["label"]["da"],
        "label_en": found["label"]["en"],
        "labels": found["labels"],
        "system": found["system"] or "",
        "unit": found["unit"] or "",
        "bins": found["bins"],
        "parent": found["parent"] or "",
        "missing": found["missing"],
        "sensitive": found["sensitive"],
        "grid": found["grid"],
    }


def _classify_systems(dataset: Dataset) -> None:
    """Add the coding systems the variables use; those a person chose stay."""
    used = set(dataset.variables.exclude(system="").values_list("system", flat=True))
    known = {code for system in used if (code := known_system(system))}
    rows = [Classification(dataset=dataset, scheme=Scheme.SYSTEM, code=code) for code in sorted(known)]
    Classification.objects.bulk_create(rows, ignore_conflicts=True)
