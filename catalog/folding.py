"""Fold Danish text for search and for order.

SQLite folds and orders only ASCII, and PostgreSQL orders by the collation it was made with. Both columns made here hold
only a-z, 0-9 and (for search) spaces, so that both databases find and order alike.
"""

import re
import unicodedata
from typing import Final

_SEARCH_LETTERS: Final = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ö": "oe", "ä": "ae", "ß": "ss", "đ": "d", "ð": "d", "þ": "th"}
)
_ORDER_LETTERS: Final = str.maketrans({"ä": "æ", "ö": "ø", "ü": "y", "ð": "d", "đ": "d", "þ": "th", "ß": "ss"})
# No code is the beginning of another, so the order of the codes is the order of the letters. "z" is written "za" to
# make room for æ, ø and å after it. Digits come before letters and the space before everything.
_ORDER_CODES: Final = {
    " ": "0",
    **{str(digit): f"1{digit}" for digit in range(10)},
    "z": "za",
    "æ": "zb",
    "ø": "zc",
    "å": "zd",
}
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
_NOT_ORDERED: Final = re.compile(r"[^a-z0-9æøå]+")

SORT_KEY_LENGTH: Final = 400


def fold(text: str) -> str:
    """Return text for search: small letters, no accents, æ ø å as ae oe aa, single spaces between words."""
    plain = unicodedata.normalize("NFC", text).casefold().translate(_SEARCH_LETTERS)
    return _NOT_WORD.sub(" ", _without_accents(plain)).strip()


def sort_key(text: str) -> str:
    """Return a key that orders as a Danish dictionary: a-z, then æ, ø, å; "aa" counts as å (CLDR, da)."""
    small = unicodedata.normalize("NFC", text).casefold().translate(_ORDER_LETTERS).replace("aa", "å")
    words = _NOT_ORDERED.sub(" ", _without_accents(small)).strip()
    return "".join(_ORDER_CODES.get(letter, letter) for letter in words)[:SORT_KEY_LENGTH]


def _without_accents(text: str) -> str:
    """Drop the accents of letters that are not letters of their own in Danish (é becomes e, å stays)."""
    return "".join(letter if letter in "æøå" else _base(letter) for letter in text)


def _base(letter: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)).casefold()
