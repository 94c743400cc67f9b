"""What Django answers by itself: problem+json to programs, also at addresses that no route knows, and pages to people."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext_lazy as _
from django.views import defaults

from portal.problems import NOT_VISIBLE_SENTENCE, Problem, problem_response

PROGRAMS = "/api/"
BAD_REQUEST = Problem(400, "bad_request", _("The request cannot be read."))
NOT_FOUND = Problem(404, "not_found", NOT_VISIBLE_SENTENCE)
FAILED = Problem(500, "failed", _("The portal failed to answer. Try again later, and tell us if it goes on."))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _answer(request, BAD_REQUEST, lambda: defaults.bad_request(request, exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _answer(request, NOT_FOUND, lambda: defaults.page_not_found(request, exception))


def failed(request: HttpRequest) -> HttpResponse:
    """500."""
    return _answer(request, FAILED, lambda: defaults.server_error(request))


def _answer(request: HttpRequest, problem: Problem, page: Callable[[], Any]) -> HttpResponse:
    if not request.path.startswith(PROGRAMS):
        found: HttpResponse = page()
        return found
    with translation.override(get_language_from_request(request)):
        return problem_response(problem)
