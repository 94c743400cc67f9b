"""When the questions to the applicant are answered."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.workflow import Refused
from requests_app.forms.gaps import said_of
from requests_app.forms.schema import Field


def check_every_question_is_answered(unanswered: Sequence[Field]) -> None:
    """Each field that was asked about has another answer than before, or a message to the one who asked.

    unanswered: the fields with neither.
    """
    if unanswered:
        said = _("change the answer, or write a message")
        faults = [{"code": "unanswered", "path": one.id, "message": said_of(one, said)} for one in unanswered]
        sentence = gettext_lazy("Answer every question: change the field, or write a message to the one who asked.")
        raise Refused("answer.unanswered", sentence, field=faults[0]["path"], faults=faults)
