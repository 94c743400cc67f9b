"""The basket: what is put aside for a plan, with or without an account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from catalog.commands.basket import add_to_basket, remove_from_basket
from catalog.selectors.basket import basket_of


@require_GET
def basket_detail(request: HttpRequest) -> HttpResponse:
    """What lies in the basket."""
    basket = basket_of(user=request.user, session=request.session)
    return render(request, "catalog/basket_detail.html", {"basket": basket})


@require_POST
def basket_add(request: HttpRequest) -> HttpResponse:
    """Put a dataset or a variable aside, and go back to where it was seen."""
    dataset = add_to_basket(user=request.user, session=request.session, name=request.POST.get("name", "")[:100])
    messages.success(request, _("%(title)s is in your plan.") % {"title": dataset.title})
    return redirect(_back(request))


@require_POST
def basket_remove(request: HttpRequest) -> HttpResponse:
    """Take something out again."""
    remove_from_basket(user=request.user, session=request.session, name=request.POST.get("name", "")[:100])
    messages.success(request, _("It was taken out of your plan."))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The page the person came from, when it is one of ours."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else reverse("catalog:basket-detail")
