"""Answers nobody needs to type: from the person, the organisation and the plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

APPLICANT_TYPE: Mapping[str, str] = {
    "controller": "public_body",
    "authority": "public_body",
    "research": "research",
    "company": "company",
}
"""Organisation kind to the form's applicant type."""


def first_answers(*, person: Any, organisation: Any, plan_title: str) -> dict[str, Any]:
    """The first answers of a draft; field ids as in the shipped forms."""
    answers: dict[str, Any] = {"title": plan_title, "leader": person.name, "contact_email": person.email}
    if organisation is None:
        answers["applicant_type"] = "person"
    else:
        answers["applicant_type"] = APPLICANT_TYPE.get(organisation.kind, "person")
        answers["business_id"] = organisation.cvr
    return {name: value for name, value in answers.items() if value}
