"""What is missing or wrong in the answers, all at once, each with its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as setting
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.ui.format import number as format_number
from requests_app.forms.conditions import Answers, holds, is_blank
from requests_app.forms.schema import Field, FieldType, FormDocument, Section

LONGEST_TEXT = 20_000
"""Characters of a text whose field names no limit of its own."""
LONGEST_ROW, MOST_ROWS = 2_000, 1_000
"""Characters of a line about one variable, and lines."""
GREATEST_NUMBER = 1_000_000_000
"""No form asks for more than a milliard, of kroner or anything else."""


@dataclass(frozen=True)
class Gap:
    """One thing to mend before the form can be sent."""

    section: str
    field: str
    code: str
    message: str


@dataclass(frozen=True)
class PlanState:
    """What the form needs to know of the plan: its faults in words, its datasets, the variables it uses, their labels."""

    exists: bool = False
    faults: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    labels: Mapping[str, str] = setting(default_factory=dict)


def is_open(field: Field, answers: Answers) -> bool:
    """Whether the field is asked, given the other answers."""
    return holds(field.when, answers)


def gaps_of(document: FormDocument, answers: Answers, plan: PlanState) -> tuple[Gap, ...]:
    """Every gap of the whole form, in its order."""
    return tuple(gap for section in document.sections for gap in section_gaps(section, answers, plan))


def section_gaps(section: Section, answers: Answers, plan: PlanState) -> Iterator[Gap]:
    """The gaps of one section."""
    for field in section.fields:
        if is_open(field, answers):
            for code, message in _field_gaps(field, answers, plan):
                yield Gap(section.id, field.id, code, message)


def _field_gaps(field: Field, answers: Answers, plan: PlanState) -> Iterator[tuple[str, str]]:
    if field.is_from_plan:
        yield from _plan_gaps(plan)
        return
    answer = answers.get(field.id)
    if field.type is FieldType.ROWS:
        yield from _row_gaps(field, answer, plan)
    elif is_blank(answer):
        if field.required:
            yield "missing", said_of(field, MISSING[field.type])
    else:
        yield from value_faults(field, answer, answers)


def _plan_gaps(plan: PlanState) -> Iterator[tuple[str, str]]:
    if not plan.exists:
        yield "plan_missing", _("Choose a plan for the application")
    elif plan.faults:
        count = len(plan.faults)
        yield "plan_faults", ngettext("The plan has %(n)d fault", "The plan has %(n)d faults", count) % {"n": count}


def _row_gaps(field: Field, answer: Any, plan: PlanState) -> Iterator[tuple[str, str]]:
    reasons = answer if isinstance(answer, dict) else {}
    missing = [name for name in plan.variables if is_blank(reasons.get(name))]
    if missing and field.required:
        names = ", ".join(plan.labels.get(name, name) for name in missing)
        yield "rows_missing", said_of(field, _("write a reason for %(names)s") % {"names": names})


def said_of(field: Field, text: Any) -> str:
    """What to do about a field, after its label; a label that asks is followed by a sentence of its own."""
    label, said = str(field.label), str(text)
    return f"{label} {said[:1].upper()}{said[1:]}" if label.endswith("?") else f"{label}: {said}"


MISSING: Mapping[FieldType, Any] = {
    FieldType.TEXT: gettext_lazy("write an answer"),
    FieldType.LONG: gettext_lazy("write an answer"),
    FieldType.CHOICE: gettext_lazy("choose an answer"),
    FieldType.CHOICES: gettext_lazy("tick what applies"),
    FieldType.DATE: gettext_lazy("write a date as day, month and year"),
    FieldType.NUMBER: gettext_lazy("write a number"),
    FieldType.CVR: gettext_lazy("write eight digits"),
}
"""What to do about a field that is empty, by its kind."""

UNFINISHED = frozenset({"not_confirmed"})
"""Codes of answers that are on their way, not wrong."""


def answer_faults(document: FormDocument, answers: Answers, given: Answers) -> list[dict[str, str]]:
    """What is wrong with the given answers, each with its field: an unknown one, or a value of the wrong kind."""
    fields = {field.id: field for field in document.fields()}
    faults = []
    for name, value in given.items():
        if name not in fields:
            message = _("The form has no such field.")
            faults.append({"code": "unknown_field", "path": name, "message": message})
        elif not _is_nothing(fields[name], value):
            found = value_faults(fields[name], value, answers)
            faults += [{"code": code, "path": name, "message": text} for code, text in found if code not in UNFINISHED]
    return faults


EMPTY: Mapping[FieldType, Any] = {FieldType.CHOICES: [], FieldType.ROWS: {}}


def _is_nothing(field: Field, value: Any) -> bool:
    """Whether a value takes the answer back: null, a blank text, or the empty shape of the field's own kind."""
    return value is None or (isinstance(value, str) and not value.strip()) or value == EMPTY.get(field.type)


def value_faults(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    """What is wrong with a given answer; the checks of a type are in the table below."""
    yield from CHECKS[field.type](field, answer, answers)


def _text(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    if not isinstance(answer, str):
        yield "type", said_of(field, _("write a text"))
        return
    longest = field.max_length or LONGEST_TEXT
    if len(answer) > longest:
        yield "too_long", said_of(field, _("write at most %(n)d characters") % {"n": longest})
    if field.max_words and len(answer.split()) > field.max_words:
        yield "too_many_words", said_of(field, _("write at most %(n)d words") % {"n": field.max_words})


def _choice(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    yield from _options(field, [answer], answers)


def _choices(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    if not isinstance(answer, list):
        yield "type", said_of(field, _("choose from the list"))
        return
    yield from _options(field, answer, answers)
    left = [option for option in field.options if option.value not in answer]
    if field.all_of and left:
        yield "not_confirmed", said_of(field, _("tick every point to confirm it"))


def _options(field: Field, values: Iterable[Any], answers: Answers) -> Iterator[tuple[str, str]]:
    known = {option.value: option for option in field.options}
    blocked: dict[str, list[str]] = {}
    for value in values:
        option = known.get(value) if isinstance(value, str) else None
        if option is None:
            yield "unknown_choice", said_of(field, _("choose from the list"))
        elif not holds(option.allowed_when, answers):
            blocked.setdefault(str(option.blocked or ""), []).append(str(option.label))
    for reason, labels in blocked.items():  # several options are often blocked for one reason: it is said once
        yield "blocked_choice", ": ".join(filter(None, [reason, "; ".join(labels)]))


def _date(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    if not _is_date(answer):
        yield "date", said_of(field, MISSING[FieldType.DATE])


def _is_date(answer: Any) -> bool:
    if not isinstance(answer, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", answer, re.ASCII):
        return False
    try:
        date.fromisoformat(answer)
    except ValueError:
        return False
    return True


def _number(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    if isinstance(answer, bool) or not isinstance(answer, int | float) or not 0 <= answer <= GREATEST_NUMBER:
        limit = format_number(GREATEST_NUMBER)
        yield "number", said_of(field, _("write a number from 0 to %(limit)s") % {"limit": limit})


def _cvr(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    if not isinstance(answer, str) or not re.fullmatch(r"\d{8}", answer, re.ASCII):
        yield "cvr", said_of(field, MISSING[FieldType.CVR])


def _rows(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    if not isinstance(answer, dict) or not all(isinstance(value, str) for value in answer.values()):
        yield "type", said_of(field, _("write a text in each row"))
    elif any(len(text) > LONGEST_ROW for text in answer.values()) or len(answer) > MOST_ROWS:
        said = _("write at most %(n)d characters in each row, and at most %(rows)d rows")
        yield "too_long", said_of(field, said % {"n": LONGEST_ROW, "rows": MOST_ROWS})


def _from_plan(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    yield "locked", said_of(field, _("the plan fills this field"))


CHECKS: Mapping[FieldType, Callable[[Field, Any, Answers], Iterator[tuple[str, str]]]] = {
    FieldType.TEXT: _text,
    FieldType.LONG: _text,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.DATE: _date,
    FieldType.NUMBER: _number,
    FieldType.CVR: _cvr,
    FieldType.ROWS: _rows,
    FieldType.PLAN: _from_plan,
    FieldType.DATASETS: _from_plan,
}
