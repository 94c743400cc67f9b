"""Charlson's index of real codes: what counts, what counts once, what replaces what."""

import datetime as dt

import pytest

from analysis.plans.code_lists import families, score_variables

SEEN = dt.date(2010, 1, 1)
CASES = [
    ([], 0),
    (["DI219"], 1),
    (["DI219", "DI221"], 1),
    (["DE119", "DE112"], 2),
    (["DK703", "DK766"], 3),
    (["DC509", "DC787"], 6),
    (["DF009", "DN189", "DC509"], 5),
    (["DZ000", "DE10"], 0),
]


@pytest.mark.parametrize(("codes", "score"), CASES)
def test_charlson(values, tiny_site, codes, score):
    rows = {
        "bef": [("a", 1.0, dt.date(1950, 1, 1), 70.0, 0, True)],
        "dia": [("a", SEEN, code, None, "x", at) for at, code in enumerate(codes)],
    }
    population = {"index": {"date": "2012-01-01"}}
    made = score_variables(families()["charlson"], {"icd10": "dia.code"}, {"days": [None, -1]})
    (row,) = values(tiny_site(rows), population, made)
    assert row[-1] == score
