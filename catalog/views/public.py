"""The public pages: find data, one dataset, all variables, persistent addresses."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from catalog.dataset_words import access_of, figures_of, period_of, quality_of, short_of, tabs_of
from catalog.presentation import chosen_tags, facet_groups, hit_of, searched_words, table_row
from catalog.search import Filters, Sort, query
from catalog.search.query import PAGE_LENGTH, query_variables
from catalog.selectors.basket import basket_keys, basket_names
from catalog.selectors.dataset import dataset_page
from catalog.selectors.visibility import visible_dataset
from portal.accounts.policy import can
from portal.accounts.roles import Perm
from portal.ui import slots

MOST_TEXT = 200


@require_GET
def dataset_list(request: HttpRequest) -> HttpResponse:
    """Find data: search, facets, hits."""
    text = request.GET.get("q", "").strip()[:MOST_TEXT]
    filters = Filters.read(request.GET.getlist)
    sort = sort_of(request.GET.get("sort", ""), has_text=bool(text))
    found = query(user=request.user, text=text, filters=filters, sort=sort, page=page_number(request))
    slots.prepare("catalog.hit", [hit.dataset for hit in found.hits], request=request)
    words = searched_words(text)
    context = {
        "text": text,
        "sort": sort.value,
        "found": found,
        "hits": [{**hit_of(hit, words), "dataset": hit.dataset} for hit in found.hits],
        "page": page_of(found.total, found.page, PAGE_LENGTH),
        "groups": facet_groups(found.facets),
        "chosen": chosen_tags(found.facets, request.GET),
        "clear": f"?{urlencode({'q': text})}" if filters else "",
        "sorts": sorts_of(has_text=bool(text)),
        "in_plan": basket_keys(user=request.user, session=request.session),
    }
    return render(request, "catalog/dataset_list.html", context)


@require_GET
def dataset_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One dataset with a page of its variables."""
    dataset = visible_dataset(user=request.user, key=key)
    text = request.GET.get("q", "").strip()[:MOST_TEXT]
    shown = dataset_page(dataset=dataset, text=text, page=page_number(request), wanted=request.GET.get("v", ""))
    names = basket_names(user=request.user, session=request.session)
    context = {
        "dataset": dataset,
        "shown": shown,
        "text": text,
        "wanted": request.GET.get("v", ""),
        "rows": [table_row(one, searched_words(text), names, can_add=dataset.is_published) for one in shown.variables],
        "page": page_of(shown.found, shown.page, shown.length),
        "in_plan": key in names,
        "crumbs": [{"text": _("Datasets"), "href": reverse("catalog:dataset-list")}],
        "tabs": tabs_of(shown),
        "figures": figures_of(dataset),
        "period": period_of(dataset),
        "quality": quality_of(dataset),
        "access": access_of(dataset),
        "short": short_of(dataset),
        "api_address": reverse("api:dataset-detail", args=[key]),
        "typical_time": slots.render("catalog.typical_time", dataset, request=request),
        "may_edit": can(request.user, Perm.EDIT_DATASET, dataset),
    }
    return render(request, "catalog/dataset_detail.html", context)


@require_GET
def variable_list(request: HttpRequest) -> HttpResponse:
    """All variables of all published datasets."""
    text = request.GET.get("q", "").strip()[:MOST_TEXT]
    found = query_variables(user=request.user, text=text, page=page_number(request))
    names = basket_names(user=request.user, session=request.session)
    context = {
        "text": text,
        "found": found,
        "rows": [table_row(one, searched_words(text), names, can_add=True) for one in found.variables],
        "page": page_of(found.total, found.page, PAGE_LENGTH),
    }
    return render(request, "catalog/variable_list.html", context)


@require_GET
def dataset_iri(request: HttpRequest, key: str) -> HttpResponse:
    """The persistent address of a dataset leads to its page (303: the page is about it, it is not the thing)."""
    visible_dataset(user=request.user, key=key)
    answer = HttpResponseRedirect(reverse("catalog:dataset-detail", args=[key]))
    answer.status_code = 303
    return answer


def sort_of(asked: str, *, has_text: bool) -> Sort:
    """The order asked for; without words there is no best match, so titles order the list."""
    known = asked if asked in set(Sort) else (Sort.BEST if has_text else Sort.TITLE)
    return Sort(known)


def sorts_of(*, has_text: bool) -> list[dict[str, Any]]:
    """The orders a reader may choose; the best match only where something was asked for."""
    named = [(Sort.BEST, _("Best match first")), (Sort.TITLE, _("By title")), (Sort.NEWEST, _("Newest first"))]
    return [{"value": sort.value, "label": label} for sort, label in named if has_text or sort is not Sort.BEST]


def page_number(request: HttpRequest) -> int:
    """`page` of the address; 1 for anything that is no number."""
    asked = request.GET.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 1


def page_of(total: int, number: int, length: int) -> Page[Any]:
    """A page for the component `pagination`, which counts and shows no rows."""
    return Paginator(range(total), length).get_page(number)
