"""A question about one field of the application, and its answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from requests_app.models.application import Application


class Question(models.Model):
    """Asked by a coordinator or steward; opens exactly one field while the case waits."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="questions")
    field = models.CharField(max_length=60)
    text = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    earlier = models.JSONField(null=True, help_text="The answer when the question was asked")
    reply = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="question_has_text"),
            models.UniqueConstraint(
                fields=["application", "field"], condition=Q(answered_at=None), name="question_one_open_a_field"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.field}"
