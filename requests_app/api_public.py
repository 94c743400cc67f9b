"""The register and permits for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.permissions import PUBLIC, SIGNED_IN
from portal.api.views import ApiView
from portal.workflow import NotVisible
from requests_app.api_bodies import PermitVerbBody, read
from requests_app.commands.permits import resume_permit, revoke_permit, suspend_permit
from requests_app.models import Application
from requests_app.selectors.permits import Verification, permit_for, verification
from requests_app.selectors.plan_words import PlanWords
from requests_app.selectors.register import RegisterEntry, register_entries, register_entry


class RegisterSerializer(serializers.Serializer[Application]):
    """An entry in the list."""

    number = serializers.CharField()
    title = serializers.CharField()
    applicant = serializers.CharField(source="organisation.name", allow_null=True, default=None)
    received_at = serializers.DateTimeField(source="submitted_at")
    state = serializers.CharField()
    outcome = serializers.CharField()


class PlanWordsSerializer(serializers.Serializer[PlanWords]):
    """A plan in the words of the language that is asked for."""

    population = serializers.ListField(child=serializers.CharField())
    variables = serializers.JSONField()
    tables = serializers.JSONField()


class RegisterEntrySerializer(serializers.Serializer[RegisterEntry]):
    """An entry: what is asked, what was decided, and why. Confidential fields are absent."""

    case = RegisterSerializer()
    lay_summary = serializers.CharField()
    answers = serializers.JSONField()
    decisions = serializers.JSONField()
    datasets = serializers.JSONField()
    permit = serializers.CharField(source="permit.number", allow_null=True, default=None)
    plan = PlanWordsSerializer(source="words", allow_null=True, help_text="What is computed, once it is approved")


class PermitSerializer(serializers.Serializer[Verification]):
    """A permit for a check anywhere: the signed bytes as text, signature, key, and whether it is in force."""

    number = serializers.CharField(source="permit.number")
    edition = serializers.IntegerField(source="permit.edition")
    state = serializers.CharField(source="permit.state")
    version = serializers.IntegerField(source="permit.version")
    is_sealed = serializers.BooleanField()
    in_force = serializers.BooleanField()
    stopped_because = serializers.CharField(source="permit.ended_reason", help_text="Why it is suspended or revoked")
    document = serializers.JSONField(source="permit.document")
    body = serializers.SerializerMethodField()
    signature = serializers.CharField(source="permit.signature")
    kid = serializers.CharField(source="permit.kid")
    public_key = serializers.CharField()

    def get_body(self, found: Verification) -> str:
        """The exact signed bytes, which are UTF-8."""
        return bytes(found.permit.body).decode("utf-8", errors="replace")


class RegisterList(ApiView):
    """Every application received, newest first; `?q=` searches, `?outcome=` filters."""

    permission = PUBLIC

    @extend_schema(responses=RegisterSerializer(many=True))
    def get(self, request: Request) -> Response:
        filters = {name: request.query_params.get(name, "") for name in ("q", "outcome")}
        return self.paginated(register_entries(filters), RegisterSerializer)


class RegisterDetail(ApiView):
    """One entry."""

    permission = PUBLIC

    @extend_schema(responses=RegisterEntrySerializer)
    def get(self, request: Request, number: str) -> Response:
        return Response(RegisterEntrySerializer(register_entry(number)).data)


class PermitDetail(ApiView):
    """The public check of a permit."""

    permission = PUBLIC

    @extend_schema(responses=PermitSerializer)
    def get(self, request: Request, number: str) -> Response:
        return Response(PermitSerializer(verification(number)).data)


PERMIT_VERBS: Mapping[str, Any] = {"suspend": suspend_permit, "revoke": revoke_permit, "resume": resume_permit}


class PermitVerb(ApiView):
    """Do a verb: suspend, resume, revoke. What runs under the permit stops in the same transaction."""

    permission = SIGNED_IN

    @extend_schema(request=PermitVerbBody, responses=PermitSerializer)
    def post(self, request: Request, number: str, verb: str) -> Response:
        permit = permit_for(user=request.user, number=number)
        if verb not in PERMIT_VERBS:
            raise NotVisible
        body = read(PermitVerbBody, request)
        if verb == "resume":
            body.pop("reason")
        PERMIT_VERBS[verb](by=request.user, permit=permit, **body)
        return Response(PermitSerializer(verification(number)).data)
