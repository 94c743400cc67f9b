"""Write and send an application."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.workflow import Conflict, Refused
from requests_app.commands.applications import (
    answer_questions,
    choose_plan,
    delete_draft,
    save_section,
    start_application,
    submit_application,
    withdraw_application,
)
from requests_app.forms.cases import ReasonForm
from requests_app.selectors.application_page import SectionPage, review_and_send, section_page
from requests_app.selectors.cases import case_for
from requests_app.selectors.plans import plan_for
from requests_app.states import ApplicationState
from requests_app.views.common import errors_of, number_in, redirect_with, said_in, texts_with

SAID_ON_THE_PAGE = ("submit.gaps", "answer.unanswered")
"""Refusals that the last look says beside what to mend."""
REPLY = "reply-"


@login_required
@require_POST
def application_start(request: HttpRequest) -> HttpResponse:
    """Begin an application without a plan; one is chosen later."""
    case = start_application(by=request.user, plan=None)
    return redirect("requests_app:application-section", case.uuid, "project")


@login_required
@require_http_methods(["GET", "POST"])
def application_section(request: HttpRequest, uuid: UUID, section: str) -> HttpResponse:
    """One part of the application. Autosave posts here too and gets only the status text back."""
    case = case_for(user=request.user, uuid=uuid)
    try:
        page = section_page(case, section, user=request.user, data=request.POST if request.method == "POST" else None)
    except KeyError as reason:
        raise Http404 from reason
    if request.method == "POST":
        return _save_section(request, page)
    return render(request, "requests_app/application_section.html", {"page": page})


def _save_section(request: HttpRequest, page: SectionPage) -> HttpResponse:
    is_autosave = request.headers.get("HX-Request") == "true"
    if not page.form.is_valid():
        return _section_answer(request, page, 422, is_autosave=is_autosave)
    try:
        case = save_section(
            by=request.user,
            application=page.case,
            section=page.section.id,
            values=page.form.answers(),
            expected_revision=number_in(request, "revision"),
        )
    except Conflict:
        return _section_answer(request, page, 409, is_autosave=is_autosave)
    if is_autosave:
        context = {"revision": case.revisions.get(page.section.id, 0), "saved_at": case.updated_at, "state": "saved"}
        return render(request, "requests_app/application_saved.html", context)
    return redirect(page.next_url)


def _section_answer(request: HttpRequest, page: SectionPage, status: int, *, is_autosave: bool) -> HttpResponse:
    if is_autosave:  # only the status text is swapped, so the page keeps what was written
        state = {"state": "conflict" if status == 409 else "invalid"}
        return render(request, "requests_app/application_saved.html", state, status=status)
    context = {"page": page, "conflict": status == 409, "errors": errors_of(page.form)}
    return render(request, "requests_app/application_section.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def application_review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Read it through with every gap linked, and send."""
    case = case_for(user=request.user, uuid=uuid)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            _send(request, case)
        except Refused as refusal:
            if refusal.code not in SAID_ON_THE_PAGE:
                raise
            refused = refusal
        else:
            return redirect_with(request, _("The application is sent."), "requests_app:case-detail", case.uuid)
    unanswered = faults_by_field(refused) if refused and refused.code == "answer.unanswered" else {}
    page = review_and_send(case, user=request.user, replies=texts_with(request, REPLY), unanswered=unanswered)
    context = {"page": page, "tried": bool(refused), "errors": errors_at(REPLY, unanswered)}
    return render(request, "requests_app/application_review.html", context, status=422 if refused else 200)


def faults_by_field(refusal: Refused) -> dict[str, str]:
    """What to say at each field."""
    return {fault["path"]: fault["message"] for fault in refusal.faults}


def errors_at(prefix: str, said: Mapping[str, str]) -> list[dict[str, str]]:
    """The same for the summary, each leading to its field."""
    return [{"field": f"{prefix}{name}", "text": text} for name, text in said.items()]


def _send(request: HttpRequest, case: Any) -> None:
    version = number_in(request, "version")
    if case.state == ApplicationState.WAITING:
        replies = texts_with(request, REPLY)
        answer_questions(by=request.user, application=case, replies=replies, expected_version=version)
    else:
        plan_version = number_in(request, "plan_version")
        submit_application(by=request.user, application=case, expected_version=version, plan_version=plan_version)


@login_required
@require_POST
def application_plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put another plan into a draft."""
    case = case_for(user=request.user, uuid=uuid)
    plan = plan_for(user=request.user, uuid=_uuid(request.POST.get("plan", "")))
    choose_plan(by=request.user, application=case, plan=plan, expected_version=number_in(request, "version"))
    return redirect(reverse("requests_app:application-section", args=[uuid, "data"]))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as reason:
        raise Http404 from reason


@login_required
@require_http_methods(["GET", "POST"])
def application_withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the application back."""
    case = case_for(user=request.user, uuid=uuid)
    form = ReasonForm(request.POST or None, required=False)
    if request.method == "POST" and form.is_valid():
        done = said_in(
            form,
            lambda: withdraw_application(
                by=request.user,
                application=case,
                reason=form.cleaned_data["reason"],
                expected_version=number_in(request, "version"),
            ),
        )
        if done is not None:
            return redirect_with(request, _("The application is withdrawn."), "requests_app:case-detail", uuid)
    context = {"case": case, "form": form, "errors": errors_of(form)}
    return render(request, "requests_app/case_withdraw.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def application_delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Throw a draft away."""
    case = case_for(user=request.user, uuid=uuid)
    delete_draft(by=request.user, application=case, expected_version=number_in(request, "version"))
    return redirect_with(request, _("The draft is deleted."), "requests_app:case-list")
