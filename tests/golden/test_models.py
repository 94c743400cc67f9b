"""What the worked models say beside their numbers."""

import pytest


def test_a_rate_model_of_counts_or_of_time_is_one_model(answers) -> None:
    found = answers.of("D09", "nhefs")
    counted, timed = (found[figure].rows("coefficients") for figure in ("m", "t"))
    assert [row["estimate"] for row in counted] == pytest.approx([row["estimate"] for row in timed], rel=1e-8)
    likelihoods = [found[figure].rows("fit")[0]["log_likelihood"] for figure in ("m", "t")]
    assert likelihoods[0] == pytest.approx(likelihoods[1])


def test_doctor_visits_vary_more_than_poisson_says(answers) -> None:
    """The published example is overdispersed; the result says so."""
    found = answers.of("D18", "randhie")["m"]
    assert [note["code"] for note in found["notes"]] == ["overdispersion"]
    assert found.rows("fit")[0]["dispersion"] > 3


def test_hazards_of_quitting_are_proportional(answers) -> None:
    tests = {row["term"]: row["p_value"] for row in answers.of("D07", "nhefs")["m"].rows("test")}
    assert set(tests) == {"qsmk", "age", "sex", "race", "education", "global"}
    assert all(0 <= p <= 1 for p in tests.values())


def test_the_p_value_of_an_exact_test_has_no_statistic(answers) -> None:
    assert answers.of("D10", "indo_rct")["t"].row("test", test="fisher")["statistic"] is None
