"""The trail for auditors: read only."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.audit.forms import EventFilter
from portal.audit.selectors import events_matching, last_checkpoints, last_verification, line_of
from portal.ui.fields import errors_of

PER_PAGE = 50


@login_required
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Every event, newest first, a page at a time; whether the trail is whole, and its newest checkpoints."""
    form = EventFilter(request.GET)
    form.is_valid()
    found = events_matching(user=request.user, narrowed=form.cleaned_data)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "errors": errors_of(form),
        "page": page,
        "lines": [line_of(event) for event in page.object_list],
        "verification": last_verification(user=request.user),
        "checkpoints": last_checkpoints(user=request.user),
    }
    return render(request, "audit/event_list.html", context)
