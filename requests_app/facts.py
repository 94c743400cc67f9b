"""What happens to a case, in the past tense. Payloads carry ids and codes; texts live on the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.refusals import Sentence
from portal.workflow import Fact

if TYPE_CHECKING:
    from portal.audit.models import Event


class PlanCreated(Fact):
    """A researcher began a plan."""

    sentence = _("began the plan")


class PlanChanged(Fact):
    """A plan was saved with other contents."""

    sentence = _("changed the plan")


class PlanDeleted(Fact):
    """A researcher threw away a plan that no application uses. Told while the row is still there."""

    sentence = _("deleted the plan")


class ApplicationStarted(Fact):
    """A draft was made."""

    sentence = _("began the application")


class ApplicationChanged(Fact):
    """A section of a draft, or of an application that waits for answers, was saved."""

    sentence = _("changed the application")


class DraftDeleted(Fact):
    """A draft was thrown away before it was sent."""

    sentence = _("deleted the draft")


class MemberInvited(Fact):
    """An e-mail address was invited to the case; whether an account has it is not said."""

    sentence = _("invited a person to the case")


class InvitationDelivered(Fact):
    """The person who holds the invited address was found, at once or when that person signed in."""

    sentence = _("You are invited to take part in a case")


class InvitationAccepted(Fact):
    """The invited person became a member, and with that a party to the case."""

    sentence = _("accepted the invitation and takes part in the case")


class InvitationDeclined(Fact):
    """The invited person said no."""

    sentence = _("declined the invitation to the case")


class MemberRemoved(Fact):
    """An invitation was taken back, or a member removed; upper apps stop that person's work."""

    sentence = _("removed a member from the case")


class ApplicationSubmitted(Fact):
    """The application was sent for the first time."""

    sentence = _("sent the application, version %(submission)s")


class CheckStarted(Fact):
    """A coordinator took the case."""

    sentence = _("began the completeness check")


class CheckPassed(Fact):
    """The application is complete; every controller's decision is opened."""

    sentence = _("found the application complete. The assessment began")


class ApplicantAsked(Fact):
    """The case waits for the applicant; the clocks stand still."""

    sentence = _("asked the applicant")

    @classmethod
    def present(cls, event: Event) -> str:
        """How many fields, in the number they have."""
        count = int(event.payload["questions"])
        text = ngettext("asked the applicant about %(n)d field", "asked the applicant about %(n)d fields", count)
        return text % {"n": count}


class ApplicantAnswered(Fact):
    """The applicant answered and sent a new version; the clocks go on."""

    sentence = _("answered and sent version %(submission)s")


class ApplicationRejected(Fact):
    """The application was closed as incomplete, with reasons."""

    sentence = _("closed the application as incomplete")


class ApplicationWithdrawn(Fact):
    """The applicant took the application back."""

    sentence = _("withdrew the application")


class ApplicationLapsed(Fact):
    """Time ran out while the case waited for the applicant."""

    sentence = _("The application lapsed because no answer came in time")


class DecisionMade(Fact):
    """A controller answered; each answer is a fact of its own below."""

    sentence = _("decided")


class ReviewStarted(Fact):
    """A steward opened the assessment."""

    sentence = _("began the assessment")


class AssessmentSaved(Fact):
    """A steward saved a draft of the assessment."""

    sentence = _("saved the assessment")


class DecisionGranted(DecisionMade):
    """A controller granted its data, or some of them: `not_needed` counts the variables that were left out."""

    sentence = _("approved")
    sentence_in_part: ClassVar[Sentence] = _("approved in part")

    @classmethod
    def present(cls, event: Event) -> str:
        """All of the data, or a part of them."""
        return str(cls.sentence_in_part) if event.payload.get("not_needed") else super().present(event)


class DecisionApproved(DecisionGranted):
    """A controller granted its part."""

    sentence = _("approved the use of the data")
    sentence_in_part = _("approved the use of a part of the data")


class DecisionApprovedWithConditions(DecisionGranted):
    """A controller granted its part on conditions."""

    sentence = _("approved the use of the data on conditions")
    sentence_in_part = _("approved the use of a part of the data on conditions")


class DecisionRefused(DecisionMade):
    """A controller refused its part, with a reason."""

    sentence = _("refused the use of the data")


class DataNotAvailable(DecisionMade):
    """The data do not exist at the controller."""

    sentence = _("answered that the data are not available")


class DecisionCancelled(Fact):
    """A decision ended without an answer because the case ended."""

    sentence = _("The assessment ended because the case ended")


class ApplicationDecided(Fact):
    """All controllers have answered; `outcome` says what it adds up to."""

    sentence = _("All data controllers have decided")


class DecisionAccepted(Fact):
    """The applicant accepted conditions, or confirmed the plan within what was approved."""

    sentence = _("accepted the decision")


class PermitPrepared(Fact):
    """The approval was written and waits for its seal."""

    sentence = _("The approval %(number)s was written")


class PermitIssued(Fact):
    """The permit was sealed and is in force; upper apps queue what may run."""

    is_sealed_at_once = True

    sentence = _("The approval %(number)s was sealed and is in force")


class PermitSuspended(Fact):
    """The permit was stopped for now; upper apps stop what runs, in the same transaction."""

    sentence = _("suspended the permit")


class PermitResumed(Fact):
    """The permit is in force again."""

    sentence = _("put the permit in force again")


class PermitRevoked(Fact):
    """The permit was taken back; upper apps stop what runs, in the same transaction."""

    sentence = _("revoked the permit")


class PermitExpired(Fact):
    """The permit's time ran out."""

    sentence = _("The permit expired")
