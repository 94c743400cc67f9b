"""problem+json (RFC 9457): the one shape of every error a program gets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.http import JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from analysis.plans import PlanFaults
from portal.refusals import Conflict, NotVisible, Refused, Sentence

MEDIA_TYPE = "application/problem+json"
CONFLICT_SENTENCE = _(
    "This was changed after you opened it, by you in another window or by somebody else. Load it again and see what is new."
)
NOT_VISIBLE_SENTENCE = _("It is not here, or you may not see it.")
PLAN_SENTENCE = _("The plan has faults. Mend them, and try again.")

No = Refused | Conflict | NotVisible | PlanFaults
"""What views and API let pass: each becomes one problem."""


@dataclass(frozen=True)
class Problem:
    """One answer that says no: status, stable code, a sentence, and the faults with their paths."""

    status: int
    code: str
    sentence: Sentence
    errors: tuple[Mapping[str, str], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The document, with the sentence in the active language and the request id as instance."""
        document: dict[str, Any] = {
            "type": "about:blank" if self.code == "error" else f"urn:indgang:problem:{self.code}",
            "title": str(self.sentence),
            "status": self.status,
            "code": self.code,
            "detail": str(self.sentence),
            "errors": [dict(error) for error in self.errors],
            **self.extra,
        }
        if request_id := structlog.contextvars.get_contextvars().get("request_id"):
            document["instance"] = f"urn:uuid:{request_id}"
        return document


def fault(code: str, path: str, message: Sentence) -> dict[str, str]:
    """One entry of `errors`."""
    return {"code": code, "path": path, "message": str(message)}


def problem_of(refusal: No) -> Problem:
    """The problem a refusal becomes."""
    if isinstance(refusal, PlanFaults):
        language = "da" if (get_language() or "da").startswith("da") else "en"
        return Problem(422, "plan", PLAN_SENTENCE, tuple(found.as_json(language) for found in refusal.faults))
    if isinstance(refusal, Refused):
        return Problem(refusal.status, refusal.code, refusal.sentence, _faults_of(refusal))
    if isinstance(refusal, Conflict):
        extra = {} if refusal.found is None else {"version": refusal.found}
        return Problem(refusal.status, refusal.code, CONFLICT_SENTENCE, extra=extra)
    return Problem(refusal.status, refusal.code, NOT_VISIBLE_SENTENCE)


def problem_response(problem: Problem) -> JsonResponse:
    """The problem as an HTTP answer."""
    return JsonResponse(problem.as_json(), status=problem.status, content_type=MEDIA_TYPE)


def _faults_of(refusal: Refused) -> tuple[Mapping[str, str], ...]:
    if refusal.faults:
        return refusal.faults
    faults: Iterable[Mapping[str, str]] = (
        [fault(refusal.code, refusal.field, refusal.sentence)] if refusal.field else []
    )
    return tuple(faults)
