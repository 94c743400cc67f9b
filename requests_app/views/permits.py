"""Permits: one's own, the public check of one, and the coordinator's verbs."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.workflow import NotVisible
from requests_app.commands.permits import resume_permit, revoke_permit, suspend_permit
from requests_app.forms.cases import StopForm
from requests_app.models import Permit
from requests_app.selectors.complaint import complaint_about
from requests_app.selectors.naming import named_lines
from requests_app.selectors.permits import not_granted, permit_for, permits_visible_to, verification
from requests_app.states import PermitState
from requests_app.views.common import errors_of, number_in, page_of, redirect_with, said_in
from requests_app.workflow import PERMIT


@login_required
@require_GET
def permit_list(request: HttpRequest) -> HttpResponse:
    """The permits one may see."""
    page = page_of(request, permits_visible_to(request.user))
    return render(request, "requests_app/permit_list.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def permit_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One permit, line by line; the coordinator suspends, resumes and revokes here."""
    permit = permit_for(user=request.user, number=number)
    form = _form_of(request)
    if request.method == "POST" and form.is_valid():
        done = said_in(form, lambda: _verb(request, permit, form.cleaned_data.get("reason", "")))
        if done is not None:
            return redirect_with(request, _("It is done."), "requests_app:permit-detail", number)
    is_revoked = permit.state == PermitState.REVOKED
    context = {
        "permit": permit,
        "complaint": complaint_about(permit.ended_at) if is_revoked and permit.ended_at else None,
        "lines": named_lines(permit.lines),
        "not_granted": not_granted(permit),
        "verbs": PERMIT.allowed(permit, request.user),
        "form": form if "reason" in form.fields else StopForm(),
        "errors": errors_of(form),
    }
    return render(request, "requests_app/permit_detail.html", context, status=422 if form.errors else 200)


def _form_of(request: HttpRequest) -> forms.Form:
    """All but the way back into force needs a reason."""
    is_resumed = request.POST.get("verb") == "resume"
    return forms.Form(request.POST) if is_resumed else StopForm(request.POST or None)


def _verb(request: HttpRequest, permit: Permit, reason: str) -> Permit:
    version = number_in(request, "version")
    match request.POST.get("verb"):
        case "resume":
            return resume_permit(by=request.user, permit=permit, expected_version=version)
        case "suspend":
            return suspend_permit(by=request.user, permit=permit, reason=reason, expected_version=version)
        case "revoke":
            return revoke_permit(by=request.user, permit=permit, reason=reason, expected_version=version)
        case _:
            raise NotVisible


@require_GET
def permit_verify(request: HttpRequest, number: str) -> HttpResponse:
    """The public page: is this permit real, and is it in force?"""
    found = verification(number)
    document = found.permit.document
    context = {
        "found": found,
        "lines": named_lines(document["lines"]),
        "not_granted": not_granted(found.permit),
    }
    return render(request, "requests_app/permit_verify.html", context)


@require_GET
def permit_document(request: HttpRequest, number: str) -> HttpResponse:
    """The signed bytes with signature and key, for a check anywhere."""
    found = verification(number)
    body = bytes(found.permit.body).decode("utf-8")
    return JsonResponse(
        {
            "body": body,
            "signature": found.permit.signature,
            "kid": found.permit.kid,
            "public_key": found.public_key,
            "algorithm": "Ed25519",
        },
        json_dumps_params={"ensure_ascii": False},
    )
