"""The kernel's own routes: tokens, me, schema."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import authenticate
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from knox.models import get_token_model
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle

from portal.accounts import Role, roles_of
from portal.api.permissions import PUBLIC, SIGNED_IN
from portal.api.views import ApiView
from portal.refusals import Refused


class TokenRequest(serializers.Serializer[Any]):
    """What is sent for a token; `code` when the person has a second factor."""

    email = serializers.EmailField()
    password = serializers.CharField(trim_whitespace=False)
    code = serializers.CharField(required=False, allow_blank=True, default="")


class Token(serializers.Serializer[Any]):
    """A token to send as `Authorization: Token …`."""

    token = serializers.CharField()
    expires = serializers.DateTimeField()


class Me(serializers.Serializer[Any]):
    """The person behind the token."""

    uuid = serializers.UUIDField()
    email = serializers.EmailField()
    name = serializers.CharField()
    language = serializers.CharField()
    roles = serializers.ListField(child=serializers.CharField())


class TokenView(ApiView):
    """Make a token with e-mail and password."""

    permission = PUBLIC
    authentication_classes = ()
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "tokens"

    @extend_schema(request=TokenRequest, responses={201: Token})
    def post(self, request: Request) -> Response:
        """A new token. Wrong e-mail and wrong password get the same answer."""
        asked = TokenRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        user = signed_in_by(request, **asked.validated_data)
        row, token = get_token_model().objects.create(user=user)
        return Response(Token({"token": token, "expires": row.expiry}).data, status=201)


class LogOutView(ApiView):
    """The token in use."""

    permission = SIGNED_IN

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Revoke it."""
        if request.auth is not None:
            request.auth.delete()
        return Response(status=204)


class MeView(ApiView):
    """Who am I?"""

    permission = SIGNED_IN

    @extend_schema(responses=Me)
    def get(self, request: Request) -> Response:
        """The person and the roles they may act in."""
        user: Any = request.user
        mine = roles_of(user)
        roles = [role.value for role in Role if role in mine]
        document = {"uuid": user.uuid, "email": user.email, "name": user.name, "language": user.language}
        return Response(Me({**document, "roles": roles}).data)


class SchemaView(SpectacularAPIView):
    """OpenAPI 3.1 of this interface."""

    permission = PUBLIC

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The document, in English whoever asks."""
        with translation.override("en"):
            answer: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]  # drf-spectacular has no types here
        return answer


def signed_in_by(request: Request, *, email: str, password: str, code: str) -> Any:
    """The user these credentials belong to; one Refused for every way they can be wrong."""
    user = authenticate(request._request, username=email.strip().lower(), password=password)
    if user is None or not EmailAddress.objects.filter(user=user, email=email.strip().lower(), verified=True).exists():
        raise Refused("credentials", _("The e-mail address or the password is wrong."))
    if is_mfa_enabled(user) and not _code_fits(user, code):
        raise Refused("second_factor", _("Send the code of your second factor in the field “code”."), field="code")
    return user


def _code_fits(user: Any, code: str) -> bool:
    authenticators = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    return any(bool(code) and found.wrap().validate_code(code) for found in authenticators)
