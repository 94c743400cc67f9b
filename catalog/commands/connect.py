"""Connect a site: register it, and take over all its datasets in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog.commands.datasets import Content, create_dataset, edit_dataset, publish_dataset
from catalog.commands.importing import import_description
from catalog.facts import SiteConnected
from catalog.models import Dataset, Site
from catalog.rules.imports import DescribedDataset, read_document
from catalog.vocabulary import DatasetState
from portal.accounts.models import Organisation, User
from portal.accounts.policy import require
from portal.accounts.roles import Perm
from portal.refusals import Refused
from portal.workflow import record


@dataclass(frozen=True)
class SiteEntry:
    """What is registered of a site. `public_key` is the hexadecimal Ed25519 key `work --public-key` prints."""

    key: str
    name_da: str
    name_en: str
    public_key: str = ""
    open_data: bool = False


@dataclass(frozen=True)
class LoadedSite:
    """The site and its datasets as they now stand."""

    site: Site
    datasets: tuple[Dataset, ...] = field(default_factory=tuple)


@transaction.atomic
def connect_site(*, by: User, entry: SiteEntry) -> Site:
    """Register a site, or renew its name. Raises Refused where its key would silently change.

    A site's key signs results: a new one must be agreed with the site's operator and is set by removing the old first.
    """
    require(by, Perm.EDIT_SITE)
    site, is_new = Site.objects.get_or_create(
        key=entry.key,
        defaults={
            "name_da": entry.name_da,
            "name_en": entry.name_en,
            "public_key": entry.public_key,
            "open_data": entry.open_data,
        },
    )
    if not is_new:
        _renew(site, entry)
    record(SiteConnected, stream=f"site:{site.key}", by=by, detail={"site": site.key}, row=site)
    return site


@transaction.atomic
def load_site(
    *,
    by: User | Mapping[str, User],
    entry: SiteEntry,
    description: Mapping[str, Any],
    content: Mapping[str, Content] | None = None,
    is_published: bool = True,
) -> LoadedSite:
    """Register a site and take over every dataset it describes; calling it again renews them.

    `by`: the catalogue administrator, or one per controller key. `description`: what `describe` printed. `content`: texts
    and categories by dataset key, written before the import. Raises Refused or NotVisible; then nothing of the site is
    kept.
    """
    described = read_document(description)
    site = connect_site(by=_somebody(by, described), entry=entry)
    datasets = [_load(by, site, found, (content or {}).get(key), is_published) for key, found in described.items()]
    return LoadedSite(site, tuple(datasets))


def _load(
    by: User | Mapping[str, User], site: Site, found: DescribedDataset, content: Content | None, is_published: bool
) -> Dataset:
    controller = _controller(found.dataset.controller)
    actor = by[controller.key] if isinstance(by, Mapping) else by
    dataset = Dataset.objects.filter(key=found.dataset.key).first()
    if dataset is None:
        titles = {"title_da": found.dataset.title.da, "title_en": found.dataset.title.en}
        dataset = create_dataset(by=actor, controller=controller, key=found.dataset.key, content=Content(titles))
    if content is not None:
        dataset = edit_dataset(by=actor, dataset=dataset, content=content, expected_version=dataset.version)
    dataset = import_description(
        by=actor, dataset=dataset, site=site, described=found, expected_version=dataset.version
    )
    if is_published and dataset.state == DatasetState.DRAFT:
        dataset = publish_dataset(by=actor, dataset=dataset, expected_version=dataset.version)
    return dataset


def _controller(key: str) -> Organisation:
    found = Organisation.objects.filter(key=key).first()
    if found is None:
        raise Refused(
            "site.unknown_controller",
            format_lazy(_("The data controller {key} is not known here. Ask the administrator to create it."), key=key),
            field="controller",
        )
    return found


def _somebody(by: User | Mapping[str, User], described: Mapping[str, DescribedDataset]) -> User:
    if not isinstance(by, Mapping):
        return by
    return by[next(iter(described.values())).dataset.controller]


def _renew(site: Site, entry: SiteEntry) -> None:
    if site.public_key and entry.public_key and site.public_key != entry.public_key:
        raise Refused(
            "site.other_key",
            _("The site has another key than the one registered. Ask the site's operator before you change it."),
            field="public_key",
        )
    site.name_da, site.name_en = entry.name_da, entry.name_en
    site.public_key = entry.public_key or site.public_key
    site.open_data = entry.open_data
    site.save()
