"""Every exception of the API becomes problem+json with code, path and a sentence in the caller's language."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext_lazy as _
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ErrorResponse
from rest_framework.exceptions import APIException, NotAuthenticated
from rest_framework.response import Response

from portal.problems import MEDIA_TYPE, No, Problem, fault, problem_of, problem_response

NO_TOKEN = _(
    "Send a token in the header “Authorization: Token …”. You get one from /api/v1/tokens/ with e-mail and password."
)
TOO_BIG = _("The request is too large. Send less at a time.")


SENTENCES: Mapping[str, Any] = {
    "not_a_dict": _("Here must stand an object in curly brackets."),
    "not_a_list": _("Here must stand a list in square brackets."),
    "throttled": _("Too many attempts. The header Retry-After says how many seconds to wait."),
}
"""What we say in place of the library, which has no Danish for it, or not in our words."""


class Formatter(ExceptionFormatter):
    """The library's flat list of errors in our shape."""

    def format_error_response(self, error_response: ErrorResponse) -> dict[str, Any]:
        """`errors` with {code, path, message}; the first one leads."""
        errors = tuple(
            fault(error.code, error.attr or "", SENTENCES.get(error.code, error.detail))
            for error in error_response.errors
        )
        has_paths = any(error["path"] for error in errors)
        code = "invalid" if has_paths else errors[0]["code"]
        return Problem(self.exc.status_code, code, errors[0]["message"], errors if has_paths else ()).as_json()


class Handler(ExceptionHandler):
    """Hands the library's answer out as application/problem+json."""

    def format_exception(self, exc: APIException) -> dict[str, Any]:
        formatted: dict[str, Any] = Formatter(exc, self.context, self.exc).run()
        return formatted

    def get_response(self, exc: APIException, data: dict[str, Any]) -> Response:
        return Response(data, status=exc.status_code, headers=self.get_headers(exc), content_type=MEDIA_TYPE)


def exception_handler(exc: Exception, context: Any) -> Any:
    """DRF's EXCEPTION_HANDLER: ours first, then the library's."""
    if isinstance(exc, No):
        return problem_response(problem_of(exc))
    if isinstance(exc, RequestDataTooBig):
        return problem_response(Problem(413, "too_big", TOO_BIG))
    if isinstance(exc, NotAuthenticated):
        exc = NotAuthenticated(NO_TOKEN)
    return Handler(exc, context).run()
