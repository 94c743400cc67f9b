"""What the views share: paging, the version a form was made from, refusals said in a form, conflicts that keep the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.ui.fields import errors_of
from portal.workflow import Refused

PAGE_LENGTH = 50
LONGEST_NUMBER = 9
Made = TypeVar("Made")


class CountedPaginator(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """Pages of rows whose number is known already, so that they are not counted once more."""

    def __init__(self, rows: Any, length: int, known: int) -> None:
        super().__init__(rows, length)
        self.__dict__["count"] = known


def page_of(request: HttpRequest, rows: Any, *, known: int | None = None) -> Page[Any]:
    """The asked page of a list; a page that does not exist is the last. `known`: how many rows there are."""
    pages = Paginator(rows, PAGE_LENGTH) if known is None else CountedPaginator(rows, PAGE_LENGTH, known)
    return pages.get_page(request.GET.get("page"))


def number_in(request: HttpRequest, name: str) -> int:
    """A whole number the form sends along, such as the version it was made from; -1 fits none."""
    found = whole_in(request.POST.get(name, ""))
    return -1 if found is None else found


def position_in(request: HttpRequest) -> int | None:
    """Which of several parts the address means (`?at=2`)."""
    return whole_in(request.GET.get("at", ""))


def whole_in(text: str) -> int | None:
    """A whole number of at most nine digits; `isdigit` alone would let "²" pass."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def texts_with(request: HttpRequest, prefix: str) -> dict[str, str]:
    """What was written in the fields whose names begin so, by the rest of the name."""
    return {name.removeprefix(prefix): str(text) for name, text in request.POST.items() if name.startswith(prefix)}


def said_in(form: forms.Form, verb: Callable[[], Made]) -> Made | None:
    """Do the verb; a refusal becomes an error of the form, at its field where the form has it."""
    try:
        return verb()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return None


def redirect_with(request: HttpRequest, text: Any, to: str, *args: Any) -> HttpResponse:
    """Go on, and say what was done."""
    messages.success(request, str(text))
    return redirect(to, *args)


__all__ = ["errors_of", "number_in", "page_of", "position_in", "redirect_with", "said_in", "texts_with", "whole_in"]
