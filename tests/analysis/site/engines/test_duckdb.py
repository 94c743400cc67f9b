"""The locked engine: what it answers, and all that it cannot be made to do."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest
from sqlglot import exp, parse_one

from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.engines.duckdb import DuckdbEngine
from analysis.site.errors import DataFailure, FailureCode, SourceUnreadable
from analysis.site.limits import Limits
from analysis.site.sources import CsvSource, DuckdbSource, ParquetSource


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one Parquet file, one CSV, one DuckDB file, and a secret beside them."""
    with duckdb.connect(str(tmp_path / "one.db")) as connection:
        connection.execute("CREATE TABLE visits AS SELECT 7 AS n")
        connection.execute(f"COPY (SELECT range AS n FROM range(4)) TO '{tmp_path / 'a.parquet'}' (FORMAT parquet)")
    (tmp_path / "b.csv").write_text("code,share\n007,1.0\n,2.0\n")
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path


@pytest.fixture
def engine(folder: Path) -> Iterator[Engine]:
    """An engine with all three sources open, and locked."""
    sources = {
        "source_a": ParquetSource((folder / "a.parquet",)),
        "source_b": CsvSource((folder / "b.csv",)),
        "source_c": DuckdbSource(folder / "one.db", "visits"),
        "source_d": DuckdbSource(folder / "one.db", "visits"),
    }
    (folder / "temp").mkdir()
    opened = DuckdbEngine(sources=sources, temp_directory=folder / "temp", limits=Limits(threads=1))
    yield opened
    opened.close()


HOSTILE = [
    "SELECT * FROM read_csv('{folder}/secret.txt')",
    "SELECT * FROM read_text('{folder}/secret.txt')",
    "SELECT * FROM read_text('{folder}/sub/../secret.txt')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM read_parquet('{folder}/other.parquet')",
    "SELECT getenv('HOME')",
    "SELECT * FROM duckdb_secrets()",
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "COPY (SELECT 1 AS n) TO '{folder}/a.parquet' (FORMAT parquet)",
    "EXPORT DATABASE '{folder}/out'",
    "ATTACH '{folder}/new.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET memory_limit = '99GB'",
    "SET enable_external_access = true",
    "SET allowed_paths = ['/']",
    "RESET lock_configuration",
    "CREATE TABLE file_0.main.mine AS SELECT 1",
    "INSERT INTO file_0.main.visits VALUES (1)",
]


@pytest.mark.parametrize("statement", HOSTILE)
def test_a_locked_engine_refuses(engine: Engine, folder: Path, statement: str) -> None:
    before = (folder / "a.parquet").read_bytes()
    with pytest.raises(duckdb.Error):
        engine._connection.execute(statement.format(folder=folder)).fetchall()
    assert not (folder / "out.csv").exists()
    assert (folder / "a.parquet").read_bytes() == before


@pytest.mark.parametrize("statement", ["DROP TABLE x", "CREATE TABLE x AS SELECT 1", "SET threads = 1"])
def test_an_engine_takes_selects_only(engine: Engine, statement: str) -> None:
    with pytest.raises(TypeError):
        engine.rows(parse_one(statement, dialect="duckdb"))


def test_an_engine_reads_its_sources(engine: Engine) -> None:
    counted = exp.select(exp.Count(this=exp.Star())).from_(trees.table("source_a"))
    assert engine.rows(counted) == [(4,)]
    assert engine.rows(exp.select("n").from_(trees.table("source_d"))) == [(7,)]
    assert engine.columns("source_a") == {"n": "BIGINT"}


def test_rows_that_are_kept_can_be_numbered(engine: Engine) -> None:
    everything = exp.select(exp.Star()).from_(trees.table("source_a"))
    assert engine.materialise("kept", everything) == 4
    assert engine.materialise("counted", everything.where("n > 0"), numbered="number") == 3
    rows = engine.rows(exp.select("n", "number").from_(trees.table("counted")))
    assert (sorted(row[0] for row in rows), sorted(row[1] for row in rows)) == ([1, 2, 3], [0, 1, 2])
    assert engine.rows(exp.select("n", "number").from_(trees.table("counted"))) == rows


def test_what_is_forgotten_is_gone(engine: Engine) -> None:
    engine.materialise("kept", exp.select(exp.Star()).from_(trees.table("source_a")))
    engine.forget("kept")
    with pytest.raises(SourceUnreadable):
        engine.rows(exp.select("n").from_(trees.table("kept")))


def test_the_size_of_a_source_is_told_where_no_row_must_be_read(engine: Engine) -> None:
    assert [engine.size(f"source_{name}") for name in "abcd"] == [4, None, 1, 1]


def test_a_file_that_is_no_parquet_is_unreadable(folder: Path) -> None:
    source = ParquetSource((folder / "secret.txt",))
    with pytest.raises(SourceUnreadable) as wrong:
        DuckdbEngine(sources={"source_a": source}, temp_directory=folder, limits=Limits(threads=1))
    assert "secret" not in str(wrong.value)


def test_csv_keeps_leading_zeros_and_remembers_what_it_looked_like(engine: Engine) -> None:
    assert engine.columns("source_b")["share"] == "DOUBLE"
    rows = engine.rows(exp.select("code", "share").from_(trees.table("source_b")))
    assert sorted(rows, key=str) == [("007", "1.0"), (None, "2.0")]


def test_fetched_columns_are_masked_arrays(engine: Engine) -> None:
    some = exp.EQ(this=trees.column("n"), expression=trees.whole(1))
    parts = {
        "number": trees.case([(some.copy(), trees.number("0.5"))]),
        "nothing": trees.number("NaN"),
        "day": trees.case([(some.copy(), trees.date("2020-01-02"))]),
        "word": trees.case([(some.copy(), trees.text("æ"))]),
        "flag": trees.case([(some.copy(), trees.boolean(True))]),
        "n": trees.column("n"),
    }
    select = exp.select(*(trees.named(tree, name) for name, tree in parts.items())).from_(trees.table("source_a"))
    found = engine.fetch(select.order_by(trees.column("n")))
    assert all(isinstance(column, np.ma.MaskedArray) for column in found.values())
    assert {name: column.tolist()[1] for name, column in found.items() if name not in ("day", "nothing")} == {
        "number": 0.5,
        "word": "æ",
        "flag": True,
        "n": 1,
    }
    assert found["day"].dtype == np.dtype("datetime64[D]")
    assert found["nothing"].mask.all()
    assert found["word"].mask.tolist() == [True, False, True, True]


def test_too_little_memory_is_a_failure_with_a_code(folder: Path) -> None:
    limits = Limits(memory_bytes=20 * 1024 * 1024, temp_bytes=0, threads=1)
    engine = DuckdbEngine(sources={}, temp_directory=folder, limits=limits)
    numbers = exp.select(trees.named(exp.cast(exp.column("range"), "VARCHAR"), "n")).from_(
        exp.Anonymous(this="RANGE", expressions=[exp.Literal.number(5_000_000)])
    )
    with pytest.raises(DataFailure) as failure:
        engine.rows(exp.select(exp.Count(this=exp.Star())).from_(numbers.distinct().subquery("d")))
    assert failure.value.code is FailureCode.MEMORY
    assert engine.rows(exp.select(trees.whole(1))) == [(1,)]


def test_an_interrupted_select_is_out_of_time(folder: Path) -> None:
    import threading

    engine = DuckdbEngine(sources={}, temp_directory=folder, limits=Limits(threads=1))
    endless = exp.select(exp.Count(this=exp.Star())).from_(
        exp.Anonymous(this="RANGE", expressions=[exp.Literal.number(10**13)])
    )
    thread = threading.Timer(0.2, engine.interrupt)
    thread.start()
    with pytest.raises(DataFailure) as failure:
        engine.rows(endless)
    thread.join()
    assert failure.value.code is FailureCode.TIME
