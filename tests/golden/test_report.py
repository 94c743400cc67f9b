"""The report finds what is further apart than its case allows, and says so."""

import math

import pytest

from tests.golden.report import Line, allowed, table

TERMS = {"terms": {"age": {"coef": 0.0001, "se": 0.5}}}


@pytest.mark.parametrize(
    ("expected", "got", "agrees"),
    [
        (1629, 1629, True),
        (1629, 1630, False),
        (1629, None, False),
        (1629, "<5", False),
        (None, None, True),
        (0.5, 0.50004, True),
        (0.5, 0.5006, False),
        (0.5, math.nan, False),
    ],
)
def test_a_line_judges(expected, got, agrees) -> None:
    line = Line("D00", ("n",), expected, got, allowed(("n",), expected, {}))
    assert line.agrees is agrees
    assert list(table([line]))[-1].endswith(f"further apart than allowed: {int(not agrees)}")


@pytest.mark.parametrize(
    ("path", "value", "most"),
    [
        (("p",), 0.01, 1e-5),
        (("logrank", "p"), 0.01, 1e-5),
        (("fisher_p",), 0.01, 1e-5),
        (("loglik",), -2000.0, 1e-3),
        (("terms", "age", "coef"), 0.0001, 5e-4),
        (("terms", "age", "z"), 0.0002, 1e-3),
        (("terms", "age", "se"), 0.5, 5e-5),
        (("ties",), "efron", 0.0),
    ],
)
def test_what_a_case_allows(path, value, most) -> None:
    assert allowed(path, value, TERMS) == pytest.approx(most)
