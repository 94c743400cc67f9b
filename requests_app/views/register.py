"""The public register."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from requests_app.selectors.register import register_entries, register_entry
from requests_app.states import Outcome
from requests_app.views.common import page_of


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Every application received, newest first."""
    filters = {"q": request.GET.get("q", ""), "outcome": request.GET.get("outcome", "")}
    context = {
        "page": page_of(request, register_entries(filters)),
        "filters": filters,
        "outcomes": [(outcome.value, outcome.label) for outcome in Outcome],
    }
    return render(request, "requests_app/register_list.html", context)


@require_GET
def register_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One entry: what is asked, what was decided, and why."""
    return render(request, "requests_app/register_detail.html", {"entry": register_entry(number)})
