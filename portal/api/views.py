"""Bases of every API view: default deny, one error shape, the caller's language, pages."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language_from_request
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet as RestViewSet

from portal.api.pagination import Pages
from portal.api.permissions import Declaration


class _Spoken:
    """Declares the permission and answers in the caller's language. Mixed into both bases."""

    permission: ClassVar[Declaration | None] = None
    """A Perm, PUBLIC or SIGNED_IN; must be declared, or the portal does not start."""
    permissions: ClassVar[Mapping[str, Declaration]] = {}
    """Permissions per HTTP method where they differ; they win over `permission`."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Speak the language asked for in the header, else the person's own; then DRF's checks."""
        asked = request.headers.get("Accept-Language")
        if asked:
            translation.activate(get_language_from_request(request._request))
        super().initial(request, *args, **kwargs)  # type: ignore[misc]  # a mixin: the view comes after it
        if not asked and request.user.is_authenticated:
            translation.activate(getattr(request.user, "language", settings.LANGUAGE_CODE))

    def paginated(self, rows: Any, serializer: type[BaseSerializer[Any]] | None = None) -> Response:
        """One page of a queryset or list, each row through the serializer."""
        request: Request = self.request  # type: ignore[attr-defined]  # set by the view
        pages = Pages()
        page: Iterable[Any] = pages.paginate_queryset(rows, request) or []
        data = serializer(page, many=True, context={"request": request}).data if serializer else list(page)
        return pages.get_paginated_response(data)


class ApiView(_Spoken, APIView):
    """One address with methods get, post …"""


class ViewSet(_Spoken, RestViewSet):
    """Several actions; add with `.as_view({"get": "list"})`."""
