"""Who may do what when; conflicts, clocks, seals and questions."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError

from portal.accounts import Role
from portal.workflow import Conflict, NotVisible, Refused, on
from portal.workflow.facts import forget
from requests_app import facts
from requests_app.commands import applications, checking, decisions, permits
from requests_app.commands.members import remove_member
from requests_app.models import Application, Decision, FormVersion, Member, Permit
from requests_app.models.immutable import ImmutableRowError
from requests_app.seal import seal_key
from requests_app.selectors.permits import check_seal, verification
from requests_app.states import ApplicationState, ClockKind, DecisionState, Outcome, PermitState
from requests_app.tasks import seal_permit, sweep
from requests_app.workflow import APPLICATION, DECISION, PERMIT

A = ApplicationState


def opened(case, key="sds"):
    row = case.decisions.select_related("application", "controller").get(controller__key=key)
    return decisions.start_review(by=case.people.stewards[key], decision=row, expected_version=row.version)


def test_two_stewards_of_one_controller_at_once_give_one_conflict(case_at, person, assessment_of):
    case = case_at(A.ASSESSING)
    row = opened(case)
    colleague = person(Role.STEWARD, of="sds")
    assessment, version = assessment_of(row, reason="Nej"), row.version
    decisions.approve(by=case.people.stewards["sds"], decision=row, assessment=assessment, expected_version=version)
    with pytest.raises(Conflict):
        decisions.refuse(by=colleague, decision=row, assessment=assessment, expected_version=version)
    assert Decision.objects.get(pk=row.pk).state == DecisionState.APPROVED


def test_two_controllers_at_once_both_stand_and_the_second_decides_the_case(case_at, assessment_of):
    case = case_at(A.ASSESSING)
    rows = {key: opened(case, key) for key in ("sds", "demo_befolkning")}
    decisions.approve(
        by=case.people.stewards["sds"], decision=rows["sds"], assessment=assessment_of(rows["sds"]),
        expected_version=rows["sds"].version,
    )  # fmt: skip
    case.refresh_from_db()
    assert case.state == A.ASSESSING
    other = rows["demo_befolkning"]
    decisions.refuse(
        by=case.people.stewards["demo_befolkning"], decision=other,
        assessment=assessment_of(other, outcome="no", reason="Nej"), expected_version=other.version,
    )  # fmt: skip
    case.refresh_from_db()
    assert (case.state, case.outcome) == (A.DECIDED, Outcome.PARTLY_APPROVED)
    assert not case.permits.exists()


def test_a_steward_does_not_touch_another_controllers_decision(case_at, assessment_of):
    case = case_at(A.ASSESSING)
    row = opened(case)
    with pytest.raises(NotVisible):
        decisions.approve(
            by=case.people.stewards["demo_befolkning"], decision=row, assessment=assessment_of(row),
            expected_version=row.version,
        )  # fmt: skip


def test_nobody_decides_a_case_they_take_part_in(case_at, assessment_of, join):
    case = case_at(A.ASSESSING)
    steward = case.people.stewards["sds"]
    row = opened(case)
    join(case, steward)
    row = Decision.objects.select_related("application").get(pk=row.pk)
    with pytest.raises(Refused) as caught:
        decisions.approve(by=steward, decision=row, assessment=assessment_of(row), expected_version=row.version)
    assert caught.value.code == "separation"
    with pytest.raises(Refused):
        decisions.save_assessment(by=steward, decision=row, assessment=assessment_of(row), expected_version=row.version)


def test_a_coordinator_does_not_check_an_own_case(draft, people, fill_application):
    case = fill_application(draft(by=people.coordinator))
    case = applications.submit_application(by=people.coordinator, application=case, expected_version=case.version)
    with pytest.raises(Refused) as caught:
        checking.start_check(by=people.coordinator, application=case, expected_version=case.version)
    assert caught.value.code == "separation"


VERBS = [
    ("start_check", lambda case, by: checking.start_check(by=by, application=case, expected_version=case.version)),
    ("complete", lambda case, by: checking.pass_check(by=by, application=case, expected_version=case.version)),
    ("ask", lambda case, by: checking.ask_applicant(by=by, application=case, questions={"benefit": "?"}, expected_version=case.version)),  # noqa: E501  (one line a verb)
    ("reject_incomplete", lambda case, by: checking.reject_incomplete(by=by, application=case, reason="x", expected_version=case.version)),  # noqa: E501  (one line a verb)
]  # fmt: skip


@pytest.mark.parametrize("state", list(A))
def test_the_coordinators_verbs_exist_only_in_their_states_and_never_for_the_applicant(state, case_at):
    case = case_at(state)
    for verb, do in VERBS:
        with pytest.raises((NotVisible, Refused)), transaction.atomic():
            do(case, case.applicant)
        if state in APPLICATION.states_without(verb):
            with pytest.raises(Refused) as caught, transaction.atomic():
                do(case, case.people.coordinator)
            assert caught.value.code == "state"


def test_a_saved_section_refuses_an_older_one_and_leaves_others_alone(draft):
    case = draft()
    save = {"by": case.applicant, "application": case, "expected_revision": 0}
    applications.save_section(**save, section="purpose", values={"benefit": "Først"})
    with pytest.raises(Conflict):
        applications.save_section(**save, section="purpose", values={"benefit": "Siden"})
    applications.save_section(**save, section="payment", values={"invoice": "EAN"})
    case.refresh_from_db()
    assert (case.answers["benefit"], case.answers["invoice"]) == ("Først", "EAN")


@pytest.mark.parametrize(("may_edit", "raises"), [(True, None), (False, NotVisible)])
def test_a_member_writes_only_when_allowed_and_never_after_removal(draft, person, join, may_edit, raises):
    case, user = draft(), person()
    member = join(case, user, may_edit=may_edit)
    write = {"by": user, "application": case, "section": "purpose", "values": {"benefit": "Ja"}}
    if raises:
        with pytest.raises(raises):
            applications.save_section(**write, expected_revision=0)
        return
    applications.save_section(**write, expected_revision=0)
    member = remove_member(by=case.applicant, member=member)
    with pytest.raises(NotVisible):
        applications.save_section(**write, expected_revision=1)
    with pytest.raises(Refused):
        remove_member(by=case.applicant, member=member)


def test_while_waiting_only_the_asked_field_opens_and_the_clocks_move(case_at):
    case = case_at(A.WAITING)
    before = {clock.kind: clock.due_on for clock in case.clocks.all()}
    write = {"by": case.applicant, "application": case, "section": "purpose"}
    revision = case.revisions["purpose"]
    with pytest.raises(Refused) as caught:
        applications.save_section(**write, values={"intended_use": "Nyt"}, expected_revision=revision)
    assert caught.value.code == "field.locked"
    case = applications.save_section(**write, values={"benefit": "Bedre svar"}, expected_revision=revision)
    with time_machine.travel(case.state_since + timedelta(days=3), tick=False):
        case = applications.answer_questions(
            by=case.applicant, application=case, replies={"benefit": "Se her"}, expected_version=case.version
        )
    assert case.state == A.CHECKING and case.submissions.count() == 2
    question = case.questions.get()
    assert (question.reply, question.earlier) == ("Se her", "En begrundelse for benefit.")
    after = {clock.kind: clock for clock in case.clocks.all()}
    for kind in (ClockKind.COMPLETENESS, ClockKind.DECISION):
        assert (after[kind].due_on - before[kind]).days == 3 and after[kind].paused_days == 3
    assert after[ClockKind.ANSWER].stopped_at is not None


def test_questions_from_a_steward_return_to_the_assessment(case_at):
    case = case_at(A.ASSESSING)
    steward = case.people.stewards["sds"]
    case = checking.ask_applicant(
        by=steward, application=case, questions={"necessity": "Hvorfor?"}, expected_version=case.version
    )
    row = case.decisions.select_related("application").get(controller__key="sds")
    with pytest.raises(Refused):
        decisions.start_review(by=steward, decision=row, expected_version=row.version)
    case = applications.answer_questions(
        by=case.applicant, application=case, replies={"necessity": "Se her"}, expected_version=case.version
    )
    assert case.state == A.ASSESSING


@pytest.mark.parametrize("field", ["plan", "nothing"])
def test_a_question_is_about_a_field_the_applicant_writes(case_at, field):
    case = case_at(A.CHECKING)
    with pytest.raises(Refused) as caught:
        checking.ask_applicant(
            by=case.people.coordinator, application=case, questions={field: "?"}, expected_version=case.version
        )
    assert caught.value.code == "ask.field"


@pytest.mark.parametrize(("days", "state"), [(28, A.WAITING), (29, A.LAPSED)])
def test_silence_lapses_the_case_the_day_after_four_weeks(case_at, days, state):
    case = case_at(A.WAITING)
    with time_machine.travel(case.state_since + timedelta(days=days), tick=False):
        sweep()
        sweep()
    case.refresh_from_db()
    assert case.state == state


def test_the_sweep_seals_what_waits_and_expires_what_ended(permit_at):
    permit = permit_at(PermitState.ISSUED)
    assert sweep()["sealed"] == 1
    permit.refresh_from_db()
    assert permit.state == PermitState.ACTIVE and not seal_permit(permit.pk)
    with time_machine.travel(permit.sealed_at + timedelta(days=367), tick=False):
        assert sweep()["expired"] == 1


@pytest.mark.parametrize("trouble", [OperationalError, ConnectionRefusedError])
def test_a_broker_that_is_down_does_not_undo_an_approval(
    case_at, monkeypatch, django_capture_on_commit_callbacks, trouble
):
    def refuse(permit_id):
        raise trouble

    monkeypatch.setattr(seal_permit, "delay", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        case = case_at(A.DECIDED)
    assert case.permits.get().state == PermitState.ISSUED
    assert sweep()["sealed"] == 1


def test_one_case_that_went_on_does_not_hold_the_sweep_up(case_at, permit_at, monkeypatch):
    case, permit = case_at(A.WAITING), permit_at(PermitState.ACTIVE)

    def too_late(application):
        raise Conflict

    monkeypatch.setattr("requests_app.tasks.lapse_application", too_late)
    with time_machine.travel(permit.valid_to + timedelta(days=1), tick=False):
        assert sweep() == {"sealed": 0, "lapsed": 0, "expired": 1}
    assert Application.objects.get(pk=case.pk).state == A.WAITING


def test_one_changed_byte_breaks_the_seal(permit_at):
    found = verification(permit_at().number)
    body, parts = bytes(found.permit.body), {"kid": found.permit.kid, "public_key": found.public_key}
    assert found.is_sealed and check_seal(body=body, signature=found.permit.signature, **parts)
    changed = bytes([body[0] ^ 1]) + body[1:]
    assert not check_seal(body=changed, signature=found.permit.signature, **parts)
    assert not check_seal(body=body, signature="zz", **parts)
    assert not check_seal(body=body, signature=found.permit.signature, kid="other", public_key=found.public_key)
    assert not check_seal(body=body, signature=found.permit.signature, kid=found.permit.kid, public_key="")


def test_a_permit_is_in_force_from_its_first_day_to_its_last_whether_or_not_the_sweep_came(permit_at):
    permit = permit_at()
    for day, expected in ((permit.valid_from, True), (permit.valid_to, True), (permit.valid_to + timedelta(1), False)):
        with time_machine.travel(datetime.combine(day, time(12)), tick=False):
            assert verification(permit.number).in_force is expected


def test_a_permit_is_not_verified_before_its_seal(permit_at):
    with pytest.raises(NotVisible):
        verification(permit_at(PermitState.ISSUED).number)


def test_revoking_is_heard_in_the_same_transaction(permit_at):
    permit, heard = permit_at(), []

    def hear(event, row):
        heard.append((row.state, transaction.get_connection().in_atomic_block))

    on(facts.PermitRevoked, hear)
    try:
        permits.revoke_permit(
            by=permit.people.coordinator, permit=permit, reason="Brud", expected_version=permit.version
        )
    finally:
        forget(facts.PermitRevoked, hear)
    assert heard == [(PermitState.REVOKED, True)]


@pytest.mark.parametrize("state", [PermitState.ACTIVE, PermitState.SUSPENDED, PermitState.REVOKED, PermitState.EXPIRED])
def test_permit_verbs_exist_only_in_their_states(permit_at, state):
    permit = permit_at(state)
    by = permit.people.coordinator
    allowed = set(PERMIT.allowed(permit, by))
    expected = {verb for verb in ("suspend", "resume", "revoke") if state in PERMIT.states_with(verb)}
    assert allowed == expected and PERMIT.allowed(permit, permit.people.applicant) == []


def test_stopping_a_permit_needs_a_reason_and_it_can_be_put_in_force_again(permit_at):
    permit = permit_at(PermitState.SUSPENDED)
    by = permit.people.coordinator
    permit = permits.resume_permit(by=by, permit=permit, expected_version=permit.version)
    assert (permit.state, permit.ended_reason) == (PermitState.ACTIVE, "")
    with pytest.raises(Refused):
        permits.revoke_permit(by=by, permit=permit, reason=" ", expected_version=permit.version)


def test_a_revoked_permit_is_never_sealed(permit_at):
    permit = permit_at(PermitState.ISSUED)
    permit = permits.revoke_permit(
        by=permit.people.coordinator, permit=permit, reason="Fejl", expected_version=permit.version
    )
    assert not seal_permit(permit.pk)
    with pytest.raises(Refused):
        permits.issue_permit(permit=permit, key=seal_key())


def test_a_draft_can_be_deleted_a_sent_case_cannot(case_at):
    sent = case_at(A.SUBMITTED)
    with pytest.raises(Refused):
        applications.delete_draft(by=sent.applicant, application=sent, expected_version=sent.version)
    case = case_at(A.DRAFT)
    with pytest.raises(Conflict):
        applications.delete_draft(by=case.applicant, application=case, expected_version=case.version + 1)
    applications.delete_draft(by=case.applicant, application=case, expected_version=case.version)
    assert not Application.objects.filter(pk=case.pk).exists()


def test_tables_name_every_state_they_leave_or_reach():
    for table in (APPLICATION, DECISION, PERMIT):
        named = {state for step in table.transitions for state in (*step.sources, *step.targets)}
        assert named == set(table.states.values), table.name


def member_of(case, **more):
    return Member.objects.create(**{"application": case, "email": "x@demo.test", "invited_by": case.applicant, **more})


VIOLATIONS = [
    lambda case: Application.objects.filter(pk=case.pk).update(number=None),
    lambda case: Application.objects.filter(pk=case.pk).update(outcome=""),
    lambda case: Application.objects.filter(pk=case.pk).update(returns_to="checking"),
    lambda case: Decision.objects.filter(application=case).update(decided_by=None),
    lambda case: Decision.objects.filter(application=case).update(state="refused", reason=""),
    lambda case: Decision.objects.filter(application=case).update(state="approved_with_conditions", conditions=[]),
    lambda case: [Decision.objects.create(application=case, controller=case.decisions.first().controller, datasets=[]) for _ in "ab"],  # noqa: E501  (one line a verb)
    lambda case: Permit.objects.filter(application=case).update(state="active"),
    lambda case: Permit.objects.filter(application=case).update(valid_to="2000-01-01"),
    lambda case: case.clocks.update(due_on="2000-01-01"),
    lambda case: [member_of(case, email=f"{name}@demo.test", user=case.applicant) for name in "ab"],
    lambda case: [member_of(case) for _ in "ab"],
    lambda case: member_of(case, state="removed", removed_at=case.submitted_at),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(VIOLATIONS)))
def test_the_database_refuses(number, case_at):
    case = case_at(A.DECIDED)
    with pytest.raises(IntegrityError), transaction.atomic():
        VIOLATIONS[number](case)


def test_what_was_sent_bound_or_published_is_never_rewritten(case_at):
    case = case_at(A.SUBMITTED)
    for row in (case.submissions.get(), case.plan_version, FormVersion.objects.first()):
        with pytest.raises(ImmutableRowError):
            row.save()
        with pytest.raises(ImmutableRowError):
            row.delete()


def test_the_worker_alone_knows_the_key(settings):
    from django.core.exceptions import ImproperlyConfigured

    settings.PERMIT_KEY_FILE = ""
    with pytest.raises(ImproperlyConfigured):
        seal_key()
