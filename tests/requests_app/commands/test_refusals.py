"""What each command refuses, with its code, and that a refusal leaves everything as it was."""

import pytest
from django.utils import translation

from portal.audit.models import Event
from portal.workflow import Conflict, NotVisible, Refused
from requests_app.commands import applications, checking, decisions, permits, plans
from requests_app.commands.outcome import mark_answered
from requests_app.models import Application, Decision, FormVersion, Plan
from requests_app.states import ApplicationKind, ApplicationState, DecisionState, PermitState, Regime

A = ApplicationState


def code_of(verb, **arguments):
    with pytest.raises(Refused) as caught:
        verb(**arguments)
    return caught.value.code


def said(verb, **arguments):
    """The refusal in Danish and in English."""
    with pytest.raises(Refused) as caught:
        verb(**arguments)
    found = []
    for language in ("da", "en"):
        with translation.override(language):
            found.append(str(caught.value.sentence))
    return tuple(found)


# --- Applications -----------------------------------------------------------------------------------------------------


def test_without_a_published_form_no_application_begins(people, settings):
    settings.REGIME = "dk-now"
    assert applications.current_regime() == Regime.DK_NOW
    with pytest.raises(Refused) as caught:
        applications.newest_form(ApplicationKind.PERMIT, Regime.DK_NOW)
    assert caught.value.code == "form.none"


def test_an_application_begins_without_a_plan_and_takes_the_applicants_organisation(people, organisation):
    steward = people.stewards["sds"]
    case = applications.start_application(by=steward, plan=None)
    assert (case.plan, case.organisation, case.title) == (None, organisation("sds"), "")
    assert Event.objects.get(stream=case.stream).payload == {"plan": None}
    alone = applications.start_application(by=people.applicant, plan=None)
    assert alone.organisation is None and alone.search == "mette holm"


def test_nobody_begins_with_a_plan_of_somebody_else(draft, person):
    with pytest.raises(NotVisible):
        applications.start_application(by=person(), plan=draft().plan)


def test_saving_what_is_stored_already_changes_nothing(draft):
    case = draft()
    write = {"by": case.applicant, "section": "purpose", "values": {"benefit": "Bedre"}}
    once = applications.save_section(**write, application=case, expected_revision=0)
    twice = applications.save_section(**write, application=once, expected_revision=1)
    assert (twice.version, twice.revisions) == (once.version, {"purpose": 1})


@pytest.mark.parametrize(
    ("section", "name", "code"),
    [
        ("purpose", "invoice", "field.unknown"),
        ("purpose", "nothing", "field.unknown"),
        ("data", "plan", "field.from_plan"),
    ],
)
def test_a_field_of_another_part_or_of_the_plan_is_not_written(draft, section, name, code):
    case = draft()
    write = {"by": case.applicant, "application": case, "section": section, "values": {name: "x"}}
    assert code_of(applications.save_section, **write, expected_revision=0) == code
    assert Application.objects.get(pk=case.pk).version == case.version


def test_answers_of_several_parts_are_stored_at_once_or_not_at_all(draft):
    case = draft()
    save = {"by": case.applicant, "application": case, "expected_version": case.version}
    with pytest.raises(Refused) as caught:
        applications.save_answers(**save, answers={"benefit": "Bedre", "invoice": 7})
    assert caught.value.code == "answers.invalid"
    assert [fault["path"] for fault in caught.value.faults] == ["invoice"]
    assert "benefit" not in Application.objects.get(pk=case.pk).answers
    stored = applications.save_answers(**save, answers={"benefit": "Bedre", "invoice": "EAN"})
    assert (stored.answers["benefit"], stored.answers["invoice"]) == ("Bedre", "EAN")
    assert stored.revisions == {"purpose": 1, "payment": 1}
    with pytest.raises(Conflict):
        applications.save_answers(**save, answers={"benefit": "Siden"})


def test_a_draft_takes_another_plan_of_ones_own(draft, people, one_controller_plan, person):
    case, plan = draft(), plans.create_plan(by=people.applicant, document=one_controller_plan)
    choose = {"application": case, "expected_version": case.version}
    with pytest.raises(NotVisible):
        applications.choose_plan(by=people.applicant, plan=plans.create_plan(by=person(), title="Fremmed"), **choose)
    chosen = applications.choose_plan(by=people.applicant, plan=plan, **choose)
    assert (chosen.plan, chosen.version) == (plan, case.version + 1)
    with pytest.raises(Conflict):
        applications.choose_plan(by=people.applicant, plan=plan, **choose)


def test_a_member_puts_no_plan_of_their_own_into_the_draft(draft, person, join):
    case, member = draft(), person()
    join(case, member, may_edit=True)
    choose = {"by": member, "application": case, "expected_version": case.version}
    assert said(applications.choose_plan, **choose, plan=plans.create_plan(by=member, title="Medlemmets")) == (
        "Kun en plan, som ansøgeren ejer, kan indgå i ansøgningen. Eksportér din plan, og lad ansøgeren importere den.",
        "Only a plan of the applicant can be in the application. Export yours, and let the applicant import it.",
    )
    fresh = Application.objects.get(pk=case.pk)
    assert (fresh.plan, fresh.version) == (case.plan, case.version)


def test_the_authority_begins_no_application_with_the_plan_of_an_applicant(draft, people):
    case = draft()
    start = {"by": people.coordinator, "plan": case.plan}
    assert code_of(applications.start_application, **start) == "plan.not_applicants"
    assert list(Application.objects.all()) == [case]


def test_the_plan_stands_once_the_questions_begin(case_at, one_controller_plan):
    case = case_at(A.WAITING)
    plan = plans.create_plan(by=case.applicant, document=one_controller_plan)
    choose = {"by": case.applicant, "application": case, "plan": plan, "expected_version": case.version}
    assert said(applications.choose_plan, **choose) == (
        "Planen står, som du sendte den.",
        "The plan stands as you sent it.",
    )
    assert Application.objects.get(pk=case.pk).plan == case.plan


def test_sending_with_gaps_gives_no_number_and_keeps_no_words(draft):
    case = draft()
    with pytest.raises(Refused) as caught:
        applications.submit_application(by=case.applicant, application=case, expected_version=case.version)
    assert caught.value.code == "submit.gaps"
    assert {fault["path"] for fault in caught.value.faults} >= {"benefit", "purposes"}
    case.refresh_from_db()
    assert (case.state, case.number, case.submissions.count(), case.plan.versions.count()) == (A.DRAFT, None, 0, 0)


def test_a_plan_that_was_saved_after_it_was_read_is_not_sent(draft, fill_application, one_controller_plan):
    case = fill_application(draft())
    read = case.plan.version
    saved = plans.save_plan(by=case.applicant, plan=case.plan, document=one_controller_plan, expected_version=read)
    send = {"by": case.applicant, "application": case, "expected_version": case.version}
    with pytest.raises(Conflict):
        applications.submit_application(**send, plan_version=read)
    case.refresh_from_db()
    assert (case.state, case.number, saved.versions.count()) == (A.DRAFT, None, 0)
    sent = applications.submit_application(**send, plan_version=saved.version)
    assert sent.plan_version.document["title"] == one_controller_plan["title"]


def test_gaps_are_those_of_the_plan_that_is_sent(draft, fill_application, plan_document, one_controller_plan):
    """The row in hand was read before the plan was saved; what it knew of the plan does not count."""
    case = fill_application(draft(one_controller_plan))
    plan = Plan.objects.get(pk=case.plan_id)
    plans.save_plan(by=case.applicant, plan=plan, document=plan_document, expected_version=plan.version)
    send = {"by": case.applicant, "application": case, "expected_version": case.version}
    assert code_of(applications.submit_application, **send) == "submit.gaps"


def test_an_application_without_a_plan_is_not_sent_whatever_version_is_named(people):
    case = applications.start_application(by=people.applicant, plan=None)
    send = {"by": people.applicant, "application": case, "expected_version": case.version}
    assert code_of(applications.submit_application, **send, plan_version=-1) == "submit.gaps"


# --- The check --------------------------------------------------------------------------------------------------------


def test_a_dataset_that_left_the_catalogue_stops_the_check(case_at):
    case = case_at(A.CHECKING)
    type(case.plan_version).objects.filter(pk=case.plan_version_id).update(datasets=["bef", "gone"])
    found = {"by": case.people.coordinator, "application": case, "expected_version": case.version}
    assert code_of(checking.pass_check, **found) == "complete.dataset_gone"
    case.refresh_from_db()
    assert case.state == A.CHECKING and not case.decisions.exists()


@pytest.mark.parametrize("questions", [{}, {"benefit": "  "}])
def test_a_question_has_words(case_at, questions):
    case = case_at(A.CHECKING)
    ask = {"by": case.people.coordinator, "application": case, "expected_version": case.version}
    assert said(checking.ask_applicant, **ask, questions=questions) == (
        "Skriv mindst ét spørgsmål.",
        "Write at least one question.",
    )


def test_closing_a_case_needs_a_reason(case_at):
    case = case_at(A.CHECKING)
    close = {"by": case.people.coordinator, "application": case, "expected_version": case.version}
    assert code_of(checking.reject_incomplete, **close, reason=" \n") == "reject.no_reason"
    assert Application.objects.get(pk=case.pk).state == A.CHECKING


# --- Decisions --------------------------------------------------------------------------------------------------------


def opened(case, key="sds"):
    row = case.decisions.select_related("application").get(controller__key=key)
    return decisions.start_review(by=case.people.stewards[key], decision=row, expected_version=row.version)


def test_an_unfinished_assessment_is_kept_in_its_canonical_shape(case_at):
    case = case_at(A.ASSESSING)
    row, by = opened(case), case.people.stewards["sds"]
    written = decisions.Assessment(
        letters={"a": {"outcome": "yes", "reason": " Kendt "}, "b": {"outcome": "maybe"}},
        needed={"bef.sex": "yes", "bef.region": "perhaps"},
        conditions=[" Kun 2015 ", " "],
        reason=" Foreløbig ",
    )
    saved = decisions.save_assessment(by=by, decision=row, assessment=written, expected_version=row.version)
    saved.refresh_from_db()
    assert saved.assessment == {"a": {"outcome": "yes", "reason": "Kendt"}, "b": {"outcome": "", "reason": ""}}
    assert (saved.needed, saved.conditions, saved.reason) == ({"bef.sex": "yes"}, ["Kun 2015"], "Foreløbig")
    assert (saved.state, saved.version, saved.decided_by) == (DecisionState.IN_REVIEW, row.version + 1, None)
    event = Event.objects.filter(stream=case.stream, fact="AssessmentSaved").get()
    assert event.payload == {"decision": str(row.uuid), "version": saved.version}
    with pytest.raises(Conflict):
        decisions.save_assessment(by=by, decision=row, assessment=written, expected_version=row.version)


def test_nobody_saves_in_another_controllers_assessment(case_at):
    case = case_at(A.ASSESSING)
    row = opened(case)
    with pytest.raises(NotVisible):
        decisions.save_assessment(
            by=case.people.stewards["demo_befolkning"],
            decision=row,
            assessment=decisions.Assessment(),
            expected_version=row.version,
        )


@pytest.mark.parametrize(
    ("verb", "state", "stored"),
    [
        ("approve_with_conditions", DecisionState.APPROVED_WITH_CONDITIONS, {"conditions": ["Kun 2015"], "reason": ""}),
        ("not_available", DecisionState.NOT_AVAILABLE, {"conditions": [], "reason": "Findes ikke"}),
    ],
)
def test_a_controller_grants_on_conditions_or_says_that_there_is_nothing(case_at, assessment_of, verb, state, stored):
    case = case_at(A.ASSESSING)
    row, by = opened(case), case.people.stewards["sds"]
    found = decisions.DECIDE[verb](
        by=by, decision=row, assessment=assessment_of(row, **stored), expected_version=row.version
    )
    found.refresh_from_db()
    assert (found.state, found.decided_by, found.decided_at is None) == (state, by, False)
    assert {name: getattr(found, name) for name in stored} == stored


@pytest.mark.parametrize(
    ("verb", "written", "code"),
    [
        ("approve", {"outcome": "no"}, "decision.letter_denied"),
        ("approve", {"needed": {"lpr_diagnoser.code": "no", "bef.sex": "no"}}, "decision.unknown_variable"),
        ("approve", {"needed": {"lpr_diagnoser.code": "no"}}, "decision.no_reason_for_cut"),
        ("approve_with_conditions", {}, "decision.no_condition"),
        ("refuse", {"outcome": "no"}, "decision.no_reason"),
        ("not_available", {}, "decision.no_reason"),
    ],
)
def test_a_decision_that_is_not_whole_is_not_signed(case_at, assessment_of, verb, written, code):
    case = case_at(A.ASSESSING)
    row = opened(case)
    decide = {"by": case.people.stewards["sds"], "decision": row, "expected_version": row.version}
    assert code_of(decisions.DECIDE[verb], **decide, assessment=assessment_of(row, **written)) == code
    stored = Decision.objects.get(pk=row.pk)
    assert (stored.state, stored.decided_by, stored.assessment) == (DecisionState.IN_REVIEW, None, {})


def test_a_decision_that_is_refused_leaves_no_half_of_it(case_at, assessment_of):
    case = case_at(A.ASSESSING)
    row, by = case.decisions.get(controller__key="sds"), case.people.stewards["sds"]
    events = Event.objects.filter(stream=case.stream).count()
    write = {"by": by, "decision": row, "expected_version": row.version}
    assert (
        code_of(decisions.assess, **write, assessment=decisions.Assessment(), outcome="approve")
        == "decision.incomplete"
    )
    kept = Decision.objects.get(pk=row.pk)
    assert (kept.state, kept.version) == (row.state, row.version) == (DecisionState.PENDING, 1)
    assert Event.objects.filter(stream=case.stream).count() == events
    done = decisions.assess(**write, assessment=assessment_of(row), outcome="approve")
    assert done.state == DecisionState.APPROVED


# --- People, plans, permits -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ([], "plan.not_an_object"),
        ("x", "plan.not_an_object"),
        ({"population": []}, "plan.wrong_shape"),
        ({"variables": 1}, "plan.wrong_shape"),
        ({"analyses": {}}, "plan.wrong_shape"),
    ],
)
def test_what_is_no_plan_is_not_stored(people, document, code):
    assert code_of(plans.create_plan, by=people.applicant, document=document) == code
    assert not Plan.objects.exists()


def test_a_plan_saved_as_it_is_keeps_its_version_and_an_older_one_conflicts(people, one_controller_plan):
    plan = plans.create_plan(by=people.applicant, document=one_controller_plan)
    save = {"by": people.applicant, "plan": plan, "expected_version": 1}
    assert plans.save_plan(**save, document=one_controller_plan).version == 1
    changed = plans.save_plan(**save, document={**one_controller_plan, "title": " "})
    assert (changed.version, changed.title) == (2, "Personer efter region")
    with pytest.raises(Conflict):
        plans.save_plan(**save, document=one_controller_plan)


def test_only_a_plan_nobody_uses_is_deleted(people, draft, person):
    plan = plans.create_plan(by=people.applicant, title="Ubrugt")
    with pytest.raises(NotVisible):
        plans.delete_plan(by=person(), plan=plan, expected_version=1)
    with pytest.raises(Conflict):
        plans.delete_plan(by=people.applicant, plan=plan, expected_version=2)
    plans.delete_plan(by=people.applicant, plan=plan, expected_version=1)
    assert not Plan.objects.exists()
    used = draft().plan
    assert code_of(plans.delete_plan, by=people.applicant, plan=used, expected_version=1) == "plan.used"
    assert Plan.objects.filter(pk=used.pk).exists()


def test_a_plan_that_is_sent_twice_is_bound_once_and_a_changed_one_again(people, one_controller_plan):
    plan = plans.create_plan(by=people.applicant, document=one_controller_plan)
    first = plans.bind_version(plan)
    assert plans.bind_version(plan) == first
    plan = plans.save_plan(
        by=people.applicant, plan=plan, document={**one_controller_plan, "title": "Ny titel"}, expected_version=1
    )
    second = plans.bind_version(plan)
    assert (first.number, second.number) == (1, 2)


def test_a_permit_is_stopped_only_by_the_authority_and_from_the_newest_version(permit_at):
    permit = permit_at(PermitState.ACTIVE)
    stop = {"permit": permit, "reason": "Fejl"}
    with pytest.raises(NotVisible):
        permits.suspend_permit(**stop, by=permit.people.applicant, expected_version=permit.version)
    with pytest.raises(Conflict):
        permits.suspend_permit(**stop, by=permit.people.coordinator, expected_version=permit.version + 1)
    permit.refresh_from_db()
    assert (permit.state, permit.ended_reason) == (PermitState.ACTIVE, "")


def test_only_the_first_result_marks_a_case_as_answered(case_at):
    case = case_at(A.DECIDED)
    mark_answered(case, at=case.decided_at)
    mark_answered(case, at=case.submitted_at)
    case.refresh_from_db()
    assert case.answered_at == case.decided_at


def test_the_newest_form_is_the_one_with_the_highest_number(people):
    first = applications.newest_form(ApplicationKind.REQUEST, Regime.EHDS)
    again = FormVersion.objects.create(
        kind=first.kind, regime=first.regime, number=first.number + 1, document=first.document
    )
    assert applications.newest_form(ApplicationKind.REQUEST, Regime.EHDS) == again
