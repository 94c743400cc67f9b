"""A controller grants its part without the variables it found not necessary: the plan is reduced and confirmed."""

import pytest
from django.urls import reverse
from django.utils import translation

from requests_app.commands import decisions
from requests_app.commands.acceptance import accept_decision
from requests_app.models import Application
from requests_app.selectors.permits import not_granted
from requests_app.states import ApplicationState, Outcome
from requests_app.tasks import seal_permit

WHY = "Køn indgår ikke i spørgsmålet"
PLAN = {
    "version": 1,
    "title": "Region og køn",
    "population": {"from": "bef"},
    "variables": {"region": {"from": "bef.region"}, "sex": {"from": "bef.sex"}},
    "analyses": [
        {"id": "t1", "method": "crosstab", "rows": ["region"], "columns": ["sex"]},
        {"id": "t2", "method": "crosstab", "rows": ["sex"]},
    ],
}
NEEDS_SEX = PLAN | {"population": {"from": "bef", "where": {"bef.sex": {"eq": "2"}}}}


@pytest.fixture
def cut(case_at, assessment_of):
    def grant(document=PLAN, verb="approve", **more):
        case = case_at(ApplicationState.ASSESSING, document=document)
        row = case.decisions.get()
        by = case.people.stewards[row.controller.key]
        row = decisions.start_review(by=by, decision=row, expected_version=row.version)
        written = assessment_of(row, needed={"bef.sex": "no", "bef.region": "yes"}, reason=WHY, **more)
        decisions.DECIDE[verb](by=by, decision=row, assessment=written, expected_version=row.version)
        found = Application.objects.get(pk=case.pk)
        found.people = case.people
        return found

    return grant


def test_the_plan_comes_back_without_what_was_left_out(cut):
    case = cut()
    assert (case.outcome, case.awaits_acceptance) == (Outcome.PARTLY_APPROVED, True)
    assert case.offered_version.variables == {"bef": ["region"]}
    (left,) = case.offered_version.document["analyses"]
    assert (left["id"], left["rows"], "columns" in left) == ("t1", ["region"], False)


def test_the_permit_holds_what_was_granted_and_says_what_was_not(cut):
    case = cut()
    permit = accept_decision(by=case.applicant, application=case, expected_version=case.version).permits.get()
    assert [line["variables"] for line in permit.lines] == [["region"]]
    assert seal_permit(permit.pk)
    permit.refresh_from_db()
    (left_out,) = permit.document["not_granted"]
    assert (left_out["datasets"], left_out["variables"], left_out["reason"]) == ([], ["bef.sex"], WHY)
    with translation.override("en"):
        (shown,) = not_granted(permit)
    assert shown["datasets"] == "Sex (bef.sex)" and shown["status"] == "Not granted" and shown["reason"] == WHY


def test_people_found_by_what_was_left_out_leave_nothing(cut):
    case = cut(NEEDS_SEX)
    assert case.awaits_acceptance and case.offered_version is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("da", ("Delvist godkendt", "Udeladt som ikke nødvendigt: Køn (bef.sex)", WHY)),
        ("en", ("Partly approved", "Left out as not necessary: Sex (bef.sex)", WHY)),
    ],
)
def test_the_applicant_and_the_public_read_what_was_left_out_and_why(client, cut, language, words):
    case = cut()
    client.force_login(case.applicant)
    with translation.override(language):
        pages = [
            reverse("requests_app:case-acceptance", args=[case.uuid]),
            reverse("requests_app:decision-detail", args=[case.decisions.get().uuid]),
            reverse("requests_app:register-detail", args=[case.number]),
        ]
    for address in pages:
        shown = client.get(address).content.decode()
        assert all(text in shown for text in words)


@pytest.mark.parametrize(("language", "label"), [("da", "du godkender delvist"), ("en", "you approve in part")])
def test_the_assessment_says_what_a_no_does(client, case_at, language, label):
    case = case_at(ApplicationState.ASSESSING, document=PLAN)
    row = case.decisions.get()
    client.force_login(case.people.stewards[row.controller.key])
    with translation.override(language):
        assert label in client.get(reverse("requests_app:decision-review", args=[row.uuid])).content.decode()


@pytest.mark.parametrize(
    ("language", "said", "mark"),
    [("da", "godkendte brugen af en del af data", "delvist godkendt"),
     ("en", "approved the use of a part of the data", "approved in part")],
)  # fmt: skip
@pytest.mark.parametrize("conditions", [[], ["Kun 2015"]])
def test_course_and_list_say_that_only_a_part_was_granted(cut, client, language, said, mark, conditions):
    case = cut(verb="approve_with_conditions" if conditions else "approve", conditions=conditions)
    client.force_login(case.applicant)
    with translation.override(language):
        shown = client.get(reverse("requests_app:case-detail", args=[case.uuid])).context["page"]
        (row,) = client.get(reverse("requests_app:case-list")).context["rows"]
    texts = [event["text"] for event in shown.events]
    more = {"da": " på vilkår", "en": " on conditions"}[language] if conditions else ""
    assert said + more in texts
    assert row["cells"][6] == {"marks": ["partly"], "name": mark}
