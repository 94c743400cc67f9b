"""Those who objected to secondary use are not in a population, as of the day of approval (article 71)."""

import datetime as dt
from dataclasses import replace

import duckdb
import pytest

from analysis.plans import bind_plan, read_plan
from analysis.site.check import check_data
from analysis.site.engines import Workplace
from analysis.site.engines.duckdb import DuckdbEngine
from analysis.site.errors import SiteFaults
from analysis.site.frame import open_frame
from analysis.site.limits import Limits
from analysis.site.manifest import load_manifest
from analysis.site.opt_outs import opt_outs_of
from analysis.site.proofs import Proofs

MANIFEST = """
[site]
id = "tiny"
open_data = true
[datasets.bef]
source = "bef.parquet"
person = "pnr"
domain = "dk"
[datasets.bef.variables]
sex = {type = "category"}
[datasets.dia]
source = "dia.parquet"
person = "pnr"
unit = "record"
domain = "dk"
[datasets.dia.variables]
code = {type = "code"}
[opt_outs.dk]
source = "list.csv"
person = "nr"
since = "fra"
until = "til"
format = "%d%m%Y"
"""
LIST = "nr,fra,til\nb,01062020,\nc,01012019,01012021\nd,,\ne,31122023,\ne,01012010,01012011\nelsewhere,01012000,\n"
POPULATIONS = [
    {"from": "bef"},
    {"from": "dia"},
    {"from": "dia", "unit": "record"},
]


@pytest.fixture
def folder(tmp_path):
    rows = ", ".join(f"('{person}', '1')" for person in "abcde")
    with duckdb.connect() as engine:
        engine.execute(f"copy (select * from (values {rows}) t(pnr, sex)) to '{tmp_path}/bef.parquet'")
        engine.execute(f"copy (select * from (values {rows}, {rows}) t(pnr, code)) to '{tmp_path}/dia.parquet'")
    (tmp_path / "list.csv").write_text(LIST)
    (tmp_path / "site.toml").write_text(MANIFEST)
    return tmp_path


@pytest.fixture
def persons(folder):
    """The persons of a population, as of a day."""

    def asked(population, as_of):
        manifest = load_manifest(folder)
        plan = {"version": 1, "population": population, "analyses": [{"id": "n", "method": "count"}]}
        bound = bind_plan(read_plan(plan), manifest.dictionary)
        opt_outs = opt_outs_of(manifest, bound, as_of)
        also = {opt_outs.dataset.view: opt_outs.dataset.source} if opt_outs else {}
        sources = manifest.sources(bound.datasets) | also
        engine = DuckdbEngine(sources=sources, temp_directory=folder, limits=Limits(threads=1))
        try:
            frame = open_frame(bound, manifest, engine, opt_outs=opt_outs)
            return len({row[0] for row in engine.rows(frame.select())}), len(engine.rows(frame.select()))
        finally:
            engine.close()

    return asked


@pytest.mark.parametrize("population", POPULATIONS, ids=["persons", "persons of records", "records"])
@pytest.mark.parametrize(
    ("as_of", "left"),
    [
        (dt.date(2010, 6, 1), 3),  # d always, e for a year
        (dt.date(2018, 6, 1), 4),  # d
        (dt.date(2020, 5, 31), 3),  # c, d
        (dt.date(2020, 6, 1), 2),  # b too, from the very day
        (dt.date(2021, 1, 1), 3),  # c is back
        (dt.date(2024, 1, 1), 2),  # b, d, e
        (None, 5),
    ],
)
def test_who_has_objected_by_the_day_of_approval_is_left_out(persons, population, as_of, left):
    rows = left * (2 if population.get("unit") == "record" else 1)
    assert persons(population, as_of) == (left, rows)


def test_plans_do_not_see_the_list(folder):
    manifest = load_manifest(folder)
    assert set(manifest.dictionary.datasets) == {"bef", "dia"}


def test_blanks_around_a_number_let_nobody_in(persons, folder):
    (folder / "list.csv").write_text(LIST.replace("\nb,", '\n" b ",'))
    assert persons(POPULATIONS[0], dt.date(2020, 6, 1)) == (2, 2)


def test_a_list_that_writes_persons_in_another_kind_stops_the_job(persons, folder):
    with duckdb.connect() as engine:
        engine.execute(
            f"copy (select 101 as nr, date '2020-01-01' as fra, null::date as til) to '{folder}/list.parquet'"
        )
    text = MANIFEST.replace("list.csv", "list.parquet").replace('format = "%d%m%Y"\n', "")
    (folder / "site.toml").write_text(text)
    with pytest.raises(SiteFaults) as caught:
        persons(POPULATIONS[0], dt.date(2024, 1, 1))
    assert [(fault.code, fault.path) for fault in caught.value.faults] == [("column_type", "opt_outs.dk.person")]
    with pytest.raises(SiteFaults) as caught:
        checked(folder)
    assert [(fault.code, fault.path) for fault in caught.value.faults] == [("column_type", "opt_outs.dk.person")]


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        (LIST, []),
        ("nr,fra,til\n", []),
        ("nr,fra,til\nB,01062020,\n", [("nobody_known", "opt_outs.dk.person")]),
        ("nr,til\nb,\n", [("column_missing", "opt_outs.dk.since")]),
    ],
)
def test_check_looks_at_the_list_as_well(folder, rows, faults):
    (folder / "list.csv").write_text(rows)
    if not faults:
        checked(folder)
        return
    with pytest.raises(SiteFaults) as caught:
        checked(folder)
    assert [(fault.code, fault.path) for fault in caught.value.faults] == faults


def test_one_list_may_serve_two_domains(folder):
    with duckdb.connect() as engine:
        engine.execute(f"copy (select 'zz' as pnr, '1' as sex) to '{folder}/other.parquet'")
    more = """
[datasets.other]
source = "other.parquet"
person = "pnr"
domain = "other"
[datasets.other.variables]
sex = {type = "category"}
[opt_outs.other]
source = "list.csv"
person = "nr"
since = "fra"
format = "%d%m%Y"
"""
    (folder / "site.toml").write_text(MANIFEST + more)
    (folder / "list.csv").write_text(LIST + "zz,01012020,\n")
    checked(folder)


def test_a_list_needs_persons_to_find(folder):
    (folder / "site.toml").write_text(MANIFEST.replace('person = "pnr"\ndomain', "domain", 1))
    with pytest.raises(SiteFaults) as caught:
        load_manifest(folder)
    assert [(fault.code, fault.path) for fault in caught.value.faults] == [("no_person", "datasets.bef.person")]


def checked(folder):
    check_data(load_manifest(folder), Workplace(Limits(threads=1), folder, None), Proofs())


def test_a_list_without_an_end_is_never_taken_back(persons, folder):
    (folder / "site.toml").write_text(MANIFEST.replace('until = "til"\n', ""))
    assert persons(POPULATIONS[0], dt.date(2024, 1, 1)) == (1, 1)


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (("[opt_outs.dk]", "[opt_outs.se]"), "wrong_value", "opt_outs.se"),
        (('format = "%d%m%Y"', 'format = "%Q"'), "wrong_value", "opt_outs.dk.format"),
        (('source = "list.csv"', 'source = "none.csv"'), "source_missing", "opt_outs.dk.source"),
        (('source = "list.csv"', 'source = "postgresql:///x#list"'), "mixed_sources", "opt_outs.dk.source"),
    ],
)
def test_a_list_that_cannot_be_is_a_fault(folder, change, code, path):
    (folder / "site.toml").write_text(MANIFEST.replace(*change))
    with pytest.raises(SiteFaults) as caught:
        load_manifest(folder)
    assert (code, path) in {(fault.code, fault.path) for fault in caught.value.faults}


def test_the_version_of_the_list_is_that_of_its_file(folder):
    before = load_manifest(folder).opt_outs["dk"]
    (folder / "list.csv").write_text(LIST + "a,01012020,\n")
    after = load_manifest(folder).opt_outs["dk"]
    assert before.version != after.version and replace(before, version="") == replace(after, version="")
