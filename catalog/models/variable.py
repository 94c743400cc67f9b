"""A variable of a dataset: its type, its values in words, and its coarse profile."""

from django.db import models
from django.db.models import Q

from catalog.folding import SORT_KEY_LENGTH
from catalog.models.dataset import Dataset
from catalog.models.text import spoken
from catalog.vocabulary import VariableType

NAME_PATTERN = r"^[a-z][a-z0-9_]{0,39}$"


class Variable(models.Model):
    """One column as plans name it. The name of the real column stays at the site."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="variables")
    name = models.CharField(max_length=40)
    position = models.PositiveIntegerField()
    type = models.CharField(max_length=10, choices=VariableType.choices)
    label_da = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    description_da = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    labels = models.JSONField(default=list, blank=True, help_text="[[code, da, en]] in declared order")
    system = models.CharField(max_length=20, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    bins = models.JSONField(default=list, blank=True)
    parent = models.CharField(max_length=40, blank=True)
    missing = models.JSONField(default=list, blank=True)
    sensitive = models.BooleanField(default=False)
    grid = models.FloatField(null=True, blank=True)
    coverage_from = models.PositiveSmallIntegerField(null=True, blank=True)
    coverage_to = models.PositiveSmallIntegerField(null=True, blank=True)
    profile = models.JSONField(default=dict, blank=True, help_text="Coarse figures of describe; never exact ones")
    search = models.TextField(blank=True, editable=False)
    sort_da = models.CharField(max_length=SORT_KEY_LENGTH, blank=True, editable=False)
    sort_en = models.CharField(max_length=SORT_KEY_LENGTH, blank=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["dataset", "position"], name="variable_dataset_position")]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "name"], name="variable_name_once"),
            models.CheckConstraint(name="variable_name_form", condition=Q(name__regex=NAME_PATTERN)),
            models.CheckConstraint(name="variable_type_known", condition=Q(type__in=VariableType.values)),
            models.CheckConstraint(
                name="variable_sensitive_has_no_profile", condition=Q(sensitive=False) | Q(profile={})
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return spoken(self.label_da, self.label_en)

    @property
    def description(self) -> str:
        """What the variable means, in the reader's language."""
        return spoken(self.description_da, self.description_en)
