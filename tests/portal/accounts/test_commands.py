"""Memberships: asked, accepted, ended."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts import GIVEN_BY, Role, can, roles_of
from portal.accounts.commands import accept_membership, appoint, ask_membership, end_membership, stream_of
from portal.accounts.models import Membership, Organisation, OrganisationKind, User
from portal.accounts.roles import Perm
from portal.audit.models import Event
from portal.workflow import NotVisible, Refused


def facts_about(user):
    return list(Event.objects.filter(stream=stream_of(user)).values_list("fact", flat=True))


def test_a_role_counts_once_somebody_there_accepts_it(person, organisation):
    user, chief = person(), person(Role.CATALOGUE_ADMIN, of="sds")
    asked = ask_membership(by=user, organisation=organisation("sds"), role=Role.STEWARD)
    assert Role.STEWARD not in roles_of(user)
    accepted = accept_membership(by=chief, membership=asked)
    assert Role.STEWARD in roles_of(User.objects.get(pk=user.pk))
    assert accepted.accepted_by == chief
    assert facts_about(user) == ["MembershipAsked", "MembershipAccepted"]


def test_asking_and_accepting_twice_changes_nothing(person, organisation):
    user, chief = person(), person(Role.CATALOGUE_ADMIN, of="sds")
    for _ in range(2):
        asked = ask_membership(by=user, organisation=organisation("sds"), role=Role.STEWARD)
    for _ in range(2):
        accept_membership(by=chief, membership=asked)
    assert facts_about(user) == ["MembershipAsked", "MembershipAccepted"]


def test_a_foreign_chief_sees_no_request(person, organisation):
    asked = ask_membership(by=person(), organisation=organisation("sds"), role=Role.STEWARD)
    with pytest.raises(NotVisible):
        accept_membership(by=person(Role.CATALOGUE_ADMIN, of="other"), membership=asked)


def test_nobody_accepts_the_own_role(person, organisation):
    chief = person(Role.CATALOGUE_ADMIN, of="sds")
    asked = ask_membership(by=chief, organisation=organisation("sds"), role=Role.STEWARD)
    with pytest.raises(Refused) as refused:
        accept_membership(by=chief, membership=asked)
    assert refused.value.code == "separation"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("kind", OrganisationKind.values)
def test_a_role_is_given_by_fitting_organisations_only(person, organisation, role, kind):
    place = organisation(f"a-{kind}", kind)
    if kind in GIVEN_BY[role]:
        assert ask_membership(by=person(), organisation=place, role=role).role == role
    else:
        with pytest.raises(Refused) as refused:
            ask_membership(by=person(), organisation=place, role=role)
        assert (refused.value.code, refused.value.field) == ("membership.kind", "role")


def test_the_first_administrator_is_appointed_by_the_system(person, organisation):
    user = person()
    appoint(user=user, organisation=organisation("authority", "authority"), role=Role.ADMIN)
    assert can(user, Perm.MANAGE_USERS)
    assert Event.objects.get(stream=stream_of(user)).by is None


@pytest.mark.parametrize("who", ["the member", "the chief"])
def test_a_role_ends(person, organisation, who):
    member, chief = person(Role.STEWARD, of="sds"), person(Role.CATALOGUE_ADMIN, of="sds")
    by = member if who == "the member" else chief
    end_membership(by=by, membership=member.memberships.get())
    assert Role.STEWARD not in roles_of(User.objects.get(pk=member.pk))
    assert facts_about(member)[-1] == "MembershipEnded"


def test_a_stranger_ends_no_role(person):
    member = person(Role.STEWARD, of="sds")
    with pytest.raises(NotVisible):
        end_membership(by=person(), membership=member.memberships.get())


@pytest.mark.parametrize("half", [{"accepted_at": timezone.now()}, {"accepted_by_id": 1}])
def test_who_and_when_go_together(person, organisation, half):
    user = person()
    half = {key: user.pk if key == "accepted_by_id" else value for key, value in half.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, organisation=organisation("sds"), role="steward", **half)


def test_a_role_is_held_once(person):
    held = person(Role.STEWARD).memberships.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=held.user, organisation=held.organisation, role=held.role)


@pytest.mark.parametrize("cvr", ["123", "1234567a", "123456789"])
def test_a_business_number_has_eight_digits(db, cvr):
    with pytest.raises(Exception, match=r"organisation_cvr_eight_digits|too long"), transaction.atomic():
        Organisation.objects.create(key="x", name_da="x", name_en="x", kind="company", cvr=cvr)
