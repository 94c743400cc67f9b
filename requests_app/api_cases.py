"""Applications and decisions for programs: one address a verb, each with the version the program last saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from portal.accounts.roles import Perm
from portal.api.permissions import SIGNED_IN
from portal.api.views import ApiView
from portal.workflow import NotVisible
from requests_app.api_bodies import AnswersBody, CaseVerbBody, DecisionVerbBody, NewApplicationBody, read
from requests_app.commands import applications, checking, decisions
from requests_app.commands.acceptance import accept_decision
from requests_app.commands.decisions import DECIDE, Assessment
from requests_app.models import Application, Decision
from requests_app.selectors.cases import applications_visible_to, case_for, decision_for, state_seen_by, with_people
from requests_app.selectors.documents import plain_document
from requests_app.selectors.gaps import application_gaps, plan_state
from requests_app.selectors.plans import plan_for
from requests_app.states import ApplicationState
from requests_app.workflow import APPLICATION, DECISION

Row = dict[str, Any]


class DecisionSummary(serializers.Serializer[Decision]):
    """A controller's part of a case."""

    uuid = serializers.UUIDField()
    controller = serializers.CharField(source="controller.key")
    state = serializers.SerializerMethodField()
    datasets = serializers.JSONField()

    def get_state(self, decision: Decision) -> str:
        """How far it is; `open` to other controllers and to the parties until it has ended."""
        return state_seen_by(self.context["request"].user, decision)


class ApplicationSerializer(serializers.Serializer[Application]):
    """A case in a list."""

    uuid = serializers.UUIDField()
    number = serializers.CharField(allow_null=True)
    kind = serializers.CharField()
    regime = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()
    outcome = serializers.CharField()
    version = serializers.IntegerField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    awaits_acceptance = serializers.BooleanField()
    decisions = DecisionSummary(many=True)


class ApplicationDetailSerializer(ApplicationSerializer):
    """A case with its answers, its gaps, and the verbs open to the caller."""

    answers = serializers.JSONField()
    plan = serializers.UUIDField(source="plan.uuid", allow_null=True, default=None)
    plan_version = serializers.SerializerMethodField()
    plan_hash = serializers.CharField(source="plan_version.plan_hash", allow_null=True, default=None)
    offered_plan = serializers.SerializerMethodField()
    gaps = serializers.SerializerMethodField()
    verbs = serializers.SerializerMethodField()
    permits = serializers.SerializerMethodField()

    def get_plan_version(self, case: Application) -> int | None:
        """The version of a draft's plan, to send along with submit; what was sent has its hash instead."""
        return case.plan.version if case.plan and case.state == ApplicationState.DRAFT else None

    def get_gaps(self, case: Application) -> list[dict[str, str]]:
        """What is missing before it can be sent; nothing once it is sent."""
        if case.state not in (ApplicationState.DRAFT, ApplicationState.WAITING):
            return []
        gaps = application_gaps(case, plan_state(case))
        return [{"code": gap.code, "path": gap.field, "message": gap.message} for gap in gaps]

    def get_offered_plan(self, case: Application) -> dict[str, Any] | None:
        """After a partial grant: the plan reduced to what was granted, until it is answered."""
        version = case.offered_version
        if version is None or not case.awaits_acceptance:
            return None
        return {"plan_hash": version.plan_hash, "document": plain_document(version.document)}

    def get_verbs(self, case: Application) -> list[str]:
        """Verbs the caller could do now."""
        return APPLICATION.allowed(case, self.context["request"].user)

    def get_permits(self, case: Application) -> list[str]:
        """Numbers of the permits of the case."""
        return [permit.number for permit in case.permits.all()]


class DecisionSerializer(DecisionSummary):
    """A decision with its assessment."""

    version = serializers.IntegerField()
    assessment = serializers.JSONField()
    needed = serializers.JSONField()
    conditions = serializers.JSONField()
    reason = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    application = serializers.UUIDField(source="application.uuid")
    verbs = serializers.SerializerMethodField()

    def get_verbs(self, decision: Decision) -> list[str]:
        """Verbs the caller could do now."""
        return DECISION.allowed(decision, self.context["request"].user)


def case_answer(request: Request, uuid: UUID, *, code: int = status.HTTP_200_OK) -> Response:
    """The case as the caller may see it now."""
    case = case_for(user=request.user, uuid=uuid)
    return Response(ApplicationDetailSerializer(case, context={"request": request}).data, status=code)


class ApplicationList(ApiView):
    """Cases the caller may see."""

    permissions = {"GET": Perm.VIEW_CASE, "POST": Perm.CREATE_CASE}

    @extend_schema(responses=ApplicationSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = with_people(applications_visible_to(request.user)).order_by("-created_at", "-pk")
        return self.paginated(rows, ApplicationSerializer)

    @extend_schema(request=NewApplicationBody, responses={201: ApplicationDetailSerializer})
    def post(self, request: Request) -> Response:
        body = read(NewApplicationBody, request)
        plan = plan_for(user=request.user, uuid=body["plan"]) if body["plan"] else None
        case = applications.start_application(by=request.user, plan=plan)
        return case_answer(request, case.uuid, code=status.HTTP_201_CREATED)


class ApplicationDetail(ApiView):
    """One case; PATCH stores answers of a draft, or of the fields one was asked about."""

    permission = SIGNED_IN

    @extend_schema(responses=ApplicationDetailSerializer)
    def get(self, request: Request, uuid: UUID) -> Response:
        return case_answer(request, uuid)

    @extend_schema(request=AnswersBody, responses=ApplicationDetailSerializer)
    def patch(self, request: Request, uuid: UUID) -> Response:
        body = read(AnswersBody, request)
        applications.save_answers(by=request.user, application=case_for(user=request.user, uuid=uuid), **body)
        return case_answer(request, uuid)


def _choose_plan(request: Request, case: Application, body: Row) -> None:
    plan = plan_for(user=request.user, uuid=body["plan"] or UUID(int=0))
    version = body["expected_version"]
    applications.choose_plan(by=request.user, application=case, plan=plan, expected_version=version)


def _plain(command: Callable[..., Any], *keys: str) -> Callable[[Request, Application, Row], None]:
    def do(request: Request, case: Application, body: Row) -> None:
        command(by=request.user, application=case, **{key: body[key] for key in (*keys, "expected_version")})

    return do


CASE_VERBS: Mapping[str, Callable[[Request, Application, Row], None]] = {
    "submit": _plain(applications.submit_application, "plan_version"),
    "answer": _plain(applications.answer_questions, "replies"),
    "withdraw": _plain(applications.withdraw_application, "reason"),
    "plan": _choose_plan,
    "accept": _plain(accept_decision),
    "start_check": _plain(checking.start_check),
    "complete": _plain(checking.pass_check),
    "ask": _plain(checking.ask_applicant, "questions"),
    "reject_incomplete": _plain(checking.reject_incomplete, "reason"),
}
"""Verb of the address to command."""


class ApplicationVerb(ApiView):
    """Do a verb: submit, answer, withdraw, plan, accept, start_check, complete, ask, reject_incomplete."""

    permission = SIGNED_IN

    @extend_schema(request=CaseVerbBody, responses=ApplicationDetailSerializer)
    def post(self, request: Request, uuid: UUID, verb: str) -> Response:
        case = case_for(user=request.user, uuid=uuid)
        if verb not in CASE_VERBS:
            raise NotVisible
        CASE_VERBS[verb](request, case, read(CaseVerbBody, request))
        return case_answer(request, uuid)


def decision_answer(request: Request, uuid: UUID) -> Response:
    """The decision as the caller may see it now."""
    decision = decision_for(user=request.user, uuid=uuid)
    return Response(DecisionSerializer(decision, context={"request": request}).data)


class DecisionDetail(ApiView):
    """One controller's decision."""

    permission = Perm.VIEW_CASE

    @extend_schema(responses=DecisionSerializer)
    def get(self, request: Request, uuid: UUID) -> Response:
        return decision_answer(request, uuid)


class DecisionVerb(ApiView):
    """Do a verb: start_review, save, approve, approve_with_conditions, refuse, not_available."""

    permission = SIGNED_IN

    @extend_schema(request=DecisionVerbBody, responses=DecisionSerializer)
    def post(self, request: Request, uuid: UUID, verb: str) -> Response:
        decision = decision_for(user=request.user, uuid=uuid)
        body = read(DecisionVerbBody, request)
        version = body["expected_version"]
        assessment = Assessment(body["assessment"], body["needed"], body["conditions"], body["reason"])
        if verb == "start_review":
            decisions.start_review(by=request.user, decision=decision, expected_version=version)
        elif verb == "save" or verb in DECIDE:
            command: Callable[..., Decision] = DECIDE.get(verb, decisions.save_assessment)
            command(by=request.user, decision=decision, assessment=assessment, expected_version=version)
        else:
            raise NotVisible
        return decision_answer(request, uuid)
