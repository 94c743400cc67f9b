"""Conditions and windows against a slow oracle in plain Python, and the spellings of ICD-10."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.plans import VariableType
from analysis.site import trees
from analysis.site.expressions import Value
from analysis.site.expressions_conditions import condition, icd10_prefixes, icd10_spellings

Truth = bool | None
FEW = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
"""Each example asks many things of one frame: opening a frame is what costs."""

small = st.integers(0, 4)
comparisons = st.one_of(
    st.tuples(st.just("bef.weight"), st.sampled_from(["eq", "ne", "ge", "gt", "le", "lt"]), small),
    st.tuples(st.just("bef.weight"), st.just("between"), st.tuples(small, small).map(sorted)),
    st.tuples(st.just("bef.weight"), st.just("in"), st.lists(small, min_size=1, max_size=3)),
    st.tuples(st.just("bef.weight"), st.just("missing"), st.booleans()),
    st.tuples(st.just("bef.sex"), st.sampled_from(["eq", "ne"]), st.sampled_from(["1", "2", 1])),
    st.tuples(st.just("bef.smoker"), st.just("eq"), st.booleans()),
).map(lambda one: {one[0]: {one[1]: one[2]}})
conditions = st.recursive(
    comparisons,
    lambda part: st.one_of(
        st.lists(part, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(part, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        part.map(lambda one: {"not": one}),
    ),
    max_leaves=5,
)
ORACLE = {
    "eq": lambda value, given: value == given,
    "ne": lambda value, given: value != given,
    "ge": lambda value, given: value >= given,
    "gt": lambda value, given: value > given,
    "le": lambda value, given: value <= given,
    "lt": lambda value, given: value < given,
    "between": lambda value, given: given[0] <= value <= given[1],
    "in": lambda value, given: value in given,
}


def told(node: dict[str, Any], person: dict[str, Any]) -> Truth:
    """Kleene's three values: None is what cannot be told."""
    (key, inside), *_ = node.items()
    if key == "not":
        part = told(inside, person)
        return None if part is None else not part
    if key in ("all", "any"):
        parts = [told(one, person) for one in inside]
        decisive = key == "any"
        if decisive in parts:
            return decisive
        return None if None in parts else not decisive
    ((operator, given),) = inside.items()
    value = person[key]
    if operator == "missing":
        return (value is None) == given
    given = str(given) if key == "bef.sex" else given
    return None if value is None else ORACLE[operator](value, given)


def as_person(row: tuple[Any, ...]) -> dict[str, Any]:
    sex = {None: None, 9.0: None, 1.0: "1", 2.0: "2"}[row[0]]
    return {"bef.sex": sex, "bef.weight": row[1], "bef.smoker": row[2]}


EVERYBODY = [(sex, weight, smoker) for sex in (None, 1.0, 2.0, 9.0) for weight in (None, 0.0, 1.0, 2.0, 4.0)
             for smoker in (None, True, False)]  # fmt: skip


@pytest.fixture
def everybody(tiny_site):
    """A site with a person for every combination of values and missing."""
    return tiny_site(
        {"bef": [(str(nr), sex, None, weight, nr, smoker) for nr, (sex, weight, smoker) in enumerate(EVERYBODY)]}
    )


@FEW
@given(asked=st.lists(conditions, min_size=15, max_size=15))
def test_conditions_agree_with_the_oracle(everybody, framed, asked) -> None:
    variables = {"nr": {"from": "bef.visits"}} | {f"x{at}": {"when": one} for at, one in enumerate(asked)}
    case = {"case": [{"when": asked[0], "then": {"label": "holds"}}, {"else": {"label": "rest"}}]}
    frame, engine = framed(everybody, {}, variables | {"c": case})
    rows = sorted(engine.rows(frame.select("nr", *(f"x{at}" for at in range(len(asked))), "c")), key=lambda row: row[1])
    for at, one in enumerate(asked):
        assert [row[2 + at] for row in rows] == [told(one, as_person(person)) for person in EVERYBODY], one
    assert [row[-1] == "holds" for row in rows] == [row[2] is True for row in rows]


@FEW
@given(asked=conditions)
def test_where_keeps_only_what_holds(everybody, framed, asked) -> None:
    kept, engine = framed(everybody, {"where": asked}, {"nr": {"from": "bef.visits"}})
    wanted = [told(asked, as_person(person)) for person in EVERYBODY].count(True)
    assert [step.name for step in kept.steps] == ["from", "where"]
    assert [len(engine.rows(step.select)) for step in kept.steps] == [len(EVERYBODY), wanted]


days = st.one_of(st.none(), st.integers(-3, 3))
records = st.lists(
    st.tuples(st.sampled_from("abc"), days, st.sampled_from(["DC50", "C50", "I21"])), min_size=5, max_size=12
)
INDEX = dt.date(2010, 1, 10)


def _rises(window: tuple[int | None, int | None]) -> bool:
    return None in window or window[0] <= window[1]


def date_of(day: int | None) -> dt.date | None:
    return None if day is None else INDEX + dt.timedelta(days=day)


@FEW
@given(records=records, windows=st.lists(st.tuples(days, days).filter(_rises), min_size=8, max_size=8))
def test_windows_agree_with_the_oracle(tiny_site, framed, records, windows) -> None:
    rows = {
        "bef": [(name, 1, None, 1, number, None) for number, name in enumerate("abc")],
        "dia": [(name, date_of(day), code, 1.0, None, None) for name, day, code in records],
    }
    site, where = tiny_site(rows), {"dia.code": {"starts_with": "C50"}}
    variables: dict[str, Any] = {"nr": {"from": "bef.visits"}}
    for at, (low, high) in enumerate(windows):
        dates = [None if end is None else str(date_of(end)) for end in (low, high)]
        variables[f"n{at}"] = {"count": {"dataset": "dia", "where": where, "window": {"days": [low, high]}}}
        variables[f"m{at}"] = {"exists": {"dataset": "dia", "where": where, "window": {"dates": dates}}}
    frame, engine = framed(site, {"index": {"date": str(INDEX)}}, variables)
    found = sorted(engine.rows(frame.select(*variables)), key=lambda row: row[1])
    counted = [[sum(_counts(one, name, window) for one in records) for name in "abc"] for window in windows]
    for at, wanted in enumerate(counted):
        assert [row[2 + 2 * at] for row in found] == wanted
        assert [row[3 + 2 * at] for row in found] == [bool(number) for number in wanted]
    exclusion = {"dataset": "dia", "where": where, "window": {"days": list(windows[0])}}
    left, engine = framed(site, {"index": {"date": str(INDEX)}, "exclude": [exclusion]}, {})
    assert len(engine.rows(left.select())) == counted[0].count(0)


def _counts(record: tuple[str, int | None, str], name: str, window: tuple[int | None, int | None]) -> bool:
    day, (low, high) = record[1], window
    inside = day is not None and (low is None or day >= low) and (high is None or day <= high)
    return record[0] == name and inside and record[2] != "I21"


@pytest.mark.parametrize(
    ("code", "spellings"),
    [("C50", {"C50", "DC50"}), ("DC509", {"C509", "DC509", "C50.9", "DC50.9"}), ("D50", {"D50", "DD50"})],
)
def test_icd10_is_read_with_and_without_the_danish_d(code, spellings) -> None:
    assert set(icd10_spellings(code)) == spellings


def test_the_letter_d_alone_is_the_international_chapter() -> None:
    assert "D" not in icd10_prefixes("D")
    assert {"DD", "D5"} <= set(icd10_prefixes("D"))
    assert set(icd10_prefixes("C5")) == {"C5", "DC5"}


def test_what_is_no_condition_is_refused() -> None:
    with pytest.raises(TypeError):
        condition(object(), lambda name: Value(trees.column(name), VariableType.CODE), {})
