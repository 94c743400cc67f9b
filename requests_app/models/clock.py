"""A clock of a case: what the law gives, what was paused, when it stopped."""

from django.db import models
from django.db.models import F, Q

from requests_app.models.application import Application
from requests_app.states import ClockKind


class Clock(models.Model):
    """Runs from `started_at` until `stopped_at`; `due_on` is the legal date moved by the pauses."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=20, choices=ClockKind.choices)
    started_at = models.DateTimeField()
    legal_due_on = models.DateField()
    due_on = models.DateField()
    paused_at = models.DateTimeField(null=True)
    paused_days = models.PositiveIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["application", "pk"]
        indexes = [models.Index(fields=["due_on"], condition=Q(stopped_at=None), name="clock_running_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"], condition=Q(stopped_at=None), name="clock_one_running_a_kind"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("legal_due_on")), name="clock_pause_never_shortens"),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(paused_at=None), name="clock_stopped_is_not_paused"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"
