"""A published application form; forms are documents, not code."""

from django.db import models

from requests_app.models.immutable import WrittenOnce
from requests_app.states import ApplicationKind, Regime


class FormVersion(WrittenOnce):
    """One published form document. Published ones never change; a new wording is a new number."""

    kind = models.CharField(max_length=20, choices=ApplicationKind.choices)
    regime = models.CharField(max_length=20, choices=Regime.choices)
    number = models.PositiveIntegerField()
    document = models.JSONField()
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "regime", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "regime", "number"], name="form_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.regime} {self.number}"
