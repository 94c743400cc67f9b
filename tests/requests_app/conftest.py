"""People, two datasets of two controllers, and cases walked to any state by the real verbs."""

from dataclasses import dataclass, field

import pytest

from catalog.commands.connect import SiteEntry, load_site
from catalog.commands.datasets import Content
from portal.accounts import Role
from requests_app.commands import applications, checking, decisions, permits, plans
from requests_app.commands.members import accept_invitation, decline_invitation, invite_member, remove_member
from requests_app.forms.schema import FieldType, read_form
from requests_app.models import Application, Permit
from requests_app.rules.assessment import letters_of
from requests_app.seal import seal_key
from requests_app.selectors.gaps import plan_state
from requests_app.states import ApplicationState, MemberState, Outcome, PermitState

A = ApplicationState


def texts(da, en):
    return {"da": da, "en": en}


def dataset(key, controller, unit, variables, **more):
    return {
        "title": texts(f"Titel {key}", f"Title {key}"),
        "controller": controller,
        "site": "danske",
        "domain": "dk",
        "unit": unit,
        "version": "2026-1",
        "variables": variables,
        **more,
    }


BEF = {
    "sex": {
        "type": "category",
        "label": texts("Køn", "Sex"),
        "labels": [["1", texts("Mand", "Man")], ["2", texts("Kvinde", "Woman")]],
    },
    "birth_date": {"type": "date", "label": texts("Fødselsdato", "Date of birth")},
    "region": {
        "type": "category",
        "label": texts("Region", "Region"),
        "labels": [["1084", texts("Hovedstaden", "Capital")], ["1085", texts("Sjælland", "Zealand")]],
    },
}
LPR = {
    "code": {"type": "code", "system": "icd10", "label": texts("Diagnose", "Diagnosis")},
    "date": {"type": "date", "label": texts("Dato", "Date")},
}


def complete(key):
    fields = {f"{name}_{lang}": f"{name} {key} {lang}" for name in ("title", "lead", "description", "population") for lang in ("da", "en")}  # fmt: skip # noqa: E501  (one field a word)
    return Content({**fields, "coverage_from": 2008, "contact_email": "data@demo.test"}, ("DIOH",))


@pytest.fixture
def catalogue(person, organisation):
    """bef of demo_befolkning and lpr_diagnoser of sds, published and connected to one site."""
    organisation("sds")
    organisation("demo_befolkning")
    keepers = {key: person(Role.CATALOGUE_ADMIN, of=key) for key in ("sds", "demo_befolkning")}
    found = {
        "bef": dataset("bef", "demo_befolkning", "person", BEF, birth="birth_date"),
        "lpr_diagnoser": dataset("lpr_diagnoser", "sds", "record", LPR, date="date"),
    }
    return load_site(
        by=keepers,
        entry=SiteEntry("danske", "Danske registre", "Danish registers"),
        description={"datasets": found},
        content={key: complete(key) for key in found},
    )


PLAN = {
    "version": 1,
    "title": "Kræft og region",
    "population": {
        "from": "bef",
        "where": {"bef.sex": {"eq": "2"}},
        "index": {
            "dataset": "lpr_diagnoser",
            "where": {"lpr_diagnoser.code": {"starts_with": ["DC50"]}},
            "take": "first",
        },
    },
    "variables": {
        "region": {"from": "bef.region"},
        "age": {"completed_years": ["bef.birth_date", "index"]},
        "age_group": {"bands": {"of": "age", "edges": [40, 50, 60, 70]}},
    },
    "analyses": [
        {"id": "t1", "method": "crosstab", "rows": ["age_group"], "columns": ["region"], "percent": "row"},
        {"id": "t2", "method": "summary", "of": ["age"], "by": ["region"]},
    ],
}
ONE_CONTROLLER = {
    "version": 1,
    "title": "Personer efter region",
    "population": {"from": "bef"},
    "variables": {"region": {"from": "bef.region"}},
    "analyses": [{"id": "t1", "method": "crosstab", "rows": ["region"]}],
}


REDUCIBLE = {
    "version": 1,
    "title": "Region og diagnose",
    "population": {"from": "bef"},
    "variables": {
        "region": {"from": "bef.region"},
        "sex": {"from": "bef.sex"},
        "ill": {"exists": {"dataset": "lpr_diagnoser"}},
    },
    "analyses": [
        {"id": "t1", "method": "crosstab", "rows": ["region"]},
        {"id": "t2", "method": "crosstab", "rows": ["sex"], "columns": ["ill"]},
        {"id": "t3", "method": "crosstab", "rows": ["ill"]},
    ],
}
"""A plan that can do without lpr_diagnoser."""


@pytest.fixture
def reducible_plan():
    """A plan on datasets of two controllers that can do without those of `sds`."""
    return REDUCIBLE


@pytest.fixture
def plan_document():
    """A plan on datasets of two controllers that has no fault."""
    return PLAN


@pytest.fixture
def one_controller_plan():
    """A plan on one dataset."""
    return ONE_CONTROLLER


def answers_for(application):
    """A full set of answers, made from the form itself: text for text, the first choice that is allowed."""
    document = read_form(application.form_version.document)
    variables = plan_state(application).variables
    answers = {}
    for one in document.fields():
        if one.is_from_plan or one.id in ("confidential", "confidential_reason"):
            continue
        answers[one.id] = ANSWERS[one.type](one, variables)
    return answers | {"purposes": ["e"], "applicant_type": "research", "business_id": "12345678"}


ANSWERS = {
    FieldType.TEXT: lambda one, _v: f"Svar om {one.id}",
    FieldType.LONG: lambda one, _v: f"En begrundelse for {one.id}.",
    FieldType.CHOICE: lambda one, _v: one.options[0].value,
    FieldType.CHOICES: lambda one, _v: [option.value for option in one.options],
    FieldType.NUMBER: lambda _one, _v: 5000,
    FieldType.CVR: lambda _one, _v: "12345678",
    FieldType.DATE: lambda _one, _v: "2026-12-01",
    FieldType.ROWS: lambda _one, variables: dict.fromkeys(variables, "Bruges i tabellen"),
}


def fill(application, by=None, answers=None):
    """Save every section, as the applicant does."""
    by = by or application.applicant
    answers = answers or answers_for(application)
    for section in read_form(application.form_version.document).sections:
        values = {one.id: answers[one.id] for one in section.fields if one.id in answers}
        revision = application.revisions.get(section.id, 0)
        application = applications.save_section(
            by=by, application=application, section=section.id, values=values, expected_revision=revision
        )
    return application


@pytest.fixture
def make_answers():
    """Full answers of an application, by its uuid."""
    return lambda uuid: answers_for(Application.objects.get(uuid=uuid))


@pytest.fixture
def fill_application():
    """Answer everything in a draft."""
    return fill


def full_assessment(decision, *, outcome="yes", **more):
    """Every letter answered with a reason."""
    letters = {one.key: {"outcome": outcome, "reason": "I orden"} for one in letters_of(decision.application.answers)}
    return decisions.Assessment(letters=letters, **more)


@pytest.fixture
def assessment_of():
    """A full assessment of a decision."""
    return full_assessment


@dataclass
class People:
    """Those who take part in a case."""

    applicant: object
    coordinator: object
    stewards: dict = field(default_factory=dict)


@pytest.fixture
def people(person, catalogue, organisation):
    """One applicant, one coordinator, one steward for each controller."""
    organisation("ku", "research")
    stewards = {key: person(Role.STEWARD, of=key, name=f"Steward {key}") for key in ("sds", "demo_befolkning")}
    return People(person(name="Mette Holm"), person(Role.COORDINATOR, name="Anne Friis"), stewards)


@pytest.fixture
def draft(people, organisation):
    """`draft(document)` begins an application on a new plan of the applicant."""

    def make(document=PLAN, by=None):
        by = by or people.applicant
        plan = plans.create_plan(by=by, document=document)
        return applications.start_application(by=by, plan=plan, organisation=organisation("ku", "research"))

    return make


def decide(application, people, verb, only=None, **more):
    """Let every steward answer with the same verb, or the one of the controller `only`."""
    rows = application.decisions.select_related("controller", "application")
    for row in rows.filter(controller__key=only) if only else rows:
        steward = people.stewards[row.controller.key]
        row = decisions.start_review(by=steward, decision=row, expected_version=row.version)
        decisions.DECIDE[verb](
            by=steward, decision=row, assessment=full_assessment(row, **more), expected_version=row.version
        )
    application.refresh_from_db()
    return application


def _submitted(case, people):
    case = fill(case)
    return applications.submit_application(by=case.applicant, application=case, expected_version=case.version)


def _checking(case, people):
    return checking.start_check(by=people.coordinator, application=case, expected_version=case.version)


def _assessing(case, people):
    return checking.pass_check(by=people.coordinator, application=case, expected_version=case.version)


def _decided(case, people):
    return decide(case, people, "approve")


ROAD = {A.SUBMITTED: _submitted, A.CHECKING: _checking, A.ASSESSING: _assessing, A.DECIDED: _decided}


def _walk(case, people, last):
    for state, step in ROAD.items():
        case = step(case, people)
        if state == last:
            return case
    return case


def _to_waiting(case, people):
    case = _walk(case, people, A.CHECKING)
    return checking.ask_applicant(
        by=people.coordinator, application=case, questions={"benefit": "Hvem?"}, expected_version=case.version
    )


def _to_withdrawn(case, people):
    case = _walk(case, people, A.SUBMITTED)
    return applications.withdraw_application(
        by=case.applicant, application=case, reason="Ingen penge", expected_version=case.version
    )


def _to_closed(case, people):
    case = _walk(case, people, A.CHECKING)
    return checking.reject_incomplete(
        by=people.coordinator, application=case, reason="Mangler plan", expected_version=case.version
    )


def _to_lapsed(case, people):
    return checking.lapse_application(_to_waiting(case, people))


@pytest.fixture
def case_at(draft, people):
    """`case_at(state, outcome=…, document=…)` walks a new case to a state by the real verbs.

    Partly approved: `sds` refuses. `conditions`: both controllers approve with them.
    The case carries its people: `case.people.applicant`, `.coordinator`, `.stewards[controller key]`.
    """

    def walk(state, *, outcome=Outcome.APPROVED, document=PLAN, conditions=()) -> Application:
        case = draft(document)
        if state == A.DECIDED and outcome == Outcome.REFUSED:
            case = decide(_walk(case, people, A.ASSESSING), people, "refuse", outcome="no", reason="Nej")
        elif state == A.DECIDED and outcome == Outcome.PARTLY_APPROVED:
            case = decide(_walk(case, people, A.ASSESSING), people, "approve", only="demo_befolkning")
            case = decide(case, people, "refuse", only="sds", outcome="no", reason="Ikke nødvendigt")
        elif state == A.DECIDED and conditions:
            case = decide(
                _walk(case, people, A.ASSESSING), people, "approve_with_conditions", conditions=list(conditions)
            )
        elif state in ROAD:
            case = _walk(case, people, state)
        elif state != A.DRAFT:
            side = {A.WAITING: _to_waiting, A.WITHDRAWN: _to_withdrawn, A.CLOSED: _to_closed, A.LAPSED: _to_lapsed}
            case = side[state](case, people)
        case = Application.objects.get(pk=case.pk)
        assert case.state == state
        case.people = people
        return case

    return walk


@pytest.fixture
def join():
    """`join(case, user)` invites the user and says yes."""

    def make(case, user, *, may_edit=False):
        member = invite_member(by=case.applicant, application=case, email=user.email, may_edit=may_edit)
        return accept_invitation(by=user, member=member, expected_version=member.version)

    return make


@pytest.fixture
def member_at(draft, person):
    """`member_at(state)` walks an invitation to a draft to a state by the real verbs."""

    def walk(state, *, case=None):
        case, user = case or draft(), person()
        member = invite_member(by=case.applicant, application=case, email=user.email)
        answer = {"by": user, "member": member, "expected_version": member.version}
        if state == MemberState.ACCEPTED:
            member = accept_invitation(**answer)
        if state == MemberState.DECLINED:
            member = decline_invitation(**answer)
        if state == MemberState.REMOVED:
            member = remove_member(by=case.applicant, member=member)
        assert member.state == state
        return member

    return walk


@pytest.fixture
def permit_at(case_at):
    """`permit_at(state)` walks a case to its approval and the permit to a state by the real verbs."""

    def walk(state=PermitState.ACTIVE, **more) -> Permit:
        case = case_at(A.DECIDED, **more)
        permit = case.permits.get()
        if state != PermitState.ISSUED:
            permit = permits.issue_permit(permit=permit, key=seal_key())
        by, version = case.people.coordinator, permit.version
        if state == PermitState.SUSPENDED:
            permit = permits.suspend_permit(by=by, permit=permit, reason="Undersøges", expected_version=version)
        if state == PermitState.REVOKED:
            permit = permits.revoke_permit(by=by, permit=permit, reason="Brud på vilkår", expected_version=version)
        if state == PermitState.EXPIRED:
            permit = permits.expire_permit(permit)
        permit.people = case.people
        assert permit.state == state
        return permit

    return walk
