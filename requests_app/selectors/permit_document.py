"""The permit as the document that is signed (art. 68(10) as far as a statistics request has it)."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from requests_app.models import Decision, Permit
from requests_app.states import GRANTED_DECISIONS


def permit_document(permit: Permit) -> dict[str, Any]:
    """What the permit says, without personal data beyond the applicant organisation; times are UTC."""
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
            "decided_on": row.decided_at.date().isoformat() if row.decided_at else None,
        }
        for row in rows.select_related("controller").order_by("pk")
    ]
