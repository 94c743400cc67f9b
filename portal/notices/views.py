"""The inbox of notices."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from portal.notices.commands import mark_read
from portal.notices.models import Notice
from portal.notices.selectors import notices_of, sentence_of
from portal.refusals import NotVisible
from portal.ui import slots

PER_PAGE = 25


@dataclass(frozen=True)
class Line:
    """A notice as the page shows it."""

    notice: Notice
    sentence: str


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Newest first, a page at a time."""
    page = Paginator(notices_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    slots.prepare("notice.line", page.object_list, request=request)
    lines = [Line(notice, sentence_of(notice)) for notice in page.object_list]
    return render(request, "notices/inbox.html", {"page": page, "lines": lines})


@login_required
@require_POST
def open_notice(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Mark one as read and go where it leads."""
    notice = notices_of(request.user).filter(uuid=uuid).first()
    if notice is None:
        raise NotVisible
    mark_read(by=request.user, uuids=[uuid])
    is_ours = url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None)
    return redirect(notice.link if is_ours else "notices:inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    mark_read(by=request.user)
    return redirect("notices:inbox")
