"""The code lists that come with the product, and the scores made of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.plans import Dictionary, bind_plan, read_plan
from analysis.plans.code_lists import families, score_variables, shipped_lists
from analysis.plans.labels import icd10_code


@pytest.fixture
def with_lists(dictionary):
    return replace(dictionary, lists=shipped_lists())


def test_the_indexes_have_the_groups_and_weights_of_their_papers():
    charlson, nordic = families()["charlson"], families()["nordic_multimorbidity"]
    assert (len(charlson.members), sum(one.weight for one in charlson.members)) == (17, 33)
    assert len(nordic.members) == 50
    by_system = {system: sum(one.list.system == system for one in nordic.members) for system in nordic.systems}
    assert by_system == {"icd10": 29, "atc": 21}
    assert {one.list.name for one in nordic.members if one.weight < 0} == {
        "nmi_angiotensin_receptor_blockers",
        "nmi_statins",
    }


def test_codes_are_written_in_their_one_form_and_stand_in_one_group_of_a_score():
    for family in families().values():
        seen = [code for one in family.members for code in one.list.codes]
        assert len(seen) == len(set(seen))
        for one in family.members:
            assert one.title.da and one.title.en and one.list.version
            if one.list.system == "icd10":
                assert [icd10_code(code) for code in one.list.codes] == list(one.list.codes)


def test_what_replaces_and_is_replaced_are_lists():
    for family in families().values():
        names = {one.list.name for one in family.members}
        assert names >= {*family.replaces, *family.replaces.values()}


def test_a_list_binds_to_the_beginnings_of_its_codes_and_its_version(plan, with_lists):
    records = {"dataset": "lpr", "where": {"lpr.code": {"in_list": "charlson_myocardial_infarction"}}}
    plan["variables"]["sick"] = {"exists": records}
    bound = bind_plan(read_plan(plan), with_lists)
    assert bound.document["variables"]["sick"]["exists"]["where"] == {
        "lpr.code": {"starts_with": ["I21", "I22", "I252"]}
    }
    assert bound.document["bound"]["lists"] == {"charlson_myocardial_infarction": "2005.1"}


def test_a_list_of_another_coding_system_is_a_fault(plan, with_lists, faults_of):
    records = {"dataset": "lpr", "where": {"lpr.code": {"in_list": "nmi_statins"}}}
    plan["variables"]["sick"] = {"exists": records}
    with pytest.raises(Exception, match=r"list_system at variables\.sick\.exists\.where"):
        bind_plan(read_plan(plan), with_lists)


def test_lists_survive_json(dictionary, with_lists):
    assert Dictionary.from_json(with_lists.as_json()).lists == with_lists.lists
    assert Dictionary.from_json(dictionary.as_json()).lists == dictionary.lists


def test_a_score_is_a_sum_of_variables_of_the_plan(plan, with_lists):
    window = {"days": [-1825, -1]}
    made = score_variables(families()["charlson"], {"icd10": "lpr.code"}, window)
    plan["variables"].update(made)
    assert len(bind_plan(read_plan(plan), with_lists).plan.variables) == 8 + 18
    assert made["charlson_dementia"] == {
        "exists": {"dataset": "lpr", "where": {"lpr.code": {"in_list": "charlson_dementia"}}, "window": window}
    }
    mild = next(part for part in made["charlson"]["add"] if "charlson_severe_liver_disease" in str(part))
    assert mild == {
        "case": [
            {
                "when": {
                    "all": [
                        {"charlson_mild_liver_disease": {"eq": True}},
                        {"charlson_severe_liver_disease": {"eq": False}},
                    ]
                },
                "then": 1,
            },
            {"else": 0},
        ]
    }


def test_lists_of_a_system_that_is_not_there_are_left_out():
    made = score_variables(families()["nordic_multimorbidity"], {"atc": "lmdb.atc"}, None)
    assert len(made) == 21 + 1
    assert made["nmi_statins"] == {"exists": {"dataset": "lmdb", "where": {"lmdb.atc": {"in_list": "nmi_statins"}}}}


def test_the_page_lists_every_list_with_its_weight_and_codes():
    page = (Path(__file__).parents[3] / "docs" / "reference" / "code-lists.md").read_text(encoding="utf-8")
    for family in families().values():
        assert family.source in page
        for one in family.members:
            assert f"| `{one.list.name}` | {one.title.en} | {one.list.system} | {one.weight} | " in page
            assert " ".join(one.list.codes) in page
