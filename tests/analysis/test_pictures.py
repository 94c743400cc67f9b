"""Pictures hold what the document shows, and nothing that it covers."""

import re

import pytest
from django.utils.translation import override

from analysis.pictures import PICTURES, picture_of
from analysis.pictures.drawing import DARK, NARROW, WIDE, lines_of, step_of, svg_of
from analysis.plans import grammar as g
from tests.analysis.documents import FOLLOWED, entry_of, labels_for, table


def drawn(analysis, *tables, language="da", sheet=WIDE):
    with override(language):
        return picture_of(entry_of(analysis, *tables), labels_for(analysis, language), sheet)


def svg(analysis, *tables, language="da", sheet=WIDE):
    with override(language):
        drawing = drawn(analysis, *tables, language=language, sheet=sheet)
        return svg_of(drawing, "da-DK" if language == "da" else "en-GB", sheet)


def data_of(drawing, *path):
    """The values drawn by a part of a picture; altair keeps them apart, by name."""
    told = part = drawing.chart.to_dict()
    source = part.get("data")
    for step in path:
        part = part[step]
        source = part.get("data", source) if isinstance(part, dict) else source
    return told["datasets"][source["name"]]


COUNTS = table(
    "counts", "region sick persons",
    ["1084", "false", 40], ["1084", "true", "<5"], ["1084", None, 45], ["1085", "false", 30], ["1085", "true", 20],
    ["1085", None, 50], [None, "false", 70], [None, "true", 25], [None, None, 95],
)  # fmt: skip
CROSSTAB = {"method": "crosstab", "rows": ["region"], "columns": ["sick"]}


def test_bars_name_the_largest_group_and_leave_covered_cells_out():
    drawing = drawn(CROSSTAB, COUNTS)
    assert drawing.finding == "Den største gruppe er Hovedstaden, Nej."
    bars = data_of(drawing)
    assert [(bar["level"], bar["series"], bar["persons"]) for bar in bars] == [
        ("Hovedstaden", "Nej", 40), ("Sjælland", "Nej", 30), ("Sjælland", "Ja", 20),
    ]  # fmt: skip


def test_a_picture_has_a_name_and_a_description_in_its_language():
    english = svg(CROSSTAB, COUNTS, language="en")
    assert "<title>Counts</title><desc>The largest group is Capital Region, No.</desc>" in english
    assert 'role="img"' in english and "<script" not in english


@pytest.mark.parametrize(
    ("persons", "finding"),
    [
        ([40, 40, 20], "De største grupper er lige store: Hovedstaden, Nej; Sjælland, Nej."),
        ([40, 40, 40], "De største grupper er lige store: Hovedstaden, Nej; Sjælland, Nej; Sjælland, Ja."),
    ],
)
def test_groups_that_are_equally_large_are_all_named(persons, finding):
    keys = [("1084", "false"), ("1085", "false"), ("1085", "true")]
    rows = [[*key, count] for key, count in zip(keys, persons, strict=True)]
    assert drawn(CROSSTAB, table("counts", "region sick persons", *rows)).finding == finding


def test_many_groups_that_are_equally_large_are_counted():
    rows = table("counts", "municipality persons", *[[str(at), 5] for at in range(4)])
    found = drawn({"method": "crosstab", "rows": ["municipality"]}, rows)
    assert found.finding == "4 grupper er lige store, og ingen er større."


def test_one_dimension_has_one_colour():
    rows = table("counts", "region persons", ["1084", 4], ["1085", 6], [None, 10])
    drawing = drawn({"method": "crosstab", "rows": ["region"]}, rows)
    assert drawing.finding == "Den største gruppe er Sjælland."
    assert {bar["series"] for bar in data_of(drawing)} == {""}


MANY = table("counts", "municipality persons", *[[str(at), 5] for at in range(60)])
BROAD = table("counts", "region municipality persons", *[["1084", str(at), 5] for at in range(9)], ["1084", None, 45])


@pytest.mark.parametrize(
    "rows",
    [
        MANY,
        table("counts", "region persons", ["1084", "<5"]),
        table("counts", "persons", [5]),
        table("flow", "step persons"),
    ],
)
def test_what_cannot_be_drawn_has_no_picture(rows):
    assert drawn({"method": "crosstab", "rows": ["municipality"]}, rows) is None


def test_a_dimension_of_many_levels_is_drawn_at_its_margin():
    found = drawn({"method": "crosstab", "rows": ["region"], "columns": ["municipality"]}, BROAD)
    assert [bar["persons"] for bar in data_of(found)] == [45]


def test_a_figure_without_tables_or_a_method_without_a_picture_has_none():
    assert drawn(CROSSTAB) is None
    assert drawn({"method": "summary", "of": ["age"]}, table("groups", "variable persons", ["age", 5])) is None


HISTOGRAM = {"method": "histogram", "of": ["weight"], "by": ["sick"]}


def test_a_histogram_names_its_largest_interval():
    rows = [
        ["weight", "<40", "false", 3],
        ["weight", "40-<60.5", "false", 9],
        ["weight", "<40", None, 5],
        ["age", "<1", "false", 99],
    ]
    drawing = drawn(HISTOGRAM, table("bins", "variable bin sick persons", *rows))
    assert drawing.finding == "Vægt: flest personer ligger i intervallet 40 til under 60,5."
    assert len(data_of(drawing)) == 2
    even = [["weight", "<40", "false", 9], ["weight", "40-<60.5", "false", 9]]
    assert drawn(HISTOGRAM, table("bins", "variable bin sick persons", *even)).finding == (
        "Vægt: lige mange personer, og ingen steder flere, ligger i intervallerne under 40; 40 til under 60,5."
    )
    assert drawn(HISTOGRAM, table("bins", "variable bin sick persons")) is None
    assert drawn(HISTOGRAM, table("bins", "variable bin sick persons", ["weight", "<40", "false", "<5"])) is None
    assert drawn(HISTOGRAM, table("groups", "variable")) is None


TREND = {"method": "trend", "event": "dead", "by": ["sick"]}
PERIODS = table(
    "periods", "period sick persons events person_years rate",
    ["2010", "false", 9, 2, 10.0, 0.2], ["2010", None, 9, 2, 10.0, 0.2], ["2011", "false", 9, 1, 10.0, 0.1],
    ["2011", None, 9, 1, 10.0, 0.1], ["2012", "false", 9, "<5", 10.0, "hidden"],
)  # fmt: skip


def test_a_trend_tells_from_where_to_where_it_went():
    assert drawn(TREND, PERIODS).finding == "Rate pr. personår, Nej: fra 0,2 (2010) til 0,1 (2011)."
    assert svg(TREND, PERIODS).count("<svg") == 1
    plain = {"method": "trend", "every": "month"}
    rows = table("periods", "period persons", ["2010-01", 10], ["2010-02", 1200])
    assert drawn(plain, rows).finding == "Personer: fra 10 (januar 2010) til 1.200 (februar 2010)."


def test_a_trend_of_one_period_or_of_nothing_has_no_picture():
    assert drawn({"method": "trend"}, table("periods", "period persons", ["2010", 5])) is None
    assert drawn({"method": "trend"}, table("periods", "period", ["2010"])) is None
    assert drawn({"method": "trend"}, table("bins", "bin")) is None


def test_many_groups_of_a_trend_are_drawn_together():
    rows = [[str(2010 + at), str(town), 5] for at in range(2) for town in range(9)]
    rows += [["2010", None, 45], ["2011", None, 50]]
    found = drawn({"method": "trend", "by": ["municipality"]}, table("periods", "period municipality persons", *rows))
    assert found.finding == "Personer: fra 45 (2010) til 50 (2011)."


RATES = {
    "method": "rates",
    "time": FOLLOWED,
    "event": "dead",
    "by": ["sick"],
    "per": 1000,
    "split": {"age": [40, 50, 60]},
}
RATE_ROWS = [
    ["false", "40-<50", 3, 100.0, 30.0, 10.0, 60.0], ["false", "50-<60", 9, 100.0, 90.0, 50.0, 150.0],
    ["false", None, 12, 200.0, 60.0, 40.0, 90.0], [None, "40-<50", 3, 100.0, "hidden", None, None],
    ["true", "40-<50", "<5", 100.0, "hidden", "hidden", "hidden"], ["true", "50-<60", 9, 90.0, 100.0, "hidden", "hidden"],
]  # fmt: skip


def test_rates_name_the_highest_and_the_lowest():
    rows = table("rates", "sick age events person_years rate lower upper", *RATE_ROWS)
    assert drawn(RATES, rows).finding == "Raten er højest for 50–59, Ja (100) og lavest for 40–49, Nej (30)."
    assert "Opnået alder" in svg(RATES, rows)


def test_rates_of_groups_alone_stand_down():
    analysis = {"method": "rates", "time": FOLLOWED, "event": "dead", "by": ["region"]}
    rows = table(
        "rates", "region rate lower upper", ["1084", 0.5, 0.1, 0.9], ["1085", 0.25, 0.1, 0.9], [None, 0.3, 0.2, 0.5]
    )
    assert drawn(analysis, rows).finding == "Raten er højest for Hovedstaden (0,50) og lavest for Sjælland (0,25)."


@pytest.mark.parametrize("rows", [table("rates", "rate lower upper", [1.0, 0.5, 2.0]), table("bins", "bin")])
def test_a_rate_alone_has_no_picture(rows):
    assert drawn(RATES, rows) is None


def test_rates_of_one_group_or_of_too_many_have_no_picture():
    one = table("rates", "sick rate lower upper", ["false", 1.0, 0.5, 2.0])
    many = table("rates", "municipality rate lower upper", *[[str(at), 1.0, 0.5, 2.0] for at in range(99)])
    for rows in (one, many):
        assert drawn(RATES | {"by": ["municipality"], "split": None} if rows is many else RATES, rows) is None


def test_bands_whose_groups_are_many_are_drawn_over_all():
    analysis = RATES | {"by": ["municipality"]}
    rows = [[str(town), age, 1.0, 0.5, 2.0] for town in range(9) for age in ("40-<50", "50-<60")]
    rows += [[None, "40-<50", 1.0, 0.5, 2.0], [None, "50-<60", 3.0, 0.5, 4.0]]
    found = drawn(analysis, table("rates", "municipality age rate lower upper", *rows))
    assert found.finding == "Raten er højest for 50–59 (3) og lavest for 40–49 (1)."


SURVIVAL = {"method": "survival", "time": FOLLOWED, "event": "dead", "by": ["sick"]}
CURVE = "sick time at_risk survival lower upper"


def steps(group, count, fall):
    return [[group, float(at), 100 - at, 1 - fall * at / count, None, None] for at in range(1, count + 1)]


def test_curves_begin_at_everybody_and_end_with_their_names():
    rows = table("curve", CURVE, *steps("false", 10, 0.1), *steps("true", 9, 0.3), *steps(None, 10, 0.2))
    drawing = drawn(SURVIVAL, rows)
    assert drawing.finding == "Overlevelse efter 9 år: Nej 91,0\u00a0%, Ja 70,0\u00a0%."
    values = data_of(drawing, "vconcat", 0, "layer", 0)
    assert (values[0]["time"], values[0]["share"]) == (0, 100)
    assert {value["series"] for value in values} == {"Nej", "Ja"}
    assert "I alt" not in svg(SURVIVAL, rows)


def test_a_long_curve_is_drawn_with_the_points_that_can_be_seen_and_its_end():
    rows = table("curve", CURVE, *steps("false", 5000, 0.5))
    values = data_of(drawn(SURVIVAL, rows), "vconcat", 0, "layer", 0)
    assert len(values) < 500 and values[-1]["time"] == 5000


def test_names_that_would_cover_each_other_are_moved_apart():
    rows = table("curve", CURVE, *steps("false", 10, 0.1), *steps("true", 10, 0.101))
    names = data_of(drawn(SURVIVAL, rows), "vconcat", 0, "layer", 2)
    assert names[1]["share"] - names[0]["share"] > 5


def test_a_curve_of_all_persons_needs_no_name():
    alone = {"method": "survival", "time": FOLLOWED | {"unit": "days"}, "event": "dead"}
    rows = table(
        "curve", "time at_risk survival lower upper", [10.0, "<5", 0.9, 0.8, 1.0], [20.0, 7, "hidden", None, None]
    )
    drawing = drawn(alone, rows)
    assert drawing.finding == "Overlevelse efter 10 dage: 90,0\u00a0%."
    assert data_of(drawing, "vconcat", 0, "layer", 2) == []
    assert "&lt;5" in svg(alone, rows)


def test_between_the_times_that_the_plan_names_the_line_is_straight():
    timed = SURVIVAL | {"times": [1, 5]}
    rows = table("curve", CURVE, ["false", 1.0, 90, 0.95, 0.9, 1.0], ["false", 5.0, 40, 0.8, 0.7, 0.9])
    drawing = drawn(timed, rows)
    assert drawing.chart.to_dict()["vconcat"][0]["layer"][1]["mark"]["interpolate"] == "linear"
    assert [cell["text"] for cell in data_of(drawing, "vconcat", 1)] == ["90", "40"]


def test_competing_causes_rise_from_nothing():
    competing = {"method": "survival", "time": FOLLOWED, "competing": "cause"}
    rows = table("incidence", "cause time at_risk incidence lower upper", ["death", 2.0, 90, 0.05, 0.0, 0.1])
    drawing = drawn(competing, rows)
    assert drawing.finding == "Kumuleret incidens efter 2 år: death 5,0\u00a0%."
    assert data_of(drawing, "vconcat", 0, "layer", 0)[0]["share"] == 0


@pytest.mark.parametrize(
    "rows",
    [
        table("curve", CURVE, ["false", 1.0, 9, "hidden", None, None]),
        table(
            "curve", "municipality " + CURVE.partition(" ")[2], *[[str(at), 1.0, 9, 0.9, 0.8, 1.0] for at in range(17)]
        ),
        table("groups", "sick persons", ["false", 9]),
    ],
)
def test_curves_that_are_covered_or_too_many_have_no_picture(rows):
    assert drawn(SURVIVAL | {"by": ["municipality"]} if "municipality" in str(rows) else SURVIVAL, rows) is None


@pytest.mark.parametrize("more", [{}, {"times": [1]}])
def test_more_curves_than_colours_stand_in_pictures_of_their_own_on_the_same_axes(more):
    analysis = SURVIVAL | {"by": ["municipality"]} | more
    rows = table(
        "curve",
        "municipality " + CURVE.partition(" ")[2],
        *[[str(at), 1.0, 9, 0.9 - at / 10, None, None] for at in range(5)],
    )
    drawing = drawn(analysis, rows)
    assert drawing.finding == "Overlevelse efter 1 år: fra 4 50,0\u00a0% til 0 90,0\u00a0%."
    pictures = drawing.chart.to_dict()["concat"]
    assert [picture["layer"][0]["title"] for picture in pictures] == [["0"], ["1"], ["2"], ["3"], ["4"]]
    domains = [picture["layer"][1]["encoding"]["y"]["scale"]["domain"] for picture in pictures]
    assert domains == [[0, 100]] * 5


COX = {"method": "cox", "time": FOLLOWED, "event": "dead", "terms": ["sick", "age", {"spline": "weight", "df": 2}]}
COEFFICIENTS = "term level estimate standard_error lower upper statistic p_value ratio ratio_lower ratio_upper"
LEAD = [0.1, 0.05, 0.0, 0.2, 2.0, 0.04]


def test_a_forest_plot_names_the_first_estimate_and_leaves_splines_out():
    rows = [
        ["sick", "true", *LEAD, 0.76, 0.61, 0.94],
        ["age", None, *LEAD, 1.1, 1.0, 1.2],
        ["weight.s1", None, *LEAD, 99.0, 1.0, 9999.0],
    ]
    drawing = drawn(COX, table("coefficients", COEFFICIENTS, *rows))
    assert drawing.finding == "Sick · Ja: hazardratio 0,76 (95 % KI 0,61–0,94)."
    values = data_of(drawing, "layer", 1)
    assert [(value["name"], value["at"], value["is_reference"]) for value in values] == [
        ("Sick · Nej", 1, True), ("Sick · Ja", 0.76, False), ("Alder på indeksdatoen", 1.1, False),
    ]  # fmt: skip
    assert "Hazardratio" in svg(COX, table("coefficients", COEFFICIENTS, *rows))


def test_a_forest_plot_names_the_first_estimate_that_is_shown_with_its_interval():
    rows = [["sick", "true", *LEAD, 0.76, "hidden", "hidden"], ["age", None, *LEAD, 1.1, 1.0, 1.2]]
    drawing = drawn(COX, table("coefficients", COEFFICIENTS, *rows))
    assert drawing.finding == "Alder på indeksdatoen: hazardratio 1,10 (95 % KI 1,00–1,20)."


def test_a_wide_forest_plot_has_round_ticks():
    rows = [["sick", "true", *LEAD, 20.0, 0.0001, 900000.0]]
    axis = drawn(COX, table("coefficients", COEFFICIENTS, *rows)).chart.to_dict()["layer"][1]["encoding"]["x"]
    assert axis["axis"]["values"] == [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]
    assert axis["scale"]["domain"] == [0.01, 100]


def test_the_widest_interval_ends_with_a_mark_inside_the_picture():
    rows = [["sick", "true", *LEAD, 0.82, 0.5, 1.34]]
    layers = drawn(COX, table("coefficients", COEFFICIENTS, *rows)).chart.to_dict()["layer"]
    assert layers[1]["encoding"]["x"]["scale"] == {
        "type": "log", "domain": [0.5, 1.34], "nice": False, "padding": 12,
    }  # fmt: skip
    assert [(layer["mark"]["type"], layer["encoding"]["x"]["field"]) for layer in layers[2:4]] == [
        ("tick", "low"), ("tick", "high"),
    ]  # fmt: skip


def test_a_linear_model_is_drawn_around_zero():
    linear = {"method": "linear", "outcome": "ldl", "terms": ["age"]}
    rows = table(
        "coefficients", "term level estimate standard_error lower upper statistic p_value", ["age", None, *LEAD]
    )
    drawing = drawn(linear, rows)
    assert drawing.finding == "Alder på indeksdatoen: koefficient 0,10 (95 % KI 0,00–0,20)."
    assert data_of(drawing, "layer", 0) == [{"at": 0}]


@pytest.mark.parametrize(
    "rows",
    [
        table("coefficients", COEFFICIENTS, ["sick", "true", *LEAD, "hidden", "hidden", "hidden"]),
        table("coefficients", COEFFICIENTS, *[["age", str(at), *LEAD, 1.0, 0.5, 2.0] for at in range(60)]),
        table("fit", "persons", [9]),
    ],
)
def test_a_model_that_is_covered_or_too_long_has_no_picture(rows):
    assert drawn(COX, rows) is None


CORRELATION = {"method": "correlation", "of": ["age", "ldl"], "by": ["sick"]}


def test_correlations_name_the_strongest():
    rows = [
        [sick, *pair]
        for sick in ("false", None)
        for pair in (["age", "age", 9, 1.0], ["age", "ldl", 9, -0.456], ["ldl", "age", 9, -0.456])
    ]
    told = table("matrix", "sick row column persons estimate", *rows)
    assert (
        drawn(CORRELATION, told).finding == "Den stærkeste korrelation er mellem Alder på indeksdatoen og Ldl: −0,46."
    )
    assert "−0,46" in svg(CORRELATION, told)
    assert drawn(CORRELATION, table("matrix", "sick row column persons estimate", [None, "age", "age", 9, 1.0])) is None
    assert drawn(CORRELATION, table("bins", "bin")) is None


LONG = "Et meget langt navn på en kommune med en kode i enden 1234567890123456789012345"
FITTING = [
    (CROSSTAB, COUNTS),
    (TREND, PERIODS),
    (RATES, table("rates", "sick age events person_years rate lower upper", *RATE_ROWS)),
    (COX, table("coefficients", COEFFICIENTS, ["sick", "true", *LEAD, 0.76, 0.61, 0.94])),
    (SURVIVAL, table("curve", CURVE, *steps("false", 10, 0.1), *steps("true", 9, 0.3))),
    (SURVIVAL | {"by": ["municipality"]}, table(
        "curve", "municipality " + CURVE.partition(" ")[2], *[[f"{LONG} {at}", 1.0, 9, 0.9, 0.8, 1.0] for at in range(5)]
    )),
    (CORRELATION, table("matrix", "sick row column persons estimate", [None, "age", "age", 9, 1.0],
                        [None, "age", "ldl", 9, 0.5])),
    ({"method": "crosstab", "rows": ["municipality"]}, table("counts", "municipality persons", [LONG, 5], ["2", 9])),
]  # fmt: skip


@pytest.mark.parametrize(("analysis", "rows"), FITTING, ids=[str(at) for at in range(len(FITTING))])
@pytest.mark.parametrize("sheet", [WIDE, NARROW])
def test_a_picture_is_as_wide_as_its_sheet_and_no_name_is_cut(analysis, rows, sheet):
    drawing = svg(analysis, rows, sheet=sheet)
    width = float(re.search(r'width="([\d.]+)"', drawing)[1])
    assert 0.85 * sheet.width <= width <= 1.05 * sheet.width
    assert "…" not in drawing


def test_correlations_of_many_numbers_do_not_fit_a_phone():
    rows = [[None, f"v{one}", f"v{two}", 9, 0.5] for one in range(9) for two in range(9)]
    many = table("matrix", "sick row column persons estimate", *rows)
    assert drawn(CORRELATION, many) is not None
    assert drawn(CORRELATION, many, sheet=NARROW) is None


def test_names_stand_on_as_many_lines_as_they_need():
    assert lines_of("Alder på indeksdatoen", 10) == ["Alder på", "indeksdato", "en"]
    assert lines_of("", 10) == [""]
    assert step_of(["Alder på indeksdatoen", "x"], 10, 30) == 53
    assert step_of(["x"], 10, 30) == 30


@pytest.mark.parametrize(("analysis", "rows"), [FITTING[0], *FITTING[2:6]])
def test_every_colour_of_a_picture_has_one_in_the_dark_scheme(analysis, rows):
    drawing = svg(analysis, rows)
    style = re.search(r"<style>@media \(prefers-color-scheme: dark\)\{(.*)\}</style>", drawing)[1]
    used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]+)"', drawing))
    assert used <= set(DARK), used
    assert all(f'[fill="{colour}"]{{fill:{DARK[colour]}}}' in style for colour in used)


def test_methods_without_a_picture_are_read_as_tables():
    assert set(g.METHODS) - set(PICTURES) == {"count", "summary", "table1"}
