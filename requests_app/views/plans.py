"""The plan builder: every change is a form that works without script."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.workflow import Refused
from requests_app.commands.applications import start_application
from requests_app.commands.plans import create_plan_from_basket, delete_plan, import_plan, save_plan
from requests_app.forms.plans import ImportForm, NewPlanForm
from requests_app.models import Plan
from requests_app.selectors.basket import put_aside
from requests_app.selectors.gaps import plan_faults
from requests_app.selectors.plan_page import plan_page
from requests_app.selectors.plans import plan_for, plans_of
from requests_app.views.common import errors_of, number_in, page_of, redirect_with, said_in


@login_required
@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    """One's own plans."""
    page = page_of(request, plans_of(request.user))
    return render(request, "requests_app/plan_list.html", {"page": page, "form": NewPlanForm()})


@login_required
@require_POST
def plan_create(request: HttpRequest) -> HttpResponse:
    """Begin a plan, from the basket where there is one."""
    form = NewPlanForm(request.POST)
    if form.is_valid():
        plan = said_in(form, lambda: create_plan_from_basket(by=request.user, title=form.cleaned_data["title"]))
        if plan is not None:
            if put_aside(plan):
                messages.info(request, _("Not all you put aside is in the plan yet. The page lists what is left."))
            return redirect("requests_app:plan-detail", plan.uuid)
    context = {"page": page_of(request, plans_of(request.user)), "form": form, "errors": errors_of(form)}
    return render(request, "requests_app/plan_list.html", context, status=422)


@login_required
@require_http_methods(["GET", "POST"])
def plan_import(request: HttpRequest) -> HttpResponse:
    """A new plan from JSON that is pasted or uploaded. What it lacks, and its faults of meaning, the builder shows."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        plan = _imported(request, form)
        if plan is not None:
            has_faults = bool(plan_faults(plan.document))
            said = _("The plan is imported. Its faults stand at the top.") if has_faults else _("The plan is imported.")
            return redirect_with(request, said, "requests_app:plan-detail", plan.uuid)
    status = 422 if form.is_bound else 200
    return render(request, "requests_app/plan_import.html", {"form": form, "errors": errors_of(form)}, status=status)


def _imported(request: HttpRequest, form: ImportForm) -> Plan | None:
    """The plan, or none with every fault of the document as an error of the form."""
    try:
        return import_plan(by=request.user, document=form.cleaned_data["document"])
    except Refused as refusal:
        faults = [f"{one['path']}: {one['message']}" if one["path"] else one["message"] for one in refusal.faults]
        form.add_error("text", [str(refusal.sentence), *faults])
        return None


@login_required
@require_GET
def plan_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The builder."""
    plan = plan_for(user=request.user, uuid=uuid)
    context = {"page": plan_page(plan), "plan": plan, "aside": put_aside(plan)}
    return render(request, "requests_app/plan_detail.html", context)


@login_required
@require_GET
def plan_export(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The plan as a file."""
    plan = plan_for(user=request.user, uuid=uuid)
    answer = JsonResponse(plan.document, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="plan-{plan.uuid}.json"'
    return answer


@login_required
@require_POST
def plan_rename(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give the plan another title."""
    plan = plan_for(user=request.user, uuid=uuid)
    form = NewPlanForm(request.POST)
    if form.is_valid():
        document = {**plan.document, "title": form.cleaned_data["title"]}
        save_plan(by=request.user, plan=plan, document=document, expected_version=number_in(request, "version"))
    return redirect("requests_app:plan-detail", uuid)


@login_required
@require_POST
def plan_delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Remove a plan nobody has used."""
    plan = plan_for(user=request.user, uuid=uuid)
    delete_plan(by=request.user, plan=plan, expected_version=number_in(request, "version"))
    return redirect_with(request, _("The plan is deleted."), "requests_app:plan-list")


@login_required
@require_POST
def plan_use(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin an application with this plan."""
    plan = plan_for(user=request.user, uuid=uuid)
    case = start_application(by=request.user, plan=plan)
    return redirect("requests_app:application-section", case.uuid, "project")
