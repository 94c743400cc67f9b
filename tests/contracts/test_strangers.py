"""What belongs to somebody else answers as what is not there: every address, every method, real rows of each kind."""

import json
import logging
import re
import uuid
from functools import cache
from urllib.parse import quote

import pytest
from django.core.cache import cache as limits
from django.test import Client

from analysis.commands.receive import receive_result
from analysis.models import Result
from catalog.commands.datasets import Content, create_dataset
from portal.accounts import Role
from portal.accounts.commands import ask_membership
from portal.accounts.models import Membership
from portal.audit.models import Event
from portal.notices.models import Notice
from requests_app.api_cases import CASE_VERBS
from requests_app.api_members import ANSWERS
from requests_app.api_public import PERMIT_VERBS
from requests_app.builder.steps import STEP_FORMS
from requests_app.commands.applications import start_application
from requests_app.commands.decisions import DECIDE
from requests_app.commands.plans import create_plan
from requests_app.forms.schema import read_form
from requests_app.models import Decision
from requests_app.states import ApplicationState, MemberState
from tests.contracts.test_routes import API, addresses

PUBLIC = {
    "requests_app:permit-document",
    "requests_app:permit-verify",
    "requests_app:register-detail",
    "api/v1/permits/<str:number>/",
    "api/v1/register/<str:number>/",
}
"""Addresses of one row that everybody may read: what was sent is in the register, a permit can be verified anywhere."""
PART = re.compile(r"<(?:\w+:)?(\w+)>")
IDS = ("uuid", "number", "key", "pk")
"""The parts of an address that name a row; the others choose among what it has."""
MISSING = {"uuid": str(uuid.UUID(int=7)), "number": "2026-999999-T", "key": "missing_dataset", "pk": "999999"}
OF_THE_REQUEST = re.compile(r"(?<=[\"'])[A-Za-z0-9]{64}(?=[\"'])|(?<=urn:uuid:)[0-9a-f-]{36}")
"""The token of a form and the number of a problem: other ones each time."""
HEADERS = ("Content-Type", "Content-Disposition", "Location", "Allow", "Cache-Control", "ETag", "Last-Modified")
STRANGERS = {"an applicant": (), "of another controller": (Role.STEWARD, Role.CATALOGUE_ADMIN)}
"""People who belong elsewhere. The roles of the authority see every case, and are no strangers."""


@pytest.fixture(autouse=True)
def _no_log():
    """Thousands of lines about pages that are not there would only cost time."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def rows(person, organisation, case_at, draft, member_at, job, held, site):
    """The id of at least one row for each kind of address, and of each part that chooses among what it has."""
    receive_result(held, job, site.answer(job))
    decided = job.permit.application
    cases = [draft(), case_at(ApplicationState.ASSESSING), case_at(ApplicationState.WAITING), decided]
    member = member_at(MemberState.ACCEPTED)
    keeper, sds = person(Role.CATALOGUE_ADMIN, of="sds"), organisation("sds")
    hidden = create_dataset(
        by=keeper, controller=sds, key="unseen_dataset", content=Content({"title_da": "a", "title_en": "b"})
    )
    ask_membership(by=decided.applicant, organisation=sds, role=Role.STEWARD)
    numbers = {
        "cases": [str(case.uuid) for case in (*cases, member.application)],
        "plans": [str(case.plan.uuid) for case in cases],
        "decisions": [str(row.uuid) for row in Decision.objects.all()],
        "permits": [job.permit.number],
        "register": [decided.number],
        "jobs": [str(job.uuid)],
        "results": [str(Result.objects.get().uuid)],
        "notices": [str(Notice.objects.filter(user=decided.applicant).first().uuid)],
        "datasets": [hidden.key],
        "memberships": [str(row.pk) for row in Membership.objects.filter(organisation=sds)],
        "members": [str(member.pk)],
    }
    parts = {
        "section": [one.id for one in read_form(decided.form_version.document).sections],
        "step": list(STEP_FORMS),
        "figure": ["t1"],
        "table": ["counts"],
        "language": ["da"],
        "verb": sorted({*CASE_VERBS, *DECIDE, "start_review", "save", *PERMIT_VERBS, *ANSWERS}),
    }
    return numbers, parts


def kind_of(pattern, at):
    """What kind of row stands in this part of the address."""
    before = PART.sub("", pattern[:at]).removeprefix("api/v1/").strip("/").split("/")
    word = before[-1] if before[-1] == "members" else before[0]
    return {"applications": "cases", "steward": "datasets", "id": "datasets"}.get(word, word)


def pairs(pattern, rows):
    """(address of a row, the same address of none, the ids of the row) of every row of the address's kind."""
    numbers, parts = rows
    named = {part[0]: (part[1], kind_of(pattern, part.start())) for part in PART.finditer(pattern)}
    chosen = [numbers[kind] if name in IDS else parts[name] for name, kind in named.values()]
    for at in range(max(map(len, chosen))):
        values = [some[at % len(some)] for some in chosen]  # every value of every part once, not each with each
        real = none = f"/{pattern}"
        for (part, (name, _kind)), value in zip(named.items(), values, strict=True):
            real, none = real.replace(part, value), none.replace(part, MISSING.get(name, value))
        ids = tuple(value for (name, _kind), value in zip(named.values(), values, strict=True) if name in IDS)
        yield real, none, ids


def bodies_of(pattern, method):
    """A body without anything, and those that get further where a row is found."""
    if method == "GET":
        return [None]
    if pattern.startswith("api/"):
        return [json.dumps({}), json.dumps({"expected_version": 1, "reason": "x"})]
    return ["", "version=1&reason=x&do=save&title=x&email=a%40b.dk"]


def seen(client, method, address, body, ids):
    """What the stranger learns, without the id itself and the token of the form."""
    limits.clear()  # no limit on calls answers in the place of the page
    kind = "application/json" if address.startswith("/api/") else "application/x-www-form-urlencoded"
    answer = client.generic(method, address, data=body or "", content_type=kind)
    text = answer.content.decode()
    headers = {name: answer.headers.get(name, "") for name in HEADERS}
    for named in (address, quote(address, safe=""), *(value for value in ids if len(value) > 4)):
        text, headers["Location"] = text.replace(named, "ID"), headers["Location"].replace(named, "ID")
    text = OF_THE_REQUEST.sub("", text)
    return answer.status_code, headers, text


def difference(there, missing):
    """The statuses and headers, and the first lines that differ."""
    lines = zip(there[2].splitlines(), missing[2].splitlines(), strict=False)
    return there[:2], missing[:2], next(((one, other) for one, other in lines if one != other), None)


def walk():
    """(name, pattern, method) of every address that names a row and is not public."""
    for name, pattern in sorted(set(addresses())):
        if name not in PUBLIC and PART.search(pattern):
            yield from ((name, pattern, method) for method in ("GET", "POST"))
    for pattern, method, _permission in API:
        if not (pattern in PUBLIC and method == "GET") and PART.search(pattern):
            yield pattern, pattern, method


@pytest.mark.slow
@pytest.mark.parametrize("stranger", STRANGERS)
def test_what_is_not_there_and_what_may_not_be_seen_look_the_same(stranger, rows, person, organisation):
    organisation("ssi")
    client = Client()
    client.force_login(person(*STRANGERS[stranger], of="ssi"))
    before = Event.objects.count()

    @cache
    def without_row(method, address, body):
        return seen(client, method, address, body, tuple(MISSING.values()))

    told = []
    for name, pattern, method in walk():
        for at, (real, none, ids) in enumerate(pairs(pattern, rows)):
            for body in bodies_of(pattern, method)[0 if at == 0 else -1 :]:
                there = seen(client, method, real, body, ids)
                missing = without_row(method, none, body)
                if there != missing:
                    told.append((name, method, real, body, *difference(there, missing)))
    assert told == []
    assert Event.objects.count() == before


def test_the_rows_are_there_for_their_own_people(rows, people, person):
    """Else the comparison above would compare nothing with nothing."""
    reached, readers = set(), [people.applicant, *people.stewards.values(), person(Role.CATALOGUE_ADMIN, of="sds")]
    for _name, pattern, method in walk():
        if method == "GET":
            kind = kind_of(pattern, PART.search(pattern).start())
            real = next(pairs(pattern, rows))[0]
            for reader in readers if kind not in reached else ():
                client = Client()
                client.force_login(reader)
                reached |= {kind} if client.get(real).status_code == 200 else set()
    only_written = {"notices", "memberships", "members", "register"}
    assert reached == rows[0].keys() - only_written


def own_case_and_foreign_ids(rows, person):
    """(method, address, body) with the stranger's own case and somebody else's row, each with a place for its id."""
    numbers, _parts = rows
    own = start_application(by=person, plan=None)
    api, page = f"/api/v1/applications/{own.uuid}", f"/cases/{own.uuid}"
    version = own.version
    return [
        ("POST", "/api/v1/applications/", '{{"plan": "{id}"}}', "uuid", numbers["plans"][0]),
        (
            "POST",
            f"{api}/plan/",
            f'{{{{"expected_version": {version}, "plan": "{{id}}"}}}}',
            "uuid",
            numbers["plans"][0],
        ),
        ("POST", f"{page}/application/plan/", f"version={version}&plan={{id}}", "uuid", numbers["plans"][0]),
        ("POST", f"{page}/members/{{id}}/remove/", "", "pk", numbers["members"][0]),
        ("POST", "/basket/add/", "name={id}", "key", numbers["datasets"][0]),
        ("POST", "/basket/add/", "name={id}.sex", "key", numbers["datasets"][0]),
    ]


def test_a_foreign_id_in_ones_own_case_answers_as_none(rows, person):
    somebody = person()
    client = Client()
    client.force_login(somebody)
    for method, address, body, name, foreign in own_case_and_foreign_ids(rows, somebody):
        answers = [
            seen(client, method, address.format(id=one), body.format(id=one), (one,))
            for one in (foreign, MISSING[name])
        ]
        assert answers[0] == answers[1], difference(*answers)
        assert answers[0][0] == 404, (address, answers[0][0])


def test_a_plan_that_names_a_hidden_dataset_learns_nothing_of_it(rows, person):
    somebody = person()
    client = Client()
    client.force_login(somebody)
    (hidden,), shown = rows[0]["datasets"], []
    for key in (hidden, MISSING["key"]):
        plan = create_plan(by=somebody, document={"version": 1, "title": "x", "population": {"from": key}})
        for address in (f"/plans/{plan.uuid}/", f"/api/v1/plans/{plan.uuid}/"):
            status, _headers, text = seen(client, "GET", address, None, (key, str(plan.uuid)))
            shown.append((status, re.sub(r'"updated_at": ?"[^"]+"', "", text)))
    assert shown[:2] == shown[2:]
    assert [status for status, _text in shown] == [200] * 4


def test_each_public_row_is_public(rows):
    reached = set()
    for name, pattern in {*addresses(), *((path, path) for path, _method, _permission in API)}:
        if name in PUBLIC:
            reached.add(name)
            for real, _none, _ids in pairs(pattern, rows):
                assert Client().get(real).status_code == 200, real
    assert reached == PUBLIC
