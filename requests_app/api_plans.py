"""Plans for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from analysis.plans import plan_schema
from portal.accounts.roles import Perm
from portal.api.permissions import PUBLIC
from portal.api.views import ApiView
from requests_app.api_bodies import Body, NewPlanBody, PlanBody, read
from requests_app.commands.plans import create_plan, delete_plan, import_plan, save_plan
from requests_app.models import Plan
from requests_app.selectors.gaps import language, plan_faults
from requests_app.selectors.plans import plan_for, plans_of


class PlanSerializer(serializers.Serializer[Plan]):
    """A plan in a list."""

    uuid = serializers.UUIDField()
    title = serializers.CharField()
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class PlanDetailSerializer(PlanSerializer):
    """A plan with its document and every fault it has against today's catalogue."""

    document = serializers.JSONField()
    faults = serializers.SerializerMethodField()

    def get_faults(self, plan: Plan) -> list[dict[str, str]]:
        """`{code, path, message}` for each fault."""
        return [fault.as_json(language()) for fault in plan_faults(plan.document)]


class PlanSchema(ApiView):
    """The plan language as a JSON Schema."""

    permission = PUBLIC

    @extend_schema(responses={200: dict})
    def get(self, request: Request) -> Response:
        return Response(plan_schema())


class PlanList(ApiView):
    """One's own plans."""

    permissions = {"GET": Perm.VIEW_PLAN, "POST": Perm.CREATE_PLAN}

    @extend_schema(responses=PlanSerializer(many=True))
    def get(self, request: Request) -> Response:
        return self.paginated(plans_of(request.user), PlanSerializer)

    @extend_schema(request=NewPlanBody, responses={201: PlanDetailSerializer})
    def post(self, request: Request) -> Response:
        body: dict[str, Any] = read(NewPlanBody, request)
        document, title = body["document"], body["title"]
        plan = (
            create_plan(by=request.user, title=title)
            if document is None
            else import_plan(by=request.user, document=document, title=title)
        )
        return Response(PlanDetailSerializer(plan).data, status=status.HTTP_201_CREATED)


class PlanDetail(ApiView):
    """One plan."""

    permissions = {"GET": Perm.VIEW_PLAN, "PUT": Perm.EDIT_PLAN, "DELETE": Perm.EDIT_PLAN}

    @extend_schema(responses=PlanDetailSerializer)
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(PlanDetailSerializer(plan_for(user=request.user, uuid=uuid)).data)

    @extend_schema(request=PlanBody, responses=PlanDetailSerializer)
    def put(self, request: Request, uuid: UUID) -> Response:
        body = read(PlanBody, request)
        plan = save_plan(by=request.user, plan=plan_for(user=request.user, uuid=uuid), **body)
        return Response(PlanDetailSerializer(plan).data)

    @extend_schema(request=Body, responses={204: None})
    def delete(self, request: Request, uuid: UUID) -> Response:
        plan = plan_for(user=request.user, uuid=uuid)
        delete_plan(by=request.user, plan=plan, **read(Body, request))
        return Response(status=status.HTTP_204_NO_CONTENT)
