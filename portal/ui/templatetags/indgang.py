"""`{% load indgang %}`: numbers, dates, cells, options, the language switch and slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote, urlencode

from django import forms, template
from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.templatetags.static import static
from django.urls import Resolver404, resolve, translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.notices.selectors import unread_count
from portal.ui import changes, fields, graphics, menu, slots, standing
from portal.ui import format as text
from portal.ui.scheme import AUTO, scheme_of

register = template.Library()

register.filter("number", text.number)
register.filter("percent", text.percent)
register.filter("kroner", text.kroner)
register.filter("p_value", text.p_value)
register.filter("cell", text.cell)
register.filter("date_text", text.date_text)
register.filter("weekday_text", text.weekday_text)
register.filter("seconds_text", text.seconds_text)
register.filter("days", text.days_text)
register.filter("working_days", text.working_days_text)
register.filter("filesize", text.size_text)
register.filter("article", text.article_text)
register.filter("articles", text.articles_text)
register.filter("date_field", text.date_field_text)
register.filter("field_parameters", fields.parameters)
register.filter("options", fields.options)
register.filter("errors_of", fields.errors_of)
register.filter("mini_bars", graphics.mini_bars)
register.filter("sparkline", graphics.sparkline)
register.filter("clock_bar", graphics.clock_bar)
register.filter("stacked", graphics.stacked)
register.filter("leg", graphics.leg)
register.filter("one_segment", graphics.one_segment)
register.filter("step_of", graphics.step_of)
register.filter("changes_to", changes.changes_to)


@register.filter
def date_short(value: date | datetime | None) -> str:
    """24. nov."""
    return text.date_short(value)


@register.filter
def time_text(value: datetime | None) -> str:
    """kl. 14.32"""
    return text.time_text(value)


@register.filter
def machine_date(value: date | datetime | None) -> str:
    """The value of `datetime` in a time element."""
    return value.isoformat() if value else ""


@register.simple_tag
def span(low: text.Number, high: text.Number) -> str:
    """`{% span 40 69 %}`: 40–69."""
    return text.span(low, high)


@register.simple_tag
def icon(name: str, label: str = "", classes: str = "") -> SafeString:
    """An icon of the design system; with a label it has a name, without one it is hidden from screen readers."""
    sprite = static("dkfds/img/all-svg-icons.svg")
    if label:
        return format_html(
            '<svg class="icon-svg {}" role="img" aria-label="{}" focusable="false"><use href="{}#{}"></use></svg>',
            classes, label, sprite, name,
        )  # fmt: skip
    return format_html(
        '<svg class="icon-svg {}" focusable="false" aria-hidden="true"><use href="{}#{}"></use></svg>',
        classes, sprite, name,
    )  # fmt: skip


@register.filter
def get(mapping: Mapping[Any, Any] | None, key: object) -> Any:
    """`{{ row|get:column.key }}`: what a mapping holds, or nothing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def at(items: Sequence[Any], index: int) -> Any:
    """The item at a place, or nothing when the list is shorter."""
    return items[index] if index < len(items) else None


@register.filter
def position_of(items: Sequence[Mapping[str, Any]], current: str) -> int:
    """The place (from 1) of the current part in a section nav; 1 when none is current."""
    for place, item in enumerate(items, start=1):
        if current and current in (item.get("url"), item.get("key")):
            return place
    return 1


@register.simple_tag(takes_context=True)
def query_of(context: Context, key: str, value: object) -> str:
    """The query string of this page with one key changed, the key being known only at run time."""
    return query(context, **{key: value})


@register.filter
def page_numbers(page: Page[Any]) -> list[int]:
    """Numbers of a page list; 0 stands for pages left out."""
    last = page.paginator.num_pages
    shown = sorted({1, last, *range(max(1, page.number - 2), min(last, page.number + 2) + 1)})
    numbers: list[int] = []
    for number in shown:
        if numbers and number - numbers[-1] > 1:
            numbers.append(0)
        numbers.append(number)
    return numbers


@register.simple_tag
def example_form() -> forms.Form:
    """A small form for the gallery."""
    fields_ = {
        "email": forms.EmailField(label="E-mail"),
        "agree": forms.BooleanField(label="Jeg er enig", required=False),
    }
    form: forms.Form = type("ExampleForm", (forms.Form,), fields_)(auto_id="example-form-%s")
    return form


@register.simple_tag
def demo_mode() -> bool:
    """Whether this is a demonstration: then every page says that all is invented."""
    return bool(getattr(settings, "DEMO", False))


@register.simple_tag
def authority() -> str:
    """The name of the authority that runs the portal, in the language of the page."""
    return str(getattr(settings, "AUTHORITY_NAME_EN" if text.language() == "en" else "AUTHORITY_NAME_DA", "Indgang"))


@register.simple_tag
def authority_email() -> str:
    """The address people write to."""
    return str(getattr(settings, "AUTHORITY_EMAIL", ""))


@register.simple_tag
def complaint_body() -> str:
    """Who hears complaints about decisions, in the language of the page; empty where no other authority does."""
    return str(settings.COMPLAINT_BODY_EN if text.language() == "en" else settings.COMPLAINT_BODY_DA)


@register.simple_tag(takes_context=True)
def standing_text(context: Context) -> str:
    """Role and organisation of the person, as they stand under the name."""
    return standing.text_of(context.get("request"))


@register.simple_tag
def unread_notices(user: Any) -> int:
    """How many notices the person has not opened. One query."""
    return unread_count(user)


@register.simple_tag
def session_seconds() -> int:
    """After how many idle seconds a session ends."""
    return int(settings.SESSION_IDLE.total_seconds())


@register.simple_tag(takes_context=True)
def colour_scheme(context: Context) -> str:
    """`light` or `dark` when the person chose one in the footer, else `auto`."""
    request: HttpRequest | None = context.get("request")
    return scheme_of(request.COOKIES) if request else AUTO


@register.simple_tag(takes_context=True)
def language_url(context: Context, code: str) -> str:
    """This page in another language, with the same query."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return "/en/" if code == "en" else "/"
    path = request.get_full_path()
    try:
        resolve(unquote(request.path))
    except Resolver404:  # the page that says so is there in both languages
        bare = path.removeprefix("/en") if path.startswith("/en/") else path
        return f"/en{bare}" if code == "en" else bare
    return translate_url(path, code)


@register.simple_tag
def local_url(path: str) -> str:
    """A page in the language of this page, by its fixed address: `{% local_url "/register/" %}`."""
    return f"/en{path}" if text.language() == "en" else path


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """The query string of this page with some keys changed; None or an empty text removes a key, `page` always goes."""
    request: HttpRequest | None = context.get("request")
    kept = request.GET.copy() if request else QueryDict(mutable=True)
    if "page" not in changes:
        kept.pop("page", None)
    for key, value in changes.items():
        if value in (None, ""):
            kept.pop(key, None)
        else:
            kept.setlist(key, [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)])
    return "?" + urlencode([(key, value) for key, values in kept.lists() for value in values])


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> list[menu.Entry]:
    """The menu of the person who looks, with counts and the current entry marked."""
    request: HttpRequest | None = context.get("request")
    return menu.entries(request) if request else []


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, thing: Any = None) -> SafeString:
    """What upper apps contribute to this place, for one object: `{% slot "case.panel" case %}`."""
    request: HttpRequest | None = context.get("request")
    return slots.render(name, thing, request=request)
