"""The catalogue for programs: public descriptions, their variables, and the dictionary plans are checked against."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.models import Dataset, Variable
from catalog.search import Facet, Filters, Sort, query
from catalog.selectors.dictionary import plan_dataset
from catalog.selectors.visibility import visible_dataset
from catalog.vocabulary import Scheme
from portal.api.permissions import PUBLIC
from portal.api.views import ApiView

MOST_A_PAGE = 200
_A_PAGE = 25


class Text(serializers.Serializer[Any]):
    """One text in both languages."""

    da = serializers.CharField()
    en = serializers.CharField()


class Controller(serializers.Serializer[Any]):
    """Who decides."""

    key = serializers.CharField()
    name = Text()


class DatasetSummary(serializers.Serializer[Any]):
    """A dataset in a list."""

    key = serializers.CharField()
    title = Text()
    lead = Text()
    controller = Controller()
    site = serializers.CharField(allow_null=True)
    unit = serializers.CharField()
    coverage_from = serializers.IntegerField(allow_null=True)
    coverage_to = serializers.IntegerField(allow_null=True)
    persons = serializers.CharField(help_text="Coarse: a number, or <k; empty where unknown")
    records = serializers.CharField()
    demonstration = serializers.BooleanField()
    matching_variables = serializers.ListField(child=serializers.CharField())


class DatasetListPage(serializers.Serializer[Any]):
    """A page of the list."""

    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = DatasetSummary(many=True)


class VariableDetail(serializers.Serializer[Any]):
    """A variable with its coarse profile."""

    name = serializers.CharField()
    type = serializers.CharField()
    label = Text()  # type: ignore[assignment]  # the name is the document's, not the field's caption
    description = Text()
    unit = serializers.CharField()
    system = serializers.CharField()
    labels = serializers.JSONField()
    sensitive = serializers.BooleanField()
    profile = serializers.JSONField()


class DatasetDetail(DatasetSummary):
    """A whole description. `dictionary` is what plans are checked against; null where no site is connected."""

    description = Text()
    population = Text()
    collection = Text()
    conditions = Text()
    categories = serializers.ListField(child=serializers.CharField())
    coding_systems = serializers.ListField(child=serializers.CharField())
    quality = serializers.JSONField()
    source_links = serializers.ListField(child=serializers.CharField())
    decided_by = serializers.CharField()
    state = serializers.CharField()
    variables = VariableDetail(many=True)
    dictionary = serializers.JSONField(allow_null=True)


class DatasetListView(ApiView):
    """Published datasets."""

    permission = PUBLIC

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Words, in Danish or English"),
            *(OpenApiParameter(facet.value, str, many=True) for facet in Facet),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int),
        ],
        responses=DatasetListPage,
    )
    def get(self, request: Request) -> Response:
        """Search with the words and facets of the page."""
        asked = request.query_params
        text = asked.get("q", "").strip()[:200]
        found = query(
            user=request.user,
            text=text,
            filters=Filters.read(asked.getlist),
            sort=Sort.BEST if text else Sort.TITLE,
            page=_number(asked.get("page", ""), 1),
            length=min(_number(asked.get("page_size", ""), _A_PAGE), MOST_A_PAGE),
        )
        results = [
            {**summary_of(hit.dataset), "matching_variables": [variable.name for variable in hit.variables]}
            for hit in found.hits
        ]
        document = {"count": found.total, "page": found.page, "pages": found.pages, "results": results}
        return Response(DatasetListPage(document).data)


class DatasetView(ApiView):
    """One dataset with all its variables."""

    permission = PUBLIC

    @extend_schema(responses=DatasetDetail)
    def get(self, request: Request, key: str) -> Response:
        """The description; 404 for what the caller may not see."""
        dataset = visible_dataset(user=request.user, key=key)
        return Response(DatasetDetail(detail_of(dataset)).data)


def summary_of(dataset: Dataset) -> dict[str, Any]:
    """A dataset as lists show it."""
    controller = dataset.controller
    return {
        "key": dataset.key,
        "title": _both(dataset, "title"),
        "lead": _both(dataset, "lead"),
        "controller": {"key": controller.key, "name": {"da": controller.name_da, "en": controller.name_en}},
        "site": dataset.site.key if dataset.site else None,
        "unit": dataset.unit,
        "coverage_from": dataset.coverage_from,
        "coverage_to": dataset.coverage_to,
        "persons": dataset.persons,
        "records": dataset.records,
        "demonstration": dataset.demonstration,
        "matching_variables": [],
    }


def detail_of(dataset: Dataset) -> dict[str, Any]:
    """A dataset with everything the page shows."""
    variables = list(dataset.variables.order_by("position"))
    codes = list(dataset.classifications.order_by("code").values_list("scheme", "code"))
    dictionary = plan_dataset(dataset, variables).as_json() if dataset.is_connected else None
    return {
        **summary_of(dataset),
        **{name: _both(dataset, name) for name in ("description", "population", "collection", "conditions")},
        "categories": [code for scheme, code in codes if scheme == Scheme.CATEGORY],
        "coding_systems": [code for scheme, code in codes if scheme == Scheme.SYSTEM],
        "quality": dataset.quality,
        "source_links": dataset.source_links,
        "decided_by": dataset.decided_by,
        "state": dataset.state,
        "variables": [_variable(variable) for variable in variables],
        "dictionary": dictionary,
    }


def _variable(variable: Variable) -> dict[str, Any]:
    plain = {
        name: getattr(variable, name) for name in ("name", "type", "unit", "system", "labels", "sensitive", "profile")
    }
    return {**plain, "label": _both(variable, "label"), "description": _both(variable, "description")}


def _both(row: Dataset | Variable, name: str) -> dict[str, str]:
    return {language: getattr(row, f"{name}_{language}") for language in ("da", "en")}


def _number(asked: str, otherwise: int) -> int:
    return int(asked) if asked.isdecimal() and 0 < len(asked) < 7 and int(asked) else otherwise


routes = [
    path("datasets/", DatasetListView.as_view(), name="dataset-list"),
    path("datasets/<slug:key>/", DatasetView.as_view(), name="dataset-detail"),
]
