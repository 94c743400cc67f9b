"""Lists of cases by role, the case itself, and the coordinator's check."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.policy import can, roles_of
from portal.accounts.roles import Perm, Role
from portal.ui.format import weekday_text
from portal.workflow import NotVisible
from requests_app.commands.checking import ask_applicant, pass_check, reject_incomplete, start_check
from requests_app.forms.cases import ReasonForm
from requests_app.models import Application
from requests_app.selectors.case_page import case_page
from requests_app.selectors.cases import case_for
from requests_app.selectors.check_page import check_page
from requests_app.selectors.counts import lies_with_applicant, lies_with_coordinator, lies_with_steward
from requests_app.selectors.invitations import invitations_of
from requests_app.selectors.lists import (
    View,
    case_row,
    case_views,
    cases_in,
    columns,
    counts_of,
    empty_text,
    inbox_views,
    matching,
    task_views,
)
from requests_app.states import ApplicationState
from requests_app.views.common import errors_of, number_in, page_of, said_in, texts_with


@login_required
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases one may see."""
    role = getattr(request, "active_role", None)
    is_applicant = role in (None, Role.APPLICANT, Role.MEMBER)
    more: dict[str, Any] = {
        "may_begin": role in (None, Role.APPLICANT),
        "invitations": list(invitations_of(request.user)) if is_applicant else [],
    }
    title = _("My cases") if is_applicant else _("Cases")
    return _list(request, case_views(request.user), title=title, here=_turn(request), **more)


def _turn(request: HttpRequest) -> Q:
    """The cases that lie with the person in the role of the page, as the menu counts them."""
    match getattr(request, "active_role", None):
        case Role.COORDINATOR:
            return lies_with_coordinator(request.user)
        case Role.STEWARD:
            return lies_with_steward(request.user)
        case _:
            return lies_with_applicant(request.user)


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The coordinator's inbox."""
    if Role.COORDINATOR not in roles_of(request.user):
        raise NotVisible
    here = lies_with_coordinator(request.user)
    return _list(request, inbox_views(request.user), title=_("Inbox"), here=here, greets=True)


@login_required
@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    """The steward's tasks."""
    if Role.STEWARD not in roles_of(request.user):
        raise NotVisible
    views = task_views(request.user)
    return _list(request, views, title=_("Tasks"), here=views[0].holds, greets=True)


def _list(request: HttpRequest, views: tuple[View, ...], *, title: Any, here: Q, **more: Any) -> HttpResponse:
    """`here`: the cases that lie with the person; a list that `greets` opens with how many there are."""
    filters = {name: request.GET.get(name, "") for name in ("q", "state")}
    counts = _counts(request.user, views, matching(filters), here)
    chosen = next((view for view in views if view.key == request.GET.get("view")), _opening(views, counts))
    rows = cases_in(chosen, user=request.user, filters=filters)
    page = page_of(request, rows, known=counts.get(f"found_{chosen.key}", counts[chosen.key]))
    context = {
        "title": title,
        "page": page,
        "rows": [case_row(case, request.user) for case in page],
        "tabs": [_tab(view, counts[view.key], chosen) for view in views],
        "states": [(state.value, state.label) for state in ApplicationState],
        "filters": filters,
        "view": chosen,
        "columns": columns(),
        "sentence": _sentence(counts) if more.get("greets") else "",
        "empty_text": "" if page.object_list else empty_text(request.user, here=counts["here"]),
        **more,
    }
    return render(request, "requests_app/case_list.html", context)


def _counts(user: Any, views: tuple[View, ...], wanted: Q, here: Q) -> dict[str, int]:
    """How many cases each tab holds, how many of them are `found_` by the filters, and how many are `here`."""
    parts = {view.key: view.holds for view in views} | {"here": here}
    if wanted:
        parts |= {f"found_{view.key}": view.holds & wanted for view in views}
    return counts_of(parts, user=user)


def _opening(views: tuple[View, ...], counts: dict[str, int]) -> View:
    """The tab to open with: one's own cases, or the new ones when nothing else waits."""
    fresh = next((view for view in views if view.key == "new"), None)
    return fresh if fresh is not None and counts["new"] and not counts[views[0].key] else views[0]


def _sentence(counts: dict[str, int]) -> str:
    """What lies with the person, as the menu counts it; what is new is among it."""
    today = weekday_text(timezone.localdate())
    here = ngettext("%(n)d case is with you.", "%(n)d cases are with you.", counts["here"]) % {"n": counts["here"]}
    text = f"{today}. {here}"
    if counts.get("new"):
        fresh = ngettext(
            "%(n)d of them is new and not assigned.", "%(n)d of them are new and not assigned.", counts["new"]
        )
        text += " " + fresh % {"n": counts["new"]}
    if counts.get("late"):
        late = ngettext("%(n)d deadline is overdue.", "%(n)d deadlines are overdue.", counts["late"])
        text += " " + late % {"n": counts["late"]}
    return text


def _tab(view: View, count: int, chosen: View) -> dict[str, Any]:
    return {"href": f"?view={view.key}", "text": f"{view.name} ({count})", "current": view is chosen}


@login_required
@require_GET
def case_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The case: who has it, what was decided, what happened."""
    page = case_page(user=request.user, uuid=uuid)
    if page.case.state == ApplicationState.DRAFT:
        return redirect("requests_app:application-review", uuid)
    return render(request, "requests_app/case_detail.html", {"page": page, "case": page.case})


@login_required
@require_http_methods(["GET", "POST"])
def case_check(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The completeness check: read everything, ask about fields, find it complete, or close it with reasons."""
    case = case_for(user=request.user, uuid=uuid)
    if not can(request.user, Perm.ASK_APPLICANT, case):
        raise NotVisible
    form = ReasonForm(request.POST or None, required=False)
    if request.method == "POST" and form.is_valid():
        done = said_in(form, lambda: _check_verb(request, case, form))
        if done is not None:
            to = "requests_app:case-check" if done.state == ApplicationState.CHECKING else "requests_app:case-detail"
            return redirect(to, uuid)
    context = {"page": check_page(case, user=request.user), "form": form, "errors": errors_of(form)}
    return render(request, "requests_app/case_check.html", context, status=422 if form.errors else 200)


def _check_verb(request: HttpRequest, case: Application, form: ReasonForm) -> Application | None:
    version, verb = number_in(request, "version"), request.POST.get("verb", "")
    if verb == "start_check":
        return start_check(by=request.user, application=case, expected_version=version)
    if verb == "complete":
        return pass_check(by=request.user, application=case, expected_version=version)
    if verb == "ask":
        asked = texts_with(request, "ask-")
        return ask_applicant(by=request.user, application=case, questions=asked, expected_version=version)
    if verb == "reject_incomplete":
        reason = form.cleaned_data["reason"]
        return reject_incomplete(by=request.user, application=case, reason=reason, expected_version=version)
    form.add_error(None, str(_("Choose what to do.")))
    return None
