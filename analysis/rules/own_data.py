"""Whose data a result was computed on: the controllers in the lines of its permit, and nobody else who decided."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any


def is_on_data_of(lines: Iterable[Mapping[str, Any]], controllers: Collection[str]) -> bool:
    """Whether a permit with these lines reads data of one of the controllers, each named by its key.

    A controller who said no, or whose data the reduced plan does without, has no line.
    """
    return any(line["controller"] in controllers for line in lines)
