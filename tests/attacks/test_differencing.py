"""Differencing by one person. The verdict comes from the published bytes, never from the status word.

The attacker knows the target and everything about everybody but whether the target is sick. Two worlds are run, one in
which the target is sick and one in which not, at two sites with the same secret and the same history of questions. The
attacker wins if any answer about "all but the target" differs from the answer about "all" in one world and not in the
other: only then do the two answers together say anything about the target.
"""

from __future__ import annotations

import shutil
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.site.ledger import LedgerMode
from tests.attacks.small_site import SmallSite, analysis, cells, labels, people

TARGET = 137
KNOWN = {"sex": {"labels": labels("1", "2")}, "region": {"labels": labels("1081", "1082", "1083", "1084", "1085")}}


def world(is_sick: bool) -> pd.DataFrame:
    rows = people(600, seed=5)
    rows["old"] = rows.age >= 60
    rows.loc[rows._person == TARGET, ["sick", "region", "age"]] = [is_sick, "1081", 60.0]
    return rows


@pytest.fixture
def site(tmp_path):
    def make(rows: pd.DataFrame, name: str = "site", **options: Any) -> SmallSite:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        return SmallSite(folder, rows, known=KNOWN, **options)

    return make


def but(rows: pd.DataFrame) -> pd.DataFrame:
    """All but the target, by whatever condition."""
    return rows[rows._person != TARGET]


QUESTIONS = {
    "a filter": (but, {"method": "crosstab", "rows": ["sick"]}),
    "a filter that swaps one for another": (
        lambda rows: rows[~rows._person.isin([TARGET])],
        {"method": "crosstab", "rows": ["sick"], "columns": ["sex"]},
    ),
    "four at once": (
        lambda rows: rows[~rows._person.isin([TARGET, 3, 4, 5])],
        {"method": "crosstab", "rows": ["sick"], "columns": ["region"], "percent": "row"},
    ),
    "two dimensions turned": (but, {"method": "crosstab", "rows": ["region"], "columns": ["sick"]}),
    "a count": (lambda rows: but(rows)[but(rows).sick], {"method": "count"}),
    "a count without flow": (lambda rows: but(rows)[but(rows).sick], {"method": "count", "flow": False}),
    "a mean of yes and no": (but, {"method": "summary", "of": ["sick"], "statistics": ["mean", "sd"]}),
    "a mean by group": (but, {"method": "summary", "of": ["sick", "age"], "by": ["sex"]}),
}
BEFORE = [
    {"method": "crosstab", "rows": ["sick"]},
    {"method": "crosstab", "rows": ["sick"], "columns": ["sex"]},
    {"method": "crosstab", "rows": ["sick"], "columns": ["region"], "percent": "row"},
    {"method": "summary", "of": ["sick"], "statistics": ["mean", "sd"]},
    {"method": "summary", "of": ["sick", "age"], "by": ["sex"]},
]


def ask(one: dict[str, Any]) -> Any:
    options = dict(one)
    return analysis(options.pop("method"), **options)


@pytest.mark.parametrize("name", QUESTIONS)
def test_all_but_one_person_says_nothing_about_that_person(site, tmp_path, name):
    narrow, question = QUESTIONS[name]
    answers = []
    for is_sick in (True, False):
        rows = world(is_sick)
        folder = f"{is_sick}"
        if answers:  # the same secret in both worlds: chance cannot tell them apart
            (tmp_path / folder).mkdir()
            shutil.copytree(tmp_path / "True" / "secrets", tmp_path / folder / "secrets")
        here = site(rows, folder)
        here.run(*(ask(one) for one in BEFORE))
        here.one("count", rows[rows.sick])
        here.one("count", rows[rows.sick], flow=False)
        whole = rows[rows.sick] if question["method"] == "count" else rows
        before = here.run(ask(question), among=whole)[0]
        after = here.run(ask(question), among=narrow(rows))[0]
        assert before["status"] == after["status"] == "released"
        answers.append(after["tables"] == before["tables"])
    assert answers == [True, True]


def test_one_table_that_splits_off_one_person(site):
    """A variable that is yes for the target alone: the row "no" is all but one."""
    for is_sick in (True, False):
        rows = world(is_sick).assign(is_target=lambda one: one._person == TARGET)
        found = cells(site(rows, f"s{is_sick}").one("crosstab", rows=["is_target"], columns=["sick"]))
        assert found["true", "true"] == found["true", "false"] == found["true", None] == "<5"
        for sick in ("true", "false", None):
            assert found["false", sick] == found[None, sick]


def test_a_repeat_written_differently_has_the_same_bytes(site):
    rows = world(True)
    here = site(rows)
    first = here.one("crosstab", rows=["sex"], columns=["sick"], percent="total")
    recoded = rows.assign(sex=rows.sex.map({"1": "2", "2": "1"}).map({"1": "2", "2": "1"}))
    assert here.one("crosstab", recoded, rows=["sex"], columns=["sick"], percent="total")["tables"] == first["tables"]
    other_order = rows.sample(frac=1, random_state=1)
    assert (
        here.one("crosstab", other_order, rows=["sex"], columns=["sick"], percent="total")["tables"] == first["tables"]
    )
    turned = cells(here.one("crosstab", rows=["sick"], columns=["sex"]))
    assert {(sex, sick): value for (sick, sex), value in turned.items()} == cells(first)


def test_another_project_is_the_same_attacker(site):
    rows = world(True)
    here = site(rows)
    other = here.open_ledger(project="2026-000002")
    first = here.one("crosstab", rows=["sick"])
    assert here.one("crosstab", but(rows), ledger=other, rows=["sick"])["tables"] == first["tables"]


def test_margins_are_sets_like_any_other(site):
    rows = world(True)
    here = site(rows)
    joint = cells(here.one("crosstab", rows=["sex"], columns=["region"], layers=["old"]))
    for sex in ("1", "2"):
        alone = here.one("crosstab", rows[rows.sex == sex], rows=["region"])
        assert {(sex, region, None): value for (region,), value in cells(alone).items()}.items() <= joint.items()


def test_halves_do_not_add_up_to_the_whole(site):
    """Ten complementary splits: the sums of the published halves scatter, they do not give the exact count."""
    rows = world(True)
    here = site(rows)
    sums = set()
    for seed in range(10):
        half = np.random.default_rng(seed).random(len(rows)) < 0.5
        parts = [cells(here.one("count", rows[at], flow=False), value="persons")[()] for at in (half, ~half)]
        sums.add(sum(parts))
    assert all(total % 5 == 0 for total in sums)
    assert len(sums) > 1


def test_a_second_data_version_with_few_changes_repeats(site):
    rows = world(True)
    first = site(rows).one("crosstab", rows=["sick"], columns=["region"])
    changed = rows.copy()
    changed.loc[changed._person.isin([TARGET, 9, 10]), "sick"] = False
    again = site(changed).one("crosstab", rows=["sick"], columns=["region"])
    assert again["tables"] == first["tables"]


def test_the_trial_ledger_does_not_see_the_sites(site):
    here = site(world(True))
    assert here.ledger.mode is LedgerMode.TRIAL
    assert not (here.folder / "ledgers" / "site").exists()


def test_persons_as_rows(site):
    """One person with a hundred rows is one person."""
    rows = world(True)
    many = pd.concat([rows, *[rows[rows._person == TARGET].assign(region="9999")] * 100], ignore_index=True)
    found = site(many, unit="record").one("crosstab", many, rows=["region"])
    persons, records = cells(found), cells(found, value="records")
    assert ("other",) not in persons and ("9999",) not in persons
    assert all(value == "hidden" for place, value in records.items() if isinstance(persons[place], str))


def test_rows_as_persons(site):
    """Five persons with one row each beside fifty rows of four persons: the four stay hidden."""
    rows = pd.DataFrame({"_person": [*range(5), *([5, 6, 7, 8] * 13)], "kind": ["a"] * 5 + ["b"] * 52})
    here = site(rows, unit="record")
    found = here.one("crosstab", rows=["kind"])
    assert found["status"] == "withheld"  # nine persons in all
    wide = pd.concat([rows, pd.DataFrame({"_person": range(20, 60), "kind": ["c"] * 40})], ignore_index=True)
    found = cells(site(wide, "wide", unit="record").one("crosstab", rows=["kind"]))
    assert found[("a",)] == 5 and ("b",) not in found and found[("c",)] == 40


def test_percentages_have_no_more_to_tell_than_the_counts(site):
    found = site(world(True)).one("crosstab", rows=["region"], columns=["sick"], layers=["sex"], percent="row")
    persons, percent = cells(found), cells(found, value="percent")
    for (region, sick, sex), shown in percent.items():
        part, whole = persons[region, sick, sex], persons[region, None, sex]
        assert shown == ("hidden" if isinstance(part, str) or isinstance(whole, str) else round(100 * part / whole, 1))


LABELS = ["0101701234", "010170-1234", "Jens Hansen", "=1+1", "a" * 21, "<b>", "æ ø", "C50'); --", ""]


@pytest.mark.parametrize("label", LABELS)
def test_no_label_leaves_that_does_not_look_like_a_code(site, label):
    rows = world(True).assign(kind=lambda one: np.where(one._person < 300, label, "C50"))
    found = site(rows).one("crosstab", rows=["kind"])
    assert set(cells(found)) == {("C50",), ("other",), (None,)}
    assert label == "" or label not in str(found)


def test_a_label_of_few_persons_is_not_shown(site):
    rows = world(True).assign(kind=lambda one: np.where(one._person < 4, "rare", "common"))
    assert "rare" not in str(site(rows).one("crosstab", rows=["kind"]))


def test_a_label_comes_and_goes_with_no_single_person(site):
    rows = world(True).assign(kind=lambda one: np.where(one._person < 5, "five", "common"))
    here = site(rows)
    assert ("five",) in cells(here.one("crosstab", rows=["kind"]))
    again = here.one("crosstab", rows[rows._person != 100], rows=["kind"])
    assert ("five",) in cells(again)
