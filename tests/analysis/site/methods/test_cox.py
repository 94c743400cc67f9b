"""Cox models and Poisson models of person-time from plan to tables, against lifelines and statsmodels."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from lifelines import CoxPHFitter, CoxTimeVaryingFitter

from analysis.site.answers import FigureResult
from analysis.site.estimation.designs import design_of
from analysis.site.estimation.hazards import fit_cox

from .asked import row, rows
from .modelled import OF_STAYS, TIME, bef, close, column, fit_of, fitted, heads, rows_or_cells

__all__ = ["bef", "fitted", "rows_or_cells"]

EXACT = {"fit_options": {"precision": 1e-12}}


def days(persons: pd.DataFrame) -> pd.Series:
    return (persons["ends"] - persons["begins"]).dt.days


def coded(persons: pd.DataFrame) -> pd.DataFrame:
    """What lifelines wants: numbers."""
    return pd.DataFrame(
        {
            "man": (persons["sex"] == "1").astype(float),
            "smoker": persons["smoker"].astype(float),
            "age": persons["age"].astype(float),
            "time": days(persons),
            "died": persons["died"],
        }
    )


def test_hazard_ratios(fitted, bef):
    result = fitted(method="cox", time=TIME, event="died", terms=["sex", "smoker", "age"])
    expected = CoxPHFitter().fit(coded(bef), "time", "died", **EXACT)
    assert heads(result) == [("sex", "1"), ("smoker", "true"), ("age", None)]
    assert column(result, "estimate") == close(expected.params_)
    assert column(result, "standard_error") == close(expected.standard_errors_)
    assert column(result, "ratio") == close(expected.hazard_ratios_)
    assert column(result, "p_value") == close(expected.summary["p"])
    assert column(result, "ratio_upper") == close(expected.summary["exp(coef) upper 95%"])
    fit = fit_of(result)
    assert (fit["persons"], fit["events"], fit["df"], fit["ties"]) == (400, bef["died"].sum(), 3, "efron")
    assert (fit["log_likelihood"], fit["concordance"]) == (
        close(expected.log_likelihood_),
        close(expected.concordance_index_),
    )
    assert (fit["deviance"], fit["dispersion"], fit["r_squared"]) == (None, None, None)
    assert result["events"] == bef["died"].sum()


def test_cells_of_months_are_rows(fitted, bef, rows_or_cells):
    """Times in whole months repeat themselves; a cell stands for all its persons."""
    months = bef.assign(years=np.ceil(days(bef) / 90))
    time = {"value": "bef.years", "unit": "months"}
    result = fitted(months, method="cox", time=time, event="died", terms=["sex", "smoker"], test=["ph"])
    data = coded(months).drop(columns="age").assign(time=months["years"])
    expected = CoxPHFitter().fit(data, "time", "died", **EXACT)
    assert column(result, "estimate") == close(expected.params_)
    assert column(result, "standard_error") == close(expected.standard_errors_)
    assert fit_of(result)["concordance"] == close(expected.concordance_index_)
    assert fit_of(result)["persons"] == 400
    model = fit_cox(
        design_of(data[["man", "smoker"]].to_numpy()), stop=data["time"].to_numpy(), event=data["died"].to_numpy()
    )
    terms, all_ = model.ph_tests([[0], [1]])
    assert [one["statistic"] for one in rows(result, "test")] == close([test.statistic for test in (*terms, all_)])


def test_breslow(fitted, bef):
    months = bef.assign(years=np.ceil(days(bef) / 90))
    result = fitted(months, method="cox", time={"value": "bef.years"}, event="died", terms=["age"], ties="breslow")
    model = fit_cox(
        design_of(bef[["age"]].to_numpy(float)),
        stop=months["years"].to_numpy(),
        event=bef["died"].to_numpy(),
        efron=False,
    )
    assert column(result, "estimate") == close(model.coefficients)
    assert fit_of(result)["ties"] == "breslow"


def test_strata_and_their_missing_category(fitted, bef):
    gaps = bef.astype({"place": object})
    gaps.loc[:39, "place"] = None
    asked = {"method": "cox", "time": TIME, "event": "died", "terms": ["smoker", "age"], "strata": ["place", "sex"]}
    data = coded(gaps).drop(columns="man").assign(place=gaps["place"].fillna("0"), sex=gaps["sex"])
    dropped = CoxPHFitter().fit(data[data["place"] != "0"], "time", "died", strata=["place", "sex"], **EXACT)
    result = fitted(gaps, **asked)
    assert (result["persons"], result["dropped"]) == (360, 40)
    assert column(result, "estimate") == close(dropped.params_)
    kept = CoxPHFitter().fit(data, "time", "died", strata=["place", "sex"], **EXACT)
    assert column(fitted(gaps, missing="category", **asked), "estimate") == close(kept.params_)


def test_a_stratum_that_nobody_has_is_one_stratum(fitted, bef):
    nobody = bef.assign(place=pd.Series([None] * 400, dtype=object))
    asked = {"method": "cox", "time": TIME, "event": "died", "terms": ["age"]}
    stratified = fitted(nobody, strata=["place"], missing="category", **asked)
    assert column(stratified, "estimate") == close(column(fitted(bef, **asked), "estimate"))


def test_a_variable_may_be_term_and_stratum(fitted):
    """Its levels then say nothing: constant in every stratum."""
    result = fitted(method="cox", time=TIME, event="died", terms=["sex", "age"], strata=["sex"])
    assert result["code"] == "collinear"


def test_age_as_time_is_delayed_entry(fitted, bef):
    result = fitted(method="cox", time={**TIME, "origin": "bef.born"}, event="died", terms=["sex", "smoker"])
    start = (bef["begins"] - bef["born"]).dt.days.to_numpy(float)
    stop = (bef["ends"] - bef["born"]).dt.days.to_numpy(float)
    model = fit_cox(
        design_of(coded(bef)[["man", "smoker"]].to_numpy()), start=start, stop=stop, event=bef["died"].to_numpy()
    )
    assert column(result, "estimate") == close(model.coefficients)
    assert column(result, "standard_error") == close(model.errors)
    assert fit_of(result)["concordance"] == close(model.pairs().concordance)


def split(persons: pd.DataFrame) -> pd.DataFrame:
    """Each person's time cut at the day of treatment, by hand: no up to and including that day, yes after it."""
    pieces = []
    for one in persons.itertuples():
        end, turn = (one.ends - one.begins).days, one.treated
        at = end if pd.isna(turn) else min(max((turn - one.begins).days, 0), end)
        cut = [(0, at, False), (at, end, True)]
        for begin, stop, treated in cut:
            if stop > begin:
                died = bool(one.died) and stop == end
                pieces.append((one.pnr, begin, stop, float(treated), float(one.smoker), float(one.age), died))
    return pd.DataFrame(pieces, columns=["pnr", "begin", "stop", "treated", "smoker", "age", "died"])


def test_what_turns_on_the_way_cuts_the_time(fitted, bef):
    result = fitted(method="cox", time=TIME, event="died", terms=["treated", "smoker", "age"])
    fitter = CoxTimeVaryingFitter().fit(
        split(bef), id_col="pnr", event_col="died", start_col="begin", stop_col="stop", fit_options={"precision": 1e-12}
    )
    assert heads(result)[0] == ("treated", "true")
    assert column(result, "estimate") == close(fitter.params_[["treated", "smoker", "age"]])
    assert column(result, "standard_error") == close(fitter.standard_errors_[["treated", "smoker", "age"]])
    assert (result["persons"], result["events"]) == (400, bef["died"].sum())


def test_rates_of_what_turns_on_the_way(fitted, bef, rows_or_cells):
    result = fitted(method="poisson", time=TIME, event="died", terms=["treated", "smoker"])
    pieces = split(bef)
    years = (pieces["stop"] - pieces["begin"]) / 365.25
    x = np.column_stack([np.ones(len(pieces)), pieces["treated"], pieces["smoker"]])
    expected = sm.GLM(pieces["died"].astype(float), x, family=sm.families.Poisson(), exposure=years).fit(tol=1e-14)
    assert column(result, "estimate") == close(expected.params)
    assert column(result, "standard_error") == close(expected.bse)
    fit = fit_of(result)
    assert (fit["persons"], fit["events"], fit["df"]) == (400, bef["died"].sum(), len(pieces) - 3)
    assert (fit["log_likelihood"], fit["deviance"]) == (close(expected.llf), close(expected.deviance))
    assert result["notes"] == []


def test_clusters_of_persons_across_pieces(fitted, bef):
    result = fitted(method="cox", time=TIME, event="died", terms=["treated", "age"], cluster="person")
    pieces = split(bef)
    model = fit_cox(
        design_of(pieces[["treated", "age"]].to_numpy()),
        start=pieces["begin"].to_numpy(float),
        stop=pieces["stop"].to_numpy(float),
        event=pieces["died"].to_numpy(),
        clusters=pd.factorize(pieces["pnr"])[0],
    )
    assert column(result, "standard_error") == close(model.errors)


def test_a_person_without_time_is_dropped(fitted, bef):
    late = bef.copy()
    late.loc[:6, "ends"] = late.loc[:6, "begins"]
    result = fitted(late, method="cox", time=TIME, event="died", terms=["age"])
    assert (result["persons"], result["dropped"], result["events"]) == (393, 7, late["died"].iloc[7:].sum())


def test_a_term_without_a_value_drops_the_person(fitted, bef):
    odd = bef.copy()
    odd.loc[:2, "ldl"] = 0
    asked = {"time": TIME, "event": "died", "terms": [{"log": "ldl"}]}
    assert fitted(odd, method="cox", **asked)["dropped"] == 3
    assert fitted(odd, method="poisson", **asked)["dropped"] == 3


def test_a_ready_time_of_zero_counts_in_cox_and_has_no_rate(fitted, bef):
    zero = bef.copy()
    zero.loc[:2, "years"] = 0
    asked = {"time": {"value": "bef.years"}, "event": "died", "terms": ["age"]}
    assert fitted(zero, method="cox", **asked)["dropped"] == 0
    assert fitted(zero, method="poisson", **asked)["dropped"] == 3


def test_the_test_of_hazards_names_every_term(fitted):
    terms = ["sex", {"factor": "place"}, {"spline": "age", "df": 3}, {"interaction": ["sex", "smoker"]}]
    result = fitted(method="cox", time=TIME, event="died", terms=terms, test="ph")
    tests = rows(result, "test")
    assert [(one["test"], one["term"], one["df"], one["df2"]) for one in tests] == [
        ("ph", "sex", 1, None), ("ph", "place", 3, None), ("ph", "age", 3, None), ("ph", "sex:smoker", 1, None),
        ("ph", "global", 8, None),
    ]  # fmt: skip
    assert all(0 <= one["p_value"] <= 1 for one in tests)
    FigureResult.model_validate(result)


@pytest.mark.parametrize(
    ("change", "code"),
    [({"died": False}, "no_events"), ({"smoker": True}, "collinear"), ({"smoker": np.arange(400) < 20}, "separation")],
)
def test_what_cannot_be_fitted_is_withheld_with_its_cause(fitted, bef, change, code):
    quiet = bef.assign(**change)
    if code == "separation":
        quiet.loc[:19, "died"] = False
    result = fitted(quiet, method="cox", time=TIME, event="died", terms=["smoker"])
    assert (result["status"], result["code"]) == ("withheld", code)


def test_persons_in_several_records_are_told(fitted):
    asked = {"method": "cox", "time": {"value": "stay.nights"}, "event": "again", "terms": ["ward"]}
    told = fitted(population=OF_STAYS, **asked)
    assert [note["code"] for note in told["notes"]] == ["repeated_persons"]
    assert fitted(population=OF_STAYS, cluster="person", **asked)["notes"] == []
    assert row(told, "fit")["records"] == 900
