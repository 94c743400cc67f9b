"""Which plan an application may hold."""

from django.utils.translation import gettext_lazy as _

from portal.workflow import Refused


def check_plan_is_the_applicants(*, owner: int, applicant: int) -> None:
    """The plan is the applicant's own: until it is sent its owner can change it, and only the applicant sends it."""
    if owner != applicant:
        raise Refused(
            "plan.not_applicants",
            _("Only a plan of the applicant can be in the application. Export yours, and let the applicant import it."),
            field="plan",
        )
