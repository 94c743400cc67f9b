"""Who sees which description, and which roles follow from an organisation's membership."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from catalog.models import Dataset, Site
from catalog.vocabulary import DatasetState
from portal.accounts.models import Organisation, User
from portal.accounts.policy import can, roles_towards
from portal.accounts.roles import Perm, Role
from portal.refusals import NotVisible

Visitor = User | AnonymousUser

_OWN_ROLES = (Role.STEWARD, Role.CATALOGUE_ADMIN)


@roles_towards(Dataset)
def dataset_roles(user: User, dataset: Dataset) -> set[Role]:
    """A steward and a catalogue administrator of the controller act for its datasets, and for no others."""
    return {role for organisation, role in own_roles(user) if organisation == dataset.controller_id}


@roles_towards(Site)
def site_roles(user: User, site: Site) -> set[Role]:
    """A catalogue administrator acts for a site that holds data of the own organisation."""
    held = own_roles(user)
    controllers = set(site.datasets.values_list("controller_id", flat=True)) if held else set()
    return {role for organisation, role in held if organisation in controllers}


def own_roles(user: Any) -> frozenset[tuple[int, Role]]:
    """Accepted memberships that mean something in the catalogue: (organisation, role). One query a request."""
    if not user.is_authenticated:
        return frozenset()
    found: frozenset[tuple[int, Role]] | None = getattr(user, "_catalogue_roles", None)
    if found is None:
        rows = user.memberships.filter(accepted_at__isnull=False, role__in=[role.value for role in _OWN_ROLES])
        found = frozenset((pk, Role(role)) for pk, role in rows.values_list("organisation_id", "role"))
        user._catalogue_roles = found
    return found


def datasets_visible_to(user: Visitor) -> QuerySet[Dataset]:
    """Published descriptions; drafts and retired ones too for their controller's people and for auditors."""
    if can(user, Perm.VIEW_AUDIT):
        return Dataset.objects.all()
    own = {organisation for organisation, _role in own_roles(user)}
    return Dataset.objects.filter(Q(state=DatasetState.PUBLISHED) | Q(controller__in=own))


def published_datasets() -> QuerySet[Dataset]:
    """What everybody may find, whoever asks."""
    return Dataset.objects.filter(state=DatasetState.PUBLISHED)


def organisations_administered_by(user: Visitor) -> QuerySet[Organisation]:
    """The controllers whose catalogue the person keeps."""
    own = {organisation for organisation, role in own_roles(user) if role is Role.CATALOGUE_ADMIN}
    return Organisation.objects.filter(pk__in=own).order_by("key")


def datasets_administered_by(user: Visitor) -> QuerySet[Dataset]:
    """The datasets the person may edit; empty for everybody else."""
    own = {organisation for organisation, role in own_roles(user) if role is Role.CATALOGUE_ADMIN}
    return Dataset.objects.filter(controller__in=own)


def visible_dataset(*, user: Visitor, key: str) -> Dataset:
    """The dataset with this key. Raises NotVisible where it is not there or not for this person."""
    found = datasets_visible_to(user).select_related("controller", "site").filter(key=key).first()
    if found is None:
        raise NotVisible
    return found


def administered_dataset(*, user: Visitor, key: str) -> Dataset:
    """The own dataset with this key. Raises NotVisible for another organisation's."""
    found = datasets_administered_by(user).select_related("controller", "site").filter(key=key).first()
    if found is None:
        raise NotVisible
    return found
