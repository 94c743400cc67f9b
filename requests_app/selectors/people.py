"""Who is who in a case."""

from __future__ import annotations

from requests_app.models import Application


def parties_of(application: Application) -> frozenset[int]:
    """Ids of the applicant and the members who were not removed."""
    members = {member.user_id for member in application.members.all() if member.removed_at is None}
    return frozenset({application.applicant_id, *members})
