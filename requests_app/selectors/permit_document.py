"""The permit as the document that is signed (art. 68(10) as far as a statistics request has it)."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from requests_app.dates import local_day
from requests_app.models import Decision, Permit
from requests_app.states import GRANTED_DECISIONS, NOT_GRANTED


def permit_document(permit: Permit) -> dict[str, Any]:
    """What the permit says, without personal data beyond the applicant organisation; moments in UTC, days of the authority."""
    application = permit.application
    organisation = application.organisation
    assert permit.sealed_at is not None
    return {
        "v": 1,
        "type": "approval",
        "number": permit.number,
        "edition": permit.edition,
        "permit": str(permit.uuid),
        "case": application.number,
        "regime": application.regime,
        "authority": {"da": settings.AUTHORITY_NAME_DA, "en": settings.AUTHORITY_NAME_EN},
        "applicant": {"da": organisation.name_da, "en": organisation.name_en} if organisation else None,
        "title": application.title,
        "purposes": application.answers.get("purposes", []),
        "plan_hash": permit.plan_version.plan_hash,
        "lines": permit.lines,
        "decisions": _decisions(permit),
        "not_granted": _not_granted(permit),
        "opt_out_exception": application.answers.get("opt_out") == "yes",
        "valid_from": permit.valid_from.isoformat(),
        "valid_to": permit.valid_to.isoformat(),
        "sealed_at": permit.sealed_at.isoformat().replace("+00:00", "Z"),
    }


def _decisions(permit: Permit) -> list[dict[str, Any]]:
    rows = Decision.objects.filter(application=permit.application_id, state__in=GRANTED_DECISIONS)
    return [
        {
            "controller": row.controller.key,
            "outcome": row.state,
            "datasets": row.datasets,
            "conditions": row.conditions,
            "decided_on": local_day(row.decided_at).isoformat() if row.decided_at else None,
        }
        for row in rows.select_related("controller").order_by("pk")
    ]


def _not_granted(permit: Permit) -> list[dict[str, Any]]:
    """After a partial grant: what the permit does not hold, and why (article 68(9)); of a grant, the variables it cut."""
    rows = Decision.objects.filter(application=permit.application_id).select_related("controller").order_by("pk")
    return [
        {
            "controller": row.controller.key,
            "outcome": row.state,
            "datasets": [] if row.cut else row.datasets,
            "variables": list(row.cut),
            "reason": row.reason,
            "decided_on": local_day(row.decided_at).isoformat() if row.decided_at else None,
        }
        for row in rows
        if row.state in NOT_GRANTED or row.cut
    ]
