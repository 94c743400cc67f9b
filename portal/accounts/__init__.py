"""People, organisations and roles. Models are in `portal.accounts.models`; the policy can be imported early."""

from portal.accounts.policy import (
    can,
    can_everywhere,
    forget_roles,
    grantable,
    held_roles,
    lacks_second_factor,
    organisations_where,
    require,
    roles_in,
    roles_of,
    roles_towards,
    roles_towards_object,
)
from portal.accounts.roles import (
    EVERYWHERE,
    GIVEN_BY,
    NEEDS_SECOND_FACTOR,
    ROLE_NAMES,
    ROLE_PERMISSIONS,
    Perm,
    Role,
)

__all__ = [
    "EVERYWHERE",
    "GIVEN_BY",
    "NEEDS_SECOND_FACTOR",
    "ROLE_NAMES",
    "ROLE_PERMISSIONS",
    "Perm",
    "Role",
    "can",
    "can_everywhere",
    "forget_roles",
    "grantable",
    "held_roles",
    "lacks_second_factor",
    "organisations_where",
    "require",
    "roles_in",
    "roles_of",
    "roles_towards",
    "roles_towards_object",
]
