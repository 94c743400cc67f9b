"""What a signed-in person has put aside for a plan."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.dataset import Dataset
from catalog.models.variable import Variable


class BasketItem(models.Model):
    """A dataset, or one variable of a dataset that lies in the same basket."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="basket_items")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="basket_items")
    variable = models.ForeignKey(Variable, on_delete=models.CASCADE, null=True, blank=True, related_name="basket_items")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "dataset"], condition=Q(variable__isnull=True), name="basket_dataset_once"
            ),
            models.UniqueConstraint(
                fields=["user", "variable"], condition=Q(variable__isnull=False), name="basket_variable_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.variable or self.dataset)
