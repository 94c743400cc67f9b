"""The API of jobs and results, and the count of a plan. The same commands and selectors as the pages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from analysis.commands.feasibility import count_plan, counts_left
from analysis.downloads import table_csv
from analysis.labels import labels_of
from analysis.methods import LANGUAGES, methods_of
from analysis.models import Job, Result
from analysis.plans.methods_text import MethodsText, Section
from analysis.release_card import LANGUAGE, result_file
from analysis.selectors.jobs import job_for
from analysis.selectors.results import result_for
from analysis.states import JobPurpose
from portal.accounts import Perm
from portal.api.views import ApiView
from portal.audit import log_read
from portal.workflow import NotVisible
from requests_app.selectors.cases import case_for
from requests_app.selectors.plans import plan_for


class JobSerializer(serializers.Serializer[Job]):
    uuid = serializers.UUIDField()
    purpose = serializers.CharField()
    site = serializers.CharField(source="site.key")
    state = serializers.CharField()
    stage = serializers.CharField()
    reason = serializers.CharField()
    plan_hash = serializers.CharField()
    created_at = serializers.DateTimeField()
    result = serializers.SerializerMethodField()
    persons = serializers.SerializerMethodField()

    def get_result(self, job: Job) -> str | None:
        """The address part of the released result, or null."""
        result = getattr(job, "result", None)
        return str(result.uuid) if result is not None and hasattr(result, "release") else None

    def get_persons(self, job: Job) -> int | str | None:
        """The coarse size of the population, once a count is done; null for other jobs."""
        result = getattr(job, "result", None)
        if job.purpose != JobPurpose.FEASIBILITY or result is None:
            return None
        persons: int | str | None = result.document["results"][0].get("persons")
        return persons


class CountSerializer(JobSerializer):
    counts_left_today = serializers.IntegerField()


class Feasibility(ApiView):
    """Ask the site for a coarse count of the plan's population; costs one of the day's counts."""

    permission = Perm.COUNT_FEASIBILITY

    @extend_schema(request=None, responses={202: CountSerializer})
    def post(self, request: Request, uuid: UUID) -> Response:
        plan = plan_for(user=request.user, uuid=uuid)
        job = count_plan(by=request.user, plan=plan)
        body = JobSerializer(job).data | {"counts_left_today": counts_left(request.user)}
        return Response(body, status=status.HTTP_202_ACCEPTED)


class JobList(ApiView):
    """Jobs of one case, newest first: `?application=<uuid>`."""

    permission = Perm.VIEW_JOB

    @extend_schema(
        parameters=[OpenApiParameter("application", UUID, required=True)], responses=JobSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        try:
            uuid = UUID(request.query_params.get("application", ""))
        except ValueError as reason:
            raise NotVisible from reason
        case = case_for(user=request.user, uuid=uuid)
        jobs = Job.objects.filter(permit__application=case).select_related("site", "result__release")
        return self.paginated(jobs.order_by("-created_at", "-pk"), JobSerializer)


class JobDetail(ApiView):
    permission = Perm.VIEW_JOB

    @extend_schema(responses=JobSerializer)
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(JobSerializer(job_for(user=request.user, uuid=uuid)).data)


class ResultDetail(ApiView):
    """The released document with its release card and the site's signature."""

    permission = Perm.VIEW_RESULT

    @extend_schema(responses={200: dict})
    def get(self, request: Request, uuid: UUID) -> Response:
        result = result_for(user=request.user, uuid=uuid)
        log_read(request.user, result, "json")
        return Response(result_file(result))


class SectionSerializer(serializers.Serializer[Section]):
    key = serializers.CharField()
    heading = serializers.CharField()
    paragraphs = serializers.ListField(child=serializers.CharField())


class MethodsSerializer(serializers.Serializer[MethodsText]):
    language = serializers.SerializerMethodField()
    title = serializers.CharField()
    sections = SectionSerializer(many=True)
    references = serializers.ListField(child=serializers.CharField())
    text = serializers.CharField(source="as_text")

    def get_language(self, _text: MethodsText) -> str:
        """The language of the text."""
        return str(self.context["language"])


class MethodsDetail(ApiView):
    """The methods of a result as an article tells them, with references: `?language=da` or `en`, else the caller's own."""

    permission = Perm.VIEW_RESULT

    @extend_schema(parameters=[OpenApiParameter("language", str, enum=list(LANGUAGES))], responses=MethodsSerializer)
    def get(self, request: Request, uuid: UUID) -> Response:
        result = result_for(user=request.user, uuid=uuid)
        language = request.query_params.get("language") or get_language() or "da"
        if language not in LANGUAGES:
            raise serializers.ValidationError({"language": _("Choose da or en.")})
        log_read(request.user, result, "methods")
        return Response(
            MethodsSerializer(methods_of(result, labels_of(result.job, language)), context={"language": language}).data
        )


class TableFile(ApiView):
    """One released table as CSV: long form, plain numbers, every row of the page; a model's references too."""

    permission = Perm.VIEW_RESULT

    @extend_schema(responses={(200, "text/csv"): str})
    def get(self, request: Request, uuid: UUID, figure: str, table: str) -> HttpResponse:
        result = result_for(user=request.user, uuid=uuid)
        entry, found = _table(result, figure, table)
        content = table_csv(found, labels_of(result.job, LANGUAGE).of(entry, table))
        log_read(request.user, result, "csv")
        name = f"{result.release.number or result.uuid}-{figure}-{table}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _table(result: Result, figure: str, name: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The analysis and its table. Raises NotVisible where there is none."""
    for entry in result.document["results"]:
        if entry["id"] == figure:
            for table in entry.get("tables") or ():
                if table["name"] == name:
                    return entry, table
    raise NotVisible


routes = [
    path("plans/<uuid:uuid>/feasibility/", Feasibility.as_view(), name="plan-feasibility"),
    path("jobs/", JobList.as_view(), name="job-list"),
    path("jobs/<uuid:uuid>/", JobDetail.as_view(), name="job-detail"),
    path("results/<uuid:uuid>/", ResultDetail.as_view(), name="result-detail"),
    path("results/<uuid:uuid>/methods/", MethodsDetail.as_view(), name="result-methods"),
    path("results/<uuid:uuid>/<slug:figure>-<slug:table>.csv", TableFile.as_view(), name="result-table"),
]
