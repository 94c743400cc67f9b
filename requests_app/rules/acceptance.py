"""When a decision waits for the applicant's yes, and when there is something to say yes to."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from portal.workflow import Refused, as_bool
from requests_app.rules.facts import ApplicationFacts
from requests_app.rules.outcome import outcome_of
from requests_app.states import ApplicationState, DecisionState, Outcome


def needs_acceptance(states: Collection[str], cut: Collection[str] = ()) -> bool:
    """A decision is final at once unless it adds a condition or cuts the plan: then the applicant answers it first."""
    outcome = outcome_of(states, cut)
    return outcome is Outcome.PARTLY_APPROVED or (
        outcome is Outcome.APPROVED and DecisionState.APPROVED_WITH_CONDITIONS in states
    )


def check_can_accept(application: ApplicationFacts) -> None:
    """Only a decision that waits for an answer is accepted, once, and only if it leaves a plan that can run."""
    if not application.awaits_acceptance:
        raise Refused("accept.nothing", _("The decision does not wait for an answer."))
    if application.leaves_nothing:
        raise Refused(
            "accept.nothing_left", _("Nothing of the plan can run. Withdraw the application, or make a new one.")
        )


def check_can_lapse(application: ApplicationFacts) -> None:
    """Time ends a case that waits for the applicant, and no other."""
    if application.state == ApplicationState.DECIDED and not application.awaits_acceptance:
        raise Refused("lapse.decided", _("The case is decided and waits for nobody."))


can_accept = as_bool(check_can_accept)
