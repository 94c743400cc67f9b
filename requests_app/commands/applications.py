"""Begin, write, send and withdraw an application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.folding import fold
from portal.accounts.models import Membership, Organisation
from portal.accounts.policy import require
from portal.accounts.roles import Perm
from portal.workflow import Conflict, NotVisible, Refused, locked, record
from requests_app.commands.numbers import next_case_number
from requests_app.commands.plans import bind_version
from requests_app.facts import ApplicationChanged, ApplicationStarted, DraftDeleted
from requests_app.forms.gaps import PlanState, answer_faults
from requests_app.forms.prefill import first_answers
from requests_app.forms.schema import Field, read_form
from requests_app.models import Application, Decision, FormVersion, Plan, PlanVersion, Question, Submission
from requests_app.rules.answering import check_every_question_is_answered
from requests_app.rules.choosing import check_plan_is_the_applicants
from requests_app.rules.submission import check_nothing_missing
from requests_app.rules.writing import check_field_is_open
from requests_app.selectors.gaps import application_gaps, plan_state
from requests_app.selectors.sent import title_in
from requests_app.selectors.writing import may_write, open_fields_of
from requests_app.states import OPEN_DECISIONS, ApplicationKind, ApplicationState, Regime
from requests_app.workflow import APPLICATION, DECISION


def current_regime() -> Regime:
    """The regime of the authority's setting; the trial follows the EHDS forms."""
    return Regime.DK_NOW if settings.REGIME == "dk-now" else Regime.EHDS


def newest_form(kind: ApplicationKind, regime: Regime) -> FormVersion:
    """The published form with the highest number. Raises Refused when none is published."""
    form = FormVersion.objects.filter(kind=kind, regime=regime).order_by("-number").first()
    if form is None:
        raise Refused("form.none", _("No form is published for this kind of application."))
    return form


@transaction.atomic
def start_application(
    *,
    by: Any,
    plan: Plan | None,
    organisation: Organisation | None = None,
    kind: ApplicationKind = ApplicationKind.REQUEST,
) -> Application:
    """A draft with everything filled that is known already: from the plan, the profile and the organisation.

    Raises Refused or NotVisible.
    """
    require(by, Perm.CREATE_CASE)
    if plan is not None:
        require(by, Perm.VIEW_PLAN, plan)
        check_plan_is_the_applicants(owner=plan.owner_id, applicant=by.pk)
    form = newest_form(kind, current_regime())
    organisation = organisation or _organisation_of(by)
    answers = first_answers(person=by, organisation=organisation, plan_title=plan.title if plan else "")
    known = {field.id for field in read_form(form.document).fields()}
    application = Application.objects.create(
        kind=kind,
        regime=form.regime,
        form_version=form,
        applicant=by,
        organisation=organisation,
        plan=plan,
        title=answers.get("title", ""),
        answers={name: value for name, value in answers.items() if name in known},
    )
    fold_search(application)
    application.save(update_fields=["search", "register_search"])
    record(ApplicationStarted, stream=application.stream, by=by, detail={"plan": str(plan.uuid) if plan else None})
    return application


def fold_search(application: Application) -> None:
    """Write the folded columns that lists search in: Danish letters are never searched as they stand.

    The register searches what it shows: a search for a person must not tell that the person has applied.
    """
    organisation = application.organisation
    names = [organisation.name_da, organisation.name_en] if organisation else []
    application.register_search = fold(" ".join([application.number or "", application.title, *names]))
    application.search = fold(f"{application.register_search} {application.applicant.name}")


def _take_title(application: Application) -> None:
    """Project the title for lists and the register."""
    application.title = title_in(application.answers)
    fold_search(application)


def _organisation_of(person: Any) -> Organisation | None:
    rows = Membership.objects.filter(user=person, accepted_at__isnull=False).select_related("organisation")
    membership = rows.order_by("pk").first()
    return membership.organisation if membership else None


@transaction.atomic
def save_section(
    *, by: Any, application: Application, section: str, values: Mapping[str, Any], expected_revision: int
) -> Application:
    """Store the answers of one section. Raises Conflict when that section was saved in between, Refused for a locked
    field, NotVisible for those who may not write."""
    application = locked(application)
    require_may_write(by, application)
    found = int(application.revisions.get(section, 0))
    if found != expected_revision:
        raise Conflict(expected=expected_revision, found=found)
    document = read_form(application.form_version.document)
    for name in values:
        check_field_is_open(name, document=document, section=section, open_fields=open_fields_of(application))
    answers = {**application.answers, **values}
    if answers != application.answers:
        application.answers = answers
        if application.state == ApplicationState.DRAFT:  # later the title is that of the newest submission
            _take_title(application)
        application.revisions = {**application.revisions, section: found + 1}
        application.version += 1
        application.save()
        detail = {"section": section, "revision": found + 1}
        record(ApplicationChanged, stream=application.stream, by=by, detail=detail, row=application)
    return application


def require_may_write(person: Any, application: Application) -> None:
    """Raises NotVisible for those who may not write."""
    if not may_write(person, application):
        raise NotVisible


@transaction.atomic
def save_answers(
    *, by: Any, application: Application, answers: Mapping[str, Any], expected_version: int
) -> Application:
    """Store answers of any sections at once, as a program does; a value of the wrong kind refuses them all.

    Raises Refused with a fault for each field, Conflict or NotVisible.
    """
    application = locked(application)
    require_may_write(by, application)
    if application.version != expected_version:
        raise Conflict(expected=expected_version, found=application.version)
    document = read_form(application.form_version.document)
    faults = answer_faults(document, {**application.answers, **answers}, answers)
    if faults:
        sentence = _("Some answers do not fit the form. Nothing was saved.")
        raise Refused("answers.invalid", sentence, faults=faults)
    for section in document.sections:
        values = {field.id: answers[field.id] for field in section.fields if field.id in answers}
        if values:
            revision = int(application.revisions.get(section.id, 0))
            application = save_section(
                by=by, application=application, section=section.id, values=values, expected_revision=revision
            )
    return application


@transaction.atomic
def choose_plan(*, by: Any, application: Application, plan: Plan, expected_version: int) -> Application:
    """Put another plan of the applicant into a draft. Raises Refused, Conflict or NotVisible."""
    application = locked(application)
    require_may_write(by, application)
    require(by, Perm.VIEW_PLAN, plan)
    if application.version != expected_version:
        raise Conflict(expected=expected_version, found=application.version)
    if application.state != ApplicationState.DRAFT:
        raise Refused("plan.locked", _("The plan stands as you sent it."))
    check_plan_is_the_applicants(owner=plan.owner_id, applicant=application.applicant_id)
    application.plan = plan
    application.version += 1
    application.save()
    record(ApplicationChanged, stream=application.stream, by=by, detail={"plan": str(plan.uuid)}, row=application)
    return application


@transaction.atomic
def submit_application(
    *, by: Any, application: Application, expected_version: int, plan_version: int | None = None
) -> Application:
    """Send a draft: it gets a number, its plan is bound, its words kept. Raises Refused, Conflict or NotVisible.

    plan_version: the version of the plan that was read. A plan is saved on its own, so the application's version does
    not tell; None sends the plan as it is now.
    """

    def change(row: Application) -> None:
        row.plan = _plan_as_read(row, plan_version)
        _check_complete(row, plan_state(row))
        row.number = row.number or next_case_number()
        row.submitted_at = row.state_since = timezone.now()
        row.plan_version = _bound(row)
        fold_search(row)
        keep_submission(row, by)

    return APPLICATION.apply(
        "submit", application, by=by, expected_version=expected_version, detail={"submission": 1}, change=change
    )


def _plan_as_read(application: Application, version: int | None) -> Plan | None:
    """The application's plan, held until it is bound. Raises Conflict when it was saved after it was read.

    The conflict names no version: programs would take it for the application's.
    """
    if application.plan is None:
        return None
    plan = locked(application.plan)
    if version is not None and plan.version != version:
        raise Conflict(expected=version)
    return plan


def _check_complete(application: Application, plan: PlanState) -> None:
    check_nothing_missing(application_gaps(application, plan))


def _bound(application: Application) -> PlanVersion:
    assert application.plan is not None, "a missing plan is a gap"
    return bind_version(application.plan)


def keep_submission(application: Application, by: Any) -> Submission:
    """Keep what is sent, word for word, as the case's next version."""
    assert application.plan_version is not None
    return Submission.objects.create(
        application=application,
        number=application.submissions.count() + 1,
        answers=application.answers,
        form_version=application.form_version,
        plan_version=application.plan_version,
        by=by,
        at=timezone.now(),
    )


@transaction.atomic
def answer_questions(
    *, by: Any, application: Application, replies: Mapping[str, str], expected_version: int
) -> Application:
    """Send the answers: a new version is kept and the case goes back to the phase it left.

    replies: field id to a message for the one who asked; needed where the field is as it was. Raises Refused, Conflict
    or NotVisible.
    """
    state = plan_state(application)

    def change(row: Application) -> None:
        asked = list(row.questions.filter(answered_at=None))
        check_every_question_is_answered(_unanswered(row, asked, replies))
        _check_complete(row, state)
        now = timezone.now()
        for question in asked:
            question.reply, question.answered_at = replies.get(question.field, "").strip(), now
            question.save(update_fields=["reply", "answered_at"])
        row.phase_left, row.returns_to, row.state_since = row.returns_to, "", now
        _take_title(row)
        keep_submission(row, by)

    number = application.submissions.count() + 1
    return APPLICATION.apply(
        "answer", application, by=by, expected_version=expected_version, detail={"submission": number}, change=change
    )


def _unanswered(application: Application, asked: Iterable[Question], replies: Mapping[str, str]) -> list[Field]:
    """The fields that are as they were when they were asked about, and about which nothing is said."""
    document = read_form(application.form_version.document)
    return [
        document.field(question.field)
        for question in asked
        if application.answers.get(question.field) == question.earlier and not replies.get(question.field, "").strip()
    ]


@transaction.atomic
def withdraw_application(*, by: Any, application: Application, reason: str, expected_version: int) -> Application:
    """Withdraw a case that has no final decision. Raises Refused, Conflict or NotVisible."""

    def change(row: Application) -> None:
        row.closing_reason, row.state_since, row.returns_to = reason.strip(), timezone.now(), ""
        row.awaits_acceptance = False

    withdrawn = APPLICATION.apply("withdraw", application, by=by, expected_version=expected_version, change=change)
    cancel_open_decisions(withdrawn)
    return withdrawn


def cancel_open_decisions(application: Application) -> None:
    """End the decisions that have no answer yet; the case has ended."""
    for decision in Decision.objects.filter(application=application, state__in=OPEN_DECISIONS):
        DECISION.apply("cancel", decision, by=None, expected_version=decision.version)


@transaction.atomic
def delete_draft(*, by: Any, application: Application, expected_version: int) -> None:
    """Throw a draft away. Raises Refused, Conflict or NotVisible."""
    application = locked(application)
    require(by, Perm.DELETE_DRAFT, application)
    if application.version != expected_version:
        raise Conflict(expected=expected_version, found=application.version)
    if application.state != ApplicationState.DRAFT:
        raise Refused("draft.sent", _("The application is sent. You can withdraw it."))
    record(DraftDeleted, stream=application.stream, by=by, row=application)
    application.delete()
