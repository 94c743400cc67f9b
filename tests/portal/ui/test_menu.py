"""The menu by role."""

from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.utils.translation import override

from portal.accounts.roles import Role
from portal.ui import menu


@pytest.fixture(autouse=True)
def _own_entries(monkeypatch):
    monkeypatch.setattr(menu, "_items", [])


def seen_by(role, path="/", user=None):
    request = RequestFactory().get(path)
    request.user = user or SimpleNamespace(is_authenticated=role is not None)
    request.active_role = role
    return menu.entries(request)


def test_each_role_sees_its_own_entries_in_order():
    menu.add([menu.PUBLIC, Role.STEWARD], "Second", "guide", order=20)
    menu.add([menu.EVERYBODY], "First", "home", order=10)
    menu.add([Role.COORDINATOR], "Third", "contact", order=30)
    assert [entry.label for entry in seen_by(None)] == ["First", "Second"]
    assert [entry.label for entry in seen_by(Role.STEWARD)] == ["First", "Second"]
    assert [entry.label for entry in seen_by(Role.COORDINATOR)] == ["First", "Third"]


def test_a_count_is_asked_of_people_who_are_logged_on_only():
    menu.add([menu.EVERYBODY], "Tasks", "guide", count=lambda user: 3)
    assert seen_by(None)[0].count == 0
    assert seen_by(Role.STEWARD)[0].count == 3


@pytest.mark.parametrize(
    ("path", "current", "active"),
    [("/guide/", True, True), ("/guide/protection/", False, True), ("/about/contact/", False, False)],
)
def test_the_entry_of_this_page_is_marked(path, current, active):
    menu.add([menu.EVERYBODY], "Guide", "guide")
    entry = seen_by(None, path)[0]
    assert (entry.current, entry.active) == (current, active)


def test_the_front_page_is_not_active_everywhere():
    menu.add([menu.EVERYBODY], "Home", "home")
    assert not seen_by(None, "/guide/")[0].active
    assert seen_by(None, "/")[0].current


def test_addresses_follow_the_language():
    menu.add([menu.EVERYBODY], "Guide", "guide")
    with override("en"):
        assert seen_by(None)[0].url == "/en/guide/"


def test_a_broken_entry_is_reported_and_takes_no_page_down():
    menu.add([menu.EVERYBODY], "Broken", "no-such-page")
    assert seen_by(None) == []
    (error,) = menu.check_entries()
    assert error.id == "ui.E001" and "no-such-page" in error.msg


def test_the_same_entry_twice_stands_once():
    menu.add_public()
    menu.add_public()
    assert [item.url_name for item in menu.items_of(menu.PUBLIC)] == ["guide"]
    assert menu.check_entries() == []


def test_who_is_logged_on_without_a_role_is_an_applicant():
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(is_authenticated=True)
    assert menu.acting_role(request) == "applicant"
    assert menu.acting_role(RequestFactory().get("/")) == menu.PUBLIC
