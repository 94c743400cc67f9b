"""The worked cases: every number of every case, none forgotten."""

import pytest

from tests.golden.comparisons import COMPARISONS, NOT_COMPARED
from tests.golden.report import CASES, leaves, lines_of, table


@pytest.mark.parametrize("case", sorted(CASES))
def test_a_case_agrees(answers, case) -> None:
    lines = lines_of(case, answers)
    apart = [line for line in lines if not line.agrees]
    assert not apart, "\n".join(table(apart))
    without = {path for path, _value in leaves(CASES[case]["expected"])} - {line.path for line in lines}
    assert without == set(NOT_COMPARED.get(case, {}))


def test_every_comparison_has_a_case() -> None:
    assert set(COMPARISONS) == set(CASES)
