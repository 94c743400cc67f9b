"""What a coordinator does before the assessment: take the case, ask, find it complete or close it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Dataset
from portal.workflow import Refused
from requests_app.commands.applications import cancel_open_decisions
from requests_app.forms.schema import read_form
from requests_app.models import Application, Decision, Question
from requests_app.workflow import APPLICATION


@transaction.atomic
def start_check(*, by: Any, application: Application, expected_version: int) -> Application:
    """Take a received case. Raises Refused, Conflict or NotVisible."""

    def change(row: Application) -> None:
        row.coordinator, row.state_since = by, timezone.now()

    return APPLICATION.apply("start_check", application, by=by, expected_version=expected_version, change=change)


@transaction.atomic
def pass_check(*, by: Any, application: Application, expected_version: int) -> Application:
    """Find the application complete and open one decision per controller. Raises Refused, Conflict or NotVisible."""

    def change(row: Application) -> None:
        row.state_since = timezone.now()
        for controller, keys in _datasets_by_controller(row).items():
            Decision.objects.create(application=row, controller_id=controller, datasets=keys)

    return APPLICATION.apply("complete", application, by=by, expected_version=expected_version, change=change)


def _datasets_by_controller(application: Application) -> dict[int, list[str]]:
    assert application.plan_version is not None
    keys: list[str] = application.plan_version.datasets
    controllers = dict(Dataset.objects.filter(key__in=keys).values_list("key", "controller_id"))
    if set(controllers) != set(keys):
        raise Refused("complete.dataset_gone", _("A dataset of the plan is no longer in the catalogue."))
    grouped: dict[int, list[str]] = defaultdict(list)
    for key in keys:
        grouped[controllers[key]].append(key)
    return dict(grouped)


@transaction.atomic
def ask_applicant(
    *, by: Any, application: Application, questions: Mapping[str, str], expected_version: int
) -> Application:
    """Send the case back with a question on each named field; the authority's clocks stand still meanwhile.

    questions: field id to text. Raises Refused, Conflict or NotVisible.
    """
    asked = {name: text.strip() for name, text in questions.items() if text.strip()}
    if not asked:
        raise Refused("ask.nothing", _("Write at least one question."), field="questions")
    _check_fields(application, asked)

    def change(row: Application) -> None:
        row.returns_to, row.state_since = row.state, timezone.now()
        for name, text in asked.items():
            Question.objects.create(
                application=row,
                field=name,
                text=text,
                asked_by=by,
                asked_at=timezone.now(),
                earlier=row.answers.get(name),
            )

    return APPLICATION.apply(
        "ask", application, by=by, expected_version=expected_version, detail={"questions": len(asked)}, change=change
    )


def _check_fields(application: Application, asked: Mapping[str, str]) -> None:
    fields = {field.id: field for field in read_form(application.form_version.document).fields()}
    for name in asked:
        if name not in fields or fields[name].is_from_plan:
            raise Refused("ask.field", _("Choose a field the applicant writes."), field="questions")


@transaction.atomic
def reject_incomplete(*, by: Any, application: Application, reason: str, expected_version: int) -> Application:
    """Close a case that cannot be assessed, with reasons. Raises Refused, Conflict or NotVisible."""
    if not reason.strip():
        raise Refused("reject.no_reason", _("Write what is missing and why the case is closed."), field="reason")

    def change(row: Application) -> None:
        row.closing_reason, row.state_since = reason.strip(), timezone.now()

    return APPLICATION.apply("reject_incomplete", application, by=by, expected_version=expected_version, change=change)


@transaction.atomic
def lapse_application(application: Application) -> Application:
    """End a case whose applicant did not answer in time. Done by the sweeper; harmless if the case went on."""

    def change(row: Application) -> None:
        row.returns_to, row.awaits_acceptance, row.state_since = "", False, timezone.now()

    lapsed = APPLICATION.apply("lapse", application, by=None, expected_version=application.version, change=change)
    cancel_open_decisions(lapsed)
    return lapsed
