"""Groups cut at the population's own quantiles: type 7, a tie goes to the lower group, labels 1, 2, 3."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PROBABILITIES = [0.1, 0.25, 0.5, 0.9]
weights = st.lists(st.one_of(st.none(), st.floats(-50, 50, width=32), st.integers(0, 3)), min_size=1, max_size=40)


def rows(values: list[float | None]) -> dict[str, list[tuple[Any, ...]]]:
    return {"bef": [(f"p{at}", 1, None, value, at, None) for at, value in enumerate(values)]}


def wanted(values: list[float | None], probabilities: list[float]) -> list[str | None]:
    known = [value for value in values if value is not None]
    cuts = np.quantile(known, probabilities) if known else []
    return [None if value is None else str(1 + int(sum(value > cut for cut in cuts))) for value in values]


def grouped(framed, site, population, of: Any = "bef.weight", probabilities: list[float] = PROBABILITIES):
    variables = {"nr": {"from": "bef.visits"}, "group": {"bands": {"of": of, "quantiles": probabilities}}}
    frame, engine = framed(site, population, variables)
    found = {int(row[1]): row[2] for row in engine.rows(frame.select("nr", "group"))}
    return [found[at] for at in sorted(found)], frame


@FEW
@given(values=weights)
def test_groups_agree_with_numpy(tiny_site, framed, values) -> None:
    found, frame = grouped(framed, tiny_site(rows(values)), {})
    assert found == wanted(values, PROBABILITIES)
    assert frame.column("group").levels == ("1", "2", "3", "4", "5")
    assert frame.hidden == frozenset()


def test_a_tie_goes_to_the_lower_group(tiny_site, framed) -> None:
    found, _ = grouped(framed, tiny_site(rows([1.0, 2.0, 2.0, 2.0, 3.0])), {}, probabilities=[0.5])
    assert found == ["1", "1", "1", "1", "2"]


def test_the_cut_lies_between_two_values(tiny_site, framed) -> None:
    found, _ = grouped(framed, tiny_site(rows([1.0, 2.0, 3.0, 10.0])), {}, probabilities=[0.5])
    assert found == ["1", "1", "2", "2"]


def test_only_the_population_is_cut(tiny_site, framed) -> None:
    values: list[float | None] = [float(value) for value in range(20)]
    found, _ = grouped(framed, tiny_site(rows(values)), {"where": {"bef.weight": {"ge": 10}}})
    assert found == wanted(values[10:], PROBABILITIES)


def test_a_shape_may_be_cut(tiny_site, framed) -> None:
    values: list[float | None] = [1.0, 5.0, 2.0, None, 8.0]
    found, _ = grouped(framed, tiny_site(rows(values)), {}, of={"log": "bef.weight"})
    assert found == wanted([None if value is None else math.log(value) for value in values], PROBABILITIES)


def test_a_group_may_be_a_condition(tiny_site, framed) -> None:
    values: list[float | None] = [float(value) for value in range(9)]
    variables = {"nr": {"from": "bef.visits"}, "half": {"bands": {"of": "bef.weight", "quantiles": [0.5]}}}
    frame, engine = framed(tiny_site(rows(values)), {"keep_if": {"half": {"eq": "2"}}}, variables)
    assert sorted(row[1] for row in engine.rows(frame.select("nr"))) == [5, 6, 7, 8]


@pytest.mark.parametrize("values", [[None, None], [None]])
def test_without_a_value_there_are_no_groups(tiny_site, framed, values) -> None:
    assert grouped(framed, tiny_site(rows(values)), {})[0] == [None] * len(values)


def test_records_are_cut_as_records(tiny_site, framed) -> None:
    records = [("a", None, "C50", value, "x", at) for at, value in enumerate([1.0, 2.0, 3.0, 4.0])]
    site = tiny_site({"bef": [("a", 1, None, 1, 1, None)], "dia": records})
    variables = {"nr": {"from": "dia.nr"}, "group": {"bands": {"of": "dia.value", "quantiles": [0.5]}}}
    frame, engine = framed(site, {"from": "dia", "unit": "record"}, variables)
    assert sorted(row[1:] for row in engine.rows(frame.select("nr", "group"))) == [
        (0.0, "1"), (1.0, "1"), (2.0, "2"), (3.0, "2"),
    ]  # fmt: skip
