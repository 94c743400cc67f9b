"""The SQL of plans for Spark: what is written is what was looked at, it parses, and it uses what Spark has.

No Spark runs here. After a change that is meant: `python -m tests.golden.statements`, and look at the difference.
"""

import re

import pytest
import sqlglot
from sqlglot import exp

from analysis.site import trees
from analysis.site.engines.dialects.spark import SiteSpark

from .statements import FOLDER, all_statements

FUNCTIONS = {
    "ABS", "ADD_MONTHS", "AVG", "BIT_OR", "BOOL_AND", "BOOL_OR", "CAST", "CEIL", "COALESCE", "CORR", "COUNT", "DATEDIFF",
    "DATE_ADD", "EXTRACT", "FLOOR", "FROM_UTC_TIMESTAMP", "GREATEST", "LEAD", "LEAST", "LENGTH", "LN", "LPAD",
    "MAKE_DATE", "MAX", "MIN", "NULLIF", "PERCENTILE", "RANK", "ROUND", "ROW_NUMBER", "STARTSWITH", "STDDEV_SAMP", "SUM",
    "TRY_CAST", "TRY_TO_TIMESTAMP", "VAR_POP", "WEEKDAY",
}  # fmt: skip
"""Of those that Spark 3.5 documents, the ones that plans need."""
WRITTEN = sorted(FOLDER.glob("*.sql"))


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return all_statements(tmp_path_factory.mktemp("statements"))


def test_the_statements_are_those_that_were_looked_at(found):
    assert found == {file.name: file.read_text() for file in WRITTEN}, "python -m tests.golden.statements"


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: file.stem)
def test_the_statements_parse_and_use_what_spark_has(file):
    text = file.read_text()
    parsed = sqlglot.parse(text, dialect="spark")
    assert len(parsed) == text.count(";\n")
    assert all(isinstance(one, exp.Query | exp.Create) for one in parsed)
    assert set(re.findall(r"\b([A-Z][A-Z_]+)\(", text)) <= FUNCTIONS


COLUMN = trees.column("a")


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (trees.read(COLUMN, "BOOLEAN", "text"), "TRY_CAST(`a` AS BOOLEAN)"),
        (trees.written_date(COLUMN, "%d%m%Y"), "CAST(TRY_TO_TIMESTAMP(`a`, 'ddMMyyyy') AS DATE)"),
        (trees.shift_days(COLUMN, trees.number(2)), "DATE_ADD(`a`, CAST(CAST('2' AS DOUBLE) AS INT))"),
        (exp.DayOfWeekIso(this=COLUMN), "(WEEKDAY(`a`) + 1)"),
        (exp.Window(this=exp.RowNumber()), "ROW_NUMBER() OVER (ORDER BY NULL)"),
        (trees.add(trees.operand(COLUMN), trees.number(1)), "(`a`) + (CAST('1' AS DOUBLE))"),
        (exp.BitwiseOrAgg(this=COLUMN), "BIT_OR(`a`)"),
    ],
)
def test_spark_says_it_in_its_own_words(tree, text):
    assert tree.sql(SiteSpark) == text
