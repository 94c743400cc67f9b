"""The page of events: only for who may see the audit, narrowed as asked, in a fixed number of queries."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import translation

from analysis.envelope import SigningKey
from portal.accounts import Role
from portal.audit.chain import append_event
from portal.audit.checkpoints import make_checkpoint
from portal.audit.models import Event, Verification
from portal.audit.selectors import last_checkpoints, last_verification, line_of
from portal.audit.tasks import verify_trail
from portal.audit.verification import MOST_KEPT, verify_and_keep
from portal.refusals import NotVisible

PAGE = "/admin/events/"
CHAINS = ("account:1", "case:7", "case:71")
KEY = SigningKey.generate()


@pytest.fixture
def auditor(person, client):
    user = person(Role.AUDITOR)
    client.force_login(user)
    return user


@pytest.fixture
def trail(person):
    """Three events of two chains, on both sides of midnight in Copenhagen."""
    user = person(email="bo@demo.test")
    with time_machine.travel("2026-03-02T22:59:59Z", tick=False) as clock:
        append_event(fact="MembershipAsked", stream="account:1", by=user, payload={"role": "steward"})
        clock.shift(timedelta(seconds=1))
        append_event(fact="GrantGiven", stream="case:7", by=user, payload={"ids": [1, 2]})
        append_event(fact="Gone", stream="case:71", by=None, payload={})
    return user


def shown(client, **narrowed):
    answer = client.get(PAGE, narrowed)
    assert answer.status_code == 200
    return [line.event.stream for line in answer.context["lines"] if line.event.stream in CHAINS]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_for_others_the_page_is_not_there(role, person, client):
    user = person(role)
    client.force_login(user)
    assert client.get(PAGE).status_code == 404
    for question in (last_verification, last_checkpoints):
        with pytest.raises(NotVisible):
            question(user=user)


def test_a_visitor_is_sent_to_log_in(client, db):
    assert client.get(PAGE)["Location"].startswith("/account/login/")


def test_nothing_can_be_sent_to_it(auditor, client):
    assert client.post(PAGE).status_code == 405


@pytest.mark.parametrize(
    ("narrowed", "streams"),
    [
        ({}, ["case:71", "case:7", "account:1"]),
        ({"stream": "case:7"}, ["case:71", "case:7"]),
        ({"stream": "7"}, []),
        ({"fact": "GrantGiven"}, ["case:7"]),
        ({"by": " Bo@Demo.test "}, ["case:7", "account:1"]),
        ({"by": "nobody@demo.test"}, []),
        ({"day": "2.3.2026"}, ["account:1"]),
        ({"day": "2026-03-03"}, ["case:71", "case:7"]),
        ({"fact": "GrantGiven", "day": "2026-03-02"}, []),
    ],
)
def test_events_stand_newest_first_and_are_narrowed(auditor, trail, client, narrowed, streams):
    assert shown(client, **narrowed) == streams


def test_what_is_no_day_is_said_and_narrows_nothing(auditor, trail, client):
    answer = client.get(PAGE, {"day": "i går"})
    assert "24.11.2026" in answer.context["errors"][0]["text"] and len(answer.context["lines"]) >= 3


def test_an_event_is_said_with_what_it_holds_and_no_more(trail):
    with translation.override("en"):
        lines = {line.event.stream: line for line in map(line_of, Event.objects.all())}
    assert lines["case:7"].sentence == "A single permission was granted" and lines["case:7"].details == "ids: 1 2"
    assert lines["account:1"].details == "role: steward"
    assert (lines["case:71"].sentence, lines["case:71"].details) == ("Gone", "")


@pytest.mark.parametrize("payload", [7, ["x"], "x"])
def test_an_event_that_no_verb_wrote_is_shown_by_its_name(payload):
    assert line_of(Event(fact="GrantGiven", payload=payload)).sentence == "GrantGiven"


def test_the_page_asks_as_often_for_many_events_as_for_few(
    auditor, trail, client, django_assert_max_num_queries, settings
):
    client.get(PAGE)
    with django_assert_max_num_queries(11):
        client.get(PAGE)
    for number in range(60):
        append_event(fact="GrantGiven", stream=f"many:{number}", by=trail, payload={})
    with django_assert_max_num_queries(11):
        answer = client.get(PAGE)
    assert len(answer.context["lines"]) == 50 and answer.context["page"].paginator.num_pages == 2


@pytest.mark.parametrize(
    ("language", "before", "whole"),
    [("", "De er ikke kontrolleret endnu", "Ja. Hver hændelse"), ("/en", "not been verified yet", "Yes. Every event")],
)
def test_the_page_says_whether_the_trail_is_whole(auditor, client, language, before, whole):
    address = language + PAGE
    assert before in client.get(address).content.decode()
    append_event(fact="Gone", stream="case:1", by=None, payload={})
    checkpoint = make_checkpoint(KEY)
    assert verify_and_keep([KEY.public]) == []
    page = client.get(address).content.decode()
    assert whole in page and checkpoint.hash in page
    other = SigningKey.generate()
    assert verify_and_keep([other.public])
    page = client.get(address).content.decode()
    assert whole not in page and f"checkpoint {checkpoint.number}" in page


def test_the_nightly_round_keeps_its_outcome(db):
    append_event(fact="Gone", stream="case:1", by=None, payload={})
    assert verify_trail() == 0
    kept = Verification.objects.get()
    assert (kept.events, kept.faults, kept.findings, kept.checkpoint) == (Event.objects.count(), 0, [], None)


def test_a_broken_trail_keeps_its_first_findings(db, monkeypatch):
    for number in range(MOST_KEPT + 1):
        append_event(fact="Gone", stream=f"case:{number}", by=None, payload={})
    from portal.audit.models import Stream

    Stream.objects.update(head="x")
    verify_and_keep([KEY.public])
    kept = Verification.objects.get()
    assert (kept.faults, len(kept.findings)) == (MOST_KEPT + 1, MOST_KEPT)
    assert set(kept.findings[0]) == {"code", "place", "text"}
