"""Plans a person may see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from portal.accounts.policy import can
from portal.accounts.roles import Perm
from portal.workflow import NotVisible
from requests_app.models import Plan


def plans_of(user: Any) -> QuerySet[Plan]:
    """The person's own plans, newest first, with how many applications use each."""
    return Plan.objects.filter(owner=user).annotate(used=Count("applications")).order_by("-updated_at", "-pk")


def plan_for(*, user: Any, uuid: UUID | str) -> Plan:
    """The plan, if this person may see it. Raises NotVisible."""
    plan = Plan.objects.filter(uuid=uuid).select_related("owner").first()
    if plan is None or not can(user, Perm.VIEW_PLAN, plan) or plan.owner_id != user.pk:
        raise NotVisible
    return plan
