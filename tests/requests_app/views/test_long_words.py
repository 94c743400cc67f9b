"""A title of one long word breaks, and the page keeps its width."""

import pytest
from django.urls import reverse

from requests_app.commands.applications import start_application
from requests_app.commands.plans import create_plan

LONG = "x" * 300


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 375])
def test_a_long_word_does_not_widen_a_page(open_page, people, width):
    plan = create_plan(by=people.applicant, title=LONG)
    case = start_application(by=people.applicant, plan=plan)
    addresses = [
        reverse("requests_app:plan-list"),
        reverse("requests_app:plan-detail", args=[plan.uuid]),
        reverse("requests_app:plan-variable", args=[plan.uuid]),
        reverse("requests_app:case-list"),
        reverse("requests_app:application-section", args=[case.uuid, "project"]),
    ]
    page = open_page(addresses[0], user=people.applicant).page
    page.set_viewport_size({"width": width, "height": 900})
    root = page.url.removesuffix(addresses[0])
    for address in addresses:
        page.goto(root + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
