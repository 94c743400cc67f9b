"""PostgreSQL as an engine: what it answers, what it keeps, how it fails, and that a job sees one moment."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import psycopg2
import pytest
from sqlglot import exp, parse_one

from analysis.site import trees
from analysis.site.engines import Workplace, open_engine
from analysis.site.engines.connection import _cap_temporary_files, connect
from analysis.site.engines.dialects.postgres import short_name
from analysis.site.engines.postgres import ROWS_AT_ONCE, PostgresEngine
from analysis.site.errors import DataFailure, FailureCode, SiteFaults, SourceUnreadable
from analysis.site.limits import Limits
from analysis.site.sources import CsvSource, ParquetSource, PostgresSource
from tests.twins import Database

LIMITS = Limits(threads=1)
COUNT = exp.Count(this=exp.Star())


@pytest.fixture
def table(registers: Database) -> Iterator[PostgresSource]:
    """A table with a column of every kind."""
    registers.run(f'DROP TABLE IF EXISTS "{registers.schema}"."Besøg"')
    registers.run(f"DROP TYPE IF EXISTS {registers.schema}.sex; CREATE TYPE {registers.schema}.sex AS ENUM ('m', 'k')")
    registers.run(f"DROP DOMAIN IF EXISTS {registers.schema}.age; CREATE DOMAIN {registers.schema}.age AS integer")
    registers.run(
        f'CREATE TABLE "{registers.schema}"."Besøg" AS SELECT n::integer AS n, (n / 2.0)::numeric(10,2) AS half, '
        "n::double precision AS share, (n % 2 = 0) AS even, DATE '2020-01-01' + n AS day, 'æ' || n AS word, "
        f"'k'::{registers.schema}.sex AS sex, n::{registers.schema}.age AS age, 'x'::char(3) AS short, "
        "'x'::varchar(9) AS long, now() AS at, localtimestamp AS here, NULL::bigint AS gone, '{}'::json AS free "
        "FROM generate_series(0, 3) AS n"
    )
    yield PostgresSource(registers.address, registers.schema, "Besøg")
    registers.run(f'DROP TABLE "{registers.schema}"."Besøg"')


@pytest.fixture
def connection(registers: Database, table: PostgresSource) -> Iterator[Any]:
    """The connection of one job, which sees what there was when it began."""
    opened = connect(registers.address, LIMITS)
    yield opened
    opened.close()


@pytest.fixture
def engine(connection: Any, table: PostgresSource, tmp_path: Path) -> Iterator[PostgresEngine]:
    """An engine with the table open, and a file beside it."""
    with duckdb.connect() as made:
        made.execute(
            "COPY (SELECT 'a\"b,' || range AS person, range AS id, NULL::VARCHAR AS nobody FROM range(3)) "
            f"TO '{tmp_path / 'ids.parquet'}' (FORMAT parquet)"
        )
    (tmp_path / "rates.csv").write_text("age,rate,from\n40,0.5,2001-01-01\n50,,2001-01-01\n")
    files = {"ids": ParquetSource((tmp_path / "ids.parquet",)), "rates": CsvSource((tmp_path / "rates.csv",))}
    opened = PostgresEngine(connection, tables={"source_a": table}, files=files, temp_directory=tmp_path, limits=LIMITS)
    yield opened
    opened.close()


def select(*columns: Any, table: str = "source_a") -> exp.Select:
    return exp.select(*columns).from_(trees.table(table))


def test_columns_have_the_types_of_the_server(engine: PostgresEngine) -> None:
    assert engine.columns("source_a") == {
        "n": "integer", "half": "numeric", "share": "double precision", "even": "boolean", "day": "date",
        "word": "text", "sex": "text", "age": "integer", "short": "character", "long": "character varying",
        "at": "timestamp with time zone", "here": "timestamp without time zone", "gone": "bigint", "free": "json",
    }  # fmt: skip
    assert engine.size("source_a") is None


def test_fetched_columns_are_masked_arrays(engine: PostgresEngine) -> None:
    names = ("n", "half", "even", "day", "word", "gone")
    found = engine.fetch(select(*map(trees.column, names)).order_by(trees.column("n")))
    assert {name: column.dtype for name, column in found.items()} == {
        "n": np.int64, "half": np.float64, "even": bool, "day": np.dtype("datetime64[D]"), "word": object,
        "gone": np.int64,
    }  # fmt: skip
    assert (found["word"].tolist()[1], found["half"].tolist()[1], found["even"].tolist()[1]) == ("æ1", 0.5, False)
    assert found["gone"].mask.all() and not found["n"].mask.any()
    assert found["day"].data[1] == np.datetime64("2020-01-02")


def test_nothing_is_fetched_as_empty_columns(engine: PostgresEngine) -> None:
    found = engine.fetch(select(trees.column("n"), trees.column("share")).where("n > 9"))
    assert {name: (len(column), column.dtype) for name, column in found.items()} == {
        "n": (0, np.int64),
        "share": (0, float),
    }


def test_numbers_without_end_are_missing(engine: PostgresEngine) -> None:
    found = engine.fetch(select(trees.named(trees.number("NaN"), "x"), trees.named(trees.number("Infinity"), "y")))
    assert found["x"].mask.all() and found["y"].mask.all()


def test_more_rows_than_are_fetched_at_once(engine: PostgresEngine) -> None:
    many = exp.Anonymous(this="GENERATE_SERIES", expressions=[trees.whole(1), trees.whole(ROWS_AT_ONCE + 1)])
    found = engine.fetch(exp.select(trees.named(many, "x")))
    assert len(found["x"]) == ROWS_AT_ONCE + 1


def test_rows_come_as_python_values(engine: PostgresEngine) -> None:
    assert engine.rows(select(trees.column("half"), trees.column("gone")).where("n = 1")) == [(0.5, None)]
    assert engine.rows(select(exp.Sum(this=trees.column("half")))) == [(3.0,)]


def test_rows_that_are_kept_can_be_numbered_and_forgotten(engine: PostgresEngine) -> None:
    assert engine.materialise("kept", select(exp.Star())) == 4
    assert engine.materialise("numbered", select(exp.Star()).where("n > 0"), numbered="_id") == 3
    assert sorted(row[0] for row in engine.rows(select(trees.column("_id"), table="numbered"))) == [0, 1, 2]
    engine.forget("kept")
    with pytest.raises(SourceUnreadable):
        engine.rows(select(COUNT, table="kept"))
    assert engine.rows(select(COUNT, table="numbered")) == [(3,)]


def test_a_file_beside_the_tables_is_copied_in(engine: PostgresEngine) -> None:
    rows = engine.rows(select(exp.Star(), table="ids").order_by(trees.column("id")))
    assert rows[0] == ('a"b,0', 0, None) and len(rows) == 3
    found = engine.rows(select(trees.column("rate"), exp.cast(trees.column("from"), "DATE"), table="rates"))
    assert {row[0] for row in found} == {"0.5", None}  # read as a number by whoever knows that it is one
    assert engine.columns("rates") == {"age": "BIGINT", "rate": "VARCHAR", "from": "VARCHAR"}


@pytest.mark.parametrize("statement", ["DROP TABLE x", "CREATE TABLE x AS SELECT 1", "SET work_mem = '1GB'"])
def test_an_engine_takes_selects_only(engine: PostgresEngine, statement: str) -> None:
    for ask in (engine.rows, engine.fetch):
        with pytest.raises(TypeError):
            ask(parse_one(statement, dialect="postgres"))  # type: ignore[arg-type]


def test_long_names_stay_apart_and_come_back_whole(engine: PostgresEngine) -> None:
    names = [f"{'dataset' * 6}.{'variable' * 5}{end}" for end in "ab"]
    engine.materialise("kept", select(*(trees.named(trees.whole(at), name) for at, name in enumerate(names))))
    found = engine.fetch(select(*map(trees.column, names), table="kept").limit(1))
    assert {name: column.tolist() for name, column in found.items()} == {names[0]: [0], names[1]: [1]}
    assert all(len(short_name(f"{'æ' * 40}{end}").encode()) <= 63 for end in "ab")


def test_text_is_ordered_by_code_point(engine: PostgresEngine) -> None:
    words = exp.values([(trees.text(word),) for word in ("å", "a", "B", "_")], alias="w", columns=["word"])
    word = exp.cast(trees.column("word"), "VARCHAR")
    ordered = exp.select(trees.named(word, "x")).from_(words).order_by(word.copy())
    assert [row[0] for row in engine.rows(ordered)] == sorted(["å", "a", "B", "_"])


def test_a_job_sees_one_moment(engine: PostgresEngine, registers: Database) -> None:
    assert engine.rows(select(COUNT)) == [(4,)]
    registers.run(f'DELETE FROM "{registers.schema}"."Besøg" WHERE n = 0')
    assert engine.rows(select(COUNT)) == [(4,)]


def test_what_an_engine_kept_is_gone_with_it(connection: Any, table: PostgresSource, tmp_path: Path) -> None:
    for _ in range(2):
        engine = open_engine({"source_a": table}, Workplace(LIMITS, tmp_path, connection))
        engine.materialise("kept", select(exp.Star()))
        engine.close()


def test_a_table_that_is_not_there_is_unreadable(connection: Any, table: PostgresSource, tmp_path: Path) -> None:
    missing = PostgresSource(table.database, table.schema, "none")
    place = Workplace(LIMITS, tmp_path, connection)
    with pytest.raises(SourceUnreadable) as wrong:
        open_engine({"source_a": missing}, place)
    assert str(wrong.value) == "42P01"
    assert open_engine({"source_a": table}, place).rows(select(COUNT)) == [(4,)]


def test_a_select_that_fails_leaves_the_others(engine: PostgresEngine) -> None:
    wrong = exp.Div(this=trees.whole(1), expression=exp.Sub(this=trees.column("n"), expression=trees.column("n")))
    with pytest.raises(SourceUnreadable) as told:
        engine.fetch(select(trees.named(wrong, "x")))
    assert str(told.value) == "22012"
    assert engine.rows(select(COUNT)) == [(4,)]


def test_a_stopped_select_is_out_of_time(engine: PostgresEngine) -> None:
    pause = exp.select(exp.Anonymous(this="PG_SLEEP", expressions=[trees.whole(30)]))
    thread = threading.Timer(0.2, engine.interrupt)
    thread.start()
    with pytest.raises(DataFailure) as failure:
        engine.rows(pause)
    thread.join()
    assert failure.value.code is FailureCode.TIME
    assert engine.rows(select(COUNT)) == [(4,)]


def test_a_select_that_takes_too_long_is_stopped_by_the_server(registers: Database, tmp_path: Path) -> None:
    brief = Limits(wall_seconds=0.2, threads=1)
    opened = connect(registers.address, brief)
    engine = PostgresEngine(opened, tables={}, files={}, temp_directory=tmp_path, limits=brief)
    with pytest.raises(DataFailure) as failure:
        engine.rows(exp.select(exp.Anonymous(this="PG_SLEEP", expressions=[trees.whole(30)])))
    assert failure.value.code is FailureCode.TIME
    opened.close()


def test_too_much_spilled_is_out_of_memory(registers: Database, tmp_path: Path) -> None:
    small = Limits(memory_bytes=2**20, temp_bytes=2**20, threads=1)
    opened = connect(registers.address, small)
    engine = PostgresEngine(opened, tables={}, files={}, temp_directory=tmp_path, limits=small)
    many = exp.Anonymous(this="GENERATE_SERIES", expressions=[trees.whole(1), trees.whole(300_000)])
    rows = exp.select(trees.named(many, "x")).subquery("s")
    with pytest.raises(DataFailure) as failure:
        engine.rows(exp.select(COUNT).from_(exp.select(exp.Star()).from_(rows).order_by("x DESC").subquery("t")))
    assert failure.value.code is FailureCode.MEMORY
    opened.close()


def test_a_role_that_may_only_read_is_enough(registers: Database, table: PostgresSource, tmp_path: Path) -> None:
    role = f"{registers.schema}_reader"
    registers.run(f"DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN")
    registers.run(
        f'GRANT USAGE ON SCHEMA {registers.schema} TO {role}; GRANT SELECT ON "{table.schema}"."Besøg" TO {role}'
    )
    try:
        with psycopg2.connect(registers.address) as opened:
            opened.cursor().execute(f"SET SESSION AUTHORIZATION {role}")
            engine = PostgresEngine(
                opened, tables={"source_a": table}, files={}, temp_directory=tmp_path, limits=LIMITS
            )
            assert engine.materialise("kept", select(exp.Star())) == 4
            with opened.cursor() as cursor:  # the cap is not its to set, and nothing is lost by trying
                _cap_temporary_files(cursor, LIMITS)
            assert engine.rows(select(COUNT, table="kept")) == [(4,)]
            opened.rollback()
        opened.close()
    finally:
        registers.run(f"DROP OWNED BY {role}; DROP ROLE {role}")


def test_a_server_that_went_away_is_unreadable(registers: Database, tmp_path: Path) -> None:
    opened = connect(registers.address, LIMITS)
    engine = PostgresEngine(opened, tables={}, files={}, temp_directory=tmp_path, limits=LIMITS)
    registers.run(f"SELECT pg_terminate_backend({opened.info.backend_pid})")
    for _ in range(2):
        with pytest.raises(SourceUnreadable):
            engine.rows(exp.select(trees.whole(1)))
    engine.close()


def test_no_connection_is_a_fault_of_the_site(table: PostgresSource, tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable):
        connect("postgresql://127.0.0.1:1/none", LIMITS)
    with pytest.raises(SiteFaults) as wrong:
        open_engine({"source_a": table}, Workplace(LIMITS, tmp_path))
    assert [fault.code for fault in wrong.value.faults] == ["no_database"]
