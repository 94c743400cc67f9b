"""Who sees which description, and which roles follow from an organisation's membership."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog.models import Dataset, Site
from catalog.vocabulary import DatasetState
from portal.accounts.models import Organisation, User
from portal.accounts.policy import can, organisations_where, roles_in, roles_towards
from portal.accounts.roles import Perm, Role
from portal.refusals import NotVisible, Refused

Visitor = User | AnonymousUser

_OWN_ROLES = frozenset({Role.STEWARD, Role.CATALOGUE_ADMIN})


@roles_towards(Dataset)
def dataset_roles(user: User, dataset: Dataset) -> set[Role]:
    """A steward and a catalogue administrator of the controller act for its datasets, and for no others."""
    return set(roles_in(user, dataset.controller_id) & _OWN_ROLES)


@roles_towards(Site)
def site_roles(user: User, site: Site) -> set[Role]:
    """A catalogue administrator acts for a site that holds data of the own organisation."""
    own = organisations_where(user, Role.CATALOGUE_ADMIN)
    is_own = bool(own) and site.datasets.filter(controller__in=own).exists()
    return {Role.CATALOGUE_ADMIN} if is_own else set()


def own_organisations(user: Visitor) -> frozenset[int]:
    """Controllers whose drafts the person sees. No query beyond the first about the person's memberships."""
    return frozenset().union(*(organisations_where(user, role) for role in _OWN_ROLES))


def datasets_visible_to(user: Visitor) -> QuerySet[Dataset]:
    """Published descriptions; drafts and retired ones too for their controller's people and for auditors."""
    if can(user, Perm.VIEW_AUDIT):
        return Dataset.objects.all()
    return Dataset.objects.filter(Q(state=DatasetState.PUBLISHED) | Q(controller__in=own_organisations(user)))


def published_datasets() -> QuerySet[Dataset]:
    """What everybody may find, whoever asks."""
    return Dataset.objects.filter(state=DatasetState.PUBLISHED)


def organisations_administered_by(user: Visitor) -> QuerySet[Organisation]:
    """The controllers whose catalogue the person keeps."""
    return Organisation.objects.filter(pk__in=organisations_where(user, Role.CATALOGUE_ADMIN)).order_by("key")


def datasets_administered_by(user: Visitor) -> QuerySet[Dataset]:
    """The datasets the person may edit; empty for everybody else."""
    return Dataset.objects.filter(controller__in=organisations_where(user, Role.CATALOGUE_ADMIN))


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


def registered_site(key: str) -> Site:
    """The site with this key. Raises Refused where none is registered."""
    found = Site.objects.filter(key=key).first()
    if found is None:
        sentence = format_lazy(_("The site {key} is not registered. Ask the administrator to connect it."), key=key)
        raise Refused("site.unknown", sentence, field="file")
    return found
