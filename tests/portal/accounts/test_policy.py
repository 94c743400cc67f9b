"""Every role, every permission, every way to hold them."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser

from portal.accounts import (
    EVERYWHERE,
    GIVEN_BY,
    NEEDS_SECOND_FACTOR,
    ROLE_NAMES,
    ROLE_PERMISSIONS,
    Perm,
    Role,
    can,
    can_everywhere,
    forget_roles,
    grantable,
    held_roles,
    lacks_second_factor,
    organisations_where,
    policy,
    require,
    roles_in,
    roles_of,
    roles_towards,
    roles_towards_object,
)
from portal.accounts.commands import grant, withdraw_grant
from portal.accounts.models import Organisation, User
from portal.workflow import NotVisible

SPECIAL = [role for role in Role if role is not Role.APPLICANT]


@pytest.fixture
def second_factor():
    """Gives a person a TOTP authenticator."""

    def give(user):
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        forget_roles(user)

    return give


@pytest.fixture
def strict(settings):
    settings.DEMO_RELAX_SECOND_FACTOR = False


@pytest.fixture
def declared(monkeypatch):
    """`declared(Model, function)` for this test only."""

    def declare(model, function):
        monkeypatch.setitem(policy._declared, model, function)

    return declare


@pytest.mark.parametrize("table", [ROLE_PERMISSIONS, ROLE_NAMES, GIVEN_BY])
def test_the_tables_know_every_role(table):
    assert set(table) == set(Role)


def test_every_permission_is_given_by_some_role():
    assert set().union(*ROLE_PERMISSIONS.values()) == set(Perm)


def test_an_auditor_changes_nothing():
    reads = {perm for perm in Perm if perm.value.startswith("view_")}
    assert ROLE_PERMISSIONS[Role.AUDITOR] <= reads


@pytest.mark.parametrize("perm", [Perm.VIEW_CASE, Perm.VIEW_RESULT, Perm.DECIDE, Perm.RELEASE_RESULT])
def test_an_administrator_sees_and_decides_no_case(perm):
    assert perm not in ROLE_PERMISSIONS[Role.ADMIN]


def test_a_coordinator_does_not_decide():
    assert Perm.DECIDE not in ROLE_PERMISSIONS[Role.COORDINATOR]


@pytest.mark.parametrize("role", SPECIAL)
def test_a_role_gives_its_permissions_and_no_other_in_general(person, role):
    user = person(role)
    for perm in Perm:
        expected = perm in ROLE_PERMISSIONS[role] | ROLE_PERMISSIONS[Role.APPLICANT]
        assert can(user, perm) is expected, perm


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("is_towards", [True, False])
def test_towards_an_object_only_what_holds_there_counts(person, organisation, declared, role, is_towards):
    other = organisation("other")
    user = person(role) if role is not Role.APPLICANT else person()
    declared(Organisation, lambda user, obj: {role} if is_towards else set())
    for perm in Perm:
        expected = (is_towards or role in EVERYWHERE) and perm in ROLE_PERMISSIONS[role]
        assert can(user, perm, other) is expected, perm


@pytest.mark.parametrize("role", SPECIAL)
def test_a_role_that_needs_a_second_factor_lies_idle_without_one(person, strict, second_factor, role):
    user = person(role)
    is_idle = role in NEEDS_SECOND_FACTOR
    assert (role not in roles_of(user)) is is_idle
    assert role in held_roles(user)
    assert lacks_second_factor(user) is is_idle
    second_factor(user)
    assert role in roles_of(user)
    assert not lacks_second_factor(user)


def test_a_role_towards_an_object_lies_idle_too(person, strict, organisation, declared, second_factor):
    user, obj = person(), organisation("other")
    declared(Organisation, lambda user, obj: {Role.STEWARD})
    assert not can(user, Perm.DECIDE, obj)
    second_factor(user)
    assert can(user, Perm.DECIDE, obj)


@pytest.mark.parametrize("role", SPECIAL)
def test_what_the_permit_authority_may_everywhere(person, strict, second_factor, role):
    user = person(role)
    for needed in (False, True):
        if needed:
            second_factor(user)
        works = needed or role not in NEEDS_SECOND_FACTOR
        for perm in Perm:
            expected = works and role in EVERYWHERE and perm in ROLE_PERMISSIONS[role]
            assert can_everywhere(user, perm) is expected, perm


@pytest.mark.parametrize("nobody", [None, AnonymousUser(), User(is_active=False)])
def test_nobody_may_nothing(db, organisation, nobody):
    obj = organisation("other")
    assert not any(can(nobody, perm) or can(nobody, perm, obj) for perm in Perm)
    assert roles_of(nobody) == roles_towards_object(nobody, obj) == roles_in(nobody, obj.pk) == frozenset()
    assert organisations_where(nobody, Role.STEWARD) == frozenset()


def test_require_says_that_it_is_not_there(person, organisation):
    user = person()
    require(user, Perm.CREATE_CASE)
    with pytest.raises(NotVisible):
        require(user, Perm.CREATE_CASE, organisation("other"))


def test_a_role_counts_in_its_own_organisation(person, organisation):
    sds, other = organisation("sds"), organisation("other")
    user = person(Role.CATALOGUE_ADMIN, of="sds")
    assert roles_in(user, sds.pk) == {Role.CATALOGUE_ADMIN}
    assert roles_in(user, other.pk) == roles_in(user, None) == frozenset()
    assert can(user, Perm.ACCEPT_MEMBERS, sds)
    assert not can(user, Perm.ACCEPT_MEMBERS, other)


def test_organisations_are_named_by_role(person, organisation, strict, second_factor):
    user = person(Role.STEWARD, Role.CATALOGUE_ADMIN, of="sds")
    sds = organisation("sds")
    assert organisations_where(user, Role.CATALOGUE_ADMIN) == {sds.pk}
    assert organisations_where(user, Role.STEWARD) == frozenset()
    second_factor(user)
    assert organisations_where(user, Role.STEWARD) == {sds.pk}
    assert organisations_where(user, Role.AUDITOR) == frozenset()


def test_roles_cost_one_query_a_person(person, organisation, django_assert_num_queries):
    user, sds = User.objects.get(pk=person(Role.STEWARD).pk), organisation("sds")
    with django_assert_num_queries(1):
        for perm in Perm:
            can(user, perm)
            can(user, perm, sds)


def test_a_grant_gives_one_permission_on_one_object(person, organisation, monkeypatch):
    monkeypatch.setattr(policy, "_grantable", set())
    user, granter = person(), person(Role.ADMIN)
    sds, other = organisation("sds"), organisation("other")
    grant(to=user, perm=Perm.VIEW_CASE, obj=sds, by=granter)
    assert not can(user, Perm.VIEW_CASE, sds), "the model was not declared grantable"
    grantable(Organisation)
    assert can(user, Perm.VIEW_CASE, sds)
    assert not can(user, Perm.VIEW_CASE, other)
    assert not can(user, Perm.VIEW_RESULT, sds)
    withdraw_grant(to=user, perm=Perm.VIEW_CASE, obj=sds, by=granter)
    assert not can(user, Perm.VIEW_CASE, sds)


def test_a_declaration_holds_for_the_models_below(person, organisation, monkeypatch):
    monkeypatch.setattr(policy, "_declared", {})

    @roles_towards(Organisation)
    def everybody_is_member(user, obj):
        return {Role.MEMBER}

    class Institute(Organisation):
        class Meta:
            proxy = True
            app_label = "workflow"

    institute = Institute.objects.get(pk=organisation("other").pk)
    assert roles_towards_object(person(), institute) == {Role.MEMBER}
