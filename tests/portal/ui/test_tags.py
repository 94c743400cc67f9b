"""Tags and filters of the template library."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

from portal.ui import fields


def shown(source, path="/datasets/?q=a&holder=x&holder=y&page=3", **context):
    request = RequestFactory().get(path)
    engine = engines["django"].engine
    template = engine.from_string("{% load indgang %}" + source)
    from django.template import Context

    return template.render(Context({"request": request, **context}))


def test_the_query_keeps_what_is_not_changed_and_forgets_the_page():
    assert shown("{% query q='b' %}") == "?q=b&amp;holder=x&amp;holder=y"
    assert shown("{% query q='' holder=None %}") == "?"
    assert shown("{% query holder=many %}", many=["z", "w"]) == "?q=a&amp;holder=z&amp;holder=w"
    assert shown("{% query_of 'page' 4 %}") == "?q=a&amp;holder=x&amp;holder=y&amp;page=4"


def test_an_icon_is_hidden_or_has_a_name():
    assert 'aria-hidden="true"' in shown("{% icon 'check' %}")
    assert 'role="img" aria-label="Låst"' in shown("{% icon 'lock' 'Låst' %}")


def test_pages_left_out_are_zero():
    numbers = shown("{% for n in page|page_numbers %}{{ n }} {% endfor %}", page=Paginator(range(100), 5).page(10))
    assert numbers == "1 0 8 9 10 11 12 0 20 "


def test_fixed_addresses_and_the_language_link():
    assert shown("{% local_url '/register/' %}") == "/register/"
    with override("en"):
        assert shown("{% local_url '/register/' %}") == "/en/register/"
    assert shown("{% language_url 'en' %}", path="/guide/?a=1") == "/en/guide/?a=1"
    assert shown("{% language_url 'en' %}", path="/nowhere/?a=1") == "/en/nowhere/?a=1"
    assert shown("{% language_url 'da' %}", path="/en/nowhere/") == "/nowhere/"


def test_lookups_never_fail():
    assert shown("{{ row|get:'a' }}|{{ none|get:'a' }}", row={"a": 1}, none=None) == "1|"
    assert shown("{{ items|at:1 }}|{{ items|at:9 }}", items=[1, 2]) == "2|None"
    sections = [{"key": "a", "url": "/a"}, {"key": "b", "url": "/b"}]
    assert shown("{{ s|position_of:'b' }}{{ s|position_of:'/b' }}{{ s|position_of:'' }}", s=sections) == "221"


def test_filters_are_there():
    with override("da"):
        assert (
            shown("{{ 1205|number }} {% span 40 69 %} {{ d|date_short }}{{ d|time_text }}{{ d|machine_date }}", d=None)
            == "1.205 40–69 "
        )


class EveryKind(forms.Form):
    name = forms.CharField(label="Navn", help_text="Fulde navn")
    mail = forms.CharField(widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email"}))
    text = forms.CharField(widget=forms.Textarea, required=False)
    ok = forms.BooleanField(required=False)
    one = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    pick = forms.ChoiceField(choices=[("a", "A")])
    day = forms.DateField()
    secret = forms.CharField(widget=forms.PasswordInput)
    hidden = forms.CharField(widget=forms.HiddenInput)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("name", "text"), ("mail", "email"), ("text", "textarea"), ("ok", "checkbox"), ("one", "radios"), ("many", "checkboxes"),
     ("pick", "select"), ("day", "date"), ("secret", "password"), ("hidden", "hidden")],
)  # fmt: skip
def test_a_bound_field_becomes_a_field(name, kind):
    form = EveryKind({"ok": "on", "many": ["a"]})
    parameters = fields.parameters(form[name])
    assert parameters["type"] == kind
    assert parameters["optional"] == (name == "text")
    assert bool(parameters["error"]) == (name not in ("text", "ok", "many"))


def test_errors_lead_to_their_fields():
    form = EveryKind({})
    form.add_error(None, "Hele formularen")
    found = fields.errors_of(form)
    assert {"field": "id_name", "text": "Udfyld »Navn«."} in found
    assert {"field": "", "text": "Hele formularen"} in found


def test_options_of_any_shape():
    shapes = fields.options(["a", ("b", "B"), {"value": "c", "label": "C", "disabled": True}], ["b", "c"])
    assert [(one["value"], one["label"], one["chosen"], one["disabled"]) for one in shapes] == [
        ("a", "a", False, False), ("b", "B", True, False), ("c", "C", True, True),
    ]  # fmt: skip
    assert fields.options(None) == []
