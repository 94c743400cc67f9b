"""What is covered is not claimed, and it is said that it was not released."""

from __future__ import annotations

import pytest

from analysis.plans.claims import Claim, Given, true_of


def entry(*rows, status="released", table="test"):
    columns = [{"name": "test"}, {"name": "statistic"}, {"name": "p_value"}]
    return {"id": "a", "status": status, "tables": [{"name": table, "columns": columns, "rows": list(rows)}]}


@pytest.mark.parametrize(
    ("given", "has"),
    [
        (Given(), True),
        (Given(entry(["chi2", 3.1, 0.07])), True),
        (Given(entry(["chi2", 3.1, "hidden"])), False),
        (Given(entry(["chi2", 3.1, "hidden"], ["fisher", None, 0.04])), True),
        (Given(entry(["chi2", 3.1, None])), False),
        (Given(entry()), False),
        (Given(entry(["chi2", 3.1, 0.07], table="counts")), False),
        (Given({"id": "a", "status": "withheld"}), False),
    ],
)
def test_a_column_is_given_where_it_has_a_figure(given, has):
    assert given.has("test", "p_value") is has
    assert given.has_p_value is has


def test_a_column_that_the_table_does_not_have_is_not_given():
    assert not Given(entry(["chi2", 3.1, 0.07])).has("test", "ratio")


@pytest.mark.parametrize(("status", "is_released"), [("released", True), ("held", False), ("withheld", False)])
def test_only_a_released_analysis_has_figures(status, is_released):
    given = Given(entry(["chi2", 3.1, 0.07], status=status))
    assert given.is_released is is_released and given.has_p_value is is_released
    assert Given().is_released


def test_sentences_that_are_true_are_said_and_what_was_covered_is_named():
    sentences = [
        "Persons were counted.",
        Claim("Groups were compared.", "the test", "test", "p_value"),
        Claim("The statistic is given.", "the statistic", "test", "statistic"),
    ]
    given = Given(entry(["chi2", 3.1, "hidden"]))
    assert true_of(sentences, given) == (["Persons were counted.", "The statistic is given."], ["the test"])
    assert true_of(sentences, Given())[1] == []
