"""Invitations for programs: to invite, those one has not answered, and the two answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.permissions import SIGNED_IN
from portal.api.views import ApiView
from portal.workflow import NotVisible
from requests_app.api_bodies import Body, InviteBody, read
from requests_app.api_cases import ApplicationDetailSerializer, case_answer
from requests_app.commands.members import accept_invitation, decline_invitation, invite_member
from requests_app.models import Member
from requests_app.selectors.cases import case_for
from requests_app.selectors.invitations import invitation_for, invitations_of
from requests_app.workflow import MEMBER


class InvitationSerializer(serializers.Serializer[Member]):
    """An invitation: the case it is to, and no more of it."""

    application = serializers.UUIDField(source="application.uuid")
    number = serializers.CharField(source="application.number", allow_null=True)
    kind = serializers.CharField(source="application.kind")
    title = serializers.CharField(source="application.title")
    applicant = serializers.CharField(source="application.organisation.name", allow_null=True, default=None)
    invited_by = serializers.CharField(source="invited_by.get_full_name")
    invited_at = serializers.DateTimeField()
    may_edit = serializers.BooleanField()
    state = serializers.CharField()
    version = serializers.IntegerField()


class InvitationDetailSerializer(InvitationSerializer):
    """One invitation with the answers that are open."""

    verbs = serializers.SerializerMethodField()

    def get_verbs(self, member: Member) -> list[str]:
        """Verbs the caller could do now."""
        return MEMBER.allowed(member, self.context["request"].user)


class MemberInvite(ApiView):
    """Invite whoever holds an address; the answer is the same whether or not an account has it."""

    permission = SIGNED_IN

    @extend_schema(request=InviteBody, responses=ApplicationDetailSerializer)
    def post(self, request: Request, uuid: UUID) -> Response:
        case = case_for(user=request.user, uuid=uuid)
        invite_member(by=request.user, application=case, **read(InviteBody, request))
        return case_answer(request, uuid)


class InvitationList(ApiView):
    """Invitations the caller has not answered, the newest first."""

    permission = SIGNED_IN

    @extend_schema(responses=InvitationSerializer(many=True))
    def get(self, request: Request) -> Response:
        return self.paginated(invitations_of(request.user), InvitationSerializer)


class InvitationDetail(ApiView):
    """The caller's invitation to one case."""

    permission = SIGNED_IN

    @extend_schema(responses=InvitationDetailSerializer)
    def get(self, request: Request, uuid: UUID) -> Response:
        return _answer(request, invitation_for(user=request.user, uuid=uuid))


ANSWERS: Mapping[str, Callable[..., Member]] = {"accept": accept_invitation, "decline": decline_invitation}
"""Verb of the address to command."""


class InvitationVerb(ApiView):
    """Answer: accept, decline."""

    permission = SIGNED_IN

    @extend_schema(request=Body, responses=InvitationDetailSerializer)
    def post(self, request: Request, uuid: UUID, verb: str) -> Response:
        member = invitation_for(user=request.user, uuid=uuid)
        if verb not in ANSWERS:
            raise NotVisible
        return _answer(request, ANSWERS[verb](by=request.user, member=member, **read(Body, request)))


def _answer(request: Request, member: Member) -> Response:
    return Response(InvitationDetailSerializer(member, context={"request": request}).data)
