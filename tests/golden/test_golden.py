"""The worked cases: counts exact, estimates to 1e-4, p-values to 1e-3 (relative)."""

import pytest


def near(value: float) -> object:
    return pytest.approx(value, rel=1e-4)


def near_p(value: float) -> object:
    return pytest.approx(value, rel=1e-3)


def test_smokers_of_1971_are_counted(results, expected, persons) -> None:
    case, found = expected["D01"], results("D01", "nhefs")
    assert found["all"]["persons"] == case["persons"]
    assert persons(found["quitters"], quit="1") == case["quitters"]
    assert persons(found["deaths"], death="true") == case["deaths"]
    assert persons(found["no_weight"], no_weight="true") == case["wt82_missing"]
    assert persons(found["women"], woman_40_59_quit="true") == case["women_40_59_quit"]


def test_weight_change_differs_by_quitting(results, expected, rows) -> None:
    case, found = expected["D03"], results("D03", "nhefs")["t"]
    means = {row["quit"]: row["mean"] for row in rows(found, "groups")}
    assert (means["1"], means["0"]) == (near(case["mean1"]), near(case["mean0"]))
    tests = {row["test"]: row for row in rows(found, "test")}
    for ours, theirs in (("welch", "welch"), ("student", "pooled")):
        assert tests[ours]["statistic"] == near(case[theirs]["t"])
        assert tests[ours]["df"] == near(case[theirs]["df"])
        assert tests[ours]["p_value"] == near_p(case[theirs]["p"])
        assert (tests[ours]["lower"], tests[ours]["upper"]) == (near(case[theirs]["lcl"]), near(case[theirs]["ucl"]))


def test_pancreatitis_by_arm(results, expected, rows, persons) -> None:
    case, found = expected["D10"], results("D10", "indo_rct")["t"]
    for arm, outcomes in case["counts"].items():
        for outcome, count in outcomes.items():
            assert persons(found, rx=arm, outcome=outcome) == count
    tests = {row["test"]: row for row in rows(found, "test")}
    assert tests["chi2"]["statistic"] == near(case["chi2"])
    assert tests["chi2"]["p_value"] == near_p(case["p"])
    assert tests["chi2_yates"]["statistic"] == near(case["chi2_yates"])
    assert tests["chi2_yates"]["p_value"] == near_p(case["p_yates"])
    assert tests["fisher"]["statistic"] is None
    assert tests["fisher"]["p_value"] == near_p(case["fisher_p"])
    ratios = {row["measure"]: row["estimate"] for row in rows(found, "ratios")}
    assert ratios["risk_ratio"] == near(case["risk_ratio"])


def test_streptomycin_by_outcome(results, expected, rows, persons) -> None:
    case, found = expected["D11"], results("D11", "strep_tb")["t"]
    for arm, outcomes in case["counts"].items():
        for outcome, count in outcomes.items():
            assert persons(found, arm=arm, outcome=outcome) == count
    test = rows(found, "test")[0]
    assert (test["statistic"], test["df"]) == (near(case["chi2"]), case["df"])
    assert test["p_value"] == near_p(case["p"])


def test_blood_pressure_by_disease_class(results, expected, rows) -> None:
    case, found = expected["D14"], results("D14", "support2")
    groups = {row["dzclass"]: row for row in rows(found["bp"], "groups") if isinstance(row["dzclass"], str)}
    assert {name: row["mean"] for name, row in groups.items()} == {k: near(v) for k, v in case["means"].items()}
    assert {name: row["persons"] for name, row in groups.items()} == case["n"]
    test = rows(found["bp"], "test")[0]
    assert (test["statistic"], test["p_value"]) == (near(case["F"]), near_p(case["p"]))


@pytest.mark.parametrize("name", ["crea", "alb"])
def test_distribution_of_laboratory_values(results, expected, rows, name) -> None:
    case, found = expected["D14"][name], results("D14", "support2")["labs"]
    group = next(row for row in rows(found, "groups") if row["variable"] == name)
    assert (group["persons"], group["missing"]) == (case["n"], case["missing"])
    for statistic in ("mean", "sd", "min", "max"):
        assert group[statistic] == near(case[statistic])
    quantiles = {float(row["quantile"]): row["value"] for row in rows(found, "quantiles") if row["variable"] == name}
    assert quantiles == {float(key): near(value) for key, value in case["quantiles_type7"].items()}


def test_preterm_birth_by_arm(results, expected, rows, persons) -> None:
    case, found = expected["D22"], results("D22_preterm", "opt")["t"]
    for arm, outcomes in case["counts"].items():
        for outcome, count in outcomes.items():
            assert persons(found, arm=arm, preterm=outcome) == count
    test = rows(found, "test")[0]
    assert (test["statistic"], test["p_value"]) == (near(case["chi2"]), near_p(case["p"]))


def test_birth_weight_by_arm(results, expected, rows) -> None:
    case, found = expected["D22"]["birthweight"], results("D22_weight", "opt")["t"]
    groups = {row["arm"]: row for row in rows(found, "groups") if isinstance(row["arm"], str)}
    assert {arm: row["persons"] for arm, row in groups.items()} == case["n"]
    assert {arm: row["mean"] for arm, row in groups.items()} == {arm: near(v) for arm, v in case["mean"].items()}
    test = rows(found, "test")[0]
    assert (test["statistic"], test["p_value"]) == (near(case["t"]), near_p(case["p"]))


def test_encounters_are_not_persons(results, expected, persons) -> None:
    case = expected["D16"]
    records = results("D16_records", "diabetes130")
    assert (records["all"]["persons"], records["all"]["records"]) == (case["persons"], case["encounters"])
    assert persons(records["readmitted"], "records", readmitted="<30") == case["readmit30_all"]
    by_person = results("D16_persons", "diabetes130")
    assert by_person["all"]["persons"] == case["persons"]
    assert persons(by_person["several"], several="true") == case["persons_2plus"]


def test_first_encounters(results, expected, persons) -> None:
    case, found = expected["D16"], results("D16_first", "diabetes130")
    kept = found["all"]["persons"]
    assert kept == case["first_encounters_kept"]
    assert persons(found["readmitted"], readmitted="<30") == case["readmit30_first"]
    assert persons(found["no_race"], no_race="true") == case["race_missing_first"]
    measured = kept - persons(found["a1c"], a1c="None")
    assert 100 * measured / kept == near(case["a1c_measured_first_pct"])


def test_linkage_never_multiplies_persons(results, expected, persons) -> None:
    case, found = expected["D21"], results("D21", "omop")
    assert found["all"]["persons"] == case["persons"]
    with_records = {"condition": "condition", "drug": "drug", "measured": "measurement", "visit": "visit"}
    for variable, name in with_records.items():
        assert persons(found[variable], **{variable: "true"}) == case[f"with_{name}"]
    assert persons(found["all_four"], all_four="true") == case["all_four"]
    for concept, count in case["top5_conditions"].items():
        assert persons(found[f"c{concept}"], **{f"c{concept}": "true"}) == count
    assert persons(found["dead"], dead="true") == case["deaths"]
