"""The applicant answers a decision that waits: accept it, with what it leaves of the plan, or withdraw."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from requests_app.commands.acceptance import accept_decision
from requests_app.selectors.acceptance_page import acceptance_page
from requests_app.selectors.cases import case_for
from requests_app.views.common import errors_of, number_in, redirect_with, said_in


@login_required
@require_http_methods(["GET", "POST"])
def case_acceptance(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What was refused and why, what is left, and the answer."""
    case = case_for(user=request.user, uuid=uuid)
    page = acceptance_page(case, user=request.user)
    form = forms.Form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        version = number_in(request, "version")
        done = said_in(form, lambda: accept_decision(by=request.user, application=case, expected_version=version))
        if done is not None:
            return redirect_with(request, _("The decision is accepted."), "requests_app:case-detail", uuid)
    context = {"page": page, "errors": errors_of(form)}
    return render(request, "requests_app/case_acceptance.html", context, status=422 if form.errors else 200)
