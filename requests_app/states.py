"""The states of a case, its decisions and its permit."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApplicationKind(models.TextChoices):
    """The two routes: a statistics request (art. 69) and an access permit (art. 67)."""

    REQUEST = "request", _("Statistics request")
    PERMIT = "permit", _("Data access")


class Regime(models.TextChoices):
    """Whose rules a form, clock or letter follows."""

    EHDS = "ehds", _("EHDS (trial)")
    DK_NOW = "dk-now", _("Danish practice today")


class ApplicationState(models.TextChoices):
    """Where a case is."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Received")
    CHECKING = "checking", _("Check")
    ASSESSING = "assessing", _("Assessment")
    WAITING = "waiting", _("Waiting for applicant")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


class Outcome(models.TextChoices):
    """What the decisions of a case add up to."""

    APPROVED = "approved", _("Approved")
    PARTLY_APPROVED = "partly_approved", _("Partly approved")
    REFUSED = "refused", _("Refused")


class DecisionState(models.TextChoices):
    """Where one controller's decision is."""

    PENDING = "pending", _("Not begun")
    IN_REVIEW = "in_review", _("Under assessment")
    APPROVED = "approved", _("Approved")
    APPROVED_WITH_CONDITIONS = "approved_with_conditions", _("Approved with conditions")
    REFUSED = "refused", _("Refused")
    NOT_AVAILABLE = "not_available", _("Data not available")
    CANCELLED = "cancelled", _("Ended without an answer")


class PermitState(models.TextChoices):
    """Where a permit is. `issued` waits for its seal; only `active` lets anything run."""

    ISSUED = "issued", _("Being sealed")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")


class MemberState(models.TextChoices):
    """How far a person has come into a case. Only who has accepted is a party to it."""

    INVITED = "invited", _("Invited")
    ACCEPTED = "accepted", _("Takes part")
    DECLINED = "declined", _("Declined")
    REMOVED = "removed", _("Removed")


class ClockKind(models.TextChoices):
    """The clocks that run today."""

    COMPLETENESS = "completeness", _("Completeness check")
    ANSWER = "answer", _("Applicant completes")
    DECISION = "decision", _("Decision")
    ACCEPTANCE = "acceptance", _("Applicant answers the decision")


OPEN_MEMBERS = (MemberState.INVITED, MemberState.ACCEPTED)
OPEN_DECISIONS = (DecisionState.PENDING, DecisionState.IN_REVIEW)
GRANTED_DECISIONS = (DecisionState.APPROVED, DecisionState.APPROVED_WITH_CONDITIONS)
NOT_GRANTED = (DecisionState.REFUSED, DecisionState.NOT_AVAILABLE)
STOPPED_PERMITS = (PermitState.SUSPENDED, PermitState.REVOKED)
"""Taken out of force by a person, with a reason."""
FINAL_DECISIONS = (*GRANTED_DECISIONS, *NOT_GRANTED)
