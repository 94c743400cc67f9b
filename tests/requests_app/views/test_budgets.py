"""What pages and lists cost in queries: the same however long, for each role, whatever state the cases are in."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from portal.accounts import Role
from portal.accounts.models import User
from requests_app.commands import applications, checking, plans
from requests_app.commands.members import invite_member
from requests_app.models import Application
from requests_app.states import ApplicationState, Outcome, PermitState

A = ApplicationState
MOST_OF_A_LIST = 11
MOST_OF_A_PAGE = 20


def page_costs(client, user, address):
    """The queries of a page that somebody with a second factor reads for the second time."""
    client.logout()
    if user is not None:
        client.force_login(user)
    with time_machine.travel(timezone.now(), tick=False):  # a session is written to again after a minute
        client.get(address)  # the first page after log-on writes to the session
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200, address
    return [query["sql"] for query in caught]


def call_costs(user, address):
    """The queries of a call, of a person about whom nothing is remembered."""
    client = APIClient()
    if user is not None:
        client.force_authenticate(User.objects.get(pk=user.pk))
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200, address
    return [query["sql"] for query in caught]


@pytest.fixture
def readers(people, person, settings):
    """One person of each role, with a second factor as outside the demonstration."""
    settings.DEMO_RELAX_SECOND_FACTOR = False
    found = {
        "applicant": people.applicant,
        "coordinator": people.coordinator,
        "steward": people.stewards["sds"],
        "auditor": person(Role.AUDITOR),
        "checker": person(Role.CHECKER),
        "member": person(),
        "visitor": None,
    }
    for user in [*people.stewards.values(), *found.values()]:
        if user is not None and user.memberships.exists():
            Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})
    return found


@pytest.fixture
def fill_up(case_at, permit_at, join, readers, people):
    """More of everything: a case in each state and with each outcome, permits, a membership, an invitation, plans."""

    def more():
        for state in A:
            case = case_at(state)
            if state != A.CLOSED:
                join(case, readers["member"])
        for outcome in (Outcome.REFUSED, Outcome.PARTLY_APPROVED):
            case_at(A.DECIDED, outcome=outcome)
        case_at(A.DECIDED, conditions=["Kun 2015"])
        permit_at(PermitState.SUSPENDED)
        permit_at(PermitState.REVOKED)
        plans.create_plan(by=people.applicant, title="Endnu en")
        for who in ("applicant", "member", "steward"):
            case = case_at(A.SUBMITTED)
            if readers[who] != case.applicant:
                invite_member(by=case.applicant, application=case, email=readers[who].email)

    return more


LISTS = [
    *[(who, "case-list") for who in ("applicant", "member", "steward", "coordinator", "auditor", "checker")],
    *[(who, "permit-list") for who in ("applicant", "member", "steward", "coordinator", "auditor", "checker")],
    *[(who, "plan-list") for who in ("applicant", "coordinator")],
    ("coordinator", "inbox"),
    ("steward", "task-list"),
    ("visitor", "register"),
]
QUERIES = ["", "?q=svar", "?state=waiting", "?view=waiting", "?view=late", "?view=decided", "?q=intet"]


@pytest.mark.slow
def test_every_list_costs_the_same_for_each_role_in_each_state(client, readers, fill_up):
    def costs():
        found = {}
        for who, name in LISTS:
            for query in QUERIES:
                address = reverse(f"requests_app:{name}") + query
                found[who, name, query] = page_costs(client, readers[who], address)
        return found

    fill_up()
    before = costs()
    fill_up()
    after = costs()
    for key, queries in after.items():
        assert len(queries) == len(before[key]), (key, *queries)
        assert len(queries) <= MOST_OF_A_LIST, (key, *queries)


CALLS = [
    *[(who, name) for who in ("applicant", "member", "steward", "coordinator", "auditor", "checker")
      for name in ("applications", "plans", "invitations", "register")],
    ("visitor", "register"),
]  # fmt: skip


@pytest.mark.slow
def test_every_list_of_the_api_costs_the_same(readers, fill_up):
    def costs():
        return {(who, name): call_costs(readers[who], f"/api/v1/{name}/?page_size=200") for who, name in CALLS}

    fill_up()
    before = costs()
    fill_up()
    after = costs()
    for key, queries in after.items():
        assert len(queries) == len(before[key]) <= MOST_OF_A_LIST, (key, *queries)


@pytest.mark.parametrize("who", ["applicant", "steward", "coordinator", "auditor"])
def test_the_case_page_costs_the_same_however_much_happened(client, readers, case_at, join, person, who):
    case = case_at(A.ASSESSING)
    address = reverse("requests_app:case-detail", args=[case.uuid])
    few = page_costs(client, readers[who], address)
    for _ in range(4):
        join(case, person())
        version = Application.objects.get(pk=case.pk).version
        asked = {"by": case.people.coordinator, "application": case, "questions": {"benefit": "Hvem?"}}
        version = checking.ask_applicant(**asked, expected_version=version).version
        applications.answer_questions(
            by=case.applicant, application=case, replies={"benefit": "Alle"}, expected_version=version
        )
    many = page_costs(client, readers[who], address)
    assert len(few) == len(many) <= MOST_OF_A_PAGE, many


@pytest.mark.parametrize("state", [state for state in A if state != A.DRAFT])
@pytest.mark.parametrize("who", ["applicant", "coordinator"])
def test_the_case_page_is_within_its_budget_in_each_state(client, readers, case_at, who, state):
    queries = page_costs(client, readers[who], reverse("requests_app:case-detail", args=[case_at(state).uuid]))
    assert len(queries) <= MOST_OF_A_PAGE, queries


def test_the_builder_costs_the_same_for_a_long_plan(client, readers, people, plan_document):
    bands = {f"band_{n}": {"bands": {"of": "age", "edges": [40, 50 + n]}} for n in range(12)}
    tables = [{"id": f"x{n}", "method": "crosstab", "rows": [f"band_{n}"], "columns": ["region"]} for n in range(12)]
    long = {
        **plan_document,
        "variables": {**plan_document["variables"], **bands},
        "analyses": [*plan_document["analyses"], *tables],
    }
    costs = []
    for document in (plan_document, long):
        plan = plans.create_plan(by=people.applicant, document=document)
        costs.append(len(page_costs(client, people.applicant, reverse("requests_app:plan-detail", args=[plan.uuid]))))
    assert costs[0] == costs[1] <= MOST_OF_A_PAGE, costs
