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
    mean_form,
    on_grid,
    quantile_form,
    records_form,
    records_forms,
    sd_form,
    share_form,
    significant,
)

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


def test_means_need_k_persons_and_two_values():
    persons = np.arange(5)
    assert mean_form(np.array([1.0, 2, 3, 4, 5.1234]), persons, DK) == 3.02
    assert mean_form(np.ones(5), persons, DK) == HIDDEN
    assert mean_form(np.arange(4.0), np.arange(4), DK) == HIDDEN
    assert mean_form(np.arange(10.0), np.repeat(persons[:4], [4, 2, 2, 2]), DK) == HIDDEN
    assert mean_form(X, np.arange(10), DK) == HIDDEN


def test_deviations_need_ten_degrees_of_freedom():
    assert sd_form(np.arange(10.0), np.arange(10), DK) == HIDDEN
    assert sd_form(np.arange(11.0), np.arange(11), DK) == 3.32
    assert sd_form(np.ones(11), np.arange(11), DK) == HIDDEN


def quantile(values, p, persons=None, grid=None, profile=DK):
    values = np.asarray(values, float)
    return quantile_form(values, np.arange(len(values)) if persons is None else persons, p, profile=profile, grid=grid)


def test_quantiles_are_means_of_the_k_nearest():
    values = np.arange(101.0) ** 2
    assert quantile(values, 0.5) == significant(np.mean(values[48:53]))
    assert quantile(values, 0.5, grid=10) == 2500
    assert quantile(values, 0.05) == significant(np.mean(values[3:8]))


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
    assert quantile(values, 0.2, persons, profile=small) == significant(np.mean(values[5:44]))
    last = np.concatenate([np.arange(1, 80.0), np.full(40, 99.0)])
    owners = np.concatenate([np.arange(1, 80), np.zeros(40, int)])
    assert quantile(last, 0.8, owners, profile=small) > 80


def test_the_grid():
    assert on_grid(0.12345, None) == 0.123
    assert on_grid(0.12345, 0.05) == 0.1


def test_shares_come_from_published_counts():
    assert share_form(25, 100, 0.0, 1.0) == (0.25, 0.433)
    assert share_form(105, 100, 1.0, 3.0) == (3.0, 0.0)


@pytest.mark.parametrize("code", NOTES)
def test_every_note_has_both_languages(code):
    words = note(code, k=5, b=5)
    assert words["da"] and words["en"] and "{" not in words["da"] + words["en"]


def test_persons_in_order_are_counted_as_others_are():
    assert distinct_count(np.array([1, 4, 9])) == 3
    assert distinct_count(np.array([4, 1, 4])) == 2
    assert not is_once_each(np.array([1, 1]))
    values, persons = np.array([1.0, 2.0, 3.0, 4.0, 50.0, 6.0]), np.array([6, 5, 4, 3, 2, 1])

    assert mean_form(values, persons, DK) == mean_form(values[::-1], persons[::-1], DK)


@pytest.mark.parametrize("few", [3, 4, 7, 8, 12])
def test_a_mean_does_not_count_those_who_differ_from_nearly_everybody(few):
    values = np.zeros(2000)
    values[:few] = 1
    values[few:20] = 1e-6  # a third value, so that it is no variable of two
    mean, sd = (form(values, np.arange(2000), DK) for form in (mean_form, sd_form))
    assert mean * 2000 == pytest.approx(5 * round(few / 5), abs=0.1)
    assert sd**2 * 2000 == pytest.approx(5 * round(few / 5), abs=0.1)


def test_an_ordinary_mean_keeps_its_three_digits():
    values = np.arange(100.0)
    assert mean_form(values, np.arange(100), DK) == 49.5
    assert sd_form(values, np.arange(100), DK) == 29.0
