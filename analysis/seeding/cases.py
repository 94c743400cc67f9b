"""Finished cases: written, sent, checked, decided and run by the real verbs, on days in the past.

Everything up to the last decision happens on its own day; the decision and the run happen when the demonstration is
made, since a site refuses an envelope from another time.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import time_machine
from django.utils import timezone

from analysis.commands.run import run_job
from analysis.models import Job
from analysis.states import JobState
from portal.accounts.models import Organisation, User
from requests_app.commands import applications, checking, decisions, plans
from requests_app.commands.members import accept_invitation, invite_member
from requests_app.forms.schema import Field, FieldType, read_form
from requests_app.models import Application, Decision
from requests_app.rules.assessment import letters_of
from requests_app.selectors.gaps import plan_state
from requests_app.tasks import seal_permit

CASES = Path(__file__).with_name("cases.json")
STEWARDS = {"sds": "steward1", "open_research": "steward1", "demo_befolkning": "steward2"}
"""Controller -> the demonstration account that decides for it."""
PARTLY_REFUSED_BY = "sds"

TEXTS = {
    "leader": "Mette Holm",
    "functions": "Lektor i epidemiologi",
    "activities": "Forskning i registre og undervisning.",
    "contact_email": "applicant@demo.test",
    "business_id": "12345678",
    "publication": "Åben artikel og tabeller i registret",
    "population_reason": "Gruppen er den mindste, der kan besvare spørgsmålet.",
    "necessity": "Hver variabel indgår i en tabel. Uden dem kan spørgsmålet ikke besvares.",
    "safeguards": "Vi får kun tabeller, hvor ingen kan genkendes. Kun projektets deltagere ser dem, før de er offentlige.",
    "gdpr_reason": "Forskning af væsentlig samfundsmæssig betydning (databeskyttelseslovens § 10).",
    "invoice": "EAN 5790000000000",
}
CHOICES = {
    "applicant_type": "research",
    "purposes": ["e"],
    "lay_summary_choice": "write",
    "cohort": "criteria",
    "gdpr": "6e",
    "ethics": "not_needed",
    "funded": "no",
    "fee_ceiling": 10000,
}


def seed_cases(people: Mapping[str, User]) -> int:
    """Make the finished cases, unless there are cases already. Returns how many were made."""
    if Application.objects.exists():
        return 0
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    for case in sorted(cases, key=lambda one: -one["sent_days_ago"]):
        _make(case, people)
    run_what_waits()
    return len(cases)


def run_what_waits() -> None:
    """Run every job that was queued, as the worker does. Raises RuntimeError when one does not end well."""
    for job in Job.objects.filter(state=JobState.QUEUED).order_by("created_at"):
        run_job(job.uuid)
        job.refresh_from_db()
        if job.state != JobState.DONE:
            raise RuntimeError(f"The demonstration's job {job.uuid} ended as {job.state}: {job.reason}")


def _make(case: Mapping[str, Any], people: Mapping[str, User]) -> None:
    with _days_ago(case["sent_days_ago"]):
        application = send_case(case, people["applicant"])
        for key in case.get("members", ()):
            add_member(application, people[key])
        for key in case.get("invited", ()):
            invite_member(by=people["applicant"], application=application, email=people[key].email)
    if case["outcome"] == "withdraw":
        with _days_ago(case["checked_days_ago"]):
            applications.withdraw_application(
                by=people["applicant"],
                application=application,
                reason=case["reason"],
                expected_version=application.version,
            )
        return
    with _days_ago(case["checked_days_ago"]):
        application = check_case(application, people["coordinator"])
    for decision in Decision.objects.filter(application=application).select_related("controller", "application"):
        decide_case(case, decision, people[STEWARDS[decision.controller.key]])
    for permit in application.permits.all():
        seal_permit(permit.pk)


def _days_ago(days: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() - timedelta(days=days), tick=True)


def add_member(application: Application, person: User) -> None:
    """Invite a person to the case, who says yes."""
    member = invite_member(by=application.applicant, application=application, email=person.email)
    accept_invitation(by=person, member=member, expected_version=member.version)


def check_case(application: Application, coordinator: User) -> Application:
    """Take the case for checking and find it complete."""
    application = checking.start_check(by=coordinator, application=application, expected_version=application.version)
    return checking.pass_check(by=coordinator, application=application, expected_version=application.version)


def send_case(case: Mapping[str, Any], applicant: User) -> Application:
    """Make the plan, answer every question of the form and send the application."""
    plan = plans.create_plan(by=applicant, document=case["plan"])
    university = Organisation.objects.get(key="demo_universitet")
    application = applications.start_application(by=applicant, plan=plan, organisation=university)
    variables = plan_state(application).variables
    form = read_form(application.form_version.document)
    for section in form.sections:
        values = {one.id: _answer(one, case, variables) for one in section.fields if _is_answered(one)}
        application = applications.save_section(
            by=applicant, application=application, section=section.id, values=values, expected_revision=0
        )
    return applications.submit_application(by=applicant, application=application, expected_version=application.version)


def _is_answered(one: Field) -> bool:
    return not one.is_from_plan and (one.required or one.id in CHOICES)


def _answer(one: Field, case: Mapping[str, Any], variables: Any) -> Any:
    if one.id in case:
        return case[one.id]
    if one.id in CHOICES:
        return CHOICES[one.id]
    match one.type:
        case FieldType.CHOICES:
            return [option.value for option in one.options]
        case FieldType.CHOICE:
            return one.options[0].value
        case FieldType.ROWS:
            return dict.fromkeys(variables, "Indgår i en tabel")
        case _:
            return TEXTS.get(one.id, "")


def decide_case(case: Mapping[str, Any], decision: Decision, steward: User) -> None:
    """Assess every letter and answer for the controller, as the case says."""
    is_refused = case["outcome"] == "refuse" or (
        case["outcome"] == "partly" and decision.controller.key == PARTLY_REFUSED_BY
    )
    verb = "refuse" if is_refused else "approve"
    letters = {
        letter.key: {"outcome": "yes", "reason": "Kravet er opfyldt."}
        for letter in letters_of(decision.application.answers)
    }
    if is_refused:
        letters["b" if case["outcome"] == "refuse" else "c"] = {"outcome": "no", "reason": case["reason"]}
    assessment = decisions.Assessment(letters=letters, reason=case["reason"] if is_refused else "")
    decision = decisions.start_review(by=steward, decision=decision, expected_version=decision.version)
    decisions.DECIDE[verb](by=steward, decision=decision, assessment=assessment, expected_version=decision.version)
