"""One run of one bound plan at one site. The row is the truth; the broker only rings."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from analysis.states import OPEN_JOBS, FailureReason, JobPurpose, JobStage, JobState


class Job(models.Model):
    """Claimed under a lease, one attempt at a time; only the holder of the current attempt may finish it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(max_length=20, choices=JobPurpose.choices)
    site = models.ForeignKey("catalog.Site", on_delete=models.PROTECT, related_name="jobs")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    permit = models.ForeignKey("requests_app.Permit", null=True, on_delete=models.PROTECT, related_name="jobs")
    plan_version = models.ForeignKey(
        "requests_app.PlanVersion", null=True, on_delete=models.PROTECT, related_name="jobs"
    )
    plan = models.ForeignKey(
        "requests_app.Plan",
        null=True,
        on_delete=models.SET_NULL,  # a count that was made stays one of its day, and a signed result stays
        related_name="counts",
    )
    document = models.JSONField(help_text="The bound plan, as the site gets it")
    plan_hash = models.CharField(max_length=64)

    state = models.CharField(max_length=20, choices=JobState.choices, default=JobState.QUEUED)
    stage = models.CharField(max_length=20, choices=JobStage.choices, default=JobStage.QUEUED)
    reason = models.CharField(max_length=20, choices=FailureReason.choices, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    rung_at = models.DateTimeField(default=timezone.now)
    bells = models.PositiveSmallIntegerField(default=0, help_text="How often it was rung again since it began to wait")
    ledger_seq = models.PositiveBigIntegerField(default=0, help_text="The site's ledger when the job was queued")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["lease_until"], condition=Q(state__in=OPEN_JOBS), name="job_open_lease"),
            models.Index(fields=["requested_by", "purpose", "-created_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose=JobPurpose.REQUEST, permit__isnull=False, plan_version__isnull=False)
                | Q(purpose=JobPurpose.FEASIBILITY, permit=None),
                name="job_request_has_permit_and_count_has_none",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_JOBS, finished_at=None) | (~Q(state__in=OPEN_JOBS) & ~Q(finished_at=None)),
                name="job_ended_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(lease_until__isnull=False, attempt__gte=1),
                name="job_running_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.FAILED) & ~Q(reason="") | ~Q(state=JobState.FAILED),
                name="job_failed_has_reason",
            ),
            models.UniqueConstraint(
                fields=["permit", "plan_version"],
                condition=Q(state__in=[*OPEN_JOBS, JobState.DONE]),
                name="job_one_a_permit_and_plan",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def stream(self) -> str:
        """The audit chain: the case's for a request, the plan's for a count."""
        owner = self.permit if self.permit is not None else self.plan
        assert owner is not None  # a count that outlives its plan has ended, and appends nothing more
        return owner.stream

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_JOBS
