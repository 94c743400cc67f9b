"""Django's administration pages are no back door."""

import pytest
from allauth.mfa.models import Authenticator

from portal.accounts.models import User


@pytest.mark.parametrize(("has_second_factor", "status"), [(True, 200), (False, 302)])
def test_staff_needs_a_second_factor(db, client, settings, has_second_factor, status):
    settings.DEMO_RELAX_SECOND_FACTOR = False
    boss = User.objects.create_superuser("boss@demo.test", "x")
    if has_second_factor:
        Authenticator.objects.create(user=boss, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(boss)
    assert client.get("/admin/").status_code == status


def test_others_are_sent_away(person, client):
    client.force_login(person())
    assert client.get("/admin/").status_code in (302, 403)


def test_sign_in_is_the_portals_own(db, client):
    answer = client.get("/admin/login/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")
