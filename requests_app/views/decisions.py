"""A steward's assessment, and the finished decision."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.policy import can
from portal.accounts.roles import Perm
from portal.workflow import Conflict, NotVisible, Refused
from requests_app.commands.checking import ask_applicant
from requests_app.commands.decisions import DECIDE, Assessment, assess, write_assessment
from requests_app.models import Decision
from requests_app.rules.assessment import LETTERS
from requests_app.selectors.cases import decision_for
from requests_app.selectors.decision_page import decision_page
from requests_app.selectors.review import review_page
from requests_app.views.common import number_in, redirect_with

SPARE_CONDITIONS = 3


@login_required
@require_GET
def decision_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a controller decided, and why."""
    decision = decision_for(user=request.user, uuid=uuid)
    may_review = not decision.is_final and can(request.user, Perm.REVIEW, decision)
    context = {"page": decision_page(decision), "may_review": may_review}
    return render(request, "requests_app/decision_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def decision_review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Read, assess, decide. The first save or signature begins the assessment; what is written stays when a rule says
    no."""
    decision = _reviewable(request, uuid)
    if decision.is_final:
        return redirect("requests_app:decision-detail", uuid)
    if request.method == "GET":
        return _page(request, decision)
    try:
        return _act(request, decision)
    except Refused as refusal:
        error, status = str(refusal.sentence), 422
    except Conflict:
        error, status = str(_("A colleague decided or saved while you read.")), 409
    decision = _reviewable(request, uuid)  # as it is now: the next click is compared with what this page shows
    write_assessment(decision, assessment_in(request.POST))
    return _page(request, decision, error=error, status=status)


def _reviewable(request: HttpRequest, uuid: UUID) -> Decision:
    decision = decision_for(user=request.user, uuid=uuid)
    if not can(request.user, Perm.REVIEW, decision):
        raise NotVisible
    return decision


def _act(request: HttpRequest, decision: Decision) -> HttpResponse:
    do, outcome = request.POST.get("do"), request.POST.get("outcome", "")
    if do == "ask":
        return _ask(request, decision)
    if do != "save" and outcome not in DECIDE:
        raise Refused("decision.no_outcome", _("Choose a decision."))
    assess(
        by=request.user,
        decision=decision,
        assessment=assessment_in(request.POST),
        expected_version=number_in(request, "version"),
        outcome="" if do == "save" else outcome,
    )
    if do == "save":
        return redirect_with(request, _("The assessment is saved."), "requests_app:decision-review", decision.uuid)
    return redirect_with(request, _("The decision is signed."), "requests_app:case-detail", decision.application.uuid)


def _ask(request: HttpRequest, decision: Decision) -> HttpResponse:
    case = decision.application
    question = {request.POST.get("ask_field", ""): request.POST.get("ask_text", "")}
    ask_applicant(
        by=request.user, application=case, questions=question, expected_version=number_in(request, "case_version")
    )
    return redirect_with(
        request, _("The question is sent. The clock stands still."), "requests_app:case-detail", case.uuid
    )


def assessment_in(data: QueryDict) -> Assessment:
    """What the steward wrote in the page's form."""
    keys = [letter.key for letter in LETTERS]
    return Assessment(
        letters={
            key: {"outcome": data.get(f"letter-{key}-value", ""), "reason": data.get(f"letter-{key}-reason", "")}
            for key in keys
            if f"letter-{key}-value" in data or data.get(f"letter-{key}-reason")
        },
        needed={name[7:]: str(value) for name, value in data.items() if name.startswith("needed-")},
        conditions=data.getlist("condition"),
        reason=data.get("reason", ""),
    )


def _page(request: HttpRequest, decision: Decision, *, error: str = "", status: int = 200) -> HttpResponse:
    page = review_page(decision)
    context = {
        "page": page,
        "error": error,
        "outcome": request.POST.get("outcome", ""),
        "conditions": [*decision.conditions, *[""] * SPARE_CONDITIONS],
        "ask": {"field": request.POST.get("ask_field", ""), "text": request.POST.get("ask_text", "")},
    }
    return render(request, "requests_app/decision_review.html", context, status=status)
