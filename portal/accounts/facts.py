"""What happens to accounts and memberships."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.facts import Fact


class MembershipAsked(Fact):
    sentence = _("A person asked to act for an organisation")


class MembershipAccepted(Fact):
    sentence = _("Your role in an organisation is accepted")


class MembershipEnded(Fact):
    sentence = _("A role in an organisation ended")


class GrantGiven(Fact):
    sentence = _("A single permission was granted")


class GrantWithdrawn(Fact):
    sentence = _("A single permission was withdrawn")
