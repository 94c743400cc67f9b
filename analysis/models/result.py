"""What a site sent back, where its ledger stood, and what was released of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from analysis.models.job import Job
from analysis.states import ResultState


class SiteLedger(models.Model):
    """The last position of a site's ledger that the portal has seen. A lower one is an alarm that stops the site.

    ``stopped_at`` stands until somebody clears the site with a reason; positions from before are then forgotten.
    """

    site = models.OneToOneField("catalog.Site", on_delete=models.PROTECT, related_name="ledger")
    ledger_id = models.CharField(max_length=64)
    seq = models.PositiveBigIntegerField()
    head = models.CharField(max_length=128)
    stopped_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    cleared_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cleared_at=None, cleared_reason="") | (Q(cleared_at__isnull=False) & ~Q(cleared_reason="")),
                name="ledger_cleared_with_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ledger_id} {self.seq}"


class Result(models.Model):
    """The signed document of one job, byte for byte as the site sent it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="result")
    state = models.CharField(max_length=20, choices=ResultState.choices)
    body = models.BinaryField(help_text="The exact signed bytes")
    signature = models.BinaryField()
    kid = models.CharField(max_length=64)
    document = models.JSONField(help_text="The result document inside the body, for reading")
    versions = models.JSONField(default=dict)
    ledger_seq = models.PositiveBigIntegerField()
    ledger_head = models.CharField(max_length=128)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return str(self.uuid)


class Release(models.Model):
    """The moment at which a result became the applicant's. ``number`` is quoted in articles: 2026-000147-01."""

    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="release")
    number = models.CharField(max_length=20, null=True, unique=True)  # noqa: DJ001 (unique, so absent is NULL)
    released_at = models.DateTimeField()
    publish_by = models.DateField(null=True, help_text="Results are public 18 months after the answer (art. 61(4))")

    class Meta:
        ordering = ["-released_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number=None, publish_by=None) | Q(number__isnull=False, publish_by__isnull=False),
                name="release_of_a_case_has_number_and_date",
            )
        ]

    def __str__(self) -> str:
        return self.number or str(self.result)
