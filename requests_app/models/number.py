"""Case numbers: 2026-000147, one series a year, no number twice."""

from django.db import models


class CaseNumber(models.Model):
    """The last number given in a year; locked while the next is taken."""

    year = models.PositiveIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}-{self.last:06d}"
