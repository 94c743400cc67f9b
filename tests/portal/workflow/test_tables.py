"""Tables refuse what a lawyer could not read."""

import pytest
from django.db import models

from portal.accounts import Perm
from portal.workflow import TABLES, Fact, T, Table, record
from portal.workflow import facts as registry
from portal.workflow.diagram import mermaid, page, section
from portal.workflow.facts import payload_of


class Light(models.TextChoices):
    ON = "on"
    OFF = "off"


def test_a_state_nobody_knows_is_refused(facts_of_doors):
    with pytest.raises(TypeError, match="unknown states"):
        Table("lamp", states=Light, transitions=[T("burn", "on", "ash", None, fact=facts_of_doors["touched"])])


def test_two_lines_for_one_verb_and_state_are_refused(facts_of_doors):
    lines = [T("flip", ("on", "off"), "off", None, fact=facts_of_doors["touched"])] * 2
    with pytest.raises(TypeError, match="two lines"):
        Table("lamp", states=Light, transitions=lines)


def test_several_targets_need_a_choice(facts_of_doors):
    with pytest.raises(TypeError, match="nothing that chooses"):
        T("flip", "on", ("on", "off"), None, fact=facts_of_doors["touched"])


def test_a_verb_has_states_with_and_without_it(door_table):
    assert door_table.states_with("touch") == ["closed", "open"]
    assert door_table.states_without("touch") == ["locked", "gone"]
    assert door_table.verbs == ("open", "shut", "touch", "rot")


def test_the_diagram_is_the_table(door_table, monkeypatch):
    drawn = mermaid(door_table)
    arrows = {line.strip() for line in drawn.splitlines() if "-->" in line}
    assert arrows == {
        "closed --> open: open",
        "open --> closed: shut",
        "open --> locked: shut",
        "open --> open: touch",
        "closed --> closed: touch",
        "closed --> gone: rot",
    }
    assert f"| shut | open | closed, locked | {Perm.CHECK_COMPLETENESS.value} | applicant | DoorShut |" in section(
        door_table
    )
    monkeypatch.setitem(TABLES, "door", door_table)
    assert "## door" in page()


def test_a_fact_is_declared_once():
    with pytest.raises(TypeError, match="declared twice"):
        type("DoorOpened", (Fact,), {"sentence": "x", "__module__": "elsewhere"})


def test_a_fact_has_a_sentence():
    with pytest.raises(TypeError, match="no sentence"):
        type("DoorPainted", (Fact,), {"__module__": __name__})
    assert "DoorPainted" not in registry.FACTS


def test_hearing_twice_is_hearing_once(db, hearing, facts_of_doors):
    heard = []

    def handler(event, row):
        heard.append(event.fact)

    hearing(facts_of_doors["shut"], handler)
    registry.on(facts_of_doors["shut"], handler)
    record(facts_of_doors["shut"], stream="house", by=None)
    assert heard == ["DoorShut"]


def test_who_hears_all_facts_hears_before_who_hears_one(db, hearing, facts_of_doors):
    order = []
    hearing(facts_of_doors["shut"], lambda event, row: order.append("one"))
    hearing(Fact, lambda event, row: order.append("all"))
    record(facts_of_doors["shut"], stream="house", by=None)
    assert order == ["all", "one"]


def test_a_fact_presents_itself(facts_of_doors):
    class Event:
        payload = {"door": "7"}

    assert facts_of_doors["opened"].present(Event()) == "The door 7 is open"


@pytest.mark.parametrize("value", ["", "case:7", 7, True, None, ["a", 1], ("x", "y")])
def test_ids_are_payload(value):
    assert payload_of({"key": value})["key"] == (list(value) if isinstance(value, tuple) else value)


@pytest.mark.parametrize("value", ["two words", "x" * 201, 1.5, {"a": 1}, ["two words"], "line\nbreak"])
def test_texts_and_fractions_are_not_payload(value):
    with pytest.raises(ValueError, match="key is not an id"):
        payload_of({"key": value})


def test_no_detail_is_an_empty_payload():
    assert payload_of(None) == {}
