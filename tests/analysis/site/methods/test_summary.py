"""Summaries of open data; the expected values of the tests were computed with R 4's stats."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.attacks.small_site import SmallSite, cells

FIRST, SECOND, THIRD = [1.0, 2, 3, 4, 10], [2.0, 4, 6, 8, 9, 11], [5.0, 5, 7, 12]


def frame_of(*groups):
    rows = [(f"g{at}", value) for at, group in enumerate(groups) for value in group]
    frame = pd.DataFrame(rows, columns=["group", "x"])
    frame.insert(0, "_person", np.arange(len(frame), dtype=np.int64))
    return frame


def summary(tmp_path, frame, *, unit="person", **options):
    return SmallSite(tmp_path, frame, open_data=True, unit=unit).one("summary", **options)


def outcome(tmp_path, *groups, test):
    found = summary(tmp_path, frame_of(*groups), of=["x"], by=["group"], test=test)
    names = [column["name"] for column in found["tables"][-1]["columns"]]
    return dict(zip(names, found["tables"][-1]["rows"][0], strict=True))


def test_statistics_by_group_and_over_all(tmp_path):
    asked = ["mean", "sd", "median", "q1", "q3", "min", "max"]
    frame = frame_of(FIRST, SECOND, [np.nan])
    found = summary(tmp_path, frame, of=["x"], by=["group"], statistics=asked, quantiles=[0.1])
    rows = {row[1]: row for row in found["tables"][0]["rows"]}
    assert rows["g0"][2:] == [5, 0, 4.0, pytest.approx(np.std(FIRST, ddof=1)), 3.0, 2.0, 4.0, 1.0, 10.0]
    assert rows["g2"][2:] == [0, 1, *[None] * 7]
    assert rows[None][2:5] == [11, 1, pytest.approx(60 / 11)]
    assert cells(found, "quantiles", "value")["x", "g0", 0.1] == pytest.approx(1.4)
    assert cells(found, "quantiles", "value")["x", "g2", 0.1] is None
    assert list(rows) == ["g0", "g1", "g2", None]


def test_one_value_has_no_deviation(tmp_path):
    found = summary(tmp_path, frame_of([3.0]), of=["x"], statistics=["mean", "sd"])
    assert found["tables"][0]["rows"] == [["x", 1, 0, 3.0, None]]


def test_records_and_persons(tmp_path):
    frame = pd.DataFrame({"_person": [1, 1, 2, 3], "x": [1.0, 3.0, np.nan, 4.0]})
    found = summary(tmp_path, frame, unit="record", of=["x"], statistics=["mean"])
    assert found["tables"][0]["rows"] == [["x", 2, 3, 1, pytest.approx(8 / 3)]]


def test_welch_is_second_minus_first(tmp_path):
    found = outcome(tmp_path, FIRST, SECOND, test="welch")
    expected = stats.ttest_ind(SECOND, FIRST, equal_var=False)
    interval = expected.confidence_interval()
    assert found["statistic"] == pytest.approx(expected.statistic)
    assert (found["df"], found["p_value"]) == (pytest.approx(expected.df), pytest.approx(expected.pvalue))
    assert found["estimate"] == pytest.approx(np.mean(SECOND) - np.mean(FIRST))
    assert (found["lower"], found["upper"]) == (pytest.approx(interval.low), pytest.approx(interval.high))


def test_student(tmp_path):
    found = outcome(tmp_path, FIRST, SECOND, test="student")
    expected = stats.ttest_ind(SECOND, FIRST)
    assert (found["statistic"], found["df"]) == (pytest.approx(expected.statistic), 9)
    assert found["lower"] == pytest.approx(expected.confidence_interval().low)


def test_welch_of_three_groups_is_an_f(tmp_path):
    found = outcome(tmp_path, FIRST, SECOND, THIRD, test="welch")
    expected = stats.f_oneway(FIRST, SECOND, THIRD, equal_var=False)
    assert (found["statistic"], found["p_value"]) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))
    assert found["df"] == 2 and found["df2"] > 2 and "estimate" not in found


@pytest.mark.parametrize("groups", [(FIRST, SECOND), (FIRST, SECOND, THIRD)])
def test_anova(tmp_path, groups):
    found, expected = outcome(tmp_path, *groups, test="anova"), stats.f_oneway(*groups)
    assert (found["statistic"], found["p_value"]) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))
    assert (found["df"], found["df2"]) == (len(groups) - 1, sum(map(len, groups)) - len(groups))
    if len(groups) == 2:
        assert found["estimate"] == pytest.approx(np.mean(SECOND) - np.mean(FIRST))


def test_wilcoxon_has_rs_statistic_of_the_first_group(tmp_path):
    found = outcome(tmp_path, FIRST, SECOND, test="wilcoxon")
    assert found["statistic"] == sum((a > b) + 0.5 * (a == b) for a in FIRST for b in SECOND)
    assert 0.1 < found["p_value"] < 0.4 and found["estimate"] is None


def test_kruskal(tmp_path):
    found = outcome(tmp_path, FIRST, SECOND, THIRD, test="kruskal")
    assert (found["statistic"], found["df"]) == (pytest.approx(stats.kruskal(FIRST, SECOND, THIRD).statistic), 2)


@pytest.mark.parametrize(
    ("test", "groups"),
    [
        ("welch", (FIRST,)), ("welch", (FIRST, [1.0])), ("student", (FIRST, SECOND, THIRD)), ("student", ([1.0], [2.0])),
        ("anova", ([1.0], [2.0])), ("wilcoxon", (FIRST, SECOND, THIRD)), ("kruskal", ([1.0], [1.0])),
    ],
)  # fmt: skip
def test_what_is_not_defined_is_empty(tmp_path, test, groups):
    assert outcome(tmp_path, *groups, test=test)["p_value"] is None


def test_several_variables_are_told_apart(tmp_path):
    frame = frame_of(FIRST, SECOND).assign(y=lambda one: one.x**2)
    found = summary(tmp_path, frame, of=["x", "y"], by=["group"], test=["welch", "anova"])
    assert [row[:2] for row in found["tables"][-1]["rows"]] == [
        ["x", "welch"], ["x", "anova"], ["y", "welch"], ["y", "anova"],
    ]  # fmt: skip


def test_missing_is_a_group_but_no_group_of_a_test(tmp_path):
    frame = frame_of(FIRST, SECOND, THIRD)
    frame.loc[frame.group == "g2", "group"] = None
    found = summary(tmp_path, frame, of=["x"], by=["group"], missing="category", test="welch")
    assert cells(found, "groups", "persons")["x", "{'missing': True}"] == 4
    assert cells(found, "test", "statistic")["welch",] == pytest.approx(
        stats.ttest_ind(SECOND, FIRST, equal_var=False).statistic
    )


def test_text_has_no_mean(tmp_path):
    found = summary(tmp_path, frame_of(FIRST), of=["group"])
    assert (found["status"], found["code"]) == ("withheld", "failed")
