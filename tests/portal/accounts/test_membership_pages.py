"""A person asks for a role, somebody there accepts it."""

import pytest

from portal.accounts import Role, can
from portal.accounts.commands import ask_membership
from portal.accounts.models import Membership, User
from portal.accounts.roles import Perm
from portal.accounts.selectors import memberships_to_accept

PAGE = "/memberships/"


def test_a_role_is_asked_for_accepted_and_ended(person, organisation, client):
    user, chief = person(name="Bo Steward"), person(Role.CATALOGUE_ADMIN, of="sds")
    client.force_login(user)
    asked = client.post(PAGE, {"organisation": organisation("sds").pk, "role": "steward"}, follow=True)
    assert asked.status_code == 200
    assert "sds (da)" in asked.content.decode()
    membership = user.memberships.get()
    client.force_login(chief)
    assert "Bo Steward" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}{membership.pk}/accept/")
    assert can(User.objects.get(pk=user.pk), Perm.DECIDE)
    client.post(f"{PAGE}{membership.pk}/end/")
    assert not Membership.objects.filter(user=user).exists()


def test_a_role_that_does_not_fit_is_refused_beside_the_field(person, organisation, client):
    client.force_login(person())
    answer = client.post(PAGE, {"organisation": organisation("sds").pk, "role": "coordinator"})
    assert answer.status_code == 422
    assert "role" in answer.context["form"].errors
    assert not Membership.objects.exists()


def test_a_form_without_answers_is_shown_again(person, client):
    client.force_login(person())
    answer = client.post(PAGE, {"role": "steward"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["organisation"])


@pytest.mark.parametrize("verb", ["accept", "end"])
def test_a_membership_that_is_not_there_and_a_foreign_one_look_the_same(person, organisation, client, verb):
    asked = ask_membership(by=person(), organisation=organisation("sds"), role=Role.STEWARD)
    client.force_login(person(Role.CATALOGUE_ADMIN, of="other"))
    assert client.post(f"{PAGE}{asked.pk}/{verb}/").status_code == 404
    assert client.post(f"{PAGE}99999/{verb}/").status_code == 404


def test_who_sees_which_requests(person, organisation):
    user = person()
    for key in ("sds", "other"):
        ask_membership(by=user, organisation=organisation(key), role=Role.STEWARD)
    assert memberships_to_accept(person()).count() == 0
    assert memberships_to_accept(person(Role.CATALOGUE_ADMIN, of="sds")).count() == 1
    assert memberships_to_accept(person(Role.ADMIN)).count() == 2
    assert memberships_to_accept(user).count() == 0


def test_nobody_is_asked_to_sign_in(db, client):
    assert client.get(PAGE).headers["Location"].startswith("/account/login/")
