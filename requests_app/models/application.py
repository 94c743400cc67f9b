"""The case: an application, the versions that were sent, and its people."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from requests_app.models.immutable import WrittenOnce
from requests_app.states import ApplicationKind, ApplicationState, Outcome, Regime

UNSENT = (ApplicationState.DRAFT,)


class Application(models.Model):
    """A case from first draft to its end. `version` guards every verb; `revisions` guard each section's text."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=11, null=True, unique=True, help_text="2026-000147, given at submission")  # noqa: DJ001 (unique, so none is null)
    kind = models.CharField(max_length=20, choices=ApplicationKind.choices, default=ApplicationKind.REQUEST)
    regime = models.CharField(max_length=20, choices=Regime.choices, default=Regime.EHDS)
    state = models.CharField(max_length=20, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    returns_to = models.CharField(max_length=20, blank=True, help_text="While waiting: the phase the case left")
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=300, blank=True)
    search = models.TextField(blank=True, editable=False, help_text="Folded number, title and applicant")
    register_search = models.TextField(
        blank=True,
        db_default="",
        editable=False,
        help_text="The same without the person, whom the register never names",
    )
    answers = models.JSONField(default=dict)
    revisions = models.JSONField(default=dict, help_text="Section id to its number of saves")
    form_version = models.ForeignKey("requests_app.FormVersion", on_delete=models.PROTECT, related_name="+")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="applications"
    )
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="coordinated_applications"
    )
    plan = models.ForeignKey("requests_app.Plan", null=True, on_delete=models.PROTECT, related_name="applications")
    plan_version = models.ForeignKey(
        "requests_app.PlanVersion", null=True, on_delete=models.PROTECT, related_name="applications"
    )
    offered_version = models.ForeignKey(
        "requests_app.PlanVersion",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="After a partial grant: the plan reduced to what was granted, if it could be",
    )
    awaits_acceptance = models.BooleanField(
        default=False, db_default=False, help_text="The decision adds a condition or cuts the plan, and is unanswered"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True)
    state_since = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True, help_text="When the applicant got the first result")
    closing_reason = models.TextField(blank=True, help_text="Why it was withdrawn or closed as incomplete")

    phase_left: str = ""
    """Not stored: while `answer` is done, the phase the case goes back to."""

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "state_since"]), models.Index(fields=["applicant", "-created_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ApplicationState.DRAFT, submitted_at=None, number=None)
                | (~Q(state=ApplicationState.DRAFT) & Q(submitted_at__isnull=False, number__isnull=False)),
                name="application_sent_has_number_and_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=ApplicationState.DECIDED) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="application_decided_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.WAITING) & ~Q(returns_to="")
                | ~Q(state=ApplicationState.WAITING) & Q(returns_to=""),
                name="application_waiting_knows_the_way_back",
            ),
            models.CheckConstraint(
                condition=Q(awaits_acceptance=False) | Q(state=ApplicationState.DECIDED),
                name="application_only_a_decision_awaits_acceptance",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def stream(self) -> str:
        """The audit chain of the case; decisions and permits write to it too."""
        return f"case:{self.uuid}"


class Submission(WrittenOnce):
    """What the applicant sent, word for word. Any two can be compared."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    answers = models.JSONField()
    form_version = models.ForeignKey("requests_app.FormVersion", on_delete=models.PROTECT, related_name="+")
    plan_version = models.ForeignKey("requests_app.PlanVersion", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="submission_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application} v{self.number}"
