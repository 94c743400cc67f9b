"""The list of results, a result's page, and its chart."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analysis.labels import labels_of
from analysis.methods import LANGUAGES, methods_of
from analysis.models import Chart, Result
from analysis.result_page import result_page
from analysis.result_words import card_items, files, status_text
from analysis.selectors.results import result_for, results_visible_to
from portal.audit import log_read
from portal.ui.format import date_text
from portal.workflow import NotVisible

A_PAGE = 50
CHART_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}
"""A chart carries no script; opened by itself, it may style itself and nothing more."""


@login_required
def result_list(request: HttpRequest) -> HttpResponse:
    """Released results of the person's cases, newest first."""
    results = results_visible_to(request.user).order_by("-release__released_at", "-pk")
    page = Paginator(results, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(result) for result in page],
        "columns": [{"label": _("Result")}, {"label": _("Case")}, {"label": _("Run at")}, {"label": _("Released")}],
        "trail": [{"text": _("Results")}],
    }
    return render(request, "analysis/result_list.html", context)


def _row(result: Result) -> list[object]:
    permit = result.job.permit
    assert permit is not None  # the list holds results of cases only
    return [
        {"text": permit.application.title, "href": reverse("analysis:result-detail", args=[result.uuid])},
        result.release.number,
        result.job.site.name,
        date_text(result.release.released_at),
    ]


@login_required
def result_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One released result: tables, chart, files and release card."""
    result = result_for(user=request.user, uuid=uuid)
    log_read(request.user, result, "page")
    page = result_page(result, get_language() or "da", request.GET)
    number = result.release.number or ""
    context = {
        "page": page,
        "badges": [{"text": _("Released"), "variant": "success"}],
        "eyebrow": _("Release %(number)s") % {"number": number} if number else "",
        "status": status_text(page),
        "card": card_items(page),
        "files": files(page),
        "trail": [{"text": _("Results"), "href": reverse("analysis:result-list")}, {"text": number or page.title}],
    }
    return render(request, "analysis/result_detail.html", context)


@login_required
def methods_file(request: HttpRequest, uuid: UUID, language: str) -> HttpResponse:
    """The methods text as a file of plain text."""
    result = result_for(user=request.user, uuid=uuid)
    if language not in LANGUAGES:
        raise NotVisible
    log_read(request.user, result, "methods")
    name = f"{result.release.number or result.uuid}-methods.{language}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    text = methods_of(result, labels_of(result.job, language)).as_text()
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


@login_required
def chart_file(request: HttpRequest, uuid: UUID, figure: str, language: str) -> HttpResponse:
    """The drawn figure as SVG: for a page, or with ``?narrow`` for a phone."""
    result = result_for(user=request.user, uuid=uuid)
    chart = Chart.objects.filter(result=result, figure=figure, language=language).first()
    svg = "" if chart is None else chart.narrow if "narrow" in request.GET else chart.svg
    if not svg:
        raise NotVisible
    return HttpResponse(svg, content_type="image/svg+xml; charset=utf-8", headers=CHART_HEADERS)
