"""What case work adds to a notice: who did it, and in which case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.notices.selectors import sentence_of
from portal.ui.slots import Slot
from requests_app.selectors.cases import applications_visible_to, with_people
from requests_app.selectors.timeline import actor_of

CASE = "case:"
"""How the streams of cases begin (Application.stream)."""


class CaseOfNotice(Slot):
    """Number, title and actor beside a notice of a case that the person may still see. 4 queries for any number."""

    template = "requests_app/notice_line.html"

    def select(self, user: Any, objects: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
        streams = {notice.event.stream for notice in objects if notice.event.stream.startswith(CASE)}
        if not streams:
            return {}
        uuids = [stream.removeprefix(CASE) for stream in streams]
        cases = {case.stream: case for case in with_people(applications_visible_to(user).filter(uuid__in=uuids))}
        return {
            notice.pk: {"case": case, "actor": actor_of(case, notice.event, user), "sentence": sentence_of(notice)}
            for notice in objects
            if (case := cases.get(notice.event.stream)) is not None
        }
