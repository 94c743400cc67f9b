"""Labels and edges: what a `case` or `map` may call its levels, and how bands are cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from . import grammar as g
from .dictionary import Text, VariableType
from .kinds import CODES, Kind, plain
from .names import LABEL, Number

ICD10 = "icd10"

if TYPE_CHECKING:
    from .inference import Inference


def label_text(value: g.ScalarValue) -> str:
    """A code or label in its one form: text, `"true"`/`"false"`, whole numbers without decimals."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return whole_text(value)
    return plain(value)  # type: ignore[arg-type]  # a scalar of the grammar is no date


def code_text(value: g.ScalarValue, kind: Kind) -> str:
    """A code of a variable: in its one form where the codes are declared, else a text as it stands, for 250.0 is not 250."""
    is_open = kind.type in CODES and not kind.labels
    return value if is_open and isinstance(value, str) else label_text(value)


def whole_text(value: str) -> str:
    """`"1.0"` is `"1"`: a whole number written with zero decimals is the whole number."""
    return value.partition(".")[0] if re.fullmatch(r"-?\d+\.0+", value, re.ASCII) else value


def may_be_label(value: g.ScalarValue) -> bool:
    """A whole number or `[a-z0-9_]{1,20}`."""
    if isinstance(value, bool):
        return False
    return re.fullmatch(rf"{LABEL}|-?\d{{1,15}}", label_text(value), re.ASCII) is not None


def looks_like_code(value: str) -> bool:
    """Letters, digits, `.`, `_`, `-`, at most 20, and not ten digits: no words, no CPR."""
    return re.fullmatch(r"(?!\d{10}$)[A-Za-z0-9._-]{1,20}", value, re.ASCII) is not None


def case_labels(inference: Inference, results: Sequence[g.BranchValue], path: str) -> Kind | None:
    """The category of a case whose branches are labels; faults every label that cannot be one."""
    fits = True
    codes: dict[str, Text] = {}
    for at, result in enumerate(results):
        if isinstance(result, g.Label):
            code = label_text(result.label)
            codes[code] = Text(code, code)
            if not may_be_label(result.label):
                fits = False
                inference.add("label", f"{path}[{at}]", value=code)
    return _category(tuple(codes.items())) if fits else None


def map_labels(inference: Inference, recode: g.Recode, kind: Kind | None, path: str) -> Kind | None:
    """The category of a recoding, its levels in the order of the codes they come from."""
    known = dict(kind.labels) if kind else {}
    codes = set(known) or {label_text(code) for code in recode.to if looks_like_code(code)}
    to = {label_text(code): label_text(label) for code, label in recode.to.items()}
    fits = True
    for code, label in recode.to.items():
        if not may_be_label(label) and label_text(label) not in codes:
            fits = False
            inference.add("label", f"{path}.{code}", value=label_text(label))
    if kind is None or not fits:
        return None
    ordered = dict.fromkeys(to.get(code, code) for code in known)
    labels = tuple((code, known.get(code, Text(code, code))) for code in ordered)
    return _category(labels, kind)


def _category(labels: tuple[tuple[str, Text], ...], kind: Kind | None = None) -> Kind:
    source, sensitive = (kind.source, kind.sensitive) if kind else (None, False)
    return Kind(VariableType.CATEGORY, labels=labels, source=source, sensitive=sensitive)


def written_map(recode: g.Recode, kind: Kind) -> dict[str, object]:
    """A recoding in its one spelling: codes as their variable writes them, labels as text."""
    is_icd10 = (kind.system or "").casefold() == ICD10
    codes = {code: icd10_code(code) if is_icd10 else code_text(code, kind) for code in recode.to}
    return {codes[code]: label_text(label) for code, label in recode.to.items()}


def icd10_code(code: str) -> str:
    """The canonical spelling of an ICD-10 code: `DC50.9`, `dc509` and `C509` are all `C509`.

    The Danish register writes a D before the international code, so a D is taken off when a letter follows it;
    the international chapter D (D50) has a digit there and keeps it.
    """
    plain_code = code.strip().upper().replace(".", "")
    return plain_code[1:] if re.match(r"D[A-Z]", plain_code, re.ASCII) else plain_code


def check_edges(inference: Inference, edges: tuple[Number | None, ...], path: str) -> None:
    """Edges rise; only the first and the last may be open, and one must be a number."""
    inner = edges[1:-1]
    known = [edge for edge in edges if edge is not None]
    rises = all(low < high for low, high in pairwise(known))
    if None in inner or not known or not rises:
        inference.add("edges", path)


def check_quantiles(inference: Inference, quantiles: tuple[Number, ...], path: str) -> None:
    """Quantiles lie between 0 and 1 and rise."""
    if any(not 0 < quantile < 1 for quantile in quantiles):
        inference.add("between_zero_and_one", path)
    elif any(low >= high for low, high in pairwise(quantiles)):
        inference.add("edges", path)
