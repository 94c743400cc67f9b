"""A place is filled by upper apps, and a list asks once for all its objects."""

from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from portal.ui import slots


class Asked(slots.Slot):
    template = "badge.html"
    asked = []

    def select(self, user, objects):
        Asked.asked.append([thing.pk for thing in objects])
        if not objects:
            return {slots.PAGE: {"text": "whole page", "variant": "info"}}
        return {thing.pk: {"text": f"badge {thing.pk}", "variant": "info"} for thing in objects if thing.pk != 3}


class First(Asked):
    order = 1

    def select(self, user, objects):
        return {thing.pk: {"text": "first", "variant": "neutral"} for thing in objects}


@pytest.fixture(autouse=True)
def _own_places(monkeypatch):
    monkeypatch.setattr(slots, "_slots", {})
    monkeypatch.setattr(slots, "render_to_string", lambda name, context, request: f"<i>{context['text']}</i>")
    Asked.asked = []


@pytest.fixture
def request_():
    request = RequestFactory().get("/")
    request.user = None
    return request


def things(*keys):
    return [SimpleNamespace(pk=key) for key in keys]


def test_a_list_asks_once_whatever_its_length(request_):
    slots.add("case.badge", Asked)
    listed = things(*range(1, 51))
    slots.prepare("case.badge", listed, request=request_)
    shown = [slots.render("case.badge", thing, request=request_) for thing in listed]
    assert len(Asked.asked) == 1
    assert "badge 1<" in shown[0] and "badge 50<" in shown[49]
    assert shown[2] == ""


def test_one_object_asks_for_itself_and_only_once(request_):
    slots.add("case.badge", Asked)
    (thing,) = things(7)
    assert slots.render("case.badge", thing, request=request_) == slots.render("case.badge", thing, request=request_)
    assert Asked.asked == [[7]]


def test_a_page_without_object_and_without_request():
    slots.add("home", Asked)
    assert "whole page" in slots.render("home")


def test_contributions_stand_in_their_order_and_once(request_):
    slots.add("case.badge", Asked)
    slots.add("case.badge", First)
    slots.add("case.badge", Asked)
    assert slots.contributions("case.badge") == (First, Asked)
    html = slots.render("case.badge", things(1)[0], request=request_)
    assert html.index("first") < html.index("badge 1")


def test_an_unknown_place_is_empty(request_):
    assert slots.render("nowhere", request=request_) == ""
