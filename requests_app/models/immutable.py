"""Rows that are written once: what was sent, bound or published stays as it was."""

from typing import Any

from django.db import models


class ImmutableRowError(Exception):
    """Somebody tried to change or delete a row that must stay as it was written."""


class WrittenOnce(models.Model):
    """A row that can be added and read, never changed or deleted."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row. Raises ImmutableRowError for a row that is already stored."""
        if not self._state.adding:
            raise ImmutableRowError(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises ImmutableRowError always."""
        raise ImmutableRowError(type(self).__name__)
