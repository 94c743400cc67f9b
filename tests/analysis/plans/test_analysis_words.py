"""Every analysis has a title and one sentence with all its options, in Danish and English."""

from __future__ import annotations

import pytest

from analysis.plans import grammar as g
from analysis.plans import method_words as words
from analysis.plans import read_plan, sentences
from analysis.plans.dictionary import VariableType
from analysis.plans.kinds import Kind
from analysis.plans.terms import coefficients_of, entries_of, variables_of

FOLLOWED = {"from": "index", "to": "exit"}
VARIABLES = {
    "sex": {"from": "bef.sex"},
    "municipality": {"from": "bef.municipality"},
    "n": {"count": {"dataset": "lpr"}},
    "statin": {"on_from": "dodsaars.date"},
    "cause": {
        "case": [{"when": {"sick": {"eq": True}}, "then": {"label": "death"}}, {"else": {"label": "other"}}],
    },
}
LEFT_OUT = "; personer med uoplyste værdier udelades."
LEFT_OUT_EN = "; persons with missing values are left out."
MODEL = "; modelbaserede standardfejl"


def said(plan, dictionary, analysis, language="da"):
    plan["variables"] |= VARIABLES
    plan["analyses"] = [{"id": "a", **analysis}]
    ((_, title, sentence),) = sentences(read_plan(plan), dictionary, language).analyses
    return title, sentence


TABLES = [
    ({"method": "count"}, "Antal personer", "Antal personer efter hvert trin."),
    ({"method": "count", "flow": False}, "Antal personer", "Antal personer til sidst."),
    (
        {"method": "crosstab", "rows": ["age_group"], "columns": ["region"], "percent": "row", "test": ["chi2", "fisher"]},
        "Personer efter alder på indeksdatoen i grupper og region",
        "Antal personer efter alder på indeksdatoen i grupper og Region, med rækkeprocent, chi i anden-test og "
        "Fishers eksakte test.",
    ),
    (
        {"method": "crosstab", "rows": ["sick"], "columns": ["region"], "ratios": True, "missing": "category"},
        "Personer efter sick og region",
        "Antal personer efter »sick« og Region, med risikodifferens, risikoratio og oddsratio; "
        "uoplyst som sin egen gruppe.",
    ),
    (
        {"method": "summary", "of": ["ldl", "age"], "by": ["sick"], "statistics": ["mean"], "quantiles": [0.1], "test": "welch"},
        "Ldl og alder på indeksdatoen efter sick",
        "»ldl« og alder på indeksdatoen for hver gruppe af »sick«: antal, gennemsnit og kvantilerne 0,1, "
        "med Welchs t-test.",
    ),
    ({"method": "summary", "of": ["ldl"], "statistics": ["sd"]}, "Ldl", "»ldl«: antal og standardafvigelse."),
    (
        {"method": "table1", "of": ["age", "region"], "by": ["sick"]},
        "Baselinekarakteristika efter sick",
        "Baselinekarakteristika for hver gruppe af »sick«: antal og procent af Region; gennemsnit, standardafvigelse, "
        "median og kvartiler af alder på indeksdatoen; standardiserede middelforskelle (SMD).",
    ),
    (
        {"method": "table1", "of": ["region"]},
        "Baselinekarakteristika",
        "Baselinekarakteristika: antal og procent af Region.",
    ),
    (
        {"method": "table1", "of": ["age"]},
        "Baselinekarakteristika",
        "Baselinekarakteristika: gennemsnit, standardafvigelse, median og kvartiler af alder på indeksdatoen.",
    ),
    (
        {"method": "histogram", "of": ["weight"], "by": ["region"]},
        "Fordeling af vægt efter region",
        "Fordelingen af Vægt for hver gruppe af Region: antal personer i hvert af katalogets intervaller, "
        "uoplyste for sig.",
    ),
    (
        {"method": "correlation", "of": ["age", "ldl"], "kind": "spearman", "by": ["sick"]},
        "Korrelationer efter sick",
        "Spearmans rangkorrelationer mellem alder på indeksdatoen og »ldl« for hver gruppe af »sick«.",
    ),
]  # fmt: skip
OVER_TIME = [
    (
        {"method": "trend", "every": "quarter"},
        "Personer pr. kvartal",
        f"Antal personer pr. kvartal ud fra indeksdatoen{LEFT_OUT}",
    ),
    (
        {"method": "trend", "event": "dead", "date": "dodsaars.date", "by": ["region"]},
        "Incidensrate af dead pr. år efter region",
        f"Hændelser (»dead«), personår og incidensrate pr. år ud fra Dødsdato, efter Region{LEFT_OUT}",
    ),
    (
        {"method": "rates", "time": {"value": "bef.followed"}, "event": "dead"},
        "Incidensrater: dead",
        "Incidensrater af »dead« med Fulgt som opfølgningstid: hændelser, personår og rater pr. personår "
        f"med eksakte Poisson-intervaller{LEFT_OUT}",
    ),
    (
        {
            "method": "rates", "time": FOLLOWED, "event": "dead", "by": ["region"], "per": 1000, "standard": "ESP2013",
            "split": {"age": [40, 50, 60], "period": [2010, 2015, None], "since_index": [0, 1, None]},
            "reference": {"dataset": "mdk", "rate": "mdk.rate", "match": {"mdk.sex": "sex", "mdk.age": "age"}},
        },
        "Incidensrater: dead efter region",
        "Incidensrater af »dead« med opfølgning fra indeksdatoen til slutdatoen: hændelser, personår og rater pr. 1.000 "
        "personår med eksakte Poisson-intervaller, efter Region, opdelt efter opnået alder (40–49, 50–59), kalenderår "
        "(2010–2014, 2015 og derover) og år siden indeksdatoen (0 til under 1, 1 og derover); rater standardiseret "
        "direkte efter opnået alder til den europæiske standardbefolkning 2013 (ESP2013) med gammaintervaller; "
        "observerede mod forventede hændelser (SIR/SMR) efter raterne i Mortality for samme Køn og opnået alder, "
        f"med eksakte Poisson-intervaller{LEFT_OUT}",
    ),
    (
        {"method": "rates", "time": FOLLOWED, "event": "dead", "standard": {"over": "age_group", "weights": [2, 1.5, 1]}},
        "Incidensrater: dead",
        "Incidensrater af »dead« med opfølgning fra indeksdatoen til slutdatoen: hændelser, personår og rater "
        "pr. personår med eksakte Poisson-intervaller; rater standardiseret direkte efter alder på indeksdatoen i "
        f"grupper med vægtene 2, 1,5 og 1 med gammaintervaller{LEFT_OUT}",
    ),
    (
        {"method": "rates", "time": FOLLOWED, "event": "dead", "standard": {"over": "age_group", "weights": "WHO"}},
        "Incidensrater: dead",
        "Incidensrater af »dead« med opfølgning fra indeksdatoen til slutdatoen: hændelser, personår og rater "
        "pr. personår med eksakte Poisson-intervaller; rater standardiseret direkte efter alder på indeksdatoen i "
        f"grupper til WHO's standardbefolkning for verden med gammaintervaller{LEFT_OUT}",
    ),
    (
        {
            "method": "survival", "time": FOLLOWED | {"unit": "months"}, "event": "dead", "by": ["sick"],
            "times": [12, 24], "rmst": 60, "test": "logrank", "strata": ["region"],
        },
        "Overlevelse: dead efter sick",
        "Overlevelse (Kaplan-Meier) indtil »dead« med opfølgning fra indeksdatoen til slutdatoen, efter »sick«; aflæst "
        "efter 12 og 24 måneder; begrænset middeloverlevelse (RMST) til 60 måneder; 95 %-intervaller på logaritmisk "
        f"skala; log-rank-test stratificeret efter Region{LEFT_OUT}",
    ),
    (
        {"method": "survival", "time": FOLLOWED, "event": "dead"},
        "Overlevelse: dead",
        "Overlevelse (Kaplan-Meier) indtil »dead« med opfølgning fra indeksdatoen til slutdatoen; 95 %-intervaller på "
        f"logaritmisk skala{LEFT_OUT}",
    ),
    (
        {"method": "survival", "time": {"start": 0, "stop": "n", "unit": "days"}, "competing": "cause", "strata": ["region"],
         "missing": "category", "interval": "plain"},
        "Kumuleret incidens",
        "Kumuleret incidens (Aalen-Johansen) af hver årsag i »cause« under risiko fra 0 til »n«; tid i dage; "
        "95 %-intervaller på kurvens egen skala; stratificeret efter Region; uoplyst som sin egen gruppe.",
    ),
]  # fmt: skip
MODELS = [
    (
        {"method": "linear", "outcome": "ldl", "terms": ["age", "municipality"], "errors": "robust"},
        "Lineær regression af ldl",
        "Lineær regression af »ldl«: koefficienter for alder på indeksdatoen og Kommune (reference: første niveau); "
        f"robuste standardfejl{LEFT_OUT}",
    ),
    (
        {"method": "logistic", "outcome": "sex", "terms": [{"factor": "region", "reference": "1085"}],
         "cluster": "person", "rare": "merge"},
        "Logistisk regression af køn",
        "Logistisk regression af Køn (Kvinde mod Mand): oddsratioer for Region (reference: Sjælland); robuste "
        f"standardfejl med personen som klynge; sjældne niveauer slås sammen{LEFT_OUT}",
    ),
    (
        {"method": "logistic", "outcome": "dead", "terms": ["age"], "cluster": "municipality"},
        "Logistisk regression af dead",
        "Logistisk regression af »dead«: oddsratioer for alder på indeksdatoen; robuste standardfejl med Kommune som "
        f"klynge{LEFT_OUT}",
    ),
    (
        {"method": "poisson", "outcome": "n", "offset": "weight", "terms": ["age"], "weights": "weight"},
        "Poisson-regression af N",
        "Poisson-regression af »n« med logaritmen af Vægt som offset: incidensrateratioer for alder på indeksdatoen; "
        f"vægtet med Vægt{MODEL}{LEFT_OUT}",
    ),
    (
        {"method": "poisson", "outcome": "n", "terms": ["age"]},
        "Poisson-regression af N",
        f"Poisson-regression af »n«: ratioer af gennemsnit for alder på indeksdatoen{MODEL}{LEFT_OUT}",
    ),
    (
        {"method": "poisson", "outcome": "dead", "terms": ["age"]},
        "Poisson-regression af dead",
        f"Poisson-regression af »dead«: risikoratioer for alder på indeksdatoen{MODEL}{LEFT_OUT}",
    ),
    (
        {"method": "poisson", "time": FOLLOWED, "event": "dead", "terms": ["statin"]},
        "Poisson-regression af dead",
        "Poisson-regression af »dead« med opfølgning fra indeksdatoen til slutdatoen og personår som offset: "
        f"incidensrateratioer for »statin« (tidsafhængig, reference: Nej){MODEL}{LEFT_OUT}",
    ),
    (
        {
            "method": "cox", "time": FOLLOWED | {"origin": "bef.birth_date"}, "event": "dead", "strata": ["year"],
            "test": "ph", "ties": "breslow",
            "terms": [
                "age", {"power": ["age", 2]}, {"power": ["age", 0.5]}, "region", {"log": "ldl"},
                {"spline": "weight", "df": 3}, {"interaction": ["sick", "age"]},
            ],
        },
        "Cox-regression af dead",
        "Cox-regression af »dead« med opfølgning fra indeksdatoen til slutdatoen, alder som tidsakse og forsinket "
        "indtræden på indeksdatoen: hazardratioer for alder på indeksdatoen, alder på indeksdatoen i anden potens, "
        "alder på indeksdatoen opløftet til 0,5, Region (reference: Hovedstaden), logaritmen af »ldl«, Vægt som naturlig "
        "kubisk spline med 3 frihedsgrader og interaktionen »sick« × alder på indeksdatoen; stratificeret efter "
        "»year«; samtidige hændelser efter Breslow; modelbaserede standardfejl; test af proportionale "
        f"hazarder{LEFT_OUT}",
    ),
    (
        {"method": "cox", "time": FOLLOWED | {"origin": "2000-01-01", "unit": "days"}, "event": "dead", "terms": ["age"]},
        "Cox-regression af dead",
        "Cox-regression af »dead« med opfølgning fra indeksdatoen til slutdatoen, tiden regnet fra 1. januar 2000 og "
        "forsinket indtræden på indeksdatoen: hazardratioer for alder på indeksdatoen; samtidige hændelser efter "
        f"Efron; modelbaserede standardfejl; tid i dage{LEFT_OUT}",
    ),
]  # fmt: skip
ANALYSES = [*TABLES, *OVER_TIME, *MODELS]


@pytest.mark.parametrize(("analysis", "title", "sentence"), ANALYSES)
def test_every_analysis_has_a_title_and_a_sentence(plan, dictionary, analysis, title, sentence):
    assert said(plan, dictionary, analysis) == (title, sentence)
    english, sentence = said(plan, dictionary, analysis, "en")
    assert english and sentence.endswith(".")


ENGLISH = [
    (
        OVER_TIME[3][0],
        "Incidence rates of “dead” followed from the index date to the exit date: events, person-years and rates per "
        "1,000 person-years with exact Poisson intervals, by Region, split by attained age (40–49, 50–59), calendar "
        "year (2010–2014, 2015 and over) and years since the index date (0 to under 1, 1 and over); rates directly "
        "standardised by attained age to the European Standard Population 2013 (ESP2013) with gamma intervals; "
        "observed against expected events (SIR/SMR) by the rates in Mortality for the same Sex and attained age, with "
        f"exact Poisson intervals{LEFT_OUT_EN}",
    ),
    (
        MODELS[-2][0],
        "Cox regression of “dead” followed from the index date to the exit date, with age as the time axis and delayed "
        "entry at the index date: hazard ratios for age at the index date, age at the index date squared, age at the "
        "index date to the power of 0.5, Region (reference: Capital Region), the logarithm of “ldl”, Weight as a "
        "natural cubic spline with 3 degrees of freedom and the interaction “sick” × age at the index date; "
        "stratified by “year”; tied events by Breslow's method; model-based standard errors; test of proportional "
        f"hazards{LEFT_OUT_EN}",
    ),
]


@pytest.mark.parametrize(("analysis", "sentence"), ENGLISH)
def test_english_is_as_whole_as_danish(plan, dictionary, analysis, sentence):
    assert said(plan, dictionary, analysis, "en")[1] == sentence


def test_the_sentences_above_cover_every_method():
    assert {analysis["method"] for analysis, _, _ in ANALYSES} == set(g.METHODS)


def test_every_method_statistic_test_and_choice_has_a_name():
    assert set(words.METHOD_NAMES) == set(g.METHODS)
    assert set(words.STATISTICS) == set(g.Statistic)
    assert set(words.TESTS) == {*g.TableTest, *g.GroupTest, "logrank", "ph"}
    assert set(words.PERCENTS) == set(g.Percent)
    assert set(words.CORRELATIONS) == set(g.Correlation)
    assert set(words.PERIODS) == set(g.Period)
    assert set(words.STANDARDS) == set(g.Standard)
    assert set(words.TIES) == set(g.Ties)
    assert set(words.INTERVALS) == set(g.CurveInterval)
    assert set(words.TIME_UNITS) == set(g.TimeUnit)


KINDS = {
    "age": Kind(VariableType.INTEGER),
    "sex": Kind(VariableType.CATEGORY, labels=(("1", None), ("2", None), ("3", None))),
    "sick": Kind(VariableType.BOOLEAN, labels=(("false", None), ("true", None))),
    "code": Kind(VariableType.CODE),
}
TERMS = [
    ("age", [("age", (None,), None)]),
    ("sex", [("sex", ("2", "3"), "1")]),
    ("code", [("code", None, None)]),
    (g.Factor(factor="sex", reference="3"), [("sex", ("1", "2"), "3")]),
    (g.Factor(factor="age"), [("age", None, None)]),
    (g.Factor(factor="age", reference="4"), [("age", None, "4")]),
    (g.Power(power=("age", 2)), [("age^2", (None,), None)]),
    (g.LogTerm(log="age"), [("log(age)", (None,), None)]),
    (g.Spline(spline="age", df=2), [("age.s1", (None,), None), ("age.s2", (None,), None)]),
    (g.Interaction(interaction=("age", "age")), [("age:age", (None,), None)]),
    (g.Interaction(interaction=("sex", "age", "sick")), [("sex:age:sick", ("2:true", "3:true"), None)]),
    (g.Interaction(interaction=("sex", "code")), [("sex:code", None, None)]),
]


def test_a_factor_is_one_in_products_too():
    terms = (g.Factor(factor="age", reference="3"), "age", g.Interaction(interaction=("age", "sick")))
    entries = entries_of(terms, KINDS)
    assert [(one.term, one.levels, one.reference) for one in entries] == [
        ("age", None, "3"), ("age", None, "3"), ("age:sick", None, None),
    ]  # fmt: skip
    assert entries[2].levelled == ("age", "sick")


@pytest.mark.parametrize(("term", "rows"), TERMS)
def test_a_term_gives_the_rows_the_plan_knows(term, rows):
    assert [(one.term, one.levels, one.reference) for one in coefficients_of(term, KINDS)] == rows


def test_the_variables_of_terms_come_once_in_order():
    terms = ("sex", g.Spline(spline="age"), g.Interaction(interaction=("age", "sick")), g.LogTerm(log="code"))
    assert variables_of(terms, KINDS) == ("sex", "age", "sick", "code")
