"""The people of a case: invite and remove them, and answer an invitation."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.policy import can
from portal.accounts.roles import Perm
from portal.workflow import NotVisible
from requests_app.commands.members import accept_invitation, decline_invitation, invite_member, remove_member
from requests_app.forms.cases import MemberForm
from requests_app.models import Member
from requests_app.selectors.cases import case_for
from requests_app.selectors.invitations import invitation_for, invitation_page
from requests_app.states import MemberState
from requests_app.views.common import errors_of, number_in, redirect_with, said_in

INVITED = _("The invitation is made. Whoever holds the address sees it here after logging in.")
"""One answer, whether or not an account has the address."""


@login_required
@require_http_methods(["GET", "POST"])
def case_members(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Invite people to the case, and see who has answered."""
    case = case_for(user=request.user, uuid=uuid)
    if not can(request.user, Perm.INVITE_MEMBER, case):
        raise NotVisible
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = said_in(form, lambda: invite_member(by=request.user, application=case, **form.cleaned_data))
        if made is not None:
            return redirect_with(request, INVITED, "requests_app:case-members", uuid)
    members = [member for member in case.members.all() if member.state != MemberState.REMOVED]
    context = {"case": case, "form": form, "members": members, "errors": errors_of(form)}
    return render(request, "requests_app/case_members.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def case_member_remove(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Remove a person from the case, or take an invitation back."""
    case = case_for(user=request.user, uuid=uuid)
    member = next((found for found in case.members.all() if found.pk == pk), None)
    if member is None:
        raise NotVisible
    remove_member(by=request.user, member=member)
    return redirect_with(request, _("The person is removed."), "requests_app:case-members", uuid)


@login_required
@require_http_methods(["GET", "POST"])
def case_invitation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the case is, who invites and what it means to take part; yes or no."""
    member = invitation_for(user=request.user, uuid=uuid)
    if request.method == "POST":
        return _answer(request, member)
    if member.is_party:
        return redirect("requests_app:case-detail", uuid)
    return render(request, "requests_app/case_invitation.html", {"page": invitation_page(member, user=request.user)})


def _answer(request: HttpRequest, member: Member) -> HttpResponse:
    version = number_in(request, "version")
    match request.POST.get("verb"):
        case "accept":
            accept_invitation(by=request.user, member=member, expected_version=version)
            done = _("You take part in the case now.")
            return redirect_with(request, done, "requests_app:case-detail", member.application.uuid)
        case "decline":
            decline_invitation(by=request.user, member=member, expected_version=version)
            return redirect_with(request, _("You have declined the invitation."), "requests_app:case-list")
        case _:
            raise NotVisible
