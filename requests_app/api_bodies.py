"""What programs send: bodies of the verbs, each checked before a command sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.request import Request


class Body(serializers.Serializer[Any]):
    """A verb's body; `expected_version` is the version the program last saw."""

    expected_version = serializers.IntegerField(min_value=1)


UUID: dict[str, Any] = {"invalid": _("Here must stand a UUID, as the API gives it.")}
NO_OBJECT = _("Send one JSON object in curly brackets.")


class NewPlanBody(serializers.Serializer[Any]):
    """A plan to make."""

    title = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    document = serializers.JSONField(required=False, default=None)


class PlanBody(Body):
    """New contents of a plan."""

    document = serializers.JSONField()


class NewApplicationBody(serializers.Serializer[Any]):
    """An application to begin."""

    plan = serializers.UUIDField(required=False, allow_null=True, default=None, error_messages=UUID)


class AnswersBody(Body):
    """Answers by field id."""

    answers = serializers.DictField(child=serializers.JSONField(allow_null=True))


class CaseVerbBody(Body):
    """What the verbs of an application take; each reads its own keys."""

    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=4000)
    questions = serializers.DictField(child=serializers.CharField(max_length=4000), required=False, default=dict)
    replies = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=4000), required=False, default=dict
    )
    plan = serializers.UUIDField(required=False, allow_null=True, default=None, error_messages=UUID)
    plan_version = serializers.IntegerField(
        min_value=1,
        required=False,
        allow_null=True,
        default=None,
        help_text="submit: the plan's version that was read; another answers 409. Left out, the plan goes as it is now",
    )


class InviteBody(serializers.Serializer[Any]):
    """Whom to invite. An invitation changes nothing of the case that a version would tell."""

    email = serializers.EmailField()
    may_edit = serializers.BooleanField(required=False, default=False)


YES_OR_NO: dict[str, Any] = {"invalid_choice": _('Write "yes" or "no", in quotation marks.')}


class LetterBody(serializers.Serializer[Any]):
    """One letter of the assessment."""

    outcome = serializers.ChoiceField(["yes", "no", ""], error_messages=YES_OR_NO)
    reason = serializers.CharField(allow_blank=True, max_length=4000)


class DecisionVerbBody(Body):
    """What the verbs of a decision take."""

    assessment = serializers.DictField(child=LetterBody(), required=False, default=dict)
    needed = serializers.DictField(
        child=serializers.ChoiceField(["yes", "no"], error_messages=YES_OR_NO), required=False, default=dict
    )
    conditions = serializers.ListField(child=serializers.CharField(max_length=1000), required=False, default=list)
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=4000)


class PermitVerbBody(Body):
    """What the verbs of a permit take."""

    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=4000)


def read(body: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The checked body. Raises ValidationError, which becomes problem+json with the path of each fault, or ParseError."""
    if not isinstance(request.data, Mapping):
        raise ParseError(NO_OBJECT)
    found = body(data=request.data)
    found.is_valid(raise_exception=True)
    return dict(found.validated_data)
