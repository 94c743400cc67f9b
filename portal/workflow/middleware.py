"""Refused, Conflict and NotVisible become a page or problem+json here; views and API catch nothing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import select_template

from portal.problems import problem_of, problem_response
from portal.refusals import Conflict, NotVisible, Refused

Answer = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """Turns the three refusals of `portal.refusals` into answers."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer for a refusal; None leaves any other exception to Django."""
        if not isinstance(exception, Refused | Conflict | NotVisible):
            return None
        if wants_json(request):
            return problem_response(problem_of(exception))
        return refusal_page(request, exception)


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a program: an API address, or JSON preferred over a page."""
    if request.path.startswith("/api/"):
        return True
    preferred = request.get_preferred_type(["text/html", "application/json", "application/problem+json"])
    return preferred in ("application/json", "application/problem+json")


def refusal_page(request: HttpRequest, refusal: Refused | Conflict | NotVisible) -> HttpResponse:
    """The page `errors/<status>.html` with `sentence`, `code`, `field` and `faults`."""
    template = select_template([f"errors/{refusal.status}.html", "portal/refusal.html"])
    context = {
        "sentence": problem_of(refusal).sentence,
        "code": refusal.code,
        "field": getattr(refusal, "field", None),
        "faults": getattr(refusal, "faults", ()),
    }
    return HttpResponse(template.render(context, request), status=refusal.status)
