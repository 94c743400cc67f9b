"""Seal, suspend, resume and revoke a permit."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from analysis.envelope import SigningKey
from requests_app.models import Permit, SealKey
from requests_app.rules.facts import PermitFacts
from requests_app.rules.permits import check_has_reason
from requests_app.selectors.permit_document import permit_document
from requests_app.workflow import PERMIT


@transaction.atomic
def issue_permit(*, permit: Permit, key: SigningKey) -> Permit:
    """Sign the permit's document and put it in force. Done by the worker, which alone holds the key.

    A permit that is sealed already, or was revoked before its seal, answers Refused; the task takes that as done.
    """

    def change(row: Permit) -> None:
        row.sealed_at = timezone.now()
        row.document = permit_document(row)
        body = signed_bytes(row.document)
        row.body, row.signature, row.kid = body, key.sign(body).hex(), key.kid
        SealKey.objects.get_or_create(kid=key.kid, defaults={"public_key": key.public.hex})

    detail = {"number": permit.number, "edition": permit.edition, "permit": str(permit.uuid)}
    return PERMIT.apply("issue", permit, by=None, expected_version=permit.version, detail=detail, change=change)


def signed_bytes(document: dict[str, Any]) -> bytes:
    """The exact bytes that are signed: canonical JSON, sorted keys, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@transaction.atomic
def suspend_permit(*, by: Any, permit: Permit, reason: str, expected_version: int) -> Permit:
    """Stop a permit for now; what runs under it is stopped in the same transaction."""
    _require_reason(permit, reason)

    def change(row: Permit) -> None:
        row.ended_reason = reason.strip()

    return PERMIT.apply(
        "suspend", permit, by=by, expected_version=expected_version, detail=_named(permit), change=change
    )


@transaction.atomic
def resume_permit(*, by: Any, permit: Permit, expected_version: int) -> Permit:
    """Put a suspended permit in force again. Raises Refused, Conflict or NotVisible."""

    def change(row: Permit) -> None:
        row.ended_reason = ""

    return PERMIT.apply(
        "resume", permit, by=by, expected_version=expected_version, detail=_named(permit), change=change
    )


@transaction.atomic
def revoke_permit(*, by: Any, permit: Permit, reason: str, expected_version: int) -> Permit:
    """Take a permit back for good; what runs under it is stopped in the same transaction.

    Raises Refused, Conflict or NotVisible.
    """
    _require_reason(permit, reason)

    def change(row: Permit) -> None:
        row.ended_reason, row.ended_at = reason.strip(), timezone.now()

    return PERMIT.apply(
        "revoke", permit, by=by, expected_version=expected_version, detail=_named(permit), change=change
    )


@transaction.atomic
def expire_permit(permit: Permit) -> Permit:
    """End a permit whose last day has passed. Done by the sweeper."""

    def change(row: Permit) -> None:
        row.ended_at = timezone.now()

    return PERMIT.apply(
        "expire", permit, by=None, expected_version=permit.version, detail=_named(permit), change=change
    )


def _require_reason(permit: Permit, reason: str) -> None:
    check_has_reason(PermitFacts(state=permit.state, reason=reason))


def _named(permit: Permit) -> dict[str, Any]:
    return {"number": permit.number, "permit": str(permit.uuid)}
