"""When a case may go back to the applicant, and what an answer must hold."""

from django.utils.translation import gettext_lazy as _

from portal.workflow import Refused, as_bool
from requests_app.rules.facts import ApplicationFacts


def check_has_questions(application: ApplicationFacts) -> None:
    """A case waits for an applicant only when there is something to answer."""
    if not application.open_questions:
        raise Refused("ask.nothing", _("Write at least one question."), field="questions")


has_questions = as_bool(check_has_questions)
