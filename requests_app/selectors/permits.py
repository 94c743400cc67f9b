"""Permits a person may see, and the public check of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.envelope import PublicKey
from portal.accounts.policy import can
from portal.accounts.roles import Perm
from portal.workflow import NotVisible
from requests_app.models import Permit, SealKey
from requests_app.seal import verifies
from requests_app.selectors.cases import applications_visible_to
from requests_app.selectors.naming import cut_labels, dataset_titles
from requests_app.states import NOT_GRANTED, PermitState


@dataclass(frozen=True)
class Verification:
    """What the public page says of a permit: whether its seal holds, and whether it is in force."""

    permit: Permit
    is_sealed: bool
    in_force: bool
    public_key: str


def permits_visible_to(user: Any) -> QuerySet[Permit]:
    """Permits of the cases a person may see, newest first."""
    rows = Permit.objects.filter(application__in=applications_visible_to(user))
    return rows.select_related("application", "application__organisation").order_by("-created_at", "-pk")


def permit_for(*, user: Any, number: str) -> Permit:
    """The newest edition of a permit, if this person may see it. Raises NotVisible."""
    rows = permits_visible_to(user).prefetch_related("application__members", "application__decisions")
    found = rows.filter(number=number).order_by("-edition").first()
    if found is None or not can(user, Perm.VIEW_PERMIT, found):
        raise NotVisible
    return found


def not_granted(permit: Permit) -> list[dict[str, Any]]:
    """What a permit does not hold, and why; a permit of a whole plan has nothing."""
    rows = permit.application.decisions.select_related("controller", "application").order_by("pk")
    found = [row for row in rows if row.state in NOT_GRANTED or row.cut]
    cut = cut_labels(found)
    titles = dataset_titles(key for row in found for key in row.datasets)
    return [
        {
            "controller": row.controller.name,
            "datasets": cut.get(row.pk) or ", ".join(titles[key] for key in row.datasets),
            "status": str(_("Not granted")) if row.cut else row.label,
            "reason": row.reason,
        }
        for row in found
    ]


def verification(number: str, edition: int | None = None) -> Verification:
    """Check the seal of a permit anybody may ask about. Raises NotVisible before it is sealed."""
    rows = Permit.objects.exclude(state=PermitState.ISSUED).exclude(signature="").filter(number=number)
    rows = rows.select_related("application", "application__organisation")
    found = (rows.filter(edition=edition) if edition else rows).order_by("-edition").first()
    if found is None:
        raise NotVisible
    key = SealKey.objects.filter(kid=found.kid).values_list("public_key", flat=True).first() or ""
    return Verification(
        permit=found,
        is_sealed=check_seal(kid=found.kid, body=bytes(found.body), signature=found.signature, public_key=key),
        in_force=found.state == PermitState.ACTIVE and found.valid_from <= timezone.localdate() <= found.valid_to,
        public_key=key,
    )


def check_seal(*, kid: str, body: bytes, signature: str, public_key: str) -> bool:
    """Whether these bytes carry the signature of this key; one changed byte fails."""
    if not public_key:
        return False
    return verifies(kid=kid, body=body, signature=signature, public=PublicKey.from_hex(public_key))
