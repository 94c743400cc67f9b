"""Empty tables have the heads of the result and no figure."""

from __future__ import annotations

import pytest

from analysis.plans import flow_steps, read_plan, shells
from analysis.plans import grammar as g
from analysis.plans.heads import COLUMNS, INTERVALS, STEPS, TABLES, column_head, fixed_level, period_text, table_title
from analysis.plans.kinds import bin_edges
from analysis.plans.shell import COUNTS_NOTE, ESTIMATES_NOTE, MIXED_NOTE, SHOWN_ROWS
from analysis.plans.speech import Speech
from analysis.plans.term_heads import entries_of, level_head
from analysis.plans.terms import Coefficients

FOLLOWED = {"from": "index", "to": "exit"}
RATES = {"method": "rates", "time": FOLLOWED, "event": "dead"}
SURVIVAL = {"method": "survival", "time": FOLLOWED, "event": "dead"}
COX = {"method": "cox", "time": FOLLOWED, "event": "dead"}
CAUSE = {"case": [{"when": {"sick": {"eq": True}}, "then": {"label": "death"}}, {"else": {"label": "other"}}]}


def of(document, dictionary, analyses, language="da"):
    document["analyses"] = [{"id": f"a{at}", **one} for at, one in enumerate(analyses)]
    return shells(read_plan(document), dictionary, language)


def texts(heads):
    return [head.text for head in heads]


def test_a_count_has_a_row_a_step(plan, dictionary):
    (shell,) = of(plan, dictionary, [{"method": "count"}])
    assert (shell.id, shell.table, shell.stub, shell.cell) == ("a0", "flow", ("Trin",), "–")
    assert texts(shell.columns) == ["Personer"]
    assert [head.codes[0] for head in shell.rows] == ["from", "where", "index", "keep_if", "exclude.1"]
    assert texts(shell.rows)[-1] == "Efter udelukkelse 1"


def test_every_step_of_a_flow_has_a_name(plan):
    assert {step.partition(".")[0] for step in flow_steps(read_plan(plan).population)} == set(STEPS)


def test_a_count_without_flow_is_one_row(plan, dictionary):
    (shell,) = of(plan, dictionary, [{"method": "count", "flow": False}], "en")
    assert shell.table == "counts" and texts(shell.rows) == ["Total"]


def test_a_crosstab_has_its_levels_and_margins(plan, dictionary):
    crosstab = {"method": "crosstab", "rows": ["age_group"], "columns": ["region"], "percent": "row"}
    (shell,) = of(plan, dictionary, [crosstab])
    assert shell.title == "Personer efter alder på indeksdatoen i grupper og region"
    assert shell.note == "Antal afrundes, som regel til et tal i 5-tabellen. Under 5 vises som <5. Summer kan afvige"
    assert texts(shell.columns) == ["Hovedstaden", "Sjælland", "I alt"]
    assert texts(shell.rows) == ["40–49", "50–59", "60–69", "I alt"]
    assert [head.codes for head in shell.rows] == [("40-<50",), ("50-<60",), ("60-<70",), (None,)]
    assert [head.is_total for head in shell.rows] == [False, False, False, True]
    assert shell.cell == "antal (%)"
    assert (shell.row_names, shell.column_names) == (("age_group",), ("region",))


def test_layers_come_first_and_missing_is_a_level(plan, dictionary):
    crosstab = {"method": "crosstab", "rows": ["sick"], "layers": ["year"], "missing": "category"}
    (shell,) = of(plan, dictionary, [crosstab], "en")
    assert shell.stub == ("Year", "Sick") and shell.cell == "–"
    assert shell.rows[0].texts == ("…", "No")
    assert [head.texts[1] for head in shell.rows[:4]] == ["No", "Yes", "Not stated", "Total"]
    assert shell.rows[2].codes[1] == {"missing": True}
    assert texts(shell.columns) == ["Persons"]


def test_a_crosstab_of_columns_only_has_one_row(plan, dictionary):
    (shell,) = of(plan, dictionary, [{"method": "crosstab", "columns": ["sick"]}])
    assert texts(shell.rows) == ["I alt"] and len(shell.columns) == 3


@pytest.mark.parametrize(
    "analysis", [{"method": "crosstab", "rows": ["long"]}, RATES | {"by": ["long"]}, SURVIVAL | {"by": ["long"]}]
)
def test_a_long_table_ends_with_an_ellipsis(plan, dictionary, analysis):
    plan["variables"]["long"] = {"bands": {"of": "age", "edges": list(range(100))}}
    shell = of(plan, dictionary, [analysis])[0]
    assert len(shell.rows) == SHOWN_ROWS + 1 and shell.rows[-1].text == "…"


def test_ratios_and_tests_are_tables_of_their_own(plan, dictionary):
    crosstab = {"method": "crosstab", "rows": ["sick"], "columns": ["region"], "ratios": True, "test": ["chi2", "chi2"]}
    found = of(plan, dictionary, [crosstab])
    assert [shell.table for shell in found] == ["counts", "ratios", "test"]
    assert texts(found[1].rows) == ["Risikodifferens", "Risikoratio", "Oddsratio"]
    assert texts(found[1].columns) == ["Estimat", "95 % KI"]
    assert texts(found[2].rows) == ["Chi i anden-test"]


def test_a_summary_has_its_groups_statistics_quantiles_and_tests(plan, dictionary):
    summary = {"method": "summary", "of": ["ldl"], "by": ["sick"], "quantiles": [0.1, 0.9], "test": "welch"}
    found = of(plan, dictionary, [summary])
    assert [shell.table for shell in found] == ["groups", "quantiles", "test"]
    assert found[0].stub == ("Sick",) and texts(found[0].rows) == ["Nej", "Ja", "I alt"]
    assert texts(found[0].columns)[:3] == ["Personer", "Uoplyst", "Gennemsnit"]
    assert texts(found[1].columns) == ["0,1", "0,9"]


def test_a_summary_of_several_variables_has_a_row_each(plan, dictionary):
    found = of(plan, dictionary, [{"method": "summary", "of": ["ldl", "age"], "by": ["sick"]}], "en")
    assert found[0].stub == ("Variable", "Sick")
    assert found[0].rows[0].codes == ("ldl", "false") and len(found[0].rows) == 6
    (alone,) = of(plan, dictionary, [{"method": "summary", "of": ["age"]}])
    assert texts(alone.rows) == ["Alder på indeksdatoen"] and alone.row_names == ("variable",)


def test_a_baseline_table_has_groups_across_and_statistics_in_its_rows(plan, dictionary):
    (shell,) = of(plan, dictionary, [{"method": "table1", "of": ["age", "region", "year"], "by": ["sick"]}])
    assert texts(shell.columns) == ["Nej", "Ja", "I alt", "SMD"]
    assert texts(shell.rows) == [
        "Alder på indeksdatoen · gennemsnit (SD)", "Alder på indeksdatoen · median (kvartiler)",
        "Region · Hovedstaden, antal (%)", "Region · Sjælland, antal (%)",
        "Year · gennemsnit (SD)", "Year · median (kvartiler)",
    ]  # fmt: skip
    (shell,) = of(plan, dictionary, [{"method": "table1", "of": ["age"]}])
    assert texts(shell.columns) == ["I alt"]


def test_a_histogram_has_the_intervals_of_the_catalogue_and_what_lies_outside(plan, dictionary):
    (shell,) = of(plan, dictionary, [{"method": "histogram", "of": ["weight"], "by": ["region"]}])
    assert texts(shell.rows) == ["Under 40", "40 til under 60,5", "60,5 til under 80", "80 og derover", "Uoplyst"]
    assert [row.codes[1] for row in shell.rows] == ["<40", "40-<60.5", "60.5-<80", "80+", {"missing": True}]
    assert texts(shell.columns) == ["Hovedstaden", "Sjælland", "I alt"]
    (shell,) = of(plan, dictionary, [{"method": "histogram", "of": ["weight", "ldl"]}], "en")
    assert shell.stub == ("Variable", "Interval") and texts(shell.columns) == ["Persons"]
    assert texts(shell.rows)[-2:] == ["Ldl · …", "Ldl · Not stated"]


def test_open_ends_of_a_histogram_are_no_edges():
    assert bin_edges((float("-inf"), 0.0, 1.5, float("inf"))) == (0, 1.5)
    assert bin_edges(()) == ()


def test_correlations_are_a_square_for_each_group(plan, dictionary):
    (shell,) = of(plan, dictionary, [{"method": "correlation", "of": ["age", "ldl"], "by": ["sick"]}])
    assert texts(shell.columns) == ["Alder på indeksdatoen", "Ldl"]
    assert shell.stub == ("Sick", "Variabel") and texts(shell.rows)[:2] == ["Nej · Alder på indeksdatoen", "Nej · Ldl"]
    assert len(shell.rows) == 6


def test_a_trend_has_periods_that_the_data_know(plan, dictionary):
    persons, rates = of(plan, dictionary, [{"method": "trend"}, {"method": "trend", "event": "dead", "by": ["sick"]}])
    assert texts(persons.rows) == ["…"] and texts(persons.columns) == ["Personer"]
    assert texts(rates.rows) == ["… · Nej", "… · Ja", "… · I alt"]
    assert texts(rates.columns) == ["Personer", "Hændelser", "Personår", "Rate pr. personår"]


def test_rates_stand_by_group_and_band_and_over_all(plan, dictionary):
    split = {"split": {"age": [40, 50, 60], "period": [2010, 2015]}}
    reference = {"dataset": "mdk", "rate": "mdk.rate", "match": {"mdk.age": "age"}}
    asked = RATES | split | {"by": ["sick"], "per": 1000, "standard": "ESP2013", "reference": reference}
    rates, standardised, ratios = of(plan, dictionary, [asked])
    assert rates.stub == ("Sick", "Opnået alder", "Kalenderår")
    assert texts(rates.columns) == ["Hændelser", "Personår", "Rate pr. 1.000 personår", "95 % KI"]
    assert texts(rates.rows)[:3] == ["Nej · 40–49 · 2010–2014", "Nej · 50–59 · 2010–2014", "Nej · I alt · I alt"]
    assert len(rates.rows) == 9 and rates.rows[-1].codes == (None, None, None)
    assert texts(standardised.columns)[2:4] == ["Rå rate pr. 1.000 personår", "Standardiseret rate pr. 1.000 personår"]
    assert texts(standardised.rows) == ["Nej", "Ja", "I alt"]
    assert texts(ratios.columns)[2:] == ["Forventede", "O/E (SIR/SMR)", "95 % KI"]
    assert ratios.title == "Incidensrater: dead efter sick, observerede og forventede hændelser"


def test_rates_without_groups_are_one_row(plan, dictionary):
    rates, standardised = of(plan, dictionary, [RATES | {"standard": {"over": "age_group", "weights": [1, 1, 1]}}])
    assert texts(rates.rows) == texts(standardised.rows) == ["I alt"]


def test_coefficients_show_the_reference_and_the_levels_the_plan_knows(plan, dictionary):
    plan["variables"] |= {"municipality": {"from": "bef.municipality"}}
    terms = [
        "region", "municipality", {"factor": "age", "reference": "50"}, {"power": ["age", 2]}, {"power": ["age", 4]},
        {"log": "ldl"}, {"spline": "weight", "df": 2}, {"interaction": ["sick", "region"]},
    ]  # fmt: skip
    found = of(plan, dictionary, [{"method": "logistic", "outcome": "dead", "terms": terms}])
    coefficients, fit = found
    assert texts(coefficients.rows) == [
        "Konstant", "Region · Hovedstaden (reference)", "Region · Sjælland", "Kommune · …",
        "Alder på indeksdatoen · 50 (reference)", "Alder på indeksdatoen · …", "Alder på indeksdatoen²",
        "Alder på indeksdatoen^4", "log(Ldl)", "Vægt, spline 1", "Vægt, spline 2", "Sick × Region · Ja × Sjælland",
    ]  # fmt: skip
    assert texts(coefficients.columns) == ["Oddsratio", "95 % KI", "p-værdi", "Koefficient (log)", "Standardfejl"]
    assert texts(fit.rows)[:3] == ["Personer", "Hændelser", "Udeladt"]


def test_a_linear_model_has_no_ratio_and_a_cox_model_no_intercept(plan, dictionary):
    linear, _, cox, fit, hazards = of(
        plan,
        dictionary,
        [
            {"method": "linear", "outcome": "ldl", "terms": ["age"]},
            COX | {"terms": ["age", {"spline": "weight"}], "test": "ph"},
        ],
    )
    assert texts(linear.columns) == ["Koefficient", "95 % KI", "p-værdi", "Standardfejl"]
    assert texts(linear.rows) == ["Konstant", "Alder på indeksdatoen"]
    assert texts(cox.rows)[0] == "Alder på indeksdatoen" and texts(cox.columns)[0] == "Hazardratio"
    assert "Konkordans (C)" in texts(fit.rows)
    assert texts(hazards.rows) == ["Alder på indeksdatoen", "Vægt", "Alle led"]
    assert hazards.title == "Cox-regression af dead, test af proportionale hazarder"


def test_a_product_of_many_levels_is_left_to_the_data(plan, dictionary):
    plan["variables"]["long"] = {"bands": {"of": "age", "edges": list(range(100))}}
    coefficients, _ = of(plan, dictionary, [COX | {"terms": [{"interaction": ["long", "long"]}]}])
    assert texts(coefficients.rows) == ["Alder på indeksdatoen i grupper × Alder på indeksdatoen i grupper · …"]


def test_a_level_that_does_not_fit_its_product_is_shown_as_it_stands(plan, dictionary):
    speech = Speech(read_plan(plan), dictionary, "da")
    product = Coefficients("sick:age:region", ("sick", "age", "region"), None, levelled=("sick", "region"))
    assert level_head(product, "true:1085", speech) == "Ja × Sjælland"
    assert level_head(product, "missing:1085", speech) == "Uoplyst × Sjælland"
    assert level_head(product, "true", speech) == "true"
    assert level_head(None, "x", speech) == "x" and level_head(product, None, speech) == ""


def test_the_plan_knows_each_entry_of_the_coefficients(plan, dictionary):
    plan["analyses"] = [COX | {"id": "m", "terms": ["region", {"spline": "weight", "df": 2}]}]
    speech = Speech(read_plan(plan), dictionary, "da")
    entries = entries_of(speech.plan.analyses[0], speech)
    assert set(entries) == {"region", "weight.s1", "weight.s2"} and entries["region"].reference == "1084"


def test_curves_are_read_at_the_times_asked_for(plan, dictionary):
    asked = SURVIVAL | {"by": ["sick"], "times": [1, 2.5], "rmst": 5, "test": "logrank"}
    groups, curve, test = of(plan, dictionary, [asked])
    assert texts(groups.columns) == [
        "Personer", "Hændelser", "Forventede", "Median (år)", "95 % KI", "RMST (år)", "Standardfejl af RMST",
    ]  # fmt: skip
    assert curve.stub == ("Sick", "Tid (år)")
    assert texts(curve.rows) == ["Nej · 1", "Nej · 2,5", "Ja · 1", "Ja · 2,5", "I alt · 1", "I alt · 2,5"]
    assert texts(curve.columns) == ["Under risiko", "Overlevelse, %", "95 % KI"]
    assert texts(test.rows) == ["Log-rank-test"]


def test_competing_causes_have_an_incidence_each(plan, dictionary):
    plan["variables"]["cause"] = CAUSE
    asked = {"method": "survival", "time": FOLLOWED | {"unit": "days"}, "competing": "cause"}
    groups, incidence = of(plan, dictionary, [asked], "en")
    assert texts(groups.rows) == ["Total"] and groups.stub == ()
    assert incidence.stub == ("Cause", "Time (days)")
    assert texts(incidence.rows) == ["death · …", "other · …"]


def test_records_have_a_column_and_open_data_a_note(dictionary):
    plan = {"version": 1, "population": {"from": "visits", "unit": "record"}}
    (shell,) = of(plan, dictionary, [{"method": "count"}])
    assert texts(shell.columns) == ["Personer", "Poster"]
    (shell,) = of({"version": 1, "population": {"from": "trial"}}, dictionary, [{"method": "count"}])
    assert shell.note == "Åbne data. Præcise tal"
    (shell,) = of({"version": 1, "population": {"from": "nowhere"}}, dictionary, [{"method": "count"}], "en")
    assert shell.note.startswith("Counts are rounded, as a rule to a multiple of 5.")


@pytest.mark.parametrize(
    ("analysis", "notes"),
    [
        ({"method": "crosstab", "rows": ["sick"], "columns": ["region"], "ratios": True, "test": "chi2"},
         {"counts": "counts", "ratios": "estimates", "test": "estimates"}),
        ({"method": "summary", "of": ["age"], "quantiles": [0.5]}, {"groups": "both", "quantiles": "estimates"}),
        (COX | {"terms": ["age"], "test": "ph"}, {"coefficients": "estimates", "fit": "both", "test": "estimates"}),
        (RATES | {"by": ["region"]}, {"rates": "both"}),
        (SURVIVAL | {"times": [1]}, {"groups": "both", "curve": "both"}),
        ({"method": "correlation", "of": ["age", "weight"]}, {"matrix": "estimates"}),
        ({"method": "histogram", "of": ["weight"]}, {"bins": "counts"}),
    ],
)  # fmt: skip
def test_the_note_says_what_is_true_of_the_figures_of_its_table(plan, dictionary, analysis, notes):
    kinds = {COUNTS_NOTE[1]: "counts", MIXED_NOTE[1]: "both", ESTIMATES_NOTE[1]: "estimates"}
    assert {shell.table: kinds[shell.note] for shell in of(plan, dictionary, [analysis], "en")} == notes


def test_every_method_has_a_shell(plan, dictionary):
    plan["variables"]["cause"] = CAUSE
    of_numbers = {"of": ["age", "weight"]}
    asked = {
        "count": {}, "crosstab": {"rows": ["sick"]}, "summary": of_numbers, "table1": of_numbers,
        "histogram": of_numbers, "correlation": of_numbers, "trend": {}, "rates": RATES, "survival": SURVIVAL,
        "cox": COX | {"terms": ["age"]}, "linear": {"outcome": "ldl", "terms": ["age"]},
        "logistic": {"outcome": "sick", "terms": ["age"]}, "poisson": {"outcome": "age", "terms": ["sick"]},
    }  # fmt: skip
    assert set(asked) == set(g.METHODS)
    for method, options in asked.items():
        for language in ("da", "en"):
            found = of(plan, dictionary, [options | {"method": method}], language)
            assert found and all(shell.title and shell.rows and shell.columns for shell in found)
            assert {shell.table for shell in found} <= set(TABLES)


PERIODS = [
    ("2020", "2020", "2020"), ("2020-Q1", "1. kvartal 2020", "quarter 1, 2020"), ("2020-01", "januar 2020", "January 2020"),
    ("2020-W05", "uge 5, 2020", "week 5, 2020"), ("W0", "uge 0", "week 0"), ("-3", "-3", "-3"), ("2020-99", "2020-99", "2020-99"),
]  # fmt: skip


@pytest.mark.parametrize(("period", "da", "en"), PERIODS)
def test_periods_are_said_as_people_say_them(plan, dictionary, period, da, en):
    assert [period_text(period, Speech(read_plan(plan), dictionary, one)) for one in ("da", "en")] == [da, en]


LEVELS = [
    ("region", "1084", "Hovedstaden"), ("municipality", "101", "101"), ("municipality", "1084", "Hovedstaden"),
    ("year", "2015", "2015"), ("region", "other", "Andre"), ("nothing", "x", "x"), ("cause", "C509", "DC509"),
    ("cause", "DC50", "DC50"), ("cause", "?", "?"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code", "text"), LEVELS)
def test_a_level_is_said_by_its_label_or_as_registers_spell_it(plan, dictionary, name, code, text):
    plan["variables"] |= {"municipality": {"from": "bef.municipality"}, "cause": {"from": "dodsaars.cause"}}
    assert Speech(read_plan(plan), dictionary, "da").level(name, code) == text
    if code == "DC50":
        assert Speech(read_plan(plan), dictionary, "en").level(name, code) == "C50"


def test_a_level_that_nobody_fixed_has_no_words(plan, dictionary):
    speech = Speech(read_plan(plan), dictionary, "en")
    assert fixed_level("step", "sideways", speech) is None
    assert fixed_level("test", "sideways", speech) is None
    assert fixed_level("region", "1084", speech) is None
    assert fixed_level("measure", "odds_ratio", speech) == "Odds ratio"


def test_a_variable_named_like_a_column_elsewhere_keeps_its_own_head(plan, dictionary):
    plan["variables"]["period"] = {"from": "bef.region"}
    (shell,) = of(plan, dictionary, [{"method": "crosstab", "rows": ["age", "period"]}])
    assert shell.stub == ("Alder på indeksdatoen", "Region")
    speech = Speech(read_plan(plan), dictionary, "da")
    analysis = speech.plan.analyses[0]
    heads = [column_head(analysis, "counts", name, speech) for name in ("age", "period", "persons", "new_figure")]
    assert heads == ["Alder på indeksdatoen", "Region", "Personer", "New figure"]
    assert table_title(analysis, "counts", speech) == "Antal"
    assert table_title(analysis, "new_table", speech) == "new table"


def test_both_limits_of_every_interval_are_columns():
    assert {*INTERVALS, *INTERVALS.values()} <= set(COLUMNS)


def test_a_recoded_variable_and_a_value_of_records_have_the_labels_of_their_source(plan, dictionary):
    plan["variables"] |= {
        "part": {"map": {"of": "bef.region", "to": {"1084": "1085"}}},
        "again": {"map": {"of": "region", "to": {"1084": "1085"}}},
        "code": {"value": {"dataset": "lpr", "of": "lpr.code", "take": "last"}},
        "illness": {"value": {"dataset": "lpr", "of": "lpr.code", "take": "last"}},
    }
    speech = Speech(read_plan(plan), dictionary, "da")
    region = dictionary.variable("bef.region").label.da
    assert [speech.head(name) for name in ("part", "again")] == [region, region]
    assert speech.head("code") == dictionary.variable("lpr.code").label.da
    assert speech.head("illness") == "Illness"
