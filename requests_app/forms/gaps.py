"""What is missing or wrong in the answers, all at once, each with its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests_app.forms.conditions import Answers, holds, is_blank
from requests_app.forms.schema import Field, FieldType, FormDocument, Section


@dataclass(frozen=True)
class Gap:
    """One thing to mend before the form can be sent."""

    section: str
    field: str
    code: str
    message: str


@dataclass(frozen=True)
class PlanState:
    """What the form needs to know of the plan: its faults in words, its datasets and the variables it uses."""

    exists: bool = False
    faults: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()


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
            yield "missing", _("%(label)s: write an answer") % {"label": field.label}
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
        yield (
            "rows_missing",
            _("%(label)s: a reason is missing for %(names)s")
            % {
                "label": field.label,
                "names": ", ".join(missing),
            },
        )


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
        elif not is_blank(value):
            found = value_faults(fields[name], value, answers)
            faults += [{"code": code, "path": name, "message": text} for code, text in found if code not in UNFINISHED]
    return faults


def value_faults(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    """What is wrong with a given answer; the checks of a type are in the table below."""
    yield from CHECKS[field.type](field, answer, answers)


def _text(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    if not isinstance(answer, str):
        yield "type", _("%(label)s: write a text") % {"label": field.label}
        return
    if field.max_length and len(answer) > field.max_length:
        yield "too_long", _("%(label)s: write at most %(n)d characters") % {"label": field.label, "n": field.max_length}
    if field.max_words and len(answer.split()) > field.max_words:
        yield "too_many_words", _("%(label)s: write at most %(n)d words") % {"label": field.label, "n": field.max_words}


def _choice(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    yield from _options(field, [answer], answers)


def _choices(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    if not isinstance(answer, list):
        yield "type", _("%(label)s: choose from the list") % {"label": field.label}
        return
    yield from _options(field, answer, answers)
    left = [option for option in field.options if option.value not in answer]
    if field.all_of and left:
        yield "not_confirmed", _("%(label)s: confirm every point") % {"label": field.label}


def _options(field: Field, values: Iterable[Any], answers: Answers) -> Iterator[tuple[str, str]]:
    known = {option.value: option for option in field.options}
    blocked: dict[str, list[str]] = {}
    for value in values:
        option = known.get(value) if isinstance(value, str) else None
        if known and option is None:
            yield "unknown_choice", _("%(label)s: choose from the list") % {"label": field.label}
        elif option is not None and not holds(option.allowed_when, answers):
            blocked.setdefault(str(option.blocked or ""), []).append(str(option.label))
    for reason, labels in blocked.items():  # several options are often blocked for one reason: it is said once
        yield "blocked_choice", ": ".join(filter(None, [reason, "; ".join(labels)]))


def _date(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    try:
        date.fromisoformat(answer)
    except (TypeError, ValueError):
        yield "date", _("%(label)s: write a date as day, month and year") % {"label": field.label}


def _number(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    if isinstance(answer, bool) or not isinstance(answer, int | float) or answer < 0:
        yield "number", _("%(label)s: write a number of 0 or more") % {"label": field.label}


def _cvr(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    if not isinstance(answer, str) or not re.fullmatch(r"\d{8}", answer, re.ASCII):
        yield "cvr", _("%(label)s: write eight digits") % {"label": field.label}


def _rows(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    if not isinstance(answer, dict) or not all(isinstance(value, str) for value in answer.values()):
        yield "type", _("%(label)s: write a text in each row") % {"label": field.label}


def _from_plan(field: Field, answer: Any, answers: Answers) -> Iterator[tuple[str, str]]:
    yield "locked", _("%(label)s: the plan fills this field") % {"label": field.label}


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
