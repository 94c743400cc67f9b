"""Django's administration pages are no back door: nobody writes a case, a role or a sign-in there."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.urls import resolve, reverse
from knox.models import AuthToken

from portal.accounts import Perm, can, grantable, held_roles, policy
from portal.accounts.models import Organisation, User
from portal.administration import REMOVABLE, UNUSED

OURS = ("portal", "catalog", "requests_app", "analysis")
REGISTERED = sorted(set(admin.site._registry) - set(UNUSED), key=lambda model: model._meta.label)
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def boss(db):
    return User.objects.create_superuser("boss@demo.test", "x")


@pytest.fixture
def row_of(person):
    """A row of a model that the pages show."""
    somebody = person()

    def make(model):
        if model is Authenticator:
            return Authenticator.objects.create(user=somebody, type=Authenticator.Type.TOTP, data={"secret": SECRET})
        return AuthToken.objects.create(user=somebody)[0] if model is AuthToken else EmailAddress.objects.earliest("pk")

    return make


def address(model, page, *arguments):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


@pytest.mark.parametrize(("has_second_factor", "status"), [(True, 200), (False, 302)])
def test_staff_needs_a_second_factor(boss, client, settings, has_second_factor, status):
    settings.DEMO_RELAX_SECOND_FACTOR = False
    if has_second_factor:
        Authenticator.objects.create(user=boss, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    client.force_login(boss)
    assert client.get("/admin/").status_code == status


def test_others_are_sent_away(person, client):
    client.force_login(person())
    assert client.get("/admin/").status_code in (302, 403)


def test_sign_in_is_the_portals_own(db, client):
    answer = client.get("/admin/login/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


def test_no_table_of_ours_is_there_so_no_state_can_be_written():
    ours = [model for model in apps.get_models() if model.__module__.startswith(OURS)]
    assert len(ours) > 20
    resolve("/admin/")  # the addresses are made, and the site with them
    assert [model for model in (*ours, *UNUSED) if admin.site.is_registered(model)] == []


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_what_others_registered_is_read_and_at_most_taken_away(model, boss, client, row_of):
    client.force_login(boss)
    row = row_of(model)
    change = address(model, "change", row.pk)
    assert client.get(address(model, "changelist")).status_code == 200
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(change, {"user": boss.pk}).status_code == 403
    assert 'name="action"' not in client.get(address(model, "changelist")).content.decode()
    answer = client.post(address(model, "delete", row.pk), {"post": "yes"})
    assert answer.status_code == (302 if model in REMOVABLE else 403)
    assert model.objects.filter(pk=row.pk).exists() is (model not in REMOVABLE)


@pytest.mark.parametrize("model", sorted(REMOVABLE, key=lambda model: model.__name__), ids=lambda model: model.__name__)
def test_what_proves_who_somebody_is_stays_unread(model, boss, client, row_of):
    client.force_login(boss)
    row = row_of(model)
    html = client.get(address(model, "change", row.pk)).content.decode()
    html += client.get(address(model, "changelist")).content.decode()
    assert getattr(row, "token_key", SECRET) not in html.replace(str(row.pk), "")


def test_a_superuser_has_no_role_and_no_grant(boss, person, organisation, monkeypatch):
    monkeypatch.setattr(policy, "_grantable", set())
    grantable(Organisation)
    sds = organisation("sds")
    assert held_roles(boss) == held_roles(person())
    assert [perm for perm in Perm if can(boss, perm, sds)] == []
