"""Codes that a plan names must be among the declared ones: another code counts nobody and says nothing about it.

Only categories are closed: a variable of type code may hold more codes than those with a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from . import grammar as g
from .dictionary import VariableType
from .kinds import TYPE_WORDS, YES_NO, Kind
from .labels import label_text
from .scalars import fitted_code

if TYPE_CHECKING:
    from .inference import Inference

SHOWN_CODES = 20
FAULT_OF = {
    g.Operator.EQ: "unknown_code",
    g.Operator.NE: "unknown_code",
    g.Operator.IN: "unknown_code",
    g.Operator.STARTS_WITH: "unknown_beginning",
}
"""What is wrong with a value that fits no declared code, by the operator it stands at."""


def closed_codes(kind: Kind) -> tuple[str, ...]:
    """The codes a value can have, as the catalogue writes them; () where only the data know them."""
    if kind.type is not VariableType.CATEGORY:
        return ()
    return tuple(code for code, _ in kind.labels if code not in kind.missing)


def check_code(inference: Inference, condition: g.Comparison, value: g.ScalarValue, kind: Kind, path: str) -> None:
    """Fault a value of a condition that no declared code of the category is, or begins with."""
    codes, wrong = closed_codes(kind), FAULT_OF.get(condition.operator)
    if codes and wrong and not _is_known(value, codes, kind, condition.operator):
        inference.add(wrong, path, value=value, name=condition.name, codes=_listed(codes))


def declared(listed: Iterable[str], kind: Kind, operator: g.Operator) -> tuple[str, ...]:
    """The codes of a code list that a value can have: for a category those that are declared, else all."""
    codes = closed_codes(kind)
    return tuple(code for code in listed if not codes or _is_known(code, codes, kind, operator))


def list_fault(inference: Inference, condition: g.Comparison, kind: Kind, path: str) -> None:
    """Fault a code list that has none of the declared codes of the category."""
    named = {"value": condition.value, "name": condition.name, "codes": _listed(closed_codes(kind))}
    inference.add("list_without_codes", path, **named)


def check_recoded(inference: Inference, recode: g.Recode, kind: Kind, path: str) -> None:
    """Fault each code of a recoding that its variable cannot have."""
    codes = tuple(code for code, _ in YES_NO) if kind.type is VariableType.BOOLEAN else closed_codes(kind)
    name = recode.of if isinstance(recode.of, str) else "of"
    for code in recode.to:
        if kind.type is VariableType.INTEGER and not re.fullmatch(r"0|-?[1-9]\d{0,14}", label_text(code), re.ASCII):
            words = TYPE_WORDS[kind.type]
            inference.add("value_type", f"{path}.{code}", value=code, name=name, found=words.da, found_en=words.en)
        elif codes and not _is_known(code, codes, kind, g.Operator.EQ):
            inference.add("unknown_code", f"{path}.{code}", value=code, name=name, codes=_listed(codes))


def _is_known(value: g.ScalarValue, codes: tuple[str, ...], kind: Kind, operator: g.Operator) -> bool:
    wanted = fitted_code(value, kind)
    known = (fitted_code(code, kind) for code in codes)
    if operator is g.Operator.STARTS_WITH:
        return any(code.startswith(wanted) for code in known)
    return wanted in known


def _listed(codes: tuple[str, ...]) -> str:
    """The codes as a sentence lists them, the first of them where they are many."""
    return ", ".join([*codes[:SHOWN_CODES], *(["…"] if len(codes) > SHOWN_CODES else [])])
