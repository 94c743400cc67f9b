"""Evidence of models: persons and their values, the cells they stand in, and how much hangs on one."""

import pickle

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.site.methods import cox, linear, logistic, models, poisson

from .asked import Asked
from .modelled import MANIFEST, OF_STAYS, POPULATION, STAYS, TIME, VARIABLES, bef, close, stays

__all__ = ["bef"]
COMPUTE = {"cox": cox.compute, "linear": linear.compute, "logistic": logistic.compute, "poisson": poisson.compute}


@pytest.fixture
def evidence(tmp_path, bef):
    sites = []

    def gather(persons=bef, population=POPULATION, **analysis):
        sites.append(Asked(tmp_path / f"site{len(sites)}", MANIFEST, {"bef": persons, "stay": stays(bef)}))
        variables = VARIABLES if population["from"] == "bef" else STAYS
        bound, frame, engine = sites[-1].frame(dict(population), variables, [{"id": "a", **analysis}])
        return COMPUTE[analysis["method"]](bound.plan.analyses[0], frame, engine).evidence()

    yield gather
    for site in sites:
        site.close()


def cells(found) -> dict:
    return {(one.variables, one.labels): (one.persons, one.with_event, one.without_event) for one in found.cells}


def test_every_level_has_its_persons_with_and_without_the_event(evidence, bef):
    terms = ["sex", "age", {"interaction": ["sex", "smoker"]}, {"interaction": ["sex", "age"]}]
    found = cells(evidence(method="logistic", outcome="died", terms=terms))
    assert set(found) == {
        (("sex",), ("2",)), (("sex",), ("1",)), (("smoker",), ("false",)), (("smoker",), ("true",)),
        *((("sex", "smoker"), (sex, smoker)) for sex in "21" for smoker in ("false", "true")),
    }  # fmt: skip
    men = bef["sex"] == "1"
    assert found[("sex",), ("1",)] == (men.sum(), (men & bef["died"]).sum(), (men & ~bef["died"]).sum())
    both = men & bef["smoker"]
    assert found[("sex", "smoker"), ("1", "true")] == (
        both.sum(),
        (both & bef["died"]).sum(),
        (both & ~bef["died"]).sum(),
    )


def test_linear_has_no_events(evidence, bef):
    found = evidence(method="linear", outcome="score", terms=["sex", "age"])
    assert found.events is None
    assert {one.with_event for one in found.cells} == {None}
    fit = sm.OLS(bef["score"], sm.add_constant(np.column_stack([bef["sex"] == "1", bef["age"]]).astype(float))).fit()
    assert found.leverage == close(fit.get_influence().hat_matrix_diag.max())
    deviations = np.array([(bef["sex"] == "1").std(ddof=0), bef["age"].std(ddof=0)])
    assert found.scaled == close(np.asarray(fit.params)[1:] * deviations)
    assert found.scaled_errors == close(np.asarray(fit.bse)[1:] * deviations)
    assert (found.df, found.coefficients, len(found.persons)) == (397, 2, 400)


def test_a_persons_rows_add_up(evidence, bef):
    found = evidence(population=OF_STAYS, method="linear", outcome="cost", terms=["nights"])
    data = stays(bef)
    hat = sm.OLS(data["cost"], sm.add_constant(data["nights"].astype(float))).fit().get_influence().hat_matrix_diag
    assert found.leverage == close(pd.Series(hat).groupby(data["pnr"]).sum().max())
    assert len(np.unique(found.persons)) == data["pnr"].nunique()
    ward = cells(evidence(population=OF_STAYS, method="logistic", outcome="again", terms=["ward"]))[("ward",), ("a",)]
    of_ward = data[data["ward"] == "a"]
    with_event = of_ward.loc[of_ward["again"], "pnr"].nunique()
    never = set(of_ward["pnr"]) - set(data.loc[data["again"], "pnr"])
    assert ward == (of_ward["pnr"].nunique(), with_event, len(never))


def test_strata_are_cells_of_cox(evidence, bef):
    found = evidence(method="cox", time=TIME, event="died", terms=["smoker", "age"], strata=["place", "sex"])
    strata = {labels: counts for (names, labels), counts in cells(found).items() if names == ("place", "sex")}
    assert len(strata) == 8
    assert sum(persons for persons, _, _ in strata.values()) == 400
    assert sum(with_event for _, with_event, _ in strata.values()) == bef["died"].sum()
    assert found.df == bef["died"].sum() - 2
    assert 0 < found.leverage < 0.2


def test_cells_do_not_matter(evidence, monkeypatch):
    asked = {"method": "poisson", "outcome": "visits", "offset": "years", "terms": ["sex", "smoker"]}
    once = evidence(**asked)
    monkeypatch.setattr(models, "FEW_ROWS", 0)
    assert evidence(**asked).leverage == close(once.leverage)


@pytest.mark.parametrize("method", ["linear", "logistic", "poisson"])
def test_influence_is_what_leaving_a_person_out_moves(evidence, bef, method):
    asked = {
        "linear": {"outcome": "score"},
        "logistic": {"outcome": "died"},
        "poisson": {"outcome": "visits", "offset": "years"},
    }[method] | {"method": method, "terms": ["sex", "age"]}
    whole, person = evidence(**asked), 3
    without = evidence(bef.drop(index=person), **asked)
    at = np.flatnonzero(np.unique(whole.persons) == whole.persons[person])[0]
    assert whole.estimates - without.estimates == pytest.approx(whole.influences[at], rel=0.05, abs=1e-6)


def test_influence_on_hazards(evidence, bef):
    asked = {"method": "cox", "time": TIME, "event": "died", "terms": ["smoker", "age"]}
    whole = evidence(**asked)
    assert whole.estimates[0] == 0 and not whole.influences[:, 0].any()
    assert whole.influences.sum(axis=0) == pytest.approx(0, abs=1e-8)
    robust = evidence(cluster="person", **asked)
    assert np.sqrt((whole.influences**2).sum(axis=0)) == close(np.sqrt(np.diag(robust.covariance)))


def test_columns_are_those_of_the_design(evidence, bef):
    found = evidence(method="linear", outcome="score", terms=["sex", "age"])
    own = found.columns @ np.linalg.inv(found.back)
    assert own == close(np.column_stack([np.ones(len(bef)), bef["sex"] == "1", bef["age"]]).astype(float))
    assert found.estimates[0] + found.estimates[2] * bef["age"].mean() + found.estimates[1] * (
        bef["sex"] == "1"
    ).mean() == pytest.approx(bef["score"].mean())


def test_a_number_of_two_values_is_levels(evidence, bef):
    found = cells(evidence(method="logistic", outcome="died", terms=["flag", "age"]))
    assert found[("flag",), ("1",)][0] == bef["flag"].sum()
    assert not any(variables == ("age",) for variables, _ in found)


def test_evidence_is_not_written_down(evidence):
    found = evidence(method="linear", outcome="score", terms=["age"])
    assert repr(found) == "<ModelEvidence>"
    with pytest.raises(TypeError):
        pickle.dumps(found)
