"""Terms of a model as lines of text, written as the table of coefficients names them.

`age^2` · `log(ldl)` · `spline(age, 4)` · `factor(region, 1084)` · `sex:age`. A line with a name alone is the variable.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from requests_app.builder.numbers import NUMBER, number_of, number_text

NAME = r"[a-z][a-z0-9_]*"


def term_of(line: str) -> Any:
    """The term that a line says. Raises ValueError."""
    text = re.sub(r"\s+", "", line)
    if re.fullmatch(NAME, text):
        return text
    if re.fullmatch(rf"{NAME}(?::{NAME})+", text):
        return {"interaction": text.split(":")}
    if found := re.fullmatch(rf"({NAME})\^({NUMBER})", text):
        return {"power": [found[1], number_of(found[2])]}
    if found := re.fullmatch(rf"log\(({NAME})\)", text):
        return {"log": found[1]}
    if found := re.fullmatch(rf"spline\(({NAME})(?:[,;](\d+))?\)", text):
        return {"spline": found[1]} | ({"df": int(found[2])} if found[2] else {})
    if found := re.fullmatch(rf"factor\(({NAME})(?:[,;]([^,;()]+))?\)", text):
        return {"factor": found[1]} | ({"reference": found[2]} if found[2] else {})
    raise ValueError(line)


def line_of(term: Any) -> str:
    """The line that says a term."""
    match term:
        case str():
            return term
        case {"power": [name, power]}:
            return f"{name}^{number_text(power)}"
        case {"log": name}:
            return f"log({name})"
        case {"spline": name, **rest}:
            return f"spline({name}, {rest['df']})" if rest else f"spline({name})"
        case {"factor": name, **rest}:
            return f"factor({name}, {rest['reference']})" if rest else f"factor({name})"
    return ":".join(term["interaction"])


def can_say(terms: Any) -> bool:
    """Whether a form can show the terms: variables first, then lines that say what they were made of."""
    if not isinstance(terms, Sequence) or isinstance(terms, str) or not terms:
        return False
    kinds = [isinstance(term, str) for term in terms]
    if kinds != sorted(kinds, reverse=True):
        return False
    try:
        return all(term_of(line_of(term)) == term for term in terms)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
