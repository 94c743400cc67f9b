"""Histograms of protected data: the catalogue's bins, merged from both ends."""

import numpy as np
import pandas as pd
import pytest

from analysis.site.disclosure.protect.histogram import merged_edges
from tests.attacks.small_site import SmallSite, cells, labels, people

BINS = (40, 50, 60, 70, 80, 90, 100, 120, 160)
KNOWN = {"sex": {"labels": labels("1", "2")}, "weight": {"bins": BINS}}
MISSING = str({"missing": True})


@pytest.fixture
def rows():
    found = people(1200, seed=2)
    found["weight"] = np.where(found._person % 9 == 0, np.nan, found.weight)
    return found


@pytest.fixture
def site(tmp_path, rows):
    def make(rows=rows, **options):
        return SmallSite(tmp_path, rows, known=KNOWN | options.pop("known", {}), **options)

    return make


def bins(result, value="persons"):
    return cells(result, "bins", value)


@pytest.mark.parametrize(
    ("counts", "kept"),
    [
        ([10, 20, 10], [0, 1]),
        ([1, 2, 30, 6, 0, 0], [2]),
        ([1, 4, 30, 6, 5], [1, 2, 3]),
        ([5, 0, 0, 30, 0, 5], [0, 4]),
        ([6, 3, 30, 3, 6], [0, 3]),
        ([1, 4, 4, 4, 4, 4], [1, 3]),
        ([4, 4], []),
        ([4], []),
        ([0, 0, 0], []),
        ([2, 3, 4], []),
    ],
)
def test_bins_merge_from_the_tails_inwards(counts, kept):
    assert merged_edges(counts, 5) == kept
    parts = np.split(np.array(counts), [at + 1 for at in kept])
    assert all(part.sum() >= 5 for part in parts) or not kept


def test_an_ordinary_histogram_is_near_the_open_one(site, tmp_path_factory, rows):
    truth = SmallSite(tmp_path_factory.mktemp("open"), rows, known=KNOWN, open_data=True)
    got, true = bins(site().one("histogram", of=["weight"])), bins(truth.one("histogram", of=["weight"]))
    middle = [place for place in got if place in true]
    assert len(middle) >= 6 and all(got[place] == pytest.approx(true[place], abs=4) for place in middle)
    assert got["weight", MISSING] == pytest.approx(true["weight", MISSING], abs=4)
    assert all(count >= 5 for count in got.values())


def test_empty_bins_and_tails_have_no_row_of_their_own(site):
    first, *_, last, missing = (name for _, name in bins(site().one("histogram", of=["weight"])))
    assert (first, last, missing) == ("<50", "100+", MISSING)


def test_all_groups_have_the_same_bins_and_small_ones_a_symbol(site, rows):
    few = rows.assign(sex=np.where(rows._person < 20, "1", "2"))
    found = bins(site().one("histogram", few, of=["weight"], by=["sex"]))
    names = {sex: [name for _, of, name in found if of == sex] for sex in ("1", "2", None)}
    assert names["1"] == names["2"] == names[None]
    assert "<5" in {value for (_, sex, _), value in found.items() if sex == "1"}


def test_a_variable_that_few_have_is_one_bin_with_a_symbol(site, rows):
    few = rows.assign(weight=np.where(rows._person < 4, rows.weight, np.nan))
    found = bins(site().one("histogram", few, of=["weight"]))
    assert found["weight", "all"] == "<5" and len(found) == 2


def test_few_persons_have_no_histogram(site, rows):
    assert site().one("histogram", rows[:9], of=["weight"])["status"] == "withheld"


def test_a_sensitive_number_in_nearly_one_bin_is_hidden(site, rows):
    same = rows.assign(weight=np.where(rows._person % 40 == 0, 95.0, 65.0))
    known = {"weight": {"bins": BINS, "sensitive": True}}
    found = bins(site(known=known).one("histogram", same, of=["weight"], by=["sex"]))
    assert {value for (_, sex, name), value in found.items() if name != MISSING} == {"hidden"}


def test_missing_as_a_group(site, rows):
    among = rows.assign(sex=np.where(rows._person < 200, None, rows.sex))
    found = bins(site().one("histogram", among, of=["weight"], by=["sex"], missing="category"))
    assert MISSING in {sex for _, sex, _ in found}


def test_records(tmp_path, rows):
    many = pd.concat([rows] * 2, ignore_index=True)
    found = SmallSite(tmp_path, many, unit="record", known=KNOWN).one("histogram", of=["weight"])
    assert found["records"] == 2400
    persons, records = bins(found), bins(found, "records")
    assert all(records[place] == pytest.approx(2 * persons[place], abs=25) for place in persons)
