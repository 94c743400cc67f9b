"""A fact is heard in the inbox and by mail: once, in the person's language, without a word about the case."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.notices import audience
from portal.notices.audiences import withdraw_audience
from portal.notices.models import Mail, MailState, Notice
from portal.notices.outbox import send_due
from portal.notices.selectors import notices_of, unread_count
from portal.notices.tasks import send_mails
from portal.workflow import Fact, record


class BellRang(Fact):
    sentence = "The bell of case-%(number)s rang"


@pytest.fixture
def hearers():
    """`hearers(*users, link=…)`: who hears the bell in this test."""
    declared = []

    def hear(*users, link="/cases/7/"):
        def them(event, row):
            return users

        declared.append(them)
        audience(BellRang, link=lambda event, row: link)(them)

    yield hear
    for them in declared:
        withdraw_audience(BellRang, them)


def ring_bell(by=None, number=7):
    return record(BellRang, stream="bell", by=by, detail={"number": number})


def test_each_hearer_hears_once(person, hearers):
    ann, bo, gone = person(), person(), person(is_active=False)
    hearers(ann, bo, gone)
    hearers(ann)
    ring_bell()
    assert sorted(Notice.objects.values_list("user_id", flat=True)) == [ann.pk, bo.pk]
    assert Mail.objects.filter(state=MailState.WAITING).count() == 2


def test_a_fact_that_is_undone_tells_nobody(person, hearers):
    hearers(person())
    with pytest.raises(RuntimeError), transaction.atomic():
        ring_bell()
        raise RuntimeError
    assert not Notice.objects.exists()


def test_a_fact_without_audience_tells_nobody(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        ring_bell()
    assert callbacks == []


@pytest.mark.parametrize(("language", "word"), [("da", "Log på"), ("en", "Log in")])
def test_the_mail_says_that_there_is_news_and_where_but_not_what(person, hearers, language, word, settings):
    settings.BASE_URL = "https://indgang.example.dk"
    hearers(person(language=language, name="Bo"))
    ring_bell()
    assert send_due() == 1
    (sent,) = mail.outbox
    assert "https://indgang.example.dk/cases/7/" in sent.body
    assert word in sent.body
    assert "Bo" in sent.body
    assert "bell" not in sent.body + sent.subject
    assert sent.extra_headers["Message-ID"] == f"<{Notice.objects.get().uuid}@demo.test>"


def test_a_mail_is_sent_once(person, hearers):
    hearers(person())
    ring_bell()
    assert [send_mails(), send_mails()] == [1, 0]
    assert Mail.objects.get().state == MailState.SENT


def test_a_mail_that_another_worker_has_is_left_alone(person, hearers, monkeypatch):
    hearers(person())
    ring_bell()
    original = Mail.objects.filter

    def claim_first(**wanted):
        if "attempts" in wanted:
            original(pk=wanted["pk"]).update(attempts=5)
        return original(**wanted)

    monkeypatch.setattr(Mail.objects, "filter", claim_first)
    assert send_due() == 0
    assert mail.outbox == []


def test_a_mail_that_fails_waits_longer_each_time_and_is_given_up(person, hearers, settings):
    settings.EMAIL_BACKEND = "nowhere.Backend"
    settings.MAIL_ATTEMPTS = 3
    hearers(person())
    ring_bell()
    start, waits = timezone.now(), []
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(3):
            assert send_due() == 0
            row = Mail.objects.get()
            waits.append((row.next_at - timezone.now()).total_seconds() / 60)
            clock.move_to(row.next_at)
        assert send_due() == 0
    assert waits == [1, 2, 4]
    row = Mail.objects.get()
    assert (row.state, row.attempts, row.error) == (MailState.GIVEN_UP, 3, "ModuleNotFoundError")


def test_a_mail_goes_out_when_the_server_is_back(person, hearers, settings):
    hearers(person())
    ring_bell()
    settings.EMAIL_BACKEND = "nowhere.Backend"
    assert send_due() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due() == 0, "it waits its minute"
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert send_due() == 1


def test_the_worker_is_woken_after_the_commit(person, hearers, monkeypatch, django_capture_on_commit_callbacks):
    rung = []
    monkeypatch.setattr(send_mails, "delay", lambda: rung.append("ding"))
    hearers(person(), person())
    with django_capture_on_commit_callbacks(execute=True):
        ring_bell()
        assert rung == []
    assert rung == ["ding"]


def test_a_broker_that_is_away_fails_nothing(person, hearers, monkeypatch, django_capture_on_commit_callbacks):
    def away():
        raise ConnectionError

    monkeypatch.setattr(send_mails, "delay", away)
    hearers(person())
    with django_capture_on_commit_callbacks(execute=True):
        ring_bell()
    assert Mail.objects.get().state == MailState.WAITING


@pytest.mark.parametrize("half", [{"state": "sent"}, {"sent_at": timezone.now()}])
def test_sent_has_a_time_and_the_rest_has_none(person, hearers, half):
    hearers(person())
    ring_bell()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.update(**half)


def test_the_inbox_shows_the_own_notices_newest_first(person, hearers, client):
    ann, bo = person(), person()
    hearers(ann)
    for number in (1, 2):
        ring_bell(number=number)
    client.force_login(ann)
    page = client.get("/notices/").content.decode()
    assert page.index("case-2") < page.index("case-1")
    assert unread_count(ann) == 2
    client.force_login(bo)
    assert "case-" not in client.get("/notices/").content.decode()


def test_a_long_inbox_costs_no_more_queries(person, hearers, client, django_assert_max_num_queries):
    ann = person()
    hearers(ann)
    for number in range(30):
        ring_bell(number=number)
    client.force_login(ann)
    client.get("/notices/")
    with django_assert_max_num_queries(9):
        page = client.get("/notices/").content.decode()
    assert page.count("case-") >= 25
    assert "case-29 " in page
    assert "case-0 " not in page


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [("/cases/7/", "/cases/7/"), ("https://evil.example/", "/notices/"), ("", "/notices/")],
)
def test_opening_a_notice_marks_it_and_leads_to_its_place(person, hearers, client, link, leads_to):
    ann = person()
    hearers(ann, link=link)
    ring_bell()
    client.force_login(ann)
    answer = client.post(f"/notices/{Notice.objects.get().uuid}/open/")
    assert answer.headers["Location"] == leads_to
    assert unread_count(ann) == 0


def test_a_foreign_notice_is_not_there(person, hearers, client):
    hearers(person())
    ring_bell()
    client.force_login(person())
    for notice in (Notice.objects.get().uuid, uuid.uuid4()):
        assert client.post(f"/notices/{notice}/open/").status_code == 404
    assert Notice.objects.get().read_at is None


def test_all_are_marked_as_read(person, hearers, client):
    ann, bo = person(), person()
    hearers(ann, bo)
    ring_bell()
    client.force_login(ann)
    client.post("/notices/read/")
    assert (unread_count(ann), unread_count(bo)) == (0, 1)


def test_nobody_has_no_inbox(db, client):
    from django.contrib.auth.models import AnonymousUser

    assert unread_count(AnonymousUser()) == 0
    assert client.get("/notices/").status_code == 302


def test_a_notice_of_a_fact_nobody_declares_any_more_shows_its_name(person, hearers, client, monkeypatch):
    from portal.workflow import FACTS

    ann = person()
    hearers(ann)
    ring_bell()
    monkeypatch.delitem(FACTS, "BellRang")
    client.force_login(ann)
    assert "BellRang" in client.get("/notices/").content.decode()
    assert str(notices_of(ann).get()) == f"{ann.pk} bell 1 BellRang"
    assert str(Mail.objects.get()).endswith("waiting")
