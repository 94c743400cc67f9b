"""`appoint E-MAIL ROLE ORGANISATION`: the first people of an installation, before anybody can accept anybody."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.accounts.commands import appoint, found_organisation
from portal.accounts.models import Organisation, OrganisationKind, User
from portal.accounts.roles import Role
from portal.refusals import Refused


class Command(BaseCommand):
    """`manage.py appoint anne@example.org admin health_authority --kind authority --name-da … --name-en …`."""

    help = "Give a role to somebody who has an account. An organisation that is not there is made from the options."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="address of an account")
        parser.add_argument("role", choices=[role.value for role in Role])
        parser.add_argument("organisation", help="key of the organisation; a controller's is the one in site.toml")
        parser.add_argument("--kind", choices=OrganisationKind.values, help="of a new organisation")
        parser.add_argument("--name-da", help="of a new organisation")
        parser.add_argument("--name-en", help="of a new organisation")

    @transaction.atomic
    def handle(self, *args: Any, email: str, role: str, organisation: str, **options: Any) -> None:
        """Appoint, or say why not; then nothing is kept."""
        user = User.objects.filter(email=email.casefold()).first()
        if user is None:
            raise CommandError(f"No account has the address {email}. Its owner signs up first, on the portal's pages.")
        found = Organisation.objects.filter(key=organisation).first() or _made(organisation, options)
        try:
            appoint(user=user, organisation=found, role=Role(role))
        except Refused as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        self.stdout.write(f"{user.email}: {role} of {found.key}")


def _made(key: str, options: dict[str, Any]) -> Organisation:
    wanted = {name: options[name] for name in ("kind", "name_da", "name_en")}
    if not all(wanted.values()):
        raise CommandError(f"No organisation has the key {key}. Give --kind, --name-da and --name-en to make it.")
    try:
        return found_organisation(key=key, **wanted)
    except ValidationError as fault:
        raise CommandError("; ".join(fault.messages)) from fault
