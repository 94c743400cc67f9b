"""Who can be invited to a case, and who can join it."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from portal.workflow import Refused, as_bool
from requests_app.rules.facts import MemberFacts


def check_is_not_invited(address: str, taken: Collection[str]) -> None:
    """`taken`: the addresses the applicant knows of already. Whether an account has the address is never asked."""
    if address in taken:
        raise Refused("member.already", _("This address is in the case already."), field="email")


def check_can_join(member: MemberFacts) -> None:
    """Who has acted for an authority in the case does not become a party to it afterwards (art. 55(3))."""
    if member.person in member.handlers:
        raise Refused(
            "member.has_acted",
            _("You have acted for an authority in this case, so you cannot take part in it as well."),
        )


can_join = as_bool(check_can_join)
