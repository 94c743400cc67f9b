"""The signed approval that lets a plan run."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from requests_app.models.application import Application
from requests_app.states import PermitState


class Permit(models.Model):
    """A permit or approval in one edition; `document` is signed as it is, `version` guards its verbs.

    Born `issued` in the transaction of the last decision, without a seal. The worker, which alone holds the seal key,
    signs it and makes it `active`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="permits")
    number = models.CharField(max_length=20, help_text="2026-000147-T")
    edition = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=20, choices=PermitState.choices, default=PermitState.ISSUED)
    version = models.PositiveIntegerField(default=1)
    plan_version = models.ForeignKey("requests_app.PlanVersion", on_delete=models.PROTECT, related_name="permits")
    lines = models.JSONField(help_text='[{"dataset", "controller", "variables", "methods", "profile", "conditions"}]')
    document = models.JSONField(default=dict, help_text="What was signed, for reading")
    body = models.BinaryField(default=b"", help_text="The exact signed bytes")
    signature = models.CharField(max_length=128, blank=True, help_text="Ed25519, hexadecimal")
    kid = models.CharField(max_length=64, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    sealed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["number", "edition"], name="permit_edition_once"),
            models.CheckConstraint(
                condition=Q(state__in=[PermitState.ISSUED, PermitState.REVOKED])
                | (~Q(signature="") & ~Q(kid="") & Q(sealed_at__isnull=False)),
                name="permit_in_force_is_sealed",
            ),
            models.CheckConstraint(condition=Q(valid_to__gte=models.F("valid_from")), name="permit_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(state=PermitState.REVOKED) | (~Q(ended_reason="") & Q(ended_at__isnull=False)),
                name="permit_revoked_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """The audit chain of the case."""
        return self.application.stream
