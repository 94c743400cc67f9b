"""Attacks on correlations: many tellings of the same numbers, to wear the rounding down."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis.site.disclosure.anchors import ORDERS, keys_of
from analysis.site.disclosure.protect.correlation import MARKS
from tests.attacks.small_site import SmallSite, cells, people

POWERS = [0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 5]


@pytest.fixture
def site(tmp_path):
    rows, rng = people(600, seed=5), np.random.default_rng(6)
    return SmallSite(tmp_path, rows.assign(weight=(rows.weight + 0.4 * rows.age + rng.normal(0, 3, 600)).round(1)))


def spearman(site: SmallSite, among: pd.DataFrame) -> float:
    found = site.one("correlation", among, of=["age", "weight"], kind="spearman")
    figure = cells(found, "matrix", "estimate")["age", "weight"]
    assert isinstance(figure, float)
    return figure


def test_powers_of_a_number_have_one_figure(site):
    """Ranks are the same in every power: ten draws would give a digit more."""
    assert len({spearman(site, site.people.assign(age=site.people.age**power)) for power in POWERS}) == 1


CHANGES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "a logarithm": lambda rows: rows.assign(age=np.log(rows.age)),
    "both": lambda rows: rows.assign(age=rows.age**3, weight=np.exp(rows.weight / 50)),
    "turned twice": lambda rows: rows.assign(age=1 / rows.age, weight=-(rows.weight**2)),
}


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_all_but_one_on_another_scale_have_the_figure_of_all(site, change):
    first = spearman(site, site.people)
    persons = site.people._person.to_numpy()
    marks = {int(one) for order in range(ORDERS) for one in np.argsort(keys_of(persons, order))[:MARKS]}
    for person in [*sorted(marks), *range(0, 600, 60)]:
        assert spearman(site, CHANGES[change](site.people[persons != person])) == first, person


def test_a_number_turned_round_turns_the_sign(site):
    first = spearman(site, site.people)
    assert spearman(site, site.people.assign(age=1 / site.people.age)) == -first


@pytest.mark.parametrize("count", [30, 120, 600])
def test_another_number_is_another_figure(site, count):
    """The same persons with other ranks are not taken for the first."""
    among, rng = site.people[:count], np.random.default_rng(2)
    first = site.one("correlation", among, of=["age", "weight"], kind="spearman")
    mixed = among.assign(age=rng.permutation(among.age))
    found = site.one("correlation", mixed, of=["age", "weight"], kind="spearman")
    assert found["tables"] != first["tables"]
