"""The class rule against an attacker who solves the whole table: hidden cells from margins and shown cells, exactly.

The attacker is stronger than a reader of the result: every number that is shown counts as the true one. Won is a line
whose least possible share in one category is still what the rule says may not be known.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.site.disclosure.profiles import Profile
from analysis.site.disclosure.rules import HIDDEN
from tests.attacks.small_site import SmallSite, analysis, cells, labels

DK = Profile()
REGIONS, SEXES, ANSWERS = ("r1", "r2", "r3", "r4", "r5"), ("1", "2"), ("no", "yes", "unknown")
KNOWN = {"region": {"labels": labels(*REGIONS)}, "sex": {"labels": labels(*SEXES)}}
Place = tuple[Any, ...]


def population(seed: int, answers: int) -> pd.DataFrame:
    """One region nearly all of whose people say yes; in the others it varies."""
    rng = np.random.default_rng(seed)
    count = 700
    region = rng.choice(REGIONS, count, p=[0.1, 0.2, 0.2, 0.3, 0.2])
    often = {name: rng.dirichlet(np.full(answers, 2)) for name in REGIONS}
    often["r1"] = np.r_[0.03, 0.97, np.zeros(answers - 2)]
    hiv = [rng.choice(ANSWERS[:answers], p=often[name]) for name in region]
    return pd.DataFrame({
        "_person": np.arange(count, dtype=np.int64), "region": region, "sex": rng.choice(SEXES, count), "hiv": hiv,
    })  # fmt: skip


class Attacker:
    """Knows the table's structure and the true number of every cell in `shown`."""

    def __init__(self, true: dict[Place, int], shown: set[Place]) -> None:
        levels = [sorted({place[d] for place in true if place[d] is not None}) for d in range(len(next(iter(true))))]
        self.inner = list(product(*levels))
        self.true = true
        known = sorted(shown, key=str)
        rows = [
            [all(w in (None, i) for w, i in zip(place, cell, strict=True)) for cell in self.inner] for place in known
        ]
        counts = [true[place] for place in known]
        self.constraint = LinearConstraint(np.array(rows, float), counts, counts)

    def least(self, place: Place) -> int:
        """The fewest persons that can stand in a cell or margin."""
        weight = [all(w in (None, i) for w, i in zip(place, cell, strict=True)) for cell in self.inner]
        ones = np.ones(len(self.inner))
        found = milp(np.array(weight, float), constraints=self.constraint, bounds=Bounds(0, np.inf), integrality=ones)
        assert found.success
        return round(found.fun)


def lines_of_one_class(true: dict[Place, int], at: int) -> dict[Place, Place]:
    """Each line of the sensitive dimension `at` that the rule is about, and its great cell."""
    found = {}
    for place, whole in true.items():
        if place[at] is not None or whole < DK.k:
            continue
        cells_ = [other for other in true if other[at] is not None and (*other[:at], None, *other[at + 1 :]) == place]
        great = max(cells_, key=true.__getitem__)
        if true[great] >= DK.class_share / 100 * whole:
            found[place] = great
    return found


def results(folder: Path, persons: pd.DataFrame, **options: Any) -> tuple[dict[Place, int], dict[Place, Any]]:
    (folder / "open").mkdir(parents=True)
    sensitive = KNOWN | {"hiv": {"labels": labels(*sorted(set(persons.hiv))), "sensitive": True}}
    protected = SmallSite(folder / "protected", persons, known=sensitive)
    opened = SmallSite(folder / "open", persons, known=sensitive, open_data=True)
    return cells(opened.one("crosstab", **options)), cells(protected.one("crosstab", **options))


TABLES = {
    "two": ({"rows": ["region"], "columns": ["hiv"]}, 1),
    "two turned": ({"rows": ["hiv"], "columns": ["region"]}, 0),
    "three": ({"rows": ["region"], "columns": ["hiv"], "layers": ["sex"]}, 1),
}


@pytest.mark.parametrize("answers", [2, 3])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", TABLES)
def test_the_margin_does_not_give_a_hidden_line(tmp_path, name, seed, answers):
    options, at = TABLES[name]
    true, published = results(tmp_path, population(seed, answers), **options)
    lines = lines_of_one_class(true, at)
    assert lines
    attacker = Attacker(true, {place for place, form in published.items() if form != HIDDEN})
    for line, great in lines.items():
        assert published[great] == HIDDEN
        assert attacker.least(great) < DK.class_share / 100 * true[line]


@pytest.mark.parametrize("seed", [0, 1, 3])
def test_hiding_the_line_alone_would_give_it(tmp_path, seed):
    """The attacker can win: where only the line itself is hidden, it is known to the person."""
    options, at = TABLES["two"]
    true, _ = results(tmp_path, population(seed, 2), **options)
    lines = lines_of_one_class(true, at)
    assert len(lines) == 1  # two would protect each other a little
    gone = {place for place in true if place[at] is not None and (*place[:at], None, *place[at + 1 :]) in lines}
    attacker = Attacker(true, set(true) - gone)
    assert [attacker.least(great) for great in lines.values()] == [true[great] for great in lines.values()]


def test_a_table_keeps_what_it_can(tmp_path):
    """The total and most of the other regions are still shown."""
    true, published = results(tmp_path, population(1, 2), rows=["region"], columns=["hiv"])
    assert len(lines_of_one_class(true, 1)) == 1
    assert sum(form == HIDDEN for form in published.values()) == 4
    assert published[None, "yes"] != HIDDEN and published["r1", None] != HIDDEN


def test_nobody_and_few_look_alike(tmp_path):
    """A line of one person has one class, a line of nobody has none: both show their symbols."""
    rows = population(2, 2)
    rows.loc[rows.region == "r2", "region"] = "r3"
    rows.loc[rows.index[0], ["region", "hiv"]] = ["r2", "yes"]
    _, one = results(tmp_path / "one", rows, rows=["region"], columns=["hiv"])
    _, none = results(tmp_path / "none", rows.iloc[1:], rows=["region"], columns=["hiv"])
    assert [one["r2", answer] for answer in ("no", "yes", None)] == ["<5"] * 3
    assert [none["r2", answer] for answer in ("no", "yes", None)] == ["<5"] * 3


def both(folder: Path, persons: pd.DataFrame, **summary: Any) -> tuple[dict[Place, Any], dict[Place, dict[str, Any]]]:
    """The cells of a table of region and answer, and the groups of a summary beside it, each with its figures."""
    known = KNOWN | {
        "hiv": {"labels": labels(*sorted(set(persons.hiv))), "sensitive": True}, "positive": {"sensitive": True},
    }  # fmt: skip
    site = SmallSite(folder, persons.assign(age=np.arange(len(persons)) % 60 + 20.0), known=known)
    table, told = site.run(
        analysis("crosstab", rows=["region"], columns=["hiv"]), analysis("summary", **summary)
    )  # fmt: skip
    names = [one["name"] for one in told["tables"][0]["columns"]]
    width = len(summary["by"])
    groups = {tuple(row[1 : 1 + width]): dict(zip(names, row, strict=True)) for row in told["tables"][0]["rows"]}
    return cells(table), groups


@pytest.mark.parametrize("has_gaps", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_a_summary_says_nothing_of_a_hidden_cell(tmp_path, seed, has_gaps):
    """The same persons as the cells of the table beside it, by another method."""
    rows = population(seed, 2)
    rows["weight"] = np.where(has_gaps & (np.arange(len(rows)) % 7 == 0), np.nan, 70.0 + np.arange(len(rows)) % 9)
    published, groups = both(tmp_path, rows, of=["weight"], by=["region", "hiv"], statistics=["mean", "median"])
    hidden = {place for place, form in published.items() if form == HIDDEN and None not in place}
    assert hidden
    for place in hidden:
        assert {groups[place][name] for name in ("persons", "missing", "mean", "median")} == {HIDDEN}
    assert any(figures["persons"] not in (HIDDEN, "<5") for place, figures in groups.items() if None not in place)


@pytest.mark.parametrize("seed", range(3))
def test_the_mean_of_a_sensitive_yes_and_no_is_a_share(tmp_path, seed):
    rows = population(seed, 2)
    rows["positive"] = (rows.hiv == "yes").astype(float)
    published, groups = both(tmp_path, rows, of=["positive"], by=["region"], statistics=["mean", "sd", "q1"])
    hidden = {region for region, answer in published if published[region, answer] == HIDDEN and answer and region}
    assert hidden
    for region in hidden:
        assert {groups[region,][name] for name in ("mean", "sd", "q1")} == {HIDDEN}
        assert groups[region,]["persons"] not in (HIDDEN, "<5")
    assert any(groups[region,]["mean"] != HIDDEN for region in REGIONS if region not in hidden)
