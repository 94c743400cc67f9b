"""Shifts and stretches of a variable give no digits beyond those of the first mean."""

import numpy as np
import pytest

from tests.attacks.small_site import SmallSite, cells, people

TARGET = 137


@pytest.fixture
def site(tmp_path):
    return SmallSite(tmp_path, people(600, seed=5))


def means(site, among, **options):
    found = site.one("summary", among, of=["x"], statistics=["mean", "sd"], **options)
    return cells(found, "groups", "mean"), cells(found, "groups", "sd")


@pytest.mark.parametrize(("times", "plus"), [(1, -55.0), (1, -55.25), (10, 0), (-1, 0), (-3, 7)])
def test_another_scale_gives_the_first_mean_again(site, times, plus):
    rows = site.people
    mean, sd = means(site, rows.assign(x=rows.age))
    for among in (rows, rows[rows._person != TARGET]):
        again, spread = means(site, among.assign(x=times * among.age + plus))
        assert again["x",] == pytest.approx(times * mean["x",] + plus, rel=0.005)
        assert spread["x",] == pytest.approx(abs(times) * sd["x",], rel=0.005)


def test_no_shift_finds_the_value_of_the_one_left_out(site):
    """The attacker wants 600 m - 599 m' from ever finer digits of both means; all answers come from one."""
    rows = site.people.copy()
    rows.loc[TARGET, "age"] = 5000.0
    finest = []
    for among, shifts in ((rows, (54.0, 60.0, 63.0)), (rows[rows._person != TARGET], (54.5, 60.5, 63.5, 63.4))):
        estimates = [(mean + shift, abs(mean)) for shift in shifts
                     for mean in [means(site, among.assign(x=among.age - shift))[0]["x",]]]  # fmt: skip
        finest.append(min(estimates, key=lambda one: one[1])[0])
    assert abs(600 * finest[0] - 599 * finest[1] - 5000) > 1000


def test_groups_keep_their_own_means(site):
    rows = site.people.assign(x=site.people.age)
    mean, _ = means(site, rows, by=["sex"])
    shifted, _ = means(site, rows.assign(x=rows.age - 50), by=["sex"])
    for sex in ("1", "2"):
        mine = rows[rows.sex == sex]
        assert mean["x", sex] == pytest.approx(mine.x.mean(), abs=2)
        assert shifted["x", sex] == pytest.approx(mean["x", sex] - 50, abs=0.05)


def test_new_persons_give_a_new_mean(site):
    rows = site.people.assign(x=site.people.age)
    assert means(site, rows[rows._person < 300])[0] != means(site, rows[rows.age > 60])[0]
    assert np.isfinite(means(site, rows[rows.age > 60])[0]["x",])


def test_a_first_figure_of_a_few_persons_is_not_stretched_over_all(tmp_path):
    """Nearly the same values, but for four persons, on ever larger scales: what those four made of the first deviation
    would become a multiple of values that nobody has."""
    rows = people(300, seed=0)
    site, few = SmallSite(tmp_path, rows), rows._person.isin([3, 30, 200, 233])
    shown = []
    for times in (6e-8, 6e-7, 6e-6, 6e-5, 6e-4, 1e-3):
        x = np.where(few, 0.5, -0.5) + times * rows.age
        mean, sd = means(site, rows.assign(x=x))
        shown.append(sd["x",])
        assert mean["x",] == "hidden" or abs(mean["x",]) < 3
        assert sd["x",] == "hidden" or sd["x",] <= np.ptp(x)
    assert "hidden" in shown and shown[0] != "hidden"
