"""Every component renders, and the catalogue of components says of each what its template says."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Context, engines
from django.template.loader import render_to_string
from django.utils.translation import override
from django_cotton.compiler_regex import CottonCompiler

from portal.ui.components import COMPONENTS, KINDS
from portal.ui.gallery import KIND_NAMES, example_context

ROOT = Path(__file__).resolve().parents[3]
COTTON = ROOT / "templates" / "cotton"
VOID = {"input", "br", "img", "hr", "meta", "link"}


class Balance(HTMLParser):
    """Finds elements that are not closed where they were opened, and inline styles or handlers."""

    def __init__(self):
        super().__init__()
        self.open, self.faults = [], []

    def handle_starttag(self, tag, attrs):
        self.faults += [
            f"{tag} {name}" for name, _value in attrs if name == "style" or name.startswith(("on", "hx-on"))
        ]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"/{tag}")


def rendered(component):
    return render_to_string(component.example, example_context())


@pytest.mark.parametrize("name", COMPONENTS)
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_component_renders_balanced_without_inline_style_or_handler(name, language):
    with override(language):
        html = rendered(COMPONENTS[name])
    check = Balance()
    check.feed(html)
    assert not check.faults and not check.open, (check.faults, check.open)
    assert f"<c-{name}" not in html
    assert html.strip()


@pytest.mark.parametrize("name", COMPONENTS)
def test_the_catalogue_names_exactly_the_parameters_of_the_template(name):
    source = (COTTON / COMPONENTS[name].template.removeprefix("cotton/")).read_text()
    declared = re.search(r"<c-vars\s(.*?)/>", source, re.DOTALL)
    in_template = set(re.findall(r':?([a-z_]+)="', declared[1])) if declared else set()
    assert {parameter.split(":")[0] for parameter in COMPONENTS[name].parameters} == in_template


def test_every_template_is_in_the_catalogue_and_the_other_way_round():
    assert {path.stem.replace("_", "-") for path in COTTON.glob("*.html")} == set(COMPONENTS)
    assert {component.kind for component in COMPONENTS.values()} == set(KINDS) == set(KIND_NAMES)


def test_the_example_is_shown_as_it_is_written():
    assert COMPONENTS["badge"].source.startswith('<c-badge text="Godkendt"')
    assert COMPONENTS["badge"].tag == "c-badge"


def test_no_page_of_this_room_has_inline_style_or_script():
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|hx-on|<script(?![^>]*\bsrc=)", text), path


def test_a_covered_cell_is_hatched_and_read_aloud():
    with override("da"):
        html = rendered(COMPONENTS["result-table"])
    assert (
        '<td class="num covered"><span aria-hidden="true">&lt;5</span><span class="sr-only">under 5</span></td>' in html
    )
    assert "1 af 9 celler er dækket." in html
    assert "<strong>skjult</strong> betyder" in html
    assert '<td class="num"><span aria-hidden="true">–</span><span class="sr-only">ingen</span></td>' in html


def test_text_from_people_is_escaped():
    source = CottonCompiler().process('<c-empty heading="{{ wild }}" :text="wild" /><c-field :value="wild" name="a" />')
    shown = engines["django"].engine.from_string(source).render(Context({"wild": '<b>"x"'}))
    assert "<b>" not in shown
    assert shown.count("&lt;b&gt;") == 3


def test_a_fault_is_tied_to_its_field():
    html = rendered(COMPONENTS["field"])
    assert 'aria-describedby="example-date-hint example-date-error"' in html
    assert 'id="example-date-error"' in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize("name", ["shell", "result-table"])
def test_the_title_of_a_table_that_scrolls_stands_in_its_frame(name):
    assert '<caption><span class="caption-text">' in rendered(COMPONENTS[name])
