"""A person's roles: ask for one, accept others', end one."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.commands import accept_membership, ask_membership, end_membership
from portal.accounts.forms import MembershipForm
from portal.accounts.models import Membership, User
from portal.accounts.policy import can
from portal.accounts.roles import Perm
from portal.accounts.selectors import memberships_of, memberships_to_accept
from portal.refusals import NotVisible
from portal.workflow.forms import refusals_on


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def memberships(request: HttpRequest) -> HttpResponse:
    """The person's roles and, for who may accept, what others ask for."""
    user = _person(request)
    form = MembershipForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            ask_membership(by=user, **form.cleaned_data)
    if form.is_bound and form.is_valid():
        messages.success(request, _("You have asked. You hear from us when somebody there has answered."))
        return redirect("accounts:memberships")
    context = {
        "form": form,
        "mine": memberships_of(user),
        "may_accept": can(user, Perm.ACCEPT_MEMBERS),
        "asked": memberships_to_accept(user),
    }
    return render(request, "portal/memberships.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a member."""
    accept_membership(by=_person(request), membership=_membership(pk))
    messages.success(request, _("The role is accepted."))
    return redirect("accounts:memberships")


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role, or decline one that was asked for."""
    end_membership(by=_person(request), membership=_membership(pk))
    messages.success(request, _("The role has ended."))
    return redirect("accounts:memberships")


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)  # login_required has seen to it


def _membership(pk: int) -> Membership:
    found = Membership.objects.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found
