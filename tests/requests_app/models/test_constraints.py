"""What the database itself refuses, whatever code writes: each guarantee of the tables is violated once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from requests_app.models import (
    Application,
    CaseNumber,
    Clock,
    Decision,
    FormVersion,
    Member,
    Permit,
    PlanVersion,
    Question,
    SealKey,
    Submission,
)
from requests_app.states import OPEN_MEMBERS, ApplicationState, ClockKind, DecisionState, MemberState, PermitState

A = ApplicationState


def copy_of(row, **changes):
    """The same row once more, with other values where said."""
    row = type(row).objects.get(pk=row.pk)
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    kept = {name: value for name, value in fields.items() if name not in ("id", "uuid")}
    return type(row).objects.create(**{**kept, **changes})


def changed(row, **values):
    """Write columns past every command."""
    return type(row).objects.filter(pk=row.pk).update(**values)


def refuses(constraint, write):
    """The database refuses the write. A check is named in the refusal; SQLite names the columns of a unique one."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    said = str(caught.value)
    assert constraint in said or ("." in constraint and constraint.split(".")[1] in said), said


def test_a_sent_case_has_number_and_time_and_a_draft_has_neither(case_at):
    sent, draft, name = case_at(A.SUBMITTED), case_at(A.DRAFT), "application_sent_has_number_and_time"
    for values in ({"number": None}, {"submitted_at": None}, {"state": A.DRAFT}):
        refuses(name, lambda values=values: changed(sent, **values))
    for values in ({"number": "2026-000999"}, {"submitted_at": timezone.now()}, {"state": A.CHECKING}):
        refuses(name, lambda values=values: changed(draft, **values))
    refuses("application.number", lambda: copy_of(sent))
    refuses("application.uuid", lambda: copy_of(draft, uuid=draft.uuid))


def test_a_waiting_case_knows_the_way_back_and_asks_once_a_field(case_at):
    case = case_at(A.WAITING)
    refuses("application_waiting_knows_the_way_back", lambda: changed(case, returns_to=""))
    question = case.questions.get()
    refuses("question.field", lambda: copy_of(question))
    refuses("question_has_text", lambda: changed(question, text=""))
    changed(question, answered_at=timezone.now())
    assert copy_of(question, answered_at=None).pk != question.pk
    assert Question.objects.filter(application=case).count() == 2


def test_a_decided_case_has_outcome_and_time_and_its_decisions_a_person_and_a_time(case_at):
    case = case_at(A.DECIDED)
    for values in ({"outcome": ""}, {"decided_at": None}):
        refuses("application_decided_has_outcome", lambda values=values: changed(case, **values))
    row, name = case.decisions.first(), "decision_final_has_person_and_time"
    for values in ({"decided_by": None}, {"decided_at": None}, {"state": DecisionState.CANCELLED}):
        refuses(name, lambda values=values: changed(row, **values))
    for state in (DecisionState.REFUSED, DecisionState.NOT_AVAILABLE):
        refuses("decision_no_has_reason", lambda state=state: changed(row, state=state, reason=""))
    state = DecisionState.APPROVED_WITH_CONDITIONS
    refuses("decision_conditions_are_named", lambda: changed(row, state=state, conditions=[]))


def test_only_a_decision_awaits_acceptance(case_at):
    name = "application_only_a_decision_awaits_acceptance"
    for state in (A.DRAFT, A.ASSESSING, A.WITHDRAWN):
        case = case_at(state)
        refuses(name, lambda case=case: changed(case, awaits_acceptance=True))
    assert changed(case_at(A.DECIDED), awaits_acceptance=True) == 1


def test_an_open_decision_is_nobodys_yet_and_one_a_controller(case_at):
    row = case_at(A.ASSESSING).decisions.first()
    name = "decision_final_has_person_and_time"
    refuses(name, lambda: changed(row, decided_by=row.application.applicant, decided_at=timezone.now()))
    refuses(name, lambda: changed(row, decided_by=row.application.applicant))
    refuses(name, lambda: changed(row, state=DecisionState.APPROVED))
    refuses("decision.controller_id", lambda: copy_of(row, state=DecisionState.IN_REVIEW))
    refuses("decision.uuid", lambda: copy_of(row, state=DecisionState.CANCELLED, uuid=row.uuid))
    assert copy_of(row, state=DecisionState.CANCELLED).pk != row.pk
    assert Decision.objects.filter(controller=row.controller).count() == 2


@pytest.mark.parametrize("state", [PermitState.ACTIVE, PermitState.SUSPENDED, PermitState.EXPIRED])
def test_a_permit_in_force_or_ended_carries_its_seal(permit_at, state):
    permit, name = permit_at(state), "permit_in_force_is_sealed"
    for values in ({"signature": ""}, {"kid": ""}, {"sealed_at": None}):
        refuses(name, lambda values=values: changed(permit, **values))
    refuses("permit.number", lambda: copy_of(permit))
    refuses("permit_ends_after_start", lambda: changed(permit, valid_to=permit.valid_from - timedelta(days=1)))
    assert changed(permit, valid_to=permit.valid_from) == 1
    assert copy_of(permit, edition=2).pk != permit.pk and Permit.objects.count() == 2


def test_a_revoked_permit_says_why_and_when(permit_at):
    permit = permit_at(PermitState.REVOKED)
    for values in ({"ended_reason": ""}, {"ended_at": None}):
        refuses("permit_revoked_has_reason", lambda values=values: changed(permit, **values))


def test_a_clock_runs_once_is_never_shortened_and_does_not_pause_when_stopped(case_at):
    case = case_at(A.SUBMITTED)
    clock = case.clocks.get(kind=ClockKind.COMPLETENESS)
    refuses("clock.kind", lambda: copy_of(clock))
    refuses("clock_pause_never_shortens", lambda: changed(clock, due_on=clock.legal_due_on - timedelta(days=1)))
    now = timezone.now()
    refuses("clock_stopped_is_not_paused", lambda: changed(clock, stopped_at=now, paused_at=now))
    assert copy_of(clock, stopped_at=now).pk != clock.pk and Clock.objects.filter(application=case).count() == 3


def test_a_member_is_in_a_case_once_by_person_and_by_address(member_at):
    for state in OPEN_MEMBERS:
        member = member_at(state)
        refuses("member.user_id", lambda member=member: copy_of(member, email="other@demo.test"))
        refuses("member.email", lambda member=member: copy_of(member, user_id=member.application.applicant_id))
    declined = member_at(MemberState.DECLINED)
    again = {"state": MemberState.INVITED, "declined_at": None}
    assert copy_of(declined, **again).pk != declined.pk


def test_an_answer_to_an_invitation_is_somebodys_and_has_its_time(member_at):
    now = timezone.now()
    invited, accepted = member_at(MemberState.INVITED), member_at(MemberState.ACCEPTED)
    name = "member_accepted_by_somebody"
    for row, values in (
        (invited, {"accepted_at": now}),
        (invited, {"state": MemberState.ACCEPTED}),
        (accepted, {"accepted_at": None}),
        (accepted, {"user": None}),
        (accepted, {"state": MemberState.DECLINED, "declined_at": now}),
    ):
        refuses(name, lambda row=row, values=values: changed(row, **values))
    declined, name = member_at(MemberState.DECLINED), "member_declined_by_somebody"
    for row, values in (
        (declined, {"declined_at": None}),
        (declined, {"user": None}),
        (invited, {"state": MemberState.DECLINED}),
        (invited, {"declined_at": now}),
    ):
        refuses(name, lambda row=row, values=values: changed(row, **values))


def test_a_member_is_removed_by_somebody_after_coming(member_at):
    removed, accepted = member_at(MemberState.REMOVED), member_at(MemberState.ACCEPTED)
    by, name = removed.application.applicant, "member_removed_by_somebody"
    for row, values in (
        (removed, {"removed_at": None}),
        (removed, {"removed_by": None}),
        (accepted, {"state": MemberState.REMOVED}),
        (accepted, {"removed_at": timezone.now(), "removed_by": by}),
    ):
        refuses(name, lambda row=row, values=values: changed(row, **values))
    early = {"state": MemberState.REMOVED, "removed_at": accepted.accepted_at - timedelta(seconds=1), "removed_by": by}
    refuses("member_removed_after_accepted", lambda: changed(accepted, **early))
    assert changed(accepted, **early | {"removed_at": accepted.accepted_at}) == 1


def test_numbers_of_what_is_written_once_are_given_once(permit_at):
    permit = permit_at(PermitState.ACTIVE)
    case = permit.application
    refuses("submission.number", lambda: copy_of(Submission.objects.get(application=case)))
    refuses("planversion.number", lambda: copy_of(PlanVersion.objects.get(pk=case.plan_version_id)))
    refuses("formversion.number", lambda: copy_of(FormVersion.objects.get(pk=case.form_version_id)))
    refuses("sealkey.kid", lambda: copy_of(SealKey.objects.get(kid=permit.kid)))
    refuses("casenumber.year", lambda: copy_of(CaseNumber.objects.get()))


def test_rows_are_named_by_what_people_call_them(permit_at):
    permit = permit_at(PermitState.ACTIVE)
    case = Application.objects.get(pk=permit.application_id)
    year, last = case.number.split("-")
    question = Question(application=case, field="benefit")
    names = {
        str(case): case.number,
        str(permit): f"{case.number}-T",
        str(case.submissions.get()): f"{case.number} v1",
        str(case.plan): case.plan.title,
        str(case.plan_version): f"{case.plan.title} (1)",
        str(case.form_version): f"request ehds {case.form_version.number}",
        str(CaseNumber.objects.get()): f"{year}-{last}",
        str(SealKey.objects.get()): permit.kid,
        str(question): f"{case.number}: benefit",
        str(Application(title="Kladde")): "Kladde",
        str(Member(application=case, email="x@demo.test")): "x@demo.test",
        str(Member(application=case, user=case.applicant, accepted_at=timezone.now())): str(case.applicant),
    }
    assert all(shown == expected for shown, expected in names.items())
    decision = case.decisions.select_related("controller").first()
    assert str(decision) == f"{case.number}: {decision.controller}"
    clock = case.clocks.first()
    assert str(clock) == f"{clock.kind} {clock.due_on}"
