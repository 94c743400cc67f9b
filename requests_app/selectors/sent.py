"""What was last sent: what everybody but the writer reads, whatever the applicant is writing meanwhile."""

from __future__ import annotations

from typing import Any

from requests_app.models import Application
from requests_app.selectors.people import parties_of
from requests_app.states import ApplicationState


def put_back_to_sent(case: Application) -> None:
    """Let the case in memory have the answers of its newest submission; one query. Commands read the row anew."""
    sent = case.submissions.order_by("-number").values_list("answers", flat=True).first()
    if sent is not None:
        case.answers, case.title = sent, title_in(sent)


def is_being_written_by(user: Any, case: Application) -> bool:
    """Whether this person's side writes in the case now: the draft, or the answers it waits for."""
    if case.state == ApplicationState.DRAFT:
        return True
    return case.state == ApplicationState.WAITING and user.pk in parties_of(case)


def title_in(answers: Any) -> str:
    """The title in the answers; empty when it is no text yet."""
    title = answers.get("title")
    return title[:300] if isinstance(title, str) else ""
