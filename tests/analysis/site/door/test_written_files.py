"""What is written in a file is what is read: dates in their declared form, codes as they stand, no missing code as a value."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.site.describing import check_site
from analysis.site.errors import SiteFaults
from analysis.site.limits import Limits
from analysis.site.manifest import load_manifest
from analysis.site.run import run_plan

SITE = """
[site]
id = "written"
open_data = true
[datasets.reg]
source = "{file}"
person = "id"
[datasets.reg.variables]
"""
FILES = pytest.mark.parametrize("file", ["reg.csv", "reg.parquet"])
Columns = Mapping[str, tuple[str, Sequence[str]]]
"""Name -> what is declared of it, and the texts in the file."""


def site_of(folder: Path, file: str, columns: Columns) -> Path:
    """A person a line; a Parquet file holds the same texts."""
    longest = max(len(texts) for _, texts in columns.values())
    rows = [[texts[at % len(texts)] for _, texts in columns.values()] for at in range(longest)]
    lines = [",".join([str(at), *row]) for at, row in enumerate(rows)]
    (folder / "reg.csv").write_text("\n".join([",".join(["id", *columns]), *lines]) + "\n")
    if file == "reg.parquet":
        read = f"read_csv('{folder}/reg.csv', all_varchar = true)"
        duckdb.execute(f"COPY (FROM {read}) TO '{folder}/reg.parquet' (FORMAT parquet)")
    declared = "\n".join(f"{name} = {{{about}}}" for name, (about, _) in columns.items())
    (folder / "site.toml").write_text(SITE.format(file=file) + declared)
    return folder


def results_of(
    folder: Path, variables: Mapping[str, Any], analyses: Sequence[dict[str, Any]], **population: Any
) -> Any:
    plan = {"version": 1, "population": {"from": "reg", **population}, "variables": variables, "analyses": analyses}
    results = run_plan(load_manifest(folder), plan)["results"]
    assert [one["status"] for one in results] == ["released"] * len(results)
    return [one["tables"][0]["rows"] for one in results]


DAYS = [(31, 12, 2010), (1, 2, 2011), (3, 4, 2012)]
FORMS = {
    "%d-%m-%Y": "{d:02}-{m:02}-{y}", "%d/%m/%Y": "{d:02}/{m:02}/{y}", "%m/%d/%Y": "{m:02}/{d:02}/{y}",
    "%d.%m.%Y": "{d:02}.{m:02}.{y}", "%d-%m-%y": "{d:02}-{m:02}-{s:02}", "%y-%m-%d": "{s:02}-{m:02}-{d:02}",
    "%Y%m%d": "{y}{m:02}{d:02}", "%Y-%d-%m": "{y}-{d:02}-{m:02}", "%Y-%m-%d": "{y}-{m:02}-{d:02}",
}  # fmt: skip


@FILES
def test_a_date_is_read_in_its_form(tmp_path, file):
    """Whatever the engine itself takes the texts for."""
    columns = {
        f"day{at}": (f'type = "date", format = "{form}"', [text.format(d=d, m=m, y=y, s=y % 100) for d, m, y in DAYS])
        for at, (form, text) in enumerate(FORMS.items())
    }
    folder = site_of(tmp_path, file, columns)
    check_site(load_manifest(folder), limits=Limits())
    waited = {name: {"years_between": ["2010-12-31", f"reg.{name}"]} for name in columns}
    asked = {"id": "r", "method": "summary", "of": list(waited), "statistics": ["min", "median", "max"]}
    (rows,) = results_of(folder, waited, [asked])
    assert [[round(figure * 365.25) for figure in row[-3:]] for row in rows] == [[0, 32, 459] for _ in FORMS]


CODES = [
    ["T", "F"], ["t", "f"], ["yes", "no"], ["True", "False"], ["250.00", "250.1", "250.10"], ["1e1", "1E1", "10"],
    ["0.10", "0.1", "0.100"], ["01.10", "1.10"], ["007", "7"], ["2010-01-01", "2010-1-1"],
]  # fmt: skip


@FILES
def test_a_code_is_the_text_it_is(tmp_path, file):
    columns = {f"code{at}": ('type = "category"', codes) for at, codes in enumerate(CODES)}
    folder = site_of(tmp_path, file, columns)
    named = {name: {"from": f"reg.{name}"} for name in columns}
    first = {f"{name}_first": {"case": [{"when": {f"reg.{name}": {"eq": codes[0]}}, "then": {"label": "yes"}},
                                        {"else": {"label": "no"}}]} for name, (_, codes) in columns.items()}  # fmt: skip
    asked = [{"id": name, "method": "crosstab", "rows": [name]} for name in {**named, **first}]
    found = results_of(folder, {**named, **first}, asked)
    levels = [{row[0] for row in rows if isinstance(row[0], str)} for rows in found[: len(columns)]]
    assert levels == [{code for code in codes if code in codes[:3]} for codes in CODES]
    repeats = [[codes[at % len(codes)] for at in range(3)].count(codes[0]) for codes in CODES]
    assert [dict(map(tuple, rows))["yes"] for rows in found[len(columns) :]] == repeats


def test_a_beginning_of_a_code_is_as_it_is_written(tmp_path):
    folder = site_of(tmp_path, "reg.csv", {"v": ('type = "code"', ["250.00", "250.1", "250.10", "2500"])})
    for prefix, persons in (("250.0", 1), ("250.1", 2)):
        where = {"reg.v": {"starts_with": prefix}}
        (rows,) = results_of(folder, {}, [{"id": "n", "method": "count", "flow": True}], where=where)
        assert rows[-1][-1] == persons


def test_whole_codes_that_a_table_with_gaps_wrote_as_numbers_are_codes(tmp_path):
    declared = 'type = "category", labels = {"1" = "Mand", "2" = "Kvinde"}, missing = [9]'
    folder = site_of(tmp_path, "reg.csv", {"v": (declared, ["1.0", "2.0", "", "2.0", "9.0"])})
    (rows,) = results_of(folder, {"v": {"from": "reg.v"}}, [{"id": "r", "method": "crosstab", "rows": ["v"]}])
    assert rows == [["1", 1], ["2", 2], [None, 3]]


MISSING = [
    ("number", "[999]", "999.0"), ("number", "[999]", " 999"), ("number", '["999.0"]', "999"),
    ("number", '["999", "NA"]', "NA"), ("number", '["1e9"]', "1000000000"), ("integer", "[9]", "9.0"),
]  # fmt: skip


@FILES
def test_a_missing_code_is_no_value_however_it_is_written(tmp_path, file):
    numbers = [str(at % 4) for at in range(200)]
    columns = {
        f"v{at}": (f'type = "{kind}", missing = {missing}', [*numbers, written, "?"])
        for at, (kind, missing, written) in enumerate(MISSING)
    }
    folder = site_of(tmp_path, file, columns)
    check_site(load_manifest(folder), limits=Limits())
    named = {name: {"from": f"reg.{name}"} for name in columns}
    (rows,) = results_of(folder, named, [{"id": "r", "method": "summary", "of": list(named), "statistics": ["max"]}])
    assert rows == [[name, 200, 2, 3.0] for name in named]


def test_days_no_register_is_about_are_told(tmp_path):
    years = ("1200", "3026", "0001", "9999")
    days = {f"v{year}": ('type = "date"', ["1980-05-06"] * 50 + [f"{year}-01-01"]) for year in years}
    folder = site_of(tmp_path, "reg.csv", days | {"sound": ('type = "date"', ["1980-05-06", "2150-01-01"])})
    with pytest.raises(SiteFaults) as wrong:
        check_site(load_manifest(folder), limits=Limits())
    assert [fault.code for fault in wrong.value.faults] == ["unreadable_values"] * 4
    assert [fault.path for fault in wrong.value.faults] == [f"datasets.reg.variables.{name}" for name in days]


DAY_ANALYSES = [
    {"id": "r", "method": "rates", "time": {"from": 0, "to": "exit"}, "event": "ill", "split": {"since_index": [0, 1, None]}},
    {"id": "t", "method": "trend", "date": "reg.seen", "every": "year", "event": "ill"},
]  # fmt: skip


def test_days_from_a_persons_own_origin_need_no_index(tmp_path):
    at = range(300)
    columns = {
        "seen": ('type = "day"', [str(37 * one % 900 + 1) for one in at]),
        "out": ('type = "day"', [str(91 * one % 1400 + 1) for one in at]),
        "ill": ('type = "boolean"', [str(one % 3 == 0) for one in at]),
    }
    folder = site_of(tmp_path, "reg.csv", columns)
    variables, until = {"ill": {"from": "reg.ill"}}, {"exit": {"first_of": ["reg.out"]}}
    found = results_of(folder, variables, DAY_ANALYSES, **until)
    assert found == results_of(folder, variables, DAY_ANALYSES, **until, index={"date": 0})
    assert found[1][0][-2] > 0  # person-years
