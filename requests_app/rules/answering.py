"""When the questions to the applicant are answered."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.workflow import Refused


def check_every_question_is_answered(unanswered: Mapping[str, str]) -> None:
    """Each field that was asked about has another answer than before, or a message to the one who asked.

    unanswered: the fields with neither, id to label.
    """
    if unanswered:
        faults = [
            {
                "code": "unanswered",
                "path": name,
                "message": _("%(label)s: change it, or write a message") % {"label": label},
            }
            for name, label in unanswered.items()
        ]
        sentence = gettext_lazy("Answer every question: change the field, or write a message to the one who asked.")
        raise Refused("answer.unanswered", sentence, field=faults[0]["path"], faults=faults)
