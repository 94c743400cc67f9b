"""Who is who in a case."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress

from portal.accounts.models import User
from requests_app.models import Application


def parties_of(application: Application) -> frozenset[int]:
    """Ids of the applicant and of the members who have accepted and were not removed."""
    members = {member.user_id for member in application.members.all() if member.is_party}
    return frozenset({application.applicant_id, *(pk for pk in members if pk is not None)})


def addresses_in(application: Application) -> frozenset[str]:
    """The addresses an applicant knows to be in the case: the own ones, and those that were invited."""
    invited = frozenset(member.email for member in application.members.all() if member.is_open)
    return invited | verified_addresses(application.applicant) | {application.applicant.email}


def verified_addresses(person: Any) -> frozenset[str]:
    """The e-mail addresses a person has shown to hold, in lower case."""
    rows = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return frozenset(email.lower() for email in rows)


def holder_of_address(address: str) -> User | None:
    """The person who has shown to hold the address; nobody for an address that was never confirmed."""
    found = EmailAddress.objects.filter(email__iexact=address, verified=True, user__is_active=True)
    row = found.select_related("user").first()
    return row.user if row else None
