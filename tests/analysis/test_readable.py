"""Figures are said with decimals that suit them; what is covered stays covered."""

import pytest
from django.utils.translation import override

from analysis.layout import Figure, Form, Grid, Line
from analysis.readable import decimals_for, p_text, ratio_text, texts


def said(*rows, name="groups", mixed=False, language="da"):
    grid = Grid(name, ("x",), tuple("c" for _ in rows[0]), tuple(Line(("r",), row) for row in rows), is_mixed=mixed)
    with override(language):
        return texts(grid)


def measured(value, name="mean"):
    return Figure(value, name, "estimate")


def test_a_column_has_one_number_of_decimals():
    assert said((measured(52.345),), (measured(7.1),)) == [["52,35"], ["7,10"]]
    assert said((measured(1234.5),), (measured(7.25),)) == [["1.234,5"], ["7,3"]]
    assert said((measured(50.0),), (measured(7.0),)) == [["50"], ["7"]]


def test_rows_of_different_variables_have_their_own_decimals():
    rows = ((measured(52.34), measured(9.1, "sd")), (measured(0.01234), measured(0.5, "sd")))
    assert said(*rows, mixed=True) == [["52,34", "9,10"], ["0,0123", "0,5000"]]


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ((), 0),
        ((0,), 0),
        ((None, "hidden"), 0),
        ((5.0,), 0),
        ((0.000123456,), 6),
        ((-2.5, 100.25), 1),
        ((True,), 0),
        ((1e-9,), 6),
    ],
)
def test_decimals_suit_the_size(values, decimals):
    assert decimals_for(values) == decimals


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.943, "0,94"),
        (1.0, "1,00"),
        (12.345, "12,3"),
        (123.4, "123"),
        (1234.5, "1.235"),
        (0.0123, "0,0123"),
        (0, "0,00"),
    ],
)
def test_ratios_have_two_decimals_or_three_digits(value, text):
    with override("da"):
        assert ratio_text(value) == text


def test_small_p_values_are_below_a_thousandth():
    with override("da"):
        assert (p_text(0.0004), p_text(0.001), p_text(0.0456)) == ("<0,001", "0,001", "0,046")
    with override("en"):
        assert p_text(0) == "<0.001"


def test_figures_that_are_always_said_alike():
    row = (
        Figure(1234, "persons"), Figure(52.44, "percent", "percent"), Figure(0.0321, "p_value", "test"),
        Figure(3.0, "df", "test"), Figure(3.25, "df", "test"), Figure(0.6789, "concordance", "estimate"),
        Figure(0.874, "survival", "estimate"),
    )  # fmt: skip
    assert said(row) == [["1.234", "52,4\u00a0%", "0,032", "3", "3,3", "0,679", "87,4"]]


def test_person_years_have_a_decimal_while_they_are_few():
    few, many = Figure(12.34, "person_years", "estimate"), Figure(12345.6, "person_years", "estimate")
    assert said((few,), (Figure(None, "person_years"),)) == [["12,3"], [None]]
    assert said((few,), (many,)) == [["12"], ["12.346"]]


def interval(low, high, name="lower"):
    return Figure(low, name, "interval", (high,), Form.INTERVAL)


def test_limits_share_a_cell():
    assert said((interval(0.731, 0.862, "ratio_lower"),)) == [["0,73–0,86"]]
    assert said((interval(-1.25, 0.5),)) == [["−1,25 til 0,50"]]
    assert said((interval(0.1, 0.2),), name="curve") == [["10,0–20,0"]]


def test_a_limit_that_is_not_reached_or_covered_is_said_so():
    assert said((interval(5.5, None),), (interval(None, 2.5),)) == [["fra 5,5"], ["op til 2,5"]]
    assert said((interval(None, None),), (interval("hidden", 2.5),), (interval(1.0, "<5"),)) == [
        [None],
        ["hidden"],
        ["<5"],
    ]


def test_what_stands_beside_a_figure_is_in_brackets():
    percent = Figure(20, "persons", "count", (66.66,), Form.PERCENT)
    spread = Figure(52.5, "mean", "estimate", (9.12,), Form.BESIDE)
    quartiles = Figure(52.0, "median", "estimate", (45.0, 60.5), Form.RANGE)
    reference = Figure(1, "ratio", "estimate", form=Form.REFERENCE)
    assert said((percent, spread, quartiles, reference)) == [
        ["20 (66,7\u00a0%)", "52,50 (9,12)", "52,0 (45,0–60,5)", "1 (reference)"]
    ]


def test_a_covered_figure_is_given_as_it_is():
    row = (
        Figure("<5", "persons", "count", ("hidden",), Form.PERCENT), Figure(20, "persons", "count", ("x",), Form.PERCENT),
        Figure("hidden", "mean", "estimate", (9.1,), Form.BESIDE), Figure(52.5, "mean", "estimate", ("hidden",), Form.BESIDE),
        Figure("Efron", "ties", "label"), Figure("hidden", "mean", "estimate"),
    )  # fmt: skip
    assert said(row) == [["<5", "20", "hidden", "52,5", "Efron", "hidden"]]


def test_correlations_have_two_decimals():
    assert said((Figure(0.4567, "estimate", "estimate"),), name="matrix", language="en") == [["0.46"]]
