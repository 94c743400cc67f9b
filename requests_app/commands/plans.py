"""Make, save and bind plans."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from analysis.plans import BoundPlan, PlanFaults, bind_plan, read_plan
from catalog.commands.basket import take_from_basket
from catalog.selectors.dictionary import dictionary_for
from portal.accounts.policy import require
from portal.accounts.roles import Perm
from portal.workflow import Conflict, Refused, locked, record
from requests_app.builder.edits import empty_plan
from requests_app.facts import PlanChanged, PlanCreated, PlanDeleted
from requests_app.models import Plan, PlanVersion
from requests_app.rules.reduction import reduced_plan, without_variables
from requests_app.selectors.basket import plan_from_basket
from requests_app.selectors.documents import bound_plan, datasets_named_in, plain_document
from requests_app.selectors.gaps import language

TITLE_LENGTH = 300
UNFINISHED = {("missing_key", "population.from"), ("missing_key", "analyses"), ("length", "analyses")}
"""Faults, as code and path, of a plan that is begun and not done: it has no base or no table yet."""


@transaction.atomic
def create_plan(*, by: Any, document: Any = None, title: str = "") -> Plan:
    """A new plan of this person, empty or with a document that was imported. Raises Refused or NotVisible."""
    require(by, Perm.CREATE_PLAN)
    contents = _checked(document) if document is not None else empty_plan(title)
    plan = Plan.objects.create(owner=by, title=_title(contents, title), document=contents)
    record(PlanCreated, stream=plan.stream, by=by, detail={"plan": str(plan.uuid)}, row=plan)
    return plan


def import_plan(*, by: Any, document: Any, title: str = "") -> Plan:
    """A new plan from a document somebody sent. Raises Refused with every fault of what is no plan, and NotVisible.

    One that is only unfinished, or has faults of meaning, becomes a plan; its page shows them.
    """
    contents = _checked(document)
    faults = _faults_of_form(contents)
    if faults:
        raise Refused(
            "plan.not_a_plan", _("This is not a plan. Correct the faults and import it again."), "document", faults
        )
    return create_plan(by=by, document=contents, title=title)


@transaction.atomic
def create_plan_from_basket(*, by: Any, title: str) -> Plan:
    """A new plan with what can stand in it straight away; the rest stays in the basket. Raises Refused or NotVisible."""
    begun = plan_from_basket(user=by, title=title)
    plan = create_plan(by=by, document=begun.document)
    take_from_basket(user=by, names=begun.taken)
    return plan


@transaction.atomic
def save_plan(*, by: Any, plan: Plan, document: Any, expected_version: int) -> Plan:
    """Store other contents. Raises Conflict when somebody saved in between, Refused for what is no plan document."""
    plan = locked(plan)
    require(by, Perm.EDIT_PLAN, plan)
    if plan.version != expected_version:
        raise Conflict(expected=expected_version, found=plan.version)
    contents = _checked(document)
    if contents != plan.document:
        plan.document, plan.title = contents, _title(contents, plan.title)
        plan.version += 1
        plan.save()
        record(PlanChanged, stream=plan.stream, by=by, detail={"version": plan.version}, row=plan)
    return plan


@transaction.atomic
def delete_plan(*, by: Any, plan: Plan, expected_version: int) -> None:
    """Remove a plan nobody has used in an application. Raises Refused, Conflict or NotVisible."""
    plan = locked(plan)
    require(by, Perm.EDIT_PLAN, plan)
    if plan.version != expected_version:
        raise Conflict(expected=expected_version, found=plan.version)
    if plan.versions.exists() or plan.applications.exists():
        raise Refused("plan.used", _("The plan is used in an application and stays."))
    record(PlanDeleted, stream=plan.stream, by=by, detail={"plan": str(plan.uuid)}, row=plan)
    plan.delete()


def bind_version(plan: Plan) -> PlanVersion:
    """The bound version of a plan as it is now; the same contents give the same version again.

    Raises PlanFaults. Call inside a transaction that holds the plan's row.
    """
    return _stored(plan, bound_plan(plan.document))


def reduce_version(version: PlanVersion, *, refused: Collection[str], cut: Collection[str] = ()) -> PlanVersion | None:
    """A version of the same plan without refused datasets and cut variables; None when it cannot do without them.

    The applicant's own plan is not touched. Call inside a transaction.
    """
    document = plain_document(version.document)
    dictionary = dictionary_for(key for key in datasets_named_in(document) if key not in refused)
    reduced = reduced_plan(document, without_variables(dictionary, cut))
    if reduced is None:
        return None
    bound = bind_plan(read_plan(reduced), dictionary)
    left = {f"{key}.{name}" for key, names in bound.variables_used.items() for name in names}
    return None if left & set(cut) else _stored(locked(version.plan), bound)


def _stored(plan: Plan, bound: BoundPlan) -> PlanVersion:
    """The newest version when it says the same, else a new one."""
    newest = plan.versions.order_by("-number").first()
    if newest is not None and newest.document == bound.document:
        return newest
    return PlanVersion.objects.create(
        plan=plan,
        number=1 if newest is None else newest.number + 1,
        document=bound.document,
        canonical=bound.canonical,
        plan_hash=bound.hash,
        datasets=list(bound.datasets),
        variables={key: list(names) for key, names in bound.variables_used.items()},
        methods=list(bound.methods),
    )


def _checked(document: Any) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise Refused("plan.not_an_object", _("A plan is one JSON object in curly brackets."), field="document")
    for name, kind in (("population", dict), ("variables", dict), ("analyses", list)):
        if not isinstance(document.get(name, kind()), kind):
            raise Refused(
                "plan.wrong_shape",
                _("The plan's parts have the wrong form. Compare with the plan schema."),
                field="document",
            )
    return document


def _faults_of_form(document: dict[str, Any]) -> list[dict[str, str]]:
    """What the grammar refuses in the document, beside what is not there yet."""
    try:
        read_plan(document)
    except PlanFaults as wrong:
        return [one.as_json(language()) for one in wrong.faults if (one.code, one.path) not in UNFINISHED]
    return []


def _title(document: dict[str, Any], otherwise: str) -> str:
    title = document.get("title")
    return str(title if isinstance(title, str) and title.strip() else otherwise).strip()[:TITLE_LENGTH]
