"""People of two controllers, and datasets built by walking the real verbs."""

import pytest

from catalog.commands.connect import SiteEntry, load_site
from catalog.commands.datasets import Content, create_dataset, publish_dataset, retire_dataset
from catalog.vocabulary import DatasetState
from portal.accounts import Role

SEXES = [["1", {"da": "Mand", "en": "Man"}], ["2", {"da": "Kvinde", "en": "Woman"}]]


def complete(**changes):
    """The fields of a description that may be published."""
    texts = {
        f"{name}_{language}": f"{name} {language}"
        for name in ("title", "lead", "description", "population")
        for language in ("da", "en")
    }
    return {**texts, "coverage_from": 2008, "contact_email": "data@demo.test", **changes}


def variable(type="category", da="Køn", en="Sex", **more):
    """One variable as describe writes it."""
    return {"type": type, "label": {"da": da, "en": en}, **more}


def described(key="bef", controller="sds", site="danske", domain="dk", variables=None, **more):
    """What describe prints for one dataset."""
    entry = {
        "title": {"da": f"Titel {key}", "en": f"Title {key}"},
        "controller": controller,
        "site": site,
        "domain": domain,
        "unit": "person",
        "version": "2026-1",
        "persons": 50000,
        "records": 50000,
        "variables": variables
        or {"sex": variable(labels=[["1", {"da": "Mand", "en": "Man"}], ["2", {"da": "Kvinde", "en": "Woman"}]])},
        **more,
    }
    return {"datasets": {key: entry}}


@pytest.fixture
def fields():
    return complete


@pytest.fixture
def description():
    return described


@pytest.fixture
def a_variable():
    return variable


@pytest.fixture
def keeper(person):
    """The catalogue administrator of sds."""
    return person(Role.CATALOGUE_ADMIN, of="sds")


@pytest.fixture
def stranger(person):
    """The catalogue administrator of another controller."""
    return person(Role.CATALOGUE_ADMIN, of="ssi")


@pytest.fixture
def dataset_in(keeper, organisation):
    """`dataset_in(state, key=…, **fields)` walks the verbs to a state; `by` and `of` for another controller's."""

    def make(state=DatasetState.PUBLISHED, *, key="cancer", by=None, of="sds", codes=(("MRMR",), ()), **changes):
        by = by or keeper
        content = Content(complete(**changes), *codes)
        row = create_dataset(by=by, controller=organisation(of), key=key, content=content)
        if state in (DatasetState.PUBLISHED, DatasetState.RETIRED):
            row = publish_dataset(by=by, dataset=row, expected_version=row.version)
        if state == DatasetState.RETIRED:
            row = retire_dataset(by=by, dataset=row, expected_version=row.version)
        return row

    return make


@pytest.fixture
def connected(keeper, organisation):
    """`connected(key=…, variables=…)` connects a site and publishes what it describes."""

    def make(key="bef", site="danske", is_published=True, **more):
        organisation("sds")
        return load_site(
            by=keeper,
            entry=SiteEntry(site, f"Sted {site}", f"Site {site}"),
            description=described(key, site=site, **more),
            content={key: Content(complete(title_da=f"Titel {key}", title_en=f"Title {key}"), ("DIOH",))},
            is_published=is_published,
        ).datasets[0]

    return make


@pytest.fixture
def indexed(settings, tmp_path):
    """`indexed()` writes the index of everything published, as the worker does; searches then use it."""
    from catalog.tasks import rebuild

    settings.DATA_DIR = tmp_path
    return rebuild
