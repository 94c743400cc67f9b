"""A person who works on a case with the applicant, from the invitation on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from requests_app.models.application import Application
from requests_app.states import OPEN_MEMBERS, MemberState


class Member(models.Model):
    """An invitation to an e-mail address, and what became of it. `version` guards its verbs.

    `user` is empty until somebody with that verified address is known; the applicant is never told which it is.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="members")
    email = models.EmailField(help_text="The invited address, in lower case")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="case_memberships"
    )
    state = models.CharField(max_length=20, choices=MemberState.choices, default=MemberState.INVITED)
    version = models.PositiveIntegerField(default=1)
    may_edit = models.BooleanField(default=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["email"], condition=Q(state=MemberState.INVITED, user=None), name="member_waiting")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "user"], condition=Q(state__in=OPEN_MEMBERS), name="member_once_a_case"
            ),
            models.UniqueConstraint(
                fields=["application", "email"], condition=Q(state__in=OPEN_MEMBERS), name="member_address_once_a_case"
            ),
            models.CheckConstraint(
                condition=Q(state=MemberState.INVITED, accepted_at=None)
                | Q(state=MemberState.ACCEPTED, accepted_at__isnull=False, user__isnull=False)
                | Q(state=MemberState.DECLINED, accepted_at=None)
                | Q(state=MemberState.REMOVED),
                name="member_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=MemberState.DECLINED, declined_at__isnull=False, user__isnull=False)
                | (~Q(state=MemberState.DECLINED) & Q(declined_at=None)),
                name="member_declined_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=MemberState.REMOVED, removed_at__isnull=False, removed_by__isnull=False)
                | (~Q(state=MemberState.REMOVED) & Q(removed_at=None, removed_by=None)),
                name="member_removed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(accepted_at=None) | Q(removed_at__gte=F("accepted_at")),
                name="member_removed_after_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}" if self.accepted_at else self.email

    @property
    def stream(self) -> str:
        """The audit chain of the case."""
        return self.application.stream

    @property
    def is_party(self) -> bool:
        """Whether this person takes part in the case now."""
        return self.state == MemberState.ACCEPTED

    @property
    def is_open(self) -> bool:
        """Whether the person takes part, or may still answer."""
        return self.state in OPEN_MEMBERS
