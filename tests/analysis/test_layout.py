"""Every figure of a released table stands once on the page, under its own head."""

import pytest

from analysis.arrangement import LAYOUTS, arrange
from analysis.layout import Counts, Figure, Form, lay_across, lay_out, margins_last
from analysis.layout_curves import round_times
from analysis.plans.heads import TABLES
from tests.analysis.documents import FOLLOWED, MISSING, entry_of, labels_for, table


class Plain:
    """Labels that show the codes."""

    def column(self, name):
        return name

    def level(self, column, level):
        return "all" if level is None else "not stated" if isinstance(level, dict) else level


CROSS = table(
    "counts",
    "sex region persons percent",
    [None, "b", 30, 100.0],
    ["1", "b", 20, 66.7],
    ["2", "b", "<5", "hidden"],
    ["1", None, 20, 66.7],
    ["1", MISSING, "hidden", "hidden"],
    [None, None, 30, 100.0],
)


def laid(analysis, result, language="da", notes=()):
    entry = entry_of(analysis, result, notes=[{"code": code} for code in notes])
    return arrange(result, labels_for(analysis, language).of(entry, result["name"]))


def heads(grid):
    return [" · ".join(head for head in line.heads if head) for line in grid.lines]


def values(grid):
    return [[cell.value for cell in line.cells] for line in grid.lines]


def test_the_columns_of_the_plan_stand_side_by_side_and_margins_last():
    grid = lay_across(CROSS, Plain(), ["region"])
    assert grid.stub == ("sex",)
    assert grid.spanning == "region"
    assert grid.columns == ("b", "not stated", "all")
    assert [(line.heads, line.is_total) for line in grid.lines] == [(("1",), False), (("2",), False), (("all",), True)]


def test_every_figure_of_the_long_table_stands_once_and_nothing_else():
    grid = lay_across(CROSS, Plain(), ["region"])
    shown = [value for line in values(grid) for value in line if value is not None]
    assert sorted(map(str, shown)) == sorted(str(row[2]) for row in CROSS["rows"])
    assert grid.lines[0].cells[0] == Figure(20, "persons", "count", (66.7,), Form.PERCENT)


def test_covered_cells_are_counted():
    grid = lay_across(CROSS, Plain(), ["region"])
    assert (grid.hidden, grid.cells) == (2, 9)


@pytest.mark.parametrize(
    ("columns", "row", "counts"),
    [
        ("sex persons percent", ["1", 5, 50.0], Counts.ALL),
        ("sex persons percent", ["1", "<5", "hidden"], Counts.ALL),
        ("sex events rate", ["1", 5, 0.5], Counts.SOME),
        ("sex persons rate", ["1", None, 0.5], Counts.NONE),
        ("sex statistic", ["1", "hidden"], Counts.NONE),
    ],
)
def test_a_table_knows_whether_its_figures_are_counts(columns, row, counts):
    assert lay_out(table("groups", columns, row), Plain()).counts is counts


HIDDEN_TEST = ["chi2", *["hidden"] * 4]


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (HIDDEN_TEST, ("Teststørrelse", "Frihedsgrader", "p-værdi")),
        (["anova", 3.0, 2, 97, 0.03], ("Teststørrelse", "Frihedsgrader", "Frihedsgrader i nævneren", "p-værdi")),
    ],
)
def test_a_figure_that_only_some_tests_have_stands_where_it_is_known(row, columns):
    analysis = {"method": "crosstab", "rows": ["sick"], "columns": ["region"], "test": "chi2"}
    assert laid(analysis, table("test", "test statistic df df2 p_value", row)).columns == columns


def test_a_covered_percentage_stands_beside_nothing():
    grid = lay_across(table("counts", "a b persons percent", ["1", "x", 5, "hidden"]), Plain(), ["b"])
    assert grid.lines[0].cells[0].form is Form.PLAIN


def test_a_table_without_a_layout_of_its_own_stays_as_it_is():
    grid = lay_out(table("groups", "variable persons mean", ["age", 100, 52.3], [None, 200, 50.1]), Plain())
    assert grid.columns == ("persons", "mean")
    assert heads(grid) == ["age", "all"]
    assert grid.lines[1].is_total
    assert not grid.spanning


def test_limits_share_a_cell_and_empty_columns_are_left_out():
    grid = lay_out(table("rates", "sex rate lower upper df2", ["1", 2.0, 1.0, 3.0, None]), Plain())
    assert grid.columns == ("rate", "lower")
    assert grid.lines[0].cells[1] == Figure(1.0, "lower", "interval", (3.0,), Form.INTERVAL)


def test_three_dimensions_stand_down_two_and_across_one():
    cube = table("counts", "a b c persons", ["1", "x", "p", 5], ["1", None, "p", 10], [None, None, None, 15])
    grid = lay_across(cube, Plain(), ["c"])
    assert grid.stub == ("a", "b")
    assert grid.lines[0].heads == ("1", "x")
    assert [line.is_total for line in grid.lines] == [False, True, True]


def test_rows_keep_the_order_of_each_dimension():
    keys = [("2", "\x00margin"), ("2", "x"), ("1", "\x00missing"), ("1", "x"), ("\x00margin", "x")]
    assert margins_last(keys) == [
        ("2", "x"), ("2", "\x00margin"), ("1", "x"), ("1", "\x00missing"), ("\x00margin", "x"),
    ]  # fmt: skip
    assert margins_last([]) == []


def test_a_crosstab_without_columns_stays_long():
    crosstab = {"method": "crosstab", "rows": ["region"]}
    assert heads(laid(crosstab, table("counts", "region persons", ["1084", 7], [MISSING, 2], [None, 9]))) == [
        "Hovedstaden", "Uoplyst", "I alt",
    ]  # fmt: skip


def test_layers_lead_the_rows():
    crosstab = {"method": "crosstab", "rows": ["region"], "layers": ["sick"]}
    rows = [["1084", "false", 3], ["1084", None, 5], ["1085", "false", 4], [None, None, 9]]
    assert heads(laid(crosstab, table("counts", "region sick persons", *rows))) == [
        "Nej · Hovedstaden", "Nej · Sjælland", "I alt · Hovedstaden", "I alt · I alt",
    ]  # fmt: skip
    across = crosstab | {"rows": [], "columns": ["region"]}
    assert heads(laid(across, table("counts", "region sick persons", *rows))) == ["Nej", "I alt"]


SUMMARY = {"method": "summary", "of": ["ldl", "age"], "by": ["sick"]}


def test_one_variable_of_a_summary_needs_no_head_of_its_own():
    rows = [["ldl", "false", 10, 1, 3.21], ["ldl", None, 12, 2, 3.3]]
    grid = laid(SUMMARY, table("groups", "variable sick persons missing mean", *rows))
    assert (grid.stub, heads(grid), grid.is_mixed) == (("Sick",), ["Nej", "I alt"], True)
    grid = laid(SUMMARY, table("groups", "variable sick persons missing mean", *rows, ["age", None, 1, 1, 50.0]))
    assert grid.stub == ("Variabel", "Sick")
    assert heads(grid)[-1] == "Alder på indeksdatoen · I alt"


def test_quantiles_stand_side_by_side():
    rows = [["ldl", "false", 0.1, 2.0], ["ldl", "false", 0.9, 4.0]]
    grid = laid(SUMMARY, table("quantiles", "variable sick quantile value", *rows))
    assert (grid.columns, heads(grid), values(grid)) == (("0,1", "0,9"), ["Nej"], [[2.0, 4.0]])


TABLE1 = {"method": "table1", "of": ["age", "region"], "by": ["sick"]}
BASELINE = "variable level sick persons percent missing mean sd median q1 q3 smd"
AGE = [
    ["age", None, "false", 60, None, 1, 52.5, 9.1, 52.0, 45.0, 60.0, 0.12],
    ["age", None, "true", 40, None, 0, 53.5, 9.2, 53.0, 46.0, 61.0, 0.12],
    ["age", None, None, 100, None, 1, 53.0, 9.15, 52.5, 45.5, 60.5, 0.12],
]
REGION = [
    ["region", level, sick, persons, percent, missing, None, None, None, None, None, 0.3]
    for level, sick, persons, percent, missing in (
        ("1084", "false", 30, 50.0, 0), ("1084", "true", "<5", "hidden", 0), ("1084", None, 33, 33.0, 0),
        ("1085", "false", 30, 50.0, 0), ("1085", "true", 38, 92.0, 0), ("1085", None, 68, 67.0, 0),
    )
]  # fmt: skip


def test_a_baseline_table_has_groups_across_and_two_lines_for_a_number():
    grid = laid(TABLE1, table("baseline", BASELINE, *AGE, *REGION))
    assert grid.columns == ("Nej", "Ja", "I alt", "SMD")
    assert heads(grid) == [
        "Alder på indeksdatoen · gennemsnit (SD)", "Alder på indeksdatoen · median (kvartiler)",
        "Alder på indeksdatoen · Uoplyst", "Region · Hovedstaden, antal (%)", "Region · Sjælland, antal (%)",
    ]  # fmt: skip
    mean, median, missing, first, second = (line.cells for line in grid.lines)
    assert mean[0] == Figure(52.5, "mean", "estimate", (9.1,), Form.BESIDE) and mean[3].value == 0.12
    assert median[1] == Figure(53.0, "median", "estimate", (46.0, 61.0), Form.RANGE) and median[3].value is None
    assert [cell.value for cell in missing] == [1, 0, 1, None]
    assert first[1] == Figure("<5", "persons", "count", ("hidden",), Form.PERCENT) and first[3].value == 0.3
    assert second[3].value is None


def test_a_baseline_table_without_groups_has_one_column():
    rows = [["region", "1084", 30, 50.0, 2, None, None, None, None, None, None]]
    rows.append(["region", MISSING, 2, 3.0, 2, None, None, None, None, None, None])
    rows.append(["year", None, 0, None, 3, None, None, None, None, None, None])
    columns = BASELINE.replace(" sick", "").replace(" smd", " smd")
    grid = laid({"method": "table1", "of": ["region", "year"]}, table("baseline", columns, *rows))
    assert grid.columns == ("I alt",)
    assert heads(grid) == [
        "Region · Hovedstaden, antal (%)", "Region · Uoplyst, antal (%)", "Year · antal (%)", "Year · Uoplyst",
    ]  # fmt: skip


def test_a_group_that_a_variable_lacks_is_empty():
    rows = [*AGE, ["region", "1084", "true", 4, None, 0, None, None, None, None, None, None]]
    last = laid(TABLE1, table("baseline", BASELINE, *rows)).lines[-1]
    assert [cell.value for cell in last.cells] == [None, 4, None, None]


def test_a_histogram_says_its_intervals():
    histogram = {"method": "histogram", "of": ["weight"], "by": ["sick"]}
    rows = [["weight", "<40", "false", 3], ["weight", "<40", None, 5], ["weight", MISSING, "false", 1]]
    grid = laid(histogram, table("bins", "variable bin sick persons", *rows))
    assert (grid.stub, heads(grid), grid.columns) == (("Interval",), ["Under 40", "Uoplyst"], ("Nej", "I alt"))
    alone = {"method": "histogram", "of": ["weight"]}
    grid = laid(alone, table("bins", "variable bin persons", ["weight", "80+", 5], ["weight", "unheard", 5]))
    assert heads(grid) == ["80 og derover", "unheard"]


def test_correlations_are_a_square():
    rows = [["age", "age", 9, 1.0], ["age", "ldl", 8, 0.5], ["ldl", "age", 8, 0.5], ["ldl", "ldl", 9, 1.0]]
    grid = laid({"method": "correlation", "of": ["age", "ldl"]}, table("matrix", "row column persons estimate", *rows))
    assert grid.columns == ("Alder på indeksdatoen", "Ldl")
    assert values(grid) == [[1.0, 0.5], [0.5, 1.0]]


COX = {
    "method": "cox",
    "time": FOLLOWED,
    "event": "dead",
    "terms": ["region", "age", {"interaction": ["sick", "region"]}],
}
COEFFICIENTS = "term level estimate standard_error lower upper statistic p_value ratio ratio_lower ratio_upper"
FIGURES = [0.1, 0.05, 0.0, 0.2, 2.0, 0.04, 1.1, 1.0, 1.2]


def test_a_model_shows_its_references_and_its_ratios_first():
    rows = [["region", "1085", *FIGURES], ["age", None, *FIGURES], ["sick:region", "true:1085", *FIGURES]]
    grid = laid(COX, table("coefficients", COEFFICIENTS, *rows))
    assert grid.columns == ("Hazardratio", "95 % KI", "p-værdi", "Koefficient (log)", "Standardfejl")
    assert heads(grid) == [
        "Region · Hovedstaden", "Region · Sjælland", "Alder på indeksdatoen", "Sick × Region · Ja × Sjælland",
    ]  # fmt: skip
    assert grid.lines[0].cells[0] == Figure(1, "ratio", "estimate", form=Form.REFERENCE)
    assert [cell.value for cell in grid.lines[0].cells[1:]] == [None] * 4


def test_a_linear_model_has_zero_for_its_reference_and_an_intercept():
    linear = {"method": "linear", "outcome": "ldl", "terms": ["region"]}
    columns = "term level estimate standard_error lower upper statistic p_value"
    rows = [["(intercept)", None, *FIGURES[:6]], ["region", "1085", *FIGURES[:6]], ["region", MISSING, *FIGURES[:6]]]
    grid = laid(linear, table("coefficients", columns, *rows))
    assert heads(grid) == ["Konstant", "Region · Hovedstaden", "Region · Sjælland", "Region · Uoplyst"]
    assert grid.lines[1].cells[0].value == 0
    assert grid.columns[:2] == ("Koefficient", "95 % KI")


def test_a_reference_is_shown_only_where_plan_and_data_agree():
    three = {"bands": {"of": "age", "edges": [40, 50, 60, 70]}}
    assert three  # age_group has three levels: with two left out, nobody can tell which is the reference
    cox = COX | {"terms": ["age_group"]}
    assert heads(laid(cox, table("coefficients", COEFFICIENTS, ["age_group", "60-<70", *FIGURES]))) == [
        "Alder på indeksdatoen i grupper · 60–69"
    ]
    whole = [["age_group", "50-<60", *FIGURES], ["age_group", "60-<70", *FIGURES]]
    assert len(laid(cox, table("coefficients", COEFFICIENTS, *whole)).lines) == 3
    other = [["age_group", "40-<50", *FIGURES], ["age_group", "60-<70", *FIGURES]]
    assert len(laid(cox, table("coefficients", COEFFICIENTS, *other)).lines) == 2


@pytest.mark.parametrize(("notes", "lines"), [((), 2), (("merged_levels",), 1), (("overdispersion",), 2)])
def test_a_reference_that_the_plan_names_stands_unless_the_data_changed_the_levels(notes, lines):
    cox = COX | {"terms": [{"factor": "municipality", "reference": "101"}]}
    rows = table("coefficients", COEFFICIENTS, ["municipality", "147", *FIGURES])
    assert len(laid(cox, rows, notes=notes).lines) == lines


def test_the_fit_is_a_list():
    fit = table("fit", "persons df log_likelihood concordance ties", [100, 2, -50.25, None, "efron"])
    grid = laid(COX, fit, "en")
    assert heads(grid) == ["Persons", "Degrees of freedom", "Log-likelihood", "Tied events"]
    assert values(grid) == [[100], [2], [-50.25], ["Efron"]]


def test_the_test_of_hazards_has_a_row_a_term():
    test = table(
        "test",
        "test term statistic df df2 p_value",
        ["ph", "region", 1.0, 1, None, 0.3],
        ["ph", "global", 2.0, 3, None, 0.5],
    )
    grid = laid(COX | {"test": "ph"}, test)
    assert (grid.stub, heads(grid)) == (("Variabel",), ["Region", "Alle led"])
    assert grid.columns == ("Teststørrelse", "Frihedsgrader", "p-værdi")


SURVIVAL = {"method": "survival", "time": FOLLOWED, "event": "dead", "by": ["sick"]}


def test_a_median_that_is_not_reached_is_told():
    columns = "sick persons events expected median median_lower median_upper rmst"
    grid = laid(SURVIVAL, table("groups", columns, ["false", 9, 2, 2.5, None, None, None, None]))
    assert grid.columns == ("Personer", "Hændelser", "Forventede", "Median (år)")
    assert grid.note == "– ved median: kurven når ikke ned på 50 %"
    grid = laid(SURVIVAL, table("groups", columns, ["false", 9, 2, 2.5, 3.5, 1.0, None, None]))
    assert grid.columns[3:] == ("Median (år)", "95 % KI") and not grid.note
    competing = {"method": "survival", "time": FOLLOWED, "competing": "cause"}
    grid = laid(competing, table("groups", "persons events median", [9, 2, None]))
    assert grid.columns == ("Personer", "Hændelser")


def curve_of(steps, group="false"):
    return [[group, (at + 1) / 10, 100 - at, 1 - at / 100, 0.9, 1.0] for at in range(steps)]


def test_a_short_curve_is_shown_whole():
    grid = laid(SURVIVAL, table("curve", "sick time at_risk survival lower upper", *curve_of(3)))
    assert grid.stub == ("Sick", "Tid (år)")
    assert heads(grid) == ["Nej · 0,1", "Nej · 0,2", "Nej · 0,3"]
    assert (grid.columns, grid.left_out) == (("Under risiko", "Overlevelse, %", "95 % KI"), 0)


def test_a_long_curve_is_read_at_round_times_and_at_its_end():
    rows = [*curve_of(62), *curve_of(4, "true")]
    grid = laid(SURVIVAL, table("curve", "sick time at_risk survival lower upper", *rows))
    assert [head for head in heads(grid) if head.startswith("Nej")] == [
        "Nej · 2", "Nej · 4", "Nej · 6", "Nej · 6,2",
    ]  # fmt: skip
    assert grid.left_out == 58
    assert grid.lines[0].cells[0].value == 81  # the step in force at 2 years, as it stands in the document


def test_a_curve_whose_first_steps_come_late_is_read_where_it_has_steps():
    late = [["false", 50 + at / 10, 9, 0.5, 0.4, 0.6] for at in range(20)]
    grid = laid(SURVIVAL, table("curve", "sick time at_risk survival lower upper", *late))
    assert heads(grid) == ["Nej · 50", "Nej · 51,9"]


def test_competing_causes_are_curves_of_their_own():
    competing = {"method": "survival", "time": FOLLOWED, "competing": "cause"}
    rows = [["death", 1.0, 9, 0.1, 0.0, 0.2], ["other", 1.0, 9, 0.2, 0.1, 0.3]]
    grid = laid(competing, table("incidence", "cause time at_risk incidence lower upper", *rows))
    assert heads(grid) == ["death · 1", "other · 1"]


@pytest.mark.parametrize(
    ("until", "times"),
    [
        (0, []),
        (6, [1, 2, 3, 4, 5, 6]),
        (11.5, [2, 4, 6, 8, 10]),
        (0.7, [0.2, 0.4, 0.6]),
        (3000, [500, 1000, 1500, 2000, 2500, 3000]),
    ],
)
def test_times_are_round(until, times):
    assert round_times(until) == pytest.approx(times)


def test_periods_and_bands_are_said_in_words():
    trend = {"method": "trend", "every": "month", "by": ["sick"]}
    assert heads(laid(trend, table("periods", "period sick persons", ["2020-01", "true", 4]))) == ["januar 2020 · Ja"]
    rates = {"method": "rates", "time": FOLLOWED, "event": "dead", "split": {"age": [40, 50], "period": [2010, 2020]}}
    rows = [["40-<50", "2010-<2020", 3, 10.5, 0.3, 0.1, 0.5], ["unheard", None, 3, 10.5, 0.3, 0.1, 0.5]]
    grid = laid(rates, table("rates", "age period events person_years rate lower upper", *rows))
    assert heads(grid) == ["40–49 · 2010–2019", "unheard · I alt"]


def test_every_layout_is_of_a_table_that_has_a_title():
    assert set(LAYOUTS) <= set(TABLES)
