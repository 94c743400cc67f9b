"""Texts are found in code and templates, and the catalogues are kept in step with them."""

import polib
import pytest
from django.core.management import CommandError, call_command

from portal import catalogues, texts
from portal.texts import Message, messages_in

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext, npgettext_lazy
a = _("Plain " "and joined")
b = ngettext("One case", "%(n)s cases", 3)
c = pgettext("verb", "Open")
d = npgettext_lazy("in a list", "One day", "Many days")
e = translation.gettext_lazy("By attribute")
f = _(variable)
g = other("Not a text")
h = _("")
"""
TEMPLATE = """
{% load i18n %}
{% translate "Plain" %} {% translate 'Open' context "verb" as word %}
{% blocktranslate trimmed with name=user.name %}
  Hello {{ name }},
  welcome
{% endblocktranslate %}
{% blocktranslate count n=cases %}One case{% plural %}{{ n }} cases{% endblocktranslate %}
{% include "x.html" with title=_("In a tag") %}
<c-button :text="_('In a component')" />
{% translate "It's “quoted”" %}
"""


def test_texts_of_code():
    assert set(messages_in(CODE, is_python=True)) == {
        Message("Plain and joined"),
        Message("One case", None, "%(n)s cases"),
        Message("Open", "verb"),
        Message("One day", "in a list", "Many days"),
        Message("By attribute"),
    }


def test_texts_of_templates():
    assert set(messages_in(TEMPLATE, is_python=False)) == {
        Message("Plain"),
        Message("Open", "verb"),
        Message("Hello %(name)s, welcome"),
        Message("One case", None, "%(n)s cases"),
        Message("In a tag"),
        Message("In a component"),
        Message("It's “quoted”"),
    }


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A house of its own with a little code and a template for each room."""
    files = {
        "portal/a.py": '_("Kernel")',
        "portal/ui/b.py": '_("Look")',
        "portal/migrations/c.py": '_("Never")',
        "catalog/d.py": 'ngettext("One", "Many", 2)',
        "analysis/e.py": '_("Job")',
        "analysis/site/f.py": '_("Never")',
        "templates/base.html": '{% load i18n %}{% translate "Base" %}',
        "templates/notices/g.txt": '{% load i18n %}{% translate "Mail" %}',
        "templates/catalog/h.html": '{% load i18n %}{% translate "Dataset" %}',
        "templates/catalog/i.svg": '{% translate "Never" %}',
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(texts, "ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("room", "found"),
    [
        ("portal", {"Kernel", "Mail"}),
        ("ui", {"Look", "Base"}),
        ("catalog", {"One", "Dataset"}),
        ("analysis", {"Job"}),
        ("requests_app", set()),
    ],
)
def test_each_room_has_its_own_texts(house, room, found):
    assert {message.msgid for message in texts.messages_of(room)} == found


def translate(room, **danish):
    path = catalogues.po_path(room)
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: danish[entry.msgid], 1: danish[entry.msgid] + "e"}
        else:
            entry.msgstr = danish[entry.msgid]
    catalogue.save(str(path))


def test_a_room_is_collected_translated_compiled_and_in_step(house):
    assert [message.msgid for message in catalogues.collect("catalog")] == ["Dataset", "One"]
    translate("catalog", One="En", Dataset="Datasæt")
    catalogues.compile_room("catalog")
    assert catalogues.faults_of("catalog") == []
    assert catalogues.collect("catalog") == []
    compiled = polib.mofile(str(catalogues.po_path("catalog").with_suffix(".mo")))
    assert compiled.find("Dataset").msgstr == "Datasæt"


def test_what_is_out_of_step_is_named(house):
    (house / "portal/a.py").write_text('_("Kernel"); _("Old")')
    catalogues.collect("portal")
    translate("portal", Kernel="Kerne", Mail="", Old="Gammel")
    (house / "portal/a.py").write_text('_("Kernel"); _("New")')
    faults = catalogues.faults_of("portal")
    assert faults == [
        "portal: missing: 'New' (portal/a.py)",
        "portal: unused: 'Old'",
        "portal: no Danish: 'Mail'",
        "portal: the .mo is not compiled from the .po",
    ]


def test_a_room_without_texts_gets_no_file(house):
    assert catalogues.collect("requests_app") == []
    catalogues.compile_room("requests_app")
    assert not catalogues.po_path("requests_app").exists()
    assert catalogues.faults_of("requests_app") == []


def test_the_commands_collect_compile_and_check(house, capsys):
    call_command("collect_messages", room="catalog")
    assert "catalog: 2 without Danish" in capsys.readouterr().out
    with pytest.raises(CommandError, match="texts are out of step"):
        call_command("collect_messages", room="catalog", check=True)
    translate("catalog", One="En", Dataset="Datasæt")
    call_command("compile_messages", room="catalog")
    call_command("compile_messages", room="catalog", check=True)
    with pytest.raises(CommandError, match="texts are out of step"):
        call_command("compile_messages", check=True)
    assert "missing: 'Kernel'" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["portal", "ui", *catalogues.BORROWED])
def test_the_kernel_speaks_danish(name):
    assert catalogues.faults_of(name) == []


def test_a_text_that_a_package_no_longer_has_is_named(house):
    path = catalogues.po_path("allauth")
    path.parent.mkdir(parents=True)
    theirs = polib.POEntry(msgid="Remove", msgstr="Fjern")
    gone = polib.POEntry(msgid="A text of an older version", msgstr="En gammel tekst")
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    catalogue.extend([theirs, gone])
    catalogue.save(str(path))
    catalogues.compile_room("allauth")
    assert catalogues.faults_of("allauth") == ["allauth: unused: 'A text of an older version'"]
    assert catalogues.collect("allauth") == []
    assert [entry.msgid for entry in polib.pofile(str(path))] == ["Remove"]


def test_the_workflow_page_is_written_and_checked(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="run workflow_diagram"):
        call_command("workflow_diagram", check=True)
    call_command("workflow_diagram")
    call_command("workflow_diagram", check=True)
    page = tmp_path / "docs" / "reference" / "workflow.md"
    page.write_text(page.read_text() + "by hand")
    with pytest.raises(CommandError, match="run workflow_diagram"):
        call_command("workflow_diagram", check=True)
