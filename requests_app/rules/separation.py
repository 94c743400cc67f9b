"""Separation of duties: nobody acts for an authority on a case where they are applicant or member (art. 55(3))."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from portal.workflow import Refused


def check_is_not_party(person: int, parties: Collection[int]) -> None:
    """`parties` are the ids of the applicant and the members."""
    if person in parties:
        raise Refused("separation.own_case", _("You take part in this case as an applicant, so a colleague must act."))
