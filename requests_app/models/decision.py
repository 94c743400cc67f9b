"""One data controller's decision on its own datasets in a case."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from requests_app.models.application import Application
from requests_app.states import FINAL_DECISIONS, GRANTED_DECISIONS, OPEN_DECISIONS, DecisionState, Outcome


class Decision(models.Model):
    """Opened when the check is passed; final with a person, a time, an assessment and, if refused, a reason."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    controller = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=30, choices=DecisionState.choices, default=DecisionState.PENDING)
    version = models.PositiveIntegerField(default=1)
    datasets = models.JSONField(help_text="Keys of the controller's datasets in the plan")
    assessment = models.JSONField(default=dict, help_text='Letter to {"outcome": "yes"|"no", "reason": text}')
    needed = models.JSONField(default=dict, help_text='"dataset.variable" to yes or no')
    conditions = models.JSONField(default=list, help_text="Texts of the conditions")
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["application", "pk"]
        indexes = [models.Index(fields=["controller", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "controller"],
                condition=Q(state__in=OPEN_DECISIONS),
                name="decision_one_open_a_controller",
            ),
            models.CheckConstraint(
                condition=Q(state__in=FINAL_DECISIONS, decided_by__isnull=False, decided_at__isnull=False)
                | (~Q(state__in=FINAL_DECISIONS) & Q(decided_by=None, decided_at=None)),
                name="decision_final_has_person_and_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DecisionState.REFUSED, DecisionState.NOT_AVAILABLE]) | ~Q(reason=""),
                name="decision_no_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=DecisionState.APPROVED_WITH_CONDITIONS) | ~Q(conditions=[]),
                name="decision_conditions_are_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.controller}"

    @property
    def stream(self) -> str:
        """The audit chain of the case."""
        return self.application.stream

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of the plan this controller answers for, each `dataset.variable`."""
        version = self.application.plan_version
        used = version.variables if version else {}
        return tuple(f"{key}.{name}" for key in self.datasets for name in used.get(key, ()))

    @property
    def cut(self) -> tuple[str, ...]:
        """Variables, each `dataset.variable`, that a grant leaves out because they were found not necessary."""
        if self.state not in GRANTED_DECISIONS:
            return ()
        return tuple(name for name, answer in self.needed.items() if answer == "no")

    @property
    def label(self) -> str:
        """What the controller answered, in words; a grant that leaves variables out is one in part."""
        return str(Outcome.PARTLY_APPROVED.label if self.cut else self.get_state_display())

    @property
    def is_final(self) -> bool:
        """Whether the controller has answered."""
        return self.state in FINAL_DECISIONS
