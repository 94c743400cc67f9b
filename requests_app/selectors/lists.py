"""Lists of cases by role: the coordinator's inbox, the steward's tasks, one's own cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from catalog.folding import fold
from portal.ui.format import date_short, date_text, days_text
from requests_app.models import Application, Clock, Decision
from requests_app.roles import stewarded_by
from requests_app.selectors.ball import DUE_CLOCKS, has_the_ball, holder_of
from requests_app.selectors.cases import applications_visible_to, with_people
from requests_app.selectors.clocks import clock_view, running_clock
from requests_app.selectors.counts import lies_with_steward
from requests_app.states import (
    FINAL_DECISIONS,
    GRANTED_DECISIONS,
    OPEN_DECISIONS,
    ApplicationState,
    DecisionState,
)

A = ApplicationState
ENDED = (A.CLOSED, A.WITHDRAWN, A.LAPSED)


@dataclass(frozen=True)
class View:
    """One tab of a list: its key, its name and what it holds."""

    key: str
    name: Any
    holds: Q


def _overdue() -> Q:
    late = Clock.objects.filter(stopped_at=None, paused_at=None, due_on__lt=timezone.localdate())
    return Q(pk__in=late.values("application"))


def inbox_views(user: Any) -> tuple[View, ...]:
    """The coordinator's tabs."""
    return (
        View("mine", gettext_lazy("Mine"), Q(coordinator=user) & ~Q(state__in=[*ENDED, A.DECIDED])),
        View("new", gettext_lazy("Not assigned"), Q(state=A.SUBMITTED)),
        View("waiting", gettext_lazy("Waiting for applicant"), Q(state=A.WAITING) | Q(awaits_acceptance=True)),
        View("holders", gettext_lazy("With data controllers"), Q(state=A.ASSESSING)),
        View("late", gettext_lazy("Overdue"), _overdue()),
        View("decided", gettext_lazy("Decided"), Q(state=A.DECIDED)),
    )


def task_views(user: Any) -> tuple[View, ...]:
    """The steward's tabs."""
    mine = stewarded_by(user)
    opened = Decision.objects.filter(controller__in=mine, state__in=OPEN_DECISIONS).values("application")
    done = Decision.objects.filter(controller__in=mine, state__in=FINAL_DECISIONS).values("application")
    return (
        View("mine", gettext_lazy("To decide"), lies_with_steward(user)),
        View("waiting", gettext_lazy("Waiting for applicant"), Q(pk__in=opened, state=A.WAITING)),
        View("done", gettext_lazy("Answered"), Q(pk__in=done)),
    )


def case_views(user: Any) -> tuple[View, ...]:
    """Tabs of the list of cases one may see."""
    return (
        View("all", gettext_lazy("All"), Q()),
        View("drafts", gettext_lazy("Drafts"), Q(state=A.DRAFT)),
        View("open", gettext_lazy("Under way"), Q(state__in=[A.SUBMITTED, A.CHECKING, A.ASSESSING, A.WAITING])),
        View("decided", gettext_lazy("Decided"), Q(state=A.DECIDED)),
        View("ended", gettext_lazy("Ended"), Q(state__in=ENDED)),
    )


def cases_in(view: View, *, user: Any, filters: Mapping[str, str]) -> QuerySet[Application]:
    """The cases of a tab that match the filters: drafts, then the latest sent first."""
    rows = applications_visible_to(user).filter(view.holds & matching(filters))
    return with_people(rows).order_by(F("submitted_at").desc(nulls_first=True), "-pk")


def matching(filters: Mapping[str, str]) -> Q:
    """What the filters of a list ask for; an unknown state and empty words ask for nothing."""
    state, words = filters.get("state"), fold(filters.get("q", ""))
    wanted = Q(state=state) if state in A.values else Q()
    return wanted & Q(search__contains=words) if words else wanted


def counts_of(parts: Mapping[str, Q], *, user: Any) -> dict[str, int]:
    """How many of the cases one may see each part holds; one query."""
    wanted = {key: Count("pk", filter=holds) if holds else Count("pk") for key, holds in parts.items()}
    found: dict[str, int] = applications_visible_to(user).aggregate(
        **{f"n_{key}": value for key, value in wanted.items()}
    )
    return {key: found[f"n_{key}"] for key in wanted}


def columns() -> list[dict[str, Any]]:
    """Heads of `c-dense-table` for `case_row`; the inbox, the tasks and the list of cases share them."""
    names = [_("Case"), _("Title and applicant"), _("Phase"), _("Is with"), _("Deadline"), _("Left"), _("Decisions")]
    return [{"label": name} for name in names]


def empty_text(user: Any, *, here: int) -> str:
    """What to say when a list is empty: the next deadline among the cases one may see.

    here: how many cases lie with the person, on this list or another; the menu says the same.
    """
    rows = Clock.objects.filter(application__in=applications_visible_to(user), stopped_at=None, paused_at=None)
    next_due = rows.order_by("due_on").values_list("due_on", flat=True).first()
    if next_due is None:
        return "" if here else _("No cases are with you.")
    text = _("The next deadline is %(date)s") if here else _("No cases are with you. The next deadline is %(date)s")
    return text % {"date": date_text(next_due)}


def case_row(case: Application, viewer: Any) -> dict[str, Any]:
    """One row of `c-dense-table`: case, title and applicant, phase, holder, deadline, days left, decisions."""
    is_mine = has_the_ball(case, viewer)
    clock = running_clock(case, *DUE_CLOCKS.get(A(case.state), ()))
    view = clock_view(clock) if clock else None
    due = {"due": date_short(view.due_on), "share": view.share, "state": view.state} if view else {"text": "–"}
    left = {"text": "–"} if view is None else {"text": _left(view.days_left), "tone": _tone(view.state)}
    return {
        "key": str(case.uuid),
        "name": case.number or case.title,
        "cells": [
            {"text": case.number or _("Draft")},
            {"text": case.title or _("Without a title"), "href": _href(case), "note": _applicant(case)},
            {"text": str(A(case.state).label)},
            {"text": pgettext("with", "You") if is_mine else holder_of(case), "tone": "you" if is_mine else ""},
            due,
            left,
            {"marks": marks_of(case), "name": marks_name(case)} if case.decisions.all() else {"text": "–"},
        ],
    }


def _href(case: Application) -> str:
    if case.state == A.DRAFT:
        return reverse("requests_app:application-review", args=[case.uuid])
    return reverse("requests_app:case-detail", args=[case.uuid])


def _applicant(case: Application) -> str:
    return case.organisation.name if case.organisation else str(case.applicant)


def _left(days: int) -> str:
    return days_text(days) if days >= 0 else _("%(days)s overdue") % {"days": days_text(-days)}


def _tone(state: str) -> str:
    return {"late": "late", "soon": "you"}.get(state, "")


def marks_of(case: Application) -> list[str]:
    """One mark per controller."""
    return [_mark(case, row) for row in case.decisions.all()]


def _mark(case: Application, decision: Decision) -> str:
    if decision.state in GRANTED_DECISIONS:
        return "partly" if decision.cut else "approved"
    if decision.state in (DecisionState.REFUSED, DecisionState.NOT_AVAILABLE):
        return "refused"
    return "asked" if case.state == A.WAITING else "waiting"


def marks_name(case: Application) -> str:
    """The marks in words, for those who cannot see them."""
    words = {
        "approved": _("approved"),
        "partly": _("approved in part"),
        "refused": _("refused"),
        "asked": _("has asked"),
        "waiting": _("waiting"),
    }
    return ", ".join(words[mark] for mark in marks_of(case))
