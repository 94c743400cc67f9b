"""Add, change and remove one part of a plan: a step, a variable, a table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from catalog.selectors.dictionary import dictionary_for
from portal.workflow import Conflict
from requests_app.builder import edits
from requests_app.builder.choices import Choices
from requests_app.builder.methods import ANALYSIS_FORMS, ANALYSIS_NAMES, JSON, kind_of_analysis
from requests_app.builder.parts import PartForm
from requests_app.builder.steps import STEP_FORMS, STEP_NAMES
from requests_app.builder.variables import RECORD_SHAPES, SHAPE_FORMS, SHAPE_NAMES, kind_of_shape
from requests_app.commands.plans import save_plan
from requests_app.models import Plan
from requests_app.rules.withheld import WITHHELD, withheld_methods
from requests_app.selectors.gaps import language
from requests_app.selectors.plans import plan_for
from requests_app.views.common import errors_of, number_in, position_in, redirect_with, said_in, whole_in

NAME = r"^[a-z][a-z0-9_]{0,39}$"


@login_required
@require_http_methods(["GET", "POST"])
def plan_step(request: HttpRequest, uuid: UUID, step: str) -> HttpResponse:
    """One step of the population."""
    plan = plan_for(user=request.user, uuid=uuid)
    if step not in STEP_FORMS:
        raise Http404
    position = position_in(request)
    part = _part_of_step(plan, step, position)
    form = STEP_FORMS[step](request.POST or None, choices=choices_of(plan), part=part)

    def change() -> edits.Document:
        return edits.set_step(plan.document, step, form.written(), position=position)

    anchor = f"s-{step}" if position is None else f"s-{step}-{position}"
    return _edit(request, plan, form, change, title=str(STEP_NAMES[step]), anchor=anchor, is_new=part is None)


def _part_of_step(plan: Plan, step: str, position: int | None) -> Any:
    found = plan.document.get("population", {}).get(step)
    if step != "exclude":
        return found
    return found[position] if found and position is not None and position < len(found) else None


@login_required
@require_http_methods(["GET", "POST"])
def plan_variable(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One variable: its name and its shape. Without a kind, the kinds to choose from.

    `data`: the dataset or variable to make it of, chosen in advance.
    """
    plan = plan_for(user=request.user, uuid=uuid)
    name = request.GET.get("name") or None
    shape = plan.document.get("variables", {}).get(name)
    kind = request.GET.get("kind") or (kind_of_shape(shape) if shape is not None else "")
    data = request.GET.get("data", "")
    if kind not in SHAPE_FORMS:
        kinds = {one: SHAPE_NAMES[one] for one in RECORD_SHAPES} if data else SHAPE_NAMES
        return _kinds(request, plan, kinds, title=_("Add a variable"), data=data)
    form = SHAPE_FORMS[kind](request.POST or None, choices=choices_of(plan), part=shape)
    _add_name(form, initial=name)
    if data:
        form.initial = {**form.initial, "of": data, "source": data.partition(".")[0]}

    def change() -> edits.Document:
        chosen = form.cleaned_data["name"]
        return edits.set_variable(plan.document, chosen, form.written(), instead_of=name)

    title = str(SHAPE_NAMES[kind])
    return _edit(request, plan, form, change, title=title, anchor=f"v-{name or ''}", is_new=shape is None)


def _add_name(form: PartForm, *, initial: str | None) -> None:
    help_text = gettext_lazy("Small letters, digits and underscore. You use the name in the tables.")
    wrong = gettext_lazy(
        "Begin with a small letter, and use only a to z, digits and underscore, for example age_group."
    )
    missing = gettext_lazy("Give the variable a name.")
    field = forms.RegexField(
        NAME,
        label=gettext_lazy("Name of the variable"),
        help_text=help_text,
        max_length=40,
        error_messages={"invalid": wrong, "required": missing},
    )
    form.fields = {"name": field, **form.fields}
    form.initial["name"] = initial or ""


@login_required
@require_http_methods(["GET", "POST"])
def plan_analysis(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One table. Without a kind, the kinds to choose from."""
    plan = plan_for(user=request.user, uuid=uuid)
    position = position_in(request)
    analyses = plan.document.get("analyses", [])
    part = analyses[position] if position is not None and position < len(analyses) else None
    kind = request.GET.get("kind") or (kind_of_analysis(part) if part is not None else "")
    if kind not in ANALYSIS_FORMS:
        withheld = withheld_methods(ANALYSIS_FORMS.keys() - {JSON}, choices_of(plan).base_dataset)
        return _kinds(request, plan, ANALYSIS_NAMES, title=_("Add a table"), withheld=withheld)
    form = ANALYSIS_FORMS[kind](request.POST or None, choices=choices_of(plan), part=part)

    def change() -> edits.Document:
        identity = part.get("id") if part else edits.next_id(plan.document)
        return edits.set_analysis(plan.document, {"id": identity, **form.written()}, position=position)

    anchor = f"a-{position if position is not None else len(analyses)}"
    title = str(ANALYSIS_NAMES[kind])
    return _edit(request, plan, form, change, title=title, anchor=anchor, is_new=part is None)


@login_required
@require_POST
def plan_remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take one part away: `part` is step:where, step:exclude:0, variable:age or analysis:1."""
    plan = plan_for(user=request.user, uuid=uuid)
    document = _without(plan.document, request.POST.get("part", ""))
    save_plan(by=request.user, plan=plan, document=document, expected_version=number_in(request, "version"))
    return redirect_with(request, _("The part is removed."), "requests_app:plan-detail", plan.uuid)


def _without(document: edits.Document, part: str) -> edits.Document:
    kind, _colon, rest = part.partition(":")
    name, _colon, at = rest.partition(":")
    if kind == "step" and name in STEP_FORMS:
        return edits.drop_step(document, name, position=whole_in(at))
    if kind == "variable":
        return edits.drop_variable(document, name)
    number = whole_in(name)
    if kind == "analysis" and number is not None and number < len(document.get("analyses", [])):
        return edits.drop_analysis(document, number)
    raise Http404


def choices_of(plan: Plan) -> Choices:
    """What the lists of the builder offer for this plan."""
    return Choices(dictionary=dictionary_for(), document=plan.document, language=language())


def _kinds(
    request: HttpRequest,
    plan: Plan,
    names: Mapping[str, Any],
    *,
    title: str,
    withheld: Collection[str] = (),
    data: str = "",
) -> HttpResponse:
    about = {"data": data} if data else {}
    kinds = [
        {
            "href": f"?{urlencode({'kind': kind, **about})}",
            "text": str(name),
            "note": str(WITHHELD) if kind in withheld else "",
        }
        for kind, name in names.items()
    ]
    return render(request, "requests_app/plan_kinds.html", {"plan": plan, "kinds": kinds, "title": title})


def _edit(
    request: HttpRequest,
    plan: Plan,
    form: PartForm,
    change: Callable[[], edits.Document],
    *,
    title: str,
    anchor: str,
    is_new: bool,
) -> HttpResponse:
    """Show the form, or store what it says and return to the part."""
    status, conflict = 200, False
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid() and _save(request, plan, form, change) is not None:
                return redirect(reverse("requests_app:plan-detail", args=[plan.uuid]) + f"#{anchor}")
        except Conflict:
            status, conflict = 409, True
    context = {
        "plan": plan, "form": form, "errors": errors_of(form), "title": title, "conflict": conflict, "is_new": is_new,
    }  # fmt: skip
    return render(request, "requests_app/plan_part.html", context, status=status)


def _save(request: HttpRequest, plan: Plan, form: PartForm, change: Callable[[], edits.Document]) -> Plan | None:
    version = number_in(request, "version")
    return said_in(form, lambda: save_plan(by=request.user, plan=plan, document=change(), expected_version=version))
