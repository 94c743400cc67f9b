"""Absolute addresses, from one setting and never from the Host header."""

from django.conf import settings


def absolute(path: str) -> str:
    """The path under BASE_URL."""
    return f"{settings.BASE_URL}/{path.lstrip('/')}"
