"""`{% load case_pages %}`: crumbs put together in a template."""

from collections.abc import Sequence
from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def breadcrumb(text: Any, href: str, before: Sequence[dict[str, str]] = ()) -> list[dict[str, str]]:
    """`{% breadcrumb text href as items %}`: one crumb, after those given: items of `c-breadcrumbs`."""
    return [*before, {"text": str(text), "href": href}]
