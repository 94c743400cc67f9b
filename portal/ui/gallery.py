"""Every component with its parameters and an example, at /ui."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from portal.ui.components import COMPONENTS, KINDS
from portal.ui.examples import EXAMPLES

KIND_NAMES = {
    "page": _("Page"),
    "form": _("Forms"),
    "case": _("Case work"),
    "plan": _("Plan"),
    "result": _("Results"),
    "list": _("Lists"),
    "small": _("Small blocks"),
}


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """All components, by kind."""
    groups = [
        (KIND_NAMES[kind], [component for component in COMPONENTS.values() if component.kind == kind]) for kind in KINDS
    ]
    return render(request, "ui/gallery.html", {"groups": groups, **example_context()})


def example_context() -> dict[str, Any]:
    """What the examples show."""
    return {**EXAMPLES, "page": Paginator(range(500), 50).page(3)}
