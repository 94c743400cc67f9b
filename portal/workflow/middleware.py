"""Refused, Conflict, NotVisible and the faults of a plan become a page or problem+json here; views and API catch nothing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import select_template

from portal.problems import No, problem_of, problem_response

Answer = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """Turns every exception that says no into an answer."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer for a refusal; None leaves any other exception to Django."""
        if not isinstance(exception, No):
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


def refusal_page(request: HttpRequest, refusal: No) -> HttpResponse:
    """The page `errors/<status>.html` with `sentence`, `code`, and the `faults` that say more than the sentence."""
    problem = problem_of(refusal)
    template = select_template([f"errors/{problem.status}.html", "portal/refusal.html"])
    faults = [error for error in problem.errors if error["message"] != str(problem.sentence)]
    context = {"sentence": problem.sentence, "code": problem.code, "faults": faults}
    return HttpResponse(template.render(context, request), status=problem.status)
