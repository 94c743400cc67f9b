import duckdb
import numpy as np

from analysis.site.ledger import enrol, enrolled, persons_file


def ids(path):
    return dict(duckdb.sql(f"SELECT person, id FROM '{path}'").fetchall())


def test_ids_are_given_once_and_only_added(tmp_path):
    assert enrolled(tmp_path, "dk") == 0
    path = enrol(tmp_path, "dk", ["0101701234", "0202802345", "0101701234"])
    first = ids(path)
    assert sorted(first.values()) == [0, 1]
    second = ids(enrol(tmp_path, "dk", np.array(["0303903456", "0101701234"], dtype=object)))
    assert second == first | {"0303903456": 2}
    assert enrolled(tmp_path, "dk") == 3


def test_nothing_new_leaves_the_file_alone(tmp_path):
    path = enrol(tmp_path, "dk", ["a"])
    before = path.stat().st_mtime_ns
    enrol(tmp_path, "dk", ["a"])
    assert path.stat().st_mtime_ns == before
    assert path == persons_file(tmp_path, "dk")
    assert path.stat().st_mode & 0o777 == 0o600


def test_domains_have_ids_of_their_own(tmp_path):
    enrol(tmp_path, "dk", ["a", "b"])
    assert ids(enrol(tmp_path, "se", ["b"])) == {"b": 0}
