"""Plans over the synthetic registers that together use every shape, every operator and every method of the language."""

from typing import Any

RATES = """
[datasets.mdk]
source = "mdk.parquet"
domain = "dk"
kind = "rates"
[datasets.mdk.variables]
sex = {type = "category"}
age = {type = "integer"}
rate = {type = "number"}
"""
WRITE_RATES = (
    "COPY (SELECT sex, age, (1 + age) * sex / 20.0 AS rate FROM (SELECT unnest([1, 2]) AS sex), "
    "(SELECT unnest([0, 40, 60, 80]) AS age)) TO '{file}' (FORMAT parquet)"
)
LDL = {"dataset": "lab", "of": "lab.value", "where": {"lab.npu": {"eq": "NPU01568"}}}
STATINS = {"lmdb.atc": {"starts_with": ["C10AA"]}}
FOLLOWED = {"from": "index", "to": "exit"}

VARIABLES: dict[str, Any] = {
    # labels and yes/no
    "sex": {"from": "bef.sex"},
    "region": {"from": "bef.region"},
    "birth": {"from": "bef.birth_date"},
    "old": {"when": {"any": [{"age": {"ge": 60}}, {"not": {"age": {"lt": 75}}}, {"ldl_last": {"missing": True}}]}},
    "kind": {
        "case": [
            {"when": {"all": [{"age": {"gt": 30}}, {"age": {"le": 50}}]}, "then": {"label": "middle"}},
            {"when": {"bef.civil_status": {"in": ["U", "F"]}}, "then": {"label": "alone"}},
            {"when": {"bef.civil_status": {"ne": "G"}}, "then": {"label": "single"}},
            {"else": {"label": "other"}},
        ]
    },
    "part": {"map": {"of": "bef.region", "to": {"1084": "east", "1085": "east"}}},
    "whole_drugs": {"map": {"of": "drugs", "to": {"0": "none", "1": "one"}}},
    "age_group": {"bands": {"of": "age", "edges": [None, 30, 45, 60, 75, None]}},
    "ldl_fourths": {"bands": {"of": "ldl_last", "quantiles": [0.25, 0.5, 0.75]}},
    # numbers
    "sum": {"add": ["ldl_last", "age", 0.1]},
    "less": {"subtract": ["ldl_last", "ldl_mean"]},
    "product": {"multiply": ["ldl_last", "age"]},
    "share": {"divide": ["ldl_last", {"subtract": ["age", 40]}]},
    "least": {"min_of": ["ldl_last", "ldl_mean"]},
    "most": {"max_of": ["drugs", 3]},
    "log_ldl": {"log": "ldl_last"},
    "decade": {"floor": {"divide": ["age", 10]}},
    # dates
    "age": {"completed_years": ["bef.birth_date", "index"]},
    "days": {"days_between": ["bef.birth_date", "index"]},
    "years": {"years_between": ["bef.birth_date", "index"]},
    "born_in": {"year_of": "bef.birth_date"},
    "born_month": {"month_of": "bef.birth_date"},
    "in_a_month": {"days_between": ["index", {"shift": ["index", 1, "months"]}]},
    "much_later": {"days_between": ["index", {"shift": ["index", "years", "years"]}]},
    "half_later": {"days_between": ["index", {"shift": ["index", {"divide": ["drugs", 2]}, "days"]}]},
    "years_later": {"days_between": ["bef.birth_date", {"shift": ["bef.birth_date", "drugs", "years"]}]},
    "dead": {"event": {"date": "dodsaars.date", "before": "exit"}},
    "statin_from": {
        "on_from": {"value": {"dataset": "lmdb", "of": "lmdb.dispensed", "where": STATINS, "take": "first"}}
    },
    # records
    "in_hospital": {
        "exists": {
            "dataset": "lpr_kontakter",
            "where": {"lpr_kontakter.kind": {"eq": "0"}},
            "window": {"dates": ["2008-01-01", "2020-12-31"]},
        }
    },
    "seen_young": {"exists": {"dataset": "lpr_diagnoser", "window": {"age": [18, 60]}}},
    "diabetes": {
        "exists": {"dataset": "lpr_diagnoser", "where": {"lpr_diagnoser.code": {"in_list": "charlson_diabetes"}}}
    },
    "drugs": {"count": {"dataset": "lmdb", "distinct": "lmdb.atc", "window": {"days": [-365, 0]}}},
    "contacts": {"count": {"dataset": "lpr_kontakter", "window": {"days": [None, 0]}}},
    "doses": {"sum": {"dataset": "lmdb", "of": "lmdb.ddd", "window": {"days": [0, 730]}}},
    "ldl_last": {"value": {**LDL, "take": "last", "window": {"days": [None, 400]}}},
    "ldl_mean": {"value": {**LDL, "take": "mean"}},
    "ldl_least": {"value": {**LDL, "take": "min"}},
    "ldl_near": {"value": {**LDL, "take": "nearest"}},
    "ldl_first": {"value": {**LDL, "take": "first", "keep_missing": True}},
    "by_size": {"value": {"dataset": "lmdb", "of": "lmdb.atc", "take": "last", "order": "lmdb.packages"}},
    "last_seen": {"value": {"dataset": "lpr_kontakter", "of": "lpr_kontakter.end_date", "take": "max"}},
    "covered": {
        "covered_days": {"dataset": "lmdb", "where": STATINS, "supply": "lmdb.ddd", "window": {"days": [0, 730]}}
    },
    "persistent": {"persistent_days": {"dataset": "lmdb", "where": STATINS, "supply": 30, "grace": 60}},
    "cause": {
        "case": [
            {"when": {"dodsaars.cause": {"starts_with": ["I"]}}, "then": {"label": "heart"}},
            {"when": {"dodsaars.cause": {"missing": False}}, "then": {"label": "else"}},
        ]
    },
}
POPULATION: dict[str, Any] = {
    "from": "bef",
    "where": {"bef.birth_date": {"between": ["1920-01-01", "1995-12-31"]}},
    "index": {"dataset": "lmdb", "take": "first", "between": ["2006-01-01", "2016-12-31"]},
    "keep_if": {"age": {"ge": 18}},
    "exclude": [{"dataset": "vnds", "where": {"vnds.direction": {"eq": "U"}}, "window": {"days": [None, -1]}}],
    "exit": {"first_of": ["dodsaars.date", "2019-12-31"]},
}
ANALYSES: list[dict[str, Any]] = [
    {"id": "n", "method": "count"},
    {"id": "tab", "method": "crosstab", "rows": ["kind"], "columns": ["sex"], "layers": ["old"], "percent": "row"},
    {"id": "tested", "method": "crosstab", "rows": ["in_hospital"], "columns": ["seen_young"], "test": ["chi2", "fisher"],
     "ratios": True},
    {"id": "texts", "method": "crosstab", "rows": ["whole_drugs", "part"], "missing": "category"},
    {"id": "by", "method": "crosstab", "rows": ["by_size", "born_month"]},
    {"id": "about", "method": "summary", "by": ["part"], "test": ["welch"],
     "of": ["sum", "less", "product", "share", "least", "most", "log_ldl", "decade", "days", "years", "in_a_month",
            "much_later", "half_later", "years_later", "contacts", "doses", "ldl_least", "ldl_near", "ldl_first",
            "covered", "persistent"],
     "statistics": ["mean", "sd", "median", "q1", "q3", "min", "max"], "quantiles": [0.1, 0.9]},
    {"id": "base", "method": "table1", "of": ["age", "ldl_last", "region", "old", "born_in", "diabetes"], "by": ["sex"]},
    {"id": "fourths", "method": "table1", "of": ["age"], "by": ["ldl_fourths"], "missing": "category"},
    {"id": "bins", "method": "histogram", "of": ["ldl_last"], "by": ["sex"]},
    {"id": "r", "method": "correlation", "of": ["age", "ldl_last", "drugs"], "by": ["sex"]},
    {"id": "rho", "method": "correlation", "of": ["age", "ldl_last", "drugs"], "kind": "spearman"},
    *({"id": every, "method": "trend", "every": every, "by": ["sex"]} for every in ("year", "quarter", "month", "week")),
    {"id": "last", "method": "trend", "date": "last_seen", "event": "dead"},
    {"id": "followed", "method": "rates", "time": FOLLOWED, "event": "dead", "by": ["sex", "statin_from"], "per": 1000,
     "split": {"age": [0, 40, 50, 60, 70, 80, None], "period": [None, 2010, 2015, None]}, "standard": "ESP2013"},
    {"id": "smr", "method": "rates", "time": FOLLOWED, "event": "dead", "split": {"since_index": [0, 1, 5, None]},
     "reference": {"dataset": "mdk", "rate": "mdk.rate", "per": 1000, "match": {"mdk.sex": "sex", "mdk.age": "age"}}},
    {"id": "line", "method": "linear", "outcome": "ldl_last",
     "terms": ["age", {"power": ["age", 2]}, "sex", {"spline": "days", "df": 3}], "errors": "robust"},
    {"id": "odds", "method": "logistic", "outcome": "in_hospital",
     "terms": ["age_group", {"factor": "region", "reference": "1084"}, {"interaction": ["sex", "old"]}], "rare": "merge"},
    {"id": "counts", "method": "poisson", "outcome": "contacts", "offset": "years", "terms": ["sex", {"log": "years"}]},
    {"id": "timed", "method": "poisson", "time": FOLLOWED, "event": "dead", "terms": ["sex", "age"]},
    {"id": "hazard", "method": "cox", "time": FOLLOWED, "event": "dead", "terms": ["age", "statin_from"],
     "strata": ["sex"], "test": "ph"},
    {"id": "curve", "method": "survival", "time": FOLLOWED, "event": "dead", "by": ["sex"], "strata": ["age_group"],
     "test": "logrank", "rmst": 5},
    {"id": "causes", "method": "survival", "time": {**FOLLOWED, "origin": "birth"}, "competing": "cause", "by": ["sex"],
     "times": [60, 70, 80]},
]  # fmt: skip
PERSONS = {"version": 1, "population": POPULATION, "variables": VARIABLES, "analyses": ANALYSES}
RECORDS = {
    "version": 1,
    "population": {"from": "lab", "unit": "record", "where": {"lab.npu": {"in": ["NPU01568", "NPU27300"]}}},
    "variables": {
        "test": {"from": "lab.npu"},
        "value": {"from": "lab.value"},
        "year": {"year_of": "lab.date"},
        "sex": {"from": "bef.sex"},
    },
    "analyses": [
        {"id": "n", "method": "count"},
        {"id": "tab", "method": "crosstab", "rows": ["year"], "columns": ["test"], "layers": ["sex"]},
        {"id": "about", "method": "summary", "of": ["value"], "by": ["test"]},
        {"id": "line", "method": "linear", "outcome": "value", "terms": ["test", "sex"], "cluster": "person"},
    ],
}
PROTECTED = {
    "version": 1,
    "population": {"from": "bef", "index": {"date": "2012-03-01"}},
    "variables": {
        "sex": {"from": "bef.sex"},
        "age": {"completed_years": ["bef.birth_date", "index"]},
        "groups": {"bands": {"of": "age", "edges": [0, 30, 60, 90]}},
        "fourths": {"bands": {"of": "age", "quantiles": [0.25, 0.5, 0.75]}},
        "drugs": {"count": {"dataset": "lmdb", "window": {"days": [-365, 0]}}},
    },
    "analyses": [
        {"id": "n", "method": "count"},
        {"id": "tab", "method": "crosstab", "rows": ["sex"], "columns": ["groups"]},
        {"id": "cut", "method": "crosstab", "rows": ["fourths"]},
        {"id": "about", "method": "summary", "of": ["age", "drugs"], "by": ["sex"]},
    ],
}
