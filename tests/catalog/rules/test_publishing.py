"""When a description is complete."""

from dataclasses import replace

import pytest

from catalog.rules.publishing import MINIMUM, Description, check_can_publish, check_stays_complete, missing_elements
from catalog.rules.sites import check_domain_lives_here, check_same_controller, check_stays_at_its_site
from portal.refusals import Refused

WHOLE = Description(
    title_da="a", title_en="a", lead_da="a", lead_en="a", description_da="a", description_en="a", population_da="a",
    population_en="a", coverage_from=2000, coverage_note_da="", coverage_note_en="", contact_email="a@demo.test",
    source_links=(), categories=("MRMR",), is_connected=True, variable_count=1,
)  # fmt: skip
EMPTY = replace(
    WHOLE, title_da="", title_en=" ", lead_da="", lead_en="", description_da="", description_en="", population_da="",
    population_en="", coverage_from=None, contact_email="", categories=(), variable_count=0,
)  # fmt: skip


def test_a_whole_description_may_be_published():
    check_can_publish(WHOLE)
    check_stays_complete(WHOLE, is_published=True)


def test_everything_that_is_missing_is_named_at_once():
    with pytest.raises(Refused) as refusal:
        check_can_publish(EMPTY)
    assert [fault["path"] for fault in refusal.value.faults] == [element.field for element in MINIMUM]
    assert all(str(element.name) in str(refusal.value.sentence) for element in MINIMUM)


@pytest.mark.parametrize("element", MINIMUM, ids=lambda element: element.field)
def test_each_element_alone_stops_it(element):
    lacking = replace(
        WHOLE,
        **{
            "variable_count" if element.field == "variables" else element.field: getattr(
                EMPTY, "variable_count" if element.field == "variables" else element.field
            )
        },
    )
    assert missing_elements(lacking) == (element,)


@pytest.mark.parametrize(
    "facts",
    [
        replace(WHOLE, coverage_from=None, coverage_note_da="a", coverage_note_en="b"),
        replace(WHOLE, contact_email="", source_links=("https://demo.test",)),
        replace(WHOLE, is_connected=False, variable_count=0),
    ],
)
def test_what_stands_for_another(facts):
    assert missing_elements(facts) == ()


def test_a_note_in_one_language_is_not_enough():
    assert missing_elements(replace(WHOLE, coverage_from=None, coverage_note_da="a"))


def test_a_draft_may_lack_anything():
    check_stays_complete(EMPTY, is_published=False)


@pytest.mark.parametrize(
    ("check", "arguments", "code"),
    [
        (check_domain_lives_here, {"domain": "dk", "site": "a", "home": "b"}, "site.domain_elsewhere"),
        (check_stays_at_its_site, {"key": "bef", "site": "a", "registered_at": "b"}, "site.dataset_elsewhere"),
        (check_same_controller, {"key": "bef", "controller": "a", "registered": "b"}, "site.other_controller"),
    ],
)
def test_where_data_live(check, arguments, code):
    with pytest.raises(Refused) as refusal:
        check(**arguments)
    assert refusal.value.code == code
    last = list(arguments)[-1]
    check(**{**arguments, last: "a"})


def test_a_new_dataset_may_come_from_any_site_and_controller():
    check_stays_at_its_site(key="bef", site="a", registered_at=None)
    check_same_controller(key="bef", controller="a", registered=None)
