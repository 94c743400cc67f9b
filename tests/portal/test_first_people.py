"""What an operator does by command before anybody has a role."""

import pytest
from django.core.management import CommandError, call_command

from analysis.envelope import SigningKey
from portal.accounts import Perm, Role, can, held_roles
from portal.accounts.models import Membership, Organisation, OrganisationKind, User

pytestmark = pytest.mark.django_db
AUTHORITY = {"kind": "authority", "name_da": "Myndigheden", "name_en": "The authority"}


@pytest.fixture
def anne():
    return User.objects.create_user("anne@example.dk", "x")


def test_the_first_administrator_may_accept_others(anne, capsys):
    call_command("appoint", "Anne@Example.dk", "admin", "authority", **AUTHORITY)
    assert capsys.readouterr().out == "anne@example.dk: admin of authority\n"
    authority = Organisation.objects.get(key="authority")
    assert (authority.kind, authority.name_da) == (OrganisationKind.AUTHORITY, "Myndigheden")
    anne = User.objects.get(email="anne@example.dk")
    assert Role.ADMIN in held_roles(anne) and can(anne, Perm.ACCEPT_MEMBERS, authority)


def test_appointing_twice_changes_nothing(anne):
    for _ in range(2):
        call_command("appoint", anne.email, "admin", "authority", **AUTHORITY)
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "role", "options", "says"),
    [
        ("nobody@example.dk", "admin", AUTHORITY, "signs up first"),
        ("anne@example.dk", "admin", {}, "--kind"),
        ("anne@example.dk", "admin", {**AUTHORITY, "name_en": None}, "--name-en"),
        ("anne@example.dk", "steward", AUTHORITY, "Den slags organisation"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(anne, email, role, options, says):
    with pytest.raises(CommandError, match=says):
        call_command("appoint", email, role, "authority", **options)
    assert not Organisation.objects.exists() and not Membership.objects.exists()


def test_a_key_that_is_none_is_refused(anne):
    with pytest.raises(CommandError):
        call_command("appoint", anne.email, "admin", "not a key", **AUTHORITY)


def test_public_halves_are_printed_and_private_ones_are_not(settings, capsys, tmp_path):
    names = ("ENVELOPE_KEY_FILE", "PERMIT_KEY_FILE", "AUDIT_KEY_FILE")
    for name in names:
        setattr(settings, name, tmp_path / name)
    call_command("public_keys")
    told = dict(line.split() for line in capsys.readouterr().out.splitlines())
    keys = [SigningKey.load_or_make(tmp_path / name) for name in names]
    assert told == dict(zip(("envelope", "permit", "audit"), (key.public.hex for key in keys), strict=True))


def test_the_web_role_has_no_keys_to_print(settings):
    del settings.ENVELOPE_KEY_FILE
    with pytest.raises(CommandError, match="worker"):
        call_command("public_keys")
