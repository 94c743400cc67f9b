"""Baseline tables, histograms and correlations against pandas, scipy and hand calculation."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.site.methods import correlation, histogram, table1

from .asked import Asked, row, rows

MANIFEST = """
[datasets.bef]
source = "bef.parquet"
person = "pnr"
[datasets.bef.variables]
arm = {type = "category", labels = {"a" = "A", "b" = "B", "c" = "C"}}
sex = {type = "category", labels = {"1" = "Mand", "2" = "Kvinde"}}
place = {type = "code"}
smoker = {type = "boolean"}
age = {type = "integer", bins = [20, 40, 60, 80]}
weight = {type = "number", bins = [-inf, 62.5, 75, inf]}
height = {type = "number"}
[datasets.lab]
source = "lab.parquet"
person = "pnr"
unit = "record"
[datasets.lab.variables]
kind = {type = "category"}
value = {type = "number", bins = [0, 5, 10]}
other = {type = "number", bins = [0, 3, 6]}
"""
NAMES = ("arm", "sex", "place", "smoker", "age", "weight", "height")
VARIABLES = {name: {"from": f"bef.{name}"} for name in NAMES}
LAB = {name: {"from": f"lab.{name}"} for name in ("kind", "value", "other")}
RECORDS = {"from": "lab", "unit": "record"}


def people(count: int = 300, arms: str = "ab") -> pd.DataFrame:
    drawn = np.random.default_rng(8)
    height = drawn.normal(170, 10, count).round(1)
    frame = pd.DataFrame(
        {
            "pnr": [f"p{number}" for number in range(count)],
            "arm": drawn.choice(list(arms), count),
            "sex": drawn.choice(["1", "2"], count, p=[0.4, 0.6]),
            "place": drawn.choice(["x", "y", "z"], count, p=[0.2, 0.3, 0.5]),
            "smoker": pd.array(drawn.random(count) < 0.3, dtype="boolean"),
            "age": drawn.integers(15, 95, count).astype(float),
            "height": height,
            "weight": (height - 100 + drawn.normal(0, 8, count)).round(1),
        }
    )
    frame.loc[drawn.random(count) < 0.1, "weight"] = np.nan
    frame.loc[drawn.random(count) < 0.1, "sex"] = None
    frame.loc[drawn.random(count) < 0.1, "smoker"] = pd.NA
    return frame


TESTS = pd.DataFrame(
    [("a", "x", 1.0, 2.0), ("a", "x", 6.0, 1.0), ("a", "y", 4.0, 9.0), ("b", "y", None, 4.0), ("b", "x", 12.0, 3.0)],
    columns=["pnr", "kind", "value", "other"],
)


@pytest.fixture
def asked(tmp_path):
    made = []

    def make(bef=None, lab=TESTS) -> Asked:
        tables = {"bef": people() if bef is None else bef, "lab": lab}
        made.append(Asked(tmp_path / f"site{len(made)}", MANIFEST, tables))
        return made[-1]

    yield make
    for one in made:
        one.close()


def described(site: Asked, method: str, **options):
    return site.one({"from": "bef"}, VARIABLES, method=method, **options)


# table1


def test_numbers_have_mean_deviation_and_quartiles_of_those_with_a_value(asked) -> None:
    found, bef = described(asked(), "table1", of=["weight"], by=["arm"]), people()
    for arm in ("a", "b", None):
        group = bef if arm is None else bef[bef["arm"] == arm]
        known, line = group["weight"].dropna(), row(found, "baseline", arm=arm)
        assert (line["variable"], line["level"], line["percent"]) == ("weight", None, None)
        assert (line["persons"], line["missing"]) == (len(known), len(group) - len(known))
        assert [line[name] for name in ("mean", "sd", "median", "q1", "q3")] == pytest.approx(
            [known.mean(), known.std(), *known.quantile([0.5, 0.25, 0.75])]
        )
    first, second = (bef[bef["arm"] == arm]["weight"].dropna() for arm in "ab")
    smd = abs(first.mean() - second.mean()) / np.sqrt((first.var() + second.var()) / 2)
    assert [line["smd"] for line in rows(found, "baseline")] == pytest.approx([smd] * 4)
    nobody = row(found, "baseline", arm="c")
    assert (nobody["persons"], nobody["mean"]) == (0, None)
    assert (found["persons"], found["dropped"]) == (300, 0)


def test_categories_have_shares_of_those_with_a_value(asked) -> None:
    found, bef = described(asked(), "table1", of=["sex", "place", "smoker"], by=["arm"]), people()
    for variable, levels in (("sex", ["1", "2"]), ("place", ["x", "y", "z"]), ("smoker", ["false", "true"])):
        text = bef[variable].map(lambda one: None if pd.isna(one) else str(one).lower())
        for arm in ("a", "b", None):
            own = text[bef["arm"] == arm] if arm else text
            for level in levels:
                line = row(found, "baseline", variable=variable, level=level, arm=arm)
                assert line["persons"] == (own == level).sum()
                assert line["percent"] == pytest.approx(100 * (own == level).sum() / own.notna().sum())
                assert (line["missing"], line["mean"]) == (own.isna().sum(), None)
    shares = [(bef[(bef["arm"] == arm) & bef["sex"].notna()]["sex"] == "2").mean() for arm in "ab"]
    smd = abs(shares[0] - shares[1]) / np.sqrt(sum(share * (1 - share) for share in shares) / 2)
    assert row(found, "baseline", variable="sex", level="1", arm=None)["smd"] == pytest.approx(smd)


def test_without_groups_nothing_is_compared(asked) -> None:
    found = described(asked(), "table1", of=["age", "sex"])
    assert {line["smd"] for line in rows(found, "baseline")} == {None}
    assert [line["level"] for line in rows(found, "baseline")] == [None, "1", "2"]


def test_missing_groups_are_dropped_or_a_group_that_is_not_compared(asked) -> None:
    bef = people()
    bef.loc[:19, "arm"] = None
    dropped, kept = (
        described(asked(bef), "table1", of=["age"], by=["arm"], missing=how) for how in ("drop", "category")
    )
    assert (dropped["persons"], dropped["dropped"]) == (280, 20)
    assert row(kept, "baseline", arm={"missing": True})["persons"] == 20
    assert row(dropped, "baseline", arm="a")["smd"] == pytest.approx(row(kept, "baseline", arm="a")["smd"])


def test_baseline_of_records_counts_persons(asked) -> None:
    found = asked().one(RECORDS, LAB, method="table1", of=["value", "kind"])
    number = row(found, "baseline", variable="value")
    assert (number["persons"], number["missing"], number["mean"]) == (2, 0, pytest.approx(23 / 4))
    assert row(found, "baseline", level="x")["persons"] == 2 and row(found, "baseline", level="y")["percent"] == 100
    assert (found["persons"], found["records"]) == (2, 5)


def test_a_group_may_describe_itself(asked) -> None:
    found = described(asked(), "table1", of=["arm"], by=["arm"])
    assert row(found, "baseline", level="a", arm="a")["percent"] == 100
    assert row(found, "baseline", level="a", arm="b")["persons"] == 0


# histogram


def test_bins_of_the_catalogue_with_what_lies_outside_and_missing(asked) -> None:
    found, bef = described(asked(), "histogram", of=["age", "weight"], by=["sex"]), people()
    own = bef[bef["sex"].notna()]
    edges = {"age": [20, 40, 60, 80], "weight": [62.5, 75]}
    labels = {"age": ["<20", "20-<40", "40-<60", "60-<80", "80+"], "weight": ["<62.5", "62.5-<75", "75+"]}
    for variable, inner in edges.items():
        for sex in ("1", "2", None):
            values = (own if sex is None else own[own["sex"] == sex])[variable]
            counts = np.histogram(values.dropna(), [-np.inf, *inner, np.inf])[0]
            lines = [line for line in rows(found, "bins") if line["variable"] == variable and line["sex"] == sex]
            assert [line["bin"] for line in lines] == [*labels[variable], {"missing": True}]
            assert [line["persons"] for line in lines] == [*counts, values.isna().sum()]
    assert (found["persons"], found["dropped"]) == (len(own), 300 - len(own))


def test_bins_of_records_count_each_person_once(asked) -> None:
    found = asked().one(RECORDS, LAB, method="histogram", of=["value"])
    assert [(line["bin"], line["persons"], line["records"]) for line in rows(found, "bins")] == [
        ("<0", 0, 0), ("0-<5", 1, 2), ("5-<10", 1, 1), ("10+", 1, 1), ({"missing": True}, 1, 1),
    ]  # fmt: skip


# correlation


@pytest.mark.parametrize(("kind", "oracle"), [("pearson", stats.pearsonr), ("spearman", stats.spearmanr)])
def test_coefficients_over_those_who_have_both(asked, kind, oracle) -> None:
    found, bef = described(asked(), "correlation", of=["age", "weight", "height"], by=["arm"], kind=kind), people()
    for arm in ("a", "b", None):
        group = bef if arm is None else bef[bef["arm"] == arm]
        for one in ("age", "weight", "height"):
            for other in ("age", "weight", "height"):
                both = group[group[one].notna() & group[other].notna()]
                line = row(found, "matrix", arm=arm, row=one, column=other)
                assert line["persons"] == len(both)
                assert line["estimate"] == pytest.approx(oracle(both[one], both[other]).statistic)
    assert row(found, "matrix", arm="c", row="age", column="age") == {
        "arm": "c", "row": "age", "column": "age", "persons": 0, "estimate": None,
    }  # fmt: skip
    assert [one["name"] for one in found["tables"][0]["columns"]] == ["arm", "row", "column", "persons", "estimate"]


def test_no_spread_has_no_coefficient_and_records_count_persons(asked) -> None:
    flat = described(asked(people().assign(age=50.0)), "correlation", of=["age", "height"])
    assert row(flat, "matrix", row="age", column="height")["estimate"] is None
    found = asked().one(RECORDS, LAB, method="correlation", of=["value", "other"], kind="spearman")
    line, known = row(found, "matrix", row="other", column="value"), TESTS.dropna()
    assert line == {
        "row": "other", "column": "value", "persons": 2,
        "estimate": pytest.approx(stats.spearmanr(known["value"], known["other"]).statistic),
    }  # fmt: skip


# all three


@pytest.mark.parametrize(
    ("method", "compute"), [("table1", table1), ("histogram", histogram), ("correlation", correlation)]
)
def test_nobody_is_an_answer_and_evidence_is_every_unit(asked, method, compute) -> None:
    of = ["age", "weight"] + (["place"] if method == "table1" else [])
    nobody = asked().one(
        {"from": "bef", "where": {"bef.height": {"lt": 0}}}, VARIABLES, method=method, of=of, by=["arm"]
    )
    assert nobody["status"] == "released" and nobody["persons"] == 0
    bound, frame, engine = asked().frame(
        {"from": "bef"}, VARIABLES, [{"id": "a", "method": method, "of": of, "by": ["arm"]}]
    )
    evidence, bef = compute.compute(bound.plan.analyses[0], frame, engine).evidence(), people()
    assert len(np.unique(evidence.persons)) == 300
    assert np.nansum(evidence.values["weight"]) == pytest.approx(bef["weight"].sum())
    assert np.bincount(evidence.cells).tolist() == [(bef["arm"] == arm).sum() for arm in "ab"]
    assert list(evidence.levels) == (["place"] if method == "table1" else [])


@pytest.mark.parametrize("method", ["table1", "histogram", "correlation"])
def test_order_of_rows_means_nothing(asked, method) -> None:
    bef = people()
    shuffled = bef.sample(frac=1, random_state=1)
    first, second = (
        rows(described(asked(one), method, of=["age", "weight"], by=["sex"]), table)
        for one, table in ((bef, None), (shuffled, None))
        for table in ({"table1": "baseline", "histogram": "bins", "correlation": "matrix"}[method],)
    )
    assert [[pytest.approx(cell) if isinstance(cell, float) else cell for cell in one.values()] for one in first] == [
        list(one.values()) for one in second
    ]


@pytest.mark.parametrize(
    ("method", "table"), [("table1", "baseline"), ("histogram", "bins"), ("correlation", "matrix")]
)
def test_a_record_written_twice_is_still_one_person(asked, method, table) -> None:
    once, twice = (
        asked(lab=lab).one(RECORDS, LAB, method=method, of=["value", "other"], by=["kind"])
        for lab in (TESTS, pd.concat([TESTS, TESTS]))
    )
    assert (twice["persons"], twice["records"]) == (once["persons"], 2 * once["records"])
    assert [one["persons"] for one in rows(twice, table)] == [one["persons"] for one in rows(once, table)]
