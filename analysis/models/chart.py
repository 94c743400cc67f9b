"""A drawn figure of a released result, made by the worker from the released document only."""

from django.db import models

from analysis.models.result import Result


class Chart(models.Model):
    """One figure in one language: its SVG, one for a phone where it can be drawn so narrow, and the sentence above it."""

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="charts")
    figure = models.CharField(max_length=40, help_text="The id of the analysis")
    language = models.CharField(max_length=2)
    svg = models.TextField()
    narrow = models.TextField(blank=True)
    finding = models.CharField(max_length=300)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["result", "figure", "language"], name="chart_one_a_figure_and_language")
        ]

    def __str__(self) -> str:
        return f"{self.figure} ({self.language})"
