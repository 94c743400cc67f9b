"""What a text, a number or a moment is read as, is the same on files and on PostgreSQL."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import duckdb
import pytest
from sqlglot import exp

from analysis.site import trees
from analysis.site.engines.connection import connect
from analysis.site.engines.dialects.duckdb import SiteDuckDB
from analysis.site.engines.dialects.postgres import SitePostgres
from analysis.site.engines.kinds import is_whole_key, kind_of
from analysis.site.limits import Limits
from analysis.site.manifest import FILE_FORMATS
from analysis.site.relations import code_value, variable_value
from tests.twins import Database

NUMBERS = ("1", " 12 ", "1.5", "1e3", "+5", "-.5", "5.", "1,5", "", "abc", "1e", "0x1", "nan", "inf", "-Infinity",
           "1e999", "1E-40", "1e98", "0.1", "²")  # fmt: skip
ANSWERS = ("true", "TRUE", "t", "1", "yes", "Y", "on", "false", "F", "0", "no", "n", "off", "tru", "2", "1.0", "")
DATES = ("2020-01-02", "2020-1-2", "2020/01/02", "20200102", "2020-01-02 10:11:12", "2020-01-02T10:11:12Z",
         "2020-01-02T23:30:00-05:00", "2020-02-30", "2020-02-29", "2021-02-29", "1900-02-29", "2000-02-29",
         "2020-01-02 25:00:00", " 2020-01-02 ", "2020-01-02x", "02-01-2020", "2020-13-01", "2020-04-31",
         "2020-01-02 10:11", "2020-01-02 10:11:12.5 +02", "", "æ")  # fmt: skip
FORMS = ("%d%m%Y", "%Y%m%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%y%m%d", "%d %b %Y", "%d %B %Y", "%Y-%m", "%Y",
         "%Y-%m-%d %H:%M:%S", "%d-%m-%Y %H:%M:%S.%f")  # fmt: skip
WRITTEN = ("31012020", "30022020", "20200131", "31-01-2020", "1-2-2020", "31.01.2020", "31/01/68", "31/01/69",
           "680131", "690131", "31 jan 2020", "31 Jan 2020", "3 January 2020", "3 jan 2020", "2020-02", "2020",
           "2020-01-31 10:11:12", "31-01-2020 10:11:12.25", "2020-01-31 24:11:12", "x", "", "1012020", "29-02-2021",
           "2020-01-31")  # fmt: skip


class Both:
    """Evaluates a tree over one value on both engines."""

    def __init__(self, postgres: Any) -> None:
        self._postgres, self._duckdb = postgres.cursor(), duckdb.connect()
        self._duckdb.execute("SET timezone = 'UTC'")

    def read(self, tree: trees.Tree, value: trees.Tree) -> tuple[Any, Any]:
        select = exp.select(trees.named(tree, "x")).from_(exp.select(trees.named(value, "a")).subquery("v"))
        self._postgres.execute(select.sql(SitePostgres))
        found = self._postgres.fetchone()[0]
        answer = self._duckdb.execute(select.sql(SiteDuckDB)).fetchone()
        assert answer is not None
        return found, answer[0]


@pytest.fixture(scope="module")
def both(registers: Database) -> Iterator[Both]:
    """Both engines, with the session of a job."""
    connection = connect(registers.address, Limits())
    yield Both(connection)
    connection.close()


def text(value: str) -> trees.Tree:
    return exp.cast(trees.text(value), "VARCHAR")


@pytest.mark.parametrize(
    ("to", "value"), [*product(["DOUBLE"], NUMBERS), *product(["BOOLEAN"], ANSWERS), *product(["DATE"], DATES)]
)
def test_a_text_is_read_alike(both: Both, to: str, value: str) -> None:
    tree: trees.Tree = trees.read(trees.column("a"), to, "text")
    found, expected = both.read(trees.finite(tree) if to == "DOUBLE" else tree, text(value))
    assert found == expected


@pytest.mark.parametrize("form", FORMS)
def test_a_written_date_is_read_alike(both: Both, form: str) -> None:
    tree = variable_value(_variable({"type": "date", "format": form}), "a", {"a": "text"}, "Europe/Copenhagen")
    for value in WRITTEN:
        found, expected = both.read(tree, text(value))
        assert found == expected, (form, value)


@pytest.mark.parametrize(("to", "value"), [("DOUBLE", "1e300"), ("DOUBLE", "1e-300"), ("DATE", "0000-01-01")])
def test_what_only_files_may_hold_is_missing_on_postgresql(both: Both, to: str, value: str) -> None:
    found, expected = both.read(trees.read(trees.column("a"), to, "text"), text(value))
    assert found is None and expected is not None


@pytest.mark.parametrize(
    ("kind", "to", "value"),
    [
        ("whole", "BOOLEAN", exp.cast(trees.whole(2), "BIGINT")),
        ("whole", "DOUBLE", exp.cast(trees.whole(2), "SMALLINT")),
        ("float", "BOOLEAN", trees.number(0)),
        ("float", "DOUBLE", exp.cast(trees.text("1.25"), "DECIMAL(9, 2)")),
        ("boolean", "DOUBLE", trees.boolean(True)),
        ("boolean", "BOOLEAN", trees.boolean(False)),
        ("date", "DATE", trees.date("2020-02-29")),
        ("datetime", "DATE", exp.cast(trees.text("2020-02-29 23:30:00"), "TIMESTAMP")),
    ],
)  # fmt: skip
def test_a_column_of_another_type_is_read_alike(both: Both, kind: str, to: str, value: trees.Tree) -> None:
    found, expected = both.read(trees.read(trees.column("a"), to, kind), value)
    assert (found, type(found)) == (expected, type(expected))


def test_a_day_without_end_is_missing(both: Both) -> None:
    both._postgres.execute(
        exp.select(trees.read(exp.cast(trees.text("infinity"), "DATE"), "DATE", "date")).sql(SitePostgres)
    )
    assert both._postgres.fetchone() == (None,)


def test_a_moment_is_cut_to_the_day_of_the_sites_zone(both: Both) -> None:
    late = exp.cast(trees.text("2020-01-01 23:30:00+00"), "TIMESTAMPTZ")
    variable = _variable({"type": "date"})
    tree = variable_value(variable, "a", {"a": "TIMESTAMP WITH TIME ZONE"}, "Europe/Copenhagen")
    found, expected = both.read(tree, late)
    assert found == expected and found.isoformat() == "2020-01-02"


@pytest.mark.parametrize(
    ("form", "value"),
    [
        *product(["yyww"], ["7001", "2053", "9953", "0", "12345", "-1", "20.4"]),
        *product(["decimal_year"], ["2020.5", "x", "1e9"]),
    ],
)
def test_other_forms_of_dates(both: Both, form: str, value: str) -> None:
    tree = variable_value(_variable({"type": "date", "format": form}), "a", {"a": "text"}, "Europe/Copenhagen")
    found, expected = both.read(tree, text(value))
    assert found == expected


@pytest.mark.parametrize("value", ["0.5", "1.5", "-0.5", "-2.5", "0.49999999999999994", "2", "1e15"])
def test_halves_are_rounded_away_from_zero(both: Both, value: str) -> None:
    found, expected = both.read(trees.rounded(trees.column("a")), trees.number(value))
    assert found == expected


@pytest.mark.parametrize("value", ["0.1", "2", "-3", "1e-7", "123456789.125", "NaN", "1e14"])
def test_a_number_as_a_code_has_one_text(both: Both, value: str) -> None:
    found, expected = both.read(code_value(trees.column("a"), "float"), trees.number(value))
    assert found == expected


@pytest.mark.parametrize("step", [trees.add, trees.subtract, trees.multiply, trees.divide])
def test_no_number_makes_arithmetic_fail(both: Both, step: Any) -> None:
    for left, right in product(("1e308", "-1e308", "5e-324", "1e-200", "0", "3", "Infinity", "NaN"), repeat=2):
        tree = trees.finite(step(trees.operand(trees.column("a")), trees.operand(trees.number(right))))
        found, expected = both.read(tree, trees.number(left))
        assert found is None or found == pytest.approx(expected), (left, right)
    found, expected = both.read(
        step(trees.operand(trees.column("a")), trees.operand(trees.number("0.3"))), trees.number("0.1")
    )
    assert found == expected


def test_families_of_types_in_the_words_of_both() -> None:
    for kind, words in {
        "text": ("VARCHAR", "text", "character varying(10)", "character(3)", "ENUM('a', 'b')"),
        "whole": ("BIGINT", "integer", "smallint", "UTINYINT"),
        "float": ("DOUBLE", "double precision", "real", "numeric(10,2)", "DECIMAL(9,3)"),
        "datetime": ("TIMESTAMP", "timestamp without time zone", "TIMESTAMP_NS"),
        "zoned": ("TIMESTAMP WITH TIME ZONE", "timestamp(3) with time zone"),
        "date": ("DATE", "date"),
        "boolean": ("BOOLEAN", "boolean"),
        "other": ("json", "bytea", "BLOB"),
    }.items():
        assert {kind_of(word) for word in words} == {kind}
    assert is_whole_key("bigint") and is_whole_key("INTEGER") and not is_whole_key("UBIGINT")


def test_forms_for_files_only() -> None:
    assert FILE_FORMATS.search("%Y-%j") and FILE_FORMATS.search("%d%z") and not FILE_FORMATS.search("%d%m%Y")


def _variable(fields: dict[str, Any]) -> Any:
    from analysis.site.manifest_toml import VariableToml

    return VariableToml.model_validate(fields)
