"""The builder's page: where a fault is said, what uses a variable, what can be added."""

import pytest
from django.utils import translation

from requests_app.commands import plans
from requests_app.selectors.plan_page import anchor_of, plan_page, unused_in, used_in


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("", "plan"),
        ("title", "plan"),
        ("population", "plan"),
        ("population.from", "s-from"),
        ("population.where.bef.sex.eq", "s-from"),
        ("population.index.dataset", "s-index"),
        ("population.keep_if.all[0]", "s-keep_if"),
        ("population.exclude[1].where", "s-exclude-1"),
        ("population.exit.first_of[0]", "s-exit"),
        ("variables", "plan"),
        ("variables.age", "v-age"),
        ("variables.age.bands.edges[0]", "v-age"),
        ("analyses", "tables"),
        ("analyses[2]", "a-2"),
        ("analyses[0].rows[1]", "a-0"),
    ],
)
def test_a_fault_leads_to_the_part_it_is_about(path, anchor):
    assert anchor_of(path) == anchor


def test_a_variable_is_used_by_the_tables_that_name_it_anywhere():
    analyses = [
        {"id": "t1", "method": "crosstab", "rows": ["age"], "columns": ["region"]},
        {"id": "age", "method": "summary", "of": ["region"]},
        {"id": "t3", "method": "summary", "of": ["bmi"], "by": [{"of": "age"}]},
        "no analysis",
    ]
    assert used_in({"analyses": analyses}, "age") == ["T1", "T3"]
    assert used_in({}, "age") == []


VARIABLES = {
    "age": {"from": "bef.age"},
    "group": {"bands": {"of": "age", "edges": [0, 50, None]}},
    "old": {"when": {"group": {"eq": "50+"}}},
    "kept": {"from": "bef.sex"},
    "index_of": {"year_of": "date"},
    "date": {"from": "bef.date"},
    "spare": {"from": "bef.region"},
    "of_spare": {"map": {"of": "spare", "to": {}}},
}


def test_a_variable_is_unused_when_neither_tables_nor_persons_depend_on_it():
    document = {
        "population": {"from": "bef", "keep_if": {"all": [{"kept": {"eq": "1"}}]}},
        "variables": VARIABLES,
        "analyses": [{"id": "spare", "method": "crosstab", "rows": ["old"], "split": {"of_spare": [1]}}],
    }
    assert unused_in(document) == ["index_of", "date", "spare", "of_spare"]
    document["population"]["index"] = {"date": "index_of"}
    assert unused_in(document) == ["spare", "of_spare"]
    assert unused_in({**document, "analyses": []}) == [] and unused_in({}) == []


def test_a_ring_of_variables_is_walked_once():
    ring = {"a": {"from": "b"}, "b": {"from": "a"}}
    assert unused_in({"variables": ring, "analyses": [{"rows": ["a"]}]}) == []


def test_the_page_says_where_a_variable_without_a_table_is_used(shown, one_controller_plan):
    with translation.override("en"):
        page = shown(
            {
                **one_controller_plan,
                "population": {"from": "bef", "keep_if": {"sex": {"eq": "2"}}},
                "variables": {
                    "region": {"map": {"of": "raw", "to": {}}},
                    "raw": {"from": "bef.region"},
                    "sex": {"from": "bef.sex"},
                    "spare": {"from": "bef.birth_date"},
                },
            }
        )
    assert [row["used_in"] for row in page.variables] == ["T1", "region", "who is included", "no table"]
    assert page.unused == ["spare"]


@pytest.fixture
def shown(people):
    def show(document):
        return plan_page(plans.create_plan(by=people.applicant, document=document))

    return show


def test_an_empty_plan_asks_for_its_base_first(shown, people):
    page = plan_page(plans.create_plan(by=people.applicant, title="Ny"))
    assert page.is_empty and page.steps == page.variables == page.analyses == []
    assert [link["href"].rsplit("/", 2)[1] for link in page.addable] == ["from"]


def test_faults_stand_at_their_parts_and_the_rest_is_still_shown(shown, one_controller_plan):
    faulty = {
        **one_controller_plan,
        "population": {"from": "bef", "exclude": [{"dataset": "gone"}]},
        "variables": {"region": {"from": "bef.none"}, "spare": {"from": "bef.sex"}},
    }
    with translation.override("en"):
        page = shown(faulty)
    assert {fault["field"] for fault in page.faults} >= {"s-exclude-0", "v-region"}
    assert [row["fault"] != "" for row in page.variables] == [True, False]
    assert [(row["name"], row["used_in"]) for row in page.variables] == [("region", "T1"), ("spare", "no table")]
    assert page.steps[-1]["part"] == "step:exclude:0" and page.steps[-1]["verbs"][0]["href"].endswith("?at=0")


@pytest.mark.parametrize(
    ("language", "words"), [("da", ("ingen tabel", "title bef da")), ("en", ("no table", "title bef en"))]
)
def test_a_plan_is_said_with_its_controllers_and_empty_tables(shown, plan_document, language, words):
    with translation.override(language):
        page = shown({**plan_document, "variables": {**plan_document["variables"], "spare": {"from": "bef.sex"}}})
    assert page.faults == [] and page.summary
    assert [row["used_in"] for row in page.variables] == ["T1, T2", "T2", "T1", words[0]]
    assert words[1] in [controller["text"] for controller in page.controllers]
    table = page.analyses[0]
    assert (table["id"], table["edit"].endswith("?at=0"), table["part"]) == ("t1", True, "analysis:0")
    assert [row["label"] for row in table["shells"][0]["rows"]] and table["shells"][0]["columns"]
    base = page.steps[0]
    assert base["part"] == "step:where" and [verb["href"].rsplit("/", 2)[1] for verb in base["verbs"]] == [
        "from",
        "where",
    ]


def test_a_plan_that_cannot_be_read_shows_its_parts_without_words(shown, one_controller_plan):
    page = shown({**one_controller_plan, "analyses": [{"id": "t1", "method": "dance"}, 7], "version": 9})
    assert page.faults and page.summary == ""
    assert [row["sentence"] for row in page.variables] == ["–"]
    assert [(row["id"], row["shells"]) for row in page.analyses] == [("t1", []), ("", [])]
