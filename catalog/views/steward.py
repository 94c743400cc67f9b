"""The catalogue administrator's pages. Another organisation's dataset is a page that is not there."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog.commands.datasets import (
    create_dataset,
    edit_dataset,
    publish_dataset,
    reopen_dataset,
    retire_dataset,
)
from catalog.commands.importing import import_description
from catalog.forms import DatasetForm, ImportForm, NewDatasetForm
from catalog.models import Dataset
from catalog.rules.imports import read_description
from catalog.rules.publishing import missing_elements
from catalog.selectors.steward import own_datasets
from catalog.selectors.visibility import administered_dataset, organisations_administered_by, registered_site
from catalog.views.public import page_number
from catalog.workflow import DATASET, description_of
from portal.accounts.models import User
from portal.refusals import NotVisible, Refused
from portal.ui.fields import errors_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE_LENGTH = 50
Page = Callable[Concatenate[HttpRequest, Dataset, ...], HttpResponse]


def own_dataset(view: Page) -> Callable[..., HttpResponse]:
    """Turn the key of the address into a dataset of the person's own organisation, or 404."""

    @wraps(view)
    def found(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
        return view(request, administered_dataset(user=request.user, key=key), **kwargs)

    return login_required(found)


@login_required
@require_GET
def dataset_list(request: HttpRequest) -> HttpResponse:
    """The organisation's own datasets, drafts first."""
    listed = own_datasets(user=request.user)
    if not listed.may_see:
        raise NotVisible
    page = Paginator(listed.datasets, PAGE_LENGTH).get_page(page_number(request))
    return render(request, "catalog/steward_dataset_list.html", {"page": page, "may_create": listed.may_create})


@login_required
@require_http_methods(["GET", "POST"])
def dataset_create(request: HttpRequest) -> HttpResponse:
    """Begin a description."""
    controllers = organisations_administered_by(request.user)
    if not controllers:
        raise NotVisible
    form = NewDatasetForm(request.POST or None, controllers=controllers, initial={"decided_by": "holder"})
    if request.method == "POST" and form.is_valid():
        made = _said(
            form,
            lambda: create_dataset(
                by=acting(request),
                controller=form.cleaned_data["controller"],
                key=form.cleaned_data["key"],
                content=form.content(),
            ),
        )
        if made is not None:
            messages.success(request, _("The dataset is saved as a draft."))
            return redirect("catalog:steward-dataset-edit", made.key)
    return _form_page(request, "catalog/steward_dataset_create.html", {"form": form})


@own_dataset
@require_http_methods(["GET", "POST"])
def dataset_edit(request: HttpRequest, dataset: Dataset) -> HttpResponse:
    """Change a description, and see what it still lacks."""
    form = DatasetForm(request.POST or None, initial=DatasetForm.initial_of(dataset))
    if request.method == "POST" and form.is_valid():
        version = expected_version(request)
        saved = _said(
            form,
            lambda: edit_dataset(by=acting(request), dataset=dataset, content=form.content(), expected_version=version),
        )
        if saved is not None:
            messages.success(request, _("The description is saved."))
            return redirect("catalog:steward-dataset-edit", dataset.key)
    context = {
        "form": form,
        "dataset": dataset,
        "missing": missing_elements(description_of(dataset)),
        "verbs": DATASET.allowed(dataset, request.user),
        "variable_count": dataset.variables.count(),
        "is_editable": dataset.state not in DATASET.states_without("edit"),
    }
    return _form_page(request, "catalog/steward_dataset_edit.html", context)


@own_dataset
@require_http_methods(["GET", "POST"])
def dataset_import(request: HttpRequest, dataset: Dataset) -> HttpResponse:
    """Take variables over from the file `describe` printed at the site."""
    form = ImportForm(request.POST or None, request.FILES or None)
    faults: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            saved = _imported(request, dataset, form)
        except Refused as refusal:
            form.add_error("file", str(refusal.sentence))
            faults = refusal.faults
        else:
            messages.success(request, _("The variables are taken over."))
            return redirect("catalog:steward-dataset-edit", saved.key)
    context = {"form": form, "dataset": dataset, "faults": faults}
    return _form_page(request, "catalog/steward_dataset_import.html", context)


def _imported(request: HttpRequest, dataset: Dataset, form: ImportForm) -> Dataset:
    described = read_description(form.cleaned_data["file"], key=dataset.key)
    return import_description(
        by=acting(request),
        dataset=dataset,
        site=registered_site(described.dataset.site),
        described=described,
        expected_version=expected_version(request),
    )


def _verb(command: Callable[..., Dataset], done: "StrOrPromise") -> Callable[..., HttpResponse]:
    @own_dataset
    @require_POST
    def act(request: HttpRequest, dataset: Dataset) -> HttpResponse:
        command(by=acting(request), dataset=dataset, expected_version=expected_version(request))
        messages.success(request, done)
        return redirect("catalog:steward-dataset-edit", dataset.key)

    return act


dataset_publish = _verb(publish_dataset, _("The dataset is published."))
dataset_retire = _verb(retire_dataset, _("The dataset is retired. It is found no more."))
dataset_reopen = _verb(reopen_dataset, _("The description is a draft again."))


def acting(request: HttpRequest) -> User:
    """The person who acts; every page here is behind the log-in."""
    return cast(User, request.user)


def expected_version(request: HttpRequest) -> int:
    """The version the person saw; a form without one is older than every row."""
    sent = request.POST.get("expected_version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


def _said(form: Form, command: Callable[[], Dataset]) -> Dataset | None:
    """Do the command; a refusal becomes errors of the form, all at once, and nothing is saved."""
    try:
        return command()
    except Refused as refusal:
        named = [fault for fault in refusal.faults if fault["path"] in form.fields]
        for fault in named:
            form.add_error(fault["path"], _("This is still missing."))
        if not named:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal.sentence))
        return None


def _form_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    errors = errors_of(context["form"])
    dataset: Dataset | None = context.get("dataset")
    crumbs = [{"text": _("My datasets"), "href": reverse("catalog:steward-dataset-list")}]
    more: dict[str, Any] = {"errors": errors, "crumbs": crumbs}
    if dataset is not None:
        more["version"] = expected_version(request) or dataset.version
    return render(request, template, {**context, **more}, status=422 if errors else 200)
