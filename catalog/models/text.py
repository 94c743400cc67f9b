"""Danish and English beside each other, and the one that is read now."""

from django.utils.translation import get_language


def spoken(danish: str, english: str) -> str:
    """Return the text in the language of the reader, or the other one where that is empty."""
    first, second = (english, danish) if (get_language() or "da").startswith("en") else (danish, english)
    return first or second
