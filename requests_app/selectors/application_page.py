"""The pages of an application under work: one part, and the last look before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.policy import can
from portal.accounts.roles import Perm
from requests_app.forms.conditions import is_blank
from requests_app.forms.gaps import Gap, PlanState, is_open
from requests_app.forms.render import ROW_MARK, SectionForm
from requests_app.forms.schema import Field, FieldType, FormDocument, Section, names_in, read_form
from requests_app.models import Application, Plan, Question
from requests_app.selectors.ball import Ball, ball_of
from requests_app.selectors.documents import plain_document
from requests_app.selectors.gaps import application_gaps, plan_state
from requests_app.selectors.naming import dataset_titles, variable_labels
from requests_app.selectors.plan_words import PlanWords, plan_words
from requests_app.selectors.register import answer_text
from requests_app.selectors.writing import may_write, open_fields_of
from requests_app.states import ApplicationState


@dataclass(frozen=True)
class Row:
    """One field on the page: open with its bound form field(s), or locked with its text."""

    field: Field
    bound: list[Any]
    locked: str
    origin: str
    question: Question | None
    only_if: str
    gap: str
    names: Mapping[str, str]

    @property
    def is_rows(self) -> bool:
        """Whether the field is one answer a variable."""
        return self.field.type is FieldType.ROWS

    @property
    def earlier(self) -> str:
        """The answer when the question was asked, in words."""
        if self.question is None or is_blank(self.question.earlier):
            return ""
        return answer_text(self.field, self.question.earlier, self.names)


@dataclass(frozen=True)
class SectionPage:
    """One part of the application."""

    case: Application
    section: Section
    form: SectionForm
    rows: list[Row]
    nav: list[dict[str, Any]]
    ball: Ball | None
    revision: int
    is_open: bool
    next_url: str
    plans: list[Plan]
    words: PlanWords | None
    members_url: str


def origin_text(source: str | None) -> str:
    """Where a filled value comes from, in words."""
    words = {
        "plan": _("Filled from your plan"),
        "profile": _("Filled from your profile"),
        "organisation": _("Filled from your organisation"),
    }
    return words.get(source or "", "")


def section_page(case: Application, section_id: str, *, user: Any, data: Any = None) -> SectionPage:
    """One part as this person sees it. Raises KeyError for a part the form does not have."""
    document = read_form(case.form_version.document)
    section = document.section(section_id)
    plan = plan_state(case)
    writable = open_fields_of(case) if may_write(user, case) else set()
    form = SectionForm(
        data, section=section, answers=case.answers, variables=_labels(section, plan), open_fields=writable
    )
    gaps = application_gaps(case, plan)
    needs_plan = any(field.is_from_plan for field in section.fields)
    return SectionPage(
        case=case,
        section=section,
        form=form,
        rows=_rows(case, section, form, plan, gaps),
        nav=section_nav(case, document, gaps),
        ball=ball_of(case, user),
        revision=int(case.revisions.get(section.id, 0)),
        is_open=bool(form.fields),
        next_url=_next_url(case, document, section),
        plans=_plans_to_choose(case, user) if needs_plan and writable is None else [],
        words=plan_words(_document_of(case)) if needs_plan and plan.exists else None,
        members_url=members_url(case, user),
    )


def _plans_to_choose(case: Application, user: Any) -> list[Plan]:
    """The applicant's plans, for the applicant: a plan under work is seen by its owner only."""
    return list(Plan.objects.filter(owner=user)[:50]) if user.pk == case.applicant_id else []


def _labels(section: Section, plan: PlanState) -> Mapping[str, str]:
    has_rows = any(field.type is FieldType.ROWS for field in section.fields)
    return variable_labels(plan.variables) if has_rows else {}


def _document_of(case: Application) -> dict[str, Any]:
    if case.plan_version is not None:
        return plain_document(case.plan_version.document)
    return dict(case.plan.document) if case.plan else {}


def _rows(case: Application, section: Section, form: SectionForm, plan: PlanState, gaps: tuple[Gap, ...]) -> list[Row]:
    questions = {question.field: question for question in case.questions.all() if question.answered_at is None}
    missing = {gap.field: gap.message for gap in gaps}
    is_first_look = not case.revisions.get(section.id)
    rows = []
    for field in section.fields:
        if not _is_shown(field, section, case, form):
            continue
        bound = _bound(field, form)
        rows.append(
            Row(
                field=field,
                bound=bound,
                locked="" if bound else _locked_text(field, case, plan),
                origin=""
                if case.submitted_at or (bound and not case.answers.get(field.id))
                else origin_text(field.source),
                question=questions.get(field.id),
                only_if=only_if(field, section),
                gap="" if is_first_look else missing.get(field.id, ""),
                names=plan.labels,
            )
        )
    return rows


def _is_shown(field: Field, section: Section, case: Application, form: SectionForm) -> bool:
    """A field whose condition another page answers is left out; one that this page answers stays, and says when."""
    if is_open(field, case.answers):
        return True
    here = {one.id for one in section.fields}
    return bool(field.when) and field.id in form.fields and set(names_in(field.when or {})) <= here


def only_if(field: Field, section: Section) -> str:
    """When a field is to be filled in, in words: the options of this page that open it."""
    options = {one.id: {option.value: str(option.label) for option in one.options} for one in section.fields}
    wanted = [
        options[name].get(value, str(value))
        for name, test in (field.when or {}).items()
        if name in options
        for values in test.values()
        for value in (values if isinstance(values, list) else [values])
        if value in options[name]
    ]
    if field.when and set(field.when) <= set(options):
        return _("Only if: %(answers)s") % {"answers": ", ".join(wanted)} if wanted else _("Only if you answered above")
    return ""


def _bound(field: Field, form: SectionForm) -> list[Any]:
    if field.type is FieldType.ROWS:
        return [form[name] for name in form.fields if name.startswith(f"{field.id}{ROW_MARK}")]
    return [form[field.id]] if field.id in form.fields else []


def _locked_text(field: Field, case: Application, plan: PlanState) -> str:
    if field.type is FieldType.DATASETS:
        titles = dataset_titles(plan.datasets)
        return "; ".join(f"{titles[key]}: {_names(plan, key)}" for key in plan.datasets)
    if field.type is FieldType.PLAN:
        return _plan_title(case)
    value = case.answers.get(field.id)
    return "" if is_blank(value) else answer_text(field, value, plan.labels)


def _plan_title(case: Application) -> str:
    """The title the plan was sent with; of a draft, the title it has now."""
    if case.plan_version is not None:
        return str(case.plan_version.document.get("title", ""))
    return case.plan.title if case.plan else ""


def _names(plan: PlanState, key: str) -> str:
    return ", ".join(plan.labels.get(name, name) for name in plan.variables if name.startswith(f"{key}."))


def section_nav(case: Application, document: FormDocument, gaps: tuple[Gap, ...]) -> list[dict[str, Any]]:
    """The parts with their state, and at the end the last look."""
    asked = {question.field for question in case.questions.all() if question.answered_at is None}
    items = [_nav_item(case, section, gaps, asked) for section in document.sections]
    url = reverse("requests_app:application-review", args=[case.uuid])
    return [*items, {"title": _("Review and send"), "url": url, "state": "send", "key": "review", "note": ""}]


def members_url(case: Application, user: Any) -> str:
    """The page of participants, for whoever may invite them."""
    may_invite = can(user, Perm.INVITE_MEMBER, case)
    return reverse("requests_app:case-members", args=[case.uuid]) if may_invite else ""


def _nav_item(case: Application, section: Section, gaps: tuple[Gap, ...], asked: set[str]) -> dict[str, Any]:
    missing = sum(gap.section == section.id for gap in gaps)
    questions = sum(field.id in asked for field in section.fields)
    is_touched = bool(case.revisions.get(section.id)) or all(field.is_from_plan for field in section.fields)
    if questions:
        state, note = (
            "question",
            ngettext("%(n)d question to you", "%(n)d questions to you", questions) % {"n": questions},
        )
    elif not missing:
        state, note = "done", _("Filled in")
    else:
        state, note = "open", ngettext("%(n)d missing", "%(n)d missing", missing) % {"n": missing} if is_touched else ""
    url = reverse("requests_app:application-section", args=[case.uuid, section.id])
    return {"title": str(section.title), "url": url, "state": state, "note": note, "key": section.id}


def _next_url(case: Application, document: FormDocument, section: Section) -> str:
    ids = [one.id for one in document.sections]
    at = ids.index(section.id) + 1
    if case.state == ApplicationState.WAITING or at == len(ids):
        return reverse("requests_app:application-review", args=[case.uuid])
    return reverse("requests_app:application-section", args=[case.uuid, ids[at]])


@dataclass(frozen=True)
class ReviewAndSend:
    """The last look."""

    case: Application
    nav: list[dict[str, Any]]
    ball: Ball | None
    gaps: list[dict[str, str]]
    sections: list[dict[str, Any]]
    questions: list[dict[str, str]]
    may_send: bool
    members_url: str


def review_and_send(
    case: Application, *, user: Any, replies: Mapping[str, str], unanswered: Mapping[str, str]
) -> ReviewAndSend:
    """Everything that was written, and everything that is missing with a link to it.

    replies: field id to the message that was written; unanswered: field id to what is said of a missing answer.
    """
    document = read_form(case.form_version.document)
    plan = plan_state(case)
    gaps = application_gaps(case, plan)
    return ReviewAndSend(
        case=case,
        nav=section_nav(case, document, gaps),
        ball=ball_of(case, user),
        gaps=[{"href": _link(case, gap), "text": gap.message} for gap in gaps],
        sections=[_summary(case, section, plan) for section in document.sections],
        questions=[
            {
                "field": question.field,
                "label": str(document.field(question.field).label),
                "text": question.text,
                "reply": replies.get(question.field, ""),
                "error": unanswered.get(question.field, ""),
            }
            for question in case.questions.all()
            if question.answered_at is None
        ],
        may_send=case.applicant_id == user.pk and case.state in (ApplicationState.DRAFT, ApplicationState.WAITING),
        members_url=members_url(case, user),
    )


def _link(case: Application, gap: Gap) -> str:
    return reverse("requests_app:application-section", args=[case.uuid, gap.section]) + f"#id_{gap.field}"


def _summary(case: Application, section: Section, plan: PlanState) -> dict[str, Any]:
    shown = [field for field in section.fields if is_open(field, case.answers)]
    items = [{"label": str(field.label), "text": _locked_text(field, case, plan) or "–"} for field in shown]
    url = reverse("requests_app:application-section", args=[case.uuid, section.id])
    return {"title": str(section.title), "items": items, "url": url}
