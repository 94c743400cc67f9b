"""From fact to notice to mail: written with the fact in one transaction, sent after it, tried again until it works."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.addresses import absolute
from portal.audit.models import Event
from portal.notices.audiences import audiences_of
from portal.notices.models import Mail, MailState, Notice
from portal.workflow.facts import FACTS

log = structlog.get_logger(__name__)
FIRST_WAIT = timedelta(minutes=1)


def tell(event: Event, row: Any) -> None:
    """Handler of every fact: a notice and a waiting mail for each hearer; rings after the commit."""
    notices = [notice for user, link in _hearers(event, row) if (notice := _notice(event, user, link))]
    if notices:
        transaction.on_commit(ring, robust=True)


def ring() -> None:
    """Wake the worker. When the broker is away the sweep finds the mails later."""
    from portal.notices.tasks import send_mails

    try:
        send_mails.delay()
    except Exception as failure:  # a broker that is away must not fail the page: the row is the truth
        log.warning("doorbell_failed", task="send_mails", kind=type(failure).__name__)


def send_due(*, limit: int = 100) -> int:
    """Send the mails that are due; returns how many went out. Safe to run twice at once."""
    due = Mail.objects.filter(state=MailState.WAITING, next_at__lte=timezone.now()).values_list("pk", flat=True)
    return sum(_send(pk) for pk in list(due.order_by("pk")[:limit]))


def _hearers(event: Event, row: Any) -> Iterator[tuple[Any, str]]:
    fact = FACTS[event.fact]
    heard = set()
    for declared in audiences_of(fact):
        for user in declared.hearers(event, row):
            if user.pk not in heard and user.is_active:
                heard.add(user.pk)
                with translation.override(user.language):
                    yield user, declared.link(event, row)


def _notice(event: Event, user: Any, link: str) -> Notice | None:
    notice, is_new = Notice.objects.get_or_create(user=user, event=event, defaults={"link": link})
    if is_new:
        Mail.objects.create(notice=notice)
    return notice if is_new else None


def _send(pk: int) -> bool:
    """Claim one mail, send it, note how it went. A claim moves `next_at`, so nobody else takes it meanwhile."""
    mail = _claimed(pk)
    if mail is None:
        return False
    try:
        _message(mail.notice).send()
    except Exception as failure:  # whatever the mail server says, the mail waits for its next turn
        _note_failure(mail, failure)
        return False
    Mail.objects.filter(pk=pk).update(state=MailState.SENT, sent_at=timezone.now(), error="")
    return True


def _claimed(pk: int) -> Mail | None:
    now = timezone.now()
    mail = Mail.objects.select_related("notice__user").get(pk=pk)
    claimed = Mail.objects.filter(pk=pk, state=MailState.WAITING, next_at__lte=now, attempts=mail.attempts).update(
        attempts=models.F("attempts") + 1, next_at=now + FIRST_WAIT * 2**mail.attempts
    )
    mail.attempts += 1
    return mail if claimed else None


def _note_failure(mail: Mail, failure: Exception) -> None:
    is_last = mail.attempts >= settings.MAIL_ATTEMPTS
    state = MailState.GIVEN_UP if is_last else MailState.WAITING
    Mail.objects.filter(pk=mail.pk).update(state=state, error=type(failure).__name__[:80])
    log.warning("mail_failed", mail=mail.pk, attempts=mail.attempts, kind=type(failure).__name__, given_up=is_last)


def _message(notice: Notice) -> EmailMessage:
    """The mail: that there is news and where, never what. Its id is the notice's, so a mail sent twice is one."""
    with translation.override(notice.user.language):
        address = absolute(notice.link or "/")
        body = render_to_string("notices/mail.txt", {"address": address, "name": notice.user.name})
        subject = _("There is news for you in Indgang")
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return EmailMessage(subject, body, to=[notice.user.email], headers={"Message-ID": f"<{notice.uuid}@{domain}>"})
