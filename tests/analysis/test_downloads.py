import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.downloads import table_csv

COLUMNS = [
    {"name": "group", "role": "label"},
    {"name": "persons", "role": "count"},
    {"name": "mean", "role": "estimate"},
]


def read(rows):
    return list(csv.reader(io.StringIO(table_csv({"name": "groups", "columns": COLUMNS, "rows": rows}))))


def test_numbers_are_plain_and_margins_missing_and_hidden_cells_cannot_be_mistaken():
    rows = [["a", 1205, 3.25], [{"missing": True}, "<5", "hidden"], [None, 1210, None], [True, 5, -0.5]]
    assert read(rows) == [
        ["group", "persons", "mean"],
        ["a", "1205", "3.25"],
        ["(missing)", "<5", "hidden"],
        ["(all)", "1210", ""],
        ["true", "5", "-0.5"],
    ]


@pytest.mark.parametrize(
    ("table", "column", "said"),
    [
        ("coefficients", "level", ""),
        ("baseline", "level", ""),
        ("baseline", "region", "(all)"),
        ("fit", "ties", ""),
        ("counts", "level", "(all)"),  # a dimension that somebody named so
    ],
)
def test_a_label_that_a_row_does_not_have_is_no_margin(table, column, said):
    columns = [{"name": column, "role": "label"}, {"name": "persons", "role": "count"}]
    text = table_csv({"name": table, "columns": columns, "rows": [[None, 5]]})
    assert list(csv.reader(io.StringIO(text)))[1] == [said, "5"]


@given(st.text(alphabet="=+-@\t\r\n,;\"'abc", max_size=12))
def test_no_label_is_run_as_a_formula(label):
    cell = read([[label, 5, 1.0]])[1][0]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
