import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.downloads import table_csv
from tests.analysis.documents import FOLLOWED, entry_of, labels_for
from tests.analysis.documents import table as of_tests

COUNT = {"method": "count"}
COLUMNS = [
    {"name": "group", "role": "label"},
    {"name": "persons", "role": "count"},
    {"name": "mean", "role": "estimate"},
]


def read(rows):
    return lines_of({"name": "groups", "columns": COLUMNS, "rows": rows})


def lines_of(found, analysis=COUNT):
    labels = labels_for(analysis).of(entry_of(analysis, found), found["name"])
    return list(csv.reader(io.StringIO(table_csv(found, labels))))


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
        ("baseline", "level", ""),
        ("baseline", "region", "(all)"),
        ("fit", "ties", ""),
        ("counts", "level", "(all)"),  # a dimension that somebody named so
    ],
)
def test_a_label_that_a_row_does_not_have_is_no_margin(table, column, said):
    columns = [{"name": column, "role": "label"}, {"name": "persons", "role": "count"}]
    assert lines_of({"name": table, "columns": columns, "rows": [[None, 5]]})[1] == [said, "5"]


def test_a_model_has_the_reference_that_the_page_shows_without_error():
    cox = {"method": "cox", "time": FOLLOWED, "event": "dead", "terms": ["sick", "age"]}
    rows = [["sick", "true", -0.2, 0.1, 0.82], ["age", None, 0.05, 0.01, 1.05]]
    assert lines_of(of_tests("coefficients", "term level estimate standard_error ratio", *rows), cox)[1:] == [
        ["sick", "false", "0.0", "", "1.0"],
        ["sick", "true", "-0.2", "0.1", "0.82"],
        ["age", "", "0.05", "0.01", "1.05"],
    ]


@given(st.text(alphabet="=+-@\t\r\n,;\"'abc", max_size=12))
def test_no_label_is_run_as_a_formula(label):
    cell = read([[label, 5, 1.0]])[1][0]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
