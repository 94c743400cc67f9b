"""The components, once each. Markup is the design system's documented markup; never copy it into a page.

How to use one
    Write `<c-page-head number="2026-000147" type="Ansøgning" title="Statiner efter brystkræft" />` in any template.
    Text parameters take text; `:name="..."` takes a variable or a literal (`:items="items"`, `:badges="[]"`).
    A `:name` takes no filter: write `{% with shown=value|filter %}` around it.
    What stands between the tags is the slot. Extra attributes (`hx-post`, `data-…`, `form`) reach the control.
    `{% load indgang %}` gives the filters: number, percent, kroner, p_value, cell, date_text, date_short, time_text,
    seconds_text, weekday_text, days, working_days, filesize, machine_date; the tags icon, span, query, language_url
    and slot. See every component at /ui in both colour schemes.

A form of Django
    {% with found=form|errors_of %}<c-error-summary :errors="found" />{% endwith %}
    {% for field in form.visible_fields %}<c-bound-field :field="field" />{% endfor %}

Lists of things are lists of dicts
    action/link: {"text", "href"}; badge: {"text", "variant"}; variants: success, warning, error, info, neutral.
    option: {"value", "label", "hint", "disabled"} or (value, label); column: {"label", "numeric", "hidden"}.
    Cells of `c-table`: text, or {"text", "href", "note"} or {"badge", "variant"}.

A page
    {% extends "base.html" %}
    {% block title %}…{% endblock %}
    {% block breadcrumbs %}<c-breadcrumbs :items="crumbs" current="…" />{% endblock %}
    {% block grid %}split{% endblock %}           split = main + rail; empty = one column
    {% block content %}<c-page-head … /> …{% endblock %}
    {% block rail %}<c-rail><section><h2>…</h2>…</section></c-rail>{% endblock %}   (after the content in the source)
    {% block body_class %}wide{% endblock %}      1440 px container for inbox, review and output check
    {% block main %} replaces the whole container (front page).
    {% block title_prefix %}Fejl: {% endblock %} after a failed send.
    With split-l fill {% block body %} yourself: <div class="split-l"><c-section-nav … /><div>…</div></div>.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

EXAMPLES_FOLDER = Path(__file__).resolve().parents[2] / "templates" / "ui" / "examples"
KINDS = ("page", "form", "case", "plan", "result", "list", "small")


@dataclass(frozen=True)
class Component:
    """One component: what it is for and what it takes. `parameters` are `name: meaning`."""

    name: str
    kind: str
    purpose: str
    parameters: tuple[str, ...]

    @property
    def tag(self) -> str:
        """The element to write: `c-page-head`."""
        return f"c-{self.name}"

    @property
    def template(self) -> str:
        """Where its markup lies."""
        return f"cotton/{self.name.replace('-', '_')}.html"

    @property
    def example(self) -> str:
        """The template the gallery shows."""
        return f"ui/examples/{self.name.replace('-', '_')}.html"

    @property
    def source(self) -> str:
        """The example as one writes it."""
        return (EXAMPLES_FOLDER / f"{self.name.replace('-', '_')}.html").read_text(encoding="utf-8").strip()


def _component(name: str, kind: str, purpose: str, *parameters: str) -> Component:
    return Component(name, kind, purpose, parameters)


_ALL = (
    _component("page-head", "page", "Eyebrow, the one h1, status line.",
        "eyebrow: small text above, or number and type", "number: case number", "type: kind of page", "title: the h1",
        "badges: list of badges", "status: text beside the badges", "lead: one sentence under the h1",
        "public: larger type of public pages", "id: id of the h1", "level: other heading element"),
    _component("breadcrumbs", "page", "The way to the page.",
        "items: links on the way", "current: this page", "home: begin with the front page", "label: name, when a page has two"),
    _component("alert", "page", "A message in a box.",
        "variant: info, success, warning or error", "heading: bold line", "text: sentence", "level: heading element",
        "role: alert when it appears without a new page", "id: id", "class: extra class"),
    _component("error-summary", "page", "All faults first, linked to their fields; takes focus.",
        "errors: list of {text, field id or href}", "heading: instead of the number of faults",
        "still: leave the focus where it is"),
    _component("tabs", "page", "Views of one list as links.", "items: links, one with current",
        "label: name of the group"),
    _component("details", "page", "Text to open.", "summary: what is inside", "open: stands open"),
    _component("modal", "page", "A question that must be answered first.", "id: id of the dialog",
        "heading: the question"),
    _component("rail", "page", "The aside; one `section` with an h2 a block.", "label: name, when a page has two"),
    _component("button", "form", "Acts, or leads on as a link.",
        "text: what it does", "variant: primary, secondary, tertiary, warning", "type: submit or button",
        "href: makes it a link", "icon: name of an icon", "name: form name", "value: form value",
        "hidden_text: more words for screen readers", "class: extra class"),
    _component("field", "form", "One question of a form with label, hint, fault and control.",
        "name: form name", "id: id, else the name", "label: question", "hint: help", "error: what is wrong",
        "value: answer, or list for checkboxes",
        "type: text, textarea, select, radios, checkboxes, checkbox, date, number, "
        "email, password, search, tel, url, file, hidden", "options: options of a choice",
        "required: browser checks it",
        "optional: says that it may stay empty", "limit: most characters", "rows: lines of a textarea",
        "width: 4, 10, 20, 40 or full", "autocomplete: token of the browser", "inputmode: keyboard",
        "placeholder: grey example", "suffix: unit after the control", "empty: first choice without value",
        "checked: of a single checkbox", "hide_label: label for screen readers only", "readonly: cannot be changed",
        "class: extra class"),
    _component("bound-field", "form", "A field of a Django form.",
        "field: bound field", "label: instead of its label", "hint: instead of its help", "type: instead of its type",
        "limit: most characters", "autocomplete: token of the browser"),
    _component("search", "form", "Search field with button; put it in a form with method get.",
        "name: form name", "id: id", "label: for screen readers", "value: what was sought",
        "placeholder: grey example",
        "button: word on the button", "size: hero or full", "class: extra class"),
    _component("segment", "form", "Yes or no as two radios.",
        "name: form name", "label: question for screen readers", "value: yes, no or option value",
        "options: other choices",
        "id: id"),
    _component("ball", "case", "Who has it, until when, next step. Every case page opens with it.",
        "holder: who has it", "since: since when, what", "due: date", "due_label: instead of the usual label",
        "typical: usual time", "next: what to do", "next_label: instead of the usual label", "note: more about next",
        "is_you: lies with the person who looks"),
    _component("phase-line", "case", "Phases with dates.", "phases: list of {key, title, note, state}",
        "current: key"),
    _component("timeline", "case", "Events newest first; dotted where the clock stood still.",
        "events: list of {time, actor, text, leg, kind you or authority, paused, now}"),
    _component("clock", "case", "Used, paused, left; legal and moved date.",
        "name: of the clock", "due: date", "text: sentence below", "legal_due: sentence on the law's limit",
        "state: late makes it red", "segments: list of {share 0..1, kind used, paused, soon, late}"),
    _component("clock-mini", "case", "A clock in a table cell.", "due: date", "share: 0..1 used",
        "state: used, soon or late"),
    _component("decision-table", "case", "One row per controller.",
        "decisions: list of {controller, datasets, status, variant, date, answer, href}",
        "caption: for screen readers"),
    _component("decision-marks", "case", "Decisions as marks with one name.",
        "marks: list of approved, refused, waiting, asked", "name: the same in words"),
    _component("section-nav", "case", "Parts with state; slot below for the save status.",
        "items: list of {key, title, url, note, state done, question, fault, send, open}", "current: key or url",
        "label: name of the navigation", "fold: on a phone as `Part 2 of 8`"),
    _component("question", "case",
        "A question around an open field: slot is the field, slot `reply` the message back.",
        "by: who asked", "at: when", "text: the question", "earlier: answer sent before",
        "earlier_label: words to open it",
        "id: id"),
    _component("locked-field", "case", "An answer that cannot be changed now.",
        "label: question", "value: answer", "origin: where it came from"),
    _component("save-status", "case", "Saved, saving, failed; others present.",
        "state: saved, saving or failed", "time: of the last save, through time_text", "people: who else has it open", "id: id"),
    _component("diff", "case", "Two texts, word by word.",
        "old: before", "new: after", "mode: inline or sides", "old_label: over the left side",
        "new_label: over the right side"),
    _component("assessment-row", "case", "A letter of the law: evidence, outcome, reason.",
        "letter: letter", "text: demand", "answers: what the applicant wrote, list of {label, text}",
        "evidence: what the case says", "href: where it says so",
        "value: yes or no",
        "reason: reason", "name: form name; `-value` and `-reason` are added", "error: fault of the reason"),
    _component("decide", "case", "A box that says: act here. Slot for more fields, slot `actions` for other buttons.",
        "heading: what is decided", "name: form name", "options: outcomes", "value: chosen",
        "effect: effect in words",
        "missing: what is missing", "confirm: word on the button", "note: what happens then", "error: fault",
        "level: heading element"),
    _component("plan-step", "plan", "A sentence with tokens, inside `<ol class=\"plan-steps\">`; slot for its menu.",
        "number: step", "parts: list of {text, href, fault}", "source: datasets", "count: persons left",
        "delta: change",
        "fault: what is wrong", "id: id"),
    _component("token", "plan", "A part of a sentence one can change.", "text: text", "href: where to change it",
        "fault: marked as wrong"),
    _component("words-list", "plan", "A plan read aloud.", "steps: sentences", "new: numbers of new sentences",
        "summary: paragraph before"),
    _component("shell", "plan", "An empty table, in the layout of the result.",
        "title: caption", "note: instead of the mode's note", "columns: column heads",
        "rows: row heads or {label, total}",
        "content: in each cell", "mode: ROUND or EXACT", "head: head of the row heads",
        "withheld: why the table will give no figures, in place of its note"),
    _component("result-table", "result", "A released table; covered cells hatched and explained below.",
        "title: caption", "note: under the caption", "head: head of the row heads", "columns: column heads",
        "rows: list of {label, cells, total}; a cell is a number, a text, None, `<5` or `hidden`",
        "mode: ROUND, EXACT or OPEN",
        "covered: number of covered cells", "of: number of cells", "label: name of the region, when titles repeat",
        "decimals: reserved for the cells' own format",
        "explain_href: page that explains", "threshold: k", "base: what counts are rounded to a multiple of",
        "counts: all, some or none of the figures are counts; the note on rounding is for counts", "id: id"),
    _component("chart-figure", "result", "Finding, picture (src or slot), caption, numbers as table.",
        "title: heading", "finding: one sentence", "caption: method, interval, rounding, axis",
        "src: address of the SVG", "narrow: address of the one for a phone",
        "alt: what the picture shows", "id: id", "columns: column heads", "rows: list of {label, cells}",
        "head: head of the row heads"),
    _component("release-card", "result", "How each figure came to be; a section of the rail.",
        "items: list of {label, text, href, badge, variant, note}", "heading: instead of the usual",
        "level: heading element"),
    _component("download-list", "result", "Files with size; a section of the rail.",
        "files: list of {href, label, format, size in bytes}", "heading: instead of the usual",
        "level: heading element"),
    _component("evidence-table", "result", "Protected evidence beside a held figure.",
        "caption: caption", "note: under the caption",
        "evidence: list of {rule, evidence, href, limit, outcome, variant, flagged}"),
    _component("mini-dist", "result", "A distribution in 110 x 26.",
        "values: heights or parts", "name: its shape in words", "kind: bars or parts"),
    _component("sparkline", "result", "A line in 96 x 24.", "values: heights", "name: its course in words"),
    _component("leg-bar", "result", "Median bar, whisker to 9 of 10, dashed limit.",
        "values: {median, ninth, limit, most} in days", "name: the same in words"),
    _component("stacked-bar", "result", "Parts of one whole with a list.",
        "parts: list of {label, value, text}", "name: name of the list"),
    _component("facets", "list", "Filters with counts inside a form with method get; slot before the groups.",
        "groups: list of {name, label, options: {value, label, count, chosen}}", "chosen: number chosen",
        "action: reserved for the form's address", "clear: address without filters", "id: id"),
    _component("chosen-filters", "list", "Chosen filters as tags.", "chosen: list of {label, remove}"),
    _component("hit", "list", "A dataset or variable found; slot for its button.",
        "href: page", "title: title", "holder: controller", "text: sentence", "badges: badges",
        "variables: list of {href, label, name, note, heights, shape}", "more_href: more variables",
        "more_text: their words",
        "meta: facts", "level: heading element"),
    _component("table", "list",
        "A table; responsive turns rows into facts on a phone, scroll keeps figures side by side.",
        "columns: columns", "rows: rows of cells, or the slot", "caption: caption",
        "hide_caption: for screen readers only",
        "note: under the caption", "responsive: rows become facts", "dense: tight rows",
        "scroll: scrolls in a named region",
        "class: extra class"),
    _component("dense-table", "list", "Lists for professionals.",
        "columns: list of {label, key, falling, href, numeric}",
        "rows: list of {key, name, chosen, href, cells: {text, href, "
        "note, badge, marks, due, tone you or late}}", "caption: for screen readers", "sort: key sorted by",
        "selectable: checkbox first", "name: form name of the checkboxes"),
    _component("toolbar", "list", "Filters in a row over a list.", "label: name of the group"),
    _component("bulk-bar", "list", "Appears when at least one row is chosen; slot for the buttons.",
        "count: chosen", "text: the same in words", "clear: address that chooses none"),
    _component("pagination", "list", "Pages of a list.", "page: page of a paginator", "name: key of the query",
        "label: name"),
    _component("badge", "small", "A word on a tint.", "text: word",
        "variant: success, warning, error, info, neutral"),
    _component("tag", "small", "A chosen thing one can take away.", "text: text", "href: makes it a link",
        "icon: icon after"),
    _component("key-figure", "small", "One number with its definition.",
        "value: number as text", "unit: unit", "text: what it is", "definition: how it is counted", "href: more",
        "href_text: words of the link"),
    _component("dl-list", "small", "Facts with names.",
        "items: list of {label, text, href, badge, variant, note}", "compact: for the rail", "stacked: the name above its text"),
    _component("note", "small", "A remark beside the matter.", "text: text"),
    _component("empty", "small", "Nothing here, and what to do.",
        "heading: what is empty", "text: why", "href: where to go", "action: words of the link",
        "level: heading element"),
    _component("progress", "small", "Step n of m.",
        "heading: where it runs", "step: n", "of: m", "text: what happens", "id: id", "level: heading element"),
    _component("in-plan", "small", "Says that a thing is in the plan already."),
    _component("spinner", "small", "Waiting where nothing was before.", "status: what is waited for"),
)  # fmt: skip

COMPONENTS: Mapping[str, Component] = MappingProxyType({component.name: component for component in _ALL})
"""Name -> component, in the order of the gallery."""
