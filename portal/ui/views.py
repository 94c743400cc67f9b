"""Pages that belong to no room. They read nothing: figures and decisions come through slots."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.policy import roles_of
from portal.accounts.roles import ROLE_NAMES, Role
from portal.ui import slots
from portal.ui.scheme import AUTO, COOKIE, COOKIE_AGE, SCHEMES

HOME_FIGURES = "home.key_figures"
HOME_DECISIONS = "home.decisions"
HOME_LINKS = "home.links"


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The front page: search, how it goes, how long it takes, the latest decisions."""
    context = {
        "figures": slots.render(HOME_FIGURES, request=request),
        "decisions": slots.render(HOME_DECISIONS, request=request),
        "links": slots.render(HOME_LINKS, request=request),
    }
    return render(request, "ui/home.html", context)


@require_GET
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A page of plain text, written in both languages."""
    return render(request, f"ui/pages/{name}.html", {"page_name": name})


@csrf_exempt  # a foreign page could at most change the colours
@require_POST
def scheme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or as the device, and go back to the page."""
    response = redirect(_back(request))
    chosen = request.POST.get("scheme", AUTO)
    if chosen in SCHEMES and chosen != AUTO:
        response.set_cookie(
            COOKIE, chosen, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie(COOKIE)
    return response


@login_required
@require_http_methods(["GET", "POST"])
def role(request: HttpRequest) -> HttpResponse:
    """Choose in which role one acts; the choice steers the menu, never what one may."""
    mine = [one for one in Role if one in roles_of(request.user)]
    if request.method == "POST":
        if request.POST.get("role") in {one.value for one in mine}:
            request.session["role"] = request.POST["role"]
        return redirect(_back(request))
    choices = [(one.value, ROLE_NAMES[one]) for one in mine]
    return render(request, "ui/role.html", {"choices": choices, "next": request.GET.get("next", "/")})


@login_required
@require_POST
def keep_alive(request: HttpRequest) -> HttpResponse:
    """The person is still there: the session starts waiting anew."""
    request.session["seen"] = timezone.now().timestamp()
    return HttpResponse(status=204)


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "/")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"
