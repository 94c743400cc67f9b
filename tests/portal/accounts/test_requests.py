"""Whoever may accept a role sees that somebody waits."""

import pytest

from portal.accounts import Role
from portal.accounts.commands import ask_membership
from portal.accounts.selectors import count_to_accept
from portal.notices.models import Notice
from portal.ui import menu

PAGE = "/memberships/"


@pytest.fixture
def asked(person, organisation):
    """A person asks to be steward of sds."""

    def ask():
        return ask_membership(by=person(name="Ny Person"), organisation=organisation("sds"), role=Role.STEWARD)

    return ask


def test_those_who_may_accept_are_told_and_nobody_else(asked, person, django_capture_on_commit_callbacks):
    told = {person(Role.ADMIN).pk, person(Role.CATALOGUE_ADMIN, of="sds").pk}
    person(Role.CATALOGUE_ADMIN, of="ssi")
    person(Role.COORDINATOR)
    with django_capture_on_commit_callbacks(execute=True):
        asked()
    found = Notice.objects.filter(event__fact="MembershipAsked")
    assert set(found.values_list("user", flat=True)) == told
    assert {notice.link for notice in found} == {PAGE}


def test_an_administrator_is_not_told_of_an_own_wish(person, organisation, django_capture_on_commit_callbacks):
    admin = person(Role.ADMIN)
    with django_capture_on_commit_callbacks(execute=True):
        ask_membership(by=admin, organisation=organisation("sds"), role=Role.STEWARD)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(("role", "of", "waiting"), [(Role.ADMIN, None, 1), (Role.CATALOGUE_ADMIN, "ssi", 0)])
def test_the_menu_counts_who_waits(asked, person, client, role, of, waiting):
    user = person(role, of=of) if of else person(role)
    asked()
    client.force_login(user)
    answer = client.get(PAGE)
    entry = next(entry for entry in menu.entries(answer.wsgi_request) if entry.url == PAGE)
    assert (entry.count, count_to_accept(user)) == (waiting, waiting)
    page = answer.content.decode()
    assert ("Ny Person" in page) == bool(waiting) and ("Ingen venter på dit svar" in page) != bool(waiting)


def test_others_have_neither_entry_nor_list(asked, person, client):
    asked()
    client.force_login(person(Role.COORDINATOR))
    answer = client.get(PAGE)
    assert not any(entry.url == PAGE for entry in menu.entries(answer.wsgi_request))
    assert not answer.context["may_accept"] and "Ny Person" not in answer.content.decode()
