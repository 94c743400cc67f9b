import numpy as np
import pytest

from analysis.site.disclosure.notes import NOTES, note
from analysis.site.disclosure.profiles import Profile
from analysis.site.disclosure.rules import (
    HIDDEN,
    distinct_count,
    is_dominated,
    is_once_each,
    looks_like_code,
    may_have_sd,
    mean_form,
    on_grid,
    quantile_forms,
    records_form,
    records_forms,
    rounded,
    sd_form,
    share_form,
    significant,
    step_of,
)
from analysis.site.ledger import Lottery

DK = Profile()
X = np.array([52000.0, 50000.0, *[1000.0] * 8])  # a vector of the field's rules: the total is 110000


def test_vector_1_p_percent_is_safe_and_nk_is_not():
    assert X.sum() == 110000
    assert not is_dominated(X, Profile(nk_share=95.0))
    assert is_dominated(X, Profile(nk_share=90.9))
    assert is_dominated(X, Profile(nk_share=95.0, p_percent=15.5))
    assert not is_dominated(X, Profile(nk_share=95.0, p_percent=15.3))
    assert is_dominated(-X, DK)
    assert not is_dominated(np.zeros(5), DK)


@pytest.mark.parametrize("label", ["C50", "1084", "a.b-c_d", "æble", "123456789", "12345678901"])
def test_codes(label):
    assert looks_like_code(label)


@pytest.mark.parametrize("label", ["", "a b", "=1", "0101701234", "010170-1234", "x" * 21, "a\n"])
def test_not_codes(label):
    assert not looks_like_code(label)


@pytest.mark.parametrize(
    ("value", "digits", "shown"), [(0, 3, 0), (1234.5, 3, 1230), (-0.012345, 3, -0.0123), (999.9, 3, 1000)]
)
def test_significant(value, digits, shown):
    assert significant(value, digits) == shown


def test_records():
    assert [records_form(count) for count in (0, 7, 99, 101, 12345)] == [0, 7, 99, 100, 12000]
    persons = np.repeat(np.arange(12), [1] * 6 + [1] * 5 + [500])
    forms = records_forms(persons, (persons > 5).astype(np.int64), 3, DK)
    assert forms == [6, HIDDEN, 0]


def around(proposal):
    """The two steps a figure lies between; a figure that stands alone is itself."""
    return (proposal.low, proposal.high) if isinstance(proposal, Lottery) else proposal


def test_means_need_k_persons_and_two_values():
    persons = np.arange(30)
    assert around(mean_form(np.arange(30.0), persons, DK)) == (10.0, 15.0)
    assert mean_form(np.ones(30), persons, DK) == HIDDEN
    assert mean_form(np.arange(4.0), np.arange(4), DK) == HIDDEN
    assert mean_form(np.arange(30.0), np.arange(30) % 4, DK) == HIDDEN
    assert mean_form(X, np.arange(10), DK) == HIDDEN


def test_deviations_need_ten_degrees_of_freedom():
    assert sd_form(np.arange(10.0), np.arange(10), DK) == HIDDEN
    assert not may_have_sd(np.arange(10.0), np.arange(10), DK) and may_have_sd(np.arange(11.0), np.arange(11), DK)
    assert sd_form(np.ones(11), np.arange(11), DK) == HIDDEN


@pytest.mark.parametrize(
    ("count", "mean", "sd"), [(8, HIDDEN, HIDDEN), (40, (15, 20), (10, 15)), (200, (95, 100), (55, 60))]
)
def test_digits_are_those_that_b_persons_cannot_move(count, mean, sd):
    values = np.arange(float(count))
    assert around(mean_form(values, np.arange(count), DK)) == mean
    assert around(sd_form(values, np.arange(count), DK)) == sd


def test_a_person_of_many_rows_moves_a_mean_more():
    values = np.tile(np.arange(100.0), 4)
    assert around(mean_form(values, np.arange(400), DK)) == (48, 50)
    assert around(mean_form(values, np.repeat(np.arange(100), 4), DK)) == (45, 50)
    assert mean_form(values, np.repeat(np.arange(10), 40), DK) == HIDDEN


def test_a_mean_is_hidden_where_no_digit_is_left():
    skew = np.concatenate([np.arange(1.0, 100.0), [4000.0]])
    persons = np.arange(100)
    assert mean_form(skew, persons, DK) == mean_form(-skew, persons, DK) == HIDDEN
    assert around(mean_form(np.linspace(-1, 1.02, 100), persons, DK)) == (0.0, 0.2)


@pytest.mark.parametrize(
    ("moved", "step"), [(0, 0), (-1, 0), (0.011, 0.02), (0.02, 0.02), (2.0001, 5), (5.1, 10), (100, 100), (0.3, 0.5)]
)
def test_steps_are_one_two_and_five(moved, step):
    assert step_of(moved) == pytest.approx(step)


@pytest.mark.parametrize(
    ("value", "moved", "shown", "chance"),
    [
        (0, 0, 0, None),
        (0, 3, (0, 5), 0),
        (1234.5, 0, (1230, 1240), 0.45),
        (1234.5, 11, (1220, 1240), 0.725),
        (1234.5, 300, (1000, 1500), 0.469),
        (-0.0123, 0.0004, (-0.0125, -0.012), 0.4),
    ],
)
def test_rounded(value, moved, shown, chance):
    found = rounded(value, moved)
    assert around(found) == shown
    assert chance is None or found.chance == pytest.approx(chance)


def quantile(values, p, persons=None, grid=None, profile=DK):
    values = np.asarray(values, float)
    owners = np.arange(len(values)) if persons is None else persons
    return around(quantile_forms(values, owners, [p], profile=profile, grid=grid)[0])


def test_quantiles_are_means_of_the_k_nearest():
    values = np.arange(101.0) ** 2
    assert np.mean(values[48:53]) == 2502 and quantile(values, 0.5) == (2500, 3000)  # 25 ** 2 to 75 ** 2 is 5000
    assert quantile(values, 0.5, grid=10) == (2500, 3000)
    assert np.mean(values[3:8]) == 27 and quantile(values, 0.05) == (0, 50)
    fine = np.arange(100_000.0)
    assert quantile(fine, 0.5) == (49900, 50000) and quantile(fine, 0.5, grid=0.5) == (49995, 50000)


def test_a_quantile_beside_a_gap_is_as_coarse_as_the_gap():
    values = np.concatenate([np.arange(60) / 60, 100 + np.arange(61) / 60])
    low, high = quantile(values, 0.5)
    assert high - low >= 100 / DK.k


def test_quantiles_hide_what_few_persons_hold():
    assert quantile(np.arange(99.0), 0.5) == HIDDEN  # min_model
    assert quantile(np.arange(101.0), 0.04) == HIDDEN and quantile(np.arange(101.0), 0.96) == HIDDEN
    assert quantile(np.ones(200), 0.5) == HIDDEN


def test_a_value_that_k_persons_share_is_shown_itself():
    values = np.concatenate([np.arange(60.0), np.full(6, 61.2345), np.arange(70, 130.0)])
    assert quantile(values, 0.5) == 61.2345
    values[60:64] = 60.5
    assert quantile(values, 0.5) != 61.2345


def test_a_value_shared_by_the_rows_of_one_person_is_not():
    values = np.concatenate([np.arange(100.0), np.full(50, 100.5), np.arange(101, 201.0)])
    persons = np.concatenate([np.arange(100), np.full(50, 500), np.arange(1000, 1100)])
    assert quantile(values, 0.5, persons) != 100.5


def test_the_nearest_run_reaches_over_the_edge():
    values = np.concatenate([np.zeros(40), np.arange(1, 80.0)])
    persons = np.concatenate([np.zeros(40, int), np.arange(1, 80)])
    small = Profile(min_model=10)
    assert quantile(values, 0.2, persons, profile=small) == (0, 10)
    last = np.concatenate([np.arange(1, 80.0), np.full(40, 99.0)])
    owners = np.concatenate([np.arange(1, 80), np.zeros(40, int)])
    assert quantile(last, 0.8, owners, profile=small) == (50, 100)


def test_the_grid():
    assert around(on_grid(0.12345, None, 0.0001)) == (0.123, 0.124)
    assert around(on_grid(0.12345, None, 0.03)) == (0.1, 0.15)
    assert around(on_grid(0.12345, 0.05, 0.0)) == (0.1, 0.15)
    assert around(on_grid(0.17, 0.05, 0.051)) == (0.1, 0.2)


def test_shares_come_from_published_counts():
    assert share_form(25, 100, 0.0, 1.0) == (0.25, 0.433)
    assert share_form(105, 100, 1.0, 3.0) == (3.0, 0.0)


@pytest.mark.parametrize("code", NOTES)
def test_every_note_has_both_languages(code):
    words = note(code, k=5, b=5)
    assert words["da"] and words["en"] and "{" not in words["da"] + words["en"]


@pytest.mark.parametrize("code", ["model", "person_years", "curves"])
def test_intervals_of_rounded_figures_say_that_they_do_not_allow_for_the_rounding(code):
    words = note(code, k=5, b=5)
    assert "tager ikke højde for afrundingen" in words["da"]
    assert "do not allow for the rounding" in words["en"]


def test_notes_name_columns_and_cells_as_the_page_does_and_as_the_file_does():
    assert "»Under risiko« (i filer »at_risk«)" in note("curves", k=5, b=5)["da"]
    assert note("hidden")["da"].startswith("»Skjult« (i filer »hidden«) ")


def test_persons_in_order_are_counted_as_others_are():
    assert distinct_count(np.array([1, 4, 9])) == 3
    assert distinct_count(np.array([4, 1, 4])) == 2
    assert not is_once_each(np.array([1, 1]))
    values, persons = np.array([1.0, 2.0, 3.0, 4.0, 50.0, 6.0]), np.array([6, 5, 4, 3, 2, 1])

    assert mean_form(values, persons, DK) == mean_form(values[::-1], persons[::-1], DK) == HIDDEN
    many = np.arange(60.0)
    assert around(mean_form(many, 100 - many, DK)) == around(mean_form(many[::-1], 100 - many[::-1], DK)) == (25, 30)


@pytest.mark.parametrize("few", [3, 4, 7, 8, 12])
def test_a_mean_does_not_count_those_who_differ_from_nearly_everybody(few):
    values = np.zeros(2000)
    values[:few] = 1
    values[few:20] = 1e-6  # a third value, so that it is no variable of two
    low, high = around(mean_form(values, np.arange(2000), DK))
    assert low * 2000 <= few <= high * 2000 and (high - low) * 2000 == pytest.approx(10)
    sd = around(sd_form(values, np.arange(2000), DK))
    assert sd == HIDDEN or 2000 * (sd[1] ** 2 - sd[0] ** 2) > DK.k


def test_an_ordinary_mean_keeps_its_three_digits():
    values = np.tile(np.arange(100.0), 60)
    assert around(mean_form(values, np.arange(6000), DK)) == (49.5, 49.6)
    assert around(sd_form(values, np.arange(6000), DK)) == (28.8, 28.9)
