import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.site.answers import withheld_results
from analysis.site.disclosure.profiles import Profile
from analysis.site.disclosure.run import run_analyses
from analysis.site.errors import DataFailure, FailureCode
from analysis.site.ledger import LedgerFault, LedgerRefusal
from analysis.site.methods import open_results
from tests.attacks.small_site import SmallSite, analysis, cells, labels, people


def plan_of(*analyses):
    return SimpleNamespace(plan=SimpleNamespace(analyses=analyses))


@pytest.fixture
def rows():
    return people(400, seed=3)


@pytest.fixture
def site(tmp_path, rows):
    return SmallSite(tmp_path, rows, known={"sex": {"labels": labels("1", "2")}})


def test_a_withheld_result_has_one_text_and_no_figure(site, rows):
    """The same as where the computation itself failed: nobody can tell why."""
    of_one = plan_of(SimpleNamespace(id="a1", method="crosstab"))
    for among, options in ((rows[:9], {"rows": ["sex"]}), (rows[:0], {"rows": ["sex"]})):
        found = site.one("crosstab", among, **options)
        assert found["status"] == "withheld" and found["code"] == "withheld" and found["tables"] == []
        assert found["persons"] is found["dropped"] is None
        assert [found] == withheld_results(of_one, DataFailure(FailureCode.MEMORY), open_data=False)
    assert site.said == ["a1 Withhold: min_table"] * 2


def test_whatever_goes_wrong_is_withheld_and_tells_no_value(site, monkeypatch):
    found = site.one("summary", of=["region"])
    assert found["status"] == "withheld" and site.said == ["a1 TypeError"]


def test_an_unknown_method_is_withheld(site):
    class Strange:
        id, method = "a9", "sorcery"

    assert site.run(Strange())[0]["status"] == "withheld"


def test_one_withheld_analysis_leaves_the_others(site):
    found = site.run(analysis("summary", of=["region"]), analysis("crosstab", rows=["sex"]))
    assert [one["status"] for one in found] == ["withheld", "released"]


@pytest.mark.parametrize("method", ["publish", "spend"])
def test_a_ledger_that_cannot_be_used_stops_the_site(site, method):
    class Broken:
        def __getattr__(self, name):
            def answer(*_, **__):
                raise LedgerFault

            return answer if name == method else lambda *_, **__: None

    with pytest.raises(LedgerFault):
        site.one("crosstab", rows=["sex"], ledger=Broken())


def test_a_ledger_that_breaks_in_the_middle_stops_the_site(site):
    class Breaking:
        asked = 0

        def spend(self, **_):
            pass

        def publish(self, ask):
            self.asked += 1
            if self.asked > 1:
                raise LedgerFault
            return site.ledger.publish(ask)

    with pytest.raises(LedgerFault):
        site.one("crosstab", rows=["sex"], ledger=Breaking())


def test_a_used_up_allowance_withholds(site):
    class Spent:
        def spend(self, *, purpose):
            raise LedgerRefusal("feasibility")

    assert site.one("count", flow=False, purpose="feasibility", ledger=Spent())["status"] == "withheld"
    assert site.said == ["LedgerRefusal: feasibility"]


def test_a_profile_that_cannot_run_yet_releases_nothing(site):
    site.profile = Profile(name="dk-health+opensafely")
    assert site.one("crosstab", rows=["sex"])["status"] == "withheld"


def test_a_protected_site_needs_profile_and_ledger(site, rows):
    with pytest.raises(ValueError, match="profile and a ledger"):
        run_analyses(None, site.frame(rows), site.engine, profile=None, ledger=site.ledger, purpose="request")
    with pytest.raises(ValueError, match="profile and a ledger"):
        run_analyses(None, site.frame(rows), site.engine, profile=Profile(), ledger=None, purpose="request")


def test_feasibility_is_coarse_and_only_a_count(site, rows):
    found = site.one("count", flow=False, purpose="feasibility")
    assert found["persons"] % 10 == 0 and abs(found["persons"] - 400) <= 10
    assert site.one("count", purpose="feasibility")["status"] == "withheld"
    assert site.one("crosstab", rows=["sex"], purpose="feasibility")["status"] == "withheld"
    assert site.one("count", rows[:9], flow=False, purpose="feasibility")["persons"] == "<10"


def test_open_data_out_of_memory(tmp_path, rows, monkeypatch):
    def exhaust(*_):
        raise MemoryError

    monkeypatch.setattr(open_results, "METHODS", {"crosstab": exhaust})
    found = SmallSite(tmp_path, rows, open_data=True).one("crosstab", rows=["sex"])
    assert (found["status"], found["code"]) == ("withheld", "memory")


def test_open_data_without_a_log(tmp_path, rows):
    site = SmallSite(tmp_path, rows, open_data=True)
    site.said = None

    found = run_analyses(
        plan_of(analysis("count"), analysis("count", flow=False)),
        site.frame(rows),
        site.engine,
        profile=None,
        ledger=None,
        purpose="request",
    )
    assert [one["persons"] for one in found] == [400, 400]


def test_nobody_listens(site, rows):
    bound = plan_of(analysis("summary", of=["region"]))
    found = run_analyses(bound, site.frame(rows), site.engine, profile=Profile(), ledger=site.ledger, purpose="request")
    assert found[0]["status"] == "withheld"


def test_records_of_a_count(tmp_path, rows):
    many = pd.concat([rows] * 3, ignore_index=True)
    opened = SmallSite(tmp_path / "..", many, open_data=True, unit="record").one("count")
    assert cells(opened, "flow", "records") == {("from",): 1200, ("where",): 1200}
    site = SmallSite(tmp_path, many, unit="record")
    found = site.one("count", many[many.sex == "1"])
    true = int((many.sex == "1").sum())
    assert cells(found, "flow", "records") == {("from",): 1200, ("where",): round(true, -1)}
    assert found["records"] == round(true, -1)
    assert site.one("count", many[:4], flow=False)["records"] == "hidden"
    assert cells(site.one("count", many, flow=False), value="records")[()] == 1200
    coarse = site.one("count", many, flow=False, purpose="feasibility")
    assert coarse["records"] == "hidden"


def test_a_flow_that_gains_persons_is_withheld(site, rows):
    more = rows.assign(_person=rows._person + 1)
    assert site.one("count", more)["status"] == "withheld"


def test_the_class_rule_hides_a_line_with_one_answer(tmp_path, rows):
    rows["hiv"] = rows.region.eq("1081") | (rows._person % 2 == 0)
    site = SmallSite(tmp_path, rows, known={"hiv": {"sensitive": True}})
    found = site.one("crosstab", rows=["region"], columns=["hiv"], percent="row")
    persons, percent = cells(found), cells(found, value="percent")
    assert persons["1081", "true"] == persons["1081", "false"] == percent["1081", "true"] == "hidden"
    assert isinstance(persons["1081", None], int) and isinstance(persons["1084", "true"], int)


def test_values_beside_the_declared_ones_join_other(tmp_path, rows):
    rows.loc[:2, "sex"] = "9"
    site = SmallSite(tmp_path, rows, known={"sex": {"labels": labels("1", "2")}})
    assert list(cells(site.one("crosstab", rows=["sex"]))) == [("1",), ("2",), (None,)]
    assert ("age", "other") not in cells(site.one("summary", of=["age"], by=["sex"]), "groups")
    more = rows.assign(sex=np.where(rows._person < 40, "a b", rows.sex))
    assert cells(site.one("crosstab", more, rows=["sex"]))[("other",)] == 40


def test_a_summary_follows_the_rules(site, rows):
    found = site.one(
        "summary", of=["age", "sick"], by=["sex"], statistics=["mean", "sd", "median", "max"], quantiles=[0.01, 0.25, 0.5],
        test=["welch", "student"],
    )  # fmt: skip
    for sex in ("1", "2", None):
        mine = rows if sex is None else rows[rows.sex == sex]
        mean = cells(found, "groups", "mean")
        assert mean["age", sex] == pytest.approx(mine.age.mean(), abs=2)  # 5 persons of 200 over 70 years: 1.75
        assert mean["sick", sex] == pytest.approx(mine.sick.mean(), abs=0.05)
        assert cells(found, "groups", "max")["age", sex] == "hidden"
        assert cells(found, "quantiles", "value")["age", sex, 0.01] == "hidden"
        assert cells(found, "quantiles", "value")["age", sex, 0.25] == pytest.approx(mine.age.quantile(0.25), abs=3)
    assert {cell for row in found["tables"][-1]["rows"] for cell in row[2:]} == {"hidden"}


def test_a_yes_of_few_persons_has_no_mean(tmp_path, rows):
    rows["rare"] = rows._person < 3
    found = SmallSite(tmp_path, rows).one("summary", of=["rare"])
    assert set(found["tables"][0]["rows"][0][3:]) == {"hidden"}


def test_a_summary_of_few_groups_persons_and_values(tmp_path, rows):
    rows["x"] = np.where(rows._person < 6, rows.age, np.nan)
    rows["none"] = np.nan
    site = SmallSite(tmp_path, rows)
    found = site.one("summary", of=["x", "none"], statistics=["mean", "min"], test="welch", by=["sex"])
    assert cells(found, "groups", "mean")["none", None] == "hidden"
    assert [row[0] for row in found["tables"][-1]["rows"]] == ["x", "none"]
    only = site.one("summary", of=["x"], statistics=["min"])
    assert only["tables"][0]["rows"][0][-1] == "hidden"


def test_records_of_a_summary(tmp_path, rows):
    many = pd.concat([rows] * 3, ignore_index=True)
    site = SmallSite(tmp_path, many, unit="record", known={"sex": {"labels": labels("1", "2")}})
    found = site.one("summary", of=["age", "sick"], by=["sex"])
    records = cells(found, "groups", "records")
    assert records["age", None] == records["age", "1"] + records["age", "2"]
    assert cells(found, "groups", "mean")["sick", None] == pytest.approx(many.sick.mean(), abs=0.02)
    assert site.one("summary", of=["age"])["tables"][0]["rows"][0][2] == 1200


def test_a_group_near_a_hidden_one_is_hidden_with_its_statistics(tmp_path, rows):
    site = SmallSite(tmp_path, rows)
    assert site.one("count", rows[:4])["persons"] == "<5"
    found = site.one("summary", rows[:5], of=["age"])
    assert found["status"] == "withheld"
    rows["kind"] = np.where(rows._person < 5, "a", "b")
    rows["twice"] = np.where(rows._person < 5, rows._person % 2, rows.age)
    site.known = {"kind": {"levels": ("a", "b")}}
    among = rows.assign(age=np.where(rows._person < 5, 100 * rows._person, rows.age))
    shown = cells(site.one("summary", among, of=["age"], by=["kind"]), "groups", "mean")
    assert shown["age", "a"] == "hidden" and shown["age", "b"] != "hidden"


def test_a_result_is_plain_json(site):
    found = site.run(
        analysis("crosstab", rows=["sex"], columns=["region"], percent="total"),
        analysis("summary", of=["age"], by=["sex"]),
        analysis("count"),
    )
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_records_of_a_crosstab(tmp_path, rows):
    many = pd.concat([rows] * 3, ignore_index=True)
    many["kind"] = np.where(many._person < 3, "b", "a")
    known = {"sex": {"labels": labels("1", "2")}, "kind": {"levels": ("a", "b")}}
    site = SmallSite(tmp_path, many, unit="record", known=known)
    found = site.one("crosstab", rows=["sex"], columns=["kind"], test="chi2", ratios=True, percent="row")
    persons, records = cells(found), cells(found, value="records")
    assert records["1", "b"] == persons["1", "b"].replace("<5", "hidden") == "hidden"
    assert records[None, None] == records["1", "a"] + records["2", "a"]
    assert found["records"] == 1200
    assert {note["code"] for note in found["notes"]} == {"rounded", "repeats", "hidden", "percent", "records"}


def test_yes_and_no_are_levels_without_being_declared(tmp_path, rows):
    site = SmallSite(tmp_path, rows, known={"sick": {"levels": None}})
    assert list(cells(site.one("crosstab", rows=["sick"]))) == [("false",), ("true",), (None,)]


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("summary", {"of": ["near"]}),
        ("table1", {"of": ["near"]}),
        ("correlation", {"of": ["near", "weight"]}),
        ("linear", {"outcome": "weight", "terms": ["near"]}),
        ("linear", {"outcome": "near", "terms": ["weight"]}),
        ("cox", {"time": {"value": 1.0}, "event": "sick", "terms": ["near"]}),
    ],
)
def test_numbers_of_the_same_variables_are_twenty_in_a_cohort(tmp_path, rows, method, options):
    """The average of sixty that differ by a trifle would have no rounding."""
    rng = np.random.default_rng(3)
    rows = rows.assign(weight=rng.normal(70, 10, len(rows)), _a1_value=rng.exponential(9, len(rows)))
    site = SmallSite(tmp_path, rows, known={"near": {"made_of": frozenset({"bef.age"})}})
    found = [
        site.one(method, rows.assign(near=rows.age + trifle * rng.uniform(-0.5, 0.5, len(rows))), **options)["status"]
        for trifle in range(22)
    ]
    assert found == ["released"] * 20 + ["withheld"] * 2


@pytest.mark.parametrize(
    ("method", "options"), [("crosstab", {"rows": ["half"]}), ("summary", {"of": ["age"], "by": ["half"]})]
)
def test_a_source_variable_has_twenty_groupings_in_a_cohort(site, rows, method, options):
    site.known = {"half": {"labels": labels("a", "b"), "source": "bef.age"}}
    found = [
        site.one(method, rows.assign(half=np.where(rows.age < edge, "a", "b")), **options)["status"]
        for edge in range(40, 62)
    ]
    assert found == ["released"] * 20 + ["withheld"] * 2
