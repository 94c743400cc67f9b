"""The colour scheme a person chose: a cookie, no script."""

from collections.abc import Mapping

COOKIE = "scheme"
AUTO = "auto"
SCHEMES = ("light", "dark", AUTO)
COOKIE_AGE = 365 * 24 * 3600


def scheme_of(cookies: Mapping[str, str]) -> str:
    """The chosen scheme; anything unknown counts as no choice."""
    chosen = cookies.get(COOKIE, AUTO)
    return chosen if chosen in SCHEMES else AUTO
