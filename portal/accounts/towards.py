"""Roles towards the kernel's own objects."""

from portal.accounts.models import Organisation, User
from portal.accounts.policy import roles_in, roles_towards
from portal.accounts.roles import Role


@roles_towards(Organisation)
def roles_in_organisation(user: User, organisation: Organisation) -> frozenset[Role]:
    """A person's accepted roles there."""
    return roles_in(user, organisation.pk)
