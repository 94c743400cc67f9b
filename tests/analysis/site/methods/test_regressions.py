"""Linear, logistic and Poisson regression from plan to tables, against statsmodels on the same data."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from scipy import stats

from analysis.plans import PlanFaults
from analysis.site.answers import FigureResult
from analysis.site.engines.duckdb import DuckdbEngine
from analysis.site.estimation.splines import natural_spline

from .asked import Asked, row, rows
from .modelled import (
    MANIFEST,
    OF_STAYS,
    POPULATION,
    VARIABLES,
    bef,
    close,
    column,
    fit_of,
    fitted,
    heads,
    people,
    rows_or_cells,
    stays,
)

__all__ = ["bef", "fitted", "rows_or_cells"]

GROUPED = ["sex", "smoker"]
FORMULA = "C(sex, Treatment('2')) + smoker"
GROUPED_HEADS = [("(intercept)", None), ("sex", "1"), ("smoker", "true")]


def oracle(formula: str, data: pd.DataFrame, family=None, **options):
    data = data.assign(yes=(data["group"] == "high").astype(float), smoker=data["smoker"].astype(float))
    if family is None:
        return (smf.wls if "weights" in options else smf.ols)(formula, data, **options)
    return smf.glm(formula, data, family=family, **options)


def test_linear_has_student_intervals_and_r_squared(fitted, bef, rows_or_cells):
    result = fitted(method="linear", outcome="age", terms=GROUPED)
    expected = oracle(f"age ~ {FORMULA}", bef).fit()
    assert heads(result) == GROUPED_HEADS
    assert column(result, "estimate") == close(expected.params)
    assert column(result, "standard_error") == close(expected.bse)
    assert column(result, "p_value") == close(expected.pvalues)
    interval = expected.conf_int()
    assert (column(result, "lower"), column(result, "upper")) == (close(interval[0]), close(interval[1]))
    fit = fit_of(result)
    assert (fit["persons"], fit["df"], fit["dropped"], fit["events"], fit["records"]) == (400, 397, 0, None, None)
    assert (fit["r_squared"], fit["adjusted_r_squared"]) == (close(expected.rsquared), close(expected.rsquared_adj))
    assert (fit["log_likelihood"], fit["sigma"]) == (close(expected.llf), close(math.sqrt(expected.scale)))
    assert "ratio" not in rows(result, "coefficients")[0]
    assert "events" not in result


@pytest.mark.parametrize("robust", [False, True])
def test_logistic_gives_odds_ratios(fitted, bef, rows_or_cells, robust):
    errors = {"errors": "robust"} if robust else {}
    result = fitted(method="logistic", outcome="group", terms=GROUPED, **errors)
    model = oracle(f"yes ~ {FORMULA}", bef, sm.families.Binomial())
    expected = model.fit(tol=1e-14, **({"cov_type": "HC0"} if robust else {}))
    assert heads(result) == GROUPED_HEADS
    assert column(result, "estimate") == close(expected.params)
    assert column(result, "standard_error") == close(expected.bse)
    assert column(result, "p_value") == close(expected.pvalues)
    assert column(result, "ratio") == close(np.exp(expected.params))
    assert column(result, "ratio_lower") == close(np.exp(expected.conf_int()[0]))
    fit = fit_of(result)
    events = int((bef["group"] == "high").sum())
    assert (result["events"], fit["events"], fit["df"]) == (events, events, 397)
    assert (fit["log_likelihood"], fit["log_likelihood_null"]) == (close(expected.llf), close(expected.llnull))
    assert (fit["deviance"], fit["dispersion"]) == (close(expected.deviance), close(expected.pearson_chi2 / 397))
    assert (fit["sigma"], fit["r_squared"], fit["concordance"], fit["ties"]) == (None, None, None, None)


@pytest.mark.parametrize("robust", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
def test_poisson_with_person_time_gives_rate_ratios(fitted, bef, rows_or_cells, robust, weighted):
    options = ({"errors": "robust"} if robust else {}) | ({"weights": "weight"} if weighted else {})
    result = fitted(method="poisson", outcome="visits", offset="years", terms=GROUPED, **options)
    weights = {"var_weights": bef["weight"]} if weighted else {}
    model = oracle(f"visits ~ {FORMULA}", bef, sm.families.Poisson(), offset=np.log(bef["years"]), **weights)
    expected = model.fit(tol=1e-14, **({"cov_type": "HC0"} if robust else {}))
    assert column(result, "estimate") == close(expected.params)
    if not (
        robust and weighted
    ):  # statsmodels' sandwich takes var_weights another way; by hand in the estimation's own tests
        assert column(result, "standard_error") == close(expected.bse)
    fit = fit_of(result)
    assert (fit["log_likelihood"], fit["log_likelihood_null"]) == (close(expected.llf), close(expected.llnull))
    assert (fit["deviance"], fit["dispersion"]) == (close(expected.deviance), close(expected.pearson_chi2 / 397))
    assert result["events"] == bef["visits"].sum()


def test_weighted_logistic(fitted, bef, rows_or_cells):
    result = fitted(method="logistic", outcome="died", terms=GROUPED, weights="weight")
    data = bef.assign(died=bef["died"].astype(float))
    expected = oracle(f"died ~ {FORMULA}", data, sm.families.Binomial(), var_weights=bef["weight"]).fit(tol=1e-14)
    assert column(result, "estimate") == close(expected.params)
    assert column(result, "standard_error") == close(expected.bse)
    assert result["events"] == bef["died"].sum()


def test_weighted_linear_on_rows(fitted, bef):
    result = fitted(method="linear", outcome="score", terms=["age"], weights="weight")
    expected = oracle("score ~ age", bef, weights=bef["weight"]).fit()
    assert column(result, "standard_error") == close(expected.bse)
    assert fit_of(result)["log_likelihood"] == close(expected.llf)


def test_every_kind_of_term_has_its_name(fitted, bef):
    terms = [
        "age",
        {"power": ["age", 2]},
        {"power": ["ldl", 0.5]},
        {"log": "ldl"},
        {"factor": "place", "reference": "155"},
        {"spline": "years", "df": 3},
        {"interaction": ["sex", "age"]},
        {"interaction": ["smoker", "sex"]},
        {"interaction": ["ldl", "age"]},
    ]
    result = fitted(method="linear", outcome="score", terms=terms)
    assert heads(result) == [
        ("(intercept)", None), ("age", None), ("age^2", None), ("ldl^0.5", None), ("log(ldl)", None),
        ("place", "101"), ("place", "147"), ("place", "265"),
        ("years.s1", None), ("years.s2", None), ("years.s3", None),
        ("sex:age", "1"), ("smoker:sex", "true:1"), ("ldl:age", None),
    ]  # fmt: skip
    man, smokes = (bef["sex"] == "1").astype(float), bef["smoker"].astype(float)
    spline = natural_spline(bef["years"].to_numpy(), 3)(bef["years"].to_numpy())
    columns = [np.ones(400), bef["age"], bef["age"] ** 2, bef["ldl"] ** 0.5, np.log(bef["ldl"])]
    columns += [bef["place"] == place for place in ("101", "147", "265")]
    columns += [spline, man * bef["age"], man * smokes, bef["ldl"] * bef["age"]]
    expected = sm.OLS(bef["score"], np.column_stack([np.asarray(one, float) for one in columns])).fit()
    assert column(result, "estimate") == close(expected.params)
    assert column(result, "standard_error") == close(expected.bse)


def test_a_variable_that_a_term_calls_a_factor_is_one_in_interactions(fitted):
    terms = [{"factor": "flag", "reference": "1"}, {"interaction": ["flag", "age"]}, "age"]
    result = fitted(method="linear", outcome="score", terms=terms)
    assert heads(result)[1:3] == [("flag", "0"), ("flag:age", "0")]


def test_spline_of_whole_years_on_cells(fitted, bef, rows_or_cells):
    result = fitted(method="logistic", outcome="died", terms=[{"spline": "age", "df": 3}, "smoker"])
    age = bef["age"].to_numpy(float)
    x = np.column_stack([np.ones(400), natural_spline(age, 3)(age), bef["smoker"].astype(float)])
    expected = sm.GLM(bef["died"].astype(float), x, family=sm.families.Binomial()).fit(tol=1e-14)
    assert column(result, "estimate") == close(expected.params)


def test_continuous_covariates_are_fitted_row_by_row(fitted, bef, monkeypatch):
    monkeypatch.setattr("analysis.site.methods.models.FEW_ROWS", 0)
    kept = []
    materialise = DuckdbEngine.materialise

    def noted(self, name, select, **options):
        kept.append(name)
        return materialise(self, name, select, **options)

    monkeypatch.setattr(DuckdbEngine, "materialise", noted)
    result = fitted(method="logistic", outcome="died", terms=["ldl"])
    assert "_a_rows" in kept
    assert "_a_cells" not in kept
    expected = sm.GLM(bef["died"].astype(float), sm.add_constant(bef["ldl"]), family=sm.families.Binomial()).fit()
    assert column(result, "estimate") == close(expected.params)


def test_rows_that_repeat_themselves_a_little_are_no_cells(fitted, bef, monkeypatch):
    """There would be more than half as many cells as rows."""
    monkeypatch.setattr("analysis.site.methods.models.FEW_ROWS", 0)
    monkeypatch.setattr("analysis.site.methods.models.LOOK_AT", 100)
    pairs = bef.assign(ldl=np.repeat(np.arange(1.0, 301), np.where(np.arange(300) < 100, 2, 1)))
    monkeypatch.setattr("analysis.site.methods.models.ModelRows._different", lambda self, keys, rows: int(0.8 * rows))
    result = fitted(pairs, method="logistic", outcome="died", terms=["ldl"])
    expected = sm.GLM(pairs["died"].astype(float), sm.add_constant(pairs["ldl"]), family=sm.families.Binomial()).fit()
    assert column(result, "estimate") == close(expected.params)


def test_cells_are_given_up_where_most_rows_differ_after_all(fitted, bef, monkeypatch):
    """The rows looked at first repeat themselves, the others do not."""
    monkeypatch.setattr("analysis.site.methods.models.FEW_ROWS", 0)
    monkeypatch.setattr("analysis.site.methods.models.ModelRows._are_few", lambda self, keys: True)
    result = fitted(method="logistic", outcome="died", terms=["ldl"])
    expected = sm.GLM(bef["died"].astype(float), sm.add_constant(bef["ldl"]), family=sm.families.Binomial()).fit()
    assert column(result, "estimate") == close(expected.params)


@pytest.mark.parametrize("method", ["linear", "logistic"])
def test_clusters_of_a_variable(fitted, bef, method):
    result = fitted(method=method, outcome="score" if method == "linear" else "died", terms=["age"], cluster="hospital")
    kinds = {"groups": pd.factorize(bef["hospital"])[0]}
    x, clusters = sm.add_constant(bef["age"].astype(float)), bef["hospital"].nunique()
    if method == "linear":
        expected = sm.OLS(bef["score"], x).fit(cov_type="cluster", cov_kwds=kinds).bse
    else:
        model = sm.GLM(bef["died"].astype(float), x, family=sm.families.Binomial())
        plain = model.fit(tol=1e-14, cov_type="cluster", cov_kwds=kinds | {"use_correction": False})
        expected = plain.bse * math.sqrt(clusters / (clusters - 1))
    assert column(result, "standard_error") == close(expected)


@pytest.mark.parametrize("cluster", [None, "person"])
def test_records_of_a_person(fitted, cluster):
    some = {"cluster": cluster} if cluster else {}
    result = fitted(population=OF_STAYS, method="linear", outcome="cost", terms=["nights", "ward"], **some)
    data = stays(people())
    x = np.column_stack([np.ones(900), data["nights"], data["ward"] == "b"]).astype(float)
    model = sm.OLS(data["cost"], x)
    kinds = {"groups": pd.factorize(data["pnr"])[0]}
    expected = model.fit(cov_type="cluster", cov_kwds=kinds) if cluster else model.fit()
    assert column(result, "standard_error") == close(expected.bse)
    persons = data["pnr"].nunique()
    assert (result["persons"], result["records"], fit_of(result)["records"]) == (persons, 900, 900)
    codes = [note["code"] for note in result["notes"]]
    assert codes == ([] if cluster else ["repeated_persons"])


def test_a_record_written_twice_is_no_other_person(fitted, bef):
    """Each written twice: the estimate and the clustered errors stay, but for the correction for few clusters."""
    once = stays(people())
    asked = {"population": OF_STAYS, "method": "logistic", "outcome": "again", "terms": ["nights"], "cluster": "person"}
    found, twice = fitted(records=once, **asked), fitted(records=pd.concat([once, once]), **asked)
    assert (twice["persons"], twice["records"]) == (found["persons"], 2 * found["records"])
    assert column(twice, "estimate") == close(column(found, "estimate"))
    assert column(twice, "standard_error") == close(column(found, "standard_error"))


def test_a_unit_without_a_value_is_dropped_and_counted(fitted, bef):
    gaps = bef.astype({"sex": object})
    gaps.loc[:4, "sex"] = None
    gaps.loc[5:9, "ldl"] = [0.0, -1.0, np.nan, np.nan, np.nan]
    gaps.loc[10:12, "score"] = np.nan
    result = fitted(gaps, method="linear", outcome="score", terms=["sex", {"log": "ldl"}])
    kept = gaps.iloc[13:]
    assert (result["persons"], result["dropped"]) == (387, 13)
    expected = smf.ols("score ~ C(sex, Treatment('2')) + np.log(ldl)", kept).fit()
    assert column(result, "estimate") == close(expected.params)


def test_what_a_model_cannot_take_is_dropped(fitted, bef):
    """No person-time, no weight, a negative count, and zero to a negative power."""
    odd = bef.assign(years=bef["years"], visits=bef["visits"])
    odd.loc[0, "years"] = 0
    odd.loc[1, "weight"] = -1
    odd.loc[2, "visits"] = -3
    odd.loc[3, "flag"] = 0
    terms = [{"power": ["age", -1]}, {"power": ["flag", -1]}, "sex"]
    kept = int((odd["flag"].iloc[3:] != 0).sum())
    result = fitted(odd, method="poisson", outcome="visits", offset="years", weights="weight", terms=terms[::2])
    assert (result["persons"], result["dropped"]) == (397, 3)
    refused = fitted(odd, method="poisson", outcome="visits", offset="years", weights="weight", terms=terms)
    assert refused["code"] == "collinear"  # every kept flag is 1
    assert kept < 397


def test_missing_as_a_category(fitted, bef):
    gaps = bef.astype({"sex": object, "smoker": object})
    gaps.loc[:59, "sex"] = None
    gaps.loc[50:89, "smoker"] = None
    gaps.loc[100:104, "age"] = np.nan
    terms = ["sex", "smoker", "age", {"interaction": ["sex", "smoker"]}]
    result = fitted(gaps, method="linear", outcome="score", missing="category", terms=terms)
    assert (result["persons"], result["dropped"]) == (395, 5)
    gone = {"missing": True}
    assert heads(result)[1:] == [
        ("sex", "1"), ("sex", gone), ("smoker", "true"), ("smoker", gone), ("age", None),
        ("sex:smoker", "1:true"), ("sex:smoker", "1:missing"), ("sex:smoker", "missing:true"), ("sex:smoker", "missing:missing"),
    ]  # fmt: skip
    kept = gaps.dropna(subset=["age"]).fillna({"sex": "9"})
    kept["smoker"] = kept["smoker"].map({False: "0", True: "1"}).fillna("9")
    expected = smf.ols("score ~ C(sex, Treatment('2')) * C(smoker) + age", kept).fit()
    assert sorted(column(result, "estimate")) == close(sorted(expected.params))
    FigureResult.model_validate(result)


def test_rare_levels_join_their_parent_or_other(fitted, bef):
    rare = bef.copy()
    rare.loc[:2, ["place", "region"]] = ["102", "1084"]
    rare.loc[3:5, ["place", "region"]] = ["103", "1084"]
    rare.loc[6:8, ["place", "region"]] = ["300", "1099"]
    result = fitted(rare, method="linear", outcome="score", terms=["place"], rare="merge")
    assert heads(result)[1:] == [
        ("place", "147"),
        ("place", "155"),
        ("place", "265"),
        ("place", "1084"),
        ("place", "other"),
    ]
    assert [note["code"] for note in result["notes"]] == ["merged_levels"]
    joined = rare["place"].replace({"102": "1084", "103": "1084", "300": "other"})
    means = rare["score"].groupby(joined).mean()
    assert column(result, "estimate")[1:] == close([means[level] - means["101"] for _, level in heads(result)[1:]])
    kept = fitted(rare, method="linear", outcome="score", terms=["place"])
    assert len(heads(kept)) == 7


def test_a_rare_reference_is_what_it_was_merged_into(fitted, bef):
    rare = bef.copy()
    rare.loc[:2, "hospital"] = "zz"
    rare.loc[3:400, "hospital"] = np.where(np.arange(397) % 2, "a", "b")
    result = fitted(
        rare, method="linear", outcome="score", terms=[{"factor": "hospital", "reference": "zz"}], rare="merge"
    )
    assert heads(result)[1:] == [("hospital", "a"), ("hospital", "b")]
    assert row(result, "coefficients", term="(intercept)")["estimate"] == close(rare["score"].iloc[:3].mean())


def test_a_yes_no_is_never_merged(fitted, bef):
    rare = bef.assign(smoker=np.arange(400) < 3)
    assert heads(fitted(rare, method="linear", outcome="score", terms=["smoker"], rare="merge"))[1:] == [
        ("smoker", "true")
    ]


def test_levels_that_nobody_has_are_left_out_and_told(fitted, bef):
    women = bef.assign(sex=np.where(bef["smoker"], "3", "2"))
    result = fitted(women, method="linear", outcome="score", terms=[{"factor": "sex", "reference": "1"}])
    assert heads(result)[1:] == [("sex", "3")]
    codes = [note["code"] for note in result["notes"]]
    assert codes == ["empty_levels", "reference_missing"]
    assert all(note["da"].endswith("sex.") and note["en"].endswith("sex.") for note in result["notes"])


def test_undeclared_levels_come_after_the_declared(fitted, bef):
    odd = bef.assign(sex=bef["sex"].where(bef["age"] < 75, "X"))
    assert heads(fitted(odd, method="linear", outcome="score", terms=["sex"]))[1:] == [("sex", "1"), ("sex", "X")]


def test_counts_that_vary_too_much_are_told(fitted, bef):
    wild = bef.assign(visits=np.where(bef["age"] > 60, 40, 0) + np.arange(400) % 2)
    result = fitted(wild, method="poisson", outcome="visits", terms=["smoker"])
    (told,) = result["notes"]
    dispersion = fit_of(result)["dispersion"]
    assert dispersion > 1.5
    assert told["code"] == "overdispersion"
    assert f"{dispersion:.2f}" in told["en"]
    assert f"{dispersion:.2f}".replace(".", ",") in told["da"]


def test_events_that_happen_once_tell_no_dispersion(fitted, bef):
    brief = bef.assign(years=np.where(bef["died"], 0.1, 9.0))
    result = fitted(brief, method="poisson", outcome="died", offset="years", terms=["smoker"])
    assert fit_of(result)["dispersion"] > 1.5
    assert result["notes"] == []


def test_a_number_of_zero_and_one_is_an_outcome(fitted, bef):
    result = fitted(method="logistic", outcome="flag", terms=["smoker"])
    assert result["events"] == bef["flag"].sum()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"flag": 0}, "no_events"),
        ({"flag": 1}, "no_events"),
        ({"flag": np.arange(400) % 3}, "failed"),
        ({"smoker": True}, "collinear"),
        ({"smoker": np.arange(400) < 9, "flag": np.arange(400) < 40}, "separation"),
    ],
)
def test_what_cannot_be_fitted_is_withheld_with_its_cause(fitted, bef, change, code):
    result = fitted(bef.assign(**change), method="logistic", outcome="flag", terms=["smoker"])
    assert (result["status"], result["code"], result["tables"]) == ("withheld", code, [])
    FigureResult.model_validate(result)


def test_an_outcome_of_declared_levels_all_alike_has_no_events(fitted, bef):
    result = fitted(bef.assign(group="low"), method="logistic", outcome="group", terms=["smoker"])
    assert result["code"] == "no_events"


@pytest.mark.parametrize("method", ["linear", "poisson"])
def test_an_empty_population_is_too_few(fitted, method):
    nobody = {**POPULATION, "where": {"bef.age": {"gt": 200}}}
    assert fitted(population=nobody, method=method, outcome="visits", terms=["sex"])["code"] == "too_few"


def test_too_much_memory_is_known_before_the_rows_are_fetched(fitted, monkeypatch):
    fetched = []
    monkeypatch.setattr(DuckdbEngine, "fetch", lambda self, select: fetched.append(select))
    monkeypatch.setattr(
        DuckdbEngine, "limits", property(lambda self: _Small(), lambda self, value: None), raising=False
    )
    result = fitted(method="linear", outcome="score", terms=["ldl"])
    assert (result["code"], fetched) == ("memory", [])


class _Small:
    memory_bytes = 1000


def test_the_order_of_rows_changes_nothing(fitted, bef):
    asked = {
        "method": "poisson",
        "outcome": "visits",
        "offset": "years",
        "terms": ["place", "age", "smoker"],
        "errors": "robust",
    }
    once, again = fitted(**asked), fitted(bef.sample(frac=1, random_state=5), **asked)
    assert heads(once) == heads(again)
    for name in ("estimate", "standard_error"):
        assert column(once, name) == close(column(again, name))


def test_an_outcome_of_three_declared_levels_is_refused_before_any_data(tmp_path, bef):
    site = Asked(tmp_path / "site", MANIFEST, {"bef": bef, "stay": stays(bef)})
    with pytest.raises(PlanFaults) as refused:
        site.one(POPULATION, VARIABLES, method="logistic", outcome="sex", terms=["age"])
    assert [(one.code, one.path) for one in refused.value.faults] == [("type", "analyses[0].outcome")]


def test_the_parent_of_a_merged_variable_is_bound(tmp_path, bef):
    """A site reads no variable that the bound plan does not name."""
    site = Asked(tmp_path / "site", MANIFEST, {"bef": bef, "stay": stays(bef)})
    one = {"id": "a", "method": "linear", "outcome": "score", "terms": ["place"]}
    bound, _, _ = site.frame(POPULATION, VARIABLES, [one])
    merged, frame, _ = site.frame(
        POPULATION, {"place": VARIABLES["place"], "score": VARIABLES["score"]}, [one | {"rare": "merge"}]
    )
    site.close()
    assert "region" in bound.variables_used["bef"]  # the plan has it as a variable
    assert merged.variables_used["bef"] == ("place", "region", "score")
    assert "_parent of place" in frame.columns


def test_p_values_far_out_keep_their_digits(fitted, bef):
    line = bef.assign(score=bef["age"] * 1.0 + 5 * np.random.default_rng(1).normal(size=400))
    found = row(fitted(line, method="linear", outcome="score", terms=["age"]), "coefficients", term="age")
    assert found["p_value"] == pytest.approx(2 * stats.t.sf(abs(found["statistic"]), 398), rel=1e-6)
    assert 0 < found["p_value"] < 1e-100


def test_a_perfect_line_has_no_statistic(fitted, bef):
    result = fitted(bef.assign(score=2.0 * bef["age"]), method="linear", outcome="score", terms=["age"])
    found = row(result, "coefficients", term="age")
    assert (found["estimate"], found["standard_error"], found["statistic"]) == (close(2), 0, None)
    assert fit_of(result)["log_likelihood"] is None
    assert fit_of(result)["r_squared"] == 1
