"""Addresses that nothing can have."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


def no_nul(get_response: Answer) -> Answer:
    """Answer 404 to an address with a NUL character: PostgreSQL refuses to look for it, SQLite finds nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return get_response(request)

    return middleware
