"""Plans read aloud, in Danish and English."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.plans import Dictionary, read_plan, sentences
from analysis.plans import grammar as g
from analysis.plans.phrases import COMPARED
from analysis.plans.shape_words import ShapeWords
from analysis.plans.speech import Speech

FOLLOWED = {"from": "index", "to": "exit"}


def test_a_population_is_numbered_steps(plan, dictionary):
    assert sentences(read_plan(plan), dictionary, "da").population == (
        "Personer i Befolkningen, hvor Køn er Kvinde.",
        "Indeksdatoen er datoen for første post i Landspatientregistret, hvor Diagnose begynder med DC50, "
        "og den skal ligge fra 1. januar 2015 til 31. december 2020; personer uden indeksdato udgår.",
        "Kun personer, hvor alder på indeksdatoen er fra 40 til 69, indgår.",
        "Personer med en post i Landspatientregistret, hvor Diagnose begynder med DC, før indeksdatoen, udelades.",
        "Personerne følges til Dødsdato eller 31. december 2021, det, der kommer først.",
    )
    assert sentences(read_plan(plan), dictionary, "en").population == (
        "Persons in Population where Sex is Woman.",
        "The index date is the date of the first record in Patient register where Diagnosis begins with C50, "
        "and it must lie from 1 January 2015 to 31 December 2020; persons without an index date are left out.",
        "Only persons where age at the index date is from 40 to 69 are kept.",
        "Persons with a record in Patient register where Diagnosis begins with C, before the index date are left out.",
        "The persons are followed until Date of death or 31 December 2021, whichever comes first.",
    )


def test_a_plan_without_steps_is_everybody(dictionary):
    plan = read_plan({"version": 1, "population": {"from": "bef"}, "analyses": [{"id": "n", "method": "count"}]})
    words = sentences(plan, dictionary, "da")
    assert words.population == ("Alle personer i Befolkningen.",)
    assert words.analyses == (("n", "Antal personer", "Antal personer efter hvert trin."),)
    assert words.summary == (
        "Planen omfatter alle personer i Befolkningen. Den bruger Befolkningen. Resultatet er 1 tabel. "
        "Ingen rækker om enkeltpersoner kommer ud."
    )
    english = sentences(plan, dictionary, "en")
    assert english.population == ("All persons in Population.",)
    assert english.summary.endswith("No rows about single persons leave the site.")


def test_an_index_may_be_a_date_and_an_exit_one_date(plan, dictionary):
    plan["population"] |= {"index": {"date": "2020-01-01"}, "exit": {"first_of": ["2021-12-31"]}}
    words = sentences(read_plan(plan), dictionary, "da").population
    assert words[1] == "Indeksdatoen er 1. januar 2020; personer uden indeksdato udgår."
    assert words[-1] == "Personerne følges til 31. december 2021."


def test_an_index_without_a_period_and_the_latest_event(plan, dictionary):
    plan["population"]["index"] = {"dataset": "lpr", "take": "last"}
    words = sentences(read_plan(plan), dictionary, "en").population
    assert words[1].startswith("The index date is the date of the latest record in Patient register; persons")


def test_the_summary_counts_tables_figures_and_models(plan, dictionary):
    plan["analyses"] += [
        {"id": "f", "method": "survival", "time": FOLLOWED, "event": "dead"},
        {"id": "m", "method": "cox", "time": FOLLOWED, "event": "dead", "terms": ["age"]},
    ]
    da, en = (sentences(read_plan(plan), dictionary, language).summary for language in ("da", "en"))
    assert "Resultatet er 3 tabeller, 1 figur og 1 model." in da
    assert "The result is 3 tables, 1 figure and 1 model." in en


SHAPES = [
    ({"from": "bef.region"}, "Region i Befolkningen.", "Region in Population."),
    (
        {"when": {"all": [{"age": {"ge": 50}}, {"any": [{"region": {"eq": "1084"}}, {"weight": {"lt": 60.5}}]}]}},
        "Ja, hvis alder på indeksdatoen er mindst 50 og (Region er Hovedstaden eller Vægt er under 60,5), ellers nej.",
        "Yes if age at the index date is at least 50 and (Region is Capital Region or Weight is below 60.5), else no.",
    ),
    (
        {"when": {"not": {"bef.citizen": {"eq": True}}}},
        "Ja, hvis det ikke gælder, at Statsborger er Ja, ellers nej.",
        "Yes if it is not so that Citizen is Yes, else no.",
    ),
    (
        {"when": {"dodsaars.date": {"missing": True}}},
        "Ja, hvis Dødsdato mangler, ellers nej.",
        "Yes if Date of death is missing, else no.",
    ),
    (
        {"when": {"dodsaars.date": {"missing": False}}},
        "Ja, hvis Dødsdato er oplyst, ellers nej.",
        "Yes if Date of death is known, else no.",
    ),
    (
        {"when": {"dodsaars.cause": {"in_list": "breast"}}},
        "Ja, hvis Årsag står på kodelisten »breast«, ellers nej.",
        "Yes if Cause is on the code list “breast”, else no.",
    ),
    (
        {"when": {"dodsaars.date": {"between": ["2020-01-01", "2020-12-31"]}}},
        "Ja, hvis Dødsdato er fra 1. januar 2020 til 31. december 2020, ellers nej.",
        "Yes if Date of death is from 1 January 2020 to 31 December 2020, else no.",
    ),
    (
        {"when": {"bef.sex": {"in": ["1", "2"]}}},
        "Ja, hvis Køn er Mand eller Kvinde, ellers nej.",
        "Yes if Sex is Man or Woman, else no.",
    ),
    (
        {"case": [{"when": {"age": {"gt": 50}}, "then": {"label": "old"}}, {"else": {"label": "young"}}]},
        "»old«, hvis alder på indeksdatoen er over 50; ellers »young«.",
        "“old” if age at the index date is above 50; else “young”.",
    ),
    ({"case": [{"when": {"age": {"le": 1500}}, "then": 1}]}, "1, hvis alder på indeksdatoen er højst 1.500.", None),
    ({"map": {"of": "bef.sex", "to": {"1": "m"}}}, "Køn (Mand → m).", "Sex (Man → m)."),
    ({"map": {"of": {"floor": "weight"}, "to": {"1": "m"}}}, "Vægt rundet ned til helt tal (1 → m).", None),
    (
        {"bands": {"of": "weight", "edges": [None, 18.5, 25, None]}},
        "Vægt i grupperne Under 18,5, 18,5 til under 25, 25 og derover.",
        "Weight in the groups Under 18.5, 18.5 to under 25, 25 and over.",
    ),
    (
        {"bands": {"of": "age", "edges": [0, 1, 18]}},
        "Alder på indeksdatoen i grupperne 0, 1–17.",
        "Age at the index date in the groups 0, 1–17.",
    ),
    ({"bands": {"of": {"log": 2}, "edges": [None, None]}}, "Den naturlige logaritme af 2 i grupperne Alle.", None),
    (
        {"bands": {"of": "weight", "quantiles": [0.25, 0.5]}},
        "Vægt delt ved kvantilerne 0,25 og 0,5.",
        "Weight cut at the quantiles 0.25 and 0.5.",
    ),
    (
        {"exists": {"dataset": "lpr", "window": {"days": [-1, 365]}}},
        "Ja, hvis der er mindst én post i Landspatientregistret, fra 1 dag før til 365 dage efter, ellers nej.",
        "Yes if there is a record in Patient register, from 1 day before to 365 days after, else no.",
    ),
    (
        {"count": {"dataset": "lpr", "window": {"days": [0, None]}}},
        "Antal poster i Landspatientregistret, på eller efter indeksdatoen.",
        "The number of records in Patient register, on or after the index date.",
    ),
    (
        {"count": {"dataset": "lpr", "distinct": "lpr.code", "window": {"days": [None, 0]}}},
        "Antal forskellige værdier af Diagnose i Landspatientregistret, på eller før indeksdatoen.",
        "The number of different values of Diagnosis in Patient register, on or before the index date.",
    ),
    (
        {"sum": {"dataset": "lab", "of": "lab.value", "window": {"days": [30, None]}}},
        "Summen af Svar i Laboratoriesvar, tidligst 30 dage efter.",
        "The sum of Result in Laboratory, no earlier than 30 days after.",
    ),
    (
        {"count": {"dataset": "lpr", "window": {"days": [None, 30]}}},
        "Antal poster i Landspatientregistret, senest 30 dage efter.",
        None,
    ),
    (
        {"count": {"dataset": "lpr", "window": {"days": [1, None]}}},
        "Antal poster i Landspatientregistret, efter indeksdatoen.",
        None,
    ),
    (
        {"count": {"dataset": "lpr", "window": {"days": [None, None]}}},
        "Antal poster i Landspatientregistret, uanset tidspunkt.",
        None,
    ),
    (
        {"value": {"dataset": "lab", "of": "lab.value", "take": "nearest", "window": {"age": [40, 50]}}},
        "Nærmeste Svar i Laboratoriesvar, i alderen 40 til under 50 år.",
        "The nearest Result in Laboratory, at age 40 to under 50 years.",
    ),
    (
        {"count": {"dataset": "lpr", "window": {"age": [40, None]}}},
        "Antal poster i Landspatientregistret, fra alderen 40 år.",
        None,
    ),
    (
        {"count": {"dataset": "lpr", "window": {"age": [None, 40]}}},
        "Antal poster i Landspatientregistret, før alderen 40 år.",
        None,
    ),
    (
        {"count": {"dataset": "lpr", "window": {"age": [None, None]}}},
        "Antal poster i Landspatientregistret, i alle aldre.",
        None,
    ),
    (
        {"count": {"dataset": "lpr", "window": {"dates": ["2020-01-01", "2020-02-01"]}}},
        "Antal poster i Landspatientregistret, fra 1. januar 2020 til 1. februar 2020.",
        None,
    ),
    (
        {"count": {"dataset": "lpr", "window": {"dates": ["2020-01-01", None]}}},
        "Antal poster i Landspatientregistret, fra 1. januar 2020.",
        None,
    ),
    (
        {"count": {"dataset": "lpr", "window": {"dates": [None, "2020-01-01"]}}},
        "Antal poster i Landspatientregistret, til 1. januar 2020.",
        None,
    ),
    (
        {"count": {"dataset": "lpr", "window": {"dates": [None, None]}}},
        "Antal poster i Landspatientregistret, uanset tidspunkt.",
        None,
    ),
    (
        {"event": {"date": "dodsaars.date"}},
        "Ja, hvis Dødsdato ligger efter indeksdatoen og senest på slutdatoen, ellers nej.",
        "Yes if Date of death lies after the index date and on or before the exit date, else no.",
    ),
    (
        {"on_from": "index"},
        "Nej til og med indeksdatoen, derefter ja.",
        "No up to and including the index date, then yes.",
    ),
    (
        {"covered_days": {"dataset": "lab", "supply": "lab.value", "window": {"days": [0, 364]}}},
        "Antal forskellige dage i perioden med beholdning af Laboratoriesvar, fra indeksdatoen til 364 dage efter, når "
        "hver post rækker det antal dage, som Svar angiver.",
        "The number of different days of the period with supply from Laboratory, from the index date to 364 days after, "
        "each record lasting the days that Result says.",
    ),
    (
        {"persistent_days": {"dataset": "lab", "supply": 90}},
        "Dage fra første post i Laboratoriesvar, til beholdningen slipper op uden en ny post inden for 30 dage, når hver "
        "post rækker 90 dage.",
        "Days from the first record in Laboratory until the supply ends with no new record within 30 days, each record "
        "lasting 90 days.",
    ),
    ({"add": ["age", -1.5]}, "Summen af alder på indeksdatoen og −1,5.", "The sum of age at the index date and −1.5."),
    ({"subtract": ["age", 1]}, "Alder på indeksdatoen minus 1.", "Age at the index date minus 1."),
    ({"multiply": ["sick", 1, 2]}, "Produktet af »sick«, 1 og 2.", "The product of “sick”, 1 and 2."),
    (
        {"divide": ["age", 10000]},
        "Alder på indeksdatoen divideret med 10.000.",
        "Age at the index date divided by 10,000.",
    ),
    ({"min_of": ["age", 1]}, "Den mindste af alder på indeksdatoen og 1.", None),
    ({"max_of": ["age", 1]}, "Den største af alder på indeksdatoen og 1.", None),
    ({"year_of": "index"}, "Året for indeksdatoen.", "The year of the index date."),
    ({"month_of": "2020-05-01"}, "Måneden for 1. maj 2020.", "The month of 1 May 2020."),
    ({"shift": ["index", 2, "months"]}, "Indeksdatoen flyttet 2 måneder.", "The index date moved by 2 months."),
    ({"log": "age"}, "Den naturlige logaritme af alder på indeksdatoen.", None),
    (
        {
            "value": {
                "dataset": "lab",
                "of": "lab.value",
                "order": "lab.number",
                "keep_missing": True,
                "date": "lab.date",
            }
        },
        "Første Svar i Laboratoriesvar, dateret efter Dato, ordnet efter Løbenummer, også hvis værdien mangler.",
        "The first Result in Laboratory, dated by Date, ordered by Number, also if the value is missing.",
    ),
    ({"exists": {"dataset": "lpr"}}, "Ja, hvis der er mindst én post i Landspatientregistret, ellers nej.", None),
    ({"floor": "weight"}, "Vægt rundet ned til helt tal.", "Weight rounded down to a whole number."),
    ({"days_between": ["index", "exit"]}, "Dage fra indeksdatoen til slutdatoen.", None),
    ({"years_between": ["index", "exit"]}, "År fra indeksdatoen til slutdatoen.", None),
    ({"years_between": ["bef.birth_date", "index"]}, "Alder på indeksdatoen.", "Age at the index date."),
    ({"completed_years": ["index", "exit"]}, "Hele år fra indeksdatoen til slutdatoen.", None),
]


@pytest.mark.parametrize(("shape", "da", "en"), SHAPES)
def test_every_shape_has_a_sentence(plan, dictionary, shape, da, en):
    plan["variables"]["x"] = shape
    read = read_plan(plan)
    assert dict(sentences(read, dictionary, "da").variables)["x"] == da
    english = dict(sentences(read, dictionary, "en").variables)["x"]
    assert english == en if en else english.endswith(".")


def test_the_sentences_above_cover_every_shape_and_operator():
    assert {next(iter(shape)) for shape, _, _ in SHAPES} == set(g.SHAPES)
    assert set(COMPARED) | {g.Operator.BETWEEN, g.Operator.IN_LIST, g.Operator.MISSING} == set(g.Operator)


def test_a_shape_without_words_is_a_mistake_of_ours(plan, dictionary):
    with pytest.raises(AssertionError):
        ShapeWords(Speech(read_plan(plan), dictionary, "da")).shape(g.Label(label="x"))


def test_records_are_called_records(dictionary):
    plan = read_plan(
        {
            "version": 1,
            "population": {"from": "lpr", "unit": "record"},
            "variables": {"kind": {"from": "lpr.kind"}},
            "analyses": [{"id": "t", "method": "crosstab", "rows": ["kind"]}],
        }
    )
    assert sentences(plan, dictionary, "da").analyses[0][1] == "Poster efter art"
    assert sentences(plan, dictionary, "en").population == ("All records in Patient register.",)


def test_a_faulty_plan_is_said_by_its_bare_names(plan, dictionary):
    plan["population"] = {"from": "nowhere", "where": {"nowhere.x": {"eq": True}}}
    plan["variables"] = {
        "a": {"log": "b"},
        "b": {"when": {"a": {"eq": 1.5}}},
        "c": {"when": {"bef.weight": {"eq": "x"}}},
    }
    words = sentences(read_plan(plan), dictionary, "da")
    assert words.population == ("Personer i nowhere, hvor nowhere.x er true.",)
    assert words.variables[0] == ("a", "Den naturlige logaritme af »b«.")
    assert words.variables[1] == ("b", "Ja, hvis »a« er 1.5, ellers nej.")
    assert words.variables[2] == ("c", "Ja, hvis Vægt er x, ellers nej.")
    assert not words.summary.startswith("Den bruger")


def test_a_plan_made_in_code_may_hold_dates(plan, dictionary):
    speech = Speech(read_plan(plan), dictionary, "en")
    assert speech.value("dodsaars.date", dt.date(2020, 3, 1)) == "1 March 2020"


@settings(max_examples=60, deadline=None)
@given(number=st.integers(-(10**9), 10**9) | st.decimals(-1000, 1000, places=2))
def test_a_number_is_said_with_the_marks_of_its_language(dictionary: Dictionary, number):
    plan = read_plan({"version": 1, "population": {"from": "bef"}, "analyses": [{"id": "n", "method": "count"}]})
    da, en = (Speech(plan, dictionary, language).number(number) for language in ("da", "en"))
    turned = da.replace(".", " ").replace(",", ".").replace(" ", ",")
    assert turned == en
    assert float(en.replace(",", "").replace("−", "-")) == float(number)
