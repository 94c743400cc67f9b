"""Rows as an auditor reads them: one that somebody made unreadable hides no other."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import models

MALFORMED = (ValueError, TypeError, AttributeError, OverflowError, RecursionError)
"""What reading raises where somebody with the database in hand wrote what no verb writes."""
BATCH = 500
Row = TypeVar("Row", bound=models.Model)


def rows_of(model: type[Row], *order: str) -> Iterator[tuple[tuple[Any, ...], Row | None]]:
    """Each row with its place, the columns it is ordered by; None for a row that cannot be read."""
    keys = model._default_manager.order_by(*order).values_list("pk", *order).iterator()
    while some := list(islice(keys, BATCH)):
        found = _readable(model, [pk for pk, *_place in some])
        yield from ((tuple(place), found.get(pk)) for pk, *place in some)


def _readable(model: type[Row], pks: Sequence[Any]) -> dict[Any, Row]:
    """The rows that can be read. One that cannot spoils its whole query, which is then asked in two halves."""
    try:
        return model._default_manager.in_bulk(pks)
    except MALFORMED:
        half = len(pks) // 2
        return _readable(model, pks[:half]) | _readable(model, pks[half:]) if half else {}
