"""When an applicant may withdraw."""

from django.utils.translation import gettext_lazy as _

from portal.workflow import Refused
from requests_app.rules.facts import ApplicationFacts


def check_can_withdraw(application: ApplicationFacts) -> None:
    """Withdrawal is open until the last decision is final, and instead of a yes to one that waits for an answer."""
    if application.has_final_decision and not application.awaits_acceptance:
        raise Refused("withdraw.decided", _("The case is decided. You can decline the permit instead."))
