"""The same plans on files and on PostgreSQL give the same result documents, cell by cell, through the site's own run."""

import shutil

import duckdb
import pytest

from analysis.plans import read_plan
from analysis.plans.analyses import METHODS
from analysis.plans.conditions import Operator
from analysis.plans.records import Take
from analysis.site.demo import write_demo
from analysis.site.describing import check_site, describe_site
from analysis.site.frame_compile import SHAPES
from analysis.site.ledger import LedgerMode, persons_file
from analysis.site.limits import Limits
from analysis.site.manifest import load_manifest
from analysis.site.run import run_plan
from tests.twins import differences

from . import every_shape

LIMITS = Limits(threads=1)


@pytest.fixture(scope="module")
def protected(tmp_path_factory, registers):
    """The synthetic registers of 2,000 persons, and their twin in PostgreSQL that has only its secret from them."""
    folder = tmp_path_factory.mktemp("protected")
    write_demo(folder / "files", persons=2000, seed=1)
    run_plan(load_manifest(folder / "files"), every_shape.PROTECTED, mode=LedgerMode.FRESH)
    twin = registers.twin(folder / "files", folder / "tables", "demo")
    shutil.rmtree(twin / ".indgang" / "persons")
    return load_manifest(folder / "files"), load_manifest(twin)


@pytest.fixture(scope="module")
def opened(tmp_path_factory, protected, registers):
    """The same registers as open data, with a table of rates."""
    folder = tmp_path_factory.mktemp("open")
    shutil.copytree(protected[0].directory, folder / "files", ignore=shutil.ignore_patterns(".indgang"))
    manifest = folder / "files" / "site.toml"
    manifest.write_text(
        manifest.read_text().replace('profile = "dk-health"', "open_data = true", 1) + every_shape.RATES
    )
    with duckdb.connect() as connection:
        connection.execute(every_shape.WRITE_RATES.format(file=folder / "files" / "mdk.parquet"))
    twin = registers.twin(folder / "files", folder / "tables", "open")
    return load_manifest(folder / "files"), load_manifest(twin)


def told(document):
    """What a document says, but for the version of a list of objections: a table of a database is `live`."""
    return document | {"opt_outs": document["opt_outs"]["as_of"]}


@pytest.mark.parametrize("plan", ["PERSONS", "RECORDS"])
def test_open_data_have_the_same_cells(opened, plan):
    expected, found = (run_plan(site, getattr(every_shape, plan), limits=LIMITS) for site in opened)
    assert {result["status"] for result in expected["results"]} == {"released"}
    assert expected["results"][0]["persons"] > 300
    assert differences(told(found), told(expected)) == []


def test_protected_data_have_the_same_cells_and_the_same_ids(protected):
    expected, found = (
        run_plan(site, every_shape.PROTECTED, mode=LedgerMode.FRESH, limits=LIMITS) for site in protected
    )
    assert {result["status"] for result in expected["results"]} == {"released"}
    assert differences(told(found), told(expected)) == []
    ids = [persons_file(site.state, "dk") for site in protected]
    with duckdb.connect() as connection:
        rows = [connection.execute("SELECT * FROM read_parquet(?) ORDER BY id", [str(file)]).fetchall() for file in ids]
    assert rows[0] == rows[1]


@pytest.mark.slow
def test_check_and_describe_say_the_same(protected, opened):
    check_site(protected[1], limits=LIMITS)
    check_site(opened[1], limits=LIMITS)
    expected, found = (describe_site(site, mode=LedgerMode.FRESH, limits=LIMITS).document for site in protected)
    assert found["datasets"]["bef"]["persons"] == expected["datasets"]["bef"]["persons"]
    assert differences(_undated(found), _undated(expected)) == []
    expected, found = (describe_site(site, mode=LedgerMode.FRESH, limits=LIMITS).document for site in opened)
    assert differences(_undated(found), _undated(expected)) == []


def _undated(document):
    """Without the data version: a table has none of its own."""
    return {
        key: {name: part for name, part in one.items() if name != "version"}
        for key, one in document["datasets"].items()
    }


def test_the_plans_use_the_whole_language():
    plans = [read_plan(document) for document in (every_shape.PERSONS, every_shape.RECORDS)]
    shapes = {type(shape) for plan in plans for shape in _nodes(plan.variables)}
    assert set(SHAPES) <= shapes, set(SHAPES) - shapes
    assert set(METHODS) == {analysis.method for plan in plans for analysis in plan.analyses}
    text = str(every_shape.PERSONS) + str(every_shape.RECORDS)
    assert not {one for one in (*Operator, *Take) if f"'{one.value}'" not in text}


def _nodes(value):
    yield value
    if isinstance(value, dict):
        parts = value.values()
    elif isinstance(value, tuple | list):
        parts = value
    else:
        parts = [getattr(value, name) for name in getattr(type(value), "model_fields", {})]
    for part in parts:
        yield from _nodes(part)
