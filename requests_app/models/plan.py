"""A researcher's plan, and the bound versions of it that can be sent, approved and run."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from requests_app.models.immutable import WrittenOnce


class Plan(models.Model):
    """A plan under work: free to change, seen by its owner only. `version` counts its saves."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(max_length=300)
    document = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-pk"]
        indexes = [models.Index(fields=["owner", "-updated_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """The audit chain of this plan."""
        return f"plan:{self.uuid}"


class PlanVersion(WrittenOnce):
    """A bound plan: the bytes that are read, approved, signed and run. Never changes."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    canonical = models.BinaryField()
    plan_hash = models.CharField(max_length=64, db_index=True)
    datasets = models.JSONField(help_text="Dataset keys in the plan's order")
    variables = models.JSONField(help_text="Dataset key to the variables the plan uses")
    methods = models.JSONField(help_text="Methods the plan asks for")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_once")]

    def __str__(self) -> str:
        return f"{self.plan} ({self.number})"
