"""Attacks on models. The attacker knows everything about everybody but one thing about the target, and asks twice.

The verdict comes from the published bytes: whether an answer about "all but the target", in whatever words, differs from
the answer about "all"; and how many tables of counts would give exactly the cells that were published.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.site.disclosure.protect.model import SAME, WIDEST
from analysis.site.disclosure.rules import _last_digit, step_of
from tests.attacks.small_site import SmallSite, cells, labels, people

TARGET = 137
KNOWN: dict[str, Any] = {
    "sex": {"labels": labels("1", "2")},
    "sexes": {"labels": labels("2", "1")},
    "group": {"labels": labels("a", "b")},
}
TERMS = ["sex", "age"]


def world(count: int = 600) -> pd.DataFrame:
    """Persons with a sickness, a length of time, a number of visits over a time at risk."""
    rows, rng = people(count, seed=5), np.random.default_rng(6)
    rows["sick"] = rng.random(count) < 1 / (1 + np.exp(1.5 - 0.03 * (rows.age - 50) - 0.5 * (rows.sex == "1")))
    rows["years"] = rng.uniform(0.5, 6, count)
    rows["visits"] = rng.poisson(rows.years * 0.4).astype(float)
    rows["_a1_value"] = rng.exponential(10, count)
    rows["sexes"] = rows.sex
    return rows


@pytest.fixture
def site(tmp_path):
    return SmallSite(tmp_path, world(), known=KNOWN)


MODELS: dict[str, dict[str, Any]] = {
    "linear": {"outcome": "weight"},
    "logistic": {"outcome": "sick"},
    "poisson": {"outcome": "visits", "offset": "years"},
    "cox": {"time": {"value": 1.0}, "event": "sick"},
}


def ask(site, method, rows, **changed):
    return site.one(method, rows, **({**MODELS[method], "terms": TERMS} | changed))


def but(rows, target=TARGET):
    return rows[rows._person != target]


def estimates(found) -> list[list[Any]]:
    """The figures of the coefficients, without their names."""
    return [row[2:] for row in found["tables"][0]["rows"]]


@pytest.mark.parametrize("method", MODELS)
@pytest.mark.parametrize("target", [*range(130, 142), 0, 599])
def test_all_but_one_is_all(site, method, target):
    first = ask(site, method, site.people)
    again = ask(site, method, but(site.people, target))
    assert first["status"] == again["status"] == "released"
    assert again["tables"] == first["tables"]


@pytest.mark.slow
@pytest.mark.parametrize("method", MODELS)
def test_no_single_person_of_all_is_told(site, method):
    """Also where the one left out is among those by whom models are compared."""
    first = ask(site, method, site.people)
    told = [one for one in range(0, 600, 20) if ask(site, method, but(site.people, one))["tables"] != first["tables"]]
    assert told == []


@pytest.mark.parametrize("method", MODELS)
def test_all_but_four_and_a_change_of_one(site, method):
    rows = site.people
    first = ask(site, method, rows)
    changed = rows.copy()
    changed.loc[changed._person == TARGET, ["sick", "visits", "weight", "age", "sex"]] = [True, 30.0, 150.0, 89.0, "1"]
    for among in (rows[~rows._person.isin([TARGET, 7, 8, 9])], changed, but(changed, 3)):
        assert ask(site, method, among)["tables"] == first["tables"]


@pytest.mark.parametrize("method", MODELS)
def test_names_order_and_reference_are_only_words(site, method):
    first = ask(site, method, site.people)
    renamed = but(site.people).rename(columns={"sex": "kind", "age": "old"})
    site.known = KNOWN | {"kind": KNOWN["sex"]}
    assert estimates(ask(site, method, renamed, terms=["kind", "old"])) == estimates(first)
    turned = cells(ask(site, method, but(site.people), terms=["age", "sexes"]), "coefficients", "estimate")
    plain = cells(first, "coefficients", "estimate")
    assert turned["age", None] == plain["age", None]
    assert turned["sexes", "1"] == pytest.approx(-plain["sex", "2"])


def test_clusters_and_robust_errors_share_the_estimates(site):
    first = ask(site, "logistic", site.people)
    for changed in ({"errors": "robust"}, {"cluster": "person"}):
        again = ask(site, "logistic", but(site.people), **changed)
        assert cells(again, "coefficients", "estimate") == cells(first, "coefficients", "estimate")


SCALES = {
    "twice a covariate": (lambda one: one.assign(age=2 * one.age), {}, ("age", 0.5)),
    "a covariate moved": (lambda one: one.assign(age=one.age - 55), {}, ("age", 1.0)),
    "a covariate moved by nothing": (lambda one: one.assign(age=one.age + 1e-7), {}, ("age", 1.0)),
    "a covariate with a trifle": (lambda one: one.assign(age=one.age + 1e-7 * one.years), {}, ("age", 1.0)),
    "a sum of covariates": (lambda one: one.assign(both=one.age + 3 * (one.sex == "2")), {"terms": ["sex", "both"]},
                            ("both", 1.0)),
}  # fmt: skip


@pytest.mark.parametrize("method", MODELS)
@pytest.mark.parametrize("scale", SCALES)
def test_another_scale_gives_the_first_figures_in_its_own_unit(site, method, scale):
    """All but one person, another way of writing it: what comes is what was released, to the digits that it had."""
    change, options, (term, times) = SCALES[scale]
    first = cells(ask(site, method, site.people), "coefficients", "estimate")["age", None]
    again = ask(site, method, change(but(site.people)), **options)
    same = ask(site, method, change(site.people), **options)
    assert again["tables"] == same["tables"]
    found = cells(again, "coefficients", "estimate")[term, None]
    assert found == pytest.approx(times * first, rel=0.01) or (method, first) == ("linear", 0.0)


OUTCOMES = {
    "linear": [("weight", lambda one: 1000 * one.weight - 7), ("weight", lambda one: -one.weight),
               ("weight", lambda one: one.weight + 3 * one.age)],
    "logistic": [("sick", lambda one: ~one.sick)],
    "poisson": [("visits", lambda one: 2 * one.visits), ("years", lambda one: 365.25 * one.years)],
    "cox": [("_a1_value", lambda one: 12 * one._a1_value)],
}  # fmt: skip


@pytest.mark.parametrize(
    ("method", "at"), [(method, at) for method, found in OUTCOMES.items() for at in range(len(found))]
)
def test_another_outcome_scale_says_no_more_of_one(site, method, at):
    name, change = OUTCOMES[method][at]
    ask(site, method, site.people)
    among = but(site.people)
    again = ask(site, method, among.assign(**{name: change(among)}))
    same = ask(site, method, site.people.assign(**{name: change(site.people)}))
    assert again["status"] == "released" and again["tables"] == same["tables"]


@pytest.mark.parametrize("method", MODELS)
@pytest.mark.parametrize("size", [1, 2, 4])
def test_a_dummy_of_few_persons(site, method, size):
    rows = site.people.assign(
        group=lambda one: np.where(one._person < size, "b", "a"), flag=lambda one: one._person < size
    )
    rows["number"] = rows.flag * 1.0
    rows["almost"] = rows.flag + 1e-3 * np.sin(rows._person)
    for term in ("group", "flag", "number", "almost"):
        assert ask(site, method, rows, terms=[term, "age"])["status"] == "withheld"


@pytest.mark.parametrize("size", range(5, 10))
def test_a_dummy_of_some_persons_does_not_give_their_mean(site, size):
    """Nine persons' mean weight by a coefficient of its own: the figure is no finer than three of them."""
    rows = site.people.assign(flag=lambda one: one._person < size)
    found = ask(site, "linear", rows, terms=["flag"])
    if found["status"] == "withheld":
        return
    shown = cells(found, "coefficients", "estimate")["flag", "true"]
    away = rows.weight[rows.flag] - rows.weight[rows.flag].mean()
    assert shown == "hidden" or shown == pytest.approx(round(shown / step_of(SAME * away.abs().max() / size)) * step_of(
        SAME * away.abs().max() / size))  # fmt: skip


@pytest.mark.parametrize("method", MODELS)
def test_a_model_that_is_nearly_saturated(site, method):
    rows = site.people[:120].copy()
    for at in range(45):
        rows[f"x{at}"] = np.cos((at + 1) * rows._person)
    assert ask(site, method, rows, terms=[f"x{at}" for at in range(45)])["status"] == "withheld"


def test_an_interaction_cell_of_few(site):
    rows = site.people.assign(flag=lambda one: one._person % 2 == 0)
    rows.loc[(rows.sex == "1") & (rows._person > 8), "flag"] = False
    terms = ["sex", "flag", {"interaction": ["sex", "flag"]}]
    assert ask(site, "linear", rows, terms=terms)["status"] == "withheld"


def steps(a, b, c, d):
    """Estimate and error with the step each is shown in, of the intercept and of the yes/no, by the formulas of a 2x2 table."""
    by = (max(1 / c, 1 / d), max(1 / a, 1 / b, 1 / c, 1 / d))
    squares = (1 / c + 1 / d, 1 / a + 1 / b + 1 / c + 1 / d)
    for value, square, one in zip((np.log(c / d), np.log(a * d / b / c)), squares, by, strict=True):
        error = square**0.5
        is_hidden = step_of(SAME * one) > WIDEST * error
        yield value, None if is_hidden else max(step_of(SAME * one), _last_digit(value))
        yield error, None if is_hidden else max(step_of(SAME * one**2 / error), _last_digit(error))


def could_give(figures, counts) -> bool:
    """Whether a table of these counts may have given the figures: each is one of the two steps around its own."""
    for shown, (value, step) in zip(figures, steps(*counts), strict=True):
        if step is None or shown == "hidden":
            if shown != "hidden" or step is not None:
                return False
        elif abs(value - shown) >= step or abs(shown / step - round(shown / step)) > 1e-6:
            return False
    return True


def table_of(a, b, c, d) -> pd.DataFrame:
    """Sick and exposed, exposed, sick, neither."""
    counts = np.repeat(np.arange(4), (a, b, c, d))
    return pd.DataFrame({"_person": np.arange(len(counts)), "flag": counts < 2, "sick": counts % 2 == 0})


def possible_cells(folder, counts) -> set[tuple[int, ...]]:
    """All tables that give what is published. The attacker has the crosstab too, and knows every rule."""
    site = SmallSite(folder, table_of(*counts))
    shown = site.one("logistic", outcome="sick", terms=["flag"])
    figures = [cell for row in shown["tables"][0]["rows"] for cell in row[2:4]]
    crosstab = cells(site.one("crosstab", rows=["flag"], columns=["sick"]))
    margins = [crosstab[flag, sick] for flag in ("true", "false") for sick in ("true", "false")]
    ranges = [range(max(5, margin - 4), margin + 5) for margin in margins]
    return {one for one in product(*ranges) if could_give(figures, one)}


TABLES = [(5, 60, 70, 200), (6, 31, 90, 300), (7, 12, 40, 90), (8, 100, 60, 400), (9, 9, 50, 50), (12, 40, 30, 200),
          (17, 23, 61, 140), (25, 33, 90, 210), (40, 45, 80, 120)]  # fmt: skip


@pytest.mark.parametrize("counts", TABLES)
def test_coefficients_and_errors_do_not_give_the_cells(tmp_path, counts):
    """With three digits alone every one of these is recovered."""
    possible = possible_cells(tmp_path, counts)
    assert counts in possible
    assert len({a for a, *_ in possible}) >= 2
    assert len(possible) >= 10


@pytest.mark.slow
def test_hardly_any_table_has_a_cell_without_doubt(tmp_path):
    rng = np.random.default_rng(0)
    left = []
    for at in range(25):
        counts = tuple(int(rng.integers(low, high)) for low, high in ((5, 40), (5, 150), (20, 200), (60, 900)))
        (tmp_path / str(at)).mkdir()
        left.append(min(len(set(cell)) for cell in zip(*possible_cells(tmp_path / str(at), counts), strict=True)))
    assert sum(one == 1 for one in left) <= 1
