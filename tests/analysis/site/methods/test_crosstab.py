"""Crosstabs of open data against the published figures of three trials, and the shape of their tables."""

import numpy as np
import pandas as pd
import pytest

from tests.attacks.small_site import SmallSite, cells, labels

INDOMETHACIN = {("placebo", "no"): 255, ("placebo", "yes"): 52, ("treated", "no"): 268, ("treated", "yes"): 27}
STREPTOMYCIN = {
    ("Control", "1"): 14, ("Control", "2"): 6, ("Control", "3"): 12, ("Control", "4"): 3, ("Control", "5"): 13,
    ("Control", "6"): 4, ("Strep", "1"): 4, ("Strep", "2"): 6, ("Strep", "3"): 5, ("Strep", "4"): 2,
    ("Strep", "5"): 10, ("Strep", "6"): 28,
}  # fmt: skip
PRETERM = {("C", "No"): 353, ("C", "Yes"): 52, ("T", "No"): 358, ("T", "Yes"): 49}


def trial(counts):
    rows = [pair for pair, count in counts.items() for _ in range(count)]
    frame = pd.DataFrame(rows, columns=["arm", "outcome"])
    frame.insert(0, "_person", np.arange(1, len(frame) + 1, dtype=np.int64))
    return frame


def crosstab(tmp_path, frame, *, known=None, unit="person", **options):
    return SmallSite(tmp_path, frame, known=known, open_data=True, unit=unit).one("crosstab", **options)


def test_indomethacin(tmp_path):
    tests = ["chi2", "chi2_yates", "fisher"]
    found = crosstab(
        tmp_path, trial(INDOMETHACIN), rows=["arm"], columns=["outcome"], test=tests, ratios=True, percent="row"
    )
    assert INDOMETHACIN.items() <= cells(found).items()
    assert cells(found, value="percent")["treated", "yes"] == pytest.approx(100 * 27 / 295)
    assert cells(found, "test", "statistic")["chi2",] == pytest.approx(7.998503680817986)
    assert cells(found, "test", "p_value")["chi2",] == pytest.approx(0.0046816021591200374)
    assert cells(found, "test", "statistic")["chi2_yates",] == pytest.approx(7.330183814401744)
    assert cells(found, "test", "p_value")["fisher",] == pytest.approx(0.005339051289453799)
    assert cells(found, "test", "statistic")["fisher",] is None
    assert cells(found, "ratios", "estimate")["risk_ratio",] == pytest.approx(0.5403520208604955)
    lower, upper = (cells(found, "ratios", name)["risk_ratio",] for name in ("lower", "upper"))
    assert np.log(upper) + np.log(lower) == pytest.approx(2 * np.log(0.5403520208604955))
    assert [note["code"] for note in found["notes"]] == ["fisher"]


def test_streptomycin(tmp_path):
    found = crosstab(tmp_path, trial(STREPTOMYCIN), rows=["arm"], columns=["outcome"], test=["chi2", "trend", "fisher"])
    assert STREPTOMYCIN.items() <= cells(found).items()
    assert cells(found, "test", "statistic")["chi2",] == pytest.approx(26.96629876375401)
    assert cells(found, "test", "df")["chi2",] == 5
    assert cells(found, "test", "p_value")["chi2",] == pytest.approx(5.791093939126729e-05)
    assert cells(found, "test", "p_value")["fisher",] is None
    scores = np.array([int(outcome) for (_, outcome), count in STREPTOMYCIN.items() for _ in range(count)])
    arms = np.array([arm == "Strep" for (arm, _), count in STREPTOMYCIN.items() for _ in range(count)])
    trend = len(scores) * np.corrcoef(scores, arms)[0, 1] ** 2
    assert cells(found, "test", "statistic")["trend",] == pytest.approx(trend)


def test_preterm_birth(tmp_path):
    found = crosstab(tmp_path, trial(PRETERM), rows=["arm"], columns=["outcome"], test="chi2")
    assert cells(found, "test", "statistic")["chi2",] == pytest.approx(0.11934527056351449)
    assert cells(found, "test", "p_value")["chi2",] == pytest.approx(0.7297456839966917)


def test_every_subset_of_the_dimensions_has_its_margin(tmp_path):
    frame = trial(PRETERM).assign(c=["x", "y"] * 406, d=["p"] * 812)
    found = cells(crosstab(tmp_path, frame, rows=["arm"], columns=["outcome"], layers=["c", "d"]))
    assert len(found) == 3 * 3 * 3 * 2
    assert found[None, None, None, None] == 812
    assert found["C", None, "x", None] == (frame.arm.eq("C") & frame.c.eq("x")).sum()


@pytest.mark.parametrize(("percent", "whole"), [("row", 405), ("column", 711), ("total", 812)])
def test_percentages(tmp_path, percent, whole):
    found = crosstab(tmp_path, trial(PRETERM), rows=["arm"], columns=["outcome"], percent=percent)
    assert cells(found, value="percent")["C", "No"] == pytest.approx(100 * 353 / whole)


def test_a_percentage_of_nobody_is_nothing(tmp_path):
    known = {"arm": {"labels": labels("C", "T", "U")}}
    found = crosstab(
        tmp_path, trial(PRETERM), known=known, rows=["arm"], columns=["outcome"], percent="row", test="trend"
    )
    assert cells(found)["U", "Yes"] == 0
    assert cells(found, value="percent")["U", "Yes"] is None


def test_levels_are_the_declared_ones_then_numbers_then_text(tmp_path):
    frame = pd.DataFrame({"_person": range(6), "arm": ["b", "10", "9", "T", "nan", None]})
    found = crosstab(tmp_path, frame, known={"arm": {"labels": labels("T", "C")}}, rows=["arm"], missing="category")
    assert list(cells(found)) == [(at,) for at in ("T", "C", "9", "10", "b", "nan", "{'missing': True}", None)]
    assert found["dropped"] == 0


def test_missing_is_dropped_and_counted(tmp_path):
    frame = pd.DataFrame({"_person": range(6), "arm": ["b", "10", "9", "T", None, None], "n": [1.0, 2, 2.5, 3, 4, 5]})
    found = crosstab(tmp_path, frame, rows=["arm"], columns=["n"], test="chi2")
    assert (found["persons"], found["dropped"]) == (4, 2)
    assert ("9", "2.5") in cells(found) and ("b", "1") in cells(found)


def test_records_stand_beside_persons(tmp_path):
    frame = pd.DataFrame({"_person": [1, 1, 1, 2, 3], "kind": ["a", "a", "b", "a", None]})
    found = crosstab(tmp_path, frame, unit="record", rows=["kind"])
    assert cells(found) == {("a",): 2, ("b",): 1, (None,): 2}
    assert cells(found, value="records") == {("a",): 3, ("b",): 1, (None,): 4}
    assert (found["persons"], found["records"], found["dropped"]) == (2, 4, 1)
    plain = crosstab(tmp_path, frame, unit="record", rows=["kind"], records=False)
    assert [column["name"] for column in plain["tables"][0]["columns"]] == ["kind", "persons"]


def test_a_test_of_one_row_is_not_defined(tmp_path):
    frame = trial({("C", "No"): 5, ("C", "Yes"): 6})
    found = crosstab(tmp_path, frame, rows=["arm"], columns=["outcome"], test=["chi2", "trend"])
    assert set(cells(found, "test", "p_value").values()) == {None}


def test_trend_needs_two_levels(tmp_path):
    frame = trial({(arm, outcome): 5 for arm in "abc" for outcome in "xyz"})
    found = crosstab(tmp_path, frame, rows=["arm"], columns=["outcome"], test="trend")
    assert cells(found, "test", "p_value")["trend",] is None


def test_ratios_without_events_are_not_defined(tmp_path):
    frame = trial({("C", "No"): 5, ("T", "No"): 6})
    known = {"outcome": {"labels": labels("No", "Yes")}}
    found = crosstab(tmp_path, frame, known=known, rows=["arm"], columns=["outcome"], ratios=True)
    assert cells(found, "ratios", "estimate")["odds_ratio",] is None


@pytest.mark.parametrize("levels", [3, 40])
def test_few_levels_told_by_the_engine_and_many_read_by_row_give_the_same_counts(tmp_path, levels):
    persons = np.arange(1, 4 * levels + 1, dtype=np.int64)
    values = [None if person % 7 == 0 else f"v{person % levels:02}" for person in persons]
    frame = pd.DataFrame({"_person": persons, "arm": values, "outcome": ["No", "Yes"] * (2 * levels)})
    found = crosstab(tmp_path, frame, rows=["arm"], columns=["outcome"], missing="drop")
    truth = frame.dropna().groupby(["arm", "outcome"]).size()
    shown = {pair: count for pair, count in cells(found).items() if None not in pair and count}
    assert shown == {pair: int(count) for pair, count in truth.items()}
    assert found["dropped"] == frame["arm"].isna().sum()
