"""One question: can(user, permission, object). Everything that allows anything passes through here.

Three sources give a role towards an object: roles of the permit authority hold everywhere; an app declares with
`@roles_towards(Model)` what follows from its own rows; explicit grants (django-guardian) give single permissions.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.db import models

from portal.accounts.roles import EVERYWHERE, NEEDS_SECOND_FACTOR, ROLE_PERMISSIONS, Perm, Role
from portal.refusals import NotVisible

RolesTowards = Callable[[Any, Any], Iterable[Role]]
Declared = TypeVar("Declared", bound=RolesTowards)

_declared: dict[type[models.Model], RolesTowards] = {}
_grantable: set[type[models.Model]] = set()
_NOBODY: frozenset[Role] = frozenset()


def roles_towards(model: type[models.Model]) -> Callable[[Declared], Declared]:
    """Declare which roles a user holds towards one object of a model: `f(user, obj) -> set[Role]`.

    The function may name roles of any kind; steward and the like are kept only when the person may act in them
    (second factor).
    """

    def declare(function: Declared) -> Declared:
        _declared[model] = function
        return function

    return declare


def grantable(model: type[models.Model]) -> None:
    """Let explicit grants count for objects of this model (they cost a query where no role gave the permission)."""
    _grantable.add(model)


def held_roles(user: Any) -> frozenset[Role]:
    """Roles from accepted memberships, whether or not they can be used yet. Everybody signed in is an applicant."""
    if not _is_somebody(user):
        return _NOBODY
    return frozenset({Role.APPLICANT, *(Role(held.role) for held in memberships_held(user))})


def memberships_held(user: Any) -> tuple[Any, ...]:
    """The person's accepted memberships with their organisations, oldest first. One query for this user object."""
    found: tuple[Any, ...] | None = getattr(user, "_accepted", None)
    if found is None:
        found = tuple(user.accepted_memberships())
        user._accepted = found
    return found


def roles_in(user: Any, organisation_id: int | None) -> frozenset[Role]:
    """Roles from accepted memberships in one organisation, usable now. No query beyond the first for this user."""
    if not _is_somebody(user):
        return _NOBODY
    return _usable(
        user, frozenset(Role(held.role) for held in memberships_held(user) if held.organisation_id == organisation_id)
    )


def organisations_where(user: Any, role: Role) -> frozenset[int]:
    """Ids of the organisations in which the person may act in this role; for the filters of selectors."""
    if not _is_somebody(user) or role not in roles_of(user):
        return frozenset()
    return frozenset(held.organisation_id for held in memberships_held(user) if held.role == role.value)


def roles_of(user: Any) -> frozenset[Role]:
    """Roles the person may act in now: held, and with the second factor where it is needed."""
    return _usable(user, held_roles(user))


def roles_towards_object(user: Any, obj: models.Model) -> frozenset[Role]:
    """Roles the person may act in towards this object."""
    if not _is_somebody(user):
        return _NOBODY
    declared = _declaration_for(type(obj))
    derived = frozenset(declared(user, obj)) if declared else _NOBODY
    return _usable(user, (held_roles(user) & EVERYWHERE) | derived)


def lacks_second_factor(user: Any) -> bool:
    """Whether some role of the person lies idle for want of a second factor."""
    return roles_of(user) != held_roles(user)


def may_act_in_trust(user: Any) -> bool:
    """Whether the person has a second factor, or the demonstration asks for none."""
    return bool(settings.DEMO_RELAX_SECOND_FACTOR) or _has_second_factor(user)


def can(user: Any, perm: Perm, obj: models.Model | None = None) -> bool:
    """Whether this person may do this, in general or to this object."""
    if not _is_somebody(user):
        return False
    roles = roles_of(user) if obj is None else roles_towards_object(user, obj)
    if any(perm in ROLE_PERMISSIONS[role] for role in roles):
        return True
    return obj is not None and _is_granted(user, perm, obj)


def can_everywhere(user: Any, perm: Perm) -> bool:
    """Whether a role of the permit authority lets this person do this to every object; for the filters of selectors."""
    return any(perm in ROLE_PERMISSIONS[role] for role in roles_of(user) & EVERYWHERE)


def require(user: Any, perm: Perm, obj: models.Model | None = None) -> None:
    """Raise NotVisible unless the person may: what one may not do and what is not there look the same."""
    if not can(user, perm, obj):
        raise NotVisible


def forget_roles(user: Any) -> None:
    """Drop what was remembered about this user object, after a change of membership or second factor."""
    for remembered in ("_accepted", "_has_second_factor"):
        vars(user).pop(remembered, None)


def _is_somebody(user: Any) -> bool:
    return user is not None and user.is_authenticated and user.is_active


def _usable(user: Any, roles: frozenset[Role]) -> frozenset[Role]:
    if not roles & NEEDS_SECOND_FACTOR or may_act_in_trust(user):
        return roles
    return roles - NEEDS_SECOND_FACTOR


def _has_second_factor(user: Any) -> bool:
    found: bool | None = getattr(user, "_has_second_factor", None)
    if found is None:
        from allauth.mfa.utils import is_mfa_enabled

        found = bool(is_mfa_enabled(user))
        user._has_second_factor = found
    return found


def _declaration_for(model: type[models.Model]) -> RolesTowards | None:
    return next((_declared[base] for base in model.__mro__ if base in _declared), None)


def _is_granted(user: Any, perm: Perm, obj: models.Model) -> bool:
    if user.is_superuser or not _grantable.intersection(type(obj).__mro__):
        return False  # guardian would give a superuser everything; the operator has no role in a case
    from guardian.core import ObjectPermissionChecker

    return bool(ObjectPermissionChecker(user).has_perm(perm.value, obj))
