"""Form documents: what the law asks for, what is missing, and what a value may be."""

import copy

import pytest
from django.http import QueryDict
from django.utils import translation
from pydantic import ValidationError

from requests_app.forms.conditions import OPERATORS, holds
from requests_app.forms.gaps import CHECKS, MISSING, PlanState, answer_faults, gaps_of, value_faults
from requests_app.forms.loader import shipped_documents
from requests_app.forms.render import MAKERS, DateAnswer, NumberAnswer, SectionForm
from requests_app.forms.schema import Field, FieldType, Text, read_form
from requests_app.selectors.register import answer_text

SHIPPED = {document["regime"]: document for document in shipped_documents()}
PLAN = PlanState(exists=True, variables=("bef.sex",))


def form(regime="ehds"):
    return read_form(SHIPPED[regime])


@pytest.mark.parametrize("letter", "abcdefg")
def test_every_letter_of_article_69_has_a_field(letter):
    assert any(f"69(2)({letter})" in field.law for field in form().fields())


def test_the_form_of_danish_practice_cites_no_article_of_ehds():
    assert not any(field.law for field in form("dk-now").fields())


@pytest.mark.parametrize("regime", SHIPPED)
def test_a_blank_form_names_every_required_open_field_once(regime):
    document = form(regime)
    gaps = gaps_of(document, {}, PlanState())
    expected = [
        field.id
        for field in document.fields()
        if field.required and holds(field.when, {}) and field.type is not FieldType.ROWS
    ]
    assert [gap.field for gap in gaps] == expected and len(expected) > 20


@pytest.mark.parametrize(
    ("kind", "blocked"), [("company", True), ("research", True), ("public_body", False), ("acting_for_public", False)]
)
@pytest.mark.parametrize("purpose", "abc")
def test_purposes_a_to_c_are_for_public_bodies(kind, blocked, purpose):
    answers = {"applicant_type": kind, "purposes": [purpose, "e"]}
    codes = [gap.code for gap in gaps_of(form(), answers, PLAN) if gap.field == "purposes"]
    assert codes == (["blocked_choice"] if blocked else [])


def test_the_five_prohibitions_are_all_confirmed():
    options = [option.value for option in form().field("prohibited").options]
    assert options == ["54a", "54b", "54c", "54d", "54e"]
    for given, codes in [(options[:4], ["not_confirmed"]), (options, [])]:
        assert [gap.code for gap in gaps_of(form(), {"prohibited": given}, PLAN) if gap.field == "prohibited"] == codes


@pytest.mark.parametrize(("words", "codes"), [(250, []), (251, ["too_many_words"])])
def test_the_summary_has_at_most_250_words(words, codes):
    answers = {"lay_summary_choice": "write", "lay_summary": " ".join(["ord"] * words)}
    assert [gap.code for gap in gaps_of(form(), answers, PLAN) if gap.field == "lay_summary"] == codes


def test_each_variable_of_the_plan_needs_its_reason():
    plan = PlanState(exists=True, variables=("bef.sex", "bef.region"))
    answers = {"variable_reasons": {"bef.sex": "Køn"}}
    found = [gap for gap in gaps_of(form(), answers, plan) if gap.field == "variable_reasons"]
    assert len(found) == 1 and "bef.region" in found[0].message and "bef.sex" not in found[0].message


@pytest.mark.parametrize(
    ("plan", "code"),
    [(PlanState(), "plan_missing"), (PlanState(exists=True, faults=("x",)), "plan_faults"), (PLAN, None)],
)
def test_a_plan_is_there_and_without_faults(plan, code):
    codes = {gap.code for gap in gaps_of(form(), {}, plan) if gap.field == "plan"}
    assert codes == ({code} if code else set())


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": 7}, "type"), ({"title": "x" * 301}, "too_long"), ({"gdpr": "x"}, "unknown_choice"),
        ({"purposes": "e"}, "type"), ({"fee_ceiling": -1}, "number"), ({"fee_ceiling": True}, "number"),
        ({"variable_reasons": []}, "type"), ({"variable_reasons": {"a": 1}}, "type"), ({"variable_reasons": {}}, None),
        ({"fee_ceiling": {}}, "number"), ({"fee_ceiling": []}, "number"), ({"fee_ceiling": 10**22}, "number"),
        ({"fee_ceiling": float("nan")}, "number"), ({"fee_ceiling": float("inf")}, "number"),
        ({"fee_ceiling": 1_000_000_000}, None), ({"fee_ceiling": None}, None), ({"fee_ceiling": " "}, None),
        ({"title": {}}, "type"), ({"title": []}, "type"), ({"purposes": {}}, "type"), ({"purposes": []}, None),
        ({"gdpr": {}}, "unknown_choice"), ({"gdpr": []}, "unknown_choice"), ({"business_id": {}}, "cvr"),
        ({"lay_summary": "x" * 20_001}, "too_long"), ({"variable_reasons": {"a": "x" * 2001}}, "too_long"),
        ({"variable_reasons": {f"a.b{n}": "x" for n in range(1001)}}, "too_long"), ({"plan": 1}, "locked"),
        ({"unknown": 1}, "unknown_field"), ({"title": "Fint"}, None), ({"prohibited": ["54a"]}, None),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_has_one_code(given, code):
    assert [fault["code"] for fault in answer_faults(form(), given, given)] == ([code] if code else [])


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"a": {"eq": 1}}, True), ({"a": {"ne": 1}}, False), ({"a": {"in": [1, 2]}}, True), ({"a": {"between": [0, 1]}}, True),
        ({"a": {"ge": 2}}, False), ({"a": {"gt": 0}}, True), ({"a": {"le": 1}}, True), ({"a": {"lt": 1}}, False),
        ({"s": {"starts_with": ["DC"]}}, True), ({"l": {"eq": "y"}}, True), ({"l": {"eq": "z"}}, False),
        ({"none": {"missing": True}}, True), ({"a": {"missing": True}}, False), ({"none": {"eq": 1}}, False),
        ({"all": [{"a": {"eq": 1}}, {"s": {"eq": "x"}}]}, False), ({"any": [{"a": {"eq": 1}}, {"s": {"eq": "x"}}]}, True),
        ({"not": {"a": {"eq": 1}}}, False), (None, True),
    ],
)  # fmt: skip
def test_conditions_hold_as_in_plans(condition, expected):
    assert holds(condition, {"a": 1, "s": "DC50", "l": ["x", "y"]}) is expected


def test_every_type_has_its_check_and_every_typed_one_its_widget():
    assert set(CHECKS) == set(FieldType)
    assert set(MAKERS) == set(FieldType) - {FieldType.ROWS, FieldType.PLAN, FieldType.DATASETS}
    assert len(OPERATORS) == 9


@pytest.mark.parametrize(
    "damage",
    [
        lambda document: document["sections"].append(document["sections"][0]),
        lambda document: document["sections"][0]["fields"][0].update(when={"nothing": {"eq": 1}}),
        lambda document: document["sections"][0]["fields"][0].update(type="colour"),
        lambda document: document.update(extra=1),
    ],
)
def test_a_damaged_document_is_no_form(damage):
    document = copy.deepcopy(SHIPPED["ehds"])
    document["number"] = 99
    damage(document)
    with pytest.raises(ValidationError):
        read_form(document)


@pytest.mark.parametrize(
    ("text", "value"),
    [("5000", 5000), ("5.000", 5000), ("5.000,50", 5000.5), ("1,5", 1.5), ("1.5", 1.5), ("mange", "mange"), ("", None),
     *((text, text) for text in ("inf", "nan", "1e400", "1e99999"))],
)  # fmt: skip
def test_numbers_are_read_as_danes_write_them(text, value):
    assert NumberAnswer(required=False).to_python(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.12.2026", "2026-12-01"),
        ("01-12-2026", "2026-12-01"),
        ("2026-12-01", "2026-12-01"),
        ("snart", "snart"),
        ("32.12.2026", "2026-12-32"),
    ],
)
def test_dates_are_read_as_danes_write_them(text, value):
    assert DateAnswer(required=False).to_python(text) == value


def test_a_section_keeps_half_written_answers_and_shows_what_is_required():
    section = form().section("payment")
    made = SectionForm(QueryDict("fee_ceiling=mange&invoice="), section=section, answers={})
    assert made.is_valid() and made.answers()["fee_ceiling"] == "mange"
    assert made.fields["invoice"].required and not made.use_required_attribute


def test_only_open_fields_are_in_the_form_and_rows_are_gathered():
    section = form().section("necessity")
    made = SectionForm(
        QueryDict("variable_reasons__bef.sex=K%C3%B8n"), section=section, answers={"variable_reasons": {"bef.sex": "x"}},
        variables={"bef.sex": "Køn"}, open_fields={"variable_reasons"},
    )  # fmt: skip
    assert made.is_valid() and made.answers() == {"variable_reasons": {"bef.sex": "Køn"}}
    assert made.initial["variable_reasons__bef.sex"] == "x"


@pytest.mark.parametrize("regime", SHIPPED)
@pytest.mark.parametrize(
    ("written", "stored", "codes"),
    [
        ("12345678", "12345678", []),
        ("12 34 56 78", "12345678", []),
        ("abc", "abc", ["cvr"]),
        ("1234567", "1234567", ["cvr"]),
        ("123456789", "123456789", ["cvr"]),
        ("１２３４５６７８", "１２３４５６７８", ["cvr"]),
    ],
)
def test_a_company_has_a_number_of_eight_digits(regime, written, stored, codes):
    document, who = form(regime), {"applicant_type": "research"}
    section = SectionForm(QueryDict(f"business_id={written}"), section=document.section_of("business_id"), answers=who)
    assert section.is_valid() and section.answers()["business_id"] == stored
    given = {**who, "business_id": stored}
    faults = answer_faults(document, given, {"business_id": stored})
    assert [fault["code"] for fault in faults] == codes
    with translation.override("da"):
        said = [fault["message"] for fault in answer_faults(document, given, {"business_id": "abc"})]
    assert said == ["CVR-nummer: skriv otte cifre"]


@pytest.mark.parametrize(
    ("written", "value", "da", "en"),
    [
        ("1.000,50", 1000.5, "1.000,50 kr.", "DKK 1,000.50"),
        ("1,000.50", 1000.5, "1.000,50 kr.", "DKK 1,000.50"),
        ("1.000", 1000, "1.000 kr.", "DKK 1,000"),
        ("1,000", 1000, "1.000 kr.", "DKK 1,000"),
        ("12.345.678,9", 12345678.9, "12.345.678,90 kr.", "DKK 12,345,678.90"),
        ("1000,5", 1000.5, "1.000,50 kr.", "DKK 1,000.50"),
    ],
)
def test_a_fee_is_shown_in_kroner(written, value, da, en):
    field = form().field("fee_ceiling")
    assert NumberAnswer(required=False).clean(written) == value
    for language, text in (("da", da), ("en", en)):
        with translation.override(language):
            assert answer_text(field, value).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("value", "is_date"),
    [("2026-12-01", True), ("20261201", False), ("2026-W01-1", False), ("2026-02-30", False), ({}, False), (7, False)],
)
def test_a_date_has_year_month_and_day(value, is_date):
    field = Field(id="day", type=FieldType.DATE, label=Text(da="Dag", en="Day"))
    assert [code for code, _text in value_faults(field, value, {})] == ([] if is_date else ["date"])


def test_every_kind_people_fill_in_says_what_to_do_when_it_is_empty():
    apart = {FieldType.ROWS, FieldType.PLAN, FieldType.DATASETS}
    assert set(MISSING) == set(FieldType) - apart


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("da", {"activities": "Hvad arbejder I med? Skriv et svar", "truth": "Ansøgningen: sæt kryds ved det, der gælder",
                "leader": "Projektleder: skriv et svar", "gdpr": "Behandlingsgrundlag: vælg et svar",
                "fee_ceiling": "Højeste betaling, I godkender nu (kr.): skriv et tal",
                "variable_reasons": "Begrundelse for hver variabel: skriv en begrundelse for Køn"}),
        ("en", {"truth": "tick what applies", "leader": "write an answer", "variable_reasons": "a reason for Køn"}),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_as_the_kind_of_field_asks(language, texts):
    plan = PlanState(exists=True, variables=("bef.sex",), labels={"bef.sex": "Køn"})
    with translation.override(language):
        said = {gap.field: gap.message for gap in gaps_of(form(), {}, plan)}
    assert "?:" not in "".join(said.values())
    assert all(text in said[name] for name, text in texts.items())
