"""`describe` against counting by hand: persons in every cell, also of more codes than a number has bits."""

from collections import defaultdict

import duckdb
import pytest

from analysis.site.describe import BITS
from analysis.site.describing import describe_site
from analysis.site.ledger import LedgerMode
from analysis.site.limits import Limits
from analysis.site.manifest import load_manifest

CODES = [f"c{number}" for number in range(BITS + 8)]
MANIFEST = f"""
[site]
id = "many"
must_leave_network = false
{{protection}}
[datasets.visits]
source = "visits.parquet"
{{person}}
unit = "record"
[datasets.visits.variables]
place = {{{{type = "category", labels = {{{{{", ".join(f'{code} = "{code}"' for code in CODES)}}}}}}}}}
urgent = {{{{type = "boolean"}}}}
"""
ROWS = [
    (f"p{number % 40}", None if number % 7 == 0 else f"c{number % (BITS + 10)}", number % 3 == 0 or None)
    for number in range(600)
]


@pytest.fixture
def described(tmp_path):
    def describe(protection, person='person = "pnr"'):
        (tmp_path / "site.toml").write_text(MANIFEST.format(protection=protection, person=person))
        with duckdb.connect() as connection:
            connection.execute("CREATE TABLE t (pnr VARCHAR, place VARCHAR, urgent BOOLEAN)")
            connection.executemany("INSERT INTO t VALUES (?, ?, ?)", ROWS)
            connection.execute(f"COPY t TO '{tmp_path / 'visits.parquet'}' (FORMAT parquet)")
        manifest = load_manifest(tmp_path)
        return describe_site(manifest, mode=LedgerMode.FRESH, limits=Limits()).document["datasets"]["visits"]

    return describe


def by_hand(column):
    """Value -> persons."""
    found = defaultdict(set)
    for row in ROWS:
        found[row[column]].add(row[0])
    return found


def test_open_data_are_counted_exactly(described):
    entry = described("open_data = true")
    places, urgent = by_hand(1), by_hand(2)
    assert (entry["persons"], entry["records"]) == (40, 600)
    assert entry["variables"]["place"]["counts"] == {code: len(places[code]) for code in CODES}
    assert entry["variables"]["place"]["missing_persons"] == len(places[None])
    assert entry["variables"]["urgent"]["counts"] == {"false": 0, "true": len(urgent[True])}
    assert entry["variables"]["urgent"]["missing_persons"] == len(urgent[None])


def test_without_persons_each_row_counts(described):
    entry = described("open_data = true", person="")
    assert (entry["persons"], entry["records"]) == (600, 600)
    assert entry["variables"]["place"]["missing_persons"] == sum(row[1] is None for row in ROWS)
    assert entry["variables"]["place"]["counts"]["c3"] == sum(row[1] == "c3" for row in ROWS)


def test_protected_data_are_counted_coarsely(described):
    entry = described('profile = "dk-health"')
    urgent = by_hand(2)
    assert entry["records"] == 600
    assert abs(entry["persons"] - 40) <= 10 and entry["persons"] % 10 == 0
    assert abs(entry["variables"]["urgent"]["counts"]["true"] - len(urgent[True])) <= 10
    assert entry["variables"]["urgent"]["counts"]["false"] == "<10"
    assert set(entry["variables"]["place"]["counts"]) == set(CODES)
