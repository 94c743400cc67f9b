"""Counting a plan's group from its page, and asking how far a job is."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from analysis.commands.feasibility import count_plan
from analysis.selectors.jobs import job_for
from analysis.slots import count_context
from requests_app.selectors.plans import plan_for


@login_required
@require_POST
def plan_count(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Queue a coarse count of the plan's population, and return to the plan."""
    plan = plan_for(user=request.user, uuid=uuid)
    count_plan(by=request.user, plan=plan)
    return redirect(reverse("requests_app:plan-detail", args=[plan.uuid]) + "#count")


@login_required
def job_status(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The text of a job's state alone: what a page asks for every few seconds while it waits."""
    job = job_for(user=request.user, uuid=uuid)
    return render(request, "analysis/slots/count_state.html", count_context(job))
